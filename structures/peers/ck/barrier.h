// Concurrency Kit's barriers, all of which spin. They are C that is no C++, and in its library: an episode is a call.
// package: libck-dev
// header: ck_barrier.h
// library: ck
// source: ck_barrier.c
#pragma once
#include <structures/peers/ck/ck_barrier_c.h>

namespace fenceline::peers::ck {

template <fenceline_ck_barrier_kind kKind>
class Barrier {
 public:
  struct Node : fenceline_ck_barrier_node {
    explicit Node(unsigned thread) : fenceline_ck_barrier_node{thread, {}} {
      fenceline_ck_barrier_node_init(kKind, this);
    }
  };
  explicit Barrier(unsigned threads) : barrier_(fenceline_ck_barrier_new(kKind, threads)) {}
  ~Barrier() { fenceline_ck_barrier_delete(barrier_); }
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;
  void meet(Node& node) { fenceline_ck_barrier_meet(barrier_, &node); }

 private:
  fenceline_ck_barrier* const barrier_;
};

template <class F>
void for_each_barrier(F&& f) {
  f.template operator()<Barrier<FENCELINE_CK_CENTRALIZED>>("ck_centralized");
  f.template operator()<Barrier<FENCELINE_CK_COMBINING>>("ck_combining");
  f.template operator()<Barrier<FENCELINE_CK_DISSEMINATION>>("ck_dissemination");
  f.template operator()<Barrier<FENCELINE_CK_TOURNAMENT>>("ck_tournament");
  f.template operator()<Barrier<FENCELINE_CK_MCS>>("ck_mcs");
}

}  // namespace fenceline::peers::ck
