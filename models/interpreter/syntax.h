// The syntax tree of a text in cat.
#pragma once

#include <models/interpreter/lexer.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fenceline::models::cat {

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

// Names that are bound together: one, or those of a tuple. "_" is bound to nothing.
struct Pattern {
  std::vector<std::string> names;
  bool tuple = false;
};

struct Binding {
  Where where;
  Pattern pattern;
  ExprPtr value;
};

// What `if` asks of the variants that herd7 can be told on its command line: here none is set.
struct Variant {
  enum Kind { kName, kNot, kAnd, kOr };
  Kind kind = kName;
  std::string name;
  std::vector<Variant> parts;
};

struct Expr {
  enum Kind {
    kEmptyRelation,  // 0
    kNothing,        // {}: an empty set of whatever is asked for
    kUniverse,       // _
    kTag,            // 'once
    kName,
    kIdentity,    // [s]
    kClosure,     // r+
    kStar,        // r*
    kMaybe,       // r?
    kInverse,     // r^-1
    kComplement,  // ~r
    kUnion,       // r | s | …
    kSequence,    // r ; s ; …
    kIntersection,
    kDifference,
    kProduct,  // s * t
    kAdd,      // e ++ s
    kTuple,
    kSet,        // {e, …}
    kApply,      // f e
    kLet,        // bindings, then the body
    kLetRec,     // the same
    kFunction,   // pattern, body
    kMatchTag,   // of parts[0]: clauses
    kMatchSet,   // of parts[0]: parts[1] if it is empty, else parts[2] with names bound
    kTry,        // parts[0], and parts[1] if that is wrong
    kIf,         // parts[2] or parts[3] by how parts[0] and parts[1] compare
    kIfVariant,  // parts[0] or parts[1]
  };
  enum Compare { kEqual, kSubset, kIn };
  struct Clause {
    std::string tag;  // empty: any other
    ExprPtr body;
  };

  Kind kind = kNothing;
  Where where;
  std::string name;  // of a name, a tag or a function
  std::vector<ExprPtr> parts;
  std::vector<Binding> bindings;
  Pattern pattern;  // kFunction; kMatchSet: before, element, behind
  std::vector<Clause> clauses;
  Compare compare = kEqual;
  std::shared_ptr<const Variant> variant;
};

struct Check {
  enum Kind { kAcyclic, kIrreflexive, kEmpty };
  enum Meaning { kForbids, kFlags, kUndefinedUnless, kAsserts };
  Kind kind = kAcyclic;
  bool negated = false;
  Meaning meaning = kForbids;
  ExprPtr of;
  std::string name;  // empty if it has none
  std::string text;  // as it stands, for what has no name
  Where where;
};

struct Instruction {
  enum Kind {
    kLet,
    kLetRec,  // `check`, if there is one, must hold
    kCheck,
    kInclude,    // name
    kProcedure,  // name, pattern, body
    kCall,       // name, value
    kEnum,       // name, tags
    kForall,     // name, value, body
    kWith,       // name, value
    kMatch,      // value, clauses
    kIfVariant,  // body, otherwise
    kEvents,     // bell: the annotations that events of the kind `name` may carry: tags, and names of sets of them
  };
  struct Clause {
    std::string tag;  // empty: any other
    std::vector<Instruction> body;
  };
  Kind kind = kLet;
  Where where;
  std::string name;
  std::vector<std::string> tags;
  std::vector<Binding> bindings;
  std::optional<Check> check;
  ExprPtr value;
  Pattern pattern;
  std::vector<Instruction> body, otherwise;
  std::vector<Clause> clauses;
  std::shared_ptr<const Variant> variant;
};

struct Text {
  std::string architecture;  // the first word of the title: "RISCV"; empty if there is none
  Where named;               // where that stands
  std::string title;
  bool dependencies = false;  // catdep: it makes addr, data and ctrl of accesses to registers
  std::vector<Instruction> instructions;
};

// Throws Wrong.
Text parse(std::string_view text, const std::string& file);

}  // namespace fenceline::models::cat
