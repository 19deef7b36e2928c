// How good the hypergradients along one edge are.
#pragma once

#include <cstdint>
#include <string>

namespace mlo::engine {

/// How good a problem's hypergradients were since its last line, as far as one lower problem goes.
struct EdgeHealth {
  std::string lower;
  std::string method;
  double gradient = 0;            ///< |dL/db| of the lower problem at the end of its round, and
  double gradient_at_start = 0;   ///< ... at its start
  std::int64_t solves = 0;        ///< linear solves of implicit methods; then, means over them:
  double residual = 0;            ///< relative
  double products = 0;            ///< with the Hessian
  double negative_curvature = 0;  ///< the share that met it
};

}  // namespace mlo::engine
