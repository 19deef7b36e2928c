#include "runtime/record/checkpoint.h"

#include <ATen/ATen.h>

#include "runtime/record/error.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"

using namespace mlo::record;
using mlo::engine::Checkpoint;
using mlo::test::content;
using mlo::test::Folder;

namespace {

Checkpoint sample() {
  Checkpoint out;
  out.tensors["meta/0.weight"] = at::arange(6, at::kFloat).reshape({2, 3}).requires_grad_();
  out.tensors["meta/view"] = at::arange(100, at::kDouble).slice(0, 10, 14);
  out.tensors["meta/step"] = at::scalar_tensor(3, at::kLong);
  out.tensors["meta/empty"] = at::empty({0, 2});
  out.counters = {{"update", 300}, {"seed", -1}};
  out.numbers = {{"best", 0.25}};
  return out;
}

}  // namespace

TEST_CASE("a checkpoint reads back as it was written") {
  const Folder folder;
  const Checkpoint written = sample();
  save_checkpoint(folder / "a.pt", written);
  const Checkpoint read = load_checkpoint(folder / "a.pt");
  CHECK(read.counters == written.counters);
  CHECK(read.numbers == written.numbers);
  REQUIRE(read.tensors.size() == written.tensors.size());
  for (const auto& [name, tensor] : written.tensors) {
    INFO(name);
    const at::Tensor& other = read.tensors.at(name);
    CHECK(other.scalar_type() == tensor.scalar_type());
    CHECK(at::equal(other, tensor));
    CHECK_FALSE(other.requires_grad());
  }
}

TEST_CASE("an empty checkpoint reads back") {
  const Folder folder;
  save_checkpoint(folder / "a.pt", {});
  CHECK(load_checkpoint(folder / "a.pt").tensors.empty());
}

TEST_CASE("equal states make equal files, and a view does not bring its storage along") {
  const Folder folder;
  save_checkpoint(folder / "a.pt", sample());
  save_checkpoint(folder / "b.pt", sample());
  CHECK(content(folder / "a.pt") == content(folder / "b.pt"));
  Checkpoint view;
  view.tensors["x"] = at::zeros({100000}).slice(0, 0, 1);
  save_checkpoint(folder / "view.pt", view);
  CHECK(std::filesystem::file_size(folder / "view.pt") < 10000);
}

TEST_CASE("writing replaces the file, and leaves nothing else") {
  const Folder folder;
  save_checkpoint(folder / "a.pt", {});
  save_checkpoint(folder / "a.pt", sample());
  CHECK(load_checkpoint(folder / "a.pt").counters.at("update") == 300);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("what is no checkpoint is refused by name") {
  const Folder folder;
  CHECK_THROWS_WITH(load_checkpoint(folder / "missing.pt"),
                    Catch::Contains("missing.pt") && Catch::Contains("No such file"));
  for (const std::string text : {"", "hello", "PK\x03\x04 not really a zip file at all"}) {
    write_file(folder / "bad.pt", text);
    CHECK_THROWS_WITH(load_checkpoint(folder / "bad.pt"), Catch::Contains("bad.pt` is not a complete checkpoint"));
  }
}

TEST_CASE("a checkpoint that was cut is refused") {
  const Folder folder;
  save_checkpoint(folder / "a.pt", sample());
  const std::string whole = content(folder / "a.pt");
  for (std::size_t size = 1; size < whole.size(); size += 97) {
    INFO(size << " of " << whole.size());
    write_file(folder / "cut.pt", std::string_view(whole).substr(0, size));
    CHECK_THROWS_AS(load_checkpoint(folder / "cut.pt"), FileError);
  }
}

TEST_CASE("a changed number in a checkpoint is noticed") {
  const Folder folder;
  Checkpoint checkpoint;
  checkpoint.tensors["x"] = at::full({64}, 0.1234567);
  save_checkpoint(folder / "a.pt", checkpoint);
  std::string bytes = content(folder / "a.pt");
  const float value = 0.1234567F;
  const std::size_t place = bytes.find(std::string(reinterpret_cast<const char*>(&value), sizeof value));
  REQUIRE(place != std::string::npos);
  bytes[place] = static_cast<char>(bytes[place] ^ 1);
  write_file(folder / "a.pt", bytes);
  CHECK_THROWS_WITH(load_checkpoint(folder / "a.pt"), Catch::Contains("checksum"));
}
