#include "tests/scale/program.h"

#include <algorithm>
#include <string_view>

namespace mlo::scale {
namespace {

// `@` is the block's number. The block of learning by ignoring, with few-shot tasks in place of its validation images.
constexpr std::string_view head = R"(## Many experiments in one file.
use std.models { ConvNet }
use std.fewshot { Episodes }

option rate  = 1e-2 in 0.0..1.0   ## of every lower problem
option width = 32   in 1..512

)";
constexpr std::string_view block = R"(
# --- experiment @
option lam@  = 7e-3
option ways@ = 5 in 2..10         ## classes of a task
let scale@ = 2.0 * lam@ + @ / (1 + width)

data source@ = corrupt_labels(glyphs(classes = 10, per_class = 400, style = 1), rate = 0.4, seed = @)
data target@, valid@, held@ = split(glyphs(classes = 10, per_class = 60, style = 2), [0.3, 0.3, 0.4], seed = @)

fn pull@(a, b) = scale@ * sqdist(params(a.body), params(b.body))
fn smooth@(x, low = 0.1) {
  let p = softmax(x, -1)
  let q = (1 - low) * p + low / size(x, -1)
  return -sum(q * log(q), -1)
}

module Net@(classes: int, hidden: int = width) {
  first      = conv2d(hidden, kernel = 3, padding = 1) >> batch_norm() >> relu >> max_pool2d(2)
  body       = relu >> conv2d(2 * hidden, kernel = 3, padding = 1) >> relu >> max_pool2d(2) >> flatten
  head       = linear(classes)
  features(x) = tanh(body(first(x)))
  forward(x) = head(body(first(x))) if classes > 1 else head(features(x))
}

env task@ = Episodes(valid@, ways@, shots = 1, queries = 3)

problem reweight@ {
  module       = ConvNet(classes = ways@)
  optimizer    = adam(lr = 1e-3, betas = [0.9, 0.999])
  scheduler    = cosine_annealing()
  accumulate   = 4
  batch x, y   = task@.query
  let scores   = finetune@(x)
  loss         = cross_entropy(scores[:, 0:ways@], y) + pull@(finetune@, pretrain@) + 1e-4 * mean(smooth@(self(x)))
  metric acc   = accuracy(scores, y)
  metric sure  = mean(max(softmax(scores, -1), -1))
}

problem finetune@ {
  module         = Net@(classes = 10)
  optimizer      = sgd(lr = rate, momentum = 0.9)
  optimizer head = sgd(lr = 5 * rate, momentum = 0.9)
  batch x, y     = loader(target@, size = 64, shuffle = true)
  loss           = cross_entropy(self(x), y) + pull@(self, pretrain@)
  metric acc     = accuracy(self(x), y)
  clip           = norm(1.0)
}

problem pretrain@ {
  module     = Net@(classes = 10)
  optimizer  = sgd(lr = 5 * rate, momentum = 0.9)
  batch x, y = loader(source@, size = 64, shuffle = true)
  let weight = sigmoid(reweight@(x))[:, 0]
  loss       = mean(weight * cross_entropy(self(x), y, reduction = "none"))
}

u2l reweight@ -> pretrain@
l2u pretrain@ -> finetune@, reweight@ via darts
l2u finetune@ -> reweight@ via darts

validate of@ {
  every      = 100
  batch x, y = loader(held@, size = 256)
  metric acc = accuracy(finetune@(x), y)
}
)";

std::size_t line_count(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

std::string long_program(std::size_t lines) {
  std::string result(head);
  std::size_t written = line_count(head);
  for (std::size_t number = 0; written < lines; ++number, written += line_count(block))
    for (const char c : block) result += c == '@' ? std::to_string(number) : std::string(1, c);
  return result + "\nrun { updates = 100 }\n";
}

}  // namespace mlo::scale
