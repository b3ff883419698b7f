// Concurrency Kit's hash map for one writer: others may read meanwhile. It is C that is no C++: each operation is a call,
// a nanosecond or two that the others do not pay. A table that has been outgrown is kept to the end, for readers who may
// be in it.
// package: libck-dev
// header: ck_ht.h
// library: ck
// source: ck_map.c
#pragma once
#include <structures/map/concept.h>
#include <structures/peers/ck/ck_map.h>

#include <cstddef>
#include <memory>

namespace fenceline::peers::ck {

class HashTable {
 public:
  using key_type = std::uint64_t;
  using mapped_type = std::uint64_t;
  using Member = NoMember;
  static constexpr unsigned kWriters = 1;

  explicit HashTable(std::size_t keys) : table_(fenceline_ck_ht_new(keys)) {}
  bool insert(Member&, key_type key, mapped_type value) { return fenceline_ck_ht_put(table_.get(), key, value); }
  bool erase(Member&, key_type key) { return fenceline_ck_ht_remove(table_.get(), key); }
  bool find(Member&, key_type key, mapped_type& value) { return fenceline_ck_ht_get(table_.get(), key, &value); }
  std::size_t size() { return fenceline_ck_ht_count(table_.get()); }

 private:
  struct Delete {
    void operator()(fenceline_ck_ht* table) const { fenceline_ck_ht_delete(table); }
  };
  std::unique_ptr<fenceline_ck_ht, Delete> table_;
};

template <class F>
void for_each_map(F&& f) {
  f.template operator()<HashTable>("hash", "ck_ht");
}

}  // namespace fenceline::peers::ck
