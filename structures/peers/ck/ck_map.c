/* Concurrency Kit's hash map, which is C that is no C++. */
#include <ck_ht.h>
#include <stdlib.h>
#include <structures/peers/ck/ck_map.h>

struct fenceline_ck_ht {
  ck_ht_t table;
};

/* Readers may still be in what is freed later ("defer"): such tables stay, each half as large as the next. */
static void* take(size_t bytes) { return malloc(bytes); }
static void give_back(void* memory, size_t bytes, bool defer) {
  (void)bytes;
  if (!defer) free(memory);
}
static struct ck_malloc allocator = {.malloc = take, .free = give_back};

struct fenceline_ck_ht* fenceline_ck_ht_new(size_t keys) {
  struct fenceline_ck_ht* made = malloc(sizeof *made);
  if (made == NULL || !ck_ht_init(&made->table, CK_HT_MODE_DIRECT, NULL, &allocator, 2 * keys, 7)) abort();
  return made;
}
void fenceline_ck_ht_delete(struct fenceline_ck_ht* table) {
  ck_ht_destroy(&table->table);
  free(table);
}

/* 0 and the largest number are the library's own: keys are counted from 1. */
static ck_ht_hash_t hash_of(struct fenceline_ck_ht* table, uint64_t key) {
  ck_ht_hash_t hash;
  ck_ht_hash_direct(&hash, &table->table, (uintptr_t)key + 1);
  return hash;
}

/* ck_ht_put_spmc of 0.7.1 puts a key in once more that lies behind the place of one that was removed: it is asked first. */
bool fenceline_ck_ht_put(struct fenceline_ck_ht* table, uint64_t key, uint64_t value) {
  uint64_t there;
  if (fenceline_ck_ht_get(table, key, &there)) return false;
  const ck_ht_hash_t hash = hash_of(table, key);
  ck_ht_entry_t entry;
  ck_ht_entry_set_direct(&entry, hash, (uintptr_t)key + 1, (uintptr_t)value);
  return ck_ht_put_spmc(&table->table, hash, &entry);
}
bool fenceline_ck_ht_remove(struct fenceline_ck_ht* table, uint64_t key) {
  ck_ht_entry_t entry;
  ck_ht_entry_key_set_direct(&entry, (uintptr_t)key + 1);
  return ck_ht_remove_spmc(&table->table, hash_of(table, key), &entry);
}
bool fenceline_ck_ht_get(struct fenceline_ck_ht* table, uint64_t key, uint64_t* value) {
  ck_ht_entry_t entry;
  ck_ht_entry_key_set_direct(&entry, (uintptr_t)key + 1);
  if (!ck_ht_get_spmc(&table->table, hash_of(table, key), &entry)) return false;
  *value = ck_ht_entry_value_direct(&entry);
  return true;
}
size_t fenceline_ck_ht_count(struct fenceline_ck_ht* table) { return ck_ht_count(&table->table); }
