#include "runtime/record/checkpoint.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/pickle.h>
#include <zlib.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

#include "runtime/data/formats/weights.h"
#include "runtime/record/error.h"

namespace mlo::record {
namespace {

using c10::IValue;
using Dict = c10::Dict<std::string, IValue>;
using engine::Checkpoint;

constexpr const char* format_name = "mlo checkpoint 1";

/// LibTorch reads archives without looking at their checksums, so the content carries one of its own.
class Checksum {
 public:
  void bytes(const void* data, std::size_t size) {
    const auto* begin = static_cast<const Bytef*>(data);
    value_ = crc32_z(value_, begin, size);
  }
  void text(std::string_view text) {
    bytes(text.data(), text.size());
    bytes("", 1);
  }
  template <typename T>
  void number(T value) {
    bytes(&value, sizeof value);
  }
  void tensor(const at::Tensor& tensor) {
    text(c10::toString(tensor.scalar_type()));
    for (const std::int64_t size : tensor.sizes()) number(size);
    bytes(tensor.data_ptr(), tensor.nbytes());
  }
  std::int64_t value() const { return static_cast<std::int64_t>(value_); }

 private:
  uLong value_ = crc32_z(0, nullptr, 0);
};

std::int64_t checksum(const Checkpoint& checkpoint) {
  Checksum sum;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    sum.text(name);
    sum.tensor(tensor);
  }
  for (const auto& [name, value] : checkpoint.counters) {
    sum.text(name);
    sum.number(value);
  }
  for (const auto& [name, value] : checkpoint.numbers) {
    sum.text(name);
    sum.number(value);
  }
  return sum.value();
}

template <typename Map>
IValue to_dict(const Map& map) {
  c10::Dict<std::string, typename Map::mapped_type> dict;
  for (const auto& [name, value] : map) dict.insert(name, value);
  return dict;
}

/// The tensors as they are written: whole, on the CPU, without their derivatives.
Checkpoint plain(const Checkpoint& checkpoint) {
  Checkpoint out = checkpoint;
  // A clone: a view would drag its whole storage into the file.
  for (auto& [name, tensor] : out.tensors) tensor = tensor.detach().cpu().clone(at::MemoryFormat::Contiguous);
  return out;
}

IValue to_value(const Checkpoint& checkpoint) {
  c10::impl::GenericDict dict(c10::StringType::get(), c10::AnyType::get());
  dict.insert("format", format_name);
  dict.insert("tensors", to_dict(checkpoint.tensors));
  dict.insert("counters", to_dict(checkpoint.counters));
  dict.insert("numbers", to_dict(checkpoint.numbers));
  dict.insert("checksum", checksum(checkpoint));
  return dict;
}

std::vector<char> read_bytes(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_with_errno("read", path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Throws c10::Error where the value has another form.
template <typename Map>
void read_dict(const IValue& value, Map& map) {
  for (const auto& entry : value.toGenericDict()) {
    map.emplace(entry.key().toStringRef(), entry.value().to<typename Map::mapped_type>());
  }
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  write_file(path, data::archive(to_value(plain(checkpoint))));
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  const std::vector<char> bytes = read_bytes(path);
  const auto refuse = [&](const std::string& why) -> FileError {
    return FileError("`" + path.string() + "` is not a complete checkpoint: " + why + "; take another one");
  };
  Checkpoint out;
  std::int64_t expected = 0;
  try {
    const auto dict = torch::jit::pickle_load(bytes).toGenericDict();
    const IValue format = dict.at("format");
    if (format.toStringRef() != format_name) throw refuse("its format is `" + format.toStringRef() + "`");
    read_dict(dict.at("tensors"), out.tensors);
    read_dict(dict.at("counters"), out.counters);
    read_dict(dict.at("numbers"), out.numbers);
    expected = dict.at("checksum").toInt();
  } catch (const FileError&) {
    throw;
  } catch (const std::exception&) {  // LibTorch's words name its own source files, and nothing that helps
    throw refuse("it cannot be read as one");
  }
  if (checksum(out) != expected) throw refuse("its content does not match its checksum");
  return out;
}

}  // namespace mlo::record
