// The data sources of the language: signature, documentation, and what each makes.
#include "runtime/data/cuts.h"
#include "runtime/data/sources/sources.h"

namespace mlo::data {
namespace {

using ops::Call;
using Parts = std::vector<DatasetPtr>;

/// The argument itself: what is made of a set keeps it.
DatasetPtr dataset(const Call& call, std::size_t i) {
  if (const auto* data = std::get_if<DatasetPtr>(&call[i].data)) return *data;
  call.dataset(i);  // throws: says what it must be
  return nullptr;
}

struct Entry {
  const char* signature;
  const char* doc;
  Parts (*make)(Call& call);
};

const Entry entries[] = {
    {"glyphs(classes: integer in 1.., per_class: integer in 1.. = 20, seed: integer = 0, style: integer in 0.. = 0)",
     "Characters of random strokes, drawn by many hands: something like Omniglot that needs no download.\n"
     "x [N, 1, 28, 28] in 0..1 (1 is ink), y the class; N = classes * per_class, sorted by class. Class c is the same "
     "character whatever `classes` is, and under every style: `seed` draws the alphabet, `style` the look of its "
     "strokes "
     "(0 a ball-point pen, 1 a broad brush, 2 a running hand, 3 an angular one, 4 and more drawn at random).\n"
     "After the generative model of Lake, Salakhutdinov, Tenenbaum, Human-level concept learning through probabilistic "
     "program induction, Science 2015.",
     [](Call& c) -> Parts { return {glyphs(c.integer(0), c.integer(1), c.integer(2), c.integer(3))}; }},
    {"omniglot_images(path: string, size: integer in 8..105 = 28)",
     "Omniglot's drawings from a folder or zip at any depth: each folder that holds PNG files is a class, in sorted "
     "order.\n"
     "x [N, 1, size, size] in 0..1 (1 is ink), the 105 x 105 drawings averaged over areas; y the class.\n"
     "Lake, Salakhutdinov, Tenenbaum, Science 2015; files: github.com/brendenlake/omniglot.",
     [](Call& c) -> Parts { return {omniglot_images(c.string(0), c.integer(1))}; }},
    {"mnist_images(path: string)",
     "MNIST, or a set in its format, from a folder with idx files, gzipped or not: train-images-idx3-ubyte, "
     "train-labels-idx1-ubyte and the pair t10k-..., one after the other where both are there.\n"
     "x [N, 1, 28, 28] in 0..1 (1 is ink), y the digit.\n"
     "LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, 1998.",
     [](Call& c) -> Parts { return {mnist_images(c.string(0))}; }},
    {"csv(path: string, target: integer = -1, header: boolean = false)",
     "A table of numbers. x [N, D] holds all columns but the target's (counted from 0; negative: from the right).\n"
     "y is [N, 1] where the target column holds numbers; where it holds words they are classes, in sorted order.",
     [](Call& c) -> Parts { return {csv(c.string(0), c.integer(1), c.boolean(2))}; }},
    {"linear_labels(count: integer in 1.., features: integer in 1.., noise: real in 0..1 = 0.0, seed: integer = 0)",
     "x ~ N(0, 1), [count, features]; y = 1 where x . w > 0 for a hidden w ~ N(0, 1), else 0, as numbers [count, 1]; "
     "each "
     "flipped with probability `noise`.",
     [](Call& c) -> Parts { return {linear_labels(c.integer(0), c.integer(1), c.number(2), c.integer(3))}; }},
    {"split(data: dataset, shares: reals, seed: integer = 0, stratify: boolean = false)",
     "One disjoint part for each share, in random order; shares sum to 1, sizes go by largest remainder. With "
     "`stratify` "
     "each class is cut in these shares.",
     [](Call& c) { return split(dataset(c, 0), c.reals(1), c.integer(2), c.boolean(3)); }},
    {"split_classes(data: dataset, shares: reals, seed: integer = 0)",
     "Parts of disjoint classes, one for each share, whose classes are numbered from 0 in each part.",
     [](Call& c) { return split_classes(dataset(c, 0), c.reals(1), c.integer(2)); }},
    {"long_tail(data: dataset, factor: real in 1.., seed: integer = 0)",
     "Class c of C keeps n * factor^(-c / (C - 1)) samples, n being the largest class's size: the last one has a "
     "`factor`-th of the first.\nCui, Jia, Lin, Song, Belongie, Class-balanced loss based on effective number of "
     "samples, CVPR 2019.",
     [](Call& c) -> Parts { return {long_tail(dataset(c, 0), c.number(1), c.integer(2))}; }},
    {"corrupt_labels(data: dataset, rate: real in 0..1, seed: integer = 0)",
     "The same samples with a share `rate` of the labels replaced by another class, each equally likely.",
     [](Call& c) -> Parts { return {corrupt_labels(dataset(c, 0), c.number(1), c.integer(2))}; }},
    {"take(data: dataset, count: integer in 1.., seed: integer = 0, stratify: boolean = false)",
     "`count` samples drawn at random without replacement; with `stratify` the same share of each class.",
     [](Call& c) -> Parts { return {take(dataset(c, 0), c.integer(1), c.integer(2), c.boolean(3))}; }},
};

}  // namespace

void add_data(sema::Catalog& catalog) {
  for (const Entry& entry : entries) {
    auto builtin = std::make_unique<DataBuiltin>();
    builtin->kind = sema::BuiltinKind::data;
    builtin->signature = sema::parse_signature(entry.signature);
    builtin->doc = entry.doc;
    builtin->make = entry.make;
    catalog.add(std::move(builtin));
  }
}

}  // namespace mlo::data
