#include "runtime/data/view.h"

#include <ATen/ops/index_select.h>

#include <utility>

#include "runtime/data/tensors.h"

namespace mlo::data {
namespace {

class View final : public Dataset {
 public:
  /// `rows` undefined: all; `labels` undefined: the targets are no classes.
  View(DatasetPtr data, Tensor rows, Tensor labels, sema::DataInfo info)
      : data_(std::move(data)), rows_(std::move(rows)), labels_(std::move(labels)), info_(std::move(info)) {}

  const sema::DataInfo& info() const override { return info_; }
  Tensor targets() const override { return labels_.defined() ? labels_ : pick(data_->targets()); }

 private:
  Tensor pick(const Tensor& all) const { return rows_.defined() ? at::index_select(all, 0, rows_) : all; }
  Samples read() const override { return {pick(data_->samples().x), targets()}; }

  DatasetPtr data_;
  Tensor rows_, labels_;
  sema::DataInfo info_;
};

}  // namespace

DatasetPtr view(DatasetPtr data, const Tensor& rows) {
  const sema::DataInfo& whole = data->info();
  if (whole.classes > 0) {
    const Tensor labels = at::index_select(data->targets(), 0, rows);
    return relabelled(std::move(data), rows, labels, whole.classes);
  }
  sema::DataInfo info = whole;
  info.count = rows.numel();
  return std::make_shared<View>(std::move(data), rows, Tensor(), std::move(info));
}

DatasetPtr relabelled(DatasetPtr data, const Tensor& rows, const Tensor& labels, std::int64_t classes) {
  sema::DataInfo info = class_info(labels, classes, data->info().sample_shape);
  return std::make_shared<View>(std::move(data), rows, labels, std::move(info));
}

DatasetPtr relabelled(DatasetPtr data, const Tensor& labels) {
  const std::int64_t classes = data->info().classes;
  return relabelled(std::move(data), Tensor(), labels, classes);
}

}  // namespace mlo::data
