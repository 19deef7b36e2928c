// One row of a table of layers, and what layers share.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/nn/layer.h"

namespace mlo::nn {

using Names = std::vector<std::string>;

/// A layer's function, with the rule of its derivative where it has one.
struct Implementation {
  constexpr Implementation(Tensor (*f)(LayerCall&), void (*b)(const BackwardCall&) = nullptr) : run(f), backward(b) {}
  Tensor (*run)(LayerCall&);
  void (*backward)(const BackwardCall&);
};

/// See `LayerBuiltin` for the members; those left out are of layers without parameters or buffers.
struct LayerEntry {
  const char* signature;
  const char* doc;
  Names (*parameters)(const sema::Arguments&) = nullptr;
  std::vector<Shape> (*shapes)(const Call&, const std::vector<Shape>&) = nullptr;
  Tensors (*initialize)(const Call&, const std::vector<Shape>&) = nullptr;
  Implementation implementation = nullptr;
  bool by_mode = false;
  Names (*buffers)(const sema::Arguments&) = nullptr;
  Tensors (*initialize_buffers)(const Call&, const std::vector<Shape>&) = nullptr;
  int max_inputs = 1;  ///< how many tensors a call takes; at least one
};

void add_entries(sema::Catalog& catalog, std::span<const LayerEntry> entries);

/// ["weight", "bias"], or without the bias where the argument at this index is false.
Names weight_and_bias(bool bias);
bool flag(const sema::Arguments& arguments, std::size_t i);

/// ["weight", "bias"] and two shapes for them, or neither: the scale and shift of normalizations.
Names affine_names(bool wanted);
std::vector<Shape> scale_and_shift(bool wanted, const Shape& shape);

/// The parameter in this slot, or an undefined tensor (what LibTorch takes for none).
Tensor weight_or_none(const LayerCall& call, std::size_t slot);

/// An input that is calculated with; throws std::invalid_argument where it holds whole numbers.
const Tensor& input(const LayerCall& call, std::size_t i = 0);

/// Throws std::invalid_argument: "`conv2d` takes images [N, C, H, W], and got [3, 4]".
[[noreturn]] void wrong_input(const std::string& layer, const std::string& takes, const Shape& got);

/// `count` sizes from an integer or a list; throws std::invalid_argument for a list of another length.
std::vector<std::int64_t> sizes(const Call& call, std::size_t i, std::size_t count, const char* what);

/// Both numbers of channels must be multiples of the number of groups; throws std::invalid_argument.
void check_groups(const std::string& layer, std::int64_t groups, std::int64_t in, std::int64_t out);

/// x times a mask of this shape that is 0 with probability p, else 1 / (1 - p), so that the mean stays; in training
/// only.
Tensor drop(LayerCall& call, const Tensor& x, double p, at::IntArrayRef mask_shape);

// One table per file.
void add_linear(sema::Catalog& catalog);
void add_convolutions(sema::Catalog& catalog);
void add_transposed_convolutions(sema::Catalog& catalog);
void add_pooling(sema::Catalog& catalog);
void add_adaptive_pooling(sema::Catalog& catalog);
void add_padding(sema::Catalog& catalog);
void add_upsampling(sema::Catalog& catalog);
void add_normalization(sema::Catalog& catalog);
void add_sample_normalization(sema::Catalog& catalog);
void add_dropout(sema::Catalog& catalog);
void add_recurrent(sema::Catalog& catalog);
void add_attention(sema::Catalog& catalog);
void add_torchscript(sema::Catalog& catalog);

}  // namespace mlo::nn
