// Text with places where it may be broken, and the choice of those where it is: the algebra of Wadler ("A prettier
// printer", 2003) in the strict form of Lindig ("Strictly pretty", 2000), with comments. Internal to compiler/format.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/format/rows.h"
#include "compiler/format/words.h"

namespace mlo::format {

struct Node;
/// A value; parts are shared.
using Document = std::shared_ptr<const Node>;

Document text(std::string_view text);
Document concat(std::vector<Document> parts);
/// Where its group is broken, a new row (below a blank one, if `blank`); else `flat`.
Document line(std::string_view flat, bool blank = false);
/// A new row in any case: what holds it is broken.
Document hard_line(bool blank = false);
/// A new row only where what follows, up to the next such place, does not fit.
Document fill_line();
/// Rows that begin inside of it are indented by one level more.
Document nest(Document inner);
/// Is on one row if it fits, or else broken at every `line` of its own.
Document group(Document inner);
/// Stands only where its group is broken.
Document when_broken(std::string_view text);
/// A comment ends its row: all that holds it is broken.
Document remark(const Comment& comment);

/// Whether it cannot stand on one row.
bool must_break(const Document& document);
/// On one row, which it must be able to.
std::string flat(const Document& document);

/// Rows of at most `columns` columns, as far as there are places to break; the first is indented by `indent`. Behind
/// each comment a row must end.
std::vector<Row> print(const Document& document, std::size_t indent, std::size_t columns);

}  // namespace mlo::format
