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

class CCompiler {
 public:
  CCompiler(LitmusTest& test, Thread& thread, const CLibrary& library);

  void function(const CFunction& f, std::size_t number);
  std::vector<MicroOp> alone(const CStatement& s);

  // ---- for libraries ----

  [[noreturn]] static void fail(int line, const std::string& message) { throw CError{line, message}; }
  // C leaves open in which order operands and arguments are evaluated: at most one may access memory.
  static void unsequenced(const std::vector<const CExpr*>& operands, int line);

  CValue value(const CExpr& e);
  // What the value of `e`, a pointer, leads to. `what` wants it: for the message.
  CPlace place(const CExpr& e, const std::string& what);
  // Memory that `e` names as `*p`.
  CPlace named_place(const CExpr& e, const std::string& what);
  // What the variable of that name holds.
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
  const Variable& declare(const CType& type, const CExpr& name);
  const Variable* find(const CExpr& name);
  [[noreturn]] void unknown_variable(const CExpr& e) const;
  const Variable& assigned(const CStatement& s);
  Reg numbered(const std::string& name);
  void statements(const std::vector<CStatement>& all);
  void statement(const CStatement& s);
  void conditional(const CStatement& s);
  void loop(const CStatement& s);
  void branch_unless(const CExpr& condition);
  int next() const { return static_cast<int>(thread_.code.size()); }
  void cut();
  void begin(std::string text, int line);
  void plain_line(std::string text, int line);

  // c_values.cc
  CValue unary(const CExpr& e);
  CValue binary(const CExpr& e);
  CValue moved(const CExpr& e, CValue pointer, const CValue& by);
  std::optional<CValue> called(const CExpr& e);
  CPlace plain_place(const CExpr& e, const std::string& what);

  LitmusTest& test_;
  Thread& thread_;
  const CLibrary& library_;
  Instruction now_;
  int temporaries_ = 0;
  std::map<std::string, CValue, std::less<>> pointers_;     // the parameters
  std::map<std::string, Variable, std::less<>> variables_;
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
  // Integers and pointers are taken for each other, variables need no declaration, and an access takes all of a
  // location, whatever the types say.
  virtual bool untyped() const { return false; }
};

}  // namespace fenceline::models
