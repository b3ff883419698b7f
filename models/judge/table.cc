#include <models/dialect/dialect.h>
#include <models/judge/judge.h>
#include <models/judge/table.h>
#include <models/shapes/generate.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

constexpr Question kQuestions[] = {
    {"LL", "two loads may be reordered: MP+{F}+po allowed"},
    {"LS", "a load and a later store may be reordered: LB allowed"},
    {"SS", "two stores may be reordered: MP+po+{F} allowed"},
    {"SL", "a store and a later load may be reordered: SB allowed"},
    {"addr", "a load waits for its address: MP+{F}+addr forbidden"},
    {"data", "a store waits for its data: S+{F}+data forbidden"},
    {"ctrl", "a store waits for branches before it: S+{F}+ctrl forbidden"},
    {"own", "the own store may be read before others see it: SB+rfi-pos allowed"},
    {"MCA", "a store reaches all other threads at once: WRC with local order forbidden"},
    {"WRC", "full fences restore causality: WRC+{F}s forbidden"},
    {"IRIW", "full fences make readers agree: IRIW+{F}s forbidden"},
    {"CoRR", "loads of one location stay in order: CoRR forbidden"},
};

class Asker {
 public:
  explicit Asker(const Model& model) : model_(model), dialect_(dialect(model.isa)) {}

  bool ask(std::string_view question, std::string& name) {
    const bool forbidden_means_yes = question == "addr" || question == "data" || question == "ctrl" ||
                                     question == "MCA" || question == "WRC" || question == "IRIW" || question == "CoRR";
    name = test_for(question);
    return allowed(name) != forbidden_means_yes;
  }

 private:
  // Edges that an instruction set lacks are of no use under its model: po will do.
  std::string edge(std::string_view name) const {
    return find_edge(dialect_, name) == nullptr ? "po" : std::string(name);
  }
  bool allowed(const std::string& name) const {
    return judge(make_test(name, model_.isa), model_).verdict == Verdict::kAllowed;
  }

  std::string test_for(std::string_view question) const {
    const std::string fence(dialect_.full_fence());
    if (question == "LL") return "MP+" + fence + "+po";
    if (question == "LS") return "LB";
    if (question == "SS") return "MP+po+" + fence;
    if (question == "SL") return "SB";
    if (question == "addr") return "MP+" + fence + "+" + edge("addr");
    if (question == "data") return "S+" + fence + "+" + edge("data");
    if (question == "ctrl") return "S+" + fence + "+" + edge("ctrl");
    if (question == "own") return "SB+rfi-pos";
    if (question == "WRC") return "WRC+" + fence + "s";
    if (question == "IRIW") return "IRIW+" + fence + "s";
    if (question == "CoRR") return "CoRR";
    // MCA: order within the threads by dependencies where they are kept, else by acquires, else by
    // full fences.
    const bool acquires = std::any_of(dialect_.annotations().begin(), dialect_.annotations().end(),
                                      [](const Annotation& a) { return (a.order & kAcquire) != 0; });
    const std::string local = acquires ? "acq" : fence;
    const std::string data = allowed(test_for("data")) ? local : edge("data");
    const std::string addr = allowed(test_for("addr")) ? local : edge("addr");
    return "WRC+" + data + "+" + addr;
  }

  const Model& model_;
  const Dialect& dialect_;
};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

}  // namespace

Comparison compare_models(const Model* more) {
  Comparison out;
  out.questions.assign(std::begin(kQuestions), std::end(kQuestions));
  std::vector<const Model*> all(models().begin(), models().end());
  if (more != nullptr) all.push_back(more);
  for (const Model* model : all) {
    Asker asker(*model);
    Comparison::Row row{model, {}, {}};
    for (const Question& question : out.questions) {
      std::string name;
      row.answers.push_back(asker.ask(question.heading, name));
      row.tests.push_back(name);
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

std::string to_text(const Comparison& comparison) {
  constexpr std::size_t kLeast = 11, kColumn = 5;
  std::size_t name = kLeast;
  for (const auto& row : comparison.rows) name = std::max(name, row.model->name.size() + 2);
  std::string out = padded("model", name);
  for (const Question& q : comparison.questions) out += padded(std::string(q.heading), kColumn);
  out = std::string(trim(out)) + "\n";
  for (const auto& row : comparison.rows) {
    std::string line = padded(row.model->name, name);
    for (const bool yes : row.answers) line += padded(yes ? "yes" : "-", kColumn);
    out += std::string(trim(line)) + "\n";
  }
  out += "\n";
  for (const Question& q : comparison.questions) {
    std::string legend(q.legend);
    for (std::size_t at; (at = legend.find("{F}")) != std::string::npos;) legend.replace(at, 3, "fence");
    out += padded(std::string(q.heading), 6) + legend + "\n";
  }
  return out;
}

}  // namespace fenceline::models
