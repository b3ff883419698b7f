// Memory that lies where a placement says.
#pragma once
#include <harness/machine/machine.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace fenceline {

/// Memory on a NUMA node, page-aligned, zeroed and touched from a thread bound to that node's PUs
/// where it has some. Where it landed is asked of the kernel (move_pages) after touching.
class NodeMemory {
 public:
  NodeMemory() = default;
  /// node: OS number, or nullopt: wherever first touch by the calling thread puts it.
  /// Throws RunError when the kernel refuses the memory.
  /// huge_pages: reserved ones (MAP_HUGETLB), else transparent ones; without it, base pages only.
  NodeMemory(const Machine&, std::optional<unsigned> node, size_t bytes, bool huge_pages = false);
  std::byte* data() const { return data_.get(); }
  /// The memory is there as long as this.
  std::shared_ptr<const void> owner() const { return data_; }
  size_t size() const { return bytes_; }
  /// The kernel was told the node: its pages can come from no other.
  bool bound() const { return bound_; }
  /// OS number of the node that holds most of its pages; nullopt: the kernel does not tell.
  std::optional<unsigned> landed_on() const { return landed_; }
  /// Share of the pages on landed_on(), 0 … 1.
  double landed_share() const { return share_; }
  enum class Pages : uint8_t { base, transparent, hugetlb };
  /// What it was backed with when it had been touched: transparent means at least half of it.
  Pages pages() const { return pages_; }
  /// What of it is not as asked: not bound, not read back, elsewhere, not on huge pages; else empty.
  const std::string& note() const { return note_; }

 private:
  std::shared_ptr<std::byte> data_;
  size_t bytes_ = 0;
  bool bound_ = false;
  std::optional<unsigned> landed_;
  double share_ = 0;
  Pages pages_ = Pages::base;
  std::string note_;
};
std::string name(NodeMemory::Pages);

/// Why memory that is asked of a node cannot be shown to lie there: the kernel refuses it, or a sandbox lets it neither
/// be bound nor be read back. Empty where it can.
std::string node_refused(const Machine&, unsigned node);

}  // namespace fenceline
