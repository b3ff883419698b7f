// The compiler of one goroutine of a litmus test in Go into a thread's micro-operations: functions (go_functions.cc),
// statements (go_statements.cc, go_select.cc), variables (go_variables.cc), expressions (go_values.cc), and the calls that
// Go itself has (go_calls.cc, go_atomics.cc).
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

// A value with its type. An untyped constant takes the other operand's.
struct GoTyped {
  Operand operand;
  GoType type;
  bool constant = false;
};

// One of several words.
struct GoWords {
  GoType type;
  std::vector<Operand> words;  // by go_parts()
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
  std::map<std::string, GoExpr> functions = {};  // by name, which is their text
  // What sync.OnceFunc and sync.OnceValue made: a sync.Once, what it runs, and the variable that keeps the result, if
  // there is one.
  struct OnceFunction {
    GoExpr function;
    std::string value;
  };
  std::map<std::string, OnceFunction> once = {};
  // An argument of a go statement: a constant, or handed over in a location.
  struct Argument {
    Operand constant;
    int location = -1;
  };
  struct Start {
    GoExpr function;
    int flag = -1;  // location of what its go statement writes; -1: none does
    std::vector<Argument> arguments = {};
  };
  std::deque<Start> threads = {};  // by number
  bool has_main = false;
  int objects = 0;  // that `new` made

  std::string name(int thread) const { return has_main && thread == 0 ? "main" : "P" + std::to_string(thread); }
  // A variable with its fields; returns its location.
  int add_variable(const std::string& name, const GoType& type, Value value, GoPlace at);
};

class GoCompiler {
 public:
  GoCompiler(GoProgram& program, int number)
      : program_(program), number_(number), to_(program.test.threads[static_cast<std::size_t>(number)]) {}

  // `declarations`: lines that stand before its function.
  void thread(const std::vector<std::string>& declarations);

 private:
  struct Local {
    GoType type;
    std::vector<Reg> regs;  // one, or one for each part
  };

  // ---- functions ----

  struct Frame {
    std::vector<int> returns;      // branches to its end
    std::vector<GoExpr> deferred;  // calls
    std::vector<GoTyped> results;
    std::size_t depth = 0;  // of scopes
    std::size_t first = 0;  // of them, that can be seen
  };
  void enter(const GoExpr& function);
  // The function's body, and what it leaves behind. `last`: the text of its end.
  std::vector<GoTyped> leave(const GoExpr& function, const std::string& last);
  void run_deferred();
  // Written where it is called, within the statement at hand.
  std::vector<GoTyped> inlined(const GoExpr& function, const std::vector<GoTyped>& arguments);
  std::vector<GoTyped> call_of_function(const GoExpr& call);
  std::vector<GoTyped> arguments_for(const GoExpr& function, const GoExpr& call);
  GoExpr function_named(const GoExpr& f) const;
  // The statement with functions in place of their names; what has to be done first is put into `before`.
  GoStatement resolved(GoStatement s, std::vector<GoStatement>& before) const;
  void resolve(GoExpr& e, std::vector<GoStatement>& before, int& calls) const;
  void go(const GoExpr& call);
  void return_values(const GoStatement& s);

  // ---- statements ----

  void block(const std::vector<GoStatement>& body);
  void statement(const GoStatement& s);
  void resolved_statement(const GoStatement& s);
  void simple(const GoStatement& s);
  void call_statement(const GoExpr& call);
  void wait_group_go(const GoExpr& call);
  void select(const GoStatement& s);
  GoOffer offer(const GoStatement& operation) const;

  // ---- control flow ----

  // A branch that is taken where the condition does not hold.
  int branch_unless(const GoExpr& condition);
  void conditional(const GoStatement& s);

  struct Loop {
    std::vector<int> breaks, continues;
    bool select = false;  // which `continue` does not mean
  };
  Loop& loop_of(const GoStatement& s);
  void end_loop(int start, const std::vector<int>& leave);
  void loop(const GoStatement& s);
  void range(const GoStatement& s);
  void range_of_number(const GoStatement& s);

  // ---- variables ----

  const Local& declare(const GoExpr& name, const GoType& type);
  // Null where none can be seen.
  const Local* local(const std::string& name) const;
  void set(const Local& local, const GoTyped& v);
  void zero(const Local& local);
  void define(const GoStatement& s);
  void define_all(const GoStatement& s, const std::vector<GoTyped>& values);
  void assign(const GoStatement& s);

  struct Place {
    Address address;
    GoType type;
  };
  // "s.mu" where the expression is such a path of names; else "".
  static std::string path(const GoExpr& e);
  const GoShared* shared(const GoExpr& e) const;
  const GoShared& object(const GoExpr& e) const;
  const GoShared& channel(const GoExpr& e) const;
  // x, x[1], s.f, *p, p.f.
  Place place(const GoExpr& e);
  Place pointed(const GoExpr& pointer);
  Place place_of_part(const GoExpr& e);

  // Values of several words: nothing where the expression is none.
  std::optional<GoType> type_of_words(const GoExpr& e) const;
  std::optional<GoWords> words(const GoExpr& e);
  GoWords read_words(const Place& from);
  void write_words(const Place& to, const GoWords& w);

  // ---- expressions ----

  static GoType boolean();
  GoAccesses accesses(const GoExpr& e) const;
  void unsequenced(const std::vector<const GoExpr*>& operands, GoPlace at) const;
  GoTyped fitting(GoTyped v, const GoType& type, GoPlace at) const;
  void value_or_nothing(const GoExpr& e);
  GoTyped value(const GoExpr& e);
  std::optional<GoTyped> part_of_local(const GoExpr& e) const;
  GoTyped read(const Place& from, GoPlace at);
  GoTyped named(const GoExpr& e);
  GoTyped computed(Alu op, Operand a, Operand b, const GoType& type, bool constant = false);
  GoTyped truth(Cond cond, Operand a, Operand b, int size);
  GoTyped unary(const GoExpr& e);
  GoTyped binary(const GoExpr& e);
  GoTyped address(const GoExpr& of);

  // ---- calls of Go's own ----

  void arguments(const GoExpr& call, std::size_t count) const;

  // Nothing where it has no value, which then must not be used.
  std::optional<GoTyped> call(const GoExpr& e, bool used);
  std::optional<GoTyped> builtin(const GoExpr& e, const std::string& name);
  std::optional<GoTyped> method(const GoExpr& e, const GoShared& of, const std::string& name);
  bool lock_method(const GoShared& of, const std::string& name);
  static GoType atomic_value(const GoType& type);

  // atomic.StoreInt32(&x, 1): a function of the name of a method and a type.
  std::optional<GoTyped> atomic_function(const GoExpr& e, const std::string& name);

  // Its arguments start with number `first` of the call's.
  std::optional<GoTyped> atomic_operation(const GoExpr& e, const std::string& name, const Address& at,
                                          const GoType& type, std::size_t first);
  // v.Load().(T) of an atomic.Value.
  GoTyped asserted(const GoExpr& e);

  GoProgram& program_;
  const int number_;
  GoThread to_;
  std::vector<Frame> frames_;
  std::vector<Loop> loops_;  // of the function at hand
  int within_loops_ = 0;     // also those of its callers
  std::vector<std::map<std::string, Local>> scopes_;
  std::map<std::string, GoType> types_;  // of registers
};

}  // namespace fenceline::models
