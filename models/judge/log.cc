#include <models/judge/log.h>
#include <base/text.h>
#include <models/dialect/dialect.h>
#include <models/litmus/litmus.h>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <tuple>

namespace fenceline::models {
namespace {

// Decimal; the name of a location where it is its address, of a label likewise.
std::string value_text(const LitmusTest& test, const Variable& variable, Value value) {
  if (location_at(value, static_cast<int>(test.locations.size())) >= 0) return to_string(test, value);
  if (const std::string label = label_at(test, value); !label.empty()) return "label:\"" + label + "\"";
  const bool memory = variable.thread < 0;
  const bool sign = memory ? test.locations[variable.index].sign : variable.sign;
  const int size = memory ? test.locations[variable.index].size : variable.size;
  return sign ? std::to_string(value) : std::to_string(static_cast<std::uint64_t>(cut(value, size, false)));
}

class Log {
 public:
  explicit Log(const LitmusTest& test) : test_(test), order_(shown_variables(test)) {}

  // "0:X0=1; [x]=2;"
  std::string state(const State& values) const {
    std::string out;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      out += i == 0 ? "" : " ";
      if (const std::size_t elements = whole_array(i); elements > 0) {
        std::vector<std::string> of;
        for (std::size_t e = 0; e < elements; ++e)
          of.push_back(value_text(test_, variable(i + e), values[order_[i + e]]));
        out += test_.locations[variable(i).index].name + "={" + join(of, ",") + "};";
        i += elements - 1;
      } else {
        out += name(variable(i)) + "=" + value_text(test_, variable(i), values[order_[i]]) + ";";
      }
    }
    return out;
  }

  // By which states stand in order: addresses behind numbers, by name.
  using Key = std::vector<std::tuple<bool, std::string, Value>>;
  Key key(const State& values) const {
    Key out;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const Value value = values[order_[i]];
      const int location = location_at(value, static_cast<int>(test_.locations.size()));
      if (location >= 0)
        out.emplace_back(true, test_.locations[location].name, value - address_of(location));
      else
        out.emplace_back(false, "", cut(value, size_of(variable(i)), false));
    }
    return out;
  }

  std::string condition() const { return to_string(test_.quantifier) + " (" + proposition(test_.condition, 0) + ")"; }

  std::string kind() const {
    return test_.quantifier == Quantifier::kExists   ? "Allowed"
           : test_.quantifier == Quantifier::kForall ? "Required"
                                                     : "Forbidden";
  }

  // What follows the states. A witness is for the quantifier.
  std::string close(const Counts& counts, bool ran, double seconds, const std::string& flags = {}) const {
    const auto& [positive, negative] = counts;
    const bool turned = test_.quantifier == Quantifier::kNotExists;
    const auto number = [](std::uint64_t n) { return std::to_string(n); };
    std::string out = "Witnesses\nPositive: " + number(turned ? negative : positive) + (ran ? ", " : " ") +
                      "Negative: " + number(turned ? positive : negative) + "\n" + flags;
    const char* const valid = holds(counts) ? " is validated" : " is NOT validated";
    out += "Condition " + condition() + (ran ? valid : "") + "\n";
    const std::string hash = hash_line();
    if (ran) out += hash;
    const char* const seen = positive == 0 ? "Never" : negative == 0 ? "Always" : "Sometimes";
    out += "Observation " + test_.name + " " + seen + " " + number(positive) + " " + number(negative) + "\n";
    char time[32];
    std::snprintf(time, sizeof time, "%.2f", seconds);
    out += "Time " + test_.name + " " + time + "\n";
    return out + (ran ? "" : hash) + "\n";
  }

  bool holds(const Counts& counts) const {
    return test_.quantifier == Quantifier::kExists   ? counts.positive > 0
           : test_.quantifier == Quantifier::kForall ? counts.negative == 0
                                                     : counts.positive == 0;
  }

 private:
  const Variable& variable(std::size_t i) const { return test_.observed[order_[i]]; }
  int size_of(const Variable& v) const { return v.thread < 0 ? test_.locations[v.index].size : v.size; }

  // Is it an element of an array that the test names as such?
  static bool by_element(const LitmusTest& test, int i) {
    const Variable& v = test.observed[i];
    return v.thread < 0 && test.locations[v.index].elements > 1 &&
           (i >= std::ssize(test.written) || test.written[i].empty());
  }

  // What only the filter asks about is not shown.
  static std::vector<int> shown_variables(const LitmusTest& test) {
    std::vector<int> out(test.observed.size() - test.filter_variables);
    std::iota(out.begin(), out.end(), 0);
    const Dialect& d = dialect(test.isa);
    const auto before = [&](int a, int b) {
      const Variable &v = test.observed[a], &w = test.observed[b];
      if (by_element(test, a) != by_element(test, b)) return by_element(test, b);
      if ((v.thread < 0) != (w.thread < 0)) return v.thread >= 0;
      if (v.thread != w.thread) return v.thread < w.thread;
      if (v.thread < 0) {
        const std::string &x = test.locations[v.index].name, &y = test.locations[w.index].name;
        return x != y ? x < y : v.element < w.element;
      }
      const std::string &x = test.threads[v.thread].registers[v.index], &y = test.threads[w.thread].registers[w.index];
      const int m = d.register_rank(x), n = d.register_rank(y);
      return m != n ? m < n : x < y;
    };
    std::sort(out.begin(), out.end(), before);
    return out;
  }

  // How many elements, all of their array, are shown from the i-th on; 0: not all.
  std::size_t whole_array(std::size_t i) const {
    const Variable& first = variable(i);
    if (first.thread >= 0 || first.element != 0 || by_element(test_, order_[i])) return 0;
    const std::size_t elements = test_.locations[first.index].elements;
    if (elements == 1 || i + elements > order_.size()) return 0;
    const Variable& last = variable(i + elements - 1);
    return last.thread < 0 && last.index == first.index ? elements : 0;
  }

  std::string name(const Variable& v) const {
    if (v.thread >= 0) {
      const auto at = std::find(test_.observed.begin(), test_.observed.end(), v) - test_.observed.begin();
      const bool given = at < std::ssize(test_.written) && !test_.written[at].empty();
      return given ? std::to_string(v.thread) + ":" + test_.written[at] : to_string(test_, v);
    }
    const std::string plain = to_string(test_, v);
    return plain.back() == ']' ? plain : "[" + plain + "]";
  }

  // As the test has it, whatever its variable's type.
  std::string constant_text(Value value) const {
    const bool address = location_at(value, static_cast<int>(test_.locations.size())) >= 0;
    const std::string label = label_at(test_, value);
    return address ? to_string(test_, value) : label.empty() ? std::to_string(value) : "label:\"" + label + "\"";
  }

  // "t={1,2}", of an array that is named whole; else empty.
  std::string whole_equality(const Prop& prop) const {
    if (prop.kind != Prop::kAnd || prop.operands.empty()) return {};
    const Variable& first = prop.operands[0].variable;
    std::vector<std::string> values;
    for (const Prop& p : prop.operands) {
      const auto at = std::find(test_.observed.begin(), test_.observed.end(), p.variable) - test_.observed.begin();
      const bool next = p.kind == Prop::kEquals && p.variable.thread < 0 && p.variable.index == first.index &&
                        p.variable.element == std::ssize(values) && at < std::ssize(test_.observed);
      if (!next || by_element(test_, static_cast<int>(at))) return {};
      values.push_back(constant_text(p.value));
    }
    const Location& location = test_.locations[first.index];
    return location.elements > 1 && location.elements == std::ssize(values)
               ? location.name + "={" + join(values, ",") + "}"
               : "";
  }

  // Binding strength, for brackets: => 1, \/ 2, /\ 3.
  std::string proposition(const Prop& prop, int around) const {
    if (const std::string array = whole_equality(prop); !array.empty()) return array;
    const auto joined = [&](const char* sign, int level) {
      std::vector<std::string> parts;
      for (const Prop& p : prop.operands) parts.push_back(proposition(p, level));
      const std::string out = join(parts, sign);
      return level < around ? "(" + out + ")" : out;
    };
    switch (prop.kind) {
      case Prop::kTrue:
        return "true";
      case Prop::kFalse:
        return "false";
      case Prop::kEquals:
        return name(prop.variable) + "=" + constant_text(prop.value);
      case Prop::kSame:
        return name(prop.variable) + "=" + name(prop.other);
      case Prop::kNot:
        return "not (" + proposition(prop.operands[0], 0) + ")";
      case Prop::kAnd:
        return joined(" /\\ ", 3);
      case Prop::kOr:
        return joined(" \\/ ", 2);
      case Prop::kImplies:
        return joined(" => ", 1);
    }
    return {};
  }

  std::string hash_line() const {
    for (const std::string& line : test_.info)
      if (const std::size_t equals = line.find('='); lower(trim(line.substr(0, equals))) == "hash")
        return "Hash=" + std::string(trim(line.substr(equals + 1))) + "\n";
    const std::string hash = herd_hash(test_);
    return hash.empty() ? "" : "Hash=" + hash + "\n";
  }

  const LitmusTest& test_;
  const std::vector<int> order_;  // of what is shown, by its number in LitmusTest::observed
};

}  // namespace

std::string herd_log(const LitmusTest& test, const Judgement& judgement, const Counts& counts, double seconds) {
  const Log log(test);
  std::map<Log::Key, std::string> lines;
  for (const State& s : judgement.states) lines[log.key(s)] = log.state(s);
  std::string out = "Test " + test.name + " " + log.kind() + "\nStates " + std::to_string(lines.size()) + "\n";
  for (const auto& [key, line] : lines) out += line + "\n";
  // The kernel's model flags a race, and leaves the verdict to its reader.
  const bool undefined =
      judgement.verdict == Verdict::kUndefined && !judgement.flags.contains(judgement.explanation->violation.axiom);
  std::string flags = undefined ? "Flag *undef*\n" : "";
  for (const auto& [name, events] : judgement.flags) flags += "Flag " + printable(name) + "\n";
  out += judgement.cut ? "Loop " : "";
  out += undefined ? "Undef\n" : log.holds(counts) ? "Ok\n" : "No\n";
  return out + log.close(counts, false, seconds, flags);
}

std::string litmus_log(const LitmusTest& test, const std::map<State, std::uint64_t>& seen, double seconds) {
  const Log log(test);
  struct Line {
    std::uint64_t times = 0;
    bool matches = false;
    std::string state;
  };
  std::map<Log::Key, Line> lines;
  Counts counts;
  for (const auto& [state, times] : seen) {
    if (!satisfies(test, test.filter, state)) continue;
    const bool matches = satisfies(test, test.condition, state);
    (matches ? counts.positive : counts.negative) += times;
    Line& line = lines[log.key(state)];
    line = {line.times + times, matches, log.state(state)};
  }
  std::string out =
      "Test " + test.name + " " + log.kind() + "\nHistogram (" + std::to_string(lines.size()) + " states)\n";
  for (const auto& [key, line] : lines) {
    std::string count = std::to_string(line.times);
    count.resize(std::max<std::size_t>(count.size(), 6), ' ');
    out += count + (line.matches ? "*>" : ":>") + line.state + "\n";
  }
  out += log.holds(counts) ? "Ok\n\n" : "No\n\n";
  return out + log.close(counts, true, seconds);
}

}  // namespace fenceline::models
