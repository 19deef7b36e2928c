#include "runtime/cli/commands/rewrite.h"

#include <unistd.h>

#include <filesystem>

#include "runtime/record/error.h"

namespace mlo::cli {

namespace fs = std::filesystem;

void rewrite(const std::string& name, const std::string& text) {
  const fs::path path = fs::canonical(name);
  if (::access(path.c_str(), W_OK) != 0) record::fail_with_errno("write", name);
  const fs::path complete = path.string() + ".rewritten";
  record::write_file(complete, text);
  std::error_code code;
  fs::permissions(complete, fs::status(path).permissions(), code);
  if (!code) fs::rename(complete, path, code);
  if (!code) return;
  std::error_code ignored;
  fs::remove(complete, ignored);
  throw record::FileError("cannot write `" + name + "`: " + code.message());
}

}  // namespace mlo::cli
