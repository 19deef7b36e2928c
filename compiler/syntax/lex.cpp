#include <fmt/format.h>

#include <mutex>
#include <optional>

#include "MloLexer.h"
#include "compiler/source/utf8.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t most_bad_lines = 5;  // beyond that, it is no text at all

/// ANTLR's simulator locks its tables for each character, against lexers in other threads; here `lex` holds one lock
/// for a whole text.
class Simulator final : public antlr4::atn::LexerATNSimulator {
 public:
  using LexerATNSimulator::LexerATNSimulator;

 protected:
  antlr4::dfa::DFAState* getExistingTargetState(antlr4::dfa::DFAState* state, std::size_t symbol) override {
    if (symbol > MAX_DFA_EDGE) return nullptr;
    const auto next = state->edges.find(symbol - MIN_DFA_EDGE);
    return next == state->edges.end() ? nullptr : next->second;
  }
};

/// With that simulator, on the tables that all lexers share.
void set_simulator(grammar::MloLexer& lexer) {
  auto* first = lexer.getInterpreter<antlr4::atn::LexerATNSimulator>();
  lexer.setInterpreter(  // which the lexer owns
      new Simulator(&lexer, lexer.getATN(), first->_decisionToDFA, first->getSharedContextCache()));
}

/// The text with what is no text replaced by spaces, byte for byte; nothing where there is too much of that.
std::optional<std::string> check_text(FileId id, Reporter& reporter) {
  const std::string_view text = reporter.file().text();
  std::string result(text);
  std::size_t bad_lines = 0;
  std::uint32_t reported_line = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    if (!point.valid || point.value == 0) {
      result[i] = ' ';
      const auto at = static_cast<std::uint32_t>(i);
      const std::uint32_t line = reporter.file().position(at).line;
      if (line != reported_line) {
        reported_line = line;
        if (++bad_lines > most_bad_lines) return std::nullopt;
        const std::string what = point.value == 0 ? "a NUL byte"
                                                  : fmt::format("the byte 0x{:02X}, which is not UTF-8,",
                                                                static_cast<unsigned>(point.value));
        reporter.error("MLO0101", {id, at, at + 1}, what + " stands in the text")
            .with_help("a program is UTF-8 text: save the file in that encoding");
      }
    }
    i += point.length;
  }
  return result;
}

/// The byte of each code point, and of the end. ANTLR counts code points.
std::vector<std::uint32_t> byte_offsets(std::string_view text, std::size_t base) {
  std::vector<std::uint32_t> result;
  result.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); i += decode_utf8(text, i).length) {
    result.push_back(static_cast<std::uint32_t>(base + i));
  }
  result.push_back(static_cast<std::uint32_t>(base + text.size()));
  return result;
}

Doc read_doc(std::string_view text, std::uint32_t line, bool alone) {
  text.remove_prefix(2);  // ##
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return {std::string(text), line, alone};
}

}  // namespace

Lexed lex(FileId id, Reporter& reporter) {
  const auto size = static_cast<std::uint32_t>(reporter.file().text().size());
  Lexed result;
  if (const std::optional<std::string> text = check_text(id, reporter)) {
    const std::size_t base = text->starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const std::string body = text->substr(base);
    const std::vector<std::uint32_t> offset = byte_offsets(body, base);
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    antlr4::ANTLRInputStream input(body);
    grammar::MloLexer lexer(&input);
    set_simulator(lexer);
    lexer.removeErrorListeners();
    for (auto token = lexer.nextToken(); token->getType() != antlr4::Token::EOF; token = lexer.nextToken()) {
      const Span span{id, offset[token->getStartIndex()], offset[token->getStopIndex() + 1]};
      if (token->getType() == T::DOC) {
        const bool alone = result.tokens.empty() || result.tokens.back().type == T::NEWLINE;
        result.docs.push_back(
            read_doc(reporter.file().text(span), static_cast<std::uint32_t>(token->getLine()), alone));
      } else {
        result.tokens.push_back({token->getType(), span, false, false});
      }
    }
  }
  result.tokens.push_back({antlr4::Token::EOF, {id, size, size}, false, false});
  return result;
}

}  // namespace mlo::syntax
