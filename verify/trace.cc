#include <base/error.h>
#include <base/text.h>
#include <verify/search.h>
#include <verify/trace.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace fenceline::verify {
namespace {

/// A line of a source file, where it is there to be read: its name may be relative to where it was built.
std::string source_line(const Where& where) {
  static thread_local std::map<std::string, std::vector<std::string>> files;
  const auto [file, is_new] = files.try_emplace(where.file);
  if (is_new) {
    const std::string name = where.file;
    std::ifstream in(name);
    if (!in) in.open(FENCELINE_SOURCE "/" + name.substr(std::min(name.find_first_not_of("./"), name.size())));
    for (std::string line; std::getline(in, line);) file->second.emplace_back(trim(line));
  }
  const auto line = static_cast<std::size_t>(where.line);
  return line >= 1 && line <= file->second.size() ? file->second[line - 1] : "";
}

/// How many of the stores that are done are later in modification order than this place.
std::size_t later_stores(const Graph& g, const std::vector<bool>& done, LocationId location, int place) {
  std::size_t n = 0;
  for (EventId s = g.location(location).last; s != kNone && g[s].place > place; s = g[s].before)
    n += done[static_cast<std::size_t>(s)];
  return n;
}

std::size_t passed_by(const Graph& g, const std::vector<bool>& done, EventId id) {
  const Event& e = g[id];
  if (!e.accesses() || e.plain) return 0;
  return later_stores(g, done, e.location, g.place_seen(e));
}

/// Steps with their numbers. Rounds of a few steps that are all the same are told once.
std::string numbered(const std::vector<std::string>& steps) {
  constexpr std::size_t kLongest = 4, kOften = 4;
  const auto same = [&](std::size_t a, std::size_t b, std::size_t length) {
    return b + length <= steps.size() && std::equal(&steps[a], &steps[a] + length, &steps[b]);
  };
  std::string out;
  const auto tell = [&](std::size_t i) {
    std::string number = "  " + std::to_string(i + 1);
    number.resize(6, ' ');
    out += number + steps[i] + "\n";
  };
  for (std::size_t i = 0; i < steps.size();) {
    std::size_t length = 1, times = 1;
    for (; length <= kLongest; ++length) {
      for (times = 1; same(i, i + times * length, length);) ++times;
      if (times >= kOften) break;
    }
    if (times < kOften) length = times = 1;
    for (std::size_t step = 0; step < length; ++step) tell(i + step);
    i += length * times;
    if (times > 1) out += "        … " + std::to_string(times - 1) + " times more, to step " + std::to_string(i) + "\n";
  }
  return out;
}

}  // namespace

const char* name_of(std::memory_order o) {
  switch (o) {
    case std::memory_order_relaxed:
      return "relaxed";
    case std::memory_order_acquire:
      return "acquire";
    case std::memory_order_release:
      return "release";
    case std::memory_order_acq_rel:
      return "acq_rel";
    case std::memory_order_seq_cst:
      return "seq_cst";
    default:
      return "consume";
  }
}

std::string name_of(int thread) { return "T" + std::to_string(thread + 1); }

std::string to_text(const Where& where) {
  const std::string file = where.file;
  return file.substr(file.rfind('/') + 1) + ":" + std::to_string(where.line);
}

std::string to_text(const Value& v) {
  const auto word = [](std::uint64_t w) {
    if (w < 100000) return std::to_string(w);
    if (w > ~std::uint64_t{100000}) return "-" + std::to_string(~w + 1);
    char text[32];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(w));
    return std::string(text);
  };
  return v.high == 0 ? word(v.low) : "(" + word(v.low) + ", " + word(v.high) + ")";
}

std::string describe(const Access& a) {
  std::string what;
  switch (a.kind) {
    case Kind::load:
      what = a.plain ? "read" : a.exclusive ? "update's load" : a.waits ? "wait" : "load";
      break;
    case Kind::store:
      what = a.plain ? "write" : a.exclusive ? "update's store" : "store";
      break;
    case Kind::fence:
      what = a.weight == Weight::light ? "light fence" : a.weight == Weight::heavy ? "heavy fence" : "fence";
      break;
    case Kind::make:
      what = "make";
      break;
    case Kind::end:
      what = "destroy";
      break;
    case Kind::choice:
      what = "choose";
      break;
    case Kind::notify:
      what = a.value.low != 0 ? "notify_all" : "notify_one";
      break;
  }
  const bool ordered = !a.plain && (a.kind == Kind::load || a.kind == Kind::store || a.kind == Kind::fence);
  if (ordered) {
    what += std::string("(") + name_of(a.order);
    if (a.site.number != 0) what += "<" + std::to_string(a.site.number) + ">";
    what += ")";
  }
  return what + " in " + to_text(a.site.where);
}

std::string describe(const Graph& g, const Object& o) {
  if (o.first == kNone) return "an object without atomics or plain data";
  return "the object with x" + std::to_string(o.first) + " of " + to_text(g.location(o.first).where);
}

std::vector<EventId> interleaving(const Graph& g) {
  std::vector<bool> done(static_cast<std::size_t>(g.size()));
  std::array<std::size_t, kMostThreads> next{};
  std::vector<EventId> out;
  int last = 0;
  while (static_cast<int>(out.size()) < g.size()) {
    // The same thread goes on as long as it reads the latest value and writes the latest; else another one that
    // would; else whoever can at all.
    EventId best = kNone;
    int rank = -1;
    for (int i = 0; i < kMostThreads; ++i) {
      const int t = (last + i) % kMostThreads;
      const auto own = g.thread(t);
      if (next[static_cast<std::size_t>(t)] == own.size()) continue;
      const EventId id = own[next[static_cast<std::size_t>(t)]];
      if (g[id].from != kNone && !done[static_cast<std::size_t>(g[id].from)]) continue;
      const bool half = g[id].exclusive && g[id].kind == Kind::store;  // directly after its load
      const int r = half ? 2 : passed_by(g, done, id) == 0;
      if (r > rank) rank = r, best = id;
    }
    last = g[best].thread;
    ++next[static_cast<std::size_t>(last)];
    done[static_cast<std::size_t>(best)] = true;
    out.push_back(best);
  }
  return out;
}

std::string trace(const Graph& g, const std::string& end) {
  const std::vector<EventId> order = interleaving(g);
  std::vector<std::size_t> line(static_cast<std::size_t>(g.size()));
  std::vector<bool> done(line.size());
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Event& e = g[order[i]];
    line[static_cast<std::size_t>(order[i])] = i + 1;
    const std::string indent(static_cast<std::size_t>(e.thread) * 2, ' ');
    std::string text = indent + name_of(e.thread) + " " + describe(e);
    if (e.accesses()) text += " of x" + std::to_string(e.location);
    if (e.kind == Kind::load) {
      text +=
          " reads " + to_text(e.value) +
          (e.from == kInitial ? " from the start" : " from " + std::to_string(line[static_cast<std::size_t>(e.from)]));
      if (passed_by(g, done, order[i]) > 0) text += ", an older one";
    } else if (e.kind == Kind::store) {
      text += " = " + to_text(e.value);
      if (passed_by(g, done, order[i]) > 0) text += ", before a later one in modification order";
    } else if (e.kind == Kind::make || e.kind == Kind::end) {
      text = text.substr(0, text.rfind(" in ")) + " " + describe(g, g.object(e.object));
    } else if (e.kind == Kind::choice) {
      text += " = " + to_text(e.value);
    }
    done[static_cast<std::size_t>(order[i])] = true;
    const std::string source = source_line(e.site.where);
    if (!source.empty()) text += "\n" + std::string(8, ' ') + indent + "| " + source;
    steps.push_back(std::move(text));
  }
  return numbered(steps) + "  " + end + "\n";
}

std::string replay_of(const Graph& g) {
  std::string out;
  std::vector<bool> done(static_cast<std::size_t>(g.size()));
  for (const EventId id : interleaving(g)) {
    const Event& e = g[id];
    const std::size_t n = e.kind == Kind::choice ? e.value.low : passed_by(g, done, id);
    done[static_cast<std::size_t>(id)] = true;
    if (e.exclusive && e.kind == Kind::store) continue;  // one step with its load
    out += static_cast<char>('a' + e.thread);
    if (n > 0) out += std::to_string(n);
  }
  return out;
}

int Search::replay_turn() {
  const std::string& text = options_.replay;
  if (replayed_ >= text.size()) {
    // Whoever has not ended comes to where it waits, or to what is wrong.
    for (int t = 0; t < static_cast<int>(bodies_.size()); ++t)
      if (me_of(t).state == State::ready) return t;
    return kNone;
  }
  const int t = text[replayed_++] - 'a';
  if (t < 0 || t >= static_cast<int>(bodies_.size()) || me_of(t).state != State::ready)
    throw InputError("replay '" + text + "' is not of this scenario: no step of " + name_of(t));
  offset_ = 0;
  for (; replayed_ < text.size() && text[replayed_] >= '0' && text[replayed_] <= '9'; ++replayed_)
    offset_ = offset_ * 10 + static_cast<std::size_t>(text[replayed_] - '0');
  return t;
}

}  // namespace fenceline::verify
