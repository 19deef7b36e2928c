#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <random>

namespace mlo::fuzz {
namespace {

using Parts = std::vector<std::string>;

constexpr const char* numbers[] = {"0",
                                   "1",
                                   "-1",
                                   "2",
                                   "0.5",
                                   "-0.0",
                                   "1e-300",
                                   "1e308",
                                   "1e999",
                                   "inf",
                                   "9223372036854775807",
                                   "(-9223372036854775807 - 1)",
                                   "9223372036854775808",
                                   "4294967296",
                                   "1_000_000_000",
                                   "(0 / 0.1)",
                                   "(2 ^ 62)",
                                   "(-1) ^ 3",
                                   "20000"};
constexpr const char* signs[] = {"(",       ")",        "[",
                                 "]",       "{",        "}",
                                 ",",       ";",        ":",
                                 "=",       "->",       "=>",
                                 "\n",      " if ",     " else",
                                 "for ",    " in ",     " via ",
                                 "not ",    "-",        "+",
                                 "*",       "/",        "//",
                                 "%",       "@",        "^",
                                 ">>",      "|>",       "..",
                                 "==",      "<",        ".",
                                 "\"",      "'",        "#",
                                 "##",      "return",   "let ",
                                 "none",    "**",       "&&",
                                 "!",       "+=",       "self",
                                 "step",    "x => ",    "detach(",
                                 "params(", "fold(",    "$",
                                 "lambda ", "\t",       "\r\n",
                                 "\xff",    "\xc3\xa9", "\xef\xbb\xbf",
                                 "5."};

class Mutation {
 public:
  Mutation(const Corpus& corpus, std::uint64_t seed, std::uint64_t number)
      : corpus_(corpus), random_(seed * 0x9E3779B97F4A7C15u + number) {}

  Input run() {
    const Corpus::Program& base = program();
    text_ = base.text;
    for (std::size_t count = 1 + below(3); count > 0 && !text_.empty(); --count) change();
    return {base.path, std::move(text_), true};
  }

 private:
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
  const Corpus::Program& program() { return corpus_.programs[below(corpus_.programs.size())]; }
  template <std::size_t n>
  std::string one_of(const char* const (&choices)[n]) {
    return choices[below(n)];
  }
  const std::string& one_of(const Parts& parts) { return parts[below(parts.size())]; }

  /// Mostly what leaves a program that parses: later stages have more to get wrong.
  void change() {
    switch (below(20)) {
      case 0: return bytes();
      case 1: return sign();
      case 2: return splice();
      case 3:
      case 4:
      case 5: return tokens();
      case 6:
      case 7:
      case 8:
      case 9: return number();
      case 10:
      case 11:
      case 12:
      case 13:
      case 14: return name();
      default: return lines();
    }
  }

  void bytes() {
    const std::size_t at = below(text_.size());
    switch (below(4)) {
      case 0: text_[at] = static_cast<char>(below(256)); break;
      case 1: text_.erase(at, 1 + below(20)); break;
      case 2: text_.insert(at, text_.substr(below(text_.size()), 1 + below(20))); break;
      default: text_.resize(at); break;
    }
  }

  /// The begin of this program and the end of another.
  void splice() {
    const Parts own = lines_of(text_);
    const Parts& other = program().lines;
    const std::size_t end = below(own.size() + 1), begin = below(other.size() + 1);
    text_ = joined(Parts(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(end))) +
            joined(Parts(other.begin() + static_cast<std::ptrdiff_t>(begin), other.end()));
  }

  void lines() { shuffle(lines_of(text_), program().lines); }
  void tokens() { shuffle(tokens_of(text_), program().tokens); }

  /// Drops, doubles, exchanges, replaces or takes in a part.
  void shuffle(Parts own, const Parts& other) {
    const std::size_t a = below(own.size()), b = below(own.size());
    const auto at = own.begin() + static_cast<std::ptrdiff_t>(a);
    switch (below(5)) {
      case 0: own.erase(at); break;
      case 1: own.insert(at, own[b]); break;
      case 2: std::swap(own[a], own[b]); break;
      case 3: own[a] = one_of(other); break;
      default: own.insert(at, one_of(other)); break;
    }
    text_ = joined(own);
  }

  static bool is_number(const std::string& token) { return std::isdigit(static_cast<unsigned char>(token[0])) != 0; }
  static bool is_name(const std::string& token) {
    return std::isalpha(static_cast<unsigned char>(token[0])) != 0 || token[0] == '_';
  }

  template <class Test>
  std::vector<std::size_t> places(const Parts& tokens, Test test) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < tokens.size(); ++i)
      if (test(tokens[i])) result.push_back(i);
    return result;
  }

  void number() {
    Parts own = tokens_of(text_);
    const auto found = places(own, is_number);
    if (found.empty()) return;
    own[found[below(found.size())]] = one_of(numbers);
    text_ = joined(own);
  }

  /// A name becomes another of the program, there or everywhere, or a misspelt one.
  void name() {
    Parts own = tokens_of(text_);
    const auto found = places(own, is_name);
    if (found.empty()) return;
    const std::size_t at = found[below(found.size())];
    const std::string before = own[at];
    std::string after = own[found[below(found.size())]];
    if (below(6) == 0) after = before.substr(1) + "_";
    if (const std::string& foreign = one_of(program().tokens); below(3) == 0 && is_name(foreign)) after = foreign;
    own[at] = after;
    if (below(3) == 0) std::replace(own.begin(), own.end(), before, after);
    text_ = joined(own);
  }

  void sign() { text_.insert(below(text_.size() + 1), one_of(signs)); }

  const Corpus& corpus_;
  std::mt19937_64 random_;
  std::string text_;
};

}  // namespace

Input make_input(const Corpus& corpus, std::uint64_t seed, std::uint64_t number) {
  Input input = Mutation(corpus, seed, number).run();
  input.formatted = number % 4 == 0;
  return input;
}

}  // namespace mlo::fuzz
