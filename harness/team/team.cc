#include <harness/team/team.h>

#include <base/error.h>
#include <base/start_thread.h>
#include <fmt/format.h>
#include <harness/team/abandon.h>
#include <harness/team/affinity.h>
#include <harness/team/ender.h>
#include <harness/team/interruption.h>
#include <harness/team/together.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

namespace fenceline {
namespace {

/// How long a job may go on after a signal, and threads after they were told to end: no longer than its limit.
Nanoseconds patience(const Job& job) { return std::min(Nanoseconds{1e9}, job.limit); }

/// What each thread is at.
std::vector<Hang::Thread> states(const Together& together) {
  const Job& job = together.job;
  std::vector<Hang::Thread> threads;
  for (size_t i = 0; i < together.seats.size(); ++i) {
    const Seat& seat = together.seats[i];
    Hang::Thread t;
    t.role = job.kernel->roles[job.shared->cast.parts[i].role].name;
    if (job.placement.pinned) t.cpu = static_cast<int>(job.placement.cpus[i]);
    t.phase = seat.phase.load(std::memory_order_relaxed);
    t.iterations = seat.finished.load(std::memory_order_relaxed);
    t.state = thread_state(seat.tid.load(std::memory_order_relaxed));
    threads.push_back(std::move(t));
  }
  return threads;
}

std::string text_of(const Hang& hang) {
  std::string text;
  for (size_t i = 0; i < hang.threads.size(); ++i) {
    const auto& t = hang.threads[i];
    if (t.phase == Phase::done) continue;
    text += fmt::format("{}thread {}{} was {}", text.empty() ? "" : ", ", i, t.role.empty() ? "" : " (" + t.role + ")",
                        name(t.phase));
  }
  return fmt::format("did not end within {:.3g} s: {}", hang.limit.count * 1e-9, text);
}

}  // namespace

/// A thread that waits for work in the kernel, so that idle members of the team disturb nobody.
struct Team::Worker {
  std::atomic<unsigned> jobs{0};  ///< that it was given so far
  Together* together = nullptr;   ///< null: it ends
  unsigned index = 0;
  bool pinned = false;
  CpuSet original = allowed_here();  ///< what the thread that made the team may use
  std::thread thread;

  /// Throws RunError where the system has no thread for it.
  explicit Worker(const std::string& which) : thread(start_thread(which, [this] { loop(); })) {}
  ~Worker() {
    begin(nullptr, 0);
    thread.join();
  }
  void begin(Together* job, unsigned place) {
    together = job;
    index = place;
    // (1) release: pairs with the acquire in (2): the worker sees its job; forbids MP
    jobs.fetch_add(1, std::memory_order_release);
    jobs.notify_one();
  }
  void loop() {
    for (unsigned seen = 0;; ++seen) {
      // (2) acquire: pairs with the release in (1); forbids MP
      while (jobs.load(std::memory_order_acquire) == seen) jobs.wait(seen, std::memory_order_acquire);
      if (!together) return;
      together->work(index, [this] { pin(); });
    }
  }
  /// Affinity calls fail in containers and return success for a CPU that hot-unplug takes away: what counts is
  /// the CPU that is read back.
  void pin() {
    const Placement& placement = together->job.placement;
    if (!placement.pinned) {
      if (pinned) allow_here(original);
      pinned = false;
      return;
    }
    pin_here(placement.cpus[index]);
    pinned = true;
  }
};

Team::Team() = default;
Team::~Team() = default;

void Team::dismiss() { workers_.clear(); }

void Team::hire(unsigned threads) {
  while (workers_.size() < threads)
    workers_.push_back(std::make_unique<Worker>(fmt::format("thread {} of {}", workers_.size() + 1, threads)));
}

/// Makes the job's threads end. Those that do not are put to sleep for ever, and with them stays all that they may have
/// had in hand: nothing of it is used again, nor after a failure. Returns what became of each.
std::vector<std::string> Team::dissolve(std::unique_ptr<Together> together) {
  const Nanoseconds deadline = now() + patience(together->job);
  auto ender = std::make_unique<Ender>(*together);
  auto end = Together::End::timeout;
  while (end != Together::End::all_left && !together->will_not_end() && now() < deadline) {
    end = together->wait({10e6}, -1);
  }
  std::vector<std::string> became(together->seats.size(), "it ended when it was told to");
  const bool all_left = end == Together::End::all_left, came_back = ender->end();
  if (all_left && came_back && !together->failure()) return became;
  // Reached from here, so that no leak checker takes them for lost.
  static auto& abandoned = *new std::vector<std::pair<std::unique_ptr<Together>, std::unique_ptr<Worker>>>;
  static auto& enders = *new std::vector<std::unique_ptr<Ender>>;
  if (!came_back) enders.push_back(std::move(ender));
  for (size_t i = 0; i < together->seats.size(); ++i) {
    if (together->has_left(unsigned(i))) continue;
    const bool asleep = together->seats[i].crash.happened() || put_to_sleep(workers_[i]->thread.native_handle());
    became[i] =
        asleep ? "abandoned, asleep; its memory is kept" : "abandoned, and still running: it disturbs what follows";
    abandoned.emplace_back(nullptr, std::move(workers_[i]));
  }
  std::erase(workers_, nullptr);
  abandoned.emplace_back(std::move(together), nullptr);
  return became;
}

TeamResult Team::run(const Job& job) {
  hire(job.threads);
  auto together = std::make_unique<Together>(job);
  for (unsigned i = 0; i < job.threads; ++i) workers_[i]->begin(together.get(), i);
  auto end = together->wait(job.limit, interruption_fd());
  if (end == Together::End::interrupted) {
    // A window is a millisecond: what has been begun is mostly worth being finished.
    end = together->wait(patience(job), -1);
    if (end == Together::End::timeout) {
      dissolve(std::move(together));
      throw Interrupted{};
    }
  }
  if (const auto failure = together->failure()) {
    dissolve(std::move(together));
    std::rethrow_exception(failure);
  }
  if (end == Together::End::timeout) {
    Hang hang;
    hang.limit = job.limit;
    hang.threads = states(*together);
    hang.text = text_of(hang);
    const auto became = dissolve(std::move(together));
    for (size_t i = 0; i < became.size(); ++i) hang.threads[i].end = became[i];
    throw hang;
  }
  TeamResult result;
  for (Seat& seat : together->seats) result.threads.push_back(std::move(seat.result));
  result.wrong = std::move(together->wrong);
  result.figures = std::move(together->figures);
  result.distributions = std::move(together->distributions);
  result.series = std::move(together->series);
  return result;
}

}  // namespace fenceline
