#include <kernels/records.h>

namespace fenceline::records {

std::vector<Figure> transactions(const std::array<uint64_t, arch::kAttempts>& attempts, uint64_t locked,
                                 uint64_t calls) {
  using arch::Attempt;
  constexpr std::pair<Attempt, const char*> kWhy[] = {{Attempt::conflict, "undone_conflict"},
                                                      {Attempt::capacity, "undone_capacity"},
                                                      {Attempt::cancelled, "undone_locked"},
                                                      {Attempt::other, "undone_other"}};
  uint64_t begun = 0;
  for (const uint64_t n : attempts) begun += n;
  const auto of_begun = [&](uint64_t n) { return double(n) / double(std::max<uint64_t>(begun, 1)); };
  std::vector<Figure> out{{"undone", "", of_begun(begun - attempts[0])}};
  for (const auto& [why, name] : kWhy) out.push_back({name, "", of_begun(attempts[static_cast<size_t>(why)])});
  out.push_back({"locked", "", double(locked) / double(std::max<uint64_t>(calls, 1))});
  return out;
}

Axis bytes(bool many) {
  Axis axis{.name = "bytes",
            .unit = "B",
            .values = {kUsualBytes},
            .least = kUsualBytes,
            .most = kManyBytes,
            .what = "size of the record",
            .usual = kUsualBytes,
            .only = {kUsualBytes}};
  if (many) axis.only.push_back(kManyBytes);
  return axis;
}

Axis read_share(std::vector<int64_t> values) {
  return {.name = "read_share",
          .unit = "",
          .values = std::move(values),
          .most = static_cast<int64_t>(kAll),
          .what = "turns that only read, of ten thousand; which ones is drawn"};
}

}  // namespace fenceline::records
