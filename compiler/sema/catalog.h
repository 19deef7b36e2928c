// The builtins, as the checker sees them: signatures. The runtime derives from `Builtin` and adds what it runs, so that
// each builtin is written once, where its implementation stands.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/sema/argument.h"

namespace mlo::sema {

/// Where a builtin may stand. Functions, layers and data sources are called in any expression and share one name space;
/// the others are looked up in the list of their own field (`optimizer = ...`, `via ...`).
enum class BuiltinKind { function, layer, data, optimizer, scheduler, clip, constraint, method };

enum class Type {
  any,
  boolean,
  integer,  ///< a constant integer
  real,     ///< a constant number
  number,   ///< a constant number or a tensor
  string,
  tensor,    ///< a tensor, or a number that becomes one
  tensors,   ///< one tensor, or a list of tensors (as `params(a)` is)
  integers,  ///< a constant integer or a list of them (a size, a kernel)
  reals,     ///< a list of constant numbers
  pair,      ///< a list of two constant numbers
  dataset,
};

struct Parameter {
  std::string name;
  Type type = Type::any;
  bool none_allowed = false;
  bool variadic = false;  ///< takes all positional arguments that remain
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;                 ///< `low` itself is left out
  bool below_high = false;                ///< `high` itself is left out
  bool infinite = false;                  ///< infinity is in the range, `0..inf`
  std::vector<std::string> choices;       ///< of a string; empty: any
  std::optional<Argument> default_value;  ///< none: required
};

struct Signature {
  std::string name;
  std::vector<Parameter> parameters;
  std::string text;  ///< as it was written, for `mlo doc`
};

/// Reads `name(a: tensor, kernel: integers in 1.. = 3, padding: integers? = none, reduction: string in ["mean", "sum"]
/// = "mean", *tensors: tensor)`. `lo..`, `..hi` and `lo..hi` include their ends, `lo<..` and `..<hi` do not; numbers in
/// a range are finite, but in `0..inf`. `?` allows `none`. Throws std::invalid_argument (a bug in the catalog, found by
/// the first test that runs).
Signature parse_signature(std::string_view text);

/// What an edge's method does with the solution of the lower problem (see "Derivatives" in the language reference).
struct MethodTraits {
  enum class Family { unrolled, implicit, detached, other };
  Family family = Family::other;
  bool sees_start = false;      ///< differentiates through `init = a` and the optimizer's arguments
  bool sees_loss = false;       ///< differentiates through what b's loss reads
  bool differentiable = false;  ///< its result can be differentiated again (problems further above)
};

struct Builtin {
  virtual ~Builtin() = default;
  BuiltinKind kind = BuiltinKind::function;
  Signature signature;
  std::string doc;       ///< one line or more: what it is, shapes, formula, source
  bool draws = false;    ///< takes random numbers: may stand only where a draw has a name
  bool by_mode = false;  ///< differs between training and evaluation mode (dropout, batch_norm)
  int min_inputs = 1;    ///< layers: how many tensors a call takes
  int max_inputs = 1;
  /// Layers: the names of its parameters and buffers under these arguments (in signature order, defaults filled in).
  std::function<std::vector<std::string>(const Arguments&)> parameters;
  std::function<std::vector<std::string>(const Arguments&)> buffers;
  /// Functions with several results: how many under these arguments. A call is then a tuple of them.
  std::function<std::size_t(const Arguments&)> results;
  /// What is wrong with arguments that are each in their range, as "`nesterov` takes a momentum above 0"; empty where
  /// nothing is. Asked where they are constants.
  std::function<std::string(const Arguments&)> contradiction;
  MethodTraits method;           ///< methods
  bool decoupled_decay = false;  ///< optimizers: the decay is not part of what is descended (adamw)
  bool implicit_allowed = true;  ///< constraints: whether an implicit method can stand above one
  const std::string& name() const { return signature.name; }
};

class Catalog {
 public:
  /// Throws std::invalid_argument if the name is taken.
  const Builtin& add(std::unique_ptr<Builtin> builtin);
  /// Functions, layers and data sources.
  const Builtin* find(std::string_view name) const;
  /// By the list of one kind.
  const Builtin* find(BuiltinKind kind, std::string_view name) const;
  std::vector<std::string> names(BuiltinKind kind) const;
  const std::vector<std::unique_ptr<Builtin>>& all() const { return all_; }

 private:
  std::vector<std::unique_ptr<Builtin>> all_;
  std::map<std::pair<int, std::string>, const Builtin*, std::less<>> by_name_;
};

/// What is known of a dataset before its samples are read.
struct DataInfo {
  std::int64_t count = 0;
  std::int64_t classes = 0;                ///< 0 where the targets are not classes
  std::int64_t smallest_class = 0;         ///< samples in the smallest class
  std::vector<std::int64_t> sample_shape;  ///< of one x, `[1, 28, 28]`
  std::vector<std::int64_t> target_shape;  ///< of one y, `[]` for a class
  int fields = 2;                          ///< names that a batch of it has: x, y
};

}  // namespace mlo::sema
