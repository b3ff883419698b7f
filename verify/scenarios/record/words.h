// Records of two words for the explorer: watched where a structure keeps them as they are, values where it copies them.
#pragma once
#include <structures/record/concept.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

#include <array>

namespace fenceline::verify {

/// Two words that nobody may access out of order.
class Watched {
 public:
  Watched() = default;
  Watched(const Watched& other) : first_(other.first_.read()), second_(other.second_.read()) {}

  int first() const { return first_.read(); }
  int second() const { return second_.read(); }
  void add() {
    first_.write(first_.read() + 1);
    second_.write(second_.read() + 1);
  }

 private:
  CheckedPlain<int> first_{0}, second_{0};
};

/// The same as a value, in words of W.
template <class W>
struct Pair {
  std::array<W, 2> words{};

  W first() const { return words[0]; }
  W second() const { return words[1]; }
  void add() {
    ++words[0];
    ++words[1];
  }
};

/// A record, who takes part, and what a thread leaves beside it before it updates.
template <class S>
struct Recorded {
  RecordPlace<S> made{2};
  typename S::Member members[2] = {typename S::Member(made.record, 0), typename S::Member(made.record, 1)};
  CheckedPlain<int> before{0};

  /// Sees both words of one update, and how many there have been.
  int look(unsigned thread) {
    int seen = 0;
    made.record.read(members[thread], [&](const auto& now) {
      seen = static_cast<int>(now.first());
      require(now.first() == now.second(), "both words are of one update");
    });
    return seen;
  }
  void add(unsigned thread) {
    made.record.update(members[thread], [](auto& now) { now.add(); });
  }
};

/// The scenarios that every record has.
template <class S>
void register_record(const std::string& structure) {
  using R = Recorded<S>;
  const auto both = [](R& s) { require(s.look(0) == 2, "no update is lost"); };
  Registered(structure, scenario<R>("two updates", {[](R& s) { s.add(0); }, [](R& s) { s.add(1); }}, both));
  Registered(structure, scenario<R>("two updates of one, two reads of another",
                                    {[](R& s) {
                                       s.add(0);
                                       s.add(0);
                                     },
                                     [](R& s) {
                                       const int once = s.look(1);
                                       require(once <= s.look(1), "time goes on");
                                     }},
                                    both));
  Registered(structure, scenario<R>("what was done before an update", {[](R& s) {
                                                                         s.before.write(7);
                                                                         s.add(0);
                                                                       },
                                                                       [](R& s) {
                                                                         if (s.look(1) == 1)
                                                                           require(s.before.read() == 7,
                                                                                   "is there after it");
                                                                       }}));
  if constexpr (requires(R & s) { s.members[0].flush(); }) {
    Registered(structure, scenario<R>("what an update replaced is destroyed beside a read", {[](R& s) {
                                                                                               s.add(0);
                                                                                               for (int i = 0; i < 3;
                                                                                                    ++i)
                                                                                                 s.members[0].flush();
                                                                                             },
                                                                                             [](R& s) { s.look(1); }}));
  }
}

}  // namespace fenceline::verify
