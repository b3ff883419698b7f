#include <harness/symbols.h>

#include <elf.h>
#include <fmt/format.h>
#include <link.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

namespace fenceline {
namespace {

/// Where a function lies: in the program, or in a plugin.
struct Object {
  std::string file;
  uint64_t bias = 0;
};

Object object_of(const void* function) {
  struct Search {
    uint64_t address;
    Object found;
  } search{reinterpret_cast<uint64_t>(function), {}};
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* out) {
        auto& wanted = *static_cast<Search*>(out);
        for (unsigned i = 0; i < info->dlpi_phnum; ++i) {
          const auto& segment = info->dlpi_phdr[i];
          const uint64_t begin = info->dlpi_addr + segment.p_vaddr;
          if (segment.p_type != PT_LOAD || wanted.address < begin || wanted.address >= begin + segment.p_memsz)
            continue;
          // The first, without a name, is the program itself.
          const std::string program = fmt::format("/proc/{}/exe", getpid());
          wanted.found = {info->dlpi_name && *info->dlpi_name ? info->dlpi_name : program, info->dlpi_addr};
          return 1;
        }
        return 0;
      },
      &search);
  return search.found;
}

/// Size of the function at `address` by the object's symbol table; 0 where it is stripped.
uint64_t size_of(const std::string& path, uint64_t address) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream buffer;
  buffer << in.rdbuf();
  const std::string file = buffer.str();
  if (file.size() < sizeof(ElfW(Ehdr))) return 0;
  ElfW(Ehdr) header;
  std::memcpy(&header, file.data(), sizeof header);
  for (unsigned i = 0; i < header.e_shnum; ++i) {
    ElfW(Shdr) section;
    const size_t at = header.e_shoff + size_t{i} * sizeof section;
    if (at + sizeof section > file.size()) return 0;
    std::memcpy(&section, file.data() + at, sizeof section);
    if (section.sh_type != SHT_SYMTAB || section.sh_offset + section.sh_size > file.size()) continue;
    for (size_t n = 0; n < section.sh_size / sizeof(ElfW(Sym)); ++n) {
      ElfW(Sym) symbol;
      std::memcpy(&symbol, file.data() + section.sh_offset + n * sizeof symbol, sizeof symbol);
      if (symbol.st_value == address && (symbol.st_info & 0xf) == STT_FUNC) return symbol.st_size;
    }
  }
  return 0;
}

/// For a shell.
std::string in_quotes(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

uint64_t link_address(const void* function) { return reinterpret_cast<uint64_t>(function) - object_of(function).bias; }

std::string disassembly(const void* function) {
  const Object object = object_of(function);
  const uint64_t begin = reinterpret_cast<uint64_t>(function) - object.bias;
  const uint64_t size = size_of(object.file, begin);
  const std::string command =
      fmt::format("objdump -d --no-show-raw-insn --start-address={:#x} --stop-address={:#x} {} 2>/dev/null", begin,
                  begin + (size ? size : 1024), in_quotes(object.file));
  std::string out;
  if (FILE* pipe = popen(command.c_str(), "r")) {
    char line[512];
    while (std::fgets(line, sizeof line, pipe)) {
      // Only instructions: "  4017f0:\tlock xadd %rax,(%rdx)"
      const std::string_view text(line);
      const size_t colon = text.find(":\t");
      if (text.starts_with(' ') && colon != text.npos) out += line;
    }
    pclose(pipe);
  }
  if (out.empty()) return "  (no disassembly: install binutils for objdump)\n";
  if (!size) out += "  (the program is stripped: 1 KiB from the function's start)\n";
  return out;
}

}  // namespace fenceline
