// Modules that no optimizer moves: `let teacher = Net()` outside of problems, `ema(a)` and `copy(a)`, which follow a
// problem; and `load(file, module)`, which starts from a file.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

const Signature average_signature = parse_signature("ema(decay: real in 0..1 = 0.99)");
const Signature copy_signature = parse_signature("copy(every: integer in 1..)");
const Signature load_signature = parse_signature("load(file: string, prefix: string = \"\")");

bool same(const Frozen& a, const Frozen& b) {
  return a.kind == b.kind && a.source == b.source && a.decay == b.decay && a.every == b.every;
}

/// The initial values of a frozen module are worked out before there are any problems.
bool reads_problem(const Structure& structure) {
  return std::any_of(structure.initial.nodes.begin(), structure.initial.nodes.end(),
                     [](const Node& node) { return node.kind == Node::Kind::parameter; });
}

}  // namespace

std::optional<Instance> Elaborator::as_instance(const Value& value, Span span) {
  if (const auto* problem = value.as<ProblemName>()) return root_of(*problem);
  if (const auto* instance = value.as<Instance>()) {
    if (instance->owner != nothing || !instance->part) return *instance;
    error("MLO0308", span, "a part is read where the module's parts are described, before a problem has it")
        .with_help("read it in a function of the module, such as `forward(x) = ...`");
    return Instance{};
  }
  const Recipe* recipe = value.recipe();
  if (recipe == nullptr || recipe->constant.empty()) return std::nullopt;
  return drawn_module(value, span);
}

Instance Elaborator::drawn_module(const Value& value, Span span) {
  const std::string name = value.recipe()->constant;
  if (const auto known = drawn_.find(name); known != drawn_.end()) return known->second;
  auto structure = std::make_unique<Structure>();
  PartPtr part;
  {
    BlockBuilder builder(structure->initial);
    Context inner;
    inner.block = &builder;
    inner.caller = context_.caller;
    With with(*this, std::move(inner));
    part = lay_out(value, *structure, "", span);
  }
  if (part && reads_problem(*structure)) {
    error("MLO0301", span, fmt::format("`{}` is drawn before any problem, and its parameters start from one", name))
        .with_help("give it initial values of its own, or let it be the module of a problem");
    part = nullptr;
  }
  Frozen frozen;
  frozen.name = name;
  frozen.structure = static_cast<StructureId>(program_.structures.size());
  program_.structures.push_back(std::move(*structure));
  const Instance out{std::move(part), add_frozen(std::move(frozen)), true};
  drawn_.emplace(name, out);
  read_alone_.emplace(name, span);
  return out;
}

std::uint32_t Elaborator::add_frozen(Frozen frozen) {
  program_.frozen.push_back(std::move(frozen));
  return static_cast<std::uint32_t>(program_.problems.size() + program_.frozen.size() - 1);
}

/// `ema(a, decay)`, `copy(a, every)`: the same call twice is the same module.
Value Elaborator::follower(const std::string& name, const CallArguments& arguments, Span span) {
  const auto source = arguments.empty() ? std::nullopt : as_instance(arguments[0].value, span);
  if (source && !source->part) return {};
  if (!source || arguments[0].name || !program_.is_problem(source->owner)) {
    error("MLO0301", arguments.empty() ? span : arguments[0].span, fmt::format("`{}` follows a problem", name))
        .at(arguments.empty() ? "" : "this is " + describe(arguments[0].value))
        .with_help(name == "ema" ? "for instance `ema(self, decay = 0.99)`" : "for instance `copy(self, every = 100)`");
    return {};
  }
  if (!source->part) return {};
  const bool average = name == "ema";
  const auto bound = bind(average ? average_signature : copy_signature, {arguments.begin() + 1, arguments.end()}, span);
  if (!bound) return {};
  const Problem& problem = program_.problems[source->owner];
  Frozen frozen;
  frozen.kind = average ? Frozen::Kind::average : Frozen::Kind::copy;
  frozen.structure = problem.structure;
  frozen.source = source->owner;
  if (average)
    frozen.decay = (*bound)[0].number();
  else
    frozen.every = std::get<std::int64_t>((*bound)[0].value);
  frozen.name = fmt::format("{}({}, {})", name, problem.name, describe((*bound)[0]));
  const auto known = std::find_if(program_.frozen.begin(), program_.frozen.end(),
                                  [&](const Frozen& other) { return same(frozen, other); });
  const auto owner = known == program_.frozen.end()
                         ? add_frozen(std::move(frozen))
                         : static_cast<std::uint32_t>(program_.problems.size() + (known - program_.frozen.begin()));
  return {Instance{source->part, owner, true}};
}

/// `load(file, module, prefix)`
Value Elaborator::loaded(const CallArguments& arguments, Span span) {
  const auto is_module = [](const CallArgument& argument) {
    return argument.name ? argument.name->text == "module" : argument.value.recipe() != nullptr;
  };
  const auto module = std::find_if(arguments.begin(), arguments.end(), is_module);
  if (module == arguments.end() || !module->value.recipe()) {
    error("MLO0301", span, "`load` takes a file and the module whose parameters it holds")
        .with_help("for instance `load(\"encoder.pt\", MLP([64, 10]))`");
    return {};
  }
  CallArguments others;
  for (const CallArgument& argument : arguments)
    if (&argument != &*module) others.push_back(argument);
  const auto bound = bind(load_signature, others, span);
  if (!bound) return {};
  LoadRecipe load;
  load.module = std::make_shared<const Value>(module->value);
  load.file = std::get<std::string>((*bound)[0].value);
  load.prefix = std::get<std::string>((*bound)[1].value);
  return {std::make_shared<const Recipe>(Recipe{std::move(load), origin(span)})};
}

Elaborator::PartPtr Elaborator::lay_out_loaded(const LoadRecipe& recipe, Structure& structure, const std::string& path,
                                               OriginId origin) {
  WeightsFile file;
  file.file = recipe.file;
  file.prefix = recipe.prefix;
  file.path = path;
  file.origin = origin;
  file.first_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  file.first_buffer = static_cast<std::uint32_t>(structure.buffers.size());
  PartPtr part = lay_out(*recipe.module, structure, path, program_.origins[origin].span);
  file.end_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  file.end_buffer = static_cast<std::uint32_t>(structure.buffers.size());
  structure.files.push_back(std::move(file));
  return part;
}

/// A `let` that is a problem's module is a recipe there; read by itself it would be another network, which nothing
/// trains.
void Elaborator::check_read_alone() {
  for (const auto& [name, span] : read_alone_)
    if (const auto problem = trained_as_.find(name); problem != trained_as_.end())
      error("MLO0306", span,
            fmt::format("`{}` is the recipe of `{}`; by itself it is another network, drawn once and never trained",
                        name, problem->second))
          .with_help(fmt::format("call the problem, `{}(...)`; or give the frozen network a `let` of its own",
                                 problem->second));
}

}  // namespace mlo::sema
