#include <harness/machine/fingerprint.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>

namespace fenceline {

/// FNV-1a (Fowler, Noll, Vo) by words of eight bytes, for an emulator reads slowly.
std::string fingerprint(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  uint64_t hash = 0xcbf29ce484222325, word = 0;
  size_t bytes = 0;
  for (std::array<char, 1 << 16> block{}; in.read(block.data(), block.size()), in.gcount() > 0;) {
    const auto size = size_t(in.gcount());
    std::fill(block.begin() + ptrdiff_t(size), block.end(), '\0');
    for (size_t at = 0; at < size; at += sizeof word) {
      std::memcpy(&word, block.data() + at, sizeof word);
      hash = (hash ^ word) * 0x100000001b3;
    }
    bytes += size;
  }
  return bytes ? fmt::format("{:016x}, {} bytes", hash, bytes) : "";
}

}  // namespace fenceline
