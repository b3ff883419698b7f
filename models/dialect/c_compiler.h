// From a function of C to the micro-operations of a thread. What called functions do, its library
// tells.
#pragma once

#include <models/dialect/build.h>
#include <models/dialect/c_code.h>
#include <models/dialect/c_syntax.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// A value with the type that it has in C.
struct CValue {
  Operand operand;
  CType type;
};

// Memory that a pointer leads to.
struct CPlace {
  Address address;
  CType type;    // of what lies there
  int size = 4;  // bytes that an access takes
};

// That two integers have in arithmetic: C17, 6.3.1.8.
CType common_type(const CType& a, const CType& b);
// Of + - * & | ^ << >>, of operands with or without sign; nothing for others.
std::optional<Alu> c_operation(const std::string& op, bool sign);

class CCompiler {
 public:
  CCompiler(LitmusTest& test, Thread& thread, const CLibrary& library);

  void function(const CFunction& f, std::size_t number);
  std::vector<MicroOp> alone(const CStatement& s);

  // ---- for libraries ----

  [[noreturn]] static void fail(CWhere at, const std::string& message) { throw CError{at, message}; }
  // C leaves open in which order operands and arguments are evaluated: at most one may access memory, and what one
  // assigns no other may name.
  static void unsequenced(const std::vector<const CExpr*>& operands, CWhere at);

  CValue value(const CExpr& e);
  // What the value of `e`, a pointer, leads to. `what` wants it: for the message.
  CPlace place(const CExpr& e, const std::string& what);
  // Memory that `e` names as `*p`.
  CPlace named_place(const CExpr& e, const std::string& what);
  // Is it a variable's name? What the variable holds.
  bool is_variable(const CExpr& e) { return e.kind == CExpr::kName && find(e) != nullptr; }
  CValue variable(const CExpr& e);

  Reg temporary();
  void op(MicroOp m) { now_.ops.push_back(std::move(m)); }
  CValue computed(Alu op, Operand a, Operand b, const CType& type);
  // 1 or 0.
  CValue truth(Cond cond, Operand a, Operand b, int size);
  // As it fits the type.
  Operand converted(const CValue& v, const CType& to);
  // The micro-operations that `then` makes, but for where `flags` satisfy the condition.
  void unless(Cond cond, Operand flags, const std::function<void()>& then);

 private:
  struct Variable {
    Reg reg;
    CType type;
  };

  // c_statements.cc
  void declare(const CParameter& p);
  void declared(const CStatement& s);
  void statements(const std::vector<CStatement>& all);
  void statement(const CStatement& s);
  int next() const { return static_cast<int>(thread_.code.size()); }
  void cut();
  void begin(std::string text, CWhere at);
  void plain_line(std::string text, CWhere at);

  // c_names.cc
  const Variable& declare(const CType& type, const CExpr& name);
  const Variable* find(const CExpr& name);
  const Variable& assigned(const CExpr& name);
  [[noreturn]] void unknown_variable(const CExpr& e) const;
  void assign(const Variable& to, const CExpr& name, const CValue& v, const CExpr& from);
  CValue address(const CExpr& e);
  Reg numbered(const std::string& name);

  // c_control.cc
  void conditional(const CStatement& s);
  void loop(const CStatement& s);
  void do_loop(const CStatement& s);
  void jump(const CStatement& s);
  void round(const CStatement& s);
  void land(const std::vector<int>& jumps, int target);
  int branch_if(Cond how, const CValue& condition);
  int branch_away();
  CValue choice(const CExpr& e);
  CValue logical(const CExpr& e);

  // c_values.cc
  CValue unary(const CExpr& e);
  CValue binary(const CExpr& e);
  CValue arithmetic(const std::string& op, const CValue& a, const CValue& b);
  Operand elements(const CType& pointer, const CValue& count);
  void either_order(const CExpr& a, const std::function<void()>& first, const CExpr& b,
                    const std::function<void()>& second, CWhere at);
  std::optional<CValue> called(const CExpr& e);

  // c_assignment.cc: plain accesses to memory too
  CValue assignment(const CExpr& e);
  CValue changed(const CExpr& target, const std::string& op, const CValue& by, bool before);
  CValue changed(const CPlace& at, const std::string& op, const CValue& by, bool before);
  CValue loaded(const CPlace& at);
  std::uint16_t order(const CPlace& at, std::uint16_t lacks);

  LitmusTest& test_;
  Thread& thread_;
  const CLibrary& library_;
  Instruction now_;
  int temporaries_ = 0;
  std::map<std::string, CValue, std::less<>> pointers_;  // the parameters
  std::map<std::string, Variable, std::less<>> variables_;
  // Instructions that end with a jump whose target is not known yet.
  struct Jumps {
    std::vector<int> breaks, continues;
  };
  std::vector<Jumps> loops_;  // that enclose what is read, the innermost last
  std::vector<int> returns_;
};

// The functions that a program's code may call.
class CLibrary {
 public:
  virtual ~CLibrary() = default;
  virtual const std::vector<std::string>& functions() const = 0;  // in alphabetical order
  // Of one of them.
  virtual std::size_t arguments(std::string_view name) const = 0;
  // What a call does; nothing where it has no value.
  virtual std::optional<CValue> call(CCompiler& code, const CExpr& call) const = 0;
  // Types that no other library has.
  virtual std::vector<std::string> types() const = 0;
  // The order of what accesses an atomic object by its name alone, as `*x = 1`.
  virtual std::uint16_t atomic_order() const { return kPlain; }
  // Integers and pointers are taken for each other, variables need no declaration, and an access takes all of a
  // location, whatever the types say.
  virtual bool untyped() const { return false; }
};

}  // namespace fenceline::models
