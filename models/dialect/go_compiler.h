// The compiler of one goroutine of a litmus test in Go into a thread's micro-operations: statements (go_statements.cc),
// variables and expressions (go_values.cc), and the calls that Go itself has (go_calls.cc).
#pragma once

#include <base/nearest.h>
#include <models/dialect/go_sync.h>
#include <models/dialect/go_syntax.h>
#include <models/dialect/go_types.h>

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fenceline::models {

[[noreturn]] inline void go_fail(int line, const std::string& message) { throw GoError{line, message}; }

// A value with its type. An untyped constant takes the other operand's.
struct GoTyped {
  Operand operand;
  GoType type;
  bool constant = false;
};

// How many accesses to shared variables an expression makes; and how many of those are calls and receives, which Go
// orders among each other, but not with plain reads ("Order of evaluation").
struct GoAccesses {
  int all = 0, ordered = 0;
};

// What all goroutines have in common.
struct GoProgram {
  LitmusTest& test;
  GoShareds shared = {};
  std::map<std::string, GoFunction> functions = {};
  struct Start {
    std::vector<GoStatement> body;
    int line = 0;
    int flag = -1;  // location of what its go statement writes; -1: none does
  };
  std::deque<Start> threads = {};  // by number
  bool has_main = false;

  // The number of a new goroutine.
  int start(const std::vector<GoStatement>& body, int line) {
    const int number = static_cast<int>(threads.size());
    threads.push_back({body, line, add_location(test, "go." + std::to_string(number), 8, 0)});
    return number;
  }
  std::string name(int thread) const { return has_main && thread == 0 ? "main" : "P" + std::to_string(thread); }
};

class GoCompiler {
 public:
  GoCompiler(GoProgram& program, int number)
      : program_(program), number_(number), to_(program.test.threads[static_cast<std::size_t>(number)]) {}

  // `declarations`: lines that stand before its function.
  void thread(const std::vector<std::string>& declarations);

 private:
  // ---- functions ----

  struct Frame {
    std::vector<int> returns;             // branches to its end
    std::vector<const GoExpr*> deferred;  // calls
    std::size_t depth = 0;                // of scopes
  };
  void function(const std::vector<GoStatement>& body, const std::string& last, int line);
  void run_deferred();
  const std::vector<GoStatement>& body_of(const GoExpr& f);
  // Text may nest deeper than the stack is high; and a function that calls itself has no end.
  void inlined(const GoExpr& f, const std::string& last);

  // ---- statements ----

  void block(const std::vector<GoStatement>& body);
  static std::string text_of(const GoStatement& s);
  void statement(const GoStatement& s);
  void simple(const GoStatement& s);

  // A function of the test's own, or a Once that calls one.
  bool calls_function(const GoExpr& call) const;
  static bool is_builtin(const std::string& name);
  void call_statement(const GoExpr& call);
  void go(const GoStatement& s);

  // ---- control flow ----

  // A branch that is taken where the condition does not hold.
  int branch_unless(const GoExpr& condition);
  void conditional(const GoStatement& s, const std::string& before);

  struct Loop {
    std::vector<int> breaks, continues;
  };
  void end_loop(int start, const std::vector<int>& leave);
  void loop(const GoStatement& s);
  void range(const GoStatement& s);

  // ---- variables ----

  struct Local {
    GoType type;
    Reg reg, second;  // of an array: its elements
  };

  // Names of inner blocks do not hide those of outer ones: one name is one variable.
  const Local& declare(const GoExpr& name, const GoType& type);
  bool visible(const std::string& name) const;
  void set(const Local& local, const GoTyped& v);
  void zero(const Local& local);
  void define(const GoStatement& s);
  void assign(const GoStatement& s);

  // Two accesses, in no order: a value that is larger than a word.
  void assign_array(const GoShared& whole, const GoStatement& s);
  const GoShared* array(const GoExpr& e) const;

  // ---- memory ----

  struct Place {
    Address address;
    GoType type;
  };
  const GoShared& object(const GoExpr& e) const;
  const GoShared& channel(const GoExpr& e) const;

  // x, x[1], *p.
  Place place(const GoExpr& e);

  // ---- expressions ----

  static GoType boolean();
  GoAccesses accesses(const GoExpr& e) const;
  void unsequenced(const std::vector<const GoExpr*>& operands, int line) const;
  GoTyped fitting(GoTyped v, const GoType& type, int line) const;
  void value_or_nothing(const GoExpr& e);
  GoTyped value(const GoExpr& e);
  GoTyped element(const GoExpr& e);
  GoTyped read(const Place& from);
  GoTyped named(const GoExpr& e);
  GoTyped computed(Alu op, Operand a, Operand b, const GoType& type, bool constant = false);
  GoTyped truth(Cond cond, Operand a, Operand b, int size);
  GoTyped unary(const GoExpr& e);
  GoTyped binary(const GoExpr& e);

  // ---- calls of Go's own ----

  void arguments(const GoExpr& call, std::size_t count) const;

  // Nothing where it has no value, which then must not be used.
  std::optional<GoTyped> call(const GoExpr& e, bool used);
  std::optional<GoTyped> method(const GoExpr& e, const GoShared& of, const std::string& name);
  static GoType atomic_value(const GoType& type);

  // atomic.StoreInt32(&x, 1): a function of the name of a method and a type.
  std::optional<GoTyped> atomic_function(const GoExpr& e, const std::string& name);

  // Its arguments start with number `first` of the call's.
  std::optional<GoTyped> atomic_operation(const GoExpr& e, const std::string& name, const Address& at,
                                          const GoType& type, std::size_t first);

  GoProgram& program_;
  const int number_;
  GoThread to_;
  std::vector<Frame> frames_;
  std::vector<Loop> loops_;
  std::vector<std::set<std::string>> scopes_;  // names that can be seen
  std::map<std::string, Local> locals_;
};

}  // namespace fenceline::models
