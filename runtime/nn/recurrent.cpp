// Recurrent layers of sequences `[N, T, features]`: rnn, lstm, gru, with several layers and both directions.
#include <ATen/ATen.h>

#include <cmath>
#include <stdexcept>

#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"
#include "runtime/nn/recurrent_step.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

// The order of the parameters; `own` is proj_size of lstm, nonlinearity of rnn.
enum : std::size_t { hidden, num_layers, bias, dropout, bidirectional, output, own };
enum class Kind { rnn, lstm, gru };

template <Kind kind>
constexpr const char* name = kind == Kind::lstm  ? "lstm"
                             : kind == Kind::gru ? "gru"
                                                 : "rnn";
template <Kind kind>
constexpr std::int64_t gates = kind == Kind::lstm  ? 4
                               : kind == Kind::gru ? 3
                                                   : 1;

template <Kind kind>
std::int64_t projection(const Call& call) {
  return kind == Kind::lstm ? call.integer(own) : 0;
}

/// The features of h: fewer than hidden where there is a projection.
template <Kind kind>
std::int64_t state_size(const Call& call) {
  return projection<kind>(call) > 0 ? projection<kind>(call) : call.integer(hidden);
}

std::int64_t directions(const Call& call) { return call.boolean(bidirectional) ? 2 : 1; }

/// PyTorch's: `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, `weight_hr_l0`, the same with `_reverse`, ...
template <Kind kind>
Names parameters(const sema::Arguments& a) {
  Names out;
  for (std::int64_t layer = 0; layer < std::get<std::int64_t>(a.at(num_layers).value); ++layer)
    for (const char* direction : {"", "_reverse"}) {
      if (*direction != '\0' && !flag(a, bidirectional)) continue;
      const std::string suffix = "_l" + std::to_string(layer) + direction;
      for (const char* weight : {"weight_ih", "weight_hh"}) out.push_back(weight + suffix);
      if (flag(a, bias))
        for (const char* one : {"bias_ih", "bias_hh"}) out.push_back(one + suffix);
      if (kind == Kind::lstm && a.at(own).number() > 0) out.push_back("weight_hr" + suffix);
    }
  return out;
}

template <Kind kind>
void check_states(const Call& call, const std::vector<Shape>& inputs) {
  const std::int64_t sides = call.integer(num_layers) * directions(call), count = inputs[0][0];
  const Shape h = {sides, count, state_size<kind>(call)}, c = {sides, count, call.integer(hidden)};
  if (kind == Kind::lstm && inputs.size() == 2)
    throw std::invalid_argument("`lstm` takes x, or x with both parts of its first state: x, h, c");
  if (inputs.size() > 1 && inputs[1] != h)
    wrong_input(name<kind>, "a first state h " + ops::shape_text(h) + " beside this input", inputs[1]);
  if (inputs.size() > 2 && inputs[2] != c)
    wrong_input(name<kind>, "a first state c " + ops::shape_text(c) + " beside this input", inputs[2]);
}

template <Kind kind>
std::vector<Shape> recurrent_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.size() != 3 || x[1] < 1) wrong_input(name<kind>, "sequences [N, T, features] of at least one step", x);
  const std::int64_t size = call.integer(hidden), part = projection<kind>(call), rows = gates<kind> * size;
  if (part >= size)
    throw std::invalid_argument("proj_size must be smaller than hidden, and is " + std::to_string(part) + " for " +
                                std::to_string(size));
  if (part > 0 && call.string(output) == "state")
    throw std::invalid_argument("`lstm(output = \"state\")` cannot join h and c, whose sizes differ by proj_size");
  check_states<kind>(call, inputs);
  std::vector<Shape> out;
  for (std::int64_t layer = 0; layer < call.integer(num_layers); ++layer)
    for (std::int64_t direction = 0; direction < directions(call); ++direction) {
      out.push_back({rows, layer == 0 ? x[2] : state_size<kind>(call) * directions(call)});
      out.push_back({rows, state_size<kind>(call)});
      if (call.boolean(bias)) out.insert(out.end(), 2, Shape{rows});
      if (part > 0) out.push_back({part, size});
    }
  return out;
}

/// Every parameter uniform in ±1/sqrt(hidden).
Tensors recurrent_start(const Call& call, const std::vector<Shape>& shapes) {
  Tensors out;
  for (const Shape& shape : shapes)
    out.push_back(uniform(call, shape, 1 / std::sqrt(static_cast<double>(call.integer(hidden)))));
  return out;
}

/// Takes the parameters of one direction after another, in the order of their names.
class WeightReader {
 public:
  explicit WeightReader(const LayerCall& call, bool projects) : call_(call), projects_(projects) {}

  RecurrentWeights next() {
    RecurrentWeights out{take(), take(), {}, {}, {}};
    if (call_.call.boolean(bias)) {
      out.input_bias = take();
      out.state_bias = take();
    }
    if (projects_) out.projection = take();
    return out;
  }

 private:
  const Tensor& take() { return call_.weights.at(next_++); }

  const LayerCall& call_;
  bool projects_;
  std::size_t next_ = 0;
};

struct Sweep {
  Tensor outputs;  ///< `[N, T, features]`
  RecurrentState last;
};

/// Through the steps of x `[N, T, features]`, or from the last one back. The input's matrix is applied to all at once.
Sweep sweep(const Tensor& x, RecurrentState state, const RecurrentWeights& w, RecurrentStep step, bool backwards) {
  const Tensor inputs = at::linear(x, w.from_input, w.input_bias);
  const std::int64_t count = x.size(1);
  Tensors outputs(static_cast<std::size_t>(count));
  for (std::int64_t k = 0; k < count; ++k) {
    const std::int64_t t = backwards ? count - 1 - k : k;
    state = step(inputs.select(1, t), state, w);
    outputs[static_cast<std::size_t>(t)] = state.h;
  }
  return {at::stack(outputs, 1), state};
}

template <Kind kind>
RecurrentStep step_of(const Call& call) {
  if (kind == Kind::lstm) return lstm_step;
  if (kind == Kind::gru) return gru_step;
  return call.string(own) == "relu" ? relu_step : tanh_step;
}

/// The first state of one direction of one layer: what the call gives, or zeros.
template <Kind kind>
RecurrentState first_state(const LayerCall& c, std::int64_t side) {
  const Tensor& x = input(c);
  const auto zeros = [&](std::int64_t size) { return at::zeros({x.size(0), size}, x.options().requires_grad(false)); };
  RecurrentState out;
  out.h = c.inputs.size() > 1 ? input(c, 1).select(0, side) : zeros(state_size<kind>(c.call));
  if (kind == Kind::lstm) out.c = c.inputs.size() > 2 ? input(c, 2).select(0, side) : zeros(c.call.integer(hidden));
  return out;
}

template <Kind kind>
Tensor recurrent(LayerCall& c) {
  const Call& call = c.call;
  WeightReader weights(c, projection<kind>(call) > 0);
  Tensor x = input(c);
  Tensors h, cells;
  for (std::int64_t layer = 0; layer < call.integer(num_layers); ++layer) {
    if (layer > 0) x = drop(c, x, call.number(dropout), x.sizes());
    Tensors sides;
    for (std::int64_t direction = 0; direction < directions(call); ++direction) {
      const auto first = first_state<kind>(c, static_cast<std::int64_t>(h.size()));
      const Sweep swept = sweep(x, first, weights.next(), step_of<kind>(call), direction == 1);
      sides.push_back(swept.outputs);
      h.push_back(swept.last.h);
      if (kind == Kind::lstm) cells.push_back(swept.last.c);
    }
    x = at::cat(sides, 2);
  }
  if (call.string(output) == "sequence") return x;
  if (call.string(output) == "last") return at::cat(Tensors(h.end() - directions(call), h.end()), 1);
  return kind == Kind::lstm ? at::stack({at::stack(h), at::stack(cells)}) : at::stack(h);
}

#define ARGUMENTS                                                                                             \
  "hidden: integer in 1.., num_layers: integer in 1.. = 1, bias: boolean = true, dropout: real in 0..1 = 0, " \
  "bidirectional: boolean = false, output: string in [\"sequence\", \"last\", \"state\"] = \"sequence\""
#define OUTPUTS                                                                                                     \
  "output: \"sequence\" gives h of every step, `[N, T, hidden]`; \"last\" the top layer's h behind the last step, " \
  "`[N, hidden]`; both hold twice as much where bidirectional, the second half for the way back. "

constexpr LayerEntry recurrent_table[] = {
    {"rnn(" ARGUMENTS ", nonlinearity: string in [\"tanh\", \"relu\"] = \"tanh\")",
     "`h = tanh(W x + U h + b)` along sequences `[N, T, features]` (Elman 1990); dropout between the layers.\n" OUTPUTS
     "\"state\" is h of all layers, `[num_layers, N, hidden]`, with which another rnn can begin: `r(x, h)`.",
     parameters<Kind::rnn>, recurrent_shapes<Kind::rnn>, recurrent_start, recurrent<Kind::rnn>, true, nullptr, nullptr,
     2},
    {"lstm(" ARGUMENTS ", proj_size: integer in 0.. = 0)",
     "Long short-term memory along sequences `[N, T, features]` (Hochreiter and Schmidhuber 1997); dropout between the "
     "layers, proj_size as in PyTorch.\n" OUTPUTS
     "\"state\" is h and c of all layers, `[2, num_layers, N, hidden]`, with which another lstm can begin: `r(x, "
     "s[0], s[1])`.",
     parameters<Kind::lstm>, recurrent_shapes<Kind::lstm>, recurrent_start, recurrent<Kind::lstm>, true, nullptr,
     nullptr, 3},
    {"gru(" ARGUMENTS ")",
     "Gated recurrent units along sequences `[N, T, features]` (Cho et al. 2014); dropout between the layers.\n" OUTPUTS
     "\"state\" is h of all layers, `[num_layers, N, hidden]`, with which another gru can begin: `r(x, h)`.",
     parameters<Kind::gru>, recurrent_shapes<Kind::gru>, recurrent_start, recurrent<Kind::gru>, true, nullptr, nullptr,
     2},
};

#undef ARGUMENTS
#undef OUTPUTS

}  // namespace

void add_recurrent(sema::Catalog& catalog) { add_entries(catalog, recurrent_table); }

}  // namespace mlo::nn
