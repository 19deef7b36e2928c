// Hands what the engine tells to the records and to the person who watches.
#pragma once

#include <optional>

#include "runtime/cli/watch/console.h"
#include "runtime/cli/watch/format.h"

namespace mlo::cli {

enum class RunFormat { human, json };

class RunObserver : public engine::Observer {
 public:
  /// `quiet`: no lines of the run, only its results.
  RunObserver(record::Recorder& recorder, Console& console, RunFormat format, Columns columns, bool quiet)
      : recorder_(recorder), console_(console), format_(format), columns_(columns), quiet_(quiet) {}

  void line(const engine::MetricLine& line) override;
  void progress(const engine::Progress& progress) override;
  void checkpoint(bool best, const engine::Checkpoint& checkpoint) override;
  void saved(const std::string& name, const std::map<std::string, at::Tensor>& tensors) override;
  void warning(const std::string& message) override;
  bool interrupted() override;

  /// Prints what is held back.
  void finish() { print_held(false); }
  /// Where the images of the n-th test were written.
  record::ImagePaths test_images(std::size_t n) const {
    return n < test_images_.size() ? test_images_[n] : record::ImagePaths();
  }
  /// Updates done, as far as the engine has told.
  std::int64_t updates() const { return updates_; }

 private:
  /// A validation's line waits for the next event, which says whether it was the best so far.
  struct Held {
    engine::MetricLine line;
    record::ImagePaths images;
  };
  void print_held(bool best);

  record::Recorder& recorder_;
  Console& console_;
  RunFormat format_;
  Columns columns_;
  bool quiet_;
  std::optional<Held> held_;
  std::vector<record::ImagePaths> test_images_;
  std::int64_t updates_ = 0;
  std::optional<std::chrono::steady_clock::time_point> first_progress_;
  std::int64_t first_update_ = 0;
};

}  // namespace mlo::cli
