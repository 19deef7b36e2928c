#include "compiler/source/json.h"

#include <nlohmann/json.hpp>

#include "compiler/source/codes.h"
#include "compiler/source/edit.h"

namespace mlo {
namespace {

using Json = nlohmann::ordered_json;

std::string title_of(const std::string& code) {
  for (const Code& known : all_codes())
    if (known.number == code) return std::string(known.title);
  return "";
}

Json place(const SourceFile& file, std::uint32_t offset) {
  const Position position = file.position(offset);
  return {{"line", position.line}, {"column", position.column}, {"offset", offset}};
}

Json span_json(Span span, const Sources& sources) {
  if (span.file >= sources.size()) return nullptr;
  const SourceFile& file = sources.file(span.file);
  return {{"file", file.name()}, {"start", place(file, span.begin)}, {"end", place(file, span.end)}};
}

Json labels_json(const std::vector<Label>& labels, const Sources& sources) {
  Json out = Json::array();
  for (const Label& label : labels) out.push_back({{"span", span_json(label.span, sources)}, {"text", label.text}});
  return out;
}

Json fix_json(const std::optional<Fix>& fix, const Sources& sources) {
  if (!fix) return nullptr;
  Json out = Json::array();
  for (const Fix::Edit& edit : fix->edits) {
    if (edit.span.file >= sources.size()) continue;
    const Fix::Edit at = settled(edit, sources);
    out.push_back({{"span", span_json(at.span, sources)}, {"text", at.text}});
  }
  return out;
}

/// On one line, with a space behind `:` and `,` as the lines of a run's metrics have it; bytes that are no UTF-8 become
/// U+FFFD.
std::string one_line(const Json& json) {
  const auto dump = [](const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); };
  if (!json.is_structured() || json.empty()) return dump(json);
  std::string out;
  for (const auto& [key, value] : json.items()) {
    out += out.empty() ? "" : ", ";
    if (json.is_object()) out += dump(key) + ": ";
    out += one_line(value);
  }
  return json.is_object() ? "{" + out + "}" : "[" + out + "]";
}

Json to_json(const Diagnostic& d, const Sources& sources) {
  return {{"code", d.code},
          {"title", title_of(d.code)},
          {"severity", d.severity == Severity::error ? "error" : "warning"},
          {"message", d.message},
          {"span", span_json(d.primary.span, sources)},
          {"label", d.primary.text},
          {"labels", labels_json(d.labels, sources)},
          {"notes", d.notes},
          {"help", d.help},
          {"fix", fix_json(d.fix, sources)}};
}

}  // namespace

std::string diagnostic_json(const Diagnostic& diagnostic, const Sources& sources) {
  return one_line(to_json(diagnostic, sources));
}

std::string diagnostics_json(const Diagnostics& diagnostics, const Sources& sources) {
  Json out = Json::array();
  for (const Diagnostic& diagnostic : diagnostics.sorted()) out.push_back(to_json(diagnostic, sources));
  return one_line(out);
}

}  // namespace mlo
