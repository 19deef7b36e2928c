// From syntax to flat programs: evaluates what is constant, inlines functions, lays out modules, writes nodes.
// One class, since everything here can call everything else; one file for each of its subjects.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "compiler/sema/analyze.h"
#include "compiler/sema/elaborate/block_builder.h"
#include "compiler/sema/elaborate/broken_lines.h"
#include "compiler/sema/elaborate/limits.h"
#include "compiler/sema/elaborate/scope.h"

namespace mlo::sema {

/// An argument of a call, worked out.
struct CallArgument {
  std::optional<ast::Name> name;
  Value value;
  Span span;
};
using CallArguments = std::vector<CallArgument>;

/// A place that reads a dataset.
struct DataReading {
  DataRef data;
  OriginId origin;
};
class Lineage;

class Elaborator {
 public:
  Elaborator(Sources& sources, const std::vector<Setting>& settings, const Catalog& catalog, Host& host,
             Diagnostics& diagnostics)
      : sources_(sources), settings_(settings), catalog_(catalog), host_(host), diagnostics_(diagnostics) {}

  ~Elaborator();
  Elaborator(const Elaborator&) = delete;
  Elaborator& operator=(const Elaborator&) = delete;

  Program run(FileId main);

 private:
  struct File {
    FileId source = 0;
    std::string path;
    ast::File tree;
    ScopePtr scope;
    bool loading = true;
  };
  /// Where an expression is worked out.
  struct Context {
    BlockBuilder* block = nullptr;
    Mode mode = Mode::training;
    bool draws_allowed = true;
    std::string line = "let";  ///< names the streams of draws
    OriginId caller = nothing;
    int depth = 0;                            ///< of calls
    const ast::Constant* constant = nullptr;  ///< the `let` outside of problems that is worked out
    bool outside = false;                     ///< in a line of no problem: there are no steps to count
    const Instance* self = nullptr;
  };
  /// Sets parts of the context for a while.
  class With {
   public:
    With(Elaborator& elaborator, Context context) : elaborator_(elaborator), before_(elaborator.context_) {
      elaborator_.context_ = std::move(context);
    }
    ~With() { elaborator_.context_ = before_; }
    With(const With&) = delete;
    With& operator=(const With&) = delete;

   private:
    Elaborator& elaborator_;
    Context before_;
  };

  // imports.cpp
  std::uint32_t load(FileId source, const std::string& path);
  std::optional<std::uint32_t> import(const ast::Use& use, const std::string& importer);
  void declare_items(File& file, bool is_main);
  void declare_use(File& file, const ast::Use& use);
  std::optional<std::string> library_with(const std::string& name);
  void declare_problem(File& file, const ast::Problem& item);
  void declare_constants(File& file, const ast::Constant& item);
  Value constant_module(Value value, const ast::Constant& item, const ScopePtr& scope) const;
  void define(Scope& scope, const ast::Name& name, std::function<Value()> work, bool constant);

  // options.cpp
  void declare_option(File& file, const ast::Option& item);
  Value option_value(Option& option, const ast::Option& item);
  void check_settings(const std::vector<Setting>& unused);
  std::optional<Argument> parse_setting(const Setting& setting, const Option& option, Span span);
  bool in_range(const Option& option, const Argument& value) const;

  // data.cpp
  void declare_data(File& file, const ast::Data& item);
  bool has_sources(DataId id, Span span);
  /// Nothing where it cannot be had, which is reported.
  std::optional<DataInfo> data_info(DataRef data, Span span);
  void describe_all_data();

  // kept_data.cpp
  void check_test_data();
  bool report_shared(const Lineage& lineage, const DataReading& other, const DataReading& test);

  // expressions.cpp
  Value evaluate(const ast::Expr& expression, const ScopePtr& scope);
  Value read_name(const std::string& name, Span span, const ScopePtr& scope);
  Value counter(const std::string& name, Span span);
  Span with_members(Span name) const;
  bool has_own_part(const std::string& name) const;
  void report_unknown_name(const std::string& name, Span span, const ScopePtr& scope);
  std::string instead_of_member(const std::string& name) const;
  void work_out(Scope& scope, const std::vector<ast::Name>& names);
  Value force(Binding& binding, const std::string& name, Span span);
  Value member(const Value& object, const ast::Name& name, Span span);
  Value index(const ast::Index& node, Span span, const ScopePtr& scope);
  Value index_list(const ListValue& list, const ast::Index& node, Span span, const ScopePtr& scope);
  Value comprehension(const ast::Comprehension& node, const ScopePtr& scope);
  std::optional<Values> iterate(const Value& value, Span span);
  std::optional<Argument> subscript(const ast::Subscript& item, const ScopePtr& scope);
  Values destructure(const Value& value, const std::vector<ast::Name>& names, Span span, const char* what);

  // operators.cpp
  Value unary(const ast::Unary& node, Span span, const ScopePtr& scope);
  Value binary(const ast::Binary& node, Span span, const ScopePtr& scope);
  Value apply_binary(ast::BinaryOp op, const Value& left, const Value& right, Span span, Span left_span,
                     Span right_span);
  Value logical(const ast::Binary& node, const Value& left, Span span, const ScopePtr& scope);
  Value finite_result(double value, bool finite_operands, const std::string& what, Span span);
  Value compose(const Value& left, const Value& right, Span left_span, Span right_span);
  Value add_all(const Values& items, Span span);

  // calls.cpp
  Value call(const ast::Call& node, Span span, const ScopePtr& scope);
  Value apply(const Value& callee, const CallArguments& arguments, Span span, Span callee_span);
  Value apply_closure(const Closure& closure, const CallArguments& arguments, Span span);
  Value run_body(const ast::Body& body, const ScopePtr& scope);
  bool bind_params(const std::vector<ast::Param>& params, const CallArguments& arguments, Span span,
                   const std::string& what, const ScopePtr& into, const ScopePtr& defaults);
  bool check_param_type(const ast::Param& param, const Value& value, Span span);

  // builtins.cpp
  Value apply_builtin(const Builtin& builtin, const CallArguments& arguments, Span span);
  std::optional<Value> reduce_list(const std::string& name, const Values& items, Span span);
  Value call_node(const Builtin& builtin, Arguments arguments, Span span);
  bool may_draw(const Builtin& builtin, Span span);
  const Builtin& operator_builtin(const char* name);

  // arguments.cpp
  std::optional<Arguments> bind(const Builtin& builtin, const CallArguments& arguments, Span span);
  std::optional<Arguments> bind(const Signature& signature, const CallArguments& arguments, Span span);
  bool fill_defaults(const Signature& signature, const std::vector<bool>& given, Arguments& out, Span span);
  std::optional<Argument> convert(const Value& value, const Parameter& parameter, const std::string& function,
                                  Span span);
  std::optional<Argument> to_argument(const Value& value);

  // foreign_calls.cpp
  bool refuse_habit(const Builtin& builtin, const CallArguments& arguments);
  bool refuse_equality(const ast::Call& call, const Signature& signature);
  bool refuse_comment(Span word);
  bool is_decimal_comma(Span before, Span after) const;
  bool refuse_pair(const std::string& name, const CallArguments& arguments, Span span);

  // intrinsics.cpp
  Value apply_intrinsic(const std::string& name, const CallArguments& arguments, Span span);
  Value loader(const CallArguments& arguments, Span span);
  Value params_of(const Value& value, Span span);
  Value detached(const Value& value, Span span);
  Value num_classes(const CallArgument& argument);
  Value repeated(const Value& module, std::int64_t count, Span span);
  Value length(const Value& value, Span span);

  // modules.cpp
  using PartPtr = std::shared_ptr<const ModulePart>;
  PartPtr lay_out(const Value& value, Structure& structure, const std::string& path, Span span);
  PartPtr lay_out_layer(const LayerRecipe& recipe, Structure& structure, const std::string& path, OriginId origin);
  PartPtr lay_out_block(const BlockRecipe& recipe, Structure& structure, const std::string& path, OriginId origin);
  Value lay_out_line(const ast::Line& line, const ast::Name& name, const ScopePtr& scope, Structure& structure,
                     const std::string& path);
  PartPtr lay_out_tensor(const Value& value, Structure& structure, const std::string& path, Span span);
  Value lay_out_member(const Value& value, Structure& structure, const std::string& path, Span span);

  // frozen.cpp
  /// A problem, a part of one, or a frozen module; nothing where the value is none of them.
  std::optional<Instance> as_instance(const Value& value, Span span);
  Instance drawn_module(const Value& value, Span span);
  std::uint32_t add_frozen(Frozen frozen);
  Value follower(const std::string& name, const CallArguments& arguments, Span span);
  Value loaded(const CallArguments& arguments, Span span);
  PartPtr lay_out_loaded(const LoadRecipe& recipe, Structure& structure, const std::string& path, OriginId origin);
  void check_read_alone();

  // derivative.cpp
  Value derivative(const CallArguments& arguments, Span span);

  // extents.cpp
  std::vector<Extent> extents(const ast::Type& type, const ScopePtr& scope);
  ShapeRule shape_rule(const Closure& closure, const ScopePtr& scope, Span span);
  void add_extents(ShapeRule& rule, std::string what, const ast::Type& type, const Value& value, const ScopePtr& scope);
  void keep_shape_rule(ShapeRule rule, const Closure& closure, const Value& result, const ScopePtr& scope);

  // instances.cpp
  Value apply_instance(const Instance& instance, const CallArguments& arguments, Span span);
  Value apply_layer(const Instance& instance, const CallArguments& arguments, Span span);
  Value call_module_function(const Instance& instance, const std::string& function, const CallArguments& arguments,
                             Span span);
  Value instance_member(const Instance& instance, const ast::Name& name, Span span);
  Value own(const Value& member, const Instance& owner, Span span);
  ScopePtr instance_scope(const Instance& instance, Span span);
  Value read_parameters(const ModulePart& part, const Instance& owner, Span span);

  // envs.cpp
  void declare_env(File& file, const ast::Env& item);
  EnvId make_env(const ast::Env& item, const std::string& name, const ScopePtr& scope, Span span);
  std::optional<EnvId> env_from_call(const ast::Expr& value, const std::string& name, const ScopePtr& scope);
  Value env_field(EnvId env, const ast::Name& name, Span span);
  void match_outputs(Env& replacement, const Env& original, Span span);

  // problems.cpp
  Instance root_of(const ProblemName& problem);
  const PartPtr& root_part(ProblemId problem);
  void lay_out_root(ProblemId id, const ast::Line& line);
  void take_root_of_start(ProblemId id);
  void check_problem_lines();
  void elaborate_problem(ProblemId id);
  ScopePtr block_scope(const std::vector<ast::Line>& lines, const ScopePtr& parent, const std::string& owner);
  void declare_names(Scope& scope, const ast::Line& line, std::function<Value()> work, const char* what);

  // problem_lines.cpp
  void problem_line(Problem& problem, const ast::Line& line, const ScopePtr& scope);
  void optimizer_line(Problem& problem, const ast::Line& line, const ScopePtr& scope);
  bool take_parameters(const Value& part, std::vector<std::uint32_t>& parameters) const;
  void start_line(Problem& problem, const ast::Line& line, const ScopePtr& scope);
  void check_same_layers(const Problem& problem, Span span);
  void finish_optimizers(Problem& problem, const ast::Problem& item);
  /// Of steps, updates, draws, ...: as many as can be multiplied with each other.
  static constexpr std::int64_t most_counted = 1'000'000'000;
  std::optional<std::int64_t> constant_integer(const ast::Line& line, const ScopePtr& scope, std::int64_t low,
                                               std::int64_t high = most_counted);
  Metric metric(const ast::Line& line, const ScopePtr& scope);
  std::optional<FunctionDef> field_call(const ast::Expr& value, BuiltinKind kind, const char* field,
                                        const ScopePtr& scope);
  void scheduler_terms(const ast::Expr& value, const ScopePtr& scope, std::vector<FunctionDef>& out);

  // functions.cpp
  std::optional<FunctionDef> field_function(const Problem& problem, const ast::Line& line, BuiltinKind kind,
                                            const ScopePtr& scope);
  std::optional<Value> own_function(const ast::Expr& value, BuiltinKind kind, const ScopePtr& scope);
  FunctionDef function_of(const Value& function, BuiltinKind kind, std::size_t parameters, Span span);
  bool reads_no_data(const FunctionDef& def, const char* field, Span span);
  std::optional<NodeId> scalar_node(const Value& value, Span span, const char* what);
  ProblemId problem_of(const Problem& problem) const {
    return static_cast<ProblemId>(&problem - program_.problems.data());
  }

  // edges.cpp
  void elaborate_edge(const ast::Edge& item);

  // measures.cpp
  void elaborate_measure(const ast::Measure& item, File& file);
  void number_measures();
  void measure_line(Measure& measure, const ast::Line& line, const ScopePtr& scope);
  void keep_line(Measure& measure, const ast::Line& line);
  void check_idle_lines(const std::vector<ast::Line>& lines, const std::set<std::string>& misspelt, bool test);
  void elaborate_run(const ast::Run& item, File& file);
  void run_line(const ast::Line& line, const ScopePtr& scope);
  void run_memory(const ast::Line& line);
  void run_results(const ast::Line& line, const ScopePtr& scope);
  void print_field(const std::string& name, const Value& value, Span span);
  void save_field(const std::string& name, const Value& value, Span span);
  Saved saved_module(const Instance& instance, Span span);

  // limits.cpp
  /// Counts what is worked out. False where the program has become too large, which is said once: what follows is then
  /// left out.
  bool spend(std::size_t steps);
  bool may_go_deeper();
  Value no_deeper(Value value);

  // names.cpp
  void check_names(const File& file);

  // unread.cpp
  void note_unread(const std::vector<ast::Line>& lines, Scope& scope);
  void warn_unread(const File& file);

  // report.cpp
  Diagnostic& error(const char* code, Span span, std::string message);
  void suggest(Diagnostic& diagnostic, Span span, const std::string& name, const std::vector<std::string>& candidates);
  OriginId origin(Span span);
  std::string source_text(Span span) const;
  /// Reports unknown lines and repeated ones. The known lines that unknown ones are misspellings of: not missing.
  std::set<std::string> check_keywords(const std::vector<ast::Line>& lines, const std::vector<std::string>& known,
                                       const char* block);
  /// Whether tensors can be read where the expression stands; if not, that is reported. `what`: "an env is drawn anew".
  bool can_read_tensors(Span span, const char* what);
  /// The program's own names that can be read there, the nearest first: for help.
  std::string names_here(const ScopePtr& scope) const;
  /// The user's own line that an expression was inlined into.
  Span outermost(OriginId at) const;

  Sources& sources_;
  const std::vector<Setting>& settings_;
  const Catalog& catalog_;
  Host& host_;
  Diagnostics& diagnostics_;

  Program program_;
  Context context_;
  Limits limits_;
  std::vector<std::unique_ptr<File>> files_;
  std::map<std::string, std::uint32_t> file_by_path_;
  ScopePtr new_scope(ScopePtr parent);

  std::vector<std::weak_ptr<Scope>> scopes_;  ///< all that were made
  ScopePtr builtin_scope_;
  std::vector<const ast::Problem*> problem_items_;     ///< by problem
  std::vector<ScopePtr> problem_scopes_;               ///< the file scope that each stands in
  std::vector<std::set<std::string>> misspelt_lines_;  ///< by problem: lines that it has, under another name
  std::vector<PartPtr> roots_;                         ///< by problem; null before it is laid out
  enum class Laid { not_yet, now, done };
  std::vector<Laid> laid_out_;            ///< by problem
  std::set<const ast::Module*> endless_;  ///< modules that contain themselves: reported
  BrokenLines broken_lines_;
  bool names_hidden_ = false;  ///< a line that is wrong gives too few names: some are missing because of that
  std::optional<std::map<std::string, std::string>>
      library_names_;                ///< with the module that defines each; once asked for
  std::set<const Binding*> hiding_;  ///< what they read, which is reported
  std::set<DataId> bad_data_;        ///< that cannot be had, which is reported
  std::map<DataId, bool> has_sources_;
  std::vector<std::pair<ast::Name, const char*>> unread_;  ///< names that nothing reads, and what they are
  std::set<std::string> meant_names_;                      ///< what imports of other names are misspellings of
  const ast::Run* run_item_ = nullptr;
  std::set<std::pair<FileId, std::uint32_t>> unknown_names_;            ///< places of names that are reported
  std::vector<std::vector<std::pair<std::string, Value>>> env_fields_;  ///< by env: values in the env's block
  std::vector<const ast::Env*> env_items_;                              ///< by env
  std::vector<const Closure*> calling_;                                 ///< for finding recursion
  std::map<std::string, Instance> drawn_;                               ///< frozen modules by the name of their `let`
  std::map<std::string, Span> read_alone_;                              ///< where each is first read
  std::map<std::string, std::string> trained_as_;                       ///< a `let` that is a module: of which problem
};

}  // namespace mlo::sema
