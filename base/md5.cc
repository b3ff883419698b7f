#include <base/md5.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace fenceline {
namespace {

using Words = std::array<std::uint32_t, 4>;

// RFC 1321, 3.4: constants of the rounds are of sines.
std::uint32_t sine(unsigned i) { return static_cast<std::uint32_t>(std::fabs(std::sin(i + 1.0)) * 4294967296.0); }

void add_block(Words& state, std::string_view block) {
  static constexpr int kShifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  std::array<std::uint32_t, 16> x = {};
  for (unsigned i = 0; i < 64; ++i) x[i / 4] |= std::uint32_t{static_cast<unsigned char>(block[i])} << 8 * (i % 4);
  auto [a, b, c, d] = state;
  for (unsigned i = 0; i < 64; ++i) {
    const unsigned round = i / 16;
    const std::uint32_t mixed = round == 0   ? (b & c) | (~b & d)
                                : round == 1 ? (b & d) | (c & ~d)
                                : round == 2 ? b ^ c ^ d
                                             : c ^ (b | ~d);
    const unsigned word = round == 0 ? i : round == 1 ? 5 * i + 1 : round == 2 ? 3 * i + 5 : 7 * i;
    const std::uint32_t sum = a + mixed + x[word % 16] + sine(i);
    a = d, d = c, c = b;
    b += std::rotl(sum, kShifts[round][i % 4]);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

}  // namespace

std::string md5(std::string_view text) {
  std::string padded(text);
  padded += '\x80';
  padded.resize((padded.size() + 8 + 63) / 64 * 64 - 8, '\0');
  for (unsigned i = 0; i < 8; ++i) padded += static_cast<char>(std::uint64_t{text.size()} * 8 >> 8 * i & 0xff);
  Words state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  for (std::size_t at = 0; at < padded.size(); at += 64) add_block(state, std::string_view(padded).substr(at, 64));
  std::string out;
  for (const std::uint32_t word : state)
    for (unsigned i = 0; i < 4; ++i) out += static_cast<char>(word >> 8 * i & 0xff);
  return out;
}

std::string hexadecimal(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace fenceline
