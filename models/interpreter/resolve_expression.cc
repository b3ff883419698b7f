#include <models/interpreter/resolver.h>

#include <algorithm>

namespace fenceline::models::cat {
namespace {

const std::map<std::string, Primitive>& primitives() {
  static const std::map<std::string, Primitive> kPrimitives = {{"domain", Primitive::kDomain},
                                                               {"range", Primitive::kRange},
                                                               {"fail", Primitive::kFail},
                                                               {"fromto", Primitive::kFromTo},
                                                               {"classes", Primitive::kClasses},
                                                               {"classes-loc", Primitive::kClassesLoc},
                                                               {"partition", Primitive::kClassesLoc},
                                                               {"lift", Primitive::kLift},
                                                               {"delift", Primitive::kDelift},
                                                               {"deliftinter", Primitive::kDeliftWithin},
                                                               {"linearisations", Primitive::kLinearisations},
                                                               {"generate_orders", Primitive::kGenerateOrders},
                                                               {"generate_cos", Primitive::kGenerateCos},
                                                               {"cross", Primitive::kCross},
                                                               {"tag2events", Primitive::kTagToEvents},
                                                               {"tag2instrs", Primitive::kTagToEvents},
                                                               {"tag2fenced", Primitive::kTagToFenced},
                                                               {"tag2scope", Primitive::kTagToScope},
                                                               {"tag2level", Primitive::kTagToScope},
                                                               {"loc2events", Primitive::kLocToEvents},
                                                               {"different-values", Primitive::kDifferentValues},
                                                               {"same-oa", Primitive::kNoPairs},
                                                               {"at-least-one-writable", Primitive::kNoPairs},
                                                               {"as_transitive", Primitive::kSame}};
  return kPrimitives;
}

}  // namespace

// Is the variant such, where none is set? That of the kernel's files says how herd7 makes its events, as it is done here.
bool Resolver::holds(const Variant& variant) {
  switch (variant.kind) {
    case Variant::kName:
      speaks_of_lkmmv_ |= variant.name.starts_with("lkmmv");
      return out_->isa == Isa::linux_kernel && variant.name.starts_with("lkmmv");
    case Variant::kNot:
      return !holds(variant.parts[0]);
    case Variant::kAnd:
      return holds(variant.parts[0]) && holds(variant.parts[1]);
    case Variant::kOr:
      return holds(variant.parts[0]) || holds(variant.parts[1]);
  }
  return false;
}

Node& Resolver::add(const Expr& e, Node::Kind kind) {
  Node& out = out_->nodes.emplace_back();
  out.kind = kind;
  out.op = e.kind;
  out.where = e.where;
  out.name = e.name;
  return out;
}

// What holds of a part holds of the whole; but a branch that is not taken may speak of names that are not there.
const Node* Resolver::finish(Node& node) {
  const bool may_be_skipped = node.op == Expr::kFunction || node.op == Expr::kMatchTag || node.op == Expr::kMatchSet ||
                              node.op == Expr::kIf || node.op == Expr::kTry;
  for (const Node* part : node.parts) {
    node.stage = std::max(node.stage, part->stage);
    node.outer = std::min(node.outer, part->outer);
    node.recursive |= part->recursive;
    node.registers |= part->registers;
    node.unbound |= part->unbound && (!may_be_skipped || node.op == Expr::kFunction);
  }
  node.closed = node.outer >= static_cast<int>(locals_.size());
  // What is cut by nothing is nothing, be the rest there or not.
  node.nothing = empty_always(node);
  if (node.nothing) node.unbound = false;
  return &node;
}

// Much of a text may be about events that tests here never have, as of page tables.
bool Resolver::empty_always(Node& node) const {
  const auto nothing = [](const Node* part) { return part->nothing; };
  switch (node.op) {
    case Expr::kEmptyRelation:
    case Expr::kNothing:
      return true;
    case Expr::kIdentity:
    case Expr::kClosure:
    case Expr::kInverse:
    case Expr::kDifference:
      return node.parts[0]->nothing;
    case Expr::kSequence:
    case Expr::kIntersection:
    case Expr::kProduct:
      return std::any_of(node.parts.begin(), node.parts.end(), nothing);
    case Expr::kUnion:
      if (!std::all_of(node.parts.begin(), node.parts.end(), nothing)) {
        std::erase_if(node.parts, nothing);
        return false;
      }
      return true;
    case Expr::kApply:
      return node.parts[0]->kind == Node::kPrimitive && node.parts[1]->nothing &&
             (node.parts[0]->index == static_cast<int>(Primitive::kDomain) ||
              node.parts[0]->index == static_cast<int>(Primitive::kRange));
    default:
      return false;
  }
}

const Node* Resolver::expression(const Expr& e) {
  switch (e.kind) {
    case Expr::kName:
      return name(e);
    case Expr::kLet:
    case Expr::kLetRec:
      return let(e);
    case Expr::kFunction:
      return function(e);
    case Expr::kMatchTag:
    case Expr::kMatchSet:
      return match(e);
    case Expr::kIfVariant:
      return expression(*e.parts[holds(*e.variant) ? 0 : 1]);
    case Expr::kTry: {
      const Node* first = expression(*e.parts[0]);
      if (first->unbound) return expression(*e.parts[1]);
      Node& out = add(e, Node::kExpression);
      out.parts = {first, expression(*e.parts[1])};
      return finish(out);
    }
    default: {
      Node& out = add(e, Node::kExpression);
      out.compare = e.compare;
      for (const ExprPtr& part : e.parts) out.parts.push_back(expression(*part));
      return finish(out);
    }
  }
}

const Node* Resolver::name(const Expr& e) {
  const auto local = std::find(locals_.rbegin(), locals_.rend(), e.name);
  if (local != locals_.rend()) {
    Node& out = add(e, Node::kLocal);
    out.index = static_cast<int>(local - locals_.rbegin());
    out.outer = static_cast<int>(locals_.size()) - 1 - out.index;
    out.closed = false;
    return &out;
  }
  if (const auto slot = scope_.find(e.name); slot != scope_.end()) {
    Node& out = add(e, Node::kGlobal);
    out.index = slot->second;
    const Slot& s = out_->slots[out.index];
    out.stage = s.stage, out.recursive = s.recursive, out.unbound = s.unbound, out.registers = s.registers;
    out.nothing = s.nothing;
    out_->mixed_sizes |= s.builtin && (e.name == "si" || e.name == "sm");
    speaks_of_exclusives_ |= e.name == "EX";
    return &out;
  }
  if (const auto primitive = primitives().find(e.name); primitive != primitives().end()) {
    Node& out = add(e, Node::kPrimitive);
    out.index = static_cast<int>(primitive->second);
    // What generates coherence orders looks at that of the candidate.
    if (primitive->second == Primitive::kGenerateOrders || primitive->second == Primitive::kGenerateCos)
      out.stage = Stage::kCandidate;
    return &out;
  }
  Node& out = add(e, Node::kUnbound);
  out.unbound = true;
  return &out;
}

int Resolver::push(const Pattern& pattern) {
  locals_.insert(locals_.end(), pattern.names.begin(), pattern.names.end());
  return static_cast<int>(pattern.names.size());
}

const Node* Resolver::function(const Expr& e) {
  Node& out = add(e, Node::kExpression);
  out.arguments = push(e.pattern);
  out.tuple = e.pattern.tuple;
  out.parts = {expression(*e.parts[0])};
  pop(out.arguments);
  return finish(out);
}

const Node* Resolver::let(const Expr& e) {
  Node& out = add(e, Node::kExpression);
  const bool recursive = e.kind == Expr::kLetRec;
  if (recursive)
    for (const Binding& b : e.bindings) out.arguments += push(b.pattern);
  int functions = 0;
  for (const Binding& b : e.bindings) {
    out.parts.push_back(expression(*b.value));
    out.widths.push_back(b.pattern.tuple ? static_cast<int>(b.pattern.names.size()) : 1);
    functions += b.value->kind == Expr::kFunction;
    if (recursive && b.pattern.tuple) throw Wrong(b.where, "a tuple is defined by 'let rec'");
  }
  if (recursive && functions > 0 && functions < static_cast<int>(e.bindings.size()))
    throw Wrong(e.where, "functions and relations are defined by one 'let rec' within an expression");
  if (!recursive)
    for (const Binding& b : e.bindings) out.arguments += push(b.pattern);
  out.parts.push_back(expression(*e.parts[0]));
  pop(out.arguments);
  return finish(out);
}

const Node* Resolver::match(const Expr& e) {
  Node& out = add(e, Node::kExpression);
  out.parts.push_back(expression(*e.parts[0]));
  if (e.kind == Expr::kMatchTag) {
    for (const Expr::Clause& clause : e.clauses) {
      out.tags.push_back(clause.tag);
      out.parts.push_back(expression(*clause.body));
    }
    return finish(out);
  }
  out.parts.push_back(expression(*e.parts[1]));
  out.arguments = push(e.pattern);
  out.parts.push_back(expression(*e.parts[2]));
  pop(out.arguments);
  return finish(out);
}

// The largest expressions that hang on paths alone keep their values, where what they stand in does not.
void Resolver::keep_values(const Node* node) {
  const bool trivial = node->nothing || node->kind != Node::kExpression || node->op == Expr::kEmptyRelation ||
                       node->op == Expr::kNothing || node->op == Expr::kUniverse || node->op == Expr::kTag ||
                       node->op == Expr::kFunction;
  if (!trivial && node->closed && !node->recursive && node->stage != Stage::kCandidate) {
    const_cast<Node*>(node)->cache = out_->caches++;
    return;
  }
  for (const Node* part : node->parts) keep_values(part);
}

}  // namespace fenceline::models::cat
