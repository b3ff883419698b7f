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
#include <utility>
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
// Thrown by one of a language, which reads code as a whole; the reader adds the file.
struct CodeError {
  int line;
  std::string message;
  int column = 0;  // from 1 on; 0: it is not told
};

// ---- generated tests ----------------------------------------------------------------------------

enum class Dir : std::uint8_t { kRead, kWrite };

// How an access is written. An edge's name may end in the suffixes of its two accesses: `popl` is
// po from a plain access to a release.
struct Annotation {
  std::string_view suffix;
  std::uint16_t order = kPlain;
  std::uint8_t directions = kRW;  // on which accesses it exists
};

// An edge of program order between two accesses: what stands between them, or how the second
// depends on the first. Names are diy's.
struct Edge {
  enum Kind : std::uint8_t { kPo, kFence, kAddr, kData, kCtrl, kCtrlFence, kAround };
  std::string name;  // "po", "dmb.sy", "addr", "ctrlisb" …
  Kind kind = kPo;
  std::string instruction;  // of kFence and kCtrlFence; of kAround before the first access
  // It orders nothing by itself, but with what it meets in another thread: none is stronger than another.
  bool meets = false;
  std::string closing = {};  // of kAround, behind the second access
};

// The thread that a dialect writes to.
class Emitter {
 public:
  virtual ~Emitter() = default;
  virtual std::string fresh() = 0;                // an unused register
  virtual std::string pointer(int location) = 0;  // a register that holds the address
  virtual std::string name(int location) = 0;     // the location's name
  virtual std::string label() = 0;                // an unused label
  virtual std::string constant(Value value) = 0;  // a register that holds it from the start
  virtual void line(std::string text) = 0;        // one instruction, or "L:"
  // The register will hold `value` when the condition is tested: the old value of a swap, the
  // status of a store-conditional.
  virtual void expect(const std::string& reg, Value value) = 0;
  // What the register is meant to hold when the condition is tested, if the condition tells.
  virtual std::optional<Value> expected(const std::string& reg) const = 0;
};

struct Access {
  int location = 0;
  int size = 4, offset = 0;  // in bytes; others than these only where Dialect::sizes()
  Value value = 0;           // to store; or what a load is meant to return
  Value overwritten = 0;     // by a store that swaps: what is meant to be there
  std::uint16_t order = kPlain;
  Edge::Kind dependency = Edge::kPo;  // kAddr or kData: on `source`
  std::string source;                 // the register that the access before loaded
};

// ---- the instruction set ------------------------------------------------------------------------

/// What the rest of the models must know of an instruction set, where they differ. All of it is told
/// here, so that nobody asks which one it is.
struct Rules {
  /// A programming language: variables are declared, accesses may race, and no machine executes it.
  bool language = false;
  /// Of a language: code declares all variables with their initial values, so that tests need no initial state.
  bool declares = false;
  bool big_endian = false;
  /// Tests may write `%x` for any register that they do not name, by nth_register() from this number on: those before are
  /// taken by instructions that do not name them. Negative: they may not.
  int first_symbolic = -1;
  /// Accesses within an aligned quadword are atomic, aligned to their size or not.
  bool quadword_atomic = false;
  /// An atomic update is one memory operation: what depends on its result depends on its write.
  bool result_carries_write = false;
  /// What an atomic update computes and writes depends on its read as on data.
  bool update_carries_data = false;
  /// What a store-conditional tells depends on the registers that it reads.
  bool status_carries_operands = false;
  /// The result of a compare-and-swap that succeeds may be what it compared, or what it read.
  bool result_may_be_expected = false;
};

class CLibrary;

class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual Isa isa() const = 0;
  virtual std::string_view name() const = 0;         // "aarch64": the project's name
  virtual std::string_view litmus_name() const = 0;  // "AArch64": the first word of a test
  // As people write it.
  virtual std::string_view title() const { return name(); }
  // Further first words that mean this dialect ("X86" in 32-bit syntax).
  virtual std::span<const std::string_view> aliases() const { return {}; }
  virtual std::string_view default_model() const = 0;
  // Of a test that has what the default model's architecture lacks.
  virtual std::string_view default_model(const LitmusTest&) const { return default_model(); }
  virtual Rules rules() const { return {}; }
  // Of a language whose programs are written as C: what its functions are. Null: they are not.
  virtual const CLibrary* c_library() const { return nullptr; }

  // The canonical name of a register ("W3" -> "X3"), or empty if it is none.
  virtual std::string canonical_register(std::string_view name) const = 0;
  // Of a name that is none here: of which extension it is, that no model covers; empty: of none.
  virtual std::string refused_register(std::string_view) const { return {}; }
  // Fills `ops` and the canonical `text`. Throws InstructionError.
  virtual Instruction parse(std::string_view text, Scope& scope) const = 0;
  // Of a language: all code of the test, which begins on that line, becomes its threads. Throws CodeError.
  virtual void read_code(std::string_view text, int line, LitmusTest& test) const;

  // ---- writing ----
  virtual std::span<const Edge> edges() const = 0;
  // The first is the plain access, with the suffix that stands for it beside another annotation.
  virtual std::span<const Annotation> annotations() const = 0;
  // Name of the edge that the instruction set's full fence makes.
  virtual std::string_view full_fence() const = 0;
  // Does it write accesses of 1, 2, 4 and 8 bytes anywhere in a location?
  virtual bool sizes() const { return false; }
  // The edge that comes nearest to what C++ compilers put between two seq_cst accesses, or between
  // acquire loads and release stores; empty if no single one does. (P. Sewell et al., "C/C++11
  // mappings to processors"; RISC-V unprivileged ISA, table of mappings.)
  virtual std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const = 0;
  // The annotation of an access that is alone in its thread, likewise; empty if none is wanted.
  virtual std::string_view cxx_annotation(bool, Dir) const { return {}; }
  // The register of a thread's own stack, where an edge updates that; else empty. No location of
  // the test lies there, but other tools want to be told one.
  virtual std::string_view stack_register() const { return {}; }
  virtual std::string nth_register(int n) const = 0;
  // How other tools tell a register that a test with this first word calls so; empty where it is by its canonical name.
  virtual std::string told_register(std::string_view, std::string_view /*head*/) const { return {}; }
  // Where a register, by its canonical name, stands among others in a final state as other tools tell it; those of equal
  // rank stand in the order of their names.
  virtual int register_rank(std::string_view canonical) const;
  // The register that holds the loaded value.
  virtual std::string emit_load(Emitter& out, const Access& access) const = 0;
  virtual void emit_store(Emitter& out, const Access& access) const = 0;
  // An atomic update without dependency or annotation that stores `access.value` and is meant to
  // find `access.overwritten`: by load-linked and store-conditional if `linked`, which then is
  // meant to succeed; else by one instruction where there is such. False: there is no load-linked.
  virtual bool emit_update(Emitter& out, const Access& access, bool linked) const = 0;
  // A conditional branch on `source` to the next instruction.
  virtual void emit_branch(Emitter& out, const std::string& source) const = 0;
  // Where Rules::declares: the lines that declare the locations, and what else the lines of the threads speak of.
  virtual std::vector<std::string> declarations(const std::vector<std::pair<std::string, int>>& locations_and_sizes,
                                                const std::vector<std::vector<std::string>>& threads) const;
  // All lines of a thread, from those that were emitted: where more than they make its code.
  virtual std::vector<std::string> complete(int thread, std::vector<std::string> lines) const;
  // The code of a test from the lines of its threads: columns, below P0, P1 …
  virtual std::string layout(const std::vector<std::vector<std::string>>& threads) const;
};

std::span<const Dialect* const> dialects();
const Dialect& dialect(Isa isa);
// By project name or first word of a litmus file, any case; null if none.
const Dialect* find_dialect(std::string_view name);
const Edge* find_edge(const Dialect& dialect, std::string_view name);

}  // namespace fenceline::models
