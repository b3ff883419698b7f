#include <models/interpreter/prelude.h>
#include <models/interpreter/resolver.h>

#include <algorithm>
#include <array>

namespace fenceline::models::cat {
namespace {

constexpr int kDeepestCall = 100;  // includes and calls within each other

// Coherence orders are not made here: the search for candidates gives one.
bool given_by_the_search(const std::string& name) {
  return name == "generate_orders" || name == "generate_cos" || name == "cross";
}

// Base relations that every explanation shows by itself.
bool shown_anyway(const std::string& name) {
  static const std::set<std::string> kShown = {"po", "po-loc", "rf",  "rfe", "rfi", "co",  "coe", "coi",
                                               "fr", "fre",    "fri", "loc", "id",  "int", "ext"};
  return kShown.contains(name);
}

const std::vector<Builtin>& builtins_for(Isa isa) {
  static std::map<Isa, std::vector<Builtin>> all;
  auto& out = all[isa];
  if (out.empty()) out = builtins(isa);
  return out;
}

// That stands for what a text makes of accesses to registers; null if nothing does.
const Builtin* dependency(const std::string& name) {
  static const std::vector<Builtin> kDependencies = dependencies();
  const auto found =
      std::find_if(kDependencies.begin(), kDependencies.end(), [&](const Builtin& b) { return b.name == name; });
  return found == kDependencies.end() ? nullptr : &*found;
}

}  // namespace

Resolver::Resolver(const Source& source, Isa isa) : source_(source), out_(std::make_shared<Program>()) {
  out_->isa = isa;
  // A name of the instruction set hides one of all.
  for (const Builtin& b : builtins_for(isa)) {
    Slot slot;
    slot.kind = Slot::kBuiltin;
    slot.name = b.name;
    slot.builtin = &b;
    slot.stage = b.stage;
    slot.registers = b.registers, slot.nothing = b.nothing;
    scope_[b.name] = out_->builtins[b.name] = new_slot(slot);
  }
}

std::shared_ptr<const Program> Resolver::run() {
  static const Text prelude = parse(kPrelude, "the built-in definitions");
  prelude_ = true;
  text(prelude, out_->steps);
  prelude_ = false;
  for (const Text* t : source_.texts()) text(*t, out_->steps);
  // Up to herd7 7.58 X had the halves of load-linked and store-conditional pairs too, and there was no EX.
  static const Builtin old_x = {
      "X", Stage::kPaths, [](const View& v) -> Value { return Events{v.x->with_any(kAtomic | kLocked | kExclusive)}; }};
  if (out_->isa != Isa::cxx && !speaks_of_exclusives_) out_->slots[out_->builtins.at("X")].builtin = &old_x;
  // The kernel's files are a cat and a bell file, and those that are written for lkmmv2 ask for it.
  out_->wishes.fenced_updates = out_->isa == Isa::linux_kernel && source_.texts().size() > 1 && !speaks_of_lkmmv_;
  return out_;
}

int Resolver::new_slot(Slot slot) {
  out_->slots.push_back(std::move(slot));
  return static_cast<int>(out_->slots.size()) - 1;
}

void Resolver::text(const Text& text, std::vector<Step>& steps) { instructions(text.instructions, steps); }

void Resolver::instructions(const std::vector<Instruction>& list, std::vector<Step>& steps) {
  for (const Instruction& i : list) instruction(i, steps);
}

void Resolver::instruction(const Instruction& i, std::vector<Step>& steps) {
  switch (i.kind) {
    case Instruction::kLet:
      return let(i);
    case Instruction::kLetRec:
      return let_rec(i, steps);
    case Instruction::kCheck: {
      Step step;
      step.where = i.where;
      step.check = check(*i.check);
      out_->flags |= i.check->meaning == Check::kFlags;
      steps.push_back(std::move(step));
      return;
    }
    case Instruction::kInclude:
      return include(i, steps);
    case Instruction::kProcedure:
      procedures_[i.name] = std::make_shared<const Procedure>(Procedure{&i, scope_, procedures_});
      return;
    case Instruction::kCall:
      return call(i, steps);
    case Instruction::kEnum: {
      // Its name is the set of its tags.
      Expr set;
      set.kind = Expr::kSet;
      set.where = i.where;
      for (const std::string& tag : i.tags) {
        Expr element;
        element.kind = Expr::kTag;
        element.where = i.where;
        element.name = tag;
        set.parts.push_back(std::make_shared<const Expr>(element));
      }
      enums_[i.name] = i.tags;
      define(i.name, expression(set), i.where);
      return;
    }
    case Instruction::kForall:
    case Instruction::kWith:
      return each(i, steps);
    case Instruction::kMatch:
      return match(i, steps);
    case Instruction::kIfVariant:
      return instructions(holds(*i.variant) ? i.body : i.otherwise, steps);
    case Instruction::kEvents:
      return annotations(i);
  }
}

int Resolver::define(const std::string& name, const Node* value, const Where&) {
  Slot slot;
  slot.name = name;
  slot.value = value;
  slot.stage = value->stage;
  slot.recursive = value->recursive, slot.unbound = value->unbound, slot.registers = value->registers;
  slot.nothing = value->nothing;
  slot.clause = !prelude_ && value->op != Expr::kFunction;
  if (const Builtin* given = dependency(name); given && slot.registers) {
    slot.kind = Slot::kBuiltin;
    slot.builtin = given;
    slot.registers = slot.unbound = slot.nothing = false;
    slot.stage = given->stage;
  } else {
    if (value->closed && slot.stage != Stage::kCandidate && value->op != Expr::kFunction)
      ;  // the slot keeps it
    else
      keep_values(value);
    slot.parts = parts_of(value, -1);
  }
  return scope_[name] = new_slot(std::move(slot));
}

void Resolver::bind(const Pattern& pattern, const Node* value, const Where& where) {
  if (!pattern.tuple) {
    // As the kernel's lock.cat does: it is given accesses, rf and co without those of spinlocks.
    out_->wishes.own_locks |= out_->isa == Isa::linux_kernel && pattern.names[0] == "rf" && !prelude_;
    if (pattern.names[0] != "_" && !given_by_the_search(pattern.names[0])) define(pattern.names[0], value, where);
    return;
  }
  const int whole = define("(" + std::to_string(out_->slots.size()) + ")", value, where);
  out_->slots[whole].clause = false;
  for (std::size_t i = 0; i < pattern.names.size(); ++i) {
    if (pattern.names[i] == "_") continue;
    Node& from = out_->nodes.emplace_back();
    from.kind = Node::kGlobal;
    from.where = where;
    from.index = whole;
    from.stage = value->stage;
    Node& component = out_->nodes.emplace_back(from);
    component.kind = Node::kComponent;
    component.index = static_cast<int>(i);
    component.parts = {&from};
    component.arguments = static_cast<int>(pattern.names.size());
    define(pattern.names[i], &component, where);
  }
}

void Resolver::let(const Instruction& i) {
  // All values are of the names before.
  std::vector<const Node*> values;
  for (const Binding& b : i.bindings) values.push_back(expression(*b.value));
  for (std::size_t n = 0; n < values.size(); ++n) bind(i.bindings[n].pattern, values[n], i.bindings[n].where);
}

void Resolver::let_rec(const Instruction& i, std::vector<Step>& steps) {
  Group group;
  const int number = static_cast<int>(out_->groups.size());
  std::vector<int> slots;
  for (const Binding& b : i.bindings) {
    if (b.pattern.tuple) throw Wrong(b.where, "a tuple is defined by 'let rec'");
    Slot slot;
    slot.name = b.pattern.names[0];
    slot.recursive = true;
    const bool function = b.value->kind == Expr::kFunction;
    slot.kind = function ? Slot::kLet : Slot::kGroup;
    slot.group = function ? -1 : number;
    slot.clause = !prelude_ && !function;
    slots.push_back(scope_[slot.name] = new_slot(slot));
    if (!function) group.slots.push_back(slots.back());
  }
  Stage stage = Stage::kPaths;
  bool registers = false, unbound = false;
  for (std::size_t n = 0; n < slots.size(); ++n) {
    const Node* value = expression(*i.bindings[n].value);
    keep_values(value);
    out_->slots[slots[n]].value = value;
    stage = std::max(stage, value->stage);
    registers |= value->registers, unbound |= value->unbound;
  }
  if (i.check) group.check = check(*i.check);
  for (const int s : slots) {
    Slot& slot = out_->slots[s];
    slot.stage = stage;
    slot.recursive = false, slot.registers = registers, slot.unbound = unbound;
    if (slot.clause) slot.parts = parts_of(slot.value, s);
  }
  if (group.slots.empty()) return;
  // r = base | r;r is the closure of the base, which needs no steps towards it.
  if (slots.size() == 1 && out_->slots[slots[0]].value->op == Expr::kUnion) {
    const Node* value = out_->slots[slots[0]].value;
    Node& base = out_->nodes.emplace_back(*value);
    base.parts.clear();
    base.recursive = false;
    for (const Node* part : value->parts) {
      const bool itself = part->op == Expr::kSequence && part->parts.size() == 2 &&
                          part->parts[0]->kind == Node::kGlobal && part->parts[0]->index == slots[0] &&
                          part->parts[1]->kind == Node::kGlobal && part->parts[1]->index == slots[0];
      if (itself) continue;
      base.parts.push_back(part);
      base.recursive |= part->recursive;
    }
    if (!base.recursive && base.parts.size() < value->parts.size() && !base.parts.empty()) group.base = &base;
  }
  out_->groups.push_back(std::move(group));
  if (!out_->groups.back().check) return;
  Step step;
  step.kind = Step::kGroup;
  step.where = i.where;
  step.slot = number;
  step.check = out_->groups.back().check;
  steps.push_back(std::move(step));
}

void Resolver::include(const Instruction& i, std::vector<Step>& steps) {
  static const Text own_orders = parse(kOrders, "the built-in definitions");
  if (++depth_ > kDeepestCall) throw Wrong(i.where, "files include each other more than 100 deep");
  if (const Text* t = source_.included(i.name, i.where))
    text(*t, steps);
  else if (out_->wishes.own_locks && i.name.starts_with("cos"))
    text(own_orders, steps);
  --depth_;
}

// What events may be annotated with, as bell files say, are names of sets: 'sync-rcu is Sync-rcu. Those that no event
// here has are empty.
void Resolver::annotations(const Instruction& i) {
  for (const std::string& word : i.tags) {
    const auto set = enums_.find(word);
    for (std::string tag : set == enums_.end() ? std::vector{word} : set->second) {
      if (tag[0] >= 'a' && tag[0] <= 'z') tag[0] = static_cast<char>(tag[0] - 'a' + 'A');
      scope_.emplace(tag, scope_.at("emptyset"));
    }
  }
}

// The body stands where it is called, with its arguments defined.
void Resolver::call(const Instruction& i, std::vector<Step>& steps) {
  const auto found = procedures_.find(i.name);
  if (found == procedures_.end()) throw Wrong(i.where, "there is no procedure '" + i.name + "'");
  if (++depth_ > kDeepestCall) throw Wrong(i.where, "procedures call each other more than 100 deep");
  const std::shared_ptr<const Procedure> procedure = found->second;
  const Node* argument = expression(*i.value);
  auto scope = scope_;
  auto procedures = procedures_;
  scope_ = procedure->scope;
  procedures_ = procedure->procedures;
  if (!procedure->text->pattern.names.empty()) bind(procedure->text->pattern, argument, i.where);
  instructions(procedure->text->body, steps);
  scope_ = std::move(scope);
  procedures_ = std::move(procedures);
  --depth_;
}

void Resolver::each(const Instruction& i, std::vector<Step>& steps) {
  Step step;
  step.kind = i.kind == Instruction::kWith ? Step::kWith : Step::kForall;
  step.where = i.where;
  step.value = expression(*i.value);
  keep_values(step.value);
  Slot slot;
  slot.kind = Slot::kAssigned;
  slot.name = i.name;
  slot.stage = std::max(step.value->stage, Stage::kChoice);
  slot.unbound = step.value->unbound;
  const auto scope = scope_;
  step.slot = scope_[i.name] = new_slot(slot);
  if (step.kind == Step::kForall) {
    instructions(i.body, step.body);
    scope_ = scope;
  }
  steps.push_back(std::move(step));
}

void Resolver::match(const Instruction& i, std::vector<Step>& steps) {
  Step step;
  step.kind = Step::kMatch;
  step.where = i.where;
  step.value = expression(*i.value);
  keep_values(step.value);
  const auto scope = scope_;
  for (const Instruction::Clause& clause : i.clauses) {
    auto& out = step.clauses.emplace_back();
    out.tag = clause.tag;
    instructions(clause.body, out.body);
    scope_ = scope;
  }
  steps.push_back(std::move(step));
}

ResolvedCheck Resolver::check(const Check& c) {
  ResolvedCheck out{c.kind, c.negated, c.meaning, expression(*c.of), c.name.empty() ? c.text : c.name, c.where, {}};
  keep_values(out.of);
  std::vector<int> left = parts_of(out.of, -1).named;
  while (!left.empty()) {
    const int slot = left.back();
    left.pop_back();
    if (std::find(out.clauses.begin(), out.clauses.end(), slot) != out.clauses.end()) continue;
    out.clauses.push_back(slot);
    for (const int more : out_->slots[slot].parts.named) left.push_back(more);
  }
  // Definitions before those that are made of them.
  std::sort(out.clauses.begin(), out.clauses.end());
  return out;
}

Parts Resolver::parts_of(const Node* node, int defining) const {
  Parts out;
  split(node, defining, out);
  return out;
}

void Resolver::split(const Node* node, int defining, Parts& out) const {
  if (node->kind == Node::kGlobal) {
    const Slot& slot = out_->slots[node->index];
    if (node->index == defining) return;
    if (slot.clause || (slot.builtin && !shown_anyway(slot.name))) out.named.push_back(node->index);
    out.steps.push_back(node);
    return;
  }
  const bool expression = node->kind == Node::kExpression;
  if (expression &&
      (node->op == Expr::kUnion || node->op == Expr::kClosure || node->op == Expr::kStar || node->op == Expr::kMaybe)) {
    out.transitive |= node->op == Expr::kClosure || node->op == Expr::kStar;
    for (const Node* part : node->parts) split(part, defining, out);
    return;
  }
  // (r | s) & (M * M): which of them it is matters.
  if (expression && node->op == Expr::kIntersection && node->parts[0]->op == Expr::kUnion &&
      node->parts[1]->op == Expr::kProduct)
    return split(node->parts[0], defining, out);
  const bool itself = expression && node->op == Expr::kSequence &&
                      std::all_of(node->parts.begin(), node->parts.end(), [&](const Node* part) {
                        return part->kind == Node::kGlobal && part->index == defining;
                      });
  if (itself) {
    out.transitive = true;
    return;
  }
  if (node->kind == Node::kUnbound || expression) out.own.push_back(node), out.steps.push_back(node);
}

std::shared_ptr<const Program> resolve(const Source& source, Isa isa) { return Resolver(source, isa).run(); }

}  // namespace fenceline::models::cat
