#include "runtime/verify/allocations.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <atomic>

namespace mlo::engine {
namespace {

std::atomic<std::int64_t> held{0}, most{0}, held_at_start{0};

/// What a tensor's memory is freed by: the allocator below it, and its size.
struct Piece {
  c10::DataPtr data;
  std::int64_t bytes;
};

void release(void* piece) {
  const auto* p = static_cast<Piece*>(piece);
  held -= p->bytes;
  delete p;
}

class Counting final : public c10::Allocator {
 public:
  explicit Counting(c10::Allocator* below) : below_(below) {}

  c10::DataPtr allocate(std::size_t bytes) const override {
    auto piece = std::make_unique<Piece>(Piece{below_->allocate(bytes), static_cast<std::int64_t>(bytes)});
    const std::int64_t now = held += piece->bytes;
    std::int64_t before = most;
    while (now > before && !most.compare_exchange_weak(before, now)) {
    }
    void* data = piece->data.get();
    return {data, piece.release(), &release, at::Device(at::kCPU)};
  }

 private:
  c10::Allocator* below_;
};

c10::Allocator* below = nullptr;

}  // namespace

Allocations::Allocations() {
  below = c10::GetCPUAllocator();
  static Counting counting(below);
  constexpr std::uint8_t above_all = 255;  // the highest priority that there is
  c10::SetCPUAllocator(&counting, above_all);
  held_at_start = held.load();
  most = held.load();
}

Allocations::~Allocations() { c10::SetCPUAllocator(below, 255); }

std::int64_t Allocations::peak() const { return most - held_at_start; }

}  // namespace mlo::engine
