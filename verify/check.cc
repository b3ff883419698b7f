// What must not be: races, the use of what is not alive, and threads that wait for ever.
#include <verify/search.h>
#include <verify/trace.h>
#include <verify/workspace.h>

#include <algorithm>

namespace fenceline::verify {

/// What is wrong with the event that was added, or whose reads-from changed, last.
std::optional<std::string> Search::wrong(EventId id) const {
  const Graph& g = graph();
  const Event& e = g[id];
  const auto alive = [&](const Object& o) -> std::optional<std::string> {
    if (o.thread != kNone && !e.hb.has(o.thread, o.index))
      return "data race: " + describe(e) + " is not ordered after what made the object";
    if (o.end == kEnded || (o.end != kNone && g.happens_before(o.end, id)))
      return "use of what is destroyed: " + describe(e);
    if (o.end != kNone) return "data race: " + describe(e) + " and " + describe(g[o.end]);
    return std::nullopt;
  };
  if (e.kind == Kind::end) {
    const Object& o = g.object(e.object);
    if (o.end != kNone) return "an object is destroyed twice: " + describe(e);
    if (const auto what = alive(o)) return what;
    for (EventId other = 0; other < g.size(); ++other)
      if (g[other].accesses() && g.location(g[other].location).object == e.object && other != id &&
          !g.happens_before(other, id))
        return "data race: " + describe(g[other]) + " and " + describe(e);
    return std::nullopt;
  }
  if (!e.accesses()) return std::nullopt;
  if (const auto what = alive(g.object(g.location(e.location).object))) return what;
  if (!g.location(e.location).mixed) return std::nullopt;
  // Nothing comes after this event: what does not happen before it is not ordered.
  for (int t = 0; t < kMostThreads; ++t) {
    const auto own = g.thread(t);
    for (std::size_t i = e.hb.count[static_cast<std::size_t>(t)]; i < own.size(); ++i) {
      const Event& o = g[own[i]];
      if (o.location == e.location && o.accesses() && (o.plain || e.plain) &&
          (o.kind == Kind::store || e.kind == Kind::store))
        return "data race: " + describe(o) + " and " + describe(e);
    }
  }
  return std::nullopt;
}

/// Threads that have done all the events that they may: whether they would come to their end. Where they do, the
/// execution is too long to be followed.
void Search::find_endless() {
  std::string who;
  bool known = true;
  for (int t = 0; t < static_cast<int>(bodies_.size()); ++t) {
    if (me_of(t).state == State::spent) who += (who.empty() ? "" : ", ") + name_of(t);
    known = known && me_of(t).state != State::asleep;  // what comes might wake it
  }
  if (who.empty()) return;
  cut_ = true;
  if (known && goes_on_for_ever()) return report("does not end: " + who + " would go on for ever");
  note_limit(std::to_string(options_.events) + " events of a thread in an execution");
}

/// All threads that are left go on in turns of different lengths, reading the last values of all: a fair schedule, in
/// which whoever can end does.
bool Search::goes_on_for_ever() {
  constexpr int kTurns = 400;
  phase_ = Phase::turns;
  progress_ = false;
  for (int turn = 0; turn < kTurns && !progress_; ++turn) {
    for (int t = 0; t < static_cast<int>(bodies_.size()) && !progress_; ++t) {
      if (me_of(t).state == State::finished) continue;
      steps_ = 1 + turn * 7 % 61;
      if (!resume(t)) progress_ = true;
    }
  }
  phase_ = Phase::threads;
  return !progress_;
}

/// When no thread can go on: whether that is for ever. A thread that would go on with newer values does so in another
/// execution.
void Search::find_deadlock() {
  std::vector<EventId> absorbed;
  std::string who;
  for (int t = 0; t < static_cast<int>(bodies_.size()); ++t) {
    const State state = me_of(t).state;
    if (state == State::finished) continue;
    if (state == State::asleep ? is_woken(t, absorbed) : makes_progress(t)) return;
    who += (who.empty() ? "" : ", ") + name_of(t) + (state == State::asleep ? " sleeps" : " waits");
  }
  report("deadlock: " + who + " for ever");
}

/// [atomics.wait]: a thread that sleeps because it saw X is woken by a notification that a store after X happens
/// before. A notification of one may have woken another thread instead: one whose wait() could have slept until then.
bool Search::is_woken(int thread, std::vector<EventId>& absorbed) const {
  const Graph& g = graph();
  const EventId slept = threads_[static_cast<std::size_t>(thread)].slept;
  const LocationId word = g[slept].location;
  const auto could_have_slept = [&](EventId n, EventId w) {
    const Event& load = g[w];
    if (!load.waits || load.location != word || load.thread == thread || load.value == load.expected) return false;
    if (g.depends(w, n) || g.happens_before(n, w)) return false;
    const int least = g.place_of(g.known(word, g.past(w)));
    for (EventId s = load.from; s != kInitial;) {
      s = g[s].before;
      if (g.place_of(s) < least) break;
      if (g.value_of(word, s) == load.expected) return true;
    }
    return false;
  };
  for (EventId n = 0; n < g.size(); ++n) {
    if (g[n].kind != Kind::notify || g[n].location != word) continue;
    bool wakes = false;
    for (EventId s = g[slept].from == kInitial ? g.location(word).first : g[g[slept].from].after; s != kNone && !wakes;
         s = g[s].after)
      wakes = g.happens_before(s, n);
    if (!wakes) continue;
    if (g[n].value.low != 0) return true;
    bool other = false;
    for (EventId w = 0; w < g.size() && !other; ++w) {
      if (g[w].kind != Kind::load || std::find(absorbed.begin(), absorbed.end(), w) != absorbed.end()) continue;
      other = could_have_slept(n, w);
      if (other) absorbed.push_back(w);
    }
    if (!other) return true;
  }
  return false;
}

/// Whether a paused thread's loop ends, or changes anything, when it reads the last values of all.
bool Search::makes_progress(int t) {
  phase_ = Phase::probe;
  progress_ = false;
  rounds_ = steps_ = 0;
  const bool ended = !resume(t);
  phase_ = Phase::threads;
  return ended || progress_ || steps_ > 10000;
}

}  // namespace fenceline::verify
