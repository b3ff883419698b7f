#include <arch/cpu.h>
#include <arch/opaque.h>
#include <kernels/litmus/perpetual.h>
#include <kernels/litmus/program.h>
#include <kernels/litmus/runner.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <random>
#include <stdexcept>
#include <thread>

namespace fenceline::litmus {
namespace {

using models::LitmusTest;
using models::State;
using models::Value;

double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC_RAW, &t);
  return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}

constexpr size_t kShare = 512;  // workers collect multiples of it

/// The part of n that worker w of `workers` takes care of.
std::pair<size_t, size_t> share(size_t n, unsigned w, unsigned workers) {
  const size_t each = ((n + workers - 1) / workers + kShare - 1) / kShare * kShare;
  return {std::min(n, w * each), std::min(n, (w + 1) * each)};
}

/// What the workers of one run share.
class Run {
 public:
  Run(Crew& crew, const Limits& limits)
      : crew_(crew), limits_(limits), end_(now() + limits.seconds), notice_(crew.size()) {}

  /// A meeting; `outcomes`: so far. False: the run is over. However short the time, there is a
  /// first.
  bool meet(unsigned worker, uint64_t outcomes) {
    if (worker == 0 && ((time_is_up() && outcomes > 0) || outcomes >= limits_.outcomes ||
                        (limits_.stop && limits_.stop->load(std::memory_order_relaxed))))
      over_.store(true, std::memory_order_relaxed);
    return crew_.meet() && !over_.load(std::memory_order_relaxed);
  }

  /// After a meeting: leaves all workers at the same tick, `delay` ticks later for each. Where
  /// threads share PUs it returns at once. `last` is the worker's own memory of the previous start.
  bool start_together(unsigned worker, uint64_t delay, uint64_t& last) {
    if (!crew_.spins()) return true;
    if (worker == 0) {
      // The start lies as far ahead as the slowest took to hear of it lately: who hears of it too
      // late starts after the others.
      uint64_t ahead = 0;
      for (const auto& n : notice_) ahead = std::max(ahead, n.ticks.load(std::memory_order_relaxed));
      last = std::max(arch::tick().count, last + 1) + ahead;
      tick_.store(last, std::memory_order_relaxed);
    } else {
      uint64_t seen;
      while ((seen = tick_.load(std::memory_order_relaxed)) == last)
        if (crew_.given_up()) return false;
      last = seen;
      // Late: at once as far ahead as that; early: slowly nearer.
      auto& notice = notice_[worker].ticks;
      const uint64_t had = notice.load(std::memory_order_relaxed);
      const auto early = int64_t(last - arch::tick().count);
      notice.store(early < 0 ? std::min(had + uint64_t(-early), kFar) : had - had / 64, std::memory_order_relaxed);
    }
    while (int64_t(arch::tick().count - (last + delay)) < 0) {
    }
    return true;
  }

  std::string go(const std::function<void(unsigned)>& job) {
    return crew_.run(job, std::chrono::milliseconds(int64_t(limits_.seconds * 1000)) + limits_.watchdog);
  }

 private:
  /// Looks at the clock; not at each meeting where that would take more than a small part of the time.
  bool time_is_up() {
    if (!up_ && ++meetings_ >= meetings_a_look_) {
      const double t = now(), since = t - looked_;
      if (since < limits_.piece)
        meetings_a_look_ *= 2;
      else if (since > 4 * limits_.piece)
        meetings_a_look_ = (meetings_a_look_ + 1) / 2;
      looked_ = t;
      meetings_ = 0;
      up_ = t >= end_;
    }
    return up_;
  }

  static constexpr uint64_t kFar = 4096;  // ticks: a thread that was interrupted is not waited for
  struct alignas(128) Notice {
    std::atomic<uint64_t> ticks{0};
  };
  Crew& crew_;
  const Limits& limits_;
  double end_, looked_ = end_ - limits_.seconds;  // the latter: at the clock, when last
  uint64_t meetings_ = 0, meetings_a_look_ = 1;   // since then; at which it is looked at again
  bool up_ = false;
  std::vector<Notice> notice_;  // by worker: how far ahead a start must lie for it
  alignas(128) std::atomic<uint64_t> tick_{0};
  alignas(128) std::atomic<bool> over_{false};
};

/// Cells hold unsigned numbers of their own width, states what the model calls them.
State shown(const LitmusTest& test, State state) {
  for (size_t v = 0; v < state.size(); ++v)
    if (state[v] != Collector::kUnknown) state[v] = models::shown(test, test.observed[v], state[v]);
  return state;
}

void count(const LitmusTest& test, const std::vector<Collector>& collectors, Tally& tally) {
  for (const auto& c : collectors)
    for (const auto& [state, n] : c.states()) tally.states[shown(test, state)] += n;
}

/// For Collector::add. A sequence is of numbers, never of addresses.
std::function<Value(uint64_t, size_t)> symbolic(const Program& p) {
  if (p.carry() != Carry::constants) return nullptr;
  return [&p](uint64_t value, size_t i) { return p.symbolic(value, i); };
}

void execute(const Program& p, unsigned role, size_t first, size_t cells, uint64_t s) {
  Crew::enter();
  p.code(role)(p.cells() + first * p.layout().stride, p.out(role) + first * size_t(p.layout().width),
               cells / p.layout().unroll, s);
  Crew::leave();
}

}  // namespace

std::string_view name(Mode m) {
  constexpr std::string_view names[] = {"sync", "burst", "perpetual"};
  return names[size_t(m)];
}

std::string to_string(const Settings& s) {
  std::string out(name(s.mode));
  const auto add = [&](const char* key, long value) { out += std::string(" ") + key + "=" + std::to_string(value); };
  add("cells", s.cells);
  if (s.mode == Mode::burst && s.stride != 0) add("stride", s.stride);
  if (s.mode != Mode::perpetual) {
    out += s.carry ? " carry" : " reset";
    if (s.preload && (s.mode == Mode::sync || !s.carry)) out += " preload";
  }
  if (s.mode != Mode::sync) out += s.together ? " together" : " apart";
  if (s.skew != 0) add("skew", s.skew);
  return out;
}

void Tally::add(const Tally& t) {
  for (const auto& [state, count] : t.states) states[state] += count;
  for (const auto& [state, count] : t.frames) frames[state] += count;
  outcomes += t.outcomes;
  weak += t.weak;
  pairs += t.pairs;
  seconds += t.seconds;
  if (trouble.empty()) trouble = t.trouble, refused = t.refused;
}

Runner::Runner(const LitmusTest& test, Crew& crew, std::set<State> sc, bool more)
    : test_(test), crew_(crew), sc_(std::move(sc)), more_(more), largest_(largest_value(test)) {
  for (const models::Thread& thread : test.threads)
    for (const models::Instruction& instruction : thread.code)
      for (const models::MicroOp& op : instruction.ops)
        if (op.op == models::Op::kCodeAddress || op.op == models::Op::kJump)
          throw std::runtime_error("'" + instruction.text + "' takes an address of code: that is judged, not run");
  sequence_ = sequence(test, &no_sequence_);
  if (crew.size() != test.threads.size()) throw std::runtime_error("the crew has not as many threads as " + test.name);
}
Runner::~Runner() = default;

bool Runner::weak(const State& state) const {
  return !more_ && !sc_.count(state) && models::satisfies(test_, test_.filter, state);
}

std::string Runner::lacks(const Settings& s) const {
  if (s.mode == Mode::perpetual && sequence_ && !sequence_->perpetual)
    return "a location has several stores, or the final state is not of registers alone";
  if (s.mode == Mode::perpetual || s.carry) return no_sequence_;
  return {};
}

namespace {

std::string key_of(const Settings& s, unsigned variant) {
  Settings same = s;  // what the code does not depend on
  if (s.mode != Mode::sync) same.skew = 0;
  same.preload = false;
  return to_string(same) + " " + std::to_string(variant);
}

}  // namespace

void Runner::forget(const Settings& s, unsigned variant) {
  const auto key = key_of(s, variant);
  for (auto& [k, p] : programs_)
    if (k == key) {
      next_.erase(p.get());
      std::swap(programs_.back().first, k), std::swap(programs_.back().second, p);
      programs_.pop_back();
      return;
    }
}

Program& Runner::program(const Settings& s, std::mt19937_64* vary, unsigned variant) {
  auto key = key_of(s, variant);
  for (auto& [k, p] : programs_)
    if (k == key) return *p;
  const Carry carry = s.mode == Mode::perpetual ? Carry::per_cell : s.carry ? Carry::per_call : Carry::constants;
  Arrangement a;
  a.cells = s.cells;
  a.stride = s.stride;
  a.together = s.together;
  a.one_cell = s.mode == Mode::perpetual;
  a.meet = s.mode == Mode::sync && crew_.spins();
  a.delay = unsigned(std::max(0, s.skew));
  a.unroll = s.mode == Mode::sync && !a.meet ? 1 : kUnroll;
  a.width = s.mode == Mode::perpetual ? 2 : largest_ >= 0 || carry != Carry::constants ? 1 : 8;
  a.vary = vary;
  programs_.emplace_back(std::move(key),
                         std::make_unique<Program>(test_, a, carry, sequence_ ? &*sequence_ : nullptr, largest_));
  return *programs_.back().second;
}

Tally Runner::run(const Settings& asked, uint64_t seed, const Limits& limits) {
  if (const auto why = lacks(asked); !why.empty())
    throw std::runtime_error(test_.name + " cannot run as '" + to_string(asked) + "': " + why);
  Settings s = asked;
  if (s.mode == Mode::perpetual)  // numbers of stores must fit the results' 16 bits
    s.cells = std::min<unsigned>(s.cells, unsigned(65535 / sequence_->step));
  s.cells = std::max(s.cells / kUnroll * kUnroll, kUnroll);
  constexpr size_t kKept = 48;  // their cells are megabytes; what is needed again is made anew
  if (programs_.size() > kKept) programs_.clear(), next_.clear();
  Tally tally;
  const double start = now();
  if (s.mode == Mode::sync)
    sync(s, seed, limits, tally);
  else if (s.mode == Mode::burst)
    burst(s, seed, limits, tally);
  else
    perpetual(s, seed, limits, tally);
  tally.seconds = now() - start;
  for (const auto& [state, count] : tally.states) {
    tally.outcomes += count;
    if (s.mode != Mode::perpetual && weak(state)) tally.weak += count;
  }
  if (s.mode != Mode::perpetual) tally.pairs = tally.weak;
  if (crew_.refused()) {
    tally.refused = true;
    std::string_view text;
    for (const auto& [key, p] : programs_)
      if (text.empty()) text = p->instruction(crew_.refused_at());
    tally.trouble = "this CPU does not execute " + (text.empty() ? "an instruction of it" : "'" + std::string(text) + "'");
  }
  // A run that was cut off leaves cells of two rounds behind.
  if (!tally.trouble.empty()) programs_.clear(), next_.clear();
  return tally;
}

void Runner::burst(const Settings& s, uint64_t seed, const Limits& limits, Tally& tally) {
  Program& p = program(s, nullptr, 0);
  const unsigned workers = crew_.size();
  const bool carry = p.carry() == Carry::per_call;
  const uint64_t step = carry ? uint64_t(sequence_->step) : 0;
  std::vector<Collector> collectors(workers, Collector(test_.observed.size(), carry ? int(step) - 1 : largest_));
  std::vector<std::vector<Column>> columns(workers, p.columns());
  // All start at once, plus what the skew makes each wait; a negative skew favours the last.
  const uint64_t least = uint64_t(std::max(0, -s.skew)) * (workers - 1);

  Run run(crew_, limits);
  uint64_t& sequence_next = next_[&p];
  const uint64_t sequence_first = sequence_next;
  tally.trouble = run.go([&](unsigned w) {
    const auto [from, to] = share(s.cells, w, workers);
    uint64_t value = sequence_first, last_start = 0;
    for (uint64_t burst = 0;; ++burst) {
      value += step;
      if (!carry) p.reset(from, to);
      if (!run.meet(w, burst * s.cells)) return;
      if (!carry && s.preload) {
        p.touch();
        if (!crew_.meet()) return;
      }
      const unsigned role = s.rotate ? unsigned((w + burst + seed) % workers) : w;
      if (!run.start_together(w, least + uint64_t(int64_t(role) * s.skew), last_start)) return;
      execute(p, role, 0, s.cells, value);
      if (!crew_.meet()) return;
      for (auto& c : columns[w]) c.s = uint8_t(value);
      collectors[w].add(columns[w], from, to, symbolic(p));
      if (w == 0) sequence_next = value;
    }
  });
  count(test_, collectors, tally);
}

void Runner::sync(const Settings& s, uint64_t seed, const Limits& limits, Tally& tally) {
  constexpr unsigned kVariants = 8;
  const unsigned workers = crew_.size();
  std::mt19937_64 random(seed);
  std::vector<Program*> variants;
  // Code takes a while to make: what was laid out for another seed is kept, but for one of them.
  forget(s, unsigned(seed % kVariants));
  for (unsigned v = 0; v < kVariants; ++v) variants.push_back(&program(s, &random, v));
  const bool carry = variants[0]->carry() == Carry::per_call;
  const uint64_t step = carry ? uint64_t(sequence_->step) : 0;
  std::vector<Collector> collectors(workers, Collector(test_.observed.size(), carry ? int(step) - 1 : largest_));

  Run run(crew_, limits);
  std::array<uint64_t, kVariants> sequences;  // of each layout
  for (unsigned v = 0; v < kVariants; ++v) sequences[v] = next_[variants[v]];
  const auto sequences_first = sequences;
  tally.trouble = run.go([&](unsigned w) {
    const auto [from, to] = share(s.cells, w, workers);
    auto values = sequences_first;
    for (uint64_t layout = 0;; ++layout) {
      const size_t variant = (layout + seed) % kVariants;
      Program& p = *variants[variant];
      const uint64_t value = values[variant] += step;
      if (!carry) p.reset(from, to);
      if (!run.meet(w, layout * s.cells)) return;
      if (s.preload) p.touch();
      const unsigned role = s.rotate ? unsigned((w + layout + seed) % workers) : w;
      if (crew_.spins()) {
        execute(p, role, 0, s.cells, value);  // they meet in there
      } else {
        for (size_t i = 0; i < s.cells; ++i) {
          if (!crew_.meet()) return;
          execute(p, role, i, 1, value);
        }
      }
      if (!crew_.meet()) return;
      std::vector<Column> columns = p.columns();
      for (auto& c : columns) c.s = uint8_t(value);
      collectors[w].add(columns, from, to, symbolic(p));
      if (w == 0) sequences[variant] = value;
      // The next layout has other cells, but this one's results are written again in a while.
    }
  });
  for (unsigned v = 0; v < kVariants; ++v) next_[variants[v]] = sequences[v];
  count(test_, collectors, tally);
}

namespace {

constexpr size_t kBlock = kShare;

/// Adds to each iteration's pattern whether a read saw the store of its own iteration number.
void diagonal(const std::byte* column, size_t from, uint16_t step, unsigned bit,
              std::array<uint16_t, kBlock>& patterns) {
  std::array<uint16_t, kBlock> values;
  std::memcpy(values.data(), column + 2 * from, sizeof values);
  for (size_t i = 0; i < kBlock; ++i) {
    const uint16_t before = uint16_t((from + i) * step);  // stores of earlier iterations are below
    patterns[i] = uint16_t(patterns[i] | (values[i] > before ? 1u : 0u) << bit);
  }
}

}  // namespace

void Runner::perpetual(const Settings& s, uint64_t seed, const Limits& limits, Tally& tally) {
  Program& p = program(s, nullptr, 0);
  const unsigned workers = crew_.size();
  const auto step = uint16_t(sequence_->step);

  // Observed variables that can differ, as bits of a pattern; the others are the same in each
  // state.
  struct Read {
    size_t variable;
    const std::byte* column;
    int reader, writer;
    Value old, fresh;
  };
  std::vector<Read> reads;
  State fixed(test_.observed.size());
  for (size_t v = 0; v < test_.observed.size(); ++v) {
    const Column& c = p.columns()[v];
    fixed[v] = c.fixed;
    if (!c.data) continue;
    const auto l = size_t(sequence_->sources[v].index);
    reads.push_back({v, c.data, test_.observed[v].thread, sequence_->writers[l][0], c.old, sequence_->last[l]});
  }
  const auto state_of = [&](size_t pattern) {
    State state = fixed;
    for (size_t k = 0; k < reads.size(); ++k)
      state[reads[k].variable] = pattern >> k & 1 ? reads[k].fresh : reads[k].old;
    return state;
  };
  std::vector<Seen> seen;
  for (const Read& r : reads) seen.push_back({r.reader, r.writer, reinterpret_cast<const uint16_t*>(r.column)});
  struct Weak {
    State state;
    FrameCounter counter;
    std::vector<Frames> found;  // by worker
  };
  std::vector<Weak> weak;
  for (size_t pattern = 0; pattern < size_t(1) << reads.size(); ++pattern) {
    const State state = state_of(pattern);
    if (!Runner::weak(state)) continue;
    Pattern bits;
    bool seen_at_once = false;  // what a thread never reads of itself, equal iterations tell
    for (size_t k = 0; k < reads.size(); ++k) {
      bits.push_back(pattern >> k & 1);
      const size_t v = reads[k].variable;
      seen_at_once |= reads[k].reader == reads[k].writer &&
                      std::none_of(sc_.begin(), sc_.end(), [&](const State& sc) { return sc[v] == state[v]; });
    }
    if (!seen_at_once)
      weak.push_back({state, FrameCounter(workers, seen, bits, s.cells, step), std::vector<Frames>(workers)});
  }

  std::vector<std::vector<uint64_t>> counts(workers, std::vector<uint64_t>(size_t(1) << reads.size()));
  Run run(crew_, limits);
  tally.trouble = run.go([&](unsigned w) {
    const auto [from, to] = share(s.cells, w, workers);
    uint64_t last_start = 0;
    for (uint64_t chunk = 0;; ++chunk) {
      if (w == 0) p.zero();
      if (!run.meet(w, chunk * s.cells)) return;
      const unsigned role = s.rotate ? unsigned((w + chunk + seed) % workers) : w;
      if (!run.start_together(w, uint64_t(role) * uint64_t(s.skew), last_start)) return;
      execute(p, role, 0, s.cells, 0);
      if (!crew_.meet()) return;
      for (size_t i = from; i + kBlock <= to; i += kBlock) {
        std::array<uint16_t, kBlock> patterns{};
        for (size_t k = 0; k < reads.size(); ++k) diagonal(reads[k].column, i, step, unsigned(k), patterns);
        for (const auto pattern : patterns) ++counts[w][pattern];
      }
      if (weak.empty()) continue;
      for (auto& c : weak) c.counter.prepare(uint32_t(from), uint32_t(to));
      if (!crew_.meet()) return;
      for (auto& c : weak) c.counter.relate(uint32_t(from), uint32_t(to));
      if (!crew_.meet()) return;
      for (auto& c : weak) c.found[w].add(c.counter.count(uint32_t(from), uint32_t(to)));
    }
  });
  for (const auto& count : counts)
    for (size_t pattern = 0; pattern < count.size(); ++pattern)
      if (count[pattern] != 0) tally.states[state_of(pattern)] += count[pattern];
  for (const auto& c : weak) {
    Frames found;
    for (const auto& f : c.found) found.add(f);
    if (found.distinct != 0) tally.frames[c.state] += found.distinct;
    tally.pairs = tally.pairs + found.all < tally.pairs ? UINT64_MAX : tally.pairs + found.all;
    tally.weak += found.distinct;
  }
}

}  // namespace fenceline::litmus
