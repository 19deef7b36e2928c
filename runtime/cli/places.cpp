#include "runtime/cli/places.h"

#include <algorithm>
#include <cstdlib>

#include "compiler/source/diagnostic.h"
#include "runtime/cli/exit.h"

namespace mlo::cli {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

fs::path find_place(const char* variable, const char* name) {
  if (const char* value = std::getenv(variable); value != nullptr && *value != '\0') {
    if (is_folder(value)) return value;
    throw UsageError(std::string(variable) + " names `" + value + "`, which is no folder",
                     std::string("unset ") + variable + ", or let it name the folder `" + name + "`");
  }
  std::error_code ignored;
  const fs::path executable = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path installed = executable.parent_path().parent_path() / "share" / "mlo" / name;
  return is_folder(installed) ? installed : fs::path(MLO_SOURCE_DIR) / name;
}

std::string not_found_help(const fs::path& wanted, const fs::path& examples) {
  std::vector<std::string> here;
  for (const std::string& name : programs_in(wanted.has_parent_path() ? wanted.parent_path() : ".")) {
    here.push_back((wanted.parent_path() / name).string());
  }
  const std::vector<std::string> bundled = programs_in(examples);
  here.insert(here.end(), bundled.begin(), bundled.end());
  std::string name = wanted.string();
  if (wanted.extension() != ".mlo") name += ".mlo";  // `mlo run maml` means maml.mlo
  if (std::find(here.begin(), here.end(), name) != here.end()) return "did you mean `" + name + "`?";
  if (const auto near = did_you_mean(name, here)) return "did you mean `" + *near + "`?";
  std::string list;
  for (const std::string& example : bundled) list += (list.empty() ? "" : ", ") + example;
  return list.empty() ? "" : "bundled examples: " + list;
}

}  // namespace

Places find_places() { return {find_place("MLO_STDLIB", "stdlib"), find_place("MLO_EXAMPLES", "examples")}; }

std::vector<std::string> programs_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
    if (it->path().extension() == ".mlo") out.push_back(it->path().filename().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

fs::path find_program(const std::string& name, const fs::path& examples) {
  const fs::path path = name;
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored) || fs::is_fifo(path, ignored) || fs::is_character_file(path, ignored))
    return path;
  if (is_folder(path))
    throw UsageError("`" + name + "` is a folder, not a program", not_found_help(path / "", examples));
  const bool bare = !path.has_parent_path();
  if (bare && fs::is_regular_file(examples / path, ignored)) return examples / path;
  throw UsageError("there is no program `" + name + "`", not_found_help(path, examples));
}

}  // namespace mlo::cli
