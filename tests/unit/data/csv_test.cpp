#include <ATen/ATen.h>

#include "runtime/data/sources/sources.h"
#include "tests/unit/catch.h"
#include "tests/unit/data/files.h"

using namespace mlo::data;
using namespace mlo::test;
using Catch::Contains;

namespace {

struct CsvFile {
  Folder folder;
  DatasetPtr read(const std::string& text, std::int64_t target = -1, bool header = false) const {
    return csv(folder.write("table.csv", text), target, header);
  }
  std::string error(const std::string& text, std::int64_t target = -1, bool header = false) const {
    return error_of([&] { read(text, target, header)->samples(); });
  }
};

}  // namespace

TEST_CASE("csv: words are classes in sorted order") {
  const CsvFile file;
  const auto set = file.read("1,2.5,good\r\n\n-3e1, +4 ,bad\n5,6,good");
  CHECK(set->info().count == 3);
  CHECK(set->info().classes == 2);
  CHECK(set->info().smallest_class == 1);
  CHECK(set->info().sample_shape == std::vector<std::int64_t>{2});
  CHECK(at::equal(set->samples().x, at::tensor({1.0f, 2.5f, -30.0f, 4.0f, 5.0f, 6.0f}).reshape({3, 2})));
  CHECK(at::equal(set->samples().y, at::tensor({1, 0, 1}, at::kLong)));
}

TEST_CASE("csv: numbers are targets [N, 1], in any column") {
  const CsvFile file;
  const auto set = file.read("target,a,b\n0.5,1,2\n1.5,3,4\n", 0, true);
  CHECK(set->info().classes == 0);
  CHECK(set->info().target_shape == std::vector<std::int64_t>{1});
  CHECK(at::equal(set->samples().x, at::tensor({1.0f, 2.0f, 3.0f, 4.0f}).reshape({2, 2})));
  CHECK(at::equal(set->samples().y, at::tensor({0.5f, 1.5f}).reshape({2, 1})));
  CHECK_THAT(error_of([&] { set->by_class(); }), Contains("numbers, not classes"));
}

TEST_CASE("csv: quotes hold commas, quotes and line breaks; a byte order mark is skipped") {
  const CsvFile file;
  const auto set = file.read("\xef\xbb\xbf\"1\",\"a, \"\"b\"\"\"\n2,\"c\nd\"\n");
  CHECK(set->info().classes == 2);
  CHECK(at::equal(set->samples().x, at::tensor({1.0f, 2.0f}).reshape({2, 1})));
  CHECK_THAT(file.error("1,\"c\nd\"\nx,e\n"), Contains("table.csv:3: column 1"));
}

TEST_CASE("csv: errors name the line and the column") {
  const CsvFile file;
  CHECK_THAT(file.error("1,2,a\n3,?,b\n"), Contains("table.csv:2: column 2 is \"?\"; a finite number is wanted here"));
  CHECK_THAT(file.error("1,,a\n"), Contains("table.csv:1: column 2 is \"\""));
  CHECK_THAT(file.error("1,nan,a\n"), Contains("\"nan\""));
  CHECK_THAT(file.error("1,1e999,a\n"), Contains("\"1e999\""));
  CHECK_THAT(file.error("width,kind\n1,a\n"), Contains("header = true"));
  CHECK_THAT(file.error("width,kind\nx,a\n", -1, true), Contains("table.csv:2: column 1 (width) is \"x\""));
  CHECK_THAT(file.error("1,2,a\n3,b\n"), Contains("table.csv:2: this row has 2 fields, the first one has 3"));
  CHECK_THAT(file.error("1,a\n2,\n"), Contains("table.csv:2: column 2") && Contains("a target is wanted"));
  CHECK_THAT(file.error("1,\"a\n"), Contains("table.csv:1: a quote that is not closed"));
  CHECK_THAT(file.error("1,\"a\"b\n"), Contains("table.csv:1: text after a closing quote"));
}

TEST_CASE("csv: no file, no rows, one column, no such column") {
  const CsvFile file;
  CHECK_THAT(error_of([&] { csv(file.folder.path() / "none.csv", -1, false)->info(); }),
             Contains("none.csv` does not exist"));
  CHECK_THAT(error_of([&] { csv(file.folder.path(), -1, false)->info(); }), Contains("is not a file"));
  CHECK_THAT(file.error(""), Contains("holds no rows"));
  CHECK_THAT(file.error("a,b\n", -1, true), Contains("holds no rows"));
  CHECK_THAT(file.error("1\n2\n"), Contains("one column"));
  CHECK_THAT(file.error("1,2\n", 2), Contains("target must be in -2..1; it is 2"));
}

TEST_CASE("csv: the ionosphere table") {
  const auto path = real_data("tabular/ionosphere.csv");
  if (!path) return;
  const auto set = csv(*path, -1, false);
  CHECK(set->info().count == 351);
  CHECK(set->info().classes == 2);
  CHECK(set->info().smallest_class == 126);  // b(ad); 225 are g(ood)
  CHECK(set->samples().x.sizes() == at::IntArrayRef({351, 34}));
  CHECK(set->samples().y[0].item<std::int64_t>() == 1);
}
