#include <arch/sequence.h>
#include <base/text.h>
#include <elf.h>
#include <kernels/own/object_file.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string_view>

namespace fenceline::own {
namespace {

using Header = ElfW(Ehdr);
using Section = ElfW(Shdr);
using Symbol = ElfW(Sym);

/// A file that is read as it lies there; whatever points beyond its end is an error.
class Object {
 public:
  explicit Object(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
    header_ = at<Header>(0);
    if (std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0)
      throw std::runtime_error("the assembler made no ELF object");
    const auto own = this_program();
    if (header_.e_ident[EI_CLASS] != own.e_ident[EI_CLASS] || header_.e_ident[EI_DATA] != own.e_ident[EI_DATA] ||
        header_.e_machine != own.e_machine)
      throw std::runtime_error("the assembler makes code of another machine: name this one's with --assembler");
    for (unsigned i = 0; i < header_.e_shnum; ++i)
      sections_.push_back(at<Section>(header_.e_shoff + i * sizeof(Section)));
  }
  const std::vector<Section>& sections() const { return sections_; }
  const Section& section(size_t index) const {
    if (index >= sections_.size()) throw std::runtime_error("the assembler's object is damaged");
    return sections_[index];
  }
  std::string name(const Section& s) const { return text(section(header_.e_shstrndx), s.sh_name); }
  std::span<const uint8_t> contents(const Section& s) const {
    if (s.sh_offset > bytes_.size() || s.sh_size > bytes_.size() - s.sh_offset)
      throw std::runtime_error("the assembler's object is damaged");
    return {reinterpret_cast<const uint8_t*>(bytes_.data()) + s.sh_offset, size_t(s.sh_size)};
  }
  /// Writes branches within the code into it; the name of the first symbol that is something else, empty where there is
  /// none. A branch to a label has no addend.
  std::string relocate(const Section& relocations, std::vector<uint8_t>& code) const {
    const size_t size = relocations.sh_type == SHT_RELA ? sizeof(ElfW(Rela)) : sizeof(ElfW(Rel));
    for (size_t i = 0; i < relocations.sh_size / size; ++i) {
      const auto entry = at<ElfW(Rel)>(relocations.sh_offset + i * size);
      const bool wide = sizeof entry.r_info == 8;
      auto number = uint64_t(entry.r_info) >> (wide ? 32 : 8);
      auto type = uint32_t(entry.r_info & (wide ? 0xffffffff : 0xff));
      if (wide && header_.e_machine == EM_MIPS) {  // 64-bit ELF Object File Specification: the symbol, then four bytes
        number = uint64_t(entry.r_info) & 0xffffffff;
        type = uint32_t(uint64_t(entry.r_info) >> 56);
      }
      const Section& symbols = section(relocations.sh_link);
      const auto symbol = at<Symbol>(symbols.sh_offset + number * sizeof(Symbol));
      const bool within = symbol.st_shndx < sections_.size() && name(section(symbol.st_shndx)) == ".text";
      if (within && entry.r_offset + 4 <= code.size() + 2 &&
          arch::sequence::fix(&code[entry.r_offset], type, int64_t(symbol.st_value) - int64_t(entry.r_offset)))
        continue;
      const bool section_itself = (symbol.st_info & 0xf) == STT_SECTION;
      return section_itself ? name(section(symbol.st_shndx)) : text(section(symbols.sh_link), symbol.st_name);
    }
    return "";
  }

  template <class T>
  T at(size_t offset) const {
    T value;
    if (offset > bytes_.size() || sizeof value > bytes_.size() - offset)
      throw std::runtime_error("the assembler's object is damaged");
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }
  std::string text(const Section& strings, size_t offset) const {
    const auto all = contents(strings);
    const std::string_view rest(reinterpret_cast<const char*>(all.data()), all.size());
    return offset < rest.size() ? std::string(rest.substr(offset, rest.find('\0', offset) - offset)) : "";
  }

 private:
  static Header this_program() {
    Header header{};
    std::ifstream("/proc/self/exe", std::ios::binary).read(reinterpret_cast<char*>(&header), sizeof header);
    return header;
  }
  std::vector<char> bytes_;
  Header header_;
  std::vector<Section> sections_;
};

/// Where kEnd is.
size_t end_of_code(const Object& object) {
  for (const Section& s : object.sections())
    if (s.sh_type == SHT_SYMTAB)
      for (size_t i = 0; i < s.sh_size / sizeof(Symbol); ++i)
        if (const auto symbol = object.at<Symbol>(s.sh_offset + i * sizeof(Symbol));
            object.text(object.section(s.sh_link), symbol.st_name) == kEnd)
          return symbol.st_value;
  throw std::runtime_error("the assembler's object has no symbols");
}

bool holds_relocations(const Section& s) { return (s.sh_type == SHT_RELA || s.sh_type == SHT_REL) && s.sh_size != 0; }

}  // namespace

std::vector<uint8_t> code_of(const std::string& path) {
  const Object object(path);
  std::vector<uint8_t> code;
  for (const Section& s : object.sections()) {
    const auto name = object.name(s);
    if (name == ".text") {
      const auto bytes = object.contents(s);
      code.assign(bytes.begin(), bytes.begin() + std::min(bytes.size(), end_of_code(object)));
    } else if ((s.sh_flags & SHF_ALLOC) != 0 && s.sh_size != 0 && s.sh_type != SHT_NOTE) {
      const bool of_the_object = name.starts_with(".ARM.") || name.starts_with(".riscv.") || name.starts_with(".MIPS.");
      if (!of_the_object)  // attributes and unwinding
        throw std::runtime_error("it puts bytes into " + shown(name) + ": only code, in .text, is taken");
    }
  }
  for (const Section& s : object.sections())
    if (holds_relocations(s) && object.name(object.section(s.sh_info)) == ".text")
      if (const auto symbol = object.relocate(s, code); !symbol.empty())
        throw std::runtime_error(
            "it refers to '" + shown(symbol) +
            "', which is not in it: calls and variables of a program cannot be reached from there");
  return code;
}

}  // namespace fenceline::own
