// The arcs between problems, as a Boost.Graph: for files that walk them. Others need `problem_graph.h` alone, which
// spares them Boost's headers.
#pragma once

#include <boost/graph/adjacency_list.hpp>
#include <boost/range/iterator_range.hpp>

#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

/// From the upper problem down to the lower one.
struct Arc {
  int u2l = -1;  ///< index into Program::edges of `u2l upper -> lower`, or -1
  int l2u = -1;  ///< index into Program::edges of `l2u lower -> upper`, or -1
};

using AdjacencyList = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, boost::no_property, Arc>;
/// A name that can be declared without Boost.
struct Graph : AdjacencyList {
  using AdjacencyList::AdjacencyList;
};

}  // namespace mlo::graph
