#include "compiler/source/github.h"

#include <algorithm>

namespace mlo {
namespace {

/// As the runner of GitHub Actions reads them back: the text of a command, and the value of one of its properties.
std::string escaped(const std::string& text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%': out += "%25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ':': out += property ? "%3A" : ":"; break;
      case ',': out += property ? "%2C" : ","; break;
      default: out += c;
    }
  }
  return out;
}

std::string github_place(Span span, const Sources& sources) {
  if (span.file >= sources.size()) return "";
  const SourceFile& file = sources.file(span.file);
  const Position begin = file.position(span.begin), end = file.position(span.end);
  std::string out = "file=" + escaped(file.name(), true) + ",line=" + std::to_string(begin.line);
  const bool one = begin.line == end.line;  // columns are taken only where it is one line
  if (one) out += ",col=" + std::to_string(begin.column);
  out += ",endLine=" + std::to_string(end.line);
  if (one) out += ",endColumn=" + std::to_string(std::max(begin.column, end.column));
  return out + ",";
}

std::string github_message(const Diagnostic& diagnostic) {
  std::string out = diagnostic.message;
  if (!diagnostic.primary.text.empty()) out += "\n" + diagnostic.primary.text;
  for (const std::string& note : diagnostic.notes) out += "\nnote: " + note;
  if (!diagnostic.help.empty()) out += "\nhelp: " + diagnostic.help;
  return escaped(out, false);
}

}  // namespace

std::string diagnostics_github(const Diagnostics& diagnostics, const Sources& sources) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    out += diagnostic.severity == Severity::error ? "::error " : "::warning ";
    out += github_place(diagnostic.primary.span, sources) + "title=" + escaped(diagnostic.code, true);
    out += "::" + github_message(diagnostic) + "\n";
  }
  return out;
}

}  // namespace mlo
