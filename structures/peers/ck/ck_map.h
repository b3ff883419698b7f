/* What ck_map.c offers to C++: Concurrency Kit's hash map of words. One thread puts and removes, all may get. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fenceline_ck_ht;
/* keys: that it is to hold at first. No key may be the largest or the one before it. */
struct fenceline_ck_ht* fenceline_ck_ht_new(size_t keys);
void fenceline_ck_ht_delete(struct fenceline_ck_ht* table);
bool fenceline_ck_ht_put(struct fenceline_ck_ht* table, uint64_t key, uint64_t value);
bool fenceline_ck_ht_remove(struct fenceline_ck_ht* table, uint64_t key);
bool fenceline_ck_ht_get(struct fenceline_ck_ht* table, uint64_t key, uint64_t* value);
size_t fenceline_ck_ht_count(struct fenceline_ck_ht* table);

#ifdef __cplusplus
}
#endif
