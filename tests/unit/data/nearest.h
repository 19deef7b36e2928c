// How hard a set of characters is for a classifier that learns nothing.
#pragma once

#include "runtime/data/dataset.h"

namespace mlo::test {

/// The accuracy of the nearest neighbour on raw pixels over tasks of so many classes: one support and five query
/// samples of each.
double nearest_neighbour_accuracy(const data::Dataset& set, int tasks, int ways);

}  // namespace mlo::test
