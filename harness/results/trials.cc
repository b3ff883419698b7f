#include <harness/results/trials.h>

#include <cstdlib>

namespace fenceline {

Trials::Trials(const std::filesystem::path& folder, const std::set<RowKey>& recorded) {
  const auto path = folder / trials_table().file;
  keep_rows(path, trials_table().infos(), recorded, {"trial_id"});
  file_ = CsvFile(path, trials_table().infos());
  for (const auto& [id, trial] : trials_of(folder))
    ids_[trial] = static_cast<unsigned>(std::strtoul(id.c_str(), nullptr, 10));
}

unsigned Trials::id(const TrialKey& key) {
  const auto [known, fresh] = ids_.try_emplace(key.id, static_cast<unsigned>(ids_.size()));
  if (fresh) file_.append(trials_table().cells({known->second, &key}));
  return known->second;
}

std::map<std::string, std::string> trials_of(const std::filesystem::path& folder) {
  const auto path = folder / trials_table().file;
  std::map<std::string, std::string> trials;
  if (!std::filesystem::exists(path)) return trials;
  for (const auto& row : keys_in(path, {"trial_id", "trial"})) trials[row[0]] = row[1];
  return trials;
}

}  // namespace fenceline
