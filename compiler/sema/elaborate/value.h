// What an expression means while a program is elaborated: constants, tensors (nodes of the block at hand), and
// everything that is gone once the program is flat: functions, module recipes, problems, envs.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/sema/program.h"
#include "compiler/syntax/ast.h"

namespace mlo::sema {

class Scope;
using ScopePtr = std::shared_ptr<Scope>;
struct Value;
struct ModulePart;
using Values = std::vector<Value>;

/// Already reported: everything that it touches stays silent.
struct Unknown {};

struct ListValue {
  Values items;
  bool tuple = false;
  std::size_t depth = 1;  ///< of lists and records in it
};
struct RecordValue {
  std::vector<std::pair<std::string, Value>> fields;
  std::size_t depth = 1;
};
struct RangeValue {
  std::int64_t begin = 0, end = 0;  ///< end excluded
  std::int64_t size() const;        ///< at most what 64 bits hold
};

/// A function of the program, a lambda, or a function of a module (then the scope knows `self`).
struct Closure {
  std::string name;  ///< "" for a lambda
  const std::vector<ast::Param>* params = nullptr;
  const std::vector<ast::Name>* lambda_params = nullptr;
  const ast::Type* result_type = nullptr;
  const ast::Body* body = nullptr;
  const ast::Expr* lambda_body = nullptr;
  ScopePtr scope;
  Span span;
  std::shared_ptr<const struct Instance> self;  ///< of a module's function
};

/// A module expression: each problem that takes it lays out its own parameters.
struct LayerRecipe {
  const Builtin* builtin = nullptr;
  Arguments arguments;
};
struct BlockRecipe {
  const ast::Module* module = nullptr;
  ScopePtr scope;  ///< with the module's parameters bound
};
struct CompositionRecipe {
  Values stages;
  std::size_t depth = 0;  ///< of the deepest stage
};
/// `load(file, module)`
struct LoadRecipe {
  std::shared_ptr<const Value> module;
  std::string file;
  std::string prefix;
};
struct Recipe {
  std::variant<LayerRecipe, BlockRecipe, CompositionRecipe, LoadRecipe> kind;
  OriginId origin = nothing;
  std::string constant =
      {};  ///< the `let` outside of problems that it stands in: read by itself, it is a frozen module
};

/// A part of a laid-out module as one problem's own.
struct Instance {
  std::shared_ptr<const ModulePart> part;
  std::uint32_t owner = nothing;  ///< a problem or a frozen module
  bool detached = false;
};

/// A problem's name: its module, wherever a module is wanted.
struct ProblemName {
  ProblemId id = 0;
  bool detached = false;
};
struct EnvName {
  EnvId id = 0;
};
struct ModuleName {
  const ast::Module* module = nullptr;
  ScopePtr scope;
};
struct EnvTemplate {
  const ast::Env* env = nullptr;
  ScopePtr scope;
};
/// An imported file reached by its name.
struct FileName {
  std::uint32_t file = 0;
};
/// Functions that the checker itself carries out: `params`, `len`, `fold`, ...
struct IntrinsicName {
  std::string name;
};

struct Value {
  std::variant<Unknown, std::monostate, bool, std::int64_t, double, std::string, NodeRef, DataRef,
               std::shared_ptr<const ListValue>, std::shared_ptr<const RecordValue>, RangeValue,
               std::shared_ptr<const Closure>, std::shared_ptr<const Recipe>, Instance, ProblemName, EnvName,
               ModuleName, EnvTemplate, FileName, IntrinsicName, const Builtin*>
      data = Unknown{};

  template <class T>
  const T* as() const {
    return std::get_if<T>(&data);
  }
  bool unknown() const { return std::holds_alternative<Unknown>(data); }
  bool is_tensor() const { return std::holds_alternative<NodeRef>(data); }
  bool is_number() const { return std::holds_alternative<std::int64_t>(data) || std::holds_alternative<double>(data); }
  double number() const { return as<double>() ? *as<double>() : static_cast<double>(*as<std::int64_t>()); }
  const ListValue* list() const {
    const auto* p = as<std::shared_ptr<const ListValue>>();
    return p ? p->get() : nullptr;
  }
  const RecordValue* record() const {
    const auto* p = as<std::shared_ptr<const RecordValue>>();
    return p ? p->get() : nullptr;
  }
  const Closure* closure() const {
    const auto* p = as<std::shared_ptr<const Closure>>();
    return p ? p->get() : nullptr;
  }
  const Recipe* recipe() const {
    const auto* p = as<std::shared_ptr<const Recipe>>();
    return p ? p->get() : nullptr;
  }
  /// How deep lists, records, functions and recipes nest in each other; 0 for anything else.
  std::size_t depth() const;
  /// Can be called on tensors or laid out as a module.
  bool module_like() const;
};

Value list_value(Values items, bool tuple = false);

/// For messages: "the number 3", "a list", "a tensor", "the problem `meta`" is said by the caller.
std::string describe(const Value& value);

/// One part of a structure, as the program names it.
struct ModulePart {
  enum class Kind { layer, composition, block, tensor, stage };
  Kind kind = Kind::layer;
  std::string path;
  std::uint32_t layer = nothing;                            ///< layer: index in the structure
  std::vector<std::shared_ptr<const ModulePart>> children;  ///< composition
  Value stage;                                              ///< a function that stands in a composition
  const ast::Module* module = nullptr;                      ///< block
  ScopePtr scope;
  std::vector<std::pair<std::string, Value>> members;  ///< block: parts (as instances without owner) and constants
  std::vector<std::uint32_t> parameters;               ///< tensor: one, or those of a list
  bool is_list = false;
  std::uint32_t first_parameter = 0, end_parameter = 0;  ///< all that lie under it
};

}  // namespace mlo::sema
