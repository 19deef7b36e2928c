// Edges: their arrow, the names at its ends, and their `via`.
#include "compiler/syntax/edges.h"

#include <fmt/format.h>

#include "MloLexer.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

class Edge {
 public:
  Edge(std::vector<Token>& tokens, Insertions& inserted, Reporter& reporter)
      : tokens_(tokens), inserted_(inserted), reporter_(reporter) {}

  void run(std::size_t i, std::size_t end) {
    edge(i, end);
    if (tokens_[i].type == T::L2U) method(i, end);
  }

 private:
  std::string text(std::size_t i) const { return reporter_.text(tokens_[i].span); }
  void take_out(std::size_t begin, std::size_t end) {
    for (; begin <= end; ++begin) tokens_[begin].type = 0;
  }
  void insert(std::size_t place, std::size_t type) {
    inserted_.insert_or_assign(place, Token{type, tokens_[place].span});
  }

  /// `u2l a -> b`: makes one ARROW of whatever stands between the names.
  void edge(std::size_t i, std::size_t end) {
    if (several_sources(i, end)) return;
    const bool arrow = tokens_[i + 2].type == T::ARROW;
    if (tokens_[i + 1].type == T::NAME && arrow && i + 3 < end) return targets(i, end);
    if (tokens_[i + 1].type != T::NAME) return;
    const std::size_t junk = i + 2;
    std::size_t target = junk;
    while (target < end && tokens_[target].type != T::NAME && tokens_[target].type != T::VIA) ++target;
    const std::string word = text(i), from = text(i + 1);
    if (target >= end || tokens_[target].type == T::VIA) {
      reporter_.error("MLO0130", join(tokens_[i].span, tokens_[i + 1].span), "this edge leads nowhere")
          .with_help(fmt::format("write `{} {} -> b`", word, from));
      return take_out(i, end);
    }
    const std::string to = text(target);
    if (target == junk) {
      const Span gap{tokens_[i].span.file, tokens_[i + 1].span.end, tokens_[target].span.begin};
      reporter_.error("MLO0130", join(tokens_[i].span, tokens_[target].span), "the arrow of this edge is missing")
          .with_help(fmt::format("write `{} {} -> {}`", word, from, to))
          .with_fix(gap, " -> ");
      return insert(target, T::ARROW);
    }
    const Span span = join(tokens_[junk].span, tokens_[target - 1].span);
    if (reporter_.text(span).starts_with("<-")) {
      reporter_.error("MLO0130", span, "an arrow points to the right")
          .with_help(fmt::format("`{0} {2} -> {1}` leads from `{2}` to `{1}`", word, from, to))
          .with_fix(join(tokens_[i + 1].span, tokens_[target].span), fmt::format("{} -> {}", to, from));
    } else {
      reporter_.error("MLO0130", span, fmt::format("an edge has the arrow `->`, not `{}`", reporter_.text(span)))
          .with_help(fmt::format("write `{} {} -> {}`", word, from, to))
          .with_fix({span.file, tokens_[i + 1].span.end, tokens_[target].span.begin}, " -> ");
    }
    take_out(junk + 1, target - 1);
    tokens_[junk].type = T::ARROW;
  }

  /// What stands behind the arrow: `[b, c]`, `b c`, `b -> c`.
  void targets(std::size_t i, std::size_t end) {
    const std::size_t first = i + 3;
    const std::string word = text(i);
    if (is_opener(tokens_[first].type)) {
      std::size_t closer = first + 1;
      while (closer < end && (tokens_[closer].type == T::NAME || tokens_[closer].type == T::COMMA)) ++closer;
      if (closer >= end || !is_closer(tokens_[closer].type)) return;
      reporter_.error("MLO0130", tokens_[first].span, "the problems of an edge stand without brackets")
          .with_help(fmt::format("write `{} {} -> {}`", word, text(i + 1),
                                 reporter_.text(join(tokens_[first + 1].span, tokens_[closer - 1].span))))
          .with_fix(tokens_[first].span, "")
          .with_fix(tokens_[closer].span, "");
      tokens_[first].type = tokens_[closer].type = 0;
      return;
    }
    const std::size_t second = first + 1;
    if (tokens_[first].type != T::NAME || second >= end) return;
    if (tokens_[second].type == T::ARROW && tokens_[second + 1].type == T::NAME) {
      const std::string next = fmt::format("{} {} -> {}", word, text(first), text(second + 1));
      reporter_.error("MLO0130", tokens_[second].span, "an edge has one arrow")
          .with_help(fmt::format("write two: `{} {} -> {}` and `{}`", word, text(i + 1), text(first), next));
      take_out(i, end);
    } else if (tokens_[second].type == T::NAME && second + 1 == end && word == "u2l") {
      const std::uint32_t behind = tokens_[first].span.end;
      reporter_.error("MLO0130", tokens_[second].span, fmt::format("a comma is missing before `{}`", text(second)))
          .with_help(fmt::format("write `{} {} -> {}, {}`", word, text(i + 1), text(first), text(second)))
          .with_fix({tokens_[i].span.file, behind, behind}, ",");
      insert(second, T::COMMA);
    }
  }

  /// `l2u b, c -> a via cg`: an edge for each, as they are written.
  bool several_sources(std::size_t i, std::size_t end) {
    std::size_t arrow = i + 2;
    while (arrow + 1 < end && tokens_[arrow].type == T::COMMA && tokens_[arrow + 1].type == T::NAME) arrow += 2;
    if (tokens_[i + 1].type != T::NAME || arrow == i + 2 || tokens_[arrow].type != T::ARROW) return false;
    const std::string rest = reporter_.text(join(tokens_[arrow].span, tokens_[end - 1].span));
    std::string edges;
    for (std::size_t name = i + 1; name < arrow; name += 2)
      edges += (edges.empty() ? "" : "\n") + text(i) + " " + text(name) + " " + rest;
    reporter_.error("MLO0130", join(tokens_[i + 1].span, tokens_[arrow - 1].span), "an edge leads from one problem")
        .with_help("write an edge for each; several problems may stand behind the arrow")
        .with_fix(join(tokens_[i].span, tokens_[end - 1].span), edges);
    take_out(i, end);
    return true;
  }

  /// `l2u b -> a vai cg`: puts right what stands between the names and the method.
  void method(std::size_t i, std::size_t end) {
    if (tokens_[i + 2].type != T::ARROW || tokens_[i + 3].type != T::NAME) return;
    std::size_t at = i + 4;  // behind the first name
    while (at + 1 < end && tokens_[at].type == T::COMMA) at += 2;
    if (at + 1 < end && (tokens_[at].type == T::ASSIGN || tokens_[at].type == T::COLON))
      return assigned_method(i, at, end);
    if (at >= end || tokens_[at].type != T::NAME) return;
    const std::size_t next = at + 1 < end ? tokens_[at + 1].type : 0;
    const std::string edge = reporter_.text(join(tokens_[i].span, tokens_[at - 1].span)), word = text(at);
    const Span before{tokens_[at].span.file, tokens_[at].span.begin, tokens_[at].span.begin};
    if (next == T::NAME) {
      reporter_.error("MLO0131", tokens_[at].span, fmt::format("the method stands behind `via`, not `{}`", word))
          .with_help(fmt::format("write `{} via {}`", edge, text(at + 1)))
          .with_fix(tokens_[at].span, "via");
      tokens_[at].type = T::VIA;
    } else if (next == T::VIA) {
      const std::uint32_t last = tokens_[at - 1].span.end;
      reporter_.error("MLO0130", tokens_[at].span, fmt::format("a comma is missing before `{}`", word))
          .with_help(fmt::format("write `{}, {}`", edge, word))
          .with_fix({before.file, last, last}, ",");
      insert(at, T::COMMA);
    } else {
      auto& d = reporter_.error("MLO0131", tokens_[at].span, fmt::format("`via` is missing before `{}`", word));
      d.with_help(fmt::format("write `{} via {}`", edge, word));
      if (next == T::LPAREN) d.with_fix(before, "via ");  // else it may be a problem, with a comma missing
      insert(at, T::VIA);
    }
  }

  /// `l2u b -> a = cg(iterations = 3)`.
  void assigned_method(std::size_t i, std::size_t at, std::size_t end) {
    const std::string edge = reporter_.text(join(tokens_[i].span, tokens_[at - 1].span));
    const std::string method = reporter_.text(join(tokens_[at + 1].span, tokens_[end - 1].span));
    const Span span = tokens_[at].span;
    reporter_.error("MLO0131", span, fmt::format("the method stands behind `via`, not `{}`", text(at)))
        .with_help(fmt::format("write `{} via {}`", edge, method))
        .with_fix({span.file, tokens_[at - 1].span.end, tokens_[at + 1].span.begin}, " via ");
    tokens_[at].type = T::VIA;
  }

  std::vector<Token>& tokens_;
  Insertions& inserted_;
  Reporter& reporter_;
};

}  // namespace

void repair_edge(std::vector<Token>& tokens, std::size_t begin, std::size_t end, Insertions& inserted,
                 Reporter& reporter) {
  Edge(tokens, inserted, reporter).run(begin, end);
}

}  // namespace mlo::syntax
