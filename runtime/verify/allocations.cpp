#include "runtime/verify/allocations.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <atomic>
#include <cstring>
#include <new>

#include "runtime/compatibility.h"

namespace mlo::engine {
namespace {

std::atomic<std::int64_t> held{0}, most{0}, held_at_start{0};

/// Stands in front of a tensor's memory: how the allocator below frees it, and its size. What is freed is told by the
/// address of the data alone, as callers of `raw_allocate` (oneDNN's convolutions) ask of an allocator.
struct Head {
  void* context;
  c10::DeleterFnPtr free;
  std::int64_t bytes;
};
constexpr std::size_t head_size = 64;  // the data stay aligned for vector registers
static_assert(sizeof(Head) <= head_size);

void release(void* data) {
  if (data == nullptr) return;
  const Head head = *reinterpret_cast<const Head*>(static_cast<char*>(data) - head_size);
  held -= head.bytes;
  head.free(head.context);
}

class Counting final : public c10::Allocator {
 public:
  explicit Counting(c10::Allocator* below) : below_(below) {}

  c10::DataPtr allocate(std::size_t bytes) MLO_CONST_BEFORE_2_3 override {
    c10::DataPtr whole = below_->allocate(bytes + head_size);
    char* const start = static_cast<char*>(whole.get());
    const c10::DeleterFnPtr free = whole.get_deleter();
    new (start) Head{whole.release_context(), free, static_cast<std::int64_t>(bytes)};
    const std::int64_t now = held += static_cast<std::int64_t>(bytes);
    std::int64_t before = most;
    while (now > before && !most.compare_exchange_weak(before, now)) {
    }
    void* const data = start + head_size;
    return {data, data, &release, at::Device(at::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  /// 2.x asks for it.
  void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }

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
