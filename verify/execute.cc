// One execution: what the current graph says is repeated, then threads go on from there.
#include <base/error.h>
#include <verify/search.h>
#include <verify/trace.h>
#include <verify/workspace.h>

#include <climits>
#include <cstring>

namespace fenceline::verify {
namespace {

Workspace& workspace(void (*look)()) {
  static thread_local Workspace space(look);
  return space;
}

}  // namespace

Search::Search(const Scenario& scenario, const Options& options)
    : scenario_(scenario), options_(options), space_(workspace(&Search::look)), frames_(1) {
  if (scenario.threads.empty() || scenario.threads.size() > kMostThreads)
    throw InputError("scenario '" + scenario.name + "' has " + std::to_string(scenario.threads.size()) +
                     " threads; the explorer runs 1 to " + std::to_string(kMostThreads));
  if (current != nullptr) throw InputError("scenario '" + scenario.name + "' explores within an exploration");
  if (!options.replay.empty()) guide_ = Guide::replay;
  if (options.events < 1 || options.events > kMostEvents)
    throw InputError("events: " + std::to_string(options.events) + " is not within 1 and " +
                     std::to_string(kMostEvents));
  if (options.random > 0) guide_ = Guide::random, random_.emplace(options.seed);
  for (std::size_t t = 0; t < scenario.threads.size(); ++t)
    bodies_.push_back([this, t] { guarded([&] { scenario_.threads[t](state_); }); });
  space_.watch.set(options.patience);
  current = this;
}

Search::~Search() { current = nullptr; }

void Search::execute() {
  threads_.fill({});
  cut_ = false;
  solo_object_ = 0;
  phase_ = Phase::make;
  // An allocation like any other, the first.
  state_ = nullptr;
  const bool made = run_solo([this] {
    const ObjectId outer = begin_object(false, {});
    state_ = allocate(scenario_.bytes, scenario_.alignment);
    scenario_.make(state_);
    finish_object(outer);
  });
  if (!made) return;

  phase_ = Phase::threads;
  run_threads();
  if (result_.violation) return;
  bool finished = !cut_;
  for (std::size_t t = 0; t < bodies_.size(); ++t) finished = finished && threads_[t].state == State::finished;

  // Objects that are made from here on are no part of the graph.
  const std::size_t objects = graph().objects.size(), locations = graph().locations.size();
  settle();
  if (!finished && !cut_) find_endless();
  if (!finished && !cut_) find_deadlock();
  if (result_.violation) return;
  if (finished) {
    ++result_.executions;
    if (options_.each) options_.each(replay_of(graph()));
    phase_ = Phase::settled;
    if (scenario_.finally) run_solo([this] { scenario_.finally(state_); });
    if (!result_.violation) run_solo([this] { scenario_.destroy(state_); });
    if (!result_.violation) check_leaks();
  } else {
    result_.blocked += !cut_;
    phase_ = Phase::quiet;
    run_solo([this] { scenario_.destroy(state_); });
  }
  graph().objects.resize(objects);
  graph().locations.resize(locations);
}

/// What the scenario throws has nowhere to go on a fibre's stack.
void Search::guarded(const std::function<void()>& body) {
  std::string what;
  try {
    return body();
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
    what = "of an unknown type";
  }
  fail("exception: " + what);
}

/// False: it did not come to its end.
bool Search::run_solo(const std::function<void()>& body) {
  steps_ = 0;
  const std::function<void()> whole = [&] { guarded(body); };
  space_.fibres[kSolo].start(whole);
  return !resume(kSolo);
}

/// Runs a thread, or what runs alone, until it yields or ends. False: it has ended.
bool Search::resume(int t) {
  const int outer = std::exchange(running_, t);
  ++beats_;
  inside_ = true;
  const bool more = space_.fibres[static_cast<std::size_t>(t)].resume();
  inside_ = false;
  if (std::exchange(stuck_, false)) report(does_not_end());
  running_ = outer;
  return more;
}

/// Called by a signal now and then: whoever has gone on since the last time and asked for nothing is left for good.
void Search::look() {
  Search* const s = current;
  if (s == nullptr || !s->inside_) return;
  if (std::exchange(s->seen_, s->beats_) != s->beats_) return;
  s->stuck_ = true;
  s->space_.fibres[static_cast<std::size_t>(s->running_)].leave();
}

std::string Search::does_not_end() const {
  return "does not end: " + (phase_ == Phase::make ? "what makes the scenario"
                             : running_ == kSolo   ? "what runs when the threads are done"
                                                   : name_of(running_));
}

void Search::run_threads() {
  for (std::size_t t = 0; t < bodies_.size(); ++t) space_.fibres[t].start(bodies_[t]);
  if (guide_ == Guide::all) {
    for (int t = 0; t < static_cast<int>(bodies_.size()) && !is_over(); ++t) advance(t, INT_MAX);
  } else {
    for (int t; (t = next_thread()) != kNone;) advance(t, me_of(t).next + 1);
  }
}

/// At random or as the replay says: whose turn it is.
int Search::next_thread() {
  if (is_over()) return kNone;
  if (guide_ == Guide::replay) return replay_turn();
  std::vector<int> ready;
  for (int t = 0; t < static_cast<int>(bodies_.size()); ++t)
    if (me_of(t).state == State::ready) ready.push_back(t);
  if (ready.empty()) return kNone;
  return ready[std::uniform_int_distribution<std::size_t>(0, ready.size() - 1)(*random_)];
}

/// Runs a thread until it has done so many events, waits or ends. What it reads from another thread
/// is done first: memory that the explorer does not see then finds the same order.
void Search::advance(int t, int until) {
  Thread& thread = me_of(t);
  while (thread.state == State::ready && thread.next < until) {
    thread.until = until;
    if (!resume(t)) thread.state = State::finished;
    if (is_over()) return;
    if (thread.source != kNone) {
      const Event& source = graph()[std::exchange(thread.source, kNone)];
      advance(source.thread, source.index + 1);
    }
  }
}

void Search::yield() { space_.fibres[static_cast<std::size_t>(running_)].yield(); }

void Search::abandon() {
  for (;;) yield();
}

/// The thread waits for a value that is not there yet.
void Search::block(State state) {
  if (running_ == kSolo) fail("waits for ever: no other thread runs");
  me().state = state;
  yield();  // and is back only in a probe
}

void Search::settle() {
  const Graph& g = graph();
  final_.clear();
  ended_.assign(g.objects.size(), false);
  for (const Location& l : g.locations) final_.push_back(l.last == kNone ? l.initial : g[l.last].value);
}

void Search::check_leaks() {
  for (std::size_t i = 0; i < ended_.size(); ++i) {
    const Object& o = graph().objects[i];
    if (!o.heap || o.end != kNone || ended_[i]) continue;
    report("leak: " + describe(graph(), o) + " is never destroyed");
    return;
  }
}

void Search::fail(const std::string& what) {
  progress_ = true;
  if (phase_ != Phase::quiet && phase_ != Phase::probe && phase_ != Phase::turns) report(what);
  abandon();
}

void Search::report(const std::string& what) {
  if (result_.violation) return;
  result_.violation = Violation{what, trace(graph(), what), replay_of(graph())};
}

}  // namespace fenceline::verify
