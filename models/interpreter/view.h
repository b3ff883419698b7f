// An execution as texts in cat speak of it. In C++ an atomic update is one event there, a read and a write at once
// (herd7's RMW); elsewhere it is two, and the view is the execution itself. For texts of the Linux kernel from before
// herd7's variant lkmmv2 an update that is a full barrier stands between two smp_mb().
#pragma once

#include <models/execution.h>

#include <array>

namespace fenceline::models::cat {

struct View {
  const Execution* x = nullptr;
  EventSet all = 0;
  EventSet locks = 0;  // accesses to spinlocks, where the text makes rf and co of these itself
  int size() const { return x->size(); }
};

// What a text asks of its view.
struct Wishes {
  bool own_locks = false;       // it makes rf and co of spinlocks itself
  bool fenced_updates = false;  // smp_mb() around updates that are full barriers
};

class Viewer {
 public:
  explicit Viewer(const Wishes& wishes) : wishes_(wishes) {}
  // `fresh`: the paths are others than the last time.
  const View& look(const Execution& x, bool fresh);
  // Of the view, in events of the execution: an update is its read; a fence that the view adds is what it stands beside.
  Relation original(const Relation& r) const;

 private:
  void merge(const Execution& x);
  void fence_updates(const Execution& x);
  void add(const Execution& x, int e);
  void map_paths(const Execution& x);
  Relation mapped(const Relation& r) const;

  const Wishes wishes_;
  View view_;
  bool differs_ = false;                             // the view is not the execution itself
  int size_ = 0;                                     // of the execution
  Execution seen_;                                   // where it differs
  std::array<int, kMaxEvents> to_ = {}, from_ = {};  // event -> that of the view; and back
};

}  // namespace fenceline::models::cat
