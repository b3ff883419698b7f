/* What ck_barrier.c offers to C++. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum fenceline_ck_barrier_kind {
  FENCELINE_CK_CENTRALIZED,
  FENCELINE_CK_COMBINING,
  FENCELINE_CK_DISSEMINATION,
  FENCELINE_CK_TOURNAMENT,
  FENCELINE_CK_MCS
};
/* A thread, from 0, and what the library keeps of it. */
struct fenceline_ck_barrier_node {
  unsigned thread;
  unsigned words[4];
};
struct fenceline_ck_barrier;

struct fenceline_ck_barrier* fenceline_ck_barrier_new(enum fenceline_ck_barrier_kind kind, unsigned threads);
void fenceline_ck_barrier_delete(struct fenceline_ck_barrier* barrier);
void fenceline_ck_barrier_node_init(enum fenceline_ck_barrier_kind kind, struct fenceline_ck_barrier_node* node);
void fenceline_ck_barrier_meet(struct fenceline_ck_barrier* barrier, struct fenceline_ck_barrier_node* node);

#ifdef __cplusplus
}
#endif
