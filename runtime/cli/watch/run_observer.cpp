#include "runtime/cli/watch/run_observer.h"

#include <fmt/format.h>

#include "runtime/cli/watch/interrupt.h"

namespace mlo::cli {

void RunObserver::line(const engine::MetricLine& line) {
  print_held(false);
  updates_ = line.update;
  const record::Recorded recorded = recorder_.metrics(line);
  const bool test = line.kind == engine::MetricLine::Kind::test;
  if (test) test_images_.push_back(recorded.images);
  if (format_ == RunFormat::json) return console_.json(recorded.json);
  if (quiet_ || test) return;  // tests stand among the results
  held_ = Held{line, recorded.images};
  if (line.kind == engine::MetricLine::Kind::problem) print_held(false);
}

void RunObserver::print_held(bool best) {
  if (!held_) return;
  console_.data(human_line(held_->line, columns_, held_->images, best));
  held_.reset();
}

void RunObserver::progress(const engine::Progress& progress) {
  print_held(false);
  updates_ = progress.update;
  const auto now = std::chrono::steady_clock::now();
  if (!first_progress_) {
    first_progress_ = now;
    first_update_ = progress.update;
  }
  if (!console_.progress_is_due()) return;
  const double seconds = std::chrono::duration<double>(now - *first_progress_).count();
  const auto done = static_cast<double>(progress.update - first_update_);
  console_.progress(human_progress(progress, seconds > 0 ? done / seconds : 0));
}

void RunObserver::saved(const std::string& name, const std::map<std::string, at::Tensor>& tensors) {
  recorder_.weights(name, tensors);
  recorder_.detail(fmt::format("wrote saved/{}.pt", name));
}

void RunObserver::checkpoint(bool best, const engine::Checkpoint& checkpoint) {
  recorder_.checkpoint(best, checkpoint);
  print_held(best);
  recorder_.detail(fmt::format("update {}: wrote checkpoints/{}.pt", updates_, best ? "best" : "last"));
}

void RunObserver::warning(const std::string& message) {
  print_held(false);
  console_.warn(message);
}

bool RunObserver::interrupted() { return Interruptible::requested(); }

}  // namespace mlo::cli
