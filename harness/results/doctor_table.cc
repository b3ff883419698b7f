#include <harness/results/doctor_table.h>

namespace fenceline {

const Table<Finding>& doctor_table() {
  using R = Finding;
  static const Table<R> t = {
      "doctor.csv",
      {{{"subject", "text", "", "what was looked at when the run began"}, [](const R& r) { return r.subject; }},
       {{"judgement", "text", "", "ok, note (to know, or it cannot be told), or disturbs"},
        [](const R& r) { return std::string(name(r.judgement)); }},
       {{"state", "text", "", "as it was; where it cannot be told, why"}, [](const R& r) { return r.state; }},
       {{"disturbs", "text", "", "what suffers from it; empty: nothing"}, [](const R& r) { return r.disturbs; }},
       {{"change", "text", "", "the command that would change it; empty: nothing to change"},
        [](const R& r) { return r.change; }}}};
  return t;
}

}  // namespace fenceline
