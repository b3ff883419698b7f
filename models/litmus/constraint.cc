// What stands behind the code: what is observed, and what is asked about it.
#include <models/litmus/reader.h>
#include <base/text.h>

#include <algorithm>
#include <cctype>

namespace fenceline::models {
namespace {

struct Tokens {
  std::vector<Piece> all;
  std::size_t at = 0;
  std::string_view peek() const { return at < all.size() ? all[at].text : std::string_view(); }
  int line() const { return all.empty() ? 1 : all[std::min(at, all.size() - 1)].line; }
  bool take(std::string_view text) {
    if (peek() != text) return false;
    ++at;
    return true;
  }
};

Tokens tokenize(Piece piece) {
  Tokens tokens;
  int line = piece.line;
  for (std::string_view s = piece.text; !s.empty();) {
    std::size_t length = 1;
    if (s[0] == '\n') ++line;
    if (std::isspace(static_cast<unsigned char>(s[0])) != 0) {
      s.remove_prefix(1);
      continue;
    }
    const std::string_view two = s.substr(0, 2);
    if (two == "/\\" || two == "\\/" || two == "=>" || two == "!=" || two == "<>" || two == "==")
      length = 2;
    else if (s[0] == '<')  // what tools are told of the test
      break;
    else if (s[0] == '"')
      length = std::min(s.find('"', 1), s.size() - 1) + 1;
    else if (word_char(s[0]) || s[0] == '-' || s[0] == '%' || s[0] == '$')
      while (length < s.size() && (word_char(s[length]) || s[length] == '%')) ++length;
    tokens.all.push_back({s.substr(0, length), line});
    s.remove_prefix(length);
  }
  return tokens;
}

class Reader {
 public:
  Reader(Draft& draft, Piece piece) : draft_(draft), tokens_(tokenize(piece)) {}

  // locations, filter, and exists, ~exists, forall or final; then perhaps what models say of it.
  void read() {
    std::vector<Variable> extra;
    draft_.test.quantifier = Quantifier::kForall;  // of nothing: `true`
    bool seen = false;
    while (!tokens_.peek().empty()) {
      if (tokens_.take("locations")) {
        read_locations(extra);
      } else if (tokens_.take("filter")) {
        filters_ = true;
        draft_.test.filter = proposition();
        filters_ = false;
      } else {
        if (seen) draft_.fail(tokens_.line(), "unexpected '" + std::string(tokens_.peek()) + "' after the condition");
        seen = true;
        const bool listed = tokens_.take("observed") || tokens_.take("Observed");
        draft_.test.quantifier = listed ? Quantifier::kExists : quantifier();
        draft_.test.condition = listed ? states() : proposition();
        tokens_.take(";");
        if (tokens_.take("with")) skip_kinds();
      }
    }
    collect(draft_.test.condition);
    draft_.test.condition_variables = static_cast<int>(draft_.test.observed.size());
    for (const Variable& v : extra) observe(v);
    const auto asked_for = draft_.test.observed.size();
    collect(draft_.test.filter);
    draft_.test.filter_variables = static_cast<int>(draft_.test.observed.size() - asked_for);
    for (const Variable& v : draft_.test.observed) draft_.test.written.push_back(written(v));
  }

 private:
  // A condition by itself, or behind `final`, is one that is asked for.
  Quantifier quantifier() {
    if (tokens_.peek() == "(" || tokens_.take("final") || tokens_.take("exists")) return Quantifier::kExists;
    if (tokens_.take("forall")) return Quantifier::kForall;
    const bool negated = tokens_.take("~") || tokens_.take("not");
    if (negated && tokens_.take("exists")) return Quantifier::kNotExists;
    draft_.fail(tokens_.line(), "expected exists, ~exists, forall, final, filter or locations, found '" +
                                    std::string(tokens_.peek()) + "'");
  }

  // As LitmusTest::written has it.
  std::string written(const Variable& v) const {
    if (v.thread < 0) return whole_.contains(v.index) ? draft_.test.locations[v.index].name : "";
    const std::string& name = names_.at(v);
    const bool symbol = draft_.dialect->canonical_register(name).empty();
    return draft_.dialect->told_register(symbol ? draft_.test.threads[v.thread].registers[v.index] : name, draft_.head);
  }

  // "observed 0:r0=1; x=2; and 0:r0=0; x=1;": any of them.
  Prop states() {
    std::vector<Prop> all;
    do {
      std::vector<Prop> one;
      while (!tokens_.peek().empty() && tokens_.peek() != "and") {
        one.push_back(atom());
        tokens_.take(";");
      }
      all.push_back(combine(Prop::kAnd, std::move(one)));
    } while (tokens_.take("and"));
    return combine(Prop::kOr, std::move(all));
  }

  // "tso: ~exists; sc: forall": what the test's author says of models. It is for the model to say.
  void skip_kinds() {
    do {
      const std::string model(tokens_.peek());
      ++tokens_.at;
      if (!tokens_.take(":")) draft_.fail(tokens_.line(), "expected ':' after the model '" + model + "'");
      quantifier();
    } while (tokens_.take(";") && !tokens_.peek().empty());
  }

  void collect(const Prop& prop) {
    if (prop.kind == Prop::kEquals || prop.kind == Prop::kSame) observe(prop.variable);
    if (prop.kind == Prop::kSame) observe(prop.other);
    for (const Prop& p : prop.operands) collect(p);
  }

  void observe(const Variable& v) {
    if (std::find(draft_.test.observed.begin(), draft_.test.observed.end(), v) == draft_.test.observed.end())
      draft_.test.observed.push_back(v);
  }

  void read_locations(std::vector<Variable>& out) {
    if (!tokens_.take("[")) draft_.fail(tokens_.line(), "expected '[' after 'locations'");
    while (!tokens_.take("]")) {
      if (tokens_.peek().empty()) draft_.fail(tokens_.line(), "'locations [' has no closing ']'");
      for (const Variable& v : variables()) out.push_back(v);
      tokens_.take(";");
    }
  }

  // A register without a type is an int, as herd7 has it; variables of a language have theirs from the code.
  Draft::RegisterType type_of(const Variable& v) const {
    if (draft_.dialect->rules().language) {
      const auto& without = draft_.test.threads[v.thread].without_sign;
      return {8, std::find(without.begin(), without.end(), v.index) == without.end()};
    }
    const auto it = draft_.types.find({v.thread, draft_.test.threads[v.thread].registers[v.index]});
    return it == draft_.types.end() ? Draft::RegisterType{} : it->second;
  }

  // One; or all elements of an array that is named without one.
  std::vector<Variable> variables() {
    const int line = tokens_.line();
    const bool bracket = tokens_.take("[");
    const std::string_view word = tokens_.peek();
    if (word.empty()) draft_.fail(line, "the condition ends too early");
    ++tokens_.at;
    Variable v;
    if (tokens_.take(":")) {
      v.thread = draft_.thread_number(word, line);
      std::string name(tokens_.peek());
      ++tokens_.at;
      // An element of a language's array.
      if (draft_.dialect->rules().language && tokens_.take("[")) {
        name += "[" + std::string(tokens_.peek()) + "]";
        ++tokens_.at;
        if (!tokens_.take("]")) draft_.fail(line, "expected ']' after " + name);
      }
      v.index = draft_.register_of(v.thread, name, line);
      const auto type = type_of(v);
      v.size = type.size, v.sign = type.sign;
      names_.emplace(v, name);
      if (!filters_) draft_.hashed.observed.insert({v.thread, name});
      return {v};
    }
    if (tokens_.peek() == "(") draft_.refuse_out_of_scope(std::string(word) + "(", line);
    if (!is_name(word)) draft_.fail(line, "expected a register or a location, found '" + std::string(word) + "'");
    v.index = draft_.location(word, line);
    const int elements = draft_.test.locations[v.index].elements;
    const bool one = tokens_.take("[");
    if (one) {
      const auto element = to_integer(tokens_.peek());
      if (!element || *element < 0 || *element >= elements)
        draft_.fail(line, "no element '" + std::string(tokens_.peek()) + "' in " + std::string(word));
      v.element = static_cast<int>(*element);
      ++tokens_.at;
      if (!tokens_.take("]")) draft_.fail(line, "expected ']' after the element of " + std::string(word));
    }
    if (bracket && !tokens_.take("]")) draft_.fail(line, "expected ']' after " + std::string(word));
    if (!filters_) draft_.hashed.observed.insert({-1, std::string(word), one ? v.element : -1});
    if (one || elements == 1) return {v};
    whole_.insert(v.index);
    std::vector<Variable> out;
    for (v.element = 0; v.element < elements; ++v.element) out.push_back(v);
    return out;
  }

  // "{1,2}", or one value.
  std::vector<Value> values(int line) {
    const bool braces = tokens_.take("{");
    std::vector<Value> out;
    do {
      tokens_.take("&");  // of a location, which stands for its address without it too
      std::string text(tokens_.peek());
      ++tokens_.at;
      if (tokens_.take(":")) {  // of a label
        text += ":" + std::string(tokens_.peek());
        ++tokens_.at;
      }
      out.push_back(draft_.value(text, line));
    } while (braces && tokens_.take(","));
    if (braces && !tokens_.take("}")) draft_.fail(line, "expected '}' after the values of an array");
    return out;
  }

  // Is it what a register or a location holds that follows, `1:X2`, `[x]` or `*x`, and no value?
  bool names_variable() const {
    const auto later = [&](std::size_t n) {
      return tokens_.at + n < tokens_.all.size() ? tokens_.all[tokens_.at + n].text : std::string_view();
    };
    const bool of_thread = later(1) == ":" && (later(2).find('%') != std::string_view::npos ||
                                               !draft_.dialect->canonical_register(later(2)).empty());
    return tokens_.peek() == "*" || tokens_.peek() == "[" || of_thread;
  }
  Prop same(const std::vector<Variable>& parts, bool differs, int line) {
    tokens_.take("*");
    const std::vector<Variable> others = variables();
    if (parts.size() > 1 || others.size() > 1)
      draft_.fail(line, "an array is compared with values, element by element");
    Prop p;
    p.kind = Prop::kSame;
    p.variable = parts[0], p.other = others[0];
    return differs ? combine(Prop::kNot, {p}) : p;
  }

  static Prop combine(Prop::Kind kind, std::vector<Prop> operands) {
    Prop p;
    p.kind = kind;
    p.operands = std::move(operands);
    return p;
  }

  // Text may nest deeper than the stack is high.
  struct Depth {
    explicit Depth(Reader& r) : reader(r) {
      if (++reader.depth_ > 1000) reader.draft_.fail(reader.tokens_.line(), "nested more than 1000 deep");
    }
    ~Depth() { --reader.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Reader& reader;
  };

  Prop proposition() {
    const Depth depth(*this);
    Prop left = disjunction();
    if (!tokens_.take("=>")) return left;
    return combine(Prop::kImplies, {std::move(left), proposition()});
  }
  Prop disjunction() {
    std::vector<Prop> parts = {conjunction()};
    while (tokens_.take("\\/")) parts.push_back(conjunction());
    return parts.size() == 1 ? parts[0] : combine(Prop::kOr, std::move(parts));
  }
  Prop conjunction() {
    std::vector<Prop> parts = {atom()};
    while (tokens_.take("/\\")) parts.push_back(atom());
    return parts.size() == 1 ? parts[0] : combine(Prop::kAnd, std::move(parts));
  }
  Prop atom() {
    const Depth depth(*this);
    const int line = tokens_.line();
    if (tokens_.take("~") || tokens_.take("not")) return combine(Prop::kNot, {atom()});
    if (tokens_.take("(")) {
      Prop inside = proposition();
      if (!tokens_.take(")")) draft_.fail(tokens_.line(), "expected ')', found '" + std::string(tokens_.peek()) + "'");
      return inside;
    }
    if (tokens_.take("true")) return {};
    if (tokens_.take("false")) return combine(Prop::kFalse, {});
    const std::vector<Variable> parts = variables();
    const bool array = parts.size() > 1, differs = tokens_.take("!=") || tokens_.take("<>");
    const std::string name = array ? draft_.test.locations[parts[0].index].name : to_string(draft_.test, parts[0]);
    if (!differs && !tokens_.take("=") && !tokens_.take("==")) draft_.fail(line, "expected '=' after " + name);
    if (names_variable()) return same(parts, differs, line);
    const std::vector<Value> wanted = values(line);
    if (wanted.size() != parts.size())
      draft_.fail(line, array ? name + " is an array of " + std::to_string(parts.size()) + ": write " + name +
                                    "={…} with as many values, or " + name + "[0]=…"
                              : name + " is no array");
    std::vector<Prop> equal;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Prop p;
      p.kind = Prop::kEquals;
      p.variable = parts[i], p.value = wanted[i];
      equal.push_back(p);
    }
    const Prop all = array ? combine(Prop::kAnd, std::move(equal)) : equal[0];
    return differs ? combine(Prop::kNot, {all}) : all;
  }

  Draft& draft_;
  Tokens tokens_;
  int depth_ = 0;
  bool filters_ = false;                   // it is the filter that is read
  std::map<Variable, std::string> names_;  // as registers were named first
  std::set<int> whole_;                    // arrays that were named whole
};

}  // namespace

void read_constraint(Draft& draft, Piece piece) { Reader(draft, piece).read(); }

}  // namespace fenceline::models
