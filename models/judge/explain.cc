// Executions in words and as a drawing.
#include <base/text.h>
#include <models/judge/judge.h>
#include <models/dialect/dialect.h>

#include <algorithm>
#include <map>

namespace fenceline::models {
namespace {

// Letters a, b, c … for the events of threads; init writes have none of their own.
std::string letter_of(const Execution& x, int e) {
  const int n = e - count_of(x.initial);
  if (n < 0) return "init " + to_string(*x.test, x.events[e].address);
  return n < 26 ? std::string(1, static_cast<char>('a' + n)) : "e" + std::to_string(n);
}

std::string_view sync_name(Sync sync) {
  static constexpr std::string_view kNames[] = {"",     "atomic", "go",    "turn",    "send", "receive", "close",
                                                "lock", "unlock", "rlock", "runlock", "once", "done",    "wait"};
  return kNames[static_cast<std::size_t>(sync)];
}

std::string annotations(const Execution& x, const Event& event) {
  if (x.test->isa == Isa::go) return std::string(sync_name(event.sync));
  static constexpr std::pair<std::uint16_t, const char*> kNames[] = {
      {kAcquire, "acq"}, {kAcquirePc, "acqpc"}, {kRelease, "rel"}, {kReleasePc, "relpc"}, {kExclusive, "x"},
      {kAtomic, "*"},    {kNonTemporal, "nt"},  {kLocked, "lock"}, {kLock, "spinlock"},   {kSrcu, "srcu"}};
  std::uint16_t order = event.order;
  std::string names;
  if (const Dialect& d = dialect(x.test->isa); d.rules().language) {
    // An update's read acquires, its write releases.
    const std::uint16_t other = event.kind == Event::kRead ? kRelease : kAcquire;
    const std::uint8_t direction = event.kind == Event::kRead ? kR : kW;
    constexpr std::uint16_t kMarks = kRelaxed | kAcquire | kRelease | kSeqCst;
    order &= static_cast<std::uint16_t>(~other);
    for (const Annotation& a : d.annotations())
      if ((a.directions & direction) != 0 && (a.order & ~other) == (order & kMarks)) names = a.suffix;
    if (names.empty()) names = d.full_fence();  // as the kernel's xchg() is one
    order &= static_cast<std::uint16_t>(~kMarks);
  }
  for (const auto& [bit, name] : kNames)
    if ((order & bit) != 0) names += (names.empty() ? "" : ",") + std::string(name);
  return names;
}

std::string access(const Execution& x, int e) {
  const Event& event = x.events[e];
  if (event.kind == Event::kFence) {
    return x.test->threads[event.thread].code[event.instruction].text;
  }
  std::string out = event.kind == Event::kRead ? "R" : "W";
  const std::string names = annotations(x, event);
  if (!names.empty()) out += "[" + names + "]";
  return out + " " + to_string(*x.test, event.address) + "=" + to_string(*x.test, event.value);
}

// The same, of whom.
std::string of_thread(const Execution& x, int e) {
  const int thread = x.events[e].thread;
  std::string what = access(x, e);
  if (what.ends_with(';')) what.pop_back();
  return what + (thread < 0 ? " of the initial state" : " of P" + std::to_string(thread));
}

// Relations that a pair belongs to, for edges that no clause of the model names.
std::string base_label(const Execution& x, int from, int to) {
  const std::pair<const Relation*, const char*> all[] = {{&x.rf, "rf"}, {&x.co, "co"}, {&x.fr, "fr"}, {&x.po, "po"}};
  for (const auto& [relation, name] : all)
    if (relation->has(from, to)) return name;
  return "";
}

std::string step_label(const Execution& x, const Violation::Step& step) {
  const std::string base = base_label(x, step.from, step.to);
  return step.label.empty() || (base != "po" && !base.empty()) ? base : step.label;
}

// co without pairs that follow from others.
Relation immediate(const Relation& co) { return co - co * co; }

std::string execution_text(const Execution& x) {
  std::string out;
  int thread = -1;
  for (int e = 0; e < x.size(); ++e) {
    if (x.events[e].thread < 0) continue;
    if (x.events[e].thread != thread) {
      thread = x.events[e].thread;
      out += "  P" + std::to_string(thread) + "\n";
    }
    out += "    " + letter_of(x, e) + ": " + access(x, e);
    if (x.events[e].kind == Event::kRead)
      for (int w = 0; w < x.size(); ++w)
        if (x.rf.has(w, e)) out += "   (from " + letter_of(x, w) + ")";
    out += "\n";
  }
  for_each(x.initial, [&](int init) {
    if (x.co.row(init) == 0) return;
    out += "  co " + to_string(*x.test, x.events[init].address) + ": ";
    std::vector<int> order;
    for_each(x.co.row(init), [&](int w) { order.push_back(w); });
    std::sort(order.begin(), order.end(), [&](int a, int b) { return x.co.has(a, b); });
    out += "init";
    for (int w : order) out += " < " + letter_of(x, w);
    out += "\n";
  });
  return out;
}

// As Go's own messages have it.
std::string panic_text(Sync what) {
  switch (what) {
    case Sync::kSend:
      return "send on closed channel";
    case Sync::kClose:
      return "close of closed channel";
    case Sync::kUnlock:
      return "unlock of unlocked mutex";
    case Sync::kRUnlock:
      return "RUnlock of unlocked RWMutex";
    case Sync::kDone:
      return "negative WaitGroup counter";
    case Sync::kAtomic:
      return "interface conversion: interface is nil";
    default:
      return "nil pointer dereference";
  }
}

// What happened in an execution that stops the program, or in one with a race.
std::string remark(const Execution& x, const std::string& what) {
  return what + ", in the execution\n" + execution_text(x);
}

std::string quoted(const std::string& s) {
  std::string out = "\"";
  for (char c : printable(s)) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string cut_text(const Judgement& judgement) {
  if (!judgement.cut) return {};
  return "loops were followed for " + std::to_string(judgement.unroll) + " rounds, and may go on";
}

std::string race_text(const Judgement& judgement) {
  const auto& race = judgement.verdict == Verdict::kUndefined ? judgement.explanation : judgement.race;
  if (!race) return {};
  const Violation::Step& pair = race->violation.cycle[0];
  return "data race between " + of_thread(race->execution, pair.from) + " and " + of_thread(race->execution, pair.to);
}

std::string flag_text(const Execution& x, const Axioms::Flag& flag) {
  if (flag.from < 0) return {};
  const std::string first = of_thread(x, flag.from);
  return flag.to == flag.from ? first : first + " and " + of_thread(x, flag.to);
}

std::vector<std::string> flag_lines(const Judgement& judgement) {
  std::vector<std::string> out;
  const bool undefined = judgement.verdict == Verdict::kUndefined;
  for (const auto& [name, events] : judgement.flags)
    if (!undefined || name != judgement.explanation->violation.axiom)
      out.push_back("flag " + printable(name) + (events.empty() ? "" : ": " + printable(events)));
  return out;
}

std::string in_a_line(const Judgement& judgement) {
  const Explanation& e = *judgement.explanation;
  const Execution& x = e.execution;
  if (judgement.verdict == Verdict::kUndefined) return race_text(judgement);
  std::string out;
  if (!e.allowed) {
    for (const auto& step : e.violation.cycle)
      out += letter_of(x, step.from) + ": " + access(x, step.from) + " -" + step_label(x, step) + "-> ";
    const int last = e.violation.cycle.back().to;
    return e.violation.axiom + ": " + out + letter_of(x, last) +
           (last == e.violation.cycle.front().from ? "" : ": " + access(x, last));
  }
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  for_each(x.memory & ~x.initial, [&](int i) {
    std::string from;
    for_each(x.writes, [&](int w) { from += x.rf.has(w, i) ? " from " + letter_of(x, w) : ""; });
    add(letter_of(x, i) + ": " + access(x, i) + from);
  });
  const Relation order = immediate(x.co).between(~x.initial, x.writes);
  for_each(order.domain(), [&](int w) {
    for_each(order.row(w), [&](int later) { add(letter_of(x, w) + " before " + letter_of(x, later)); });
  });
  return out;
}

std::string notes_text(const Judgement& judgement) {
  std::vector<std::string> notes;
  notes.push_back(race_text(judgement));
  if (judgement.deadlock) notes.emplace_back("deadlock");
  if (judgement.panic)
    notes.push_back("panic: " + panic_text(judgement.panic->execution.panic) + " in P" +
                    std::to_string(judgement.panic->execution.ended_by));
  notes.push_back(cut_text(judgement));
  std::erase(notes, "");
  return join(notes, "; ");
}

std::string to_text(const LitmusTest& test, const Model& model, const Judgement& judgement) {
  std::string out = test.name + " under " + model.title + ": " + to_string(judgement.verdict) + "\n  " +
                    to_string(test.quantifier) + " " + to_string(test, test.condition) + "\n" +
                    std::to_string(judgement.states.size()) + " reachable states\n";
  for (const State& state : judgement.states)
    out += "  " + to_string(test, state) +
           (satisfies(test, test.condition, state) ? "   <- satisfies the condition" : "") + "\n";
  for (const std::string& line : flag_lines(judgement)) out += line + "\n";
  if (judgement.cut) out += "Paths were cut: " + cut_text(judgement) + ", to further states\n";
  if (judgement.race) out += remark(judgement.race->execution, "A " + race_text(judgement));
  if (judgement.deadlock)
    out += remark(judgement.deadlock->execution, "All threads that have not ended may wait for ever");
  if (judgement.panic)
    out += remark(judgement.panic->execution, "The program may panic: " + panic_text(judgement.panic->execution.panic) +
                                                  " in P" + std::to_string(judgement.panic->execution.ended_by));
  if (!judgement.explanation) return out;
  const Explanation& e = *judgement.explanation;
  const Execution& x = e.execution;
  if (e.allowed) return out + "This execution shows it:\n" + execution_text(x);
  if (judgement.verdict == Verdict::kUndefined)
    return out + "Undefined, as to any outcome: " + race_text(judgement) + "\nin the execution\n" + execution_text(x);
  out += std::string(judgement.verdict == Verdict::kUndecided ? "Not reached in these rounds, by" : "Forbidden by") +
         " the axiom '" + e.violation.axiom + "' of " + model.title + " (" + model.source + "):\n";
  for (const auto& step : e.violation.cycle)
    out += "  " + letter_of(x, step.from) + " -> " + letter_of(x, step.to) + "   " + step_label(x, step) + "\n";
  return out + "in the execution\n" + execution_text(x);
}

std::string to_dot(const LitmusTest& test, const Model& model, const Judgement& judgement) {
  if (!judgement.explanation) return {};
  const Explanation& e = *judgement.explanation;
  const Execution& x = e.execution;
  const auto node = [&](int i) { return "e" + std::to_string(i); };
  std::string out = "digraph " + quoted(test.name) + " {\n  label=" +
                    quoted(test.name + " under " + model.title + ": " + to_string(judgement.verdict) +
                           (e.allowed ? "" : " by " + e.violation.axiom)) +
                    ";\n  labelloc=t;\n  fontname=Helvetica;\n  layout=neato;\n  splines=true;\n  node "
                    "[shape=plaintext, fontname=Helvetica];\n  edge [fontname=Helvetica, fontsize=10];\n";
  // A column for each thread, events one below the other; positions in inches.
  const auto place = [](std::size_t column, int row, const std::string& label) {
    return " [label=" + quoted(label) + ", pos=\"" + std::to_string(2.5 * column) + "," + std::to_string(-row) +
           "!\"];\n";
  };
  int rows = 0;
  for (std::size_t t = 0; t < test.threads.size(); ++t) {
    const std::string name = "P" + std::to_string(t);
    int row = 0;
    out += "  " + name + place(t, row, name);
    for (int i = 0; i < x.size(); ++i)
      if (x.events[i].thread == static_cast<int>(t))
        out += "  " + node(i) + place(t, ++row, letter_of(x, i) + ": " + access(x, i));
    rows = std::max(rows, row);
  }
  std::map<std::pair<int, int>, std::string> cycle;
  for (const auto& step : e.violation.cycle) cycle[{step.from, step.to}] = step_label(x, step);
  EventSet shown_initial = 0;
  const auto draw = [&](int from, int to, const std::string& label, const std::string& style) {
    shown_initial |= (event(from) | event(to)) & x.initial;
    out += "  " + node(from) + " -> " + node(to) + " [label=" + quoted(label) + style + "];\n";
  };
  for (const auto& [pair, label] : cycle)
    draw(pair.first, pair.second, label, ", color=red, fontcolor=red, penwidth=2");
  const auto draw_all = [&](const Relation& r, const std::string& label, const std::string& style) {
    for (int i = 0; i < x.size(); ++i)
      for_each(r.row(i), [&](int j) {
        if (!cycle.contains({i, j})) draw(i, j, label, style);
      });
  };
  draw_all(immediate(x.po), "po", ", color=black");
  draw_all(x.rf.between(~x.initial, x.reads), "rf", ", color=\"#008000\", fontcolor=\"#008000\"");
  draw_all(immediate(x.co).between(~x.initial, x.writes), "co", ", color=blue, fontcolor=blue");
  draw_all(x.fr & (x.fr - x.fr * x.co), "fr", ", color=orange, fontcolor=orange");
  std::size_t initial = 0;
  for_each(shown_initial, [&](int i) { out += "  " + node(i) + place(initial++, rows + 1, "init " + access(x, i)); });
  return out + "}\n";
}

}  // namespace fenceline::models
