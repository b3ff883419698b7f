// A litmus test as data: what every part of the memory-model side, and the native runner, share.
//
// A test is read from `.litmus` text (litmus/) or made from a cycle's name (shapes/). Every
// instruction keeps the text of its own instruction set *and* its meaning as a few neutral
// micro-operations, so that models need not know instruction sets and a runner may either assemble
// the text or encode the meaning.
//
// Values are 64-bit integers. A location has a symbolic address, `address_of(location)`, chosen
// far from the small constants that tests store: a value that equals one *is* a pointer. A runner
// maps such values to real addresses and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

using Value = std::int64_t;

enum class Isa : std::uint8_t {
  x86_64,
  aarch64,
  riscv64,
  ppc64le,
  arm,
  s390x,
  sparc64,
  alpha,
  mips64el,
  loongarch64,
  cxx,           // C++, as herd7's tests in C write it
  linux_kernel,  // the Linux kernel's C
  go,
};

// ---- memory ------------------------------------------------------------------------------------

struct Location {
  std::string name;
  int size = 4;      // bytes of one element: 1, 2, 4 or 8
  bool sign = true;  // its type has one, and is told with it
  int elements = 1;  // > 1 for an array `int x[2]`
  std::vector<Value> init = {0};
  bool operator==(const Location&) const = default;
};

constexpr Value kFirstAddress = 0x100000;
constexpr Value kAddressStep = 0x1000;
// The symbolic address of location number `index`, and back: -1 where `address` lies in none.
constexpr Value address_of(int index) { return kFirstAddress + kAddressStep * index; }
constexpr int location_at(Value address, int locations) {
  const Value index = (address - kFirstAddress) / kAddressStep;
  return address >= kFirstAddress && index < locations ? static_cast<int>(index) : -1;
}

// An instruction's symbolic address, which no location lies at. A thread has up to 2^16 instructions.
constexpr Value kFirstCode = 0x40000000;
constexpr Value code_address_of(int thread, int instruction) {
  return kFirstCode + (Value{thread} << 18) + 4 * Value{instruction};
}

// ---- instructions ------------------------------------------------------------------------------

using Reg = std::int16_t;   // index into Thread::registers
constexpr Reg kNoReg = -1;  // as a source: zero; as a destination: the result is dropped

// A register plus a constant; either part may be missing.
struct Operand {
  Reg reg = kNoReg;
  Value imm = 0;
  bool operator==(const Operand&) const = default;
};

enum class Op : std::uint8_t {
  kAlu,               // dst = a <alu> b
  kSelect,            // dst = cond(c) ? a : b
  kLoad,              // if cond(c): dst = [base + index]
  kStore,             // if cond(c): [base + index] = a
  kRmw,               // dst = [..]; [..] = dst <alu> a, one atomic step (kSecond: a swap)
                      // (with cond: nothing is written unless dst, compared with b, satisfies it; dst2 = was it?)
  kCas,               // dst = [..]; if dst == b then [..] = a, one atomic step if it succeeds
                      // (C++: dst2 = did it?)
  kLoadLinked,        // dst = [..], and reserve
  kStoreConditional,  // if the reservation holds: [..] = a, dst = 0; else dst = 1
  kFence,
  kBranch,       // if cond(c): go to instruction `target`
  kCodeAddress,  // dst = code_address_of(thread, target)
  kJump,         // go to the instruction whose address is a
  kBlock,        // the thread waits for ever: what its last `a.imm` reads found is there to the end
  kPanic,        // the program ends
  kJoin,         // both ways of the last branch that is `scoped` come together: what follows does not hang on it
};

// kCompare and kCompareSum yield a flags value, of a - b and of a + b; kSecond yields b.
enum class Alu : std::uint8_t {
  kAdd,
  kSub,
  kAnd,
  kOr,
  kXor,
  kAndNot,
  kShl,
  kShr,
  kSar,
  kMul,
  kMin,
  kMax,
  kMinU,
  kMaxU,
  kSecond,
  kReverseBytes,  // of b, in elements of a bytes
  kReverseBits,   // of b
  kCompare,
  kCompareSum,
  kSetIf,
};

// Of flags. The last four: the result is negative or not, and overflows as a signed number or not.
enum class Cond : std::uint8_t { kAlways, kEq, kNe, kLt, kGe, kGt, kLe, kLtU, kGeU, kGtU, kLeU, kMi, kPl, kVs, kVc };

// What an access carries besides its direction. RISC-V's RCsc annotations and ARMv8's LDAR/STLR
// are kAcquire/kRelease; LDAPR and RISC-V's `l{b,h,w,d}.aq` / `s….rl` are the Pc forms.
enum Order : std::uint16_t {
  kPlain = 0,
  kAcquire = 1,
  kRelease = 2,
  kAcquirePc = 4,
  kReleasePc = 8,
  kExclusive = 16,  // half of a load-linked / store-conditional pair
  kAtomic = 32,     // half of a single-instruction read-modify-write
  kNoReturn = 64,   // a read whose value reaches no register (STADD, LDADD with WZR)
  kLocked = 128,    // x86 LOCK: also orders everything around it
  kNonTemporal = 256,
  kRelaxed = 512,  // C++: an atomic operation; without it, no atomic one. Linux: a marked access
  kSeqCst = 1024,  // C++: seq_cst; kAcquire and kRelease stand beside it. Linux: an update that is a full barrier
  kLock = 2048,    // Linux: of a spinlock
  kSrcu = 4096,    // Linux: a read begins, a write ends a read-side critical section of SRCU
};

// Go: what a synchronizing operation is part of. A read of each kind may observe writes of others: see memory/go.cc.
enum class Sync : std::uint8_t {
  kNone,  // an ordinary access
  kAtomic,
  kGo,       // the go statement's write, the goroutine's first read
  kTurn,     // takes part in the order of operations, and makes none by itself
  kSend,     // the value's write; the read that lets the send complete
  kReceive,  // likewise, the other way round
  kClose,
  kLock,
  kUnlock,
  kRLock,
  kRUnlock,
  kOnce,
  kDone,
  kWait,
};

enum class FenceKind : std::uint8_t {
  kMfence,
  kSfence,
  kLfence,  // x86
  kDmb,
  kDsb,
  kIsb,    // Arm; sy, ld or st are in before/after
  kFence,  // RISC-V; MIPS' sync, LoongArch's dbar (pairs: of reads of one location alone)
  kFenceTso,
  kFenceI,  // RISC-V
  kSync,
  kLwsync,
  kEieio,
  kIsync,      // Power
  kSerialize,  // z/Architecture BCR 14,0 / 15,0
  kMembar,     // SPARC, mask in pairs
  kMb,
  kWmb,  // Alpha
  kFenceAcquire,
  kFenceRelease,
  kFenceAcqRel,
  kFenceSeqCst,  // C++: atomic_thread_fence
  kSmpMb,
  kSmpRmb,
  kSmpWmb,
  kBeforeAtomic,
  kAfterAtomic,
  kAfterSpinlock,
  kAfterUnlockLock,
  kAfterSrcuReadUnlock,
  kBarrier,
  kRcuLock,
  kRcuUnlock,
  kSyncRcu,
  kSyncSrcu,  // Linux: smp_… and barrier(), rcu_read_…lock, synchronize_rcu, and of SRCU with its location
};

constexpr std::uint8_t kR = 1, kW = 2, kRW = 3;

// Two registers, to or from neighbouring memory.
enum class Pair : std::uint8_t {
  kNone,
  kApart,  // two single-copy atomic accesses, in no order
  kWhole,  // one single-copy atomic access of twice the size
};

struct Fence {
  FenceKind kind = FenceKind::kMfence;
  std::uint8_t before = kRW, after = kRW;  // kinds of accesses that it orders; 0: none by itself
  std::uint8_t pairs = 0;                  // kMembar: 1 LL, 2 SL, 4 LS, 8 SS
  bool operator==(const Fence&) const = default;
};

struct MicroOp {
  Op op = Op::kAlu;
  Alu alu = Alu::kSecond;
  Cond cond = Cond::kAlways;
  Reg dst = kNoReg;
  Operand a, b, c;
  Operand base, index;  // address = base + (index << shift)
  std::uint8_t shift = 0;
  std::uint8_t size = 8;    // bytes: of the access, or to which an alu result is cut
  Pair pair = Pair::kNone;  // of an access: of two registers, each of `size`
  Reg dst2 = kNoReg;        // the second ones
  Operand a2, b2;
  bool sign = false;  // the result is sign-extended, else zero-extended
  std::uint16_t order = kPlain;
  std::uint16_t failure = kPlain;  // kCas, kRmw: what its read carries where nothing is written
  // kCas: it may fail although it finds what it expects; kBranch: it may not be taken; kBlock: no execution comes here.
  bool weak = false;
  bool at_once = false;  // of a load: at the same moment as the one before it
  bool awaits = false;   // kCas: the thread goes on only once it succeeds
  Fence fence;
  Sync sync = Sync::kNone;
  bool scoped = false;  // kBranch: up to its kJoin
  int target = 0;       // index into Thread::code; code.size() is the thread's end
  bool operator==(const MicroOp&) const = default;
};

struct Instruction {
  std::string text;                 // canonical text of the instruction set, without label
  std::vector<MicroOp> ops;         // in order; empty for a no-op
  std::vector<std::string> labels;  // standing before it
  int line = 0;                     // in the source file; 0 if generated
  bool operator==(const Instruction& o) const { return text == o.text && ops == o.ops && labels == o.labels; }
};

struct RegisterInit {
  Reg reg = kNoReg;
  Value value = 0;
  bool operator==(const RegisterInit&) const = default;
};

struct Thread {
  std::vector<std::string> registers;  // canonical names: X0 (also for W0), rax (also eax), x10 …
  std::vector<Reg> without_sign;       // of a language: whose type has none
  std::vector<RegisterInit> init;      // registers not named here start as 0
  std::vector<Instruction> code;
  std::vector<std::string> end_labels;
  bool started = false;  // by another thread: the program may end while it runs, or waits
  bool operator==(const Thread&) const = default;
};

// ---- the final condition -----------------------------------------------------------------------

// A register of a thread, or (thread < 0) an element of a location.
struct Variable {
  int thread = -1;
  int index = 0;     // register number, or location number
  int element = 0;   // of an array
  int size = 8;      // of a register: its low bytes that are compared
  bool sign = true;  // of a register: as Location::sign
  auto operator<=>(const Variable&) const = default;
};

struct Prop {
  enum Kind : std::uint8_t { kTrue, kFalse, kEquals, kSame, kNot, kAnd, kOr, kImplies };
  Kind kind = kTrue;
  Variable variable;           // kEquals, kSame
  Value value = 0;             // kEquals
  Variable other;              // kSame: it holds what `variable` holds
  std::vector<Prop> operands;  // kNot: 1; kAnd, kOr: any; kImplies: 2
  bool operator==(const Prop&) const = default;
};

enum class Quantifier : std::uint8_t { kExists, kForall, kNotExists };

// ---- the test ----------------------------------------------------------------------------------

struct LitmusTest {
  Isa isa = Isa::x86_64;
  std::string name;
  std::vector<std::string> info;  // lines between the name and the initial state
  std::vector<Location> locations;
  std::vector<Thread> threads;
  Quantifier quantifier = Quantifier::kExists;
  Prop condition;
  Prop filter;                     // final states that don't satisfy it are not looked at
  std::vector<Variable> observed;  // of the condition, in the order of its text, then `locations`, then of the filter
  int condition_variables = 0;     // the first that many of `observed` occur in the condition
  int filter_variables = 0;        // the last that many in the filter alone
  // Of each of `observed`: a register by Dialect::told_register() (eax), an array that is named whole by its name; else
  // "". Empty: none of them.
  std::vector<std::string> written;
  std::string file;    // where it was read from; empty if generated
  std::string remark;  // where other tools read something in it otherwise, and how; or empty
  std::string result;  // what it says of itself, as the Linux kernel's tests do: "Never DATARACE"; or empty
  bool operator==(const LitmusTest& o) const {
    return isa == o.isa && name == o.name && locations == o.locations && threads == o.threads &&
           quantifier == o.quantifier && condition == o.condition && filter == o.filter && observed == o.observed;
  }
};

// One value for each of LitmusTest::observed.
using State = std::vector<Value>;

// Does `prop` hold in `state`? Every variable of `prop` must be in test.observed.
bool satisfies(const LitmusTest& test, const Prop& prop, const State& state);

// The verdict that a set of final states gives to a condition: an `exists` holds if some state
// satisfies it, a `forall` if all do, a `~exists` if none does.
bool satisfies_quantified(const LitmusTest& test, const std::vector<State>& states);

std::string to_string(const LitmusTest& test, const Variable& variable);  // "1:rax", "x", "x[1]"
std::string to_string(const LitmusTest& test, Value value);               // "1", "x" for a pointer
// "P0:L1" where the value is the address of an instruction behind that label; else empty.
std::string label_at(const LitmusTest& test, Value value);
std::string to_string(const LitmusTest& test, const Prop& prop);
// "0:rax=0; x=1": the first `count` observed variables in the order of their names.
std::string to_string(const LitmusTest& test, const State& state, int count = -1);
std::string to_string(Quantifier quantifier);  // "exists", "forall", …

// As a state is told: by the variable's type.
std::string to_string(const LitmusTest& test, const Variable& variable, Value value);

// What a state tells where a register, or memory, holds `value`: a signed number of the variable's size.
Value shown(const LitmusTest& test, const Variable& variable, Value value);
// The low `size` bytes of a value, extended to 64 bits.
Value cut(Value value, int size, bool sign);
// The neutral arithmetic. Flags are Arm's N, Z, C (no borrow, or a carry) and V.
Value compute(Alu alu, Value a, Value b, int size, bool sign);
Value compare(Value a, Value b, int size);
bool holds(Cond cond, Value flags);
// Does the fence order an access of kind `first` (kR or kW) before a later one of kind `second`?
bool separates(const Fence& fence, std::uint8_t first, std::uint8_t second);

}  // namespace fenceline::models
