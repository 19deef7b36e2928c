// A run's numbers as a person reads them. Pure functions.
#pragma once

#include <string>

#include "runtime/engine/observer.h"
#include "runtime/record/metrics.h"

namespace mlo::cli {

/// `0.4132`; very large and very small ones as `1.234e-05`.
std::string human_number(double value);
/// `0:14`, `1:02:03`
std::string human_duration(double seconds);
/// `acc 0.8720`, `acc 0.8900 ± 0.0118` (a 95% interval: 1.96 standard errors), `w [0.1000, 0.2000]`, `x
/// images/x-100.png`
std::string human_metric(const engine::Measured& metric, const record::ImagePaths& images = {});
std::string human_metrics(const std::vector<engine::Measured>& metrics, const record::ImagePaths& images = {});

/// What the lines of one run share, so that they stand in columns.
struct Columns {
  std::int64_t updates = 0;
  std::size_t owner = 0;  ///< the width of the longest owner
};
/// `meta`, `validate`, `validate hard`
std::string owner_of(const engine::MetricLine& line);
/// `update  50/300  meta      loss 0.4132  acc 0.8720`
std::string human_line(const engine::MetricLine& line, const Columns& columns, const record::ImagePaths& images,
                       bool best);
/// `test  acc 0.8712 ± 0.0120  (95% interval, 500 draws)`
std::string human_result(const engine::MetricLine& line, const record::ImagePaths& images);
/// `update 120/300  meta 0.4132  best acc 0.8900  12.3 updates/s  0:14 left`
std::string human_progress(const engine::Progress& progress, double updates_per_second);

}  // namespace mlo::cli
