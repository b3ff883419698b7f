// An instruction set as litmus tests write it: the text of instructions to and from their meaning.
// One file per instruction set in dialect/. Everything ISA-specific of the memory-model side is
// here: how instructions read, which edges of program order exist, and how each is written.
#pragma once

#include <models/program.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// What a dialect may ask for while it reads one instruction of one thread.
class Scope {
 public:
  virtual ~Scope() = default;
  virtual Reg reg(std::string_view canonical) = 0;  // numbers it on first use
  virtual std::optional<Value> address(std::string_view location) = 0;
  virtual int label(std::string_view name) = 0;  // resolved when the thread ends
};

// Thrown by a dialect; the reader adds file and line.
struct InstructionError {
  std::string message;
};

// ---- edges of program order ---------------------------------------------------------------------

enum class Dir : std::uint8_t { kRead, kWrite };

// How an access is written: an annotation of an end of an edge, one letter in diy's names
// (`popl`: plain, then release).
struct Annotation {
  char letter = 'p';
  std::string_view suffix;  // as diy writes it in edge names: p, a, q, l, x, aq, rl …
  std::uint16_t order = kPlain;
  bool reads = true, writes = true;  // on which directions it exists
};

// An edge between two accesses of a thread: what is put between them, or how the second depends on
// the first.
struct Edge {
  enum Kind : std::uint8_t { kPo, kFence, kAddr, kData, kCtrl, kCtrlFence };
  std::string name;  // "po", "dmb.sy", "addr", "ctrlisb" …
  Kind kind = kPo;
  std::string fence;         // the instruction's text: kFence, kCtrlFence
  std::uint8_t first = kRW;  // directions that it may start from, and lead to
  std::uint8_t second = kRW;
};

// ---- the instruction set ------------------------------------------------------------------------

class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual Isa isa() const = 0;
  virtual std::string_view name() const = 0;         // "aarch64": the project's name
  virtual std::string_view litmus_name() const = 0;  // "AArch64": the first word of a test
  // Further first words that mean this dialect ("X86" in 32-bit syntax).
  virtual std::span<const std::string_view> aliases() const { return {}; }
  virtual std::string_view default_model() const = 0;

  // The canonical name of a register ("W3" -> "X3"), or empty if it is none.
  virtual std::string canonical_register(std::string_view name) const = 0;
  // Fills `ops` and the canonical `text`. Throws InstructionError.
  virtual Instruction parse(std::string_view text, Scope& scope) const = 0;

  // ---- writing, for generated tests: one line of text each ----
  virtual std::span<const Edge> edges() const = 0;
  virtual std::span<const Annotation> annotations() const = 0;
  // Has the instruction set the location's name in its memory operands (x86: `(x)`)?
  virtual bool named_memory() const { return false; }
  // Names of registers in the order in which a generated thread takes them.
  virtual std::string nth_register(int n) const = 0;
  // Lines that put a constant in a register; a load of `size` bytes; a store of a register, or of
  // a constant where the instruction set has that (else `constant` was moved before).
  virtual std::string move(const std::string& reg, Value constant, int size) const = 0;
  struct Access {
    std::string reg;      // loaded to, or stored from
    std::string address;  // register with the address, or the location's name
    std::string index;    // register added to the address (for addr edges), or empty
    std::uint16_t order = kPlain;
    int size = 4;
    std::optional<Value> constant;     // named_memory(): the value to store
    std::vector<std::string> scratch;  // fresh registers that the access may use up
  };
  virtual std::vector<std::string> load(const Access& access) const = 0;
  virtual std::vector<std::string> store(const Access& access) const = 0;
  // zero = source ^ source: a false dependency. And sum = zero + constant, for data edges.
  virtual std::vector<std::string> false_dependency(const std::string& zero,
                                                    const std::string& source) const = 0;
  virtual std::vector<std::string> add(const std::string& sum, const std::string& zero,
                                       Value constant) const = 0;
  // Compare and branch to `label`, which comes next.
  virtual std::vector<std::string> branch_on(const std::string& source,
                                             const std::string& label) const = 0;
};

std::span<const Dialect* const> dialects();
const Dialect& dialect(Isa isa);
// By project name or first word of a litmus file, any case; null if none.
const Dialect* find_dialect(std::string_view name);
const Edge* find_edge(const Dialect& dialect, std::string_view name);

}  // namespace fenceline::models
