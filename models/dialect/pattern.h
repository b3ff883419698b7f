// Dialects as tables: each instruction is one row, a pattern of its text and its meaning; and the
// writing of accesses for instruction sets whose loads and stores take a base register alone.
#pragma once

#include <models/dialect/build.h>

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// What the placeholders of a pattern stand for: {0} … {3} registers, {#} a constant, {l} a label.
struct Match {
  std::string text;  // the instruction, registers by their canonical names
  std::array<Reg, 4> reg = {kNoReg, kNoReg, kNoReg, kNoReg};
  Value constant = 0;
  int label = 0;
  Reg flags = kNoReg, temp = kNoReg;
};

struct Row {
  std::string_view pattern;  // "ldr {0},[{1}]": a mnemonic, a blank, operands without blanks
  std::vector<MicroOp> (*meaning)(const Match&);
};

class PatternDialect : public Dialect {
 public:
  Instruction parse(std::string_view text, Scope& scope) const override;

  bool sizes() const override;
  std::string emit_load(Emitter& out, const Access& access) const override;
  void emit_store(Emitter& out, const Access& access) const override;
  void emit_branch(Emitter& out, const std::string& source) const override;

 protected:
  virtual std::span<const Row> rows() const = 0;
  // Has the encoding of the row such a constant?
  virtual bool encodes(std::string_view pattern, Value constant) const = 0;
  // A name of a register that is always zero: the canonical one where it has one.
  virtual bool is_zero_register(std::string_view) const { return false; }
  // One line each; {0} is the result.
  struct Writing {
    std::string_view set;     // {0} = {#}
    std::string_view zero;    // {0} = {1} ^ {1}
    std::string_view add;     // {0} = {0} + {#}
    std::string_view sum;     // {0} = {0} + {1}
    std::string_view branch;  // on {0} to {l}; lines are split by ;
    // {0} from and to {#} bytes behind [{1}], by the number of bytes: of four, and of one, two and eight where its model knows
    // what accesses of several sizes do.
    std::map<int, std::string_view> load, store;
  };
  virtual Writing writing() const = 0;
  // A register that holds the value.
  std::string value(Emitter& out, Value value) const;

 private:
  std::optional<Match> match(std::string_view pattern, std::string_view text, Scope* scope) const;
  std::string address(Emitter& out, const Access& access) const;
  void add(Emitter& out, const std::string& to, Value value) const;
};

}  // namespace fenceline::models
