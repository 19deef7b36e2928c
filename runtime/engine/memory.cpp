#include "runtime/engine/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace mlo::engine {
namespace {

/// What a container leaves to this process (control groups, version 2); nothing where it is not limited.
rlim_t container_limit() {
  std::ifstream file("/sys/fs/cgroup/memory.max");
  rlim_t limit = 0;
  return file >> limit ? limit : RLIM_INFINITY;
}

}  // namespace

void limit_memory() {
  rlimit limit{};
  if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
  const auto machine = static_cast<rlim_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
  limit.rlim_cur = std::min({limit.rlim_cur, machine, container_limit()});
  setrlimit(RLIMIT_DATA, &limit);
}

}  // namespace mlo::engine
