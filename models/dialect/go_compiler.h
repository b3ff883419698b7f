// The compiler of one goroutine of a litmus test in Go into a thread's micro-operations: functions (go_functions.cc),
// statements (go_statements.cc, go_select.cc), variables (go_variables.cc), expressions (go_values.cc), and the calls that
// Go itself has (go_calls.cc, go_atomics.cc).
#pragma once

#include <base/nearest.h>
#include <models/dialect/go_sync.h>
#include <models/dialect/go_syntax.h>
#include <models/dialect/go_types.h>

#include <deque>
#include <functional>
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
  std::string channel = {};  // of that type: which
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
    std::string channel = {};
  };
  struct Start {
    GoExpr function;
    int flag = -1;  // location of what its go statement writes; -1: none does
    std::vector<Argument> arguments = {};
  };
  std::deque<Start> threads = {};  // by number
  bool has_main = false;
  int objects = 0;                               // that `new` made
  std::map<std::string, std::string> held = {};  // types in atomic.Values, by the name of the value

  std::string name(int thread) const { return has_main && thread == 0 ? "main" : "P" + std::to_string(thread); }
  // A variable with its fields; returns its location.
  int add_variable(const std::string& name, const GoType& type, Value value, GoPlace at);
  // What make(chan T) or make(chan T, capacity) makes.
  void add_channel(const std::string& name, const GoExpr& make);
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
    std::vector<Reg> regs;     // one, or one for each part
    std::string channel = {};  // of that type: which
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
  GoTyped channel_argument(const GoExpr& e, const GoType& type) const;
  GoExpr function_named(const GoExpr& f) const;
  // The statement with functions in place of their names; what has to be done first is put into `before`.
  GoStatement resolved(GoStatement s, std::vector<GoStatement>& before) const;
  void resolve(GoExpr& e, std::vector<GoStatement>& before, int& calls) const;
  // The function that a call names, in place of its name.
  void resolve_function(GoExpr& call) const;
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
  void switch_statement(const GoStatement& s);
  void cases(const GoStatement& s, const std::vector<std::vector<int>>& entries, int otherwise,
             const std::function<void(const GoStatement&)>& begin);
  GoOffer offer(const GoStatement& operation) const;

  // ---- control flow ----

  // A branch that is taken where the condition does not hold.
  int branch_unless(const GoExpr& condition);
  void conditional(const GoStatement& s);

  struct Loop {
    std::vector<int> breaks = {}, continues = {};
    std::string label = {};
    bool once = false;  // a select or a switch, which `continue` does not mean
  };
  Loop& loop_of(const GoStatement& s);
  void end_loop(int start, const std::vector<int>& leave);
  void loop(const GoStatement& s);
  void range(const GoStatement& s);
  void range_of_number(const GoStatement& s);

  // ---- variables ----

  const Local& declare(const GoExpr& name, const GoType& type, bool parameter = false);
  // Only a parameter may hide a variable outside of functions.
  void new_name(const GoExpr& name, bool parameter) const;
  void declare_channel(const GoExpr& name, const GoType& type, const std::string& channel);
  // Null where none can be seen.
  const Local* seen(const std::string& name) const;
  // But a channel, which has no registers.
  const Local* local(const std::string& name) const;
  void set(const Local& local, const GoTyped& v);
  void zero(const Local& local);
  void define(const GoStatement& s);
  void define_all(const GoStatement& s, const std::vector<GoTyped>& values);
  void assign(const GoStatement& s);
  void assign_all(const GoStatement& s);
  void assign_value(const GoExpr& target, const GoTyped& v, GoPlace at);
  // Of so many variables: one for each, or what a receive, a type assertion or a function gives.
  std::vector<GoTyped> several_values(const GoStatement& s);

  struct Place {
    Address address;
    GoType type;
  };
  // "s.mu" where the expression is such a path of names; else "".
  static std::string path(const GoExpr& e);
  // What a path is called in GoProgram::shared, if it is there.
  std::string shared_name(const GoExpr& e) const;
  const GoShared* shared(const GoExpr& e) const;
  const GoShared& object(const GoExpr& e) const;
  const GoShared& channel(const GoExpr& e) const;
  enum class Use { kSend, kReceive };
  // Throws where the channel's type does not let it be used so.
  const GoShared& channel(const GoExpr& e, Use use) const;
  // Null where the expression is no variable, and no part of one.
  std::optional<GoType> type_of(const GoExpr& e) const;
  // x, x[1], s.f, *p, p.f: of any type, and of one that has values.
  Place location(const GoExpr& e);
  Place place(const GoExpr& e);
  Place pointed(const GoExpr& pointer);
  // What a method is called of: such a place, or where the pointer that is there leads to.
  Place receiver(const GoExpr& e);
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
  std::optional<GoTyped> method(const GoExpr& e, const std::string& name);
  bool lock_method(const Place& of, const std::string& name);
  static GoType atomic_value(const GoType& type);

  // atomic.StoreInt32(&x, 1): a function of the name of a method and a type.
  std::optional<GoTyped> atomic_function(const GoExpr& e, const std::string& name);

  // Its arguments start with number `first` of the call's.
  std::optional<GoTyped> atomic_operation(const GoExpr& e, const std::string& name, const Address& at,
                                          const GoType& type, std::size_t first);
  // v.Load().(T) of an atomic.Value: the value, and whether there is one.
  struct Asserted {
    GoTyped value, ok;
  };
  Asserted asserted(const GoExpr& e);
  GoTyped asserted_or_panic(const GoExpr& e);
  Operand value_to_hold(const GoExpr& call, std::size_t n);
  // The type of what the atomic.Value there holds: all that is stored has the first one's.
  void holds(const GoExpr& of, const GoType& type);

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
