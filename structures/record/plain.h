// A record that nothing protects, to show what goes wrong: a reader sees half of an update, and updates are lost.
//
//            read                 update
//   read     together             no: torn reads
//   update   no: torn reads       no: lost updates
//
// Tags: wrong on purpose; a data race, which the explorer and ThreadSanitizer report.
#pragma once
#include <structures/record/concept.h>

#include <utility>

namespace fenceline {

template <class T>
class PlainRecord {
 public:
  using value_type = T;
  using Member = NoRecordMember;
  static constexpr bool kWhole = false;

  explicit PlainRecord(unsigned) {}

  template <class F>
  void read(Member&, F&& visit) {
    visit(std::as_const(record_));
  }
  template <class F>
  void update(Member&, F&& change) {
    change(record_);
  }

 private:
  T record_{};
};

}  // namespace fenceline
