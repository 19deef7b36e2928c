// What `mlo doc` knows: builtins, words of the language, definitions of files.
#pragma once

#include <string>
#include <vector>

#include "compiler/sema/catalog.h"
#include "compiler/source/source.h"

namespace mlo::cli {

struct DocEntry {
  std::string group;      ///< "layers", "lines of a problem", "std.models": `mlo doc` lists it under that
  std::string kind;       ///< "layer", "line of a problem", "module of std.models"
  std::string name;       ///< "Conv4"
  std::string form;       ///< its signature, or how it is written
  std::string doc;        ///< may have several lines
  std::string otherwise;  ///< lines of blocks: what holds without it, and
  std::string block;      ///< whose they are, as in `sema::Word`
};

/// Builtins by kind, and the words of the language.
std::vector<DocEntry> language_docs(const sema::Catalog& catalog);
/// The standard library, file by file, each file before what it defines. Its files are named `std.models`.
std::vector<DocEntry> library_docs();
/// A program's definitions, the file itself first. `name` is how its group is called.
std::vector<DocEntry> file_docs(const Sources& sources, FileId file, const std::string& name);

}  // namespace mlo::cli
