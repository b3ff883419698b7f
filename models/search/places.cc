#include <models/search/places.h>

namespace fenceline::models {

Places::Places(const LitmusTest& test, int thread, Partition& partition)
    : test_(test), thread_(test.threads[thread]), rules_(dialect(test.isa).rules()), partition_(partition) {}

Place Places::of(const ThreadState& s, const MicroOp& op) const {
  Place out;
  out.size = op.size;
  out.address = s.read(op.base);
  const Cell index = s.read(op.index);
  out.address.value += index.value << op.shift;
  out.address.basic |= index.basic;
  out.address.pick |= index.pick;
  const Value at = out.address.value;
  if (!within_location(test_, at, op.size) ||
      (op.pair != Pair::kNone && !within_location(test_, at + op.size, op.size))) {
    out.nowhere = nowhere(s, op, out.address);
    return out;
  }
  refuse_torn(at, op.pair == Pair::kWhole ? 2 * op.size : op.size);
  out.parts = partition_.of(at, op.size);
  if (op.pair != Pair::kNone) {
    const std::vector<Part>& more = partition_.of(at + op.size, op.size);
    out.parts.insert(out.parts.end(), more.begin(), more.end());
  }
  return out;
}

std::string Places::nowhere(const ThreadState& s, const MicroOp& op, const Cell& address) const {
  const std::string& text = thread_.code[s.pc].text;
  if (address.value >= kFirstCode && address.value < code_address_of(static_cast<int>(test_.threads.size()), 0))
    return "ifetch is not covered: '" + text + "' accesses code, of which no model here speaks as of data";
  const std::string what = "'" + text + "' accesses memory outside all locations";
  const bool unset = address.value == 0 && address.basic == 0 && op.base.reg != kNoReg;
  return what + (unset ? ": its address register " + thread_.registers[op.base.reg] + " has no value" : "");
}

// An access is one single-copy atomic one if it is aligned to its size; on x86 also within an
// aligned quadword (Intel SDM vol. 3A, 9.1.1; AMD APM vol. 2, 7.3.2; Arm ARM DDI 0487, B2.2.1;
// RISC-V unprivileged ISA, "RVWMO Explanatory Material", on misaligned accesses). Locations are
// aligned.
void Places::refuse_torn(Value address, int size) const {
  const Value offset = address % kAddressStep;
  const bool quadword = rules_.quadword_atomic && offset % 8 + size <= 8;
  if (offset % size != 0 && !quadword)
    throw Unsupported("an access of " + std::to_string(size) + " bytes at " + to_string(test_, address) +
                      " is not aligned, so it is not atomic");
  // Which bytes of a value an access to a part of it takes is only told for the little-endian.
  const Location& location = test_.locations[location_at(address, static_cast<int>(test_.locations.size()))];
  if (rules_.big_endian && (offset % location.size != 0 || (size > location.size && location.elements > 1)))
    throw Unsupported("an access to a part of " + location.name + " on a big-endian instruction set");
}

}  // namespace fenceline::models
