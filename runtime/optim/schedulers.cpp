// Learning-rate schedules as factors, PyTorch's closed forms divided by the initial rate.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "runtime/optim/optimizer.h"

namespace mlo::optim {
namespace {

using sema::Arguments;

/// The length of a schedule: argument `i`, or `none` for all steps of the run.
double span(const Arguments& a, std::size_t i, std::int64_t total) {
  const double steps = a[i].is_none() ? static_cast<double>(total) : a[i].number();
  return std::max(steps, 1.0);
}

double cosine_annealing(const Arguments& a, std::int64_t t, std::int64_t total) {
  const double low = a[1].number();
  return low + (1 - low) * (1 + std::cos(std::numbers::pi * static_cast<double>(t) / span(a, 0, total))) / 2;
}

double multi_step(const Arguments& a, std::int64_t t, std::int64_t) {
  const auto passed = [t](const sema::Argument& milestone) { return milestone.number() <= static_cast<double>(t); };
  const Arguments* milestones = a[0].list();
  const auto count =
      milestones != nullptr ? std::count_if(milestones->begin(), milestones->end(), passed) : passed(a[0]);
  return std::pow(a[1].number(), static_cast<double>(count));
}

std::string unordered_milestones(const Arguments& a) {
  const Arguments* milestones = a[0].list();
  const auto later = [](const sema::Argument& x, const sema::Argument& y) { return x.number() >= y.number(); };
  const bool ordered =
      milestones == nullptr || std::adjacent_find(milestones->begin(), milestones->end(), later) == milestones->end();
  return ordered ? "" : "`milestones` of `multi_step` must rise: each is a later step, counted from the first";
}

double step(const Arguments& a, std::int64_t t, std::int64_t) {
  return std::pow(a[1].number(), std::floor(static_cast<double>(t) / a[0].number()));
}

double exponential(const Arguments& a, std::int64_t t, std::int64_t) {
  return std::pow(a[0].number(), static_cast<double>(t));
}

double linear_warmup(const Arguments& a, std::int64_t t, std::int64_t) {
  const double start = a[1].number();
  return start + (1 - start) * std::min(1.0, static_cast<double>(t) / a[0].number());
}

double polynomial(const Arguments& a, std::int64_t t, std::int64_t total) {
  return std::pow(1 - std::min(1.0, static_cast<double>(t) / span(a, 0, total)), a[1].number());
}

double constant(const Arguments& a, std::int64_t, std::int64_t) { return a[0].number(); }

struct SchedulerEntry {
  const char* signature;
  const char* doc;
  double (*factor)(const Arguments&, std::int64_t, std::int64_t);
  std::string (*contradiction)(const Arguments&) = nullptr;
};

constexpr SchedulerEntry scheduler_table[] = {
    {"cosine_annealing(t_max: integer? in 1.. = none, eta_min: real = 0)",
     "`eta_min + (1 - eta_min) (1 + cos(pi t / t_max)) / 2` (Loshchilov and Hutter 2017); without t_max over the whole "
     "run. "
     "eta_min is a share of lr.",
     cosine_annealing},
    {"multi_step(milestones: integers in 0.., gamma: real = 0.1)", "`gamma^k` after k of the milestones.", multi_step,
     unordered_milestones},
    {"step(size: integer in 1.., gamma: real = 0.1)", "`gamma^(t // size)`.", step},
    {"exponential(gamma: real)", "`gamma^t`.", exponential},
    {"linear_warmup(steps: integer in 1.., start: real = 0)", "From start to 1 in so many steps, then 1.",
     linear_warmup},
    {"polynomial(steps: integer? in 1.. = none, power: real in 0.. = 1)",
     "`(1 - t / steps)^power`, then 0; without steps over the whole run.", polynomial},
    {"constant(factor: real = 1)", "The same factor throughout.", constant},
};

}  // namespace

void add_schedulers(sema::Catalog& catalog) {
  for (const SchedulerEntry& entry : scheduler_table) {
    auto builtin = std::make_unique<SchedulerBuiltin>();
    builtin->kind = sema::BuiltinKind::scheduler;
    builtin->signature = sema::parse_signature(entry.signature);
    builtin->doc = entry.doc;
    builtin->factor = entry.factor;
    builtin->contradiction = entry.contradiction;
    catalog.add(std::move(builtin));
  }
}

}  // namespace mlo::optim
