// An execution as texts in cat speak of it. In C++ an atomic update is one event there, a read and a write at once
// (herd7's RMW); elsewhere it is two, and the view is the execution itself.
#pragma once

#include <models/execution.h>

#include <array>

namespace fenceline::models::cat {

struct View {
  const Execution* x = nullptr;
  EventSet all = 0;
  int size() const { return x->size(); }
};

class Viewer {
 public:
  // `fresh`: the paths are others than the last time.
  const View& look(const Execution& x, bool fresh);
  // Of the view, in events of the execution: an update is its read.
  Relation original(const Relation& r) const;

 private:
  void merge(const Execution& x);
  Relation merged(const Relation& r) const;

  View view_;
  bool merges_ = false;
  int size_ = 0;  // of the execution
  Execution merged_;
  std::array<int, kMaxEvents> to_ = {}, from_ = {};  // event -> its merged one; and back
};

}  // namespace fenceline::models::cat
