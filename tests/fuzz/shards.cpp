#include "tests/fuzz/shards.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <new>
#include <stdexcept>

#if defined(__SANITIZE_ADDRESS__)
/// Read by the sanitizer as it starts. ANTLR's library is not instrumented, which its check of containers takes for an
/// overflow; memory is bounded here, since what a sanitizer maps cannot be; short stacks of allocations save a third of
/// the time, and `--show` of an input that fails takes longer ones by ASAN_OPTIONS=malloc_context_size=30.
extern "C" const char* __asan_default_options() {
  return "detect_container_overflow=0:hard_rss_limit_mb=3000:exitcode=99:malloc_context_size=1:quarantine_size_mb=1";
}
#endif

namespace mlo::fuzz {
namespace {

constexpr int seconds_for_one = 10;
constexpr rlim_t most_memory = rlim_t{3} << 30;
constexpr int broke_a_rule = 3;

/// What the children write and this process reads.
struct Board {
  struct Shard {
    std::uint64_t number = 0;
    std::array<std::uint64_t, 4> reached{};
    std::uint64_t slowest = 0;
    double seconds = 0, slowest_seconds = 0;
    std::array<char, 500> rule{};
  };
  std::array<Shard, 64> shards;
};

Board& make_board() {
  void* memory = mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no memory to share");
  return *new (memory) Board;
}

void limit_memory() {
#if !defined(__SANITIZE_ADDRESS__)
  const rlimit most{most_memory, most_memory};
  setrlimit(RLIMIT_AS, &most);
#endif
}

/// Ends this process by SIGPROF after that much processor time; 0: never.
void set_alarm(int seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = seconds;
  setitimer(ITIMER_PROF, &timer, nullptr);
}

/// Does `work` in a child, which ends with what it returns.
pid_t start(const std::function<int()>& work) {
  std::fflush(stdout);  // else the child prints it once more
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no further process");
  if (child > 0) return child;
  limit_memory();
  std::exit(work());
}

int run_one(const Pipeline& pipeline, const Input& input, int seconds, Board::Shard& shard) {
  set_alarm(seconds);
  const std::clock_t begin = std::clock();
  Stage reached = Stage::text;
  const std::string rule = pipeline.broken_rule(input, reached);
  set_alarm(0);
  const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  shard.seconds += took;
  if (took > shard.slowest_seconds) shard.slowest_seconds = took, shard.slowest = shard.number;
  ++shard.reached[static_cast<std::size_t>(reached)];
  std::strncpy(shard.rule.data(), rule.c_str(), shard.rule.size() - 1);
  return rule.empty() ? 0 : broke_a_rule;
}

std::string failure_from(int status, const Board::Shard& shard, int seconds) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF) return "no end after " + std::to_string(seconds) + " s";
  if (WIFSIGNALED(status)) return "killed by signal " + std::to_string(WTERMSIG(status));
  if (WEXITSTATUS(status) == 0) return "";
  return WEXITSTATUS(status) == broke_a_rule ? shard.rule.data() : "a sanitizer's report";
}

void add(const Board::Shard& shard, Summary& summary) {
  for (std::size_t stage = 0; stage < summary.reached.size(); ++stage) summary.reached[stage] += shard.reached[stage];
  summary.seconds += shard.seconds;
  if (shard.slowest_seconds > summary.slowest_seconds)
    summary.slowest_seconds = shard.slowest_seconds, summary.slowest = shard.slowest;
}

}  // namespace

Summary run_inputs(const Corpus& corpus, const Pipeline& pipeline, const Request& request) {
  Board& board = make_board();
  const int jobs = std::clamp(request.jobs, 1, static_cast<int>(board.shards.size()));
  std::array<pid_t, 64> children{};
  for (int job = 0; job < jobs; ++job) {
    Board::Shard& shard = board.shards[static_cast<std::size_t>(job)];
    children[static_cast<std::size_t>(job)] = start([&, job] {
      int status = 0;
      for (auto i = static_cast<std::uint64_t>(job); status == 0 && i < request.inputs;
           i += static_cast<unsigned>(jobs)) {
        shard.number = request.first + i;
        status = run_one(pipeline, make_input(corpus, request.seed, shard.number), seconds_for_one, shard);
      }
      return status;
    });
  }
  Summary summary;
  for (int ended = 0; ended < jobs; ++ended) {
    int status = 0;
    const pid_t child = wait(&status);
    const auto job = static_cast<std::size_t>(std::find(children.begin(), children.end(), child) - children.begin());
    const Board::Shard& shard = board.shards.at(job);
    const std::string what = failure_from(status, shard, seconds_for_one);
    add(shard, summary);
    if (what.empty() || summary.failure) continue;
    summary.failure = Failure{shard.number, what};
    for (const pid_t other : children)
      if (other != 0 && other != child) kill(other, SIGTERM);
  }
  munmap(&board, sizeof(Board));
  return summary;
}

std::string failure_of(const Pipeline& pipeline, const Input& input, int seconds) {
  Board& board = make_board();
  const pid_t child = start([&] {
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO);
    _exit(run_one(pipeline, input, seconds, board.shards[0]));  // what leaks is found at the end of a shard
    return 0;
  });
  int status = 0;
  waitpid(child, &status, 0);
  std::string what = failure_from(status, board.shards[0], seconds);
  munmap(&board, sizeof(Board));
  return what;
}

}  // namespace mlo::fuzz
