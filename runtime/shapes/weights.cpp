#include "runtime/shapes/weights.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <set>

#include "runtime/data/formats/weights.h"

namespace mlo::engine {
namespace {

using data::Weights;
using sema::Structure;
using sema::WeightsFile;

/// The name that the file has for a path of the structure.
std::string name_in(const WeightsFile& file, const std::string& path) {
  const std::string relative = file.path.empty()   ? path
                               : path == file.path ? std::string("value")
                                                   : path.substr(file.path.size() + 1);
  return file.prefix + relative;
}

bool is_there(const Weights& weights, const std::string& name, const std::vector<std::int64_t>& shape,
              const WeightsFile& file, Diagnostic& diagnostic) {
  const auto found = weights.find(name);
  if (found == weights.end()) {
    std::vector<std::string> names;
    for (const auto& [other, unused] : weights) names.push_back(other);
    diagnostic.message = fmt::format("`{}` holds no `{}`", file.file, name);
    const auto near = did_you_mean(name, names);
    if (names.size() > 8) names.resize(8);
    diagnostic.note(near ? fmt::format("it holds `{}`", *near) : fmt::format("it holds: {}", fmt::join(names, ", ")));
    diagnostic.with_help(
        "the names are the module's paths; where all begin with the same word, give it: `prefix = \"...\"`");
    return false;
  }
  if (found->second.sizes() == at::IntArrayRef(shape)) return true;
  diagnostic.message = fmt::format("`{}` of `{}` has the shape [{}], and the module needs [{}]", name, file.file,
                                   fmt::join(found->second.sizes(), ", "), fmt::join(shape, ", "));
  diagnostic.with_help("load it into the module that it was saved from");
  return false;
}

/// Fills in `diagnostic` at the first thing that does not fit.
bool fits(const Structure& structure, const WeightsFile& file, const std::vector<std::vector<std::int64_t>>& shapes,
          Diagnostic& diagnostic) {
  Weights weights;
  try {
    weights = data::read_weights(file.file);
  } catch (const std::runtime_error& error) {
    diagnostic.message = error.what();
    diagnostic.with_help("paths are relative to the folder that `mlo` runs in");
    return false;
  }
  std::set<std::string> used;
  for (std::uint32_t i = file.first_parameter; i < file.end_parameter; ++i) {
    const std::string name = name_in(file, structure.parameters[i].path);
    if (!is_there(weights, name, shapes[i], file, diagnostic)) return false;
    used.insert(name);
  }
  for (std::uint32_t i = file.first_buffer; i < file.end_buffer; ++i) {
    const std::string name = name_in(file, structure.buffers[i]);
    if (!weights.contains(name)) {
      diagnostic.message = fmt::format("`{}` holds no running statistics `{}`", file.file, name);
      diagnostic.with_help("load it into the module that it was saved from");
      return false;
    }
    used.insert(name);
  }
  for (const auto& [name, tensor] : weights) {
    // PyTorch's batch norm counts its batches; nothing here reads that.
    if (!name.starts_with(file.prefix) || used.contains(name) || name.ends_with("num_batches_tracked")) continue;
    diagnostic.message = fmt::format("`{}` holds `{}`, which the module does not have", file.file, name);
    diagnostic.with_help("load it into the module that it was saved from");
    return false;
  }
  return true;
}

void load(const std::vector<std::string>& paths, std::uint32_t first, const WeightsFile& file,
          at::TensorOptions options, std::vector<at::Tensor>& values) {
  const Weights weights = data::read_weights(file.file);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto found = weights.find(name_in(file, paths[i]));
    if (found == weights.end()) throw std::runtime_error("`" + file.file + "` has changed since it was checked");
    values[first + i] = found->second.to(options).clone();
  }
}

}  // namespace

void check_weights(const sema::Program& program, const Shapes& shapes, Diagnostics& diagnostics) {
  for (std::size_t id = 0; id < program.structures.size(); ++id)
    for (const WeightsFile& file : program.structures[id].files) {
      Diagnostic found;
      if (fits(program.structures[id], file, shapes.parameters[id], found)) continue;
      Diagnostic& error = diagnostics.error("MLO0503", program.origins[file.origin].span, found.message);
      error.notes = found.notes;
      error.help = found.help;
    }
}

void load_parameters(const Structure& structure, const WeightsFile& file, at::TensorOptions options,
                     std::vector<at::Tensor>& values) {
  std::vector<std::string> paths;
  for (std::uint32_t i = file.first_parameter; i < file.end_parameter; ++i)
    paths.push_back(structure.parameters[i].path);
  load(paths, file.first_parameter, file, options, values);
}

void load_buffers(const Structure& structure, const WeightsFile& file, at::TensorOptions options,
                  std::vector<at::Tensor>& values) {
  load({structure.buffers.begin() + file.first_buffer, structure.buffers.begin() + file.end_buffer}, file.first_buffer,
       file, options, values);
}

}  // namespace mlo::engine
