#include "compiler/syntax/builder.h"

namespace mlo::syntax {

using P = grammar::MloParser;

std::optional<ast::Item> Builder::item(P::StatementContext* context) {
  P::ItemContext* choice = context->item();
  if (choice == nullptr) return std::nullopt;
  if (auto* c = choice->use()) return use(c);
  if (auto* c = choice->option()) return option(c);
  if (auto* c = choice->constant()) return named_values<ast::Constant>(c);
  if (auto* c = choice->data()) return named_values<ast::Data>(c);
  if (auto* c = choice->function()) return function(c);
  if (auto* c = choice->module()) return module(c);
  if (auto* c = choice->env()) return env(c);
  if (auto* c = choice->problem()) return problem(c);
  if (auto* c = choice->edge()) return edge(c);
  if (auto* c = choice->measure()) return measure(c);
  if (auto* c = choice->run()) return run(c);
  return std::nullopt;
}

/// `let a, b = e`, `data a, b = e`.
template <typename Named, typename Context>
std::optional<ast::Item> Builder::named_values(Context* context) {
  Named result;
  result.names = names(context->names());
  if (result.names.empty()) return std::nullopt;
  result.span = span(context);
  result.doc = doc(result.span);
  result.value = expr(context->expr());
  return result;
}

std::optional<ast::Item> Builder::use(P::UseContext* context) {
  if (context->exception != nullptr) return std::nullopt;
  ast::Use result;
  result.span = span(context);
  result.is_file = context->STRING() != nullptr;
  result.path_span = result.is_file ? span(context->STRING()) : span(context->path());
  if (result.is_file) {
    result.path = string(result.path_span);
  } else {
    for (auto* node : context->path()->NAME()) {
      if (!result.path.empty()) result.path += '.';
      result.path += name(node).text;
    }
  }
  if (context->useList() != nullptr) {
    result.names.emplace();
    for (P::UseNameContext* item : context->useList()->useName()) {
      ast::UseName& used = result.names->emplace_back();
      used.name = name(item->NAME(0));
      if (item->AS() != nullptr) used.alias = name(item->NAME(1));
    }
  }
  if (context->AS() != nullptr) result.alias = name(context->NAME());
  return result;
}

std::optional<ast::Item> Builder::option(P::OptionContext* context) {
  if (context->NAME() == nullptr) return std::nullopt;
  ast::Option result;
  result.name = name(context->NAME());
  result.span = span(context);
  result.doc = doc(result.span);
  result.default_value = expr(context->expr().empty() ? nullptr : context->expr(0));
  if (context->IN() != nullptr) result.range = expr(context->expr().size() > 1 ? context->expr(1) : nullptr);
  return result;
}

std::optional<ast::Item> Builder::module(P::ModuleContext* context) {
  if (context->NAME() == nullptr) return std::nullopt;
  ast::Module result;
  result.name = name(context->NAME());
  result.span =
      join(span(context->MODULE()), context->params() != nullptr ? span(context->params()) : result.name.span);
  result.doc = doc(result.span);
  result.params = params(context->params());
  if (context->block() == nullptr) {
    result.composition = expr(context->expr());
  } else {
    module_lines(context->block(), result);
  }
  return result;
}

std::optional<ast::Item> Builder::env(P::EnvContext* context) {
  if (context->NAME() == nullptr) return std::nullopt;
  ast::Env result;
  result.name = name(context->NAME());
  result.span = join(span(context->ENV()), context->params() != nullptr ? span(context->params()) : result.name.span);
  result.doc = doc(result.span);
  result.params = params(context->params());
  if (context->block() == nullptr) {
    result.value = expr(context->expr());
  } else {
    result.lines = lines(context->block());
  }
  return result;
}

std::optional<ast::Item> Builder::problem(P::ProblemContext* context) {
  if (context->NAME() == nullptr) return std::nullopt;
  ast::Problem result;
  result.name = name(context->NAME());
  result.span = join(span(context->PROBLEM()), result.name.span);
  result.whole = join(result.span, span(context));
  result.doc = doc(result.span);
  result.lines = lines(context->block());
  return result;
}

std::optional<ast::Item> Builder::edge(P::EdgeContext* context) {
  ast::Edge result;
  result.to = names(context->names());
  if (context->NAME() == nullptr || result.to.empty()) return std::nullopt;
  result.kind = context->U2L() != nullptr ? ast::Edge::Kind::u2l : ast::Edge::Kind::l2u;
  result.from = name(context->NAME());
  result.span = span(context);
  result.doc = doc(result.span);
  if (context->expr() != nullptr) result.via = expr(context->expr());
  if (context->exception != nullptr) return result;

  const std::string written = reporter_.text(result.span);
  if (result.kind == ast::Edge::Kind::u2l && context->VIA() != nullptr) {
    result.via = nullptr;
    const Span via = join(span(context->VIA()), span(context));
    reporter_.error("MLO0130", {id_, span(context->VIA()).begin, via.end}, "a `u2l` edge has no method")
        .with_help("the method stands on the `l2u` edge that leads back");
  } else if (result.kind == ast::Edge::Kind::l2u && context->VIA() == nullptr) {
    reporter_.error("MLO0131", result.span, "this edge does not say how it is differentiated")
        .with_help("write `" + written +
                   " via unroll`, or another method: `cg(iterations = 3)`, `darts`, `detach`, ...");
  }
  return result;
}

ast::Item Builder::measure(P::MeasureContext* context) {
  ast::Measure result;
  result.kind = context->TEST() != nullptr ? ast::Measure::Kind::test : ast::Measure::Kind::validate;
  result.span = span(context->start);
  if (context->NAME() != nullptr) {
    result.name = name(context->NAME());
    result.span = join(result.span, result.name->span);
  }
  result.doc = doc(result.span);
  result.lines = lines(context->block());
  return result;
}

ast::Item Builder::run(P::RunContext* context) {
  ast::Run result;
  result.span = span(context->RUN());
  result.lines = lines(context->block());
  return result;
}

}  // namespace mlo::syntax
