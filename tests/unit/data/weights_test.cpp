#include "runtime/data/weights.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "runtime/data/pickle.h"
#include "tests/unit/catch.h"
#include "tests/unit/data/files.h"

namespace mlo::data {
namespace {

const std::string reference = MLO_SOURCE_DIR "/tests/unit/data/reference/";

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

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
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "mlo_weights_test.pt";
  write(path, weights_archive(written));
  const Weights read = read_weights(path);
  REQUIRE(read.size() == written.size());
  for (const auto& [name, tensor] : written) {
    CAPTURE(name);
    CHECK(read.at(name).scalar_type() == tensor.scalar_type());
    CHECK(read.at(name).equal(tensor));
  }
}

TEST_CASE("weights: a file that is cut or changed is refused or read, never worse") {
  const std::string whole = bytes_of(reference + "state_dict.pt");
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "mlo_weights_damaged.pt";
  for (std::size_t length = 0; length < whole.size(); length += 37) {
    write(path, whole.substr(0, length));
    CHECK_THROWS_AS(read_weights(path), std::runtime_error);
  }
  for (std::size_t at = 0; at < whole.size(); at += 11) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    write(path, changed);
    try {
      read_weights(path);
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
