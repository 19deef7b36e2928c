#include <ATen/core/Tensor.h>

#include "runtime/data/dataset.h"
#include "tests/unit/catch.h"

using namespace mlo;

namespace {

const data::DataBuiltin& find(const sema::Catalog& catalog, const char* name) {
  const auto* found = dynamic_cast<const data::DataBuiltin*>(catalog.find(name));
  REQUIRE(found != nullptr);
  return *found;
}

std::vector<data::DatasetPtr> make(const data::DataBuiltin& builtin, std::vector<ops::Value> arguments) {
  ops::Call call(arguments, at::TensorOptions());
  return builtin.make(call);
}

}  // namespace

TEST_CASE("the catalog knows every data source, each documented") {
  sema::Catalog catalog;
  data::add_data(catalog);
  CHECK(catalog.names(sema::BuiltinKind::data).size() == 10);
  for (const auto& builtin : catalog.all()) {
    CHECK(builtin->kind == sema::BuiltinKind::data);
    CHECK(builtin->doc.size() > 40);
    CHECK(dynamic_cast<const data::DataBuiltin&>(*builtin).make != nullptr);
  }
  const auto& signature = find(catalog, "glyphs").signature;
  REQUIRE(signature.parameters.size() == 4);
  CHECK(signature.parameters[1].default_value->number() == 20);
  CHECK(signature.parameters[0].low == 1);
  CHECK(find(catalog, "split").signature.parameters[1].type == sema::Type::reals);
}

TEST_CASE("sources are made from the arguments of a call") {
  sema::Catalog catalog;
  data::add_data(catalog);
  const auto whole =
      make(find(catalog, "glyphs"), {std::int64_t{4}, std::int64_t{10}, std::int64_t{0}, std::int64_t{1}});
  REQUIRE(whole.size() == 1);
  const auto parts = make(find(catalog, "split"), {whole[0], ops::List{0.5, 0.25, 0.25}, std::int64_t{0}, true});
  REQUIRE(parts.size() == 3);
  CHECK(parts[0]->info().count == 20);
  const auto tail = make(find(catalog, "long_tail"), {parts[0], 5.0, std::int64_t{0}});
  CHECK(tail.at(0)->info().smallest_class == 1);
  const auto noisy = make(find(catalog, "corrupt_labels"), {tail[0], 0.5, std::int64_t{0}});
  CHECK(noisy.at(0)->info().count == tail[0]->info().count);
  const auto few = make(find(catalog, "take"), {whole[0], std::int64_t{6}, std::int64_t{0}, false});
  CHECK(few.at(0)->info().count == 6);
  const auto classes = make(find(catalog, "split_classes"), {whole[0], ops::List{0.5, 0.5}, std::int64_t{0}});
  CHECK(classes.at(1)->info().classes == 2);
  const auto rule = make(find(catalog, "linear_labels"), {std::int64_t{8}, std::int64_t{3}, 0.1, std::int64_t{0}});
  CHECK(rule.at(0)->info().sample_shape == std::vector<std::int64_t>{3});
  CHECK_THROWS_AS(make(find(catalog, "split"), {std::int64_t{3}, ops::List{1.0}, std::int64_t{0}, true}),
                  std::invalid_argument);
}
