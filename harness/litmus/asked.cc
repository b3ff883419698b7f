#include <harness/litmus/asked.h>

#include <base/error.h>
#include <base/nearest.h>
#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/litmus/litmus.h>
#include <harness/litmus/select.h>
#include <models/dialect/dialect.h>
#include <models/interpreter/cat_model.h>

#include <cstdlib>
#include <string_view>
#include <vector>

namespace fenceline {
namespace {

/// Why the model cannot be asked about tests of that instruction set.
std::string no_judge(const models::Model& model, models::Isa isa) {
  const auto& own = models::dialect(model.isa);
  const auto& other = models::dialect(isa);
  if (own.rules().language)
    return fmt::format("the model {} judges programs in {}, not in {}{}: --judge --isa={} asks it", model.name,
                       own.title(), other.rules().language ? "" : "instructions of ", other.title(), own.name());
  std::vector<std::string_view> known;
  for (const auto* m : models::models())
    if (models::judges(*m, isa)) known.push_back(m->name);
  return fmt::format("the model {} judges instructions, not {}: --isa={} goes with --model={}", model.name,
                     other.title(), other.name(), fmt::join(known, ", "));
}

/// Where files are looked for that a model's text includes.
std::vector<std::string> cat_folders(const LitmusRequest& wanted) {
  auto out = wanted.cat_folders;
  const char* everywhere = std::getenv("FENCELINE_CAT_DIR");
  for (const auto folder : split(everywhere ? everywhere : "", ':')) out.emplace_back(folder);
  return out;
}

bool is_text(const std::string& name) { return name.ends_with(".cat"); }

}  // namespace

std::shared_ptr<const models::Model> named_model(const std::string& name, const LitmusRequest& wanted) {
  if (is_text(name)) return std::make_shared<const models::Model>(models::read_cat(name, cat_folders(wanted)));
  if (const auto* model = models::find_model(name)) return {std::shared_ptr<void>(), model};  // it is there for good
  std::vector<std::string> known;
  for (const auto* m : models::models()) known.emplace_back(m->name);
  throw InputError(unknown("memory model", name, known, "--models shows all, FILE.cat is one of your own"));
}

Asked::Asked(const LitmusRequest& wanted) : isa_(litmus_isa(wanted.isa)) {
  if (!wanted.model.empty()) model_ = named_model(wanted.model, wanted);
  own_ = is_text(wanted.model);
  if (!wanted.cat_folders.empty() && !own_ && !wanted.searches())
    throw InputError("--cat-dir means nothing without a model that is a text: it goes with --model=FILE.cat");
  const bool runs = executes(wanted) && wanted.advise.empty();
  if (!wanted.isa.empty() || runs) return;
  any_isa_ = true;
  // A hardware model that is asked, and nothing run, speaks of its own instruction set.
  if (model_ && !model_->any_isa) isa_ = model_->isa;
}

const models::Model& Asked::model(models::Isa isa) const { return judge_of(isa, models::dialect(isa).default_model()); }

const models::Model& Asked::model(const models::LitmusTest& test) const {
  return judge_of(test.isa, models::dialect(test.isa).default_model(test));
}

const models::Model& Asked::judge_of(models::Isa isa, std::string_view by_default) const {
  const models::Model& model = model_ ? *model_ : *models::find_model(by_default);
  if (!models::judges(model, isa)) throw InputError(no_judge(model, isa));
  return model;
}

std::string Asked::refuses(models::Isa written_for) const {
  const bool own_model = !model_ || model_->any_isa || model_->isa == written_for;
  if (written_for == isa_ || (any_isa_ && own_model)) return {};
  const auto name = models::dialect(written_for).name();
  const auto meant = any_isa_ ? fmt::format("the model {} is of {}", model_->name, models::dialect(isa_).name())
                              : fmt::format("not {}", models::dialect(isa_).name());
  return fmt::format("written for {}, {}: --judge --isa={} asks the model about it", name, meant, name);
}

}  // namespace fenceline
