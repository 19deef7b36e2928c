#include <fmt/format.h>

#include "compiler/syntax/builder.h"

namespace mlo::syntax {

using P = grammar::MloParser;

std::vector<ast::Name> Builder::names(P::NamesContext* context) {
  std::vector<ast::Name> result;
  if (context == nullptr) return result;
  for (auto* node : context->NAME()) result.push_back(name(node));
  return result;
}

/// `keyword names = value`; null if the line is none, or lacks its keyword.
std::optional<ast::Line> Builder::line(P::LineContext* context) {
  if (context->NAME() == nullptr) return std::nullopt;
  ast::Line result;
  result.keyword = name(context->NAME());
  result.names = names(context->names());
  result.value = expr(context->expr());
  result.span = join(result.keyword.span, context->expr() != nullptr ? span(context->expr()) : result.keyword.span);
  result.doc = doc(result.span);
  return result;
}

namespace {

/// In a block without functions.
constexpr const char* no_function_help = "a function is an item of its own, `fn f(x) = ...`, or a part of a module";

}  // namespace

std::vector<ast::Line> Builder::lines(P::BlockContext* context) {
  std::vector<ast::Line> result;
  if (context == nullptr) return result;
  for (P::LineContext* item : context->line()) {
    if (item->params() != nullptr) {
      const Span place = span(item->params());
      if (item->exception == nullptr) {
        reporter_.error("MLO0120", place, fmt::format("expected `=`, found {}", "`(`")).with_help(no_function_help);
      }
    } else if (auto built = line(item)) {
      result.push_back(std::move(*built));
    }
  }
  for (P::ReturnLineContext* item : context->returnLine()) {
    reporter_.error("MLO0132", span(item->RETURN()), "`return` stands at the end of a function")
        .with_help("the lines of this block are `field = value`");
  }
  return result;
}

void Builder::module_lines(P::BlockContext* context, ast::Module& module) {
  if (context == nullptr) return;
  for (P::LineContext* item : context->line()) {
    if (item->params() != nullptr) {
      if (auto built = method(item)) module.functions.push_back(std::move(*built));
    } else if (auto built = line(item)) {
      module.lines.push_back(std::move(*built));
    }
  }
  for (P::ReturnLineContext* item : context->returnLine()) {
    reporter_.error("MLO0132", span(item->RETURN()), "`return` stands at the end of a function")
        .with_help("the lines of a module are sub-modules, `param name = ...` and functions, `forward(x) = ...`");
  }
}

std::optional<ast::Function> Builder::function(P::FunctionContext* context) {
  if (context->NAME() == nullptr) return std::nullopt;
  ast::Function result;
  result.name = name(context->NAME());
  result.span = span(context->FN());
  result.span = join(result.span, context->params() != nullptr ? span(context->params()) : result.name.span);
  result.doc = doc(result.span);
  result.params = params(context->params());
  result.result_type = type(context->type());
  result.body = body(context->body(), result.span);
  return result;
}

std::optional<ast::Function> Builder::method(P::LineContext* context) {
  if (context->NAME() == nullptr) return std::nullopt;
  ast::Function result;
  result.name = name(context->NAME());
  result.span = join(result.name.span, span(context->params()));
  result.doc = doc(result.span);
  result.params = params(context->params());
  result.result_type = type(context->type());
  result.body = body(context->body(), result.span);
  return result;
}

/// `= e`, or lines `let ...` and one `return` behind them.
ast::Body Builder::body(P::BodyContext* context, Span function) {
  constexpr const char* form = "a body is `= value`, or `{ let h = ...`, then `return h }`";
  ast::Body result;
  if (context == nullptr || context->block() == nullptr) {
    result.result = expr(context == nullptr ? nullptr : context->expr());
    return result;
  }
  P::BlockContext* block = context->block();
  for (P::LineContext* item : block->line()) {
    const bool is_let = item->NAME() != nullptr && name(item->NAME()).text == "let";
    auto built = item->params() == nullptr ? line(item) : std::nullopt;
    if (is_let && built && !built->names.empty()) {
      result.lets.push_back({std::move(built->names), std::move(built->value), built->span});
    } else if (item->exception == nullptr && !is_let) {
      const Span place = span(item->start);
      reporter_.error("MLO0132", place, fmt::format("`{}` does not stand in a function", reporter_.text(place)))
          .with_help(form);
    }
  }
  const auto returns = block->returnLine();
  result.result = expr(returns.empty() ? nullptr : returns[0]->expr());
  if (returns.empty() && !reporter_.said_within(span(block).begin, span(block).end)) {
    reporter_.error("MLO0132", function, "this function returns nothing").with_help(form);
  }
  for (std::size_t i = 1; i < returns.size(); ++i) {
    reporter_.error("MLO0132", span(returns[i]->RETURN()), "this function has returned already")
        .label(span(returns[0]->RETURN()), "here")
        .with_help(form);
  }
  return result;
}

std::vector<ast::Param> Builder::params(P::ParamsContext* context) {
  std::vector<ast::Param> result;
  if (context == nullptr) return result;
  for (P::ParamContext* item : context->param()) {
    if (item->NAME() == nullptr) continue;
    ast::Param param;
    param.name = name(item->NAME());
    param.type = type(item->type());
    if (item->expr() != nullptr) param.default_value = expr(item->expr());
    result.push_back(std::move(param));
  }
  return result;
}

std::optional<ast::Type> Builder::type(P::TypeContext* context) {
  if (context == nullptr || context->exception != nullptr) return std::nullopt;
  ast::Type result;
  result.span = span(context);
  if (context->NAME() != nullptr) result.word = reporter_.text(result.span);
  for (P::ExtentContext* item : context->extent()) {
    const Span place = span(item);
    if (item->NAME() != nullptr) {
      result.shape.emplace_back(name(item->NAME()));
    } else if (const auto extent = number(place); extent && extent->integer) {
      result.shape.emplace_back(extent->integer_value);
    } else {
      reporter_.error("MLO0120", place, fmt::format("expected a size, found `{}`", reporter_.text(place)))
          .with_help("a size is an integer, or a letter for sizes that must agree: `[B, 3]`");
    }
  }
  return result;
}

}  // namespace mlo::syntax
