/* What ck.c offers to C++: each is a call, where the library's own is inlined. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fenceline_ck_ring;
/* slots: a power of two; one of them stays empty. */
struct fenceline_ck_ring* fenceline_ck_ring_new(unsigned slots);
void fenceline_ck_ring_delete(struct fenceline_ck_ring* ring);
bool fenceline_ck_push_spsc(struct fenceline_ck_ring* to, uint64_t value);
bool fenceline_ck_pop_spsc(struct fenceline_ck_ring* from, uint64_t* value);
bool fenceline_ck_push_mpmc(struct fenceline_ck_ring* to, uint64_t value);
bool fenceline_ck_pop_mpmc(struct fenceline_ck_ring* from, uint64_t* value);

/* lock: the last in line, null at first. node: two words of the caller's. */
void fenceline_ck_mcs_lock(void** lock, void* node);
void fenceline_ck_mcs_unlock(void** lock, void* node);

/* lock: a node at first. unlock leaves the caller another node than it came with. Nodes go back by free(). */
void* fenceline_ck_clh_new(void);
void fenceline_ck_clh_lock(void** lock, void* node);
void fenceline_ck_clh_unlock(void** node);

#ifdef __cplusplus
}
#endif
