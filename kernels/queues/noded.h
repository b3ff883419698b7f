// An intrusive queue behind the concept of a bounded one: each producer has a ring of nodes, puts the next one in if it is
// free, and the consumer frees a node when it has read the item. So nodes go round, and no allocator is measured.
#pragma once
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <array>
#include <memory>

namespace fenceline {

/// producer_of(item): the number of the thread that puts it in.
template <IntrusiveQueue Q, unsigned (*producer_of)(std::uint64_t)>
class Noded {
 public:
  using value_type = std::uint64_t;
  static constexpr unsigned kProducers = kMany, kConsumers = 1;
  static constexpr unsigned kMostProducers = 4096;

  /// Of each producer.
  explicit Noded(std::size_t capacity) : capacity_(capacity) {}
  std::size_t capacity() const { return capacity_; }

  bool try_push(std::uint64_t item) {
    const unsigned producer = producer_of(item);
    if (producer >= kMostProducers) return false;
    auto& ring = rings_[producer];
    if (!ring) ring = std::make_unique<Ring>(capacity_);
    Cell& cell = ring->cells[ring->next];
    if (cell.taken.load(acquire<1>) != 0) return false;  // (1) acquire: pairs with the release in (2); forbids LB
    cell.item = item;
    cell.taken.store(1, relaxed);
    queue_.push(&cell);
    if (++ring->next == capacity_) ring->next = 0;
    return true;
  }
  bool try_pop(std::uint64_t& item) {
    auto* const cell = static_cast<Cell*>(queue_.pop());
    if (cell == nullptr) return false;
    item = cell->item;
    cell->taken.store(0, release<2>);  // (2) release: pairs with the acquire in (1); forbids LB
    return true;
  }

 private:
  struct Cell : Q::Node {
    std::uint64_t item = 0;
    Native::atomic<std::uint32_t> taken{0};
  };
  struct Ring {
    explicit Ring(std::size_t capacity) : cells(std::make_unique<Cell[]>(capacity)) {}
    const std::unique_ptr<Cell[]> cells;
    std::size_t next = 0;
  };

  const std::size_t capacity_;
  std::array<std::unique_ptr<Ring>, kMostProducers> rings_;  // made by its producer
  Q queue_;
};

}  // namespace fenceline
