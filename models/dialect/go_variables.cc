// Variables of Go: of functions, which are registers, and those that are shared, which are memory.
#include <models/dialect/go_compiler.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {

// ---- of functions --------------------------------------------------------------------------------

void GoCompiler::new_name(const GoExpr& name, bool parameter) const {
  if (name.kind != GoExpr::kName) go_fail(name.at, "cannot declare '" + to_string(name) + "'");
  if (name.text == "_") go_fail(name.at, "_ is not read: name it");
  if (!parameter && program_.shared.contains(name.text))
    go_fail(name.at, name.text + " is a variable outside of functions already");
  if (scopes_.back().contains(name.text)) go_fail(name.at, name.text + " is declared already");
}

// Conditions name the outermost variable of a name; an inner one, which hides it, has a register that they do not see.
const GoCompiler::Local& GoCompiler::declare(const GoExpr& name, const GoType& type, bool parameter) {
  new_name(name, parameter);
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

void GoCompiler::declare_channel(const GoExpr& name, const GoType& type, const std::string& channel) {
  new_name(name, true);
  scopes_.back()[name.text] = {type, {}, channel};
}

const GoCompiler::Local* GoCompiler::seen(const std::string& name) const {
  const std::size_t first = frames_.empty() ? 0 : frames_.back().first;
  for (std::size_t i = scopes_.size(); i-- > first;)
    if (const auto it = scopes_[i].find(name); it != scopes_[i].end()) return &it->second;
  return nullptr;
}

const GoCompiler::Local* GoCompiler::local(const std::string& name) const {
  const Local* out = seen(name);
  return out == nullptr || !out->channel.empty() ? nullptr : out;
}

void GoCompiler::set(const Local& local, const GoTyped& v) {
  to_.op(alu(Alu::kSecond, local.regs[0], {}, v.operand, local.type.size, local.type.sign));
}

void GoCompiler::zero(const Local& local) {
  for (const Reg r : local.regs) to_.op(alu(Alu::kSecond, r, {}, imm(0)));
}

void GoCompiler::define(const GoStatement& s) {
  if (const auto whole = s.targets.size() == 1 ? words(s.value[0]) : std::nullopt) {
    const Local& to = declare(s.targets[0], whole->type);
    for (std::size_t i = 0; i < to.regs.size(); ++i) to_.op(alu(Alu::kSecond, to.regs[i], {}, whole->words[i]));
    return;
  }
  define_all(s, several_values(s));
}

std::vector<GoTyped> GoCompiler::several_values(const GoStatement& s) {
  const GoExpr& from = s.value[0];
  if (s.value.size() > 1) {
    std::vector<const GoExpr*> all;
    for (const GoExpr& e : s.value) all.push_back(&e);
    unsequenced(all, s.at);
    std::vector<GoTyped> out;
    for (const GoExpr& e : s.value) {
      out.push_back(value(e));
      const Reg kept = to_.temporary();  // the variable that it is of may be assigned to
      to_.op(alu(Alu::kSecond, kept, {}, out.back().operand));
      if (!out.back().constant) out.back().operand = reg(kept);
    }
    return out;
  }
  if (from.kind == GoExpr::kCall && from.operands[0].kind == GoExpr::kFunction) return call_of_function(from);
  if (s.targets.size() == 1) return {value(from)};
  if (s.targets.size() == 2 && from.kind == GoExpr::kUnary && from.text == "<-") {
    const GoShared& c = channel(from.operands[0], Use::kReceive);
    const GoReceived received = go_receive(to_, {c.location, c.capacity});
    return {{reg(received.value), go_type(c.type.of, s.at)}, {reg(received.ok), boolean()}};
  }
  if (s.targets.size() == 2 && from.kind == GoExpr::kAssert) {
    const Asserted found = asserted(from);
    // A zero value where there is none.
    return {computed(Alu::kMul, found.value.operand, found.ok.operand, found.value.type), found.ok};
  }
  go_fail(s.at, "'" + to_string(from) + "' has no " + std::to_string(s.targets.size()) +
                    " values: v, ok := <-c, v, ok := x.Load().(T) and functions have several");
}

void GoCompiler::define_all(const GoStatement& s, const std::vector<GoTyped>& values) {
  if (s.targets.size() != values.size())
    go_fail(s.at, std::to_string(s.targets.size()) + " variables for " + std::to_string(values.size()) + " values");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (s.targets[i].text != "_" || values.size() == 1) set(declare(s.targets[i], values[i].type), values[i]);
}

void GoCompiler::assign(const GoStatement& s) {
  if (s.targets.size() > 1) return assign_all(s);
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
  assign_value(target, v, s.at);
}

// "Assignment statements": first what is read, then what is written, from left to right. Go leaves open when a pointer on
// the left is read.
void GoCompiler::assign_all(const GoStatement& s) {
  for (const GoExpr& target : s.targets)
    if (target.text != "_" && shared(target) == nullptr && accesses(target).all > 0)
      go_fail(target.at, "a pointer among several variables is not read: make the assignments statements of their own");
  const auto values = several_values(s);
  if (values.size() != s.targets.size())
    go_fail(s.at, std::to_string(s.targets.size()) + " variables for " + std::to_string(values.size()) + " values");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (s.targets[i].text != "_") assign_value(s.targets[i], values[i], s.at);
}

void GoCompiler::assign_value(const GoExpr& target, const GoTyped& v, GoPlace at) {
  if (const Local* to = target.kind == GoExpr::kName ? local(target.text) : nullptr) {
    if (!to->type.is_word()) go_fail(at, target.text + " is a value of several words: assign it by itself");
    return set(*to, fitting(v, to->type, at));
  }
  if (const auto part = part_of_local(target)) {
    const GoTyped fit = fitting(v, part->type, at);
    return to_.op(alu(Alu::kSecond, part->operand.reg, {}, fit.operand, part->type.size, part->type.sign));
  }
  const Place to = place(target);
  to_.op(store(fitting(v, to.type, at).operand, to.address, to.type.size));
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

std::string GoCompiler::shared_name(const GoExpr& e) const {
  const std::string name = path(e), stem = name.substr(0, name.find('.'));
  const Local* of = seen(stem);
  return of == nullptr ? name : name == stem ? of->channel : std::string();
}

const GoShared* GoCompiler::shared(const GoExpr& e) const {
  const auto it = program_.shared.find(shared_name(e));
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

const GoShared& GoCompiler::channel(const GoExpr& e, Use use) const {
  const GoShared& c = channel(e);
  const Local* parameter = seen(path(e));
  const GoType& type = parameter != nullptr ? parameter->type : c.type;
  if (type.text.starts_with(use == Use::kSend ? "<-chan" : "chan<-"))
    go_fail(e.at, to_string(e) + " is a " + type.text + ", " +
                      (use == Use::kSend ? "to which nothing is sent" : "from which nothing is received"));
  return c;
}

std::optional<GoType> GoCompiler::type_of(const GoExpr& e) const {
  if (const GoShared* of = shared(e)) return of->type;
  if (const Local* of = e.kind == GoExpr::kName ? local(e.text) : nullptr) return of->type;
  const bool through = e.kind == GoExpr::kUnary && e.text == "*";
  if (!through && e.kind != GoExpr::kSelector) return {};
  auto of = type_of(e.operands[0]);
  if (of && of->kind == GoType::kPointer)
    of = go_type(of->of, e.at);
  else if (through)
    return {};
  if (through || !of || of->kind != GoType::kStruct) return through ? of : std::nullopt;
  for (const GoPart& part : go_parts(*of, e.at))
    if (part.name == "." + e.text) return part.type;
  return {};
}

GoCompiler::Place GoCompiler::location(const GoExpr& e) {
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
  return {{imm(address_of(x.location)), {}, 0}, x.type};
}

GoCompiler::Place GoCompiler::place(const GoExpr& e) {
  const Place out = location(e);
  if (!out.type.is_word() && !out.type.is_words())
    go_fail(e.at, to_string(e) + " is a " + out.type.text + ", whose value is not read");
  return out;
}

GoCompiler::Place GoCompiler::pointed(const GoExpr& pointer) {
  const GoTyped p = value(pointer);
  if (p.type.kind != GoType::kPointer) go_fail(pointer.at, "'" + to_string(pointer) + "' is no pointer");
  const int good = to_.branch_if(Cond::kNe, p.operand, imm(0));
  to_.panic(Sync::kNone);
  to_.land(good);
  return {{p.operand, {}, 0}, go_type(p.type.of, pointer.at)};
}

GoCompiler::Place GoCompiler::receiver(const GoExpr& e) {
  const auto type = type_of(e);
  return type && type->kind == GoType::kPointer ? pointed(e) : location(e);
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

// "Implementation Restrictions": accesses of a word each, in no order. They are written one after the other, which is the
// same to the model: it orders no plain accesses of one goroutine by each other.
GoWords GoCompiler::read_words(const Place& from) {
  GoWords out{from.type, {}};
  for (const GoPart& part : go_parts(from.type, {})) {
    const Reg r = to_.temporary();
    Address at = from.address;
    at.base.imm += part.offset;
    to_.op(load(r, at, part.type.size, kPlain, part.type.sign));
    out.words.push_back(reg(r));
  }
  return out;
}

void GoCompiler::write_words(const Place& to, const GoWords& w) {
  const auto parts = go_parts(to.type, {});
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Address at = to.address;
    at.base.imm += parts[i].offset;
    to_.op(store(w.words[i], at, parts[i].type.size));
  }
}

}  // namespace fenceline::models
