/* What of Concurrency Kit is C that is no C++: its rings, and the locks that threads wait in line for. */
#include <ck_ring.h>
#include <spinlock/clh.h>
#include <spinlock/mcs.h>
#include <stdint.h>
#include <stdlib.h>
#include <structures/peers/ck/ck.h>

enum { kLine = 128 };

static void* new_lines(size_t bytes) {
  void* made = aligned_alloc(kLine, (bytes + kLine - 1) / kLine * kLine);
  if (made == NULL) abort();
  return made;
}

struct item {
  uint64_t value;
};
CK_RING_PROTOTYPE(item, item)

struct fenceline_ck_ring {
  ck_ring_t ring;
  struct item* buffer;
};

struct fenceline_ck_ring* fenceline_ck_ring_new(unsigned slots) {
  struct fenceline_ck_ring* made = new_lines(sizeof *made);
  made->buffer = new_lines(slots * sizeof(struct item));
  ck_ring_init(&made->ring, slots);
  return made;
}
void fenceline_ck_ring_delete(struct fenceline_ck_ring* ring) {
  free(ring->buffer);
  free(ring);
}

bool fenceline_ck_push_spsc(struct fenceline_ck_ring* to, uint64_t value) {
  struct item item = {value};
  return ck_ring_enqueue_spsc_item(&to->ring, to->buffer, &item);
}
bool fenceline_ck_pop_spsc(struct fenceline_ck_ring* from, uint64_t* value) {
  struct item item;
  if (!ck_ring_dequeue_spsc_item(&from->ring, from->buffer, &item)) return false;
  *value = item.value;
  return true;
}
bool fenceline_ck_push_mpmc(struct fenceline_ck_ring* to, uint64_t value) {
  struct item item = {value};
  return ck_ring_enqueue_mpmc_item(&to->ring, to->buffer, &item);
}
bool fenceline_ck_pop_mpmc(struct fenceline_ck_ring* from, uint64_t* value) {
  struct item item;
  if (!ck_ring_dequeue_mpmc_item(&from->ring, from->buffer, &item)) return false;
  *value = item.value;
  return true;
}

void fenceline_ck_mcs_lock(void** lock, void* node) {
  ck_spinlock_mcs_lock((struct ck_spinlock_mcs**)lock, node);
}
void fenceline_ck_mcs_unlock(void** lock, void* node) {
  ck_spinlock_mcs_unlock((struct ck_spinlock_mcs**)lock, node);
}

void* fenceline_ck_clh_new(void) {
  struct ck_spinlock_clh* made = new_lines(sizeof *made);
  made->wait = 0;
  made->previous = NULL;
  return made;
}
void fenceline_ck_clh_lock(void** lock, void* node) {
  ck_spinlock_clh_lock((struct ck_spinlock_clh**)lock, node);
}
void fenceline_ck_clh_unlock(void** node) { ck_spinlock_clh_unlock((struct ck_spinlock_clh**)node); }
