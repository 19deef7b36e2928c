// Calls as other libraries write them, which here mean something else or nothing.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {

/// Arguments that other libraries want and this language does not: `linear(20, 1)`, `sgd(params(self), lr = 0.1)`.
bool Elaborator::refuse_habit(const Builtin& builtin, const CallArguments& arguments) {
  const auto& parameters = builtin.signature.parameters;
  if (arguments.size() < 2 || arguments[0].name || parameters.size() < 2) return false;
  const CallArgument &first = arguments[0], &second = arguments[1];
  const Span until_second{first.span.file, first.span.begin, (second.name ? second.name->span : second.span).begin};
  const bool sizes = builtin.kind == BuiltinKind::layer && !second.name && parameters[1].type == Type::boolean &&
                     first.value.as<std::int64_t>() && second.value.as<std::int64_t>();
  if (sizes)
    error("MLO0304", first.span, fmt::format("`{}` takes no size of what comes in", builtin.name()))
        .at("it is found when the program is checked")
        .with_help(fmt::format("the size of what it gives stands alone: `{}({})`", builtin.name(),
                               *second.value.as<std::int64_t>()))
        .with_fix(until_second, "");
  const auto is_first = [&](const CallArgument& a) { return a.name && a.name->text == parameters[0].name; };
  const bool trained = builtin.kind == BuiltinKind::optimizer && !first.value.is_number() &&
                       std::any_of(arguments.begin(), arguments.end(), is_first);
  if (trained)
    error("MLO0304", first.span, "an optimizer trains the parameters of the problem that it stands in")
        .at("they are not named")
        .with_help("leave this out; a part of the module has its own optimizer in a line `optimizer part = ...`")
        .with_fix(until_second, "");
  return sizes || trained;
}

/// `sgd(lr == 0.1)`: an argument is given by `=`.
bool Elaborator::refuse_equality(const ast::Call& call, const Signature& signature) {
  bool refused = false;
  for (const ast::Arg& arg : call.args) {
    const auto* equality = std::get_if<ast::Binary>(&arg.value->node);
    if (arg.name || equality == nullptr || equality->op != ast::BinaryOp::equal) continue;
    const auto* name = std::get_if<ast::Ref>(&equality->left->node);
    const auto is_it = [&](const Parameter& parameter) { return name && parameter.name == name->name; };
    if (std::none_of(signature.parameters.begin(), signature.parameters.end(), is_it)) continue;
    error("MLO0301", equality->op_span, fmt::format("`{}` is given its value by `=`; `==` compares", name->name))
        .with_help(fmt::format("write `{} = {}`", name->name, source_text(equality->right->span)))
        .with_fix(equality->op_span, "=");
    refused = true;
  }
  return refused;
}

/// `f(x)  // note`: reported where the `//` before a word begins a comment rather than divides.
bool Elaborator::refuse_comment(Span word) {
  const std::string_view text = sources_.file(word.file).text().substr(0, word.begin);
  const std::size_t end = text.find_last_not_of(" \t/");
  const std::size_t slashes = text.find("//", end == std::string_view::npos ? 0 : end + 1);
  if (slashes == std::string_view::npos) return false;
  const auto begin = static_cast<std::uint32_t>(slashes);
  error("MLO0126", {word.file, begin, word.end}, "a comment begins with `#`")
      .with_help(fmt::format("write `# {}`", source_text(word)))
      .with_fix({word.file, begin, begin + 2}, "#");
  return true;
}

/// `sgd(lr = 0,1)`: of two arguments that stand side by side, a number with a comma.
bool Elaborator::is_decimal_comma(Span before, Span after) const {
  const auto digits = [&](Span span) { return source_text(span).find_first_not_of("0123456789") == std::string::npos; };
  return before.file == after.file && before.end + 1 == after.begin && digits(before) && digits(after);
}

/// `max(a, b)`, which elsewhere is the larger of two; here the second argument names dimensions of one tensor.
bool Elaborator::refuse_pair(const std::string& name, const CallArguments& arguments, Span span) {
  if ((name != "max" && name != "min") || arguments.size() != 2 || arguments[1].name) return false;
  if (!arguments[0].value.is_number() && !arguments[1].value.is_tensor() && !arguments[1].value.as<double>())
    return false;
  Diagnostic& d = error("MLO0301", span, fmt::format("`{}` takes one tensor, and the dimensions to go over", name));
  d.with_help(fmt::format("of two values, write `{}imum(a, b)`; of a list, `{}([a, b, c])`", name, name));
  if (source_text(span).starts_with(name + "("))
    d.with_fix({span.file, span.begin, span.begin + static_cast<std::uint32_t>(name.size())}, name + "imum");
  return true;
}

}  // namespace mlo::sema
