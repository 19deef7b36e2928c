#include "compiler/sema/argument.h"

#include <fmt/format.h>

namespace mlo::sema {

double Argument::number() const {
  if (const auto* i = std::get_if<std::int64_t>(&value)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&value)) return *d;
  return 0;
}

std::string describe(const Argument& argument) {
  struct Describe {
    std::string operator()(std::monostate) const { return "none"; }
    std::string operator()(bool b) const { return b ? "true" : "false"; }
    std::string operator()(std::int64_t i) const { return fmt::format("{}", i); }
    std::string operator()(double d) const { return fmt::format("{}", d); }
    std::string operator()(const std::string& s) const { return '"' + s + '"'; }
    std::string operator()(NodeRef) const { return "a tensor"; }
    std::string operator()(DataRef) const { return "a dataset"; }
    std::string operator()(const Arguments& list) const {
      std::string out = "[";
      for (const Argument& item : list) out += (out.size() > 1 ? ", " : "") + describe(item);
      return out + "]";
    }
  };
  return std::visit(Describe{}, argument.value);
}

}  // namespace mlo::sema
