// The AArch64 instructions that are read, by what reading them needs to know.
#pragma once

#include <models/dialect/build.h>
#include <models/program.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fenceline::models::aarch64 {

// Of three operands; those that end in s set the flags.
const std::map<std::string, Alu>& alu_mnemonics();

const std::map<std::string, Cond>& conditions();

// Bytes that are kept, and whether their sign is: instructions, and changes of an operand.
const std::map<std::string, std::pair<int, bool>>& extensions();

// Moves of a field of bits: what becomes of the other bits, and what the two constants tell.
struct FieldMnemonic {
  enum Rest : std::uint8_t { kZero, kSign, kKeep } rest;
  enum Form : std::uint8_t {
    kRotate,   // "ubfm": what rotates the lowest bit down, and the highest bit
    kExtract,  // "ubfx": the lowest bit in the source, and the width
    kInsert    // "ubfiz": the lowest bit in the result, and the width
  } form;
};
const std::map<std::string, FieldMnemonic>& field_mnemonics();

struct AccessMnemonic {
  enum Kind {
    kLoad,
    kStore,
    kLoadPair,
    kStorePair,
    kLoadInOrder,  // of a pair, the first access before the second
    kStoreInOrder,
    kLoadX,
    kStoreX,
    kLoadXPair,
    kStoreXPair,
    kRmw,
    kStRmw,
    kCas,
    kCasp
  } kind;
  std::uint16_t order = kPlain;
  int size = 0;  // 0: the register's
  bool sign = false;
  Alu alu = Alu::kSecond;
};
// Plain and ordered loads and stores with their sub-word forms, exclusives, and FEAT_LSE.
const std::map<std::string, AccessMnemonic>& access_mnemonics();

// Throws InstructionError for a register of a width that the instruction does not take. `name`: what the test writes,
// where that is an alias.
void check_widths(const Words& words, const std::string& name);

// All, for messages.
std::vector<std::string> known_mnemonics();

}  // namespace fenceline::models::aarch64
