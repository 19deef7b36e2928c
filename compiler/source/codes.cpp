#include "compiler/source/codes.h"

#include <array>

namespace mlo {

namespace {

// Sorted by number. A code is never reused for another mistake.
constexpr auto codes = std::to_array<Code>({
    // --- 01xx: syntax
    {"MLO0101", "the file is not UTF-8 text"},
    {"MLO0102", "a character that the language does not have"},
    {"MLO0103", "a string without its closing quote"},
    {"MLO0104", "an unknown escape in a string"},
    {"MLO0105", "a malformed number"},
    {"MLO0106", "a number that does not fit"},
    {"MLO0107", "a string in single quotes"},
    {"MLO0110", "a bracket that is not closed"},
    {"MLO0111", "a bracket that closes nothing"},
    {"MLO0112", "a block without its closing brace"},
    {"MLO0113", "brackets or operators nested too deeply"},
    {"MLO0120", "something else was expected here"},
    {"MLO0121", "an unknown kind of item"},
    {"MLO0122", "a value is missing"},
    {"MLO0123", "two lines on one line"},
    {"MLO0124", "`:` where `=` is meant"},
    {"MLO0125", "an operator of another language"},
    {"MLO0126", "a word of another language"},
    {"MLO0127", "`if` without `else`"},
    {"MLO0128", "a reserved word as a name"},
    {"MLO0129", "chained comparison"},
    {"MLO0130", "a malformed edge"},
    {"MLO0131", "an edge without its method"},
    {"MLO0132", "a function body that is not `let` lines and a `return`"},
    {"MLO0133", "a block in a block"},
    {"MLO0134", "`for` outside of a list"},
    // --- 02xx: names
    {"MLO0201", "an unknown name"},
    {"MLO0202", "a line or an item that does not belong here"},
    {"MLO0203", "a name that is defined twice"},
    {"MLO0204", "an import of what is not there"},
    {"MLO0205", "a file that imports itself"},
    {"MLO0206", "a name that is defined by itself"},
    {"MLO0207", "an unknown part, field or definition"},
    {"MLO0208", "a line that is missing"},
    {"MLO0209", "a line that stands twice in a block"},
    {"MLO0210", "a function or a module without end"},
    {"MLO0211", "a definition that nothing reads"},
    {"MLO0212", "a program that becomes too large"},
    // --- 03xx: types and arguments
    {"MLO0301", "a value of the wrong kind"},
    {"MLO0302", "an argument that a function does not have"},
    {"MLO0303", "an argument that is missing"},
    {"MLO0304", "too many arguments, or too few"},
    {"MLO0305", "a value out of range"},
    {"MLO0306", "a call of what cannot be called"},
    {"MLO0307", "an operator between what it does not join"},
    {"MLO0308", "a tensor where only a constant can stand"},
    {"MLO0309", "a draw without a name"},
    {"MLO0310", "a wrong number of names"},
    {"MLO0311", "a loss or a metric that is no number"},
    {"MLO0312", "`--set` with a value that the option does not take"},
    {"MLO0313", "`--set` of an unknown option"},
    {"MLO0314", "a module without parameters"},
    {"MLO0315", "a condition that is no constant"},
    {"MLO0316", "a derivative that is zero"},
    {"MLO0317", "a draw in a constant"},
    // --- 04xx: the graph
    {"MLO0401", "a problem reads another one with no edge for it"},
    {"MLO0402", "an edge that nothing uses"},
    {"MLO0403", "two edges alike"},
    {"MLO0404", "a problem above and below another at once"},
    {"MLO0405", "an edge down with no way back up"},
    {"MLO0406", "an edge from a problem to itself"},
    {"MLO0407", "a dependence that would be dropped for want of an edge"},
    {"MLO0408", "a loss without a derivative along its problem's own parameters"},
    {"MLO0409", "a method that cannot see how a problem starts"},
    {"MLO0410", "a learned optimizer argument below a method that cannot see it"},
    {"MLO0411", "a method that sees only the start, where the start sees nothing"},
    {"MLO0412", "lockstep problems that do not keep step"},
    {"MLO0413", "tops that share nothing"},
    {"MLO0414", "a program without a problem"},
    {"MLO0415", "a line about the problems above, where there are none"},
    {"MLO0416", "a problem that restarts, measured without `solve`"},
    {"MLO0417", "an implicit method above a constraint that it cannot take"},
    {"MLO0418", "an implicit method above decoupled weight decay"},
    {"MLO0419", "an env that nothing reads"},
    {"MLO0420", "a second derivative that a method drops"},
    {"MLO0421", "a lockstep that contradicts the edges"},
    {"MLO0422", "running statistics in a problem that restarts"},
    {"MLO0423", "a method beside one that gives the whole gradient"},
    {"MLO0424", "a round that sees a new task at each step"},
    // --- 05xx: data
    {"MLO0501", "a dataset that cannot be had"},
    {"MLO0502", "data kept for testing that is read elsewhere"},
    {"MLO0503", "weights that do not fit their module"},
    // --- 06xx: shapes and evaluation
    {"MLO0601", "an operation that fails, mostly on the shapes of its operands"},
    {"MLO0602", "a size that nothing determines"},
    {"MLO0603", "a value of the wrong shape"},
    {"MLO0604", "a loss, gradient or parameter that is not finite"},
    {"MLO0605", "a linear system that a method cannot solve"},
    {"MLO0606", "a method that would cost too much"},
    {"MLO0607", "a method that compares a loss where that holds its own solution fast"},
    {"MLO0608", "a bound on memory that one task alone exceeds"},
});

}  // namespace

std::span<const Code> all_codes() { return codes; }

}  // namespace mlo
