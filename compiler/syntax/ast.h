// The syntax tree: one to one with the text, spans kept. Values only; children by `unique_ptr`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/source/source.h"

namespace mlo::ast {

struct Name {
  std::string text;
  Span span;
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

// --- expressions -------------------------------------------------------------------------------------------------

struct Number {
  double value = 0;
  bool integer = false;  ///< written without point and exponent, and fits 64 bits
  std::int64_t integer_value = 0;
};
struct String {
  std::string value;  ///< escapes resolved, UTF-8
};
struct Bool {
  bool value = false;
};
struct None {};
struct Ref {
  std::string name;
};
struct Member {
  ExprPtr object;
  Name name;
};
struct Arg {
  std::optional<Name> name;
  ExprPtr value;
};
struct Call {
  ExprPtr callee;
  std::vector<Arg> args;
};
/// `x[i, :, 1:n]`: a subscript is an expression or a slice.
struct Slice {
  ExprPtr begin, end, step;  ///< each may be null
  Span span;
};
using Subscript = std::variant<ExprPtr, Slice>;
struct Index {
  ExprPtr object;
  std::vector<Subscript> subscripts;
};
enum class UnaryOp { negate, plus, logical_not };
struct Unary {
  UnaryOp op;
  ExprPtr operand;
};
enum class BinaryOp {
  power,
  multiply,
  divide,
  floor_divide,
  modulo,
  matmul,
  add,
  subtract,
  range,
  compose,
  pipe,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or
};
struct Binary {
  BinaryOp op;
  ExprPtr left, right;
  Span op_span;
};
struct Conditional {
  ExprPtr then, condition, otherwise;  ///< `then if condition else otherwise`
};
struct Lambda {
  std::vector<Name> params;
  ExprPtr body;
};
struct List {
  std::vector<ExprPtr> items;
};
struct Tuple {
  std::vector<ExprPtr> items;
};
struct Field {
  Name name;
  ExprPtr value;
};
struct Record {
  std::vector<Field> fields;
};
struct Comprehension {
  ExprPtr item;
  std::vector<Name> targets;
  ExprPtr source;
  ExprPtr condition;  ///< may be null
};
/// Where parsing failed and was reported: later stages stay silent about it.
struct Error {};

struct Expr {
  std::variant<Number, String, Bool, None, Ref, Member, Call, Index, Unary, Binary, Conditional, Lambda, List, Tuple,
               Record, Comprehension, Error>
      node;
  Span span;
};

/// The operator as written, `"+"`; `..` for range, `>>` for compose, `|>` for pipe.
/// The name that the expression is; null where it is another.
const std::string* as_name(const Expr& e);

const char* spelling(BinaryOp op);
const char* spelling(UnaryOp op);

// --- items -------------------------------------------------------------------------------------------------------

/// A type in a signature: a word (`int`, `float`, `bool`, `string`, `tensor`, `list`, `module`, ...) or a shape `[B,
/// 3]`.
struct Type {
  std::string word;  ///< empty for a shape
  std::vector<std::variant<Name, std::int64_t>> shape;
  Span span;
};
struct Param {
  Name name;
  std::optional<Type> type;
  ExprPtr default_value;  ///< may be null
};

/// `let p = e` inside a function, an env or a problem; `let a, b = e` takes a tuple or list apart.
struct Let {
  std::vector<Name> names;
  ExprPtr value;
  Span span;
};
/// `= e` (no lets), or `{ let ... return e }`.
struct Body {
  std::vector<Let> lets;
  ExprPtr result;
};

/// A function as an item (`fn f(a) = ...`) or in a module block (`forward(x) = ...`).
struct Function {
  Name name;
  std::vector<Param> params;
  std::optional<Type> result_type;
  Body body;
  std::string doc;
  Span span;  ///< name and parameters, with `fn` before them
};

/// A block's line, the same for every block: `keyword names = value`.
///   `loss = e`            keyword loss, no names
///   `batch x, y = e`      keyword batch, names x, y
///   `optimizer head = e`  keyword optimizer, names head
///   `stem = e`            keyword stem, no names (a sub-module, a field of an env)
struct Line {
  Name keyword;
  std::vector<Name> names;
  ExprPtr value;
  std::string doc;
  Span span;
};

struct UseName {
  Name name;
  std::optional<Name> alias;
};
struct Use {
  std::string path;      ///< `std.models` (dots kept), or the text of a string literal
  bool is_file = false;  ///< written as a string literal
  Span path_span;
  std::optional<std::vector<UseName>> names;  ///< `{ A, B as C }`; without: reached by the module's last word, or alias
  std::optional<Name> alias;                  ///< `as m`
  Span span;
};
struct Option {
  Name name;
  ExprPtr default_value;
  ExprPtr range;  ///< `in e`: a range `a..b` (both ends included here) or a list of choices; may be null
  std::string doc;
  Span span;
};
struct Constant {  ///< `let n = e` at the top
  std::vector<Name> names;
  ExprPtr value;
  std::string doc;
  Span span;
};
struct Data {
  std::vector<Name> names;
  ExprPtr value;
  std::string doc;
  Span span;
};
struct Module {
  Name name;
  std::vector<Param> params;
  ExprPtr composition;              ///< `module M(...) = e`; null for a block
  std::vector<Line> lines;          ///< `stem = e`, `param w = e`
  std::vector<Function> functions;  ///< `forward(x) = e` and others
  std::string doc;
  Span span;  ///< keyword, name and parameters
};
struct Env {
  Name name;
  std::vector<Param> params;
  ExprPtr value;            ///< `env task = Episodes(...)`; null for a block
  std::vector<Line> lines;  ///< `let amplitude = e`, `support = e`, `hold = 4`
  std::string doc;
  Span span;  ///< keyword, name and parameters
};
struct Problem {
  Name name;
  std::vector<Line> lines;
  std::string doc;
  Span span;   ///< keyword and name
  Span whole;  ///< with its block
};
struct Edge {
  enum class Kind { u2l, l2u };
  Kind kind;
  Name from;
  std::vector<Name> to;
  ExprPtr via;  ///< l2u only; null where it is missing
  std::string doc;
  Span span;
};
/// `validate name { ... }` (the name may be left out) and `test { ... }`. `env task = e` is a line with keyword `env`.
struct Measure {
  enum class Kind { validate, test };
  Kind kind;
  std::optional<Name> name;
  std::vector<Line> lines;
  std::string doc;
  Span span;  ///< keyword and name
};
struct Run {
  std::vector<Line> lines;
  Span span;  ///< the keyword
};

using Item = std::variant<Use, Option, Constant, Data, Function, Module, Env, Problem, Edge, Measure, Run>;

struct File {
  FileId id = 0;
  std::string doc;  ///< `##` lines at the very top, before a blank line
  std::vector<Item> items;
};

}  // namespace mlo::ast
