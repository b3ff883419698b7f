// A container of another library behind our concept of a queue or a stack.
#pragma once
#include <structures/queue/concept.h>

#include <cstddef>
#include <cstdint>

namespace fenceline::peers {

/// What a library's adapter says of one of its containers: its type and how an item is put in and taken out, both
/// false where that cannot be done now.
///
///   struct Ring : Container<the::Ring<std::uint64_t>, 1, 1> {
///     static Inner make(std::size_t capacity) { return Inner(capacity); }
///     static bool push(Inner& ring, std::uint64_t item) { return ring.push(item); }
///     static bool pop(Inner& ring, std::uint64_t& item) { return ring.pop(item); }
///   };
template <class Type, unsigned Producers = kMany, unsigned Consumers = kMany>
struct Container {
  using Inner = Type;
  static constexpr unsigned kProducers = Producers, kConsumers = Consumers;
  static Inner make(std::size_t capacity) { return Inner(capacity); }
};

template <class Adapter>
class Peer {
 public:
  using value_type = std::uint64_t;
  static constexpr unsigned kProducers = Adapter::kProducers, kConsumers = Adapter::kConsumers;
  static constexpr bool kOrdered = is_ordered<Adapter>();

  explicit Peer(std::size_t capacity) : capacity_(capacity), inner_(Adapter::make(capacity)) {}
  std::size_t capacity() const { return capacity_; }
  bool try_push(value_type item) { return Adapter::push(inner_, item); }
  bool try_pop(value_type& item) { return Adapter::pop(inner_, item); }

 private:
  std::size_t capacity_;
  typename Adapter::Inner inner_;
};

}  // namespace fenceline::peers
