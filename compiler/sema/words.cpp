#include "compiler/sema/words.h"

#include <array>

namespace mlo::sema {
namespace {

constexpr WordKind item = WordKind::item, line = WordKind::line, function = WordKind::function, value = WordKind::value;

constexpr auto table = std::to_array<Word>({
    {item, "", "use", "use std.models { Conv4, MLP as Net }",
     "Imports from the standard library, or from a file beside this one: use \"my_nets.mlo\" { Net }. Without braces\n"
     "a definition is reached by the file's last word: models.Conv4.",
     ""},
    {item, "", "option", "option ways = 5 in 2..64",
     "A constant that `--set ways=20` overrides. Its type is its default's; the range includes both ends, a list\n"
     "gives the choices: in [\"cg\", \"unroll\"].",
     ""},
    {item, "", "let", "let n = 2 * ways", "A constant.", ""},
    {item, "", "data", "data train, test = split(source, [0.8, 0.2])",
     "Datasets, read once before the run. One that `test` reads is kept for testing: reading it elsewhere is an error.",
     ""},
    {item, "", "fn", "fn f(a, b = 1) = e",
     "A function; with local names: fn f(a) { let h = relu(a); return h }. Parameters may have types and shapes:\n"
     "fn pool(x: [B, D]) -> [B] = ... Recursion is an error.",
     ""},
    {item, "", "module", "module Net(classes: int) = linear(64) >> relu >> linear(classes)",
     "A network: layers joined by >>, or a block of sub-modules, parameters and functions. A module expression is a\n"
     "recipe: each problem that takes it has its own parameters.",
     ""},
    {item, "", "env", "env task { ... }, env task = Episodes(characters, ways, shots)",
     "Data drawn jointly for several problems, anew for each pass of the uppermost problem that reads it. It can take\n"
     "parameters, as a module does.",
     ""},
    {item, "", "problem", "problem name { ... }",
     "One optimization problem. Its name is its module: name(x) calls it, params(name) are its parameters.", ""},
    {item, "", "u2l", "u2l a -> b, c", "a stands above b: b's loss, start or optimizer reads a's current parameters.",
     ""},
    {item, "", "l2u", "l2u b -> a, c via METHOD",
     "b lies below a: a's loss depends on b's solution, and METHOD is how that is differentiated.", ""},
    {item, "", "validate", "validate name { ... }",
     "What is measured on held-out data during the run; any number, the name may be left out. Modules run in "
     "evaluation\n"
     "mode.",
     ""},
    {item, "", "test", "test { ... }",
     "What is measured once, after the run, on the kept checkpoint; lines as `validate`.", ""},
    {item, "", "run", "run { updates = 300; seed = 1 }",
     "How the program runs, and what it prints and saves at the end.", ""},

    {line, "problem", "module", "module = Conv4(ways)", "What is trained: a module, or a tensor, which x() then reads.",
     "the module of the problem that `init` names"},
    {line, "problem", "optimizer", "optimizer = adamw(lr = 1e-3)",
     "`optimizer head = ...` is for a part of the module, `optimizer body = none` freezes one. An argument may read a\n"
     "problem above where the edge unrolls: a learned learning rate.",
     "required"},
    {line, "problem", "scheduler", "scheduler = cosine_annealing()",
     "A factor on the learning rate, over this problem's own optimizer steps: one of the schedulers, a function\n"
     "t => ..., or a product of them.",
     "constant()"},
    {line, "problem", "batch", "batch x, y = loader(train, size = 100, shuffle = true)",
     "Names the parts of a batch, of a loader's or of an env's field; any number of such lines.", ""},
    {line, "problem", "let", "let p = e", "A local name; what is drawn in one is drawn once in a pass.", ""},
    {line, "problem", "loss", "loss = cross_entropy(self(x), y)", "The number that is minimized.", "required"},
    {line, "problem", "metric", "metric acc = accuracy(self(x), y)",
     "Logged beside the loss: a number, a short vector, or an image(...); any number of such lines.", ""},
    {line, "problem", "init", "init = meta",
     "Where each round starts: `continue`; `fresh`, drawn anew; `zeros`; or a problem, a part of one or a tensor, "
     "which\n"
     "is copied, differentiably where the edge unrolls. All but `continue` restart the optimizer's state, the\n"
     "scheduler and `step` too.",
     "continue"},
    {line, "problem", "steps", "steps = 5", "Optimizer steps in a round: between two passes of the problems above.",
     "1"},
    {line, "problem", "accumulate", "accumulate = 16", "Passes whose gradients are averaged into one optimizer step.",
     "1"},
    {line, "problem", "clip", "clip = norm(1.0)",
     "What is done to the averaged gradient before the step: one of the clips.", "none"},
    {line, "problem", "constraint", "constraint = box(0, 1)", "A projection after each step: one of the constraints.",
     "none"},
    {line, "problem", "warmup", "warmup = 100",
     "Own steps, in whole rounds, before the problems above begin to move; not counted in `updates`.", "0"},
    {line, "problem", "rollback", "rollback = true",
     "Once the problems above have moved, the round is taken again from the same state, with the same batches and "
     "draws.",
     "false"},

    {line, "validate", "every", "every = 50", "Updates from one validation to the next.", "1"},
    {line, "validate", "env", "env task = Episodes(valid, ways, shots)", "Stands in for the env `task` in this block.",
     ""},
    {line, "validate", "draws", "draws = 200", "Draws of the envs over which the metrics are averaged.", "1"},
    {line, "validate", "solve", "solve = adapt",
     "Plays a round of this problem first for each draw, with everything below it, from copies that are forgotten.",
     ""},
    {line, "validate", "steps", "steps = 10", "Optimizer steps of the problem that `solve` names.",
     "the problem's own"},
    {line, "validate", "batch", "batch x, y = task.query", "Names the parts of a batch.", ""},
    {line, "validate", "let", "let p = e", "A local name.", ""},
    {line, "validate", "metric", "metric acc = accuracy(adapt(x), y)",
     "What is measured: the mean over one pass of the block's loaders, or over its draws, with its standard error.",
     "required"},
    {line, "validate", "keep", "keep = max(acc)",
     "Keeps the checkpoint where the metric is best; or min(loss). In one `validate` of a program, and not in `test`.",
     ""},
    {line, "validate", "patience", "patience = 10", "Ends the run after so many validations without a better one.",
     "no limit"},

    {line, "run", "updates", "updates = 300",
     "How many updates: rounds of every uppermost problem. `--updates` overrides.", "required, here or as `--updates`"},
    {line, "run", "seed", "seed = 1", "The seed of everything that is drawn. `--seed` overrides.", "0"},
    {line, "run", "device", "device = cuda", "auto, cpu, cuda or \"cuda:1\". `--device` overrides.", "auto"},
    {line, "run", "precision", "precision = float64", "float32 or float64.", "float32"},
    {line, "run", "tasks", "tasks = batched",
     "How passes and draws that do not depend on each other are played: auto, sequential, threads, or batched (many "
     "at\n"
     "once, as one operation each). `--tasks` overrides; `mlo plan` says what a run will do.",
     "auto"},
    {line, "run", "memory", "memory = \"2 GB\"",
     "What the tensors of tasks that are played at the same time may take together, beside the rest of the program:\n"
     "by an estimate from sizes, to a factor of about 1.5. Fewer tasks are then played at a time, in turn, with the\n"
     "same numbers up to rounding. `mlo plan` says how many; units are kB, MB, GB and TB.",
     "no bound"},
    {line, "run", "log_every", "log_every = 10", "Updates from one line of each problem to the next.", "10"},
    {line, "run", "checkpoint_every", "checkpoint_every = 100",
     "Updates from one checkpoint to the next; 0 writes the last one only.", "0"},
    {line, "run", "print", "print = { x = x() }",
     "What is printed at the end: numbers, tensors, strings, lists of them.", ""},
    {line, "run", "save", "save = { net = meta }", "Problems whose modules are saved at the end, each under its name.",
     ""},

    {line, "env", "let", "let phase = uniform(0.0, pi)",
     "A draw, or another local name, that the env keeps for itself.", ""},
    {line, "env", "hold", "hold = 4", "Passes for which a draw is kept.", "1"},
    {line, "module", "param", "param alpha = zeros([14, 8])",
     "A parameter and its initial value. Other lines name sub-modules, head = linear(10), and functions,\n"
     "forward(x) = head(x), which a call of the module runs.",
     ""},

    {function, "", "loader", "loader(data, size = none, shuffle = false, drop_last = false)",
     "Batches of a dataset, behind `batch`; all of it where no size is given. Each line that has one is a stream of\n"
     "its own, which goes on over rounds and reshuffles each epoch.",
     ""},
    {function, "", "params", "params(part)", "The list of all parameters of a problem, or of a part of its module.",
     ""},
    {function, "", "detach", "detach(e)",
     "e without its gradient. detach(problem) is its module with constant parameters; reading that needs no edge.", ""},
    {function, "", "grad", "grad(f, at = x)",
     "The derivative of a number along a tensor or a list of tensors that it is computed from, itself differentiable:\n"
     "`grad(sum(critic(x)), at = x)`. f may also be a function, which is called with x.",
     ""},
    {function, "", "ema", "ema(problem, decay = 0.99)",
     "A module that follows a problem's: after each of its steps decay * itself + (1 - decay) * the problem's\n"
     "parameters (Polyak averaging). A constant: no gradient passes, and reading it needs no edge.",
     ""},
    {function, "", "copy", "copy(problem, every)",
     "A module with a problem's parameters, taken anew after every so many of its steps (a target network). A\n"
     "constant: no gradient passes, and reading it needs no edge.",
     ""},
    {function, "", "load", "load(file, module, prefix = \"\")",
     "A module whose parameters start from a file: a run's `save`, or Python's `torch.save(net.state_dict())`. The\n"
     "names are the module's paths, behind the prefix. In a `let` outside of problems it is frozen.",
     ""},
    {function, "", "len", "len(x)", "The length of a list, a range or a string, or the number of a dataset's samples.",
     ""},
    {function, "", "num_classes", "num_classes(data)", "The number of classes of a dataset.", ""},
    {function, "", "enumerate", "enumerate(list)", "The pairs (0, list[0]), (1, list[1]), and so on.", ""},
    {function, "", "zip", "zip(a, b)", "The pairs (a[0], b[0]), (a[1], b[1]), and so on, of two lists of one length.",
     ""},
    {function, "", "fold", "fold(f, start, list)", "f(f(start, list[0]), list[1]), and so on.", ""},
    {function, "", "repeat_module", "repeat_module(m, n)", "m >> m >> ..., n times, each with its own parameters.", ""},
    {function, "", "training", "training(e)", "e with its modules in training mode, wherever it stands.", ""},
    {function, "", "evaluation", "evaluation(e)", "e with its modules in evaluation mode, wherever it stands.", ""},

    {value, "", "self", "self", "The problem, or the module, that the line stands in: self(x), self.weight.", ""},
    {value, "", "step", "step",
     "The number of the problem's own optimizer step, within the round where it restarts; a number in expressions.",
     ""},
    {value, "", "update", "update", "The number of the uppermost problem's update; a number in expressions.", ""},
    {value, "", "pi", "pi", "3.14159...", ""},
    {value, "", "inf", "inf", "Infinity.", ""},
});

}  // namespace

std::span<const Word> all_words() { return table; }

std::vector<std::string> line_names(std::string_view block) {
  std::vector<std::string> out;
  for (const Word& word : table)
    if (word.kind == line && word.block == block) out.emplace_back(word.name);
  return out;
}

}  // namespace mlo::sema
