// liburcu's hash map: split-ordered lists that grow and shrink, read under RCU. The flavour is the one that asks nothing
// of threads ("bp"); what is erased goes to call_rcu, whose thread frees it.
// package: liburcu-dev
// header: urcu/rculfhash.h
// library: urcu-cds
// library: urcu-bp
// library: urcu-common
#pragma once
#ifndef _LGPL_SOURCE
#define _LGPL_SOURCE  // inlined, as the others are
#endif
#include <structures/map/hash.h>
#include <structures/map/concept.h>
#include <urcu/urcu-bp.h>

#include <urcu/rculfhash.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>

namespace fenceline::peers::urcu {

class LockFreeHash {
 public:
  using key_type = std::uint64_t;
  using mapped_type = std::uint64_t;
  using Member = NoMember;

  explicit LockFreeHash(std::size_t keys)
      : table_(cds_lfht_new_flavor(std::bit_ceil(keys), 1, 0, CDS_LFHT_AUTO_RESIZE | CDS_LFHT_ACCOUNTING,
                                   &urcu_bp_flavor, nullptr)) {
    if (table_ == nullptr) throw std::bad_alloc();
  }
  ~LockFreeHash() {
    cds_lfht_iter at;
    for (cds_lfht_first(table_, &at); Entry* const entry = entry_at(at);) {
      cds_lfht_next(table_, &at);
      urcu_bp_read_lock();
      cds_lfht_del(table_, &entry->node);
      urcu_bp_read_unlock();
      delete entry;
    }
    cds_lfht_destroy(table_, nullptr);
  }
  LockFreeHash(const LockFreeHash&) = delete;
  LockFreeHash& operator=(const LockFreeHash&) = delete;

  bool insert(Member&, key_type key, mapped_type value) {
    auto* const fresh = new Entry{{}, {}, key, value};
    cds_lfht_node_init(&fresh->node);
    const Reading reading;
    if (cds_lfht_add_unique(table_, hash(key), is_key, &key, &fresh->node) == &fresh->node) return true;
    delete fresh;
    return false;
  }
  bool erase(Member&, key_type key) {
    const Reading reading;
    Entry* const entry = look_up(key);
    if (entry == nullptr || cds_lfht_del(table_, &entry->node) != 0) return false;
    urcu_bp_call_rcu(&entry->head, free_entry);
    return true;
  }
  bool find(Member&, key_type key, mapped_type& value) {
    const Reading reading;
    Entry* const entry = look_up(key);
    if (entry == nullptr) return false;
    value = entry->value;
    return true;
  }
  std::size_t size() {
    const Reading reading;
    std::size_t keys = 0;
    cds_lfht_iter at;
    for (cds_lfht_first(table_, &at); entry_at(at) != nullptr; cds_lfht_next(table_, &at)) ++keys;
    return keys;
  }

 private:
  struct Entry {
    cds_lfht_node node;
    rcu_head head;
    key_type key;
    mapped_type value;
  };
  struct Reading {
    Reading() { urcu_bp_read_lock(); }
    ~Reading() { urcu_bp_read_unlock(); }
  };

  /// The table goes by the lowest bits.
  static unsigned long hash(key_type key) { return static_cast<unsigned long>(FibonacciHash{}(key) >> 32); }
  static Entry* entry_of(cds_lfht_node* node) { return caa_container_of(node, Entry, node); }
  static Entry* entry_of(rcu_head* head) { return caa_container_of(head, Entry, head); }
  static Entry* entry_at(cds_lfht_iter& at) {
    cds_lfht_node* const node = cds_lfht_iter_get_node(&at);
    return node == nullptr ? nullptr : entry_of(node);
  }
  static int is_key(cds_lfht_node* node, const void* key) {
    return entry_of(node)->key == *static_cast<const key_type*>(key);
  }
  static void free_entry(rcu_head* head) { delete entry_of(head); }
  Entry* look_up(key_type key) {
    cds_lfht_iter at;
    cds_lfht_lookup(table_, hash(key), is_key, &key, &at);
    return entry_at(at);
  }

  cds_lfht* const table_;
};

template <class F>
void for_each_map(F&& f) {
  f.template operator()<LockFreeHash>("hash", "urcu_lfht");
}

}  // namespace fenceline::peers::urcu
