// Datasets: what is known of them at once, and their samples, read when first needed and once.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "compiler/sema/catalog.h"
#include "runtime/ops/call.h"

namespace mlo::data {

using at::Tensor;

/// x: `[N, ...]` float32 (images in 0..1, 1 = ink), y: `[N]` int64 classes or `[N, ...]` float32 targets. On the CPU.
struct Samples {
  Tensor x;
  Tensor y;
};

/// Thread-safe. Errors are std::runtime_error with a message for the user: the path, the value, the rule, what to do.
class Dataset {
 public:
  virtual ~Dataset() = default;
  /// Cheap: reads a header or lists a folder, decodes nothing.
  virtual const sema::DataInfo& info() const = 0;
  /// Reads or makes the samples on the first call.
  const Samples& samples() const;
  /// The samples' y. Where the targets are classes this decodes no x, so that a set is cut before it is read.
  virtual Tensor targets() const { return samples().y; }
  /// For each class the indices of its samples, `[n_c]` int64 each, in order. Decodes no x.
  const std::vector<Tensor>& by_class() const;

 protected:
  virtual Samples read() const = 0;

 private:
  mutable std::once_flag read_once_, index_once_;
  mutable Samples samples_;
  mutable std::vector<Tensor> by_class_;
};

using DatasetPtr = std::shared_ptr<const Dataset>;

/// Kind data: glyphs, omniglot_images, mnist_images, split, split_classes, long_tail, linear_labels, ...
struct DataBuiltin : sema::Builtin {
  /// One dataset, or several (split). May throw as Dataset does; reads no samples. Every argument is a constant.
  std::vector<DatasetPtr> (*make)(ops::Call& call) = nullptr;
};

/// The data sources of the language; what draws from them is in examples.h.
void add_data(sema::Catalog& catalog);

}  // namespace mlo::data
