#include <models/interpreter/cat_model.h>

#include <models/dialect/dialect.h>
#include <models/dialect/out_of_scope.h>
#include <models/interpreter/machine.h>
#include <models/interpreter/probe.h>
#include <models/interpreter/resolve.h>
#include <models/interpreter/source.h>
#include <models/new_values.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>

namespace fenceline::models {
namespace {

using namespace cat;

// A text, and what has been made of it for tests of each instruction set so far. One thread at a time may use it.
class CatModel {
 public:
  explicit CatModel(std::shared_ptr<const Source> source) : source_(std::move(source)) {}

  void axioms(const Execution& x, Axioms& a) {
    if (x.test->isa == Isa::linux_kernel) a.acyclic("no-value-of-itself", new_values(x));
    machine(x.test->isa).run(x, a);
  }

  bool may_flag(const Execution& x, const std::set<std::string>& told) {
    return machine(x.test->isa).may_flag(x, told);
  }

  const Program& program(Isa isa) {
    machine(isa);
    return *programs_.at(isa);
  }

  bool coherent(const AxiomsOf& axioms, Isa isa, std::string_view without, bool bounded_races) {
    const auto [known, fresh] = coherent_.emplace(without, false);
    if (fresh) known->second = probe_coherence(axioms, isa, without, bounded_races).coherent;
    return known->second;
  }

  const Source& source() const { return *source_; }

 private:
  Machine& machine(Isa isa) {
    auto& out = machines_[isa];
    if (!out) {
      auto& program = programs_[isa];
      program = resolve(*source_, isa);
      out = std::make_unique<Machine>(program);
    }
    return *out;
  }

  std::shared_ptr<const Source> source_;
  std::map<Isa, std::shared_ptr<const Program>> programs_;
  std::map<Isa, std::unique_ptr<Machine>> machines_;
  std::map<std::string, bool, std::less<>> coherent_;
};

bool behind(const Where& a, const Where& b) {
  return *a.file == *b.file && std::pair(a.line, a.column) > std::pair(b.line, b.column);
}

// The instruction set that the text names, or its file does; else those of which every name in the text is known. If
// there is none, what is said is what was wrong for the one that came furthest: by what is no name that is missing, if
// there is such, as then all names were there that it depends on; it is told where the check begins, before these.
void find_isa(Model& model, CatModel& text, const std::string& stem) {
  const Text& main = text.source().main();
  if (const std::string why = out_of_scope_architecture(main.architecture); !why.empty()) throw Wrong(main.named, why);
  const Dialect* named = find_dialect(main.architecture);
  if (named == nullptr) named = find_dialect(stem);
  if (named != nullptr) {
    model.isa = named->isa();
    try_out(model.axioms, model.isa);
    return;
  }
  std::vector<Isa> fit;
  std::optional<Wrong> unknown, wrong;
  const auto further = [](std::optional<Wrong>& than, const Wrong& e) {
    if (!than || behind(e.where, than->where)) than = e;
  };
  for (const Dialect* d : dialects()) {
    try {
      try_out(model.axioms, d->isa());
      fit.push_back(d->isa());
    } catch (const NoSuchName& e) {
      further(unknown, e);
    } catch (const Wrong& e) {
      further(wrong, e);
    }
  }
  if (fit.empty()) throw wrong ? *wrong : *unknown;
  model.isa = fit.front();
  model.any_isa = fit.size() > 1;
}

Model made(std::shared_ptr<const Source> source, const std::string& file) {
  const auto text = std::make_shared<CatModel>(std::move(source));
  const std::string stem = std::filesystem::path(file).stem().string();
  Model out;
  out.name = stem;
  out.title = text->source().main().title.empty() ? stem : text->source().main().title;
  out.source = file;
  out.axioms = [text](const Execution& x, Axioms& a) { text->axioms(x, a); };
  find_isa(out, *text, stem);
  const Program& program = text->program(out.isa);
  out.mixed_sizes = program.mixed_sizes;
  if (program.flags)
    out.may_flag = [text](const Execution& x, const std::set<std::string>& told) { return text->may_flag(x, told); };
  const Model& default_model = *find_model(dialect(out.isa).default_model());
  out.filtered_races = default_model.filtered_races;  // as all of its language
  out.bounded_races = default_model.bounded_races;
  out.load_load_hazard = probe_coherence(out.axioms, out.isa, {}, out.bounded_races).load_load_hazard;
  out.coherent = [text, axioms = out.axioms, isa = out.isa, bounded = out.bounded_races](std::string_view without) {
    return text->coherent(axioms, isa, without, bounded);
  };
  out.self_justified = dialect(out.isa).rules().language && !out.any_isa && allows_thin_air(out.axioms, out.isa);
  return out;
}

}  // namespace

Model read_cat(const std::string& file, const std::vector<std::string>& folders) {
  return made(Source::read(file, {folders}), file);
}

Model parse_cat(const std::string& text, const std::string& name, const std::vector<std::string>& folders) {
  return made(Source::text(text, name, {folders}), name);
}

}  // namespace fenceline::models
