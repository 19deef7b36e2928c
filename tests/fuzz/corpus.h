// The programs that inputs are made from.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace mlo::fuzz {

struct Corpus {
  struct Program {
    std::string path;  ///< from the repository's root
    std::string text;
    std::vector<std::string> lines;   ///< each with its newline
    std::vector<std::string> tokens;  ///< words, numbers, strings, signs, and the space between them
  };
  std::vector<Program> programs;             ///< examples, library, golden cases
  std::map<std::string, std::string> files;  ///< every text that one of them could import, by path
};

/// Reads them from the repository; the same order everywhere.
Corpus read_corpus();

std::vector<std::string> lines_of(const std::string& text);
/// Of a file of the library, the items that `text` mentions, and those that these mention: to parse all of it would
/// take most of the time.
std::string mentioned_items(const std::string& library, const std::string& text);

/// Cut so that joining them gives the text again.
std::vector<std::string> tokens_of(const std::string& text);
std::string joined(const std::vector<std::string>& parts);

}  // namespace mlo::fuzz
