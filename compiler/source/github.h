// Diagnostics as annotations of GitHub Actions.
#pragma once

#include <string>

#include "compiler/source/diagnostic.h"

namespace mlo {

/// One line for each diagnostic, sorted:
/// `::error file=a.mlo,line=3,col=5,endLine=3,endColumn=9,title=MLO0401::message`.
std::string diagnostics_github(const Diagnostics& diagnostics, const Sources& sources);

}  // namespace mlo
