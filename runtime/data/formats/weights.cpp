#include "runtime/data/formats/weights.h"

#include <ATen/ATen.h>
#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "runtime/data/formats/pickle.h"

namespace mlo::data {
namespace {

using c10::IValue;

/// The entries of a dictionary that are tensors; those of the dictionary below one of the usual names, where there is
/// one.
Weights tensors_of(const PickledPairs& pairs) {
  Weights out;
  for (const auto& [key, value] : pairs) {
    const auto* name = std::get_if<std::string>(&key.data);
    if (name == nullptr) continue;
    const auto* below = std::get_if<std::shared_ptr<PickledPairs>>(&value.data);
    if (below && (*name == "state_dict" || *name == "model" || *name == "tensors")) return tensors_of(**below);
    if (const auto* tensor = std::get_if<at::Tensor>(&value.data)) out.emplace(*name, *tensor);
  }
  return out;
}

Pickled unpickle(caffe2::serialize::PyTorchStreamReader& file) {
  const auto [data, size] = file.getRecord("data.pkl");
  return read_pickle({static_cast<const char*>(data.get()), size},
                     [&](const std::string& key, at::ScalarType type, std::int64_t count) {
                       const auto [bytes, length] = file.getRecord("data/" + key);
                       const at::Tensor out = at::empty({count}, type);
                       if (out.nbytes() != length) throw std::runtime_error("a storage is cut");
                       std::memcpy(out.data_ptr(), bytes.get(), length);
                       return out;
                     });
}

}  // namespace

Weights read_weights(const std::string& path) {
  errno = 0;
  if (!std::ifstream(path, std::ios::binary))
    throw std::runtime_error("cannot read `" + path + "`: " + std::strerror(errno));
  Weights out;
  try {
    caffe2::serialize::PyTorchStreamReader file(path);
    const Pickled value = unpickle(file);
    if (const auto* pairs = std::get_if<std::shared_ptr<PickledPairs>>(&value.data)) out = tensors_of(**pairs);
  } catch (const std::exception&) {  // whatever its words, they name no file and nothing that helps
    throw std::runtime_error("`" + path + "` is no file of weights: neither a run's `save` nor Python's " +
                             "`torch.save(net.state_dict(), path)` wrote it");
  }
  if (out.empty()) throw std::runtime_error("`" + path + "` holds no tensors by name");
  return out;
}

std::string weights_archive(const Weights& weights) {
  c10::impl::GenericDict dict(c10::StringType::get(), c10::TensorType::get());
  // A clone: a view would drag its whole storage into the file.
  for (const auto& [name, tensor] : weights)
    dict.insert(name, tensor.detach().cpu().clone(at::MemoryFormat::Contiguous));
  return archive(dict);
}

/// `torch::pickle_save` with one difference: dictionaries carry no type tags, which `weights_only=True` refuses.
std::string archive(const IValue& value) {
  std::string pickled;
  torch::jit::Pickler pickler([&](const char* data, std::size_t size) { pickled.append(data, size); }, nullptr, nullptr,
                              nullptr, nullptr, /*tag_aggregates=*/false);
  pickler.protocol();
  pickler.pushIValue(value);
  pickler.stop();

  std::string out;
  caffe2::serialize::PyTorchStreamWriter writer([&](const void* data, std::size_t size) {
    out.append(static_cast<const char*>(data), size);
    return size;
  });
  writer.writeRecord("data.pkl", pickled.data(), pickled.size());
  const std::vector<at::Tensor>& tensors = pickler.tensorData();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    writer.writeRecord("data/" + std::to_string(i), tensors[i].data_ptr(), tensors[i].nbytes());
  }
  writer.writeEndOfFile();
  return out;
}

}  // namespace mlo::data
