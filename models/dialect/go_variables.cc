// Variables of Go: of functions, which are registers, and those that are shared, which are memory.
#include <models/dialect/go_compiler.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {

// ---- of functions --------------------------------------------------------------------------------

// Conditions name the outermost variable of a name; an inner one, which hides it, has a register that they do not see.
const GoCompiler::Local& GoCompiler::declare(const GoExpr& name, const GoType& type) {
  if (name.kind != GoExpr::kName) go_fail(name.at, "cannot declare '" + to_string(name) + "'");
  if (name.text == "_") go_fail(name.at, "_ is not read: name it");
  if (program_.shared.contains(name.text)) go_fail(name.at, name.text + " is a variable outside of functions already");
  if (scopes_.back().contains(name.text)) go_fail(name.at, name.text + " is declared already");
  if (!type.is_word() && !type.is_words())
    go_fail(name.at, "a " + type.text + " inside of a function is not read: declare it outside");
  const auto outer =
      std::count_if(scopes_.begin(), scopes_.end(), [&](const auto& scope) { return scope.contains(name.text); });
  const std::string stem = outer == 0 ? name.text : "#" + name.text + "." + std::to_string(outer);
  const auto [known, fresh] = types_.emplace(stem, type);
  if (!fresh && !(known->second == type)) go_fail(name.at, name.text + " is declared with different types");
  Local& out = scopes_.back()[name.text];
  out.type = type;
  const auto add = [&](const std::string& of, const GoType& t) {
    out.regs.push_back(to_.numbered(of));
    if (t.kind == GoType::kInteger && !t.sign) to_.leave_sign_out(out.regs.back());
  };
  if (type.is_word())
    add(stem, type);
  else
    for (const GoPart& part : go_parts(type, name.at)) add(stem + part.name, part.type);
  return out;
}

const GoCompiler::Local* GoCompiler::local(const std::string& name) const {
  const std::size_t first = frames_.empty() ? 0 : frames_.back().first;
  for (std::size_t i = scopes_.size(); i-- > first;)
    if (const auto it = scopes_[i].find(name); it != scopes_[i].end()) return &it->second;
  return nullptr;
}

void GoCompiler::set(const Local& local, const GoTyped& v) {
  to_.op(alu(Alu::kSecond, local.regs[0], {}, v.operand, local.type.size, local.type.sign));
}

void GoCompiler::zero(const Local& local) {
  for (const Reg r : local.regs) to_.op(alu(Alu::kSecond, r, {}, imm(0)));
}

void GoCompiler::define(const GoStatement& s) {
  const GoExpr& from = s.value[0];
  if (from.kind == GoExpr::kCall && from.operands[0].kind == GoExpr::kFunction)
    return define_all(s, call_of_function(from));
  if (s.targets.size() > 2 || (s.targets.size() == 2 && (from.kind != GoExpr::kUnary || from.text != "<-")))
    go_fail(s.at, "of several values at once only 'v, ok := <-c' and the results of a function are read");
  if (s.targets.size() == 2) {
    const GoShared& c = channel(from.operands[0]);
    const GoReceived received = go_receive(to_, {c.location, c.capacity});
    return define_all(s, {{reg(received.value), go_type(c.type.of, s.at)}, {reg(received.ok), boolean()}});
  }
  if (const auto whole = words(from)) {
    const Local& to = declare(s.targets[0], whole->type);
    for (std::size_t i = 0; i < to.regs.size(); ++i) to_.op(alu(Alu::kSecond, to.regs[i], {}, whole->words[i]));
    return;
  }
  define_all(s, {value(from)});
}

void GoCompiler::define_all(const GoStatement& s, const std::vector<GoTyped>& values) {
  if (s.targets.size() != values.size())
    go_fail(s.at, std::to_string(s.targets.size()) + " variables for " + std::to_string(values.size()) + " values");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (s.targets[i].text != "_" || values.size() == 1) set(declare(s.targets[i], values[i].type), values[i]);
}

void GoCompiler::assign(const GoStatement& s) {
  if (s.targets.size() > 1)
    go_fail(s.at, "several assignments at once are not read: make them statements of their own");
  const GoExpr& target = s.targets[0];
  if (const auto type = type_of_words(target); type && s.text == "=") {
    const auto v = words(s.value[0]);
    if (!v || !(v->type == *type)) go_fail(s.at, "expected a " + type->text + " for " + to_string(target));
    const Local* to = target.kind == GoExpr::kName ? local(target.text) : nullptr;
    if (to == nullptr) return write_words(place(target), *v);
    for (std::size_t i = 0; i < to->regs.size(); ++i) to_.op(alu(Alu::kSecond, to->regs[i], {}, v->words[i]));
    return;
  }
  if (target.text == "_" && s.text == "=") return void(value(s.value[0]));
  if (shared(target) == nullptr) unsequenced({&target, &s.value[0]}, s.at);
  const GoTyped v =
      s.text == "=" ? value(s.value[0]) : value({GoExpr::kBinary, s.text.substr(0, 1), {target, s.value[0]}, s.at});
  if (const Local* to = target.kind == GoExpr::kName ? local(target.text) : nullptr)
    return set(*to, fitting(v, to->type, s.at));
  if (const auto part = part_of_local(target)) {
    const GoTyped fit = fitting(v, part->type, s.at);
    return to_.op(alu(Alu::kSecond, part->operand.reg, {}, fit.operand, part->type.size, part->type.sign));
  }
  const Place to = place(target);
  to_.op(store(fitting(v, to.type, s.at).operand, to.address, to.type.size));
}

// r.f, r[1].
std::optional<GoTyped> GoCompiler::part_of_local(const GoExpr& e) const {
  if ((e.kind != GoExpr::kSelector && e.kind != GoExpr::kIndex) || e.operands[0].kind != GoExpr::kName) return {};
  const Local* of = local(e.operands[0].text);
  if (of == nullptr || !of->type.is_words()) return {};
  const auto parts = go_parts(of->type, e.at);
  const std::string wanted = e.kind == GoExpr::kSelector ? "." + e.text : "[" + to_string(e.operands[1]) + "]";
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (parts[i].name == wanted) return GoTyped{reg(of->regs[i]), parts[i].type};
  go_fail(e.at, "'" + to_string(e) + "' is no field, and no element with a constant index, of " + of->type.text);
}

// ---- memory --------------------------------------------------------------------------------------

std::string GoCompiler::path(const GoExpr& e) {
  if (e.kind == GoExpr::kName) return e.text;
  if (e.kind != GoExpr::kSelector) return {};
  const std::string of = path(e.operands[0]);
  return of.empty() ? of : of + "." + e.text;
}

const GoShared* GoCompiler::shared(const GoExpr& e) const {
  const auto it = program_.shared.find(path(e));
  return it == program_.shared.end() ? nullptr : &it->second;
}

const GoShared& GoCompiler::object(const GoExpr& e) const {
  if (const GoShared* x = shared(e)) return *x;
  go_fail(e.at, "no variable '" + to_string(e) + "' outside of functions" +
                    nearest_note(to_string(e), keys(program_.shared)));
}

const GoShared& GoCompiler::channel(const GoExpr& e) const {
  const GoShared& c = object(e);
  if (c.type.kind != GoType::kChannel) go_fail(e.at, to_string(e) + " is a " + c.type.text + ", no channel");
  return c;
}

GoCompiler::Place GoCompiler::place(const GoExpr& e) {
  if (e.kind == GoExpr::kUnary && e.text == "*") return pointed(e.operands[0]);
  if (e.kind == GoExpr::kIndex || (e.kind == GoExpr::kSelector && shared(e) == nullptr)) return place_of_part(e);
  if (e.kind == GoExpr::kName && local(e.text) == nullptr && shared(e) == nullptr) {
    auto known = keys(program_.shared);
    for (const auto& scope : scopes_)
      for (const auto& [name, unused] : scope) known.push_back(name);
    go_fail(e.at, "no variable '" + e.text + "'" + nearest_note(e.text, known) +
                      "; goroutines share those alone that are declared outside of functions");
  }
  const GoShared& x = object(e);
  if (!x.type.is_word() && !x.type.is_words())
    go_fail(e.at, to_string(e) + " is a " + x.type.text + ", whose value is not read");
  return {{imm(address_of(x.location)), {}, 0}, x.type};
}

GoCompiler::Place GoCompiler::pointed(const GoExpr& pointer) {
  const GoTyped p = value(pointer);
  if (p.type.kind != GoType::kPointer) go_fail(pointer.at, "'" + to_string(pointer) + "' is no pointer");
  const int good = to_.branch_if(Cond::kNe, p.operand, imm(0));
  to_.panic(Sync::kNone);
  to_.land(good);
  return {{p.operand, {}, 0}, go_type(p.type.of, pointer.at)};
}

// x[1], p.f.
GoCompiler::Place GoCompiler::place_of_part(const GoExpr& e) {
  const GoExpr& of = e.operands[0];
  const bool field = e.kind == GoExpr::kSelector;
  Place whole = field ? pointed(of) : place(of);
  const std::string wanted = field ? "." + e.text : "[" + to_string(e.operands[1]) + "]";
  if (whole.type.kind == (field ? GoType::kStruct : GoType::kArray))
    for (const GoPart& part : go_parts(whole.type, e.at))
      if (part.name == wanted) {
        if (!part.type.is_word())
          go_fail(e.at, "a " + part.type.text + " behind a pointer is not read: name its variable");
        whole.address.base.imm += part.offset;
        return {whole.address, part.type};
      }
  go_fail(e.at, "'" + to_string(e) + "' is no field, and no element with a constant index, of " + whole.type.text);
}

// ---- values of several words ---------------------------------------------------------------------

std::optional<GoType> GoCompiler::type_of_words(const GoExpr& e) const {
  std::optional<GoType> out;
  if (e.kind == GoExpr::kComposite && e.text != "struct{}") out = go_type(e.text, e.at);
  if (const Local* of = e.kind == GoExpr::kName ? local(e.text) : nullptr) out = of->type;
  if (const GoShared* of = shared(e)) out = of->type;
  if (e.kind == GoExpr::kUnary && e.text == "*" && e.operands[0].kind == GoExpr::kName) {
    const Local* pointer = local(e.operands[0].text);
    const GoShared* in_memory = shared(e.operands[0]);
    const GoType* type = pointer != nullptr ? &pointer->type : in_memory != nullptr ? &in_memory->type : nullptr;
    if (type != nullptr && type->kind == GoType::kPointer) out = go_type(type->of, e.at);
  }
  return out && out->is_words() ? out : std::nullopt;
}

std::optional<GoWords> GoCompiler::words(const GoExpr& e) {
  const auto type = type_of_words(e);
  if (!type) return {};
  GoWords out{*type, {}};
  const auto parts = go_parts(*type, e.at);
  for (const GoPart& part : parts)
    if (!part.type.is_word()) go_fail(e.at, "a value with a " + part.type.text + " is not copied");
  if (e.kind == GoExpr::kComposite) {
    if (e.operands.size() != parts.size())
      go_fail(e.at, e.text + " takes " + std::to_string(parts.size()) + " values, found " +
                        std::to_string(e.operands.size()));
    std::vector<const GoExpr*> all;
    for (const GoExpr& o : e.operands) all.push_back(&o);
    unsequenced(all, e.at);
    for (std::size_t i = 0; i < parts.size(); ++i)
      out.words.push_back(fitting(value(e.operands[i]), parts[i].type, e.at).operand);
    return out;
  }
  if (const Local* of = e.kind == GoExpr::kName ? local(e.text) : nullptr) {
    for (const Reg r : of->regs) out.words.push_back(reg(r));
    return out;
  }
  return read_words(place(e));
}

// "Implementation Restrictions": accesses of a word each, in no order. Those to the fields of a structure are written
// one after the other, which is the same to the model: it orders no plain accesses of one goroutine by each other.
GoWords GoCompiler::read_words(const Place& from) {
  GoWords out{from.type, {}};
  const auto parts = go_parts(from.type, {});
  for (const GoPart& part : parts) {
    const Reg r = to_.temporary();
    Address at = from.address;
    at.base.imm += part.offset;
    if (from.type.kind == GoType::kStruct) to_.op(load(r, at, part.type.size, kPlain, part.type.sign));
    out.words.push_back(reg(r));
  }
  if (from.type.kind == GoType::kStruct) return out;
  MicroOp m = load(out.words[0].reg, from.address, from.type.size, kPlain, from.type.sign);
  m.pair = Pair::kApart, m.dst2 = out.words[1].reg;
  to_.op(m);
  return out;
}

void GoCompiler::write_words(const Place& to, const GoWords& w) {
  const auto parts = go_parts(to.type, {});
  if (to.type.kind == GoType::kArray) {
    MicroOp m = store(w.words[0], to.address, to.type.size);
    m.pair = Pair::kApart, m.a2 = w.words[1];
    return to_.op(m);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Address at = to.address;
    at.base.imm += parts[i].offset;
    to_.op(store(w.words[i], at, parts[i].type.size));
  }
}

}  // namespace fenceline::models
