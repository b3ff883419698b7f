// A record under a seqlock (structures/lock/seqlock.h): a reader looks at a copy.
//
//            read       update
//   read     together   together
//   update   together   one at a time
//
// Tags: readers write nothing and may have to repeat, writers never wait for readers, linearizable. T: trivially copyable.
#pragma once
#include <structures/lock/seqlock.h>
#include <structures/record/concept.h>

#include <utility>

namespace fenceline {

template <class T, class P = Native>
class Seqlocked {
 public:
  using value_type = T;
  using Member = NoRecordMember;

  explicit Seqlocked(unsigned) {}

  template <class F>
  void read(Member&, F&& visit) {
    const T copy = lock_.read();
    visit(copy);
  }
  template <class F>
  void update(Member&, F&& change) {
    lock_.update(std::forward<F>(change));
  }

 private:
  Seqlock<T, P> lock_;
};

}  // namespace fenceline
