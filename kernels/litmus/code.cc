#include <arch/litmus.h>
#include <kernels/litmus/code.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace fenceline::litmus {
namespace {

/// The same by GNU as and objcopy; empty where they are not there or do not know it either.
std::vector<uint8_t> system_assembler(const std::string& text) {
  char directory[] = "/tmp/fenceline-as-XXXXXX";
  if (!mkdtemp(directory)) return {};
  const std::string stem = directory;
  std::ofstream(stem + "/code.s") << ".text\n" << text;
  const std::string command = std::string(arch::kAssembler) + " -o " + stem + "/code.o " + stem +
                              "/code.s 2>/dev/null && objcopy -O binary -j .text " + stem + "/code.o " + stem +
                              "/code.bin 2>/dev/null";
  std::vector<uint8_t> bytes;
  if (std::system(command.c_str()) == 0) {
    std::ifstream in(stem + "/code.bin", std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  for (const char* file : {"/code.s", "/code.o", "/code.bin"}) unlink((stem + file).c_str());
  rmdir(directory);
  return bytes;
}

}  // namespace

arch::Assembled assemble(const std::string& text) {
  auto out = arch::assemble(text, arch::encode);
  if (out.error.empty()) return out;
  auto bytes = system_assembler(text);
  if (bytes.empty())
    throw std::runtime_error(out.error + ", and the system's assembler (" + std::string(arch::kAssembler) +
                             ") is not there or refuses it");
  return {std::move(bytes), {}, {}};
}

std::string_view Code::at(const void* address) const {
  const auto offset = size_t(static_cast<const std::byte*>(address) - static_cast<const std::byte*>(pages_.address()));
  if (offset >= bytes_) return {};
  const auto next = std::upper_bound(lines_.begin(), lines_.end(), offset,
                                     [](size_t o, const auto& line) { return o < line.first; });
  return next == lines_.begin() ? std::string_view{} : std::prev(next)->second;
}

}  // namespace fenceline::litmus
