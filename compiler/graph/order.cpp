#include "compiler/graph/order.h"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/graph/transitive_closure.hpp>
#include <numeric>

#include "compiler/graph/graph.h"

namespace mlo::graph {
namespace {

using Cycle = std::vector<ProblemId>;

/// The shortest cycle through `start`, empty if there is none: a shortest path to a problem directly above it.
Cycle shortest_cycle_through(const Graph& graph, ProblemId start) {
  const std::size_t count = num_vertices(graph);
  std::vector<std::size_t> distance(count, count);
  std::vector<std::size_t> parent(count, count);
  distance[start] = 0;
  boost::breadth_first_search(graph, start,
                              boost::visitor(boost::make_bfs_visitor(
                                  std::make_pair(boost::record_distances(distance.data(), boost::on_tree_edge()),
                                                 boost::record_predecessors(parent.data(), boost::on_tree_edge())))));
  std::size_t last = count;
  for (const auto arc : boost::make_iterator_range(in_edges(start, graph)))
    if (const auto v = source(arc, graph); distance[v] < count && (last == count || distance[v] < distance[last]))
      last = v;
  if (last == count) return {};
  Cycle cycle;
  for (std::size_t v = last; v != start; v = parent[v]) cycle.push_back(static_cast<ProblemId>(v));
  cycle.push_back(start);
  std::reverse(cycle.begin(), cycle.end());
  return cycle;
}

}  // namespace

std::vector<std::vector<bool>> transitive_closure(const Graph& graph) {
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> closed;
  boost::transitive_closure(graph, closed);
  std::vector<std::vector<bool>> above(num_vertices(graph), std::vector<bool>(num_vertices(graph), false));
  for (const auto arc : boost::make_iterator_range(edges(closed)))
    above[source(arc, closed)][target(arc, closed)] = true;
  return above;
}

std::vector<Cycle> shortest_cycles(const Graph& graph) {
  std::vector<std::size_t> component(num_vertices(graph));
  const std::size_t count = boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  std::vector<Cycle> shortest(count);
  for (ProblemId v = 0; v < component.size(); ++v) {
    const Cycle cycle = shortest_cycle_through(graph, v);
    Cycle& best = shortest[component[v]];
    if (!cycle.empty() && (best.empty() || cycle.size() < best.size())) best = cycle;
  }
  std::erase_if(shortest, [](const Cycle& cycle) { return cycle.empty(); });
  std::sort(shortest.begin(), shortest.end());
  return shortest;
}

std::vector<ProblemId> bottom_up(const Graph& graph) {
  std::vector<std::size_t> order;
  boost::topological_sort(graph, std::back_inserter(order));  // each vertex after those that its arcs lead to
  return {order.begin(), order.end()};
}

std::vector<int> find_levels(const Graph& graph) {
  std::vector<int> level(num_vertices(graph), 0);
  const auto order = bottom_up(graph);
  for (auto upper = order.rbegin(); upper != order.rend(); ++upper)
    for (const auto arc : boost::make_iterator_range(out_edges(*upper, graph)))
      level[target(arc, graph)] = std::max(level[target(arc, graph)], level[*upper] + 1);
  return level;
}

std::vector<std::size_t> stable_order(std::size_t count, const Before& must, const Before& should) {
  std::vector<std::size_t> waiting(count);
  std::iota(waiting.begin(), waiting.end(), std::size_t{0});
  std::vector<std::size_t> order;
  while (!waiting.empty()) {
    const auto free_of = [&](const Before& before) {
      return std::find_if(waiting.begin(), waiting.end(), [&](std::size_t j) {
        return std::none_of(waiting.begin(), waiting.end(), [&](std::size_t i) { return i != j && before(i, j); });
      });
    };
    auto next = free_of([&](std::size_t i, std::size_t j) { return must(i, j) || should(i, j); });
    if (next == waiting.end()) next = free_of(must);
    if (next == waiting.end()) next = waiting.begin();
    order.push_back(*next);
    waiting.erase(next);
  }
  return order;
}

std::vector<ProblemId> directly_below(const Graph& graph, ProblemId upper) {
  std::vector<ProblemId> lower;
  for (const auto arc : boost::make_iterator_range(out_edges(upper, graph)))
    if (graph[arc].l2u >= 0) lower.push_back(static_cast<ProblemId>(target(arc, graph)));
  return lower;
}

bool waits_for(const ProblemGraph& graph, ProblemId b, ProblemId a) {
  return graph.reads[b].constant.contains(a) && !graph.reads[a].constant.contains(b) && !graph.above[b][a];
}

std::vector<ProblemId> play_order(const ProblemGraph& graph, ProblemId upper) {
  std::vector<ProblemId> members = directly_below(*graph.arcs, upper);
  std::sort(members.begin(), members.end());
  const auto order = stable_order(
      members.size(), [&](std::size_t i, std::size_t j) { return graph.above[members[i]][members[j]]; },
      [&](std::size_t i, std::size_t j) { return waits_for(graph, members[j], members[i]); });
  std::vector<ProblemId> played;
  for (const std::size_t i : order) played.push_back(members[i]);
  return played;
}

}  // namespace mlo::graph
