// A checked program: every name resolved, every function inlined, every module laid out. Each loss, metric and draw is
// a flat program of nodes, equal expressions once, so that the runtime only walks a list.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/sema/argument.h"
#include "compiler/sema/catalog.h"
#include "compiler/source/source.h"

namespace mlo::sema {

using ProblemId = std::uint32_t;
using EnvId = std::uint32_t;
using StructureId = std::uint32_t;
using OriginId = std::uint32_t;
inline constexpr std::uint32_t nothing = 0xffffffff;

/// Where a node comes from: an expression, and the call that it was inlined by (a chain up to the user's own line).
struct Origin {
  Span span;
  OriginId caller = nothing;
};

enum class Mode { training, evaluation };

/// One value that a block computes or is given.
struct Node {
  enum class Kind {
    call,       ///< builtin(arguments)
    gradient,   ///< the derivative of arguments[0] along arguments[1], a node or a list of them
    layer,      ///< builtin(arguments) applied to `inputs`, with the parameters `weights` and the buffers of its owner
    parameter,  ///< parameter `index` of problem `owner`; `detached` makes it a constant
    env,        ///< output `index` of env `owner`
    batch,      ///< field `index` of loader `owner` of this block
    counter,    ///< `step` (index 0), `update` (1); schedulers: own optimizer steps so far (2)
    argument,   ///< argument `index` of a function program (a lambda for a clip, a constraint)
  };
  Kind kind = Kind::call;
  const Builtin* builtin = nullptr;
  Arguments arguments;                 ///< in signature order, defaults filled in
  std::vector<NodeId> inputs;          ///< layers: what it is called on
  std::vector<NodeId> weights;         ///< layers: its parameters, by slot; `nothing` never occurs
  std::vector<std::uint32_t> buffers;  ///< layers: indices into the buffers of problem `owner`
  std::uint32_t owner = nothing;       ///< env or loader; of parameters and layers a problem, or behind the problems
                                       ///< a frozen module
  std::uint32_t index = 0;             ///< parameter, output or field; of a layer, its index in the structure
  bool detached = false;
  bool differentiated = false;  ///< a `grad` is taken along it
  Mode mode = Mode::training;
  std::string place;  ///< draws: names its stream of random numbers within the block
  OriginId origin = nothing;
};

/// One `loader(...)` written in a block.
struct Loader {
  DataRef data;
  std::int64_t size = 0;  ///< 0: the whole set
  bool shuffle = false;
  bool drop_last = false;
  std::string place;  ///< names its stream
  OriginId origin = nothing;
};

/// A size that a signature states: a number, or a letter that stands for one number in a call.
using Extent = std::variant<std::int64_t, std::string>;

/// A call of a function whose signature states shapes: `fn pool(x: [B, D]) -> [B]`.
struct ShapeRule {
  struct Item {
    std::string what;  ///< "`x` of `pool`"
    NodeId node = nothing;
    std::vector<Extent> extents;
    OriginId declared = nothing;
  };
  std::vector<Item> items;  ///< the arguments, then the result
  OriginId origin = nothing;
};

/// Nodes in an order in which each stands after what it reads.
struct Block {
  std::vector<Node> nodes;
  std::vector<Loader> loaders;
  std::vector<ShapeRule> shape_rules;
};

/// A value with a shape of tensors: what an expression of the run is. A leaf is an argument (mostly a node).
struct Metric {
  std::string name;
  Argument value;  ///< a node, or a constant
  OriginId origin = nothing;
};

// --- modules -----------------------------------------------------------------------------------------------------

struct Layer {
  const Builtin* builtin = nullptr;
  Arguments arguments;
  std::string path;                       ///< "0", "body.conv"
  std::vector<std::uint32_t> parameters;  ///< by slot, indices into Structure::parameters
  std::vector<std::uint32_t> buffers;
  OriginId origin = nothing;
};
struct ParameterDef {
  std::string path;               ///< "0.weight", "alpha"
  std::uint32_t layer = nothing;  ///< the layer that it belongs to, or
  Argument initial;               ///< the value in Structure::initial that it starts from
  OriginId origin = nothing;
};
/// `load(file, module)`: the parameters and buffers of a part start from a file.
struct WeightsFile {
  std::string file;
  std::string prefix;  ///< of the names in the file
  std::string path;    ///< of the part: the names in the file are relative to it
  std::uint32_t first_parameter = 0, end_parameter = 0;
  std::uint32_t first_buffer = 0, end_buffer = 0;
  OriginId origin = nothing;
};
/// What a module expression lays out. Problems that start from each other share one; each has its own values.
struct Structure {
  std::vector<Layer> layers;
  std::vector<ParameterDef> parameters;
  std::vector<std::string> buffers;  ///< paths
  std::vector<WeightsFile> files;
  Block initial;  ///< computes the initial values of `param`s and of tensors that stand as modules
};

// --- problems ----------------------------------------------------------------------------------------------------

struct OptimizerDef {
  const Builtin* builtin = nullptr;       ///< null: frozen (`optimizer body = none`)
  Arguments arguments;                    ///< may hold nodes of the problem's block: a learned learning rate
  std::vector<std::uint32_t> parameters;  ///< which parameters of the structure it moves
  std::string part;                       ///< "" for the whole module
  OriginId origin = nothing;
};

/// A factor, a clip or a projection: a builtin with constant arguments, or a lambda as a flat program.
struct FunctionDef {
  const Builtin* builtin = nullptr;
  Arguments arguments;
  Block body;  ///< of a lambda
  Argument result;
  OriginId origin = nothing;
};

/// How a round starts.
struct Start {
  enum class Kind { continues, fresh, zeros, copy };
  Kind kind = Kind::continues;
  std::uint32_t problem = nothing;  ///< copy: of a whole problem (its buffers too), or
  Arguments values;                 ///< copy: one node for each parameter (a problem's parameters are nodes too)
  OriginId origin = nothing;
};

struct Problem {
  std::string name;
  Span span;  ///< the name
  Span item;  ///< the whole item
  StructureId structure = nothing;
  Block block;
  NodeId loss = nothing;
  OriginId loss_origin = nothing;
  std::vector<Metric> metrics;
  Start start;
  std::vector<OptimizerDef> optimizers;
  std::vector<FunctionDef> schedulers;  ///< factors that multiply
  std::optional<FunctionDef> clip;
  std::optional<FunctionDef> constraint;
  std::int64_t steps = 1;
  std::int64_t accumulate = 1;
  std::int64_t warmup = 0;
  bool rollback = false;
  std::map<std::string, Span> lines;  ///< keyword -> its line, for messages
};

struct Edge {
  enum class Kind { u2l, l2u };
  Kind kind = Kind::u2l;
  ProblemId from = 0;
  ProblemId to = 0;                 ///< one edge for each name behind the arrow
  const Builtin* method = nullptr;  ///< l2u
  Arguments arguments;
  std::string why;  ///< where `auto` stood: why it is this method
  Span span;        ///< the whole item
  Span from_span;
  Span to_span;
  Span via_span;
};

/// A module that no optimizer moves. Its parameters are constants.
struct Frozen {
  enum class Kind {
    drawn,    ///< `let teacher = Net()`: as it was drawn (or loaded) before the run
    average,  ///< `ema(a, decay)`: after each step of a, decay * itself + (1 - decay) * a
    copy,     ///< `copy(a, every)`: a's parameters, taken anew after every so many steps of a
  };
  Kind kind = Kind::drawn;
  std::string name;  ///< "teacher", "ema(student, 0.99)"
  StructureId structure = nothing;
  ProblemId source = nothing;  ///< whom it follows; `nothing` where it is drawn
  double decay = 0;
  std::int64_t every = 1;
};

// --- everything else ---------------------------------------------------------------------------------------------

struct EnvOutput {
  std::string path;  ///< "support.0", "query.1", "image"
  Argument value;
};
struct Env {
  std::string name;
  Span span;
  Block block;
  std::vector<EnvOutput> outputs;
  std::int64_t hold = 1;
  std::uint32_t measure = nothing;   ///< the validation that it belongs to
  std::uint32_t replaces = nothing;  ///< there: the env that it stands in for; outputs are in that env's order
};

struct Data {
  const Builtin* builtin = nullptr;
  Arguments arguments;
  std::uint32_t parts = 1;
  std::vector<std::string> names;  ///< as the program names them, "" where it does not
  OriginId origin = nothing;
};

struct Keep {
  bool maximize = true;
  std::uint32_t metric = 0;
  OriginId origin = nothing;
};
struct Measure {
  enum class Kind { validate, test };
  Kind kind = Kind::validate;
  std::string name;  ///< "" where the program gives none
  Span span;
  Block block;
  std::vector<Metric> metrics;
  std::vector<EnvId> envs;  ///< those that stand in for others
  std::int64_t every = 1;   ///< updates
  std::int64_t draws = 1;
  std::uint32_t solve = nothing;
  std::optional<std::int64_t> steps;
  std::optional<Keep> keep;
  std::int64_t patience = 0;  ///< validations without a better one; 0: no limit
};

struct Option {
  std::string name;
  Argument value;
  Argument default_value;
  std::optional<double> low, high;
  std::vector<Argument> choices;
  std::string doc;
  Span span;
};

struct Named {
  std::string name;
  Argument value;
};
/// What `save` writes as one file: tensors by their paths.
struct Saved {
  struct Buffer {
    std::string path;
    std::uint32_t owner = nothing;
    std::uint32_t index = 0;
  };
  std::string name;
  std::vector<Named> tensors;
  std::vector<Buffer> buffers;
};
struct Run {
  std::int64_t updates = 0;
  std::int64_t seed = 0;
  std::string device = "auto";
  std::string precision = "float32";
  std::int64_t log_every = 10;
  std::int64_t checkpoint_every = 0;
  std::string tasks = "auto";  ///< how independent tasks are played: auto, sequential, batched, threads
  std::int64_t memory = 0;     ///< bytes that they may take together; 0: no bound
  Block block;                 ///< computes what is printed and saved
  std::vector<Named> print;
  std::vector<Saved> save;
  Span span;
};

struct Program {
  std::vector<Option> options;
  std::vector<Data> data;
  std::vector<Structure> structures;
  std::vector<Problem> problems;
  std::vector<Frozen> frozen;
  std::vector<Edge> edges;
  std::vector<Env> envs;
  std::vector<Measure> measures;
  Run run;
  std::vector<Origin> origins;

  std::optional<ProblemId> problem_named(const std::string& name) const;
  // Owners of parameters are the problems, and behind them the frozen modules.
  bool is_problem(std::uint32_t owner) const { return owner < problems.size(); }
  const Frozen& frozen_module(std::uint32_t owner) const { return frozen[owner - problems.size()]; }
  const std::string& owner_name(std::uint32_t owner) const {
    return is_problem(owner) ? problems[owner].name : frozen_module(owner).name;
  }
  StructureId structure_of(std::uint32_t owner) const {
    return is_problem(owner) ? problems[owner].structure : frozen_module(owner).structure;
  }
};

/// The program as an indented listing: `mlo check --emit=program`.
std::string print_program(const Program& program, const Sources& sources);

}  // namespace mlo::sema
