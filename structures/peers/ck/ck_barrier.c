/* Concurrency Kit's barriers: what they are made of, and what each thread brings. Threads have numbers of our own, where
 * the library would give them in the order in which they come. */
#include <ck_barrier.h>
#include <stdlib.h>
#include <structures/peers/ck/ck_barrier_c.h>

enum { kLine = 128, kFan = 4 };

union state {
  ck_barrier_centralized_state_t centralized;
  ck_barrier_combining_state_t combining;
  ck_barrier_dissemination_state_t dissemination;
  ck_barrier_tournament_state_t tournament;
  ck_barrier_mcs_state_t mcs;
};
_Static_assert(sizeof(union state) <= sizeof(((struct fenceline_ck_barrier_node*)0)->words), "a node has room for it");

struct fenceline_ck_barrier {
  enum fenceline_ck_barrier_kind kind;
  unsigned threads;
  union {
    ck_barrier_centralized_t centralized;
    struct {
      ck_barrier_combining_t barrier;
      ck_barrier_combining_group_t* groups; /* the first one is the root */
    } combining;
    struct {
      ck_barrier_dissemination_t* barriers;
      ck_barrier_dissemination_flag_t** flags;
    } dissemination;
    struct {
      ck_barrier_tournament_t barrier;
      ck_barrier_tournament_round_t** rounds;
    } tournament;
    ck_barrier_mcs_t* mcs;
  } of;
};

static void* lines(size_t bytes) {
  void* made = aligned_alloc(kLine, (bytes + kLine - 1) / kLine * kLine);
  if (made == NULL) abort();
  return made;
}
static void** rows(unsigned count, size_t bytes) {
  void** made = lines(count * sizeof *made);
  for (unsigned i = 0; i < count; ++i) made[i] = lines(bytes);
  return made;
}
static void free_rows(void** made, unsigned count) {
  for (unsigned i = 0; i < count; ++i) free(made[i]);
  free(made);
}

struct fenceline_ck_barrier* fenceline_ck_barrier_new(enum fenceline_ck_barrier_kind kind, unsigned threads) {
  struct fenceline_ck_barrier* b = lines(sizeof *b);
  b->kind = kind;
  b->threads = threads;
  switch (kind) {
    case FENCELINE_CK_CENTRALIZED:
      b->of.centralized = (ck_barrier_centralized_t)CK_BARRIER_CENTRALIZED_INITIALIZER;
      break;
    case FENCELINE_CK_COMBINING: {
      const unsigned groups = (threads + kFan - 1) / kFan;
      b->of.combining.groups = lines((groups + 1) * sizeof *b->of.combining.groups);
      ck_barrier_combining_init(&b->of.combining.barrier, b->of.combining.groups);
      for (unsigned i = 0; i < groups; ++i)
        ck_barrier_combining_group_init(&b->of.combining.barrier, b->of.combining.groups + 1 + i,
                                        i + 1 < groups ? kFan : threads - i * kFan);
      break;
    }
    case FENCELINE_CK_DISSEMINATION:
      b->of.dissemination.barriers = lines(threads * sizeof *b->of.dissemination.barriers);
      b->of.dissemination.flags = (ck_barrier_dissemination_flag_t**)rows(
          threads, ck_barrier_dissemination_size(threads) * sizeof(ck_barrier_dissemination_flag_t));
      ck_barrier_dissemination_init(b->of.dissemination.barriers, b->of.dissemination.flags, threads);
      break;
    case FENCELINE_CK_TOURNAMENT:
      b->of.tournament.rounds = (ck_barrier_tournament_round_t**)rows(
          threads, ck_barrier_tournament_size(threads) * sizeof(ck_barrier_tournament_round_t));
      ck_barrier_tournament_init(&b->of.tournament.barrier, b->of.tournament.rounds, threads);
      break;
    case FENCELINE_CK_MCS:
      b->of.mcs = lines(threads * sizeof *b->of.mcs);
      ck_barrier_mcs_init(b->of.mcs, threads);
      break;
  }
  return b;
}

void fenceline_ck_barrier_delete(struct fenceline_ck_barrier* b) {
  switch (b->kind) {
    case FENCELINE_CK_CENTRALIZED:
      break;
    case FENCELINE_CK_COMBINING:
      free(b->of.combining.groups);
      break;
    case FENCELINE_CK_DISSEMINATION:
      free_rows((void**)b->of.dissemination.flags, b->threads);
      free(b->of.dissemination.barriers);
      break;
    case FENCELINE_CK_TOURNAMENT:
      free_rows((void**)b->of.tournament.rounds, b->threads);
      break;
    case FENCELINE_CK_MCS:
      free(b->of.mcs);
      break;
  }
  free(b);
}

void fenceline_ck_barrier_node_init(enum fenceline_ck_barrier_kind kind, struct fenceline_ck_barrier_node* node) {
  union state* state = (union state*)node->words;
  switch (kind) {
    case FENCELINE_CK_CENTRALIZED:
      state->centralized = (ck_barrier_centralized_state_t)CK_BARRIER_CENTRALIZED_STATE_INITIALIZER;
      break;
    case FENCELINE_CK_COMBINING:
      state->combining = (ck_barrier_combining_state_t)CK_BARRIER_COMBINING_STATE_INITIALIZER;
      break;
    case FENCELINE_CK_DISSEMINATION:
      state->dissemination = (ck_barrier_dissemination_state_t){.parity = 0, .sense = ~0u, .tid = node->thread};
      break;
    case FENCELINE_CK_TOURNAMENT:
      state->tournament = (ck_barrier_tournament_state_t){.sense = ~0u, .vpid = node->thread};
      break;
    case FENCELINE_CK_MCS:
      state->mcs = (ck_barrier_mcs_state_t){.sense = ~0u, .vpid = node->thread};
      break;
  }
}

void fenceline_ck_barrier_meet(struct fenceline_ck_barrier* b, struct fenceline_ck_barrier_node* node) {
  union state* state = (union state*)node->words;
  switch (b->kind) {
    case FENCELINE_CK_CENTRALIZED:
      return ck_barrier_centralized(&b->of.centralized, &state->centralized, b->threads);
    case FENCELINE_CK_COMBINING:
      return ck_barrier_combining(&b->of.combining.barrier, b->of.combining.groups + 1 + node->thread / kFan,
                                  &state->combining);
    case FENCELINE_CK_DISSEMINATION:
      return ck_barrier_dissemination(b->of.dissemination.barriers, &state->dissemination);
    case FENCELINE_CK_TOURNAMENT:
      return ck_barrier_tournament(&b->of.tournament.barrier, &state->tournament);
    case FENCELINE_CK_MCS:
      return ck_barrier_mcs(b->of.mcs, &state->mcs);
  }
}
