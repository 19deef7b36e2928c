// One row of a table of layers, and what layers share.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/nn/layer.h"

namespace mlo::nn {

using Names = std::vector<std::string>;

/// See `LayerBuiltin` for the members; those left out are of layers without parameters or buffers.
struct LayerEntry {
  const char* signature;
  const char* doc;
  Names (*parameters)(const sema::Arguments&) = nullptr;
  std::vector<Shape> (*shapes)(const Call&, const std::vector<Shape>&) = nullptr;
  Tensors (*initialize)(const Call&, const std::vector<Shape>&) = nullptr;
  Tensor (*run)(LayerCall&) = nullptr;
  bool by_mode = false;
  Names (*buffers)(const sema::Arguments&) = nullptr;
  Tensors (*initialize_buffers)(const Call&, const std::vector<Shape>&) = nullptr;
};

void add_entries(sema::Catalog& catalog, std::span<const LayerEntry> entries);

/// ["weight", "bias"], or without the bias where the argument at this index is false.
Names weight_and_bias(bool bias);
bool flag(const sema::Arguments& arguments, std::size_t i);

/// The parameter in this slot, or an undefined tensor (what LibTorch takes for none).
Tensor weight_or_none(const LayerCall& call, std::size_t slot);

/// Throws std::invalid_argument: "`conv2d` takes images [N, C, H, W], and got [3, 4]".
[[noreturn]] void wrong_input(const char* layer, const char* takes, const Shape& got);

/// `count` sizes from an integer or a list; throws std::invalid_argument for a list of another length.
std::vector<std::int64_t> sizes(const Call& call, std::size_t i, std::size_t count, const char* what);

// One table per file.
void add_linear(sema::Catalog& catalog);
void add_convolutions(sema::Catalog& catalog);
void add_pooling(sema::Catalog& catalog);
void add_normalization(sema::Catalog& catalog);
void add_dropout(sema::Catalog& catalog);

}  // namespace mlo::nn
