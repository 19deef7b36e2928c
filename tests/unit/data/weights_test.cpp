#include "runtime/data/formats/weights.h"

#include <ATen/ATen.h>

#include "runtime/data/formats/pickle.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"

namespace mlo::data {
namespace {

const std::string reference = MLO_SOURCE_DIR "/tests/unit/data/reference/";

}  // namespace

TEST_CASE("weights: PyTorch's state_dict is read, names, types and values") {
  for (const char* name : {"state_dict.pt", "checkpoint.pt"}) {
    CAPTURE(name);
    const Weights weights = read_weights(reference + name);
    CHECK(weights.size() == 7);
    CHECK(weights.at("0.weight").equal(at::arange(6, at::kFloat).reshape({2, 3})));
    CHECK(weights.at("0.bias").equal(at::tensor({-1.0f, 1.0f})));
    CHECK(weights.at("1.running_var").equal(at::ones({2})));
    CHECK(weights.at("1.num_batches_tracked").scalar_type() == at::kLong);
  }
}

TEST_CASE("weights: what is written is read back") {
  const Weights written = {{"a.weight", at::randn({3, 4})},
                           {"b", at::tensor(2.5, at::kDouble)},
                           {"view", at::arange(12, at::kFloat).reshape({3, 4}).t().select(0, 1)},
                           {"none", at::empty({0, 3})}};
  const test::Folder folder;
  const Weights read = read_weights(folder.write("weights.pt", weights_archive(written)));
  REQUIRE(read.size() == written.size());
  for (const auto& [name, tensor] : written) {
    CAPTURE(name);
    CHECK(read.at(name).scalar_type() == tensor.scalar_type());
    CHECK(read.at(name).equal(tensor));
  }
}

TEST_CASE("weights: a file that is cut or changed is refused or read, never worse") {
  const std::string whole = test::content(reference + "state_dict.pt");
  const test::Folder folder;
  for (std::size_t length = 0; length < whole.size(); length += 37) {
    CHECK_THROWS_AS(read_weights(folder.write("cut.pt", whole.substr(0, length))), std::runtime_error);
  }
  for (std::size_t at = 0; at < whole.size(); at += 11) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    try {
      read_weights(folder.write("changed.pt", changed));
    } catch (const std::runtime_error&) {
    }
  }
}

TEST_CASE("weights: a pickle is never executed") {
  // Python's pickle of os.system("true")
  const std::string evil = std::string("\x80\x02") + "cposix\nsystem\nX" + std::string("\x04\0\0\0", 4) + "true\x85R.";
  CHECK_THROWS_AS(read_pickle(evil, [](const auto&, auto, auto) { return at::Tensor(); }), std::runtime_error);
}

}  // namespace mlo::data
