// A text in cat with every name resolved, for tests of one instruction set: what is evaluated.
#pragma once

#include <models/execution.h>
#include <models/interpreter/value.h>
#include <models/interpreter/view.h>

#include <climits>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fenceline::models::cat {

// What a value hangs on: it is kept as long as that stays. Later ones hang on earlier ones.
enum class Stage : std::uint8_t {
  kPaths,      // on the events of every thread
  kChoice,     // also on what `with … from` took of what hangs on paths alone
  kCandidate,  // also on rf and co
};
constexpr int kStages = 3;

enum class Primitive : std::uint8_t {
  kDomain,
  kRange,
  kFail,
  kFromTo,
  kClasses,
  kClassesLoc,
  kLift,
  kDelift,
  kDeliftWithin,
  kLinearisations,
  kGenerateOrders,
  kGenerateCos,
  kCross,
  kTagToEvents,
  kTagToFenced,
  kTagToScope,
  kLocToEvents,
  kDifferentValues,
  kNoPairs,  // of relations that only page tables have
  kSame,     // as_transitive: its argument
};

// A resolved expression.
struct Node {
  enum Kind : std::uint8_t { kExpression, kGlobal, kLocal, kPrimitive, kComponent, kUnbound };
  Kind kind = kExpression;
  Expr::Kind op = Expr::kNothing;  // of kExpression
  Where where;
  std::string name;
  int index = 0;  // kGlobal: of slots; kLocal: how many names further in; kComponent: of a tuple; kPrimitive
  std::vector<const Node*> parts;
  std::vector<std::string> tags;  // kMatchTag: of the parts that follow the first; "" is any other
  Expr::Compare compare = Expr::kEqual;
  int arguments = 0;        // kFunction, kLet, kLetRec, kMatchSet: names that it binds
  bool tuple = false;       // kFunction: it takes a tuple of them
  std::vector<int> widths;  // kLet, kLetRec: names that each part but the last binds; 1, or those of a tuple

  Stage stage = Stage::kPaths;
  int outer = INT_MAX;     // the outermost local name that it speaks of
  bool closed = true;      // it speaks of no local name but its own
  bool recursive = false;  // it speaks of what is being defined
  bool unbound = false;    // it cannot be had: it needs a name that is not there
  bool registers = false;  // it speaks of accesses to registers
  bool nothing = false;    // it is empty in every execution
  int cache = -1;          // where its value is kept
};

struct Builtin {
  std::string name;
  Stage stage = Stage::kPaths;
  std::function<Value(const View&)> value;
  bool registers = false;
  bool nothing = false;  // no execution has such
};

// What an expression is a union of.
struct Parts {
  std::vector<const Node*> own;    // expressions without a name
  std::vector<int> named;          // slots
  std::vector<const Node*> steps;  // both; where the expression is transitive
  bool transitive = false;
};

// A name of the whole text.
struct Slot {
  enum Kind : std::uint8_t { kBuiltin, kLet, kGroup, kAssigned };
  Kind kind = kLet;
  std::string name;
  const Node* value = nullptr;  // kLet, kGroup
  const Builtin* builtin = nullptr;
  int group = -1;  // kGroup
  Stage stage = Stage::kPaths;
  bool recursive = false, unbound = false, registers = false, nothing = false;
  bool clause = false;  // `without` may leave it out, and explanations name it
  Parts parts;          // of a clause
};

struct ResolvedCheck {
  Check::Kind kind;
  bool negated;
  Check::Meaning meaning;
  const Node* of;
  std::string name;
  Where where;
  std::vector<int> clauses;  // what it is a union of, and that of unions in turn: what explanations name
};

// Definitions that stand for the least values that fit them together.
struct Group {
  std::vector<int> slots;
  const Node* base = nullptr;  // r = base | r;r: the closure of base
  std::optional<ResolvedCheck> check;
};

struct Step {
  enum Kind : std::uint8_t { kCheck, kWith, kForall, kMatch, kGroup };
  Kind kind = kCheck;
  Where where;
  std::optional<ResolvedCheck> check;
  const Node* value = nullptr;
  int slot = -1;  // kWith, kForall: that takes one after the other; kGroup: the group
  struct Clause {
    std::string tag;
    std::vector<Step> body;
  };
  std::vector<Step> body;
  std::vector<Clause> clauses;
};

struct Program {
  Isa isa = Isa::x86_64;
  std::deque<Node> nodes;
  std::vector<Slot> slots;
  std::vector<Group> groups;
  std::vector<Step> steps;
  std::map<std::string, int> builtins;  // name -> slot
  int caches = 0;
  bool flags = false;        // some check only flags
  bool mixed_sizes = false;  // it speaks of what makes one access of parts
  Wishes wishes;
};

}  // namespace fenceline::models::cat
