// An object is in the hands of one thread at a time: what is in it is not atomic, and two that had it would meet there.
#include <structures/pool/list.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

#include <set>
#include <vector>

namespace fenceline::verify {
namespace {

struct Thing {
  CheckedPlain<int> uses{0};
};

template <class O, int kCapacity = 2>
struct Pooling {
  O pool{kCapacity, 2};
  Thing* out[2] = {};

  /// Until there is one.
  Thing* get(unsigned lane) {
    for (;; Checked::pause())
      if (Thing* const thing = pool.take(lane)) return thing;
  }
  void use(Thing* thing) { thing->uses.write(thing->uses.read() + 1); }
  void use_one(unsigned lane) {
    Thing* const thing = get(lane);
    use(thing);
    pool.give(thing, lane);
  }
  /// So many can be taken, each another.
  void check(int uses) {
    std::set<Thing*> all;
    int used = 0;
    for (int i = 0; i < kCapacity; ++i) {
      Thing* const thing = pool.take(static_cast<unsigned>(i) % 2);
      require(thing != nullptr, "as many as there is room for can be out");
      require(all.insert(thing).second, "an object is handed out once");
      used += thing->uses.read();
    }
    require(used <= uses, "no more than was done");
    for (Thing* const thing : all) pool.give(thing, 0);
  }
};

/// The first thread's look at the list may be older than all that the second one does: it takes two, and gives back the
/// first.
template <class O>
void comes_back(const std::string& structure, const std::string& fails = {}) {
  using S = Pooling<O>;
  Registered(structure,
             scenario<S>("one that goes and comes back",
                         {[](S& s) {
                            s.out[0] = s.pool.take(0);
                            if (s.out[0]) s.use(s.out[0]);
                          },
                          [](S& s) {
                            Thing* const first = s.pool.take(1);
                            s.out[1] = s.pool.take(1);
                            if (first) s.pool.give(first, 1);
                          }},
                         [](S& s) {
                           Thing* const another = s.pool.take(1);
                           for (Thing* const thing : s.out)
                             require(thing == nullptr || thing != another, "an object is handed out once");
                           require(s.out[0] == nullptr || s.out[0] != s.out[1], "an object is handed out once");
                           if (another) s.pool.give(another, 1);
                           for (unsigned i = 0; i < 2; ++i)
                             if (s.out[i]) s.pool.give(s.out[i], i);
                           s.check(1);
                         }),
             {}, fails);
}

template <class O, class OfThree = O>
struct RegisteredPool {
  using S = Pooling<O>;
  using One = Pooling<O, 1>;

  explicit RegisteredPool(const std::string& structure) {
    comes_back<O>(structure);
    Registered(structure, scenario<S>("two take and give",
                                      {[](S& s) {
                                         s.use_one(0);
                                         s.use_one(0);
                                       },
                                       [](S& s) { s.use_one(1); }},
                                      [](S& s) { s.check(3); }));
    Registered(structure,
               scenario<One>("one object for two", {[](One& s) { s.use_one(0); }, [](One& s) { s.use_one(1); }},
                             [](One& s) { s.check(2); }));
    using Few = Pooling<OfThree>;
    Registered(structure,
               scenario<Few>("two objects for three",
                             {[](Few& s) { s.use_one(0); }, [](Few& s) { s.use_one(1); }, [](Few& s) { s.use_one(2); }},
                             [](Few& s) { s.check(3); }));
    // Each has two, and gives back what the other took.
    Registered(structure, scenario<Passed>("given by another than took them",
                                           {[](Passed& s) {
                                              s.swap(0, 1);
                                              s.use_one(0);
                                            },
                                            [](Passed& s) { s.swap(1, 0); }},
                                           [](Passed& s) { s.check(5); }));
    Registered(structure,
               scenario<Heap>("all in one lane", {[](Heap& s) { s.use_two(0); }, [](Heap& s) { s.use_two(1); }},
                              [](Heap& s) { s.check(4); }));
    Registered(structure, scenario<Drained>("what one gives the other takes",
                                            {[](Drained& s) {
                                               for (int i = 0; i < 3; ++i) s.give_one(0);
                                             },
                                             [](Drained& s) { s.use_one(1); }},
                                            [](Drained& s) {
                                              while (!s.all.empty()) s.give_one(0);
                                              s.check(9);
                                            }));
  }

 private:
  /// All are out.
  struct Drained : Pooling<O, 3> {
    std::vector<Thing*> all;
    Drained() {
      while (Thing* const thing = this->pool.take(0)) all.push_back(thing);
    }
    void give_one(unsigned lane) {
      this->use(all.back());
      this->pool.give(all.back(), lane);
      all.pop_back();
    }
  };
  struct Passed : Pooling<O, 4> {
    Thing* taken[2][2] = {{this->get(0), this->get(0)}, {this->get(1), this->get(1)}};
    void swap(unsigned lane, int of) {
      for (Thing* const thing : taken[of]) {
        this->use(thing);
        this->pool.give(thing, lane);
      }
    }
  };
  struct Heap : Pooling<O, 4> {
    Heap() {
      Thing* all[4];
      for (Thing*& thing : all) thing = this->get(0);
      for (Thing* const thing : all) this->pool.give(thing, 0);
    }
    void use_two(unsigned lane) {
      Thing* const two[] = {this->get(lane), this->get(lane)};
      for (Thing* const thing : two) {
        this->use(thing);
        this->pool.give(thing, lane);
      }
    }
  };
};

/// Two lanes for three threads, of which two may meet in one.
const RegisteredPool<GlobalPool<Thing, Checked>> global("pool/global");
const RegisteredPool<StealingPool<Thing, Checked, TtasLock<Checked>, 2>> stealing("pool/stealing");

/// Magazines of one round; a lane for each of three threads.
template <unsigned kRounds>
struct Three : MagazinePool<Thing, Checked, kRounds> {
  Three(std::size_t capacity, unsigned) : MagazinePool<Thing, Checked, kRounds>(capacity, 3) {}
};
const RegisteredPool<MagazinePool<Thing, Checked, 1>, Three<1>> magazine("pool/magazine");

const int wrong = [] {
  comes_back<UntaggedGlobalPool<Thing, Checked>>("pool/global-untagged", "assertion");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
