// Reads the signatures of builtins: a small recursive-descent reader over one line.
#include <cctype>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "compiler/sema/catalog.h"

namespace mlo::sema {
namespace {

constexpr std::pair<std::string_view, Type> type_words[] = {
    {"any", Type::any},           {"boolean", Type::boolean}, {"integer", Type::integer}, {"real", Type::real},
    {"number", Type::number},     {"string", Type::string},   {"tensor", Type::tensor},   {"tensors", Type::tensors},
    {"integers", Type::integers}, {"reals", Type::reals},     {"pair", Type::pair},       {"dataset", Type::dataset},
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Signature signature() {
    Signature out;
    out.text = std::string(text_);
    out.name = word();
    if (accept("(")) {
      while (!accept(")")) {
        out.parameters.push_back(parameter());
        if (!accept(",") && !peek(')')) fail("`,` or `)`");
      }
    }
    if (!at_end()) fail("the end");
    return out;
  }

 private:
  Parameter parameter() {
    Parameter out;
    out.variadic = accept("*");
    out.name = word();
    if (accept(":")) {
      out.type = type();
      out.none_allowed = accept("?");
      if (accept_word("in")) range(out);
    }
    if (accept("=")) out.default_value = literal();
    return out;
  }

  Type type() {
    const std::string name = word();
    for (const auto& [text, type] : type_words)
      if (text == name) return type;
    fail("a type");
  }

  void range(Parameter& out) {
    if (accept("[")) {
      while (!accept("]")) {
        out.choices.push_back(std::get<std::string>(literal().value));
        accept(",");
      }
      return;
    }
    if (!peek('.')) out.low = literal().number();
    out.above_low = accept("<");
    if (!accept("..")) fail("`..`");
    out.below_high = accept("<");
    if (at_end() || std::string_view("=,)").find(text_[position_]) != std::string_view::npos) return;
    out.high = literal().number();
    out.infinite = std::isinf(out.high);
  }

  Argument literal() {
    skip();
    if (accept("[")) {
      Arguments items;
      while (!accept("]")) {
        items.push_back(literal());
        accept(",");
      }
      return {items};
    }
    if (accept("\"")) {
      const std::size_t end = text_.find('"', position_);
      if (end == std::string_view::npos) fail("a closing quote");
      std::string out(text_.substr(position_, end - position_));
      position_ = end + 1;
      skip();
      return {out};
    }
    if (accept_word("none")) return {};
    if (accept_word("true")) return {true};
    if (accept_word("false")) return {false};
    return number();
  }

  Argument number() {
    std::size_t end = position_;
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) || text_[end] == '-' ||
                                  (text_[end] == '.' && text_.substr(end, 2) != "..")))
      ++end;
    const std::string_view digits = text_.substr(position_, end - position_);
    position_ = end;
    skip();
    std::int64_t integer = 0;
    if (auto [p, e] = std::from_chars(digits.begin(), digits.end(), integer); e == std::errc() && p == digits.end())
      return {integer};
    double real = 0;
    if (auto [p, e] = std::from_chars(digits.begin(), digits.end(), real); e == std::errc() && p == digits.end())
      return {real};
    fail("a literal");
  }

  std::string word() {
    skip();
    std::size_t end = position_;
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) || text_[end] == '_')) ++end;
    if (end == position_) fail("a word");
    std::string out(text_.substr(position_, end - position_));
    position_ = end;
    skip();
    return out;
  }

  bool accept(std::string_view what) {
    skip();
    if (text_.substr(position_, what.size()) != what) return false;
    position_ += what.size();
    if (what != "\"") skip();
    return true;
  }

  bool accept_word(std::string_view what) {
    const std::size_t end = position_ + what.size();
    if (text_.substr(position_, what.size()) != what) return false;
    if (end < text_.size() && std::isalnum(static_cast<unsigned char>(text_[end]))) return false;
    return accept(what);
  }

  bool peek(char c) const { return position_ < text_.size() && text_[position_] == c; }
  bool at_end() const { return position_ == text_.size(); }
  void skip() {
    while (position_ < text_.size() && text_[position_] == ' ') ++position_;
  }
  [[noreturn]] void fail(const char* wanted) const {
    throw std::invalid_argument("signature `" + std::string(text_) + "`: " + wanted + " is missing at byte " +
                                std::to_string(position_));
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

Signature parse_signature(std::string_view text) { return Reader(text).signature(); }

}  // namespace mlo::sema
