// Samples of layers.
#include "tests/unit/ops/samples.h"

namespace mlo::test {
namespace {

Tensor images() { return numbers({2, 2, 4, 4}, -1, 1, 4); }
Tensor rows() { return numbers({4, 3}, -1, 1, 5); }
Tensor sequences() { return numbers({2, 2, 5}, -1, 1, 6); }

const Value sequence = text("sequence"), last = text("last"), state = text("state");

std::vector<LayerSample> of_rows() {
  return {
      {"linear", {integer(2)}, {rows()}},
      {"linear", {integer(2), false}, {rows()}},
      {"dropout", {}, {images()}},
      {"dropout", {0.3}, {images()}, false},
      {"dropout2d", {0.4}, {images()}},
      {"embedding", {integer(4), integer(3)}, {labels({1, 3, 1})}},
      {"embedding", {integer(4), integer(2), integer(0)}, {labels({1, 3, 1})}},
      {"torchscript", {text(MLO_SOURCE_DIR "/tests/unit/ops/reference/exported.pt")}, {rows()}},
      {"prelu", {}, {images()}},
      {"prelu", {integer(2)}, {images()}},
      {"constant_pad1d", {ints({1, 2}), 0.5}, {sequences()}},
      {"constant_pad2d", {integer(1)}, {images()}},
      {"reflection_pad1d", {ints({1, 2})}, {sequences()}},
      {"reflection_pad2d", {ints({1, 0, 2, 1})}, {images()}},
      {"replication_pad1d", {integer(2)}, {sequences()}},
      {"replication_pad2d", {integer(1)}, {images()}},
      {"upsample", {Value(), 2.0}, {sequences()}},
      {"upsample", {integer(3), Value(), text("bilinear"), true}, {images()}},
  };
}

std::vector<LayerSample> normalizations() {
  return {
      {"batch_norm", {}, {rows()}},
      {"batch_norm", {}, {sequences()}},
      {"batch_norm", {}, {images()}, false},
      {"batch_norm", {0.1, 1e-5, true, true}, {images()}},
      {"batch_norm", {0.1, 1e-5, true, true}, {images()}, false},
      {"batch_norm", {0.1, 1e-5, false}, {images()}},
      {"layer_norm", {}, {rows()}},
      {"layer_norm", {integer(3)}, {images()}},
      {"group_norm", {integer(2)}, {numbers({2, 4, 2, 2}, -1, 1, 8)}},
      {"rms_norm", {}, {rows()}},
      {"rms_norm", {integer(2), 1e-3, false}, {images()}},
      {"instance_norm", {}, {sequences()}},
      {"instance_norm", {0.1, 1e-3, true}, {images()}},
      {"instance_norm", {0.1, 1e-3, true, true}, {images()}},
      {"instance_norm", {0.1, 1e-3, true, true}, {images()}, false},
  };
}

std::vector<LayerSample> of_space() {
  const Value reflect = text("reflect");
  return {
      {"conv2d", {integer(2)}, {images()}},
      {"conv2d", {integer(2), integer(3), integer(2), integer(1), integer(1), integer(2), false}, {images()}},
      {"conv2d", {integer(2), integer(3), integer(1), text("same"), integer(2)}, {images()}},
      {"conv1d", {integer(3), integer(2)}, {sequences()}},
      {"conv_transpose2d", {integer(2), integer(2), integer(2)}, {images()}},
      {"max_pool2d", {integer(2)}, {images()}},
      {"max_pool2d", {integer(3), integer(1), integer(1)}, {images()}},
      {"avg_pool2d", {integer(2)}, {images()}},
      {"avg_pool2d", {integer(3), integer(2), integer(1), true, false}, {images()}},
      {"global_avg_pool", {}, {images()}},
      {"adaptive_avg_pool2d", {integer(2)}, {images()}},
      {"conv1d", {integer(3), integer(2), integer(1), text("same")}, {sequences()}},
      {"conv2d", {integer(2), integer(3), integer(2), integer(1), integer(1), integer(1), true, reflect}, {images()}},
      {"conv_transpose1d", {integer(3), integer(2), integer(2), integer(1), integer(1)}, {sequences()}},
      {"conv_transpose2d", {integer(2), integer(2), integer(1), integer(0), integer(0), integer(2), false}, {images()}},
      {"max_pool1d", {integer(2)}, {sequences()}},
      {"max_pool1d", {integer(2), integer(1), integer(1), integer(2)}, {sequences()}},
      {"max_pool2d", {integer(2), integer(1), integer(0), integer(2), true}, {images()}},
      {"avg_pool1d", {integer(2), integer(1), integer(1), true, false}, {sequences()}},
      {"avg_pool2d", {integer(2), Value(), integer(0), false, true, integer(3)}, {images()}},
      {"global_avg_pool", {}, {sequences()}},
      {"global_max_pool", {}, {images()}},
      {"adaptive_avg_pool1d", {integer(3)}, {sequences()}},
      {"adaptive_max_pool1d", {integer(3)}, {sequences()}},
      {"adaptive_max_pool2d", {ints({3, 2})}, {images()}},
  };
}

std::vector<LayerSample> of_sequences() {
  const Tensor x = numbers({2, 3, 2}, -1, 1, 9), h = numbers({2, 2, 2}, -1, 1, 10), c = numbers({2, 2, 2}, -1, 1, 11);
  const Value two = integer(2);
  return {
      {"rnn", {two, two}, {x}},
      {"rnn", {two, two, true, 0.0, false, state}, {x, h}},
      {"lstm", {two, two, true, 0.0, true}, {x}},
      {"lstm", {two, two, false, 0.0, false, state}, {x, h, c}},
      {"lstm", {integer(3), integer(1), true, 0.0, true, last, two}, {x}},
      {"lstm", {two, two, true, 0.4}, {x}},
      {"gru", {two, two, true, 0.0, true}, {x}},
      {"gru", {two, integer(1), true, 0.0, true, last}, {x, h}},
      {"gru", {two, two, false, 0.3, false, state}, {x}, false},
      {"attention", {two}, {x}},
      {"attention", {two, 0.3, true, true}, {x}},
      {"attention", {two, 0.0, false}, {x, numbers({2, 4, 2}, -1, 1, 12)}},
      {"attention",
       {two, 0.0, true, false, integer(3), integer(1)},
       {x, numbers({2, 4, 3}, -1, 1, 12), numbers({2, 4, 1}, -1, 1, 13), numbers({2, 1, 3, 4}, -1, 1, 14)}},
      {"attention", {two}, {x, x, x, at::eye(3, float64()) > 0}},
  };
}

}  // namespace

std::vector<LayerSample> layer_samples() {
  std::vector<LayerSample> out;
  for (const auto& samples : {of_rows(), normalizations(), of_space(), of_sequences()})
    out.insert(out.end(), samples.begin(), samples.end());
  return out;
}

}  // namespace mlo::test
