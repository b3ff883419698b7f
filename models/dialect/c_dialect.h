// What languages whose tests are written as C have in common: how functions are laid out, and names
// of variables.
#pragma once

#include <models/dialect/dialect.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

class CDialect : public Dialect {
 public:
  std::string_view litmus_name() const override { return "C"; }
  Rules rules() const override { return {.language = true}; }
  std::string canonical_register(std::string_view name) const override;
  Instruction parse(std::string_view text, Scope& scope) const override;
  void read_code(std::string_view text, int line, LitmusTest& test) const override;
  std::string nth_register(int n) const override { return "r" + std::to_string(n); }
  int register_rank(std::string_view) const override { return 0; }
  // The rest of the thread is in the branch, and takes place where what was read is what is meant.
  void emit_branch(Emitter& out, const std::string& source) const override;
  // A function around the code. Its parameters are what the code accesses.
  std::vector<std::string> complete(int thread, std::vector<std::string> lines) const override;
  std::string layout(const std::vector<std::vector<std::string>>& threads) const override;

 protected:
  // What stands before a location's name where it is accessed, and the type of the parameter. Where several fit a line
  // the first does; of several lines the type that stands last here holds.
  struct Opening {
    std::string_view before, type;
  };
  virtual std::span<const Opening> openings() const = 0;
  // "x", or "x + (r0 & 128)" with an address dependency.
  static std::string place(Emitter& out, const Access& access);
  // "*x", "*(x + …)"
  static std::string memory(Emitter& out, const Access& access);
  // "1", or "1 + (r0 & 128)" with a data dependency.
  static std::string stored(const Access& access);
};

}  // namespace fenceline::models
