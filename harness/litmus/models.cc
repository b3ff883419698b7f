#include <harness/litmus/models.h>

#include <base/error.h>
#include <base/exit_codes.h>
#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <models/dialect/dialect.h>
#include <models/judge/agreement.h>
#include <models/judge/judge.h>
#include <models/judge/log.h>
#include <models/judge/table.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>
#include <models/shapes/shapes.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <utility>

namespace fenceline {
namespace fs = std::filesystem;

namespace {

std::vector<std::string> edge_names(const models::Dialect& dialect) {
  std::vector<std::string> out;
  for (const auto& edge : dialect.edges()) out.push_back(edge.name);
  return out;
}

std::string meaning(const models::Annotation& mark) {
  const auto has = [&](std::uint16_t bits) { return (mark.order & bits) != 0; };
  if (mark.order == models::kPlain) return "plain";
  if (mark.order == models::kRelaxed) return "relaxed";
  if (has(models::kSeqCst)) return "seq_cst";
  if (has(models::kExclusive)) return "load-linked and store-conditional";
  if (has(models::kLocked)) return "locked";
  if (has(models::kAtomic)) return "an atomic instruction, acquire and release";
  return fmt::format("{}{}", has(models::kAcquire | models::kAcquirePc) ? "acquire" : "release",
                     has(models::kAcquirePc | models::kReleasePc) ? " (RCpc)" : "");
}

std::string quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  if (!out.flush()) throw RunError(fmt::format("cannot write {}: is its folder there, and may it be written?", path));
}

void draw_svg(const std::string& drawing, const std::string& path) {
  write_file(path, "");  // a shell would say so in its own words
  FILE* dot = popen(("dot -Tsvg 2>/dev/null >" + quoted(path)).c_str(), "w");
  const bool given = dot && std::fwrite(drawing.data(), 1, drawing.size(), dot) == drawing.size();
  if ((dot && pclose(dot) != 0) || !given)
    throw RunError(
        fmt::format("cannot draw {}: it takes Graphviz (apt-get install graphviz); --dot=FILE.dot takes none", path));
}

/// The exit code after `done` tests of those that were meant.
int finish(const LitmusSkips& skips, size_t done, std::string_view what, FILE* to = stdout) {
  for (const auto& s : skips.list) fmt::print(to, "not read: {}\n", told(s));
  const int code = tell_unreadable(skips);
  if (done > 0) return code;
  fmt::print(stderr, "bench: no test was {}\n", what);
  return kWrongInput;
}

LitmusRefuses refuses(const Asked& asked) {
  return [&asked](models::Isa written_for) { return asked.refuses(written_for); };
}

/// The only test that a name, or a file, means.
models::LitmusTest only_test(const std::string& what, const Asked& asked) {
  std::vector<models::LitmusTest> tests;
  const auto skips = each_litmus({what}, asked.isa(), refuses(asked),
                                 [&](models::LitmusTest test) { tests.push_back(std::move(test)); });
  if (tests.size() != 1)
    throw InputError(fmt::format("--explain={} means {} tests: name one", what, tests.size() + skips.list.size()));
  return tests[0];
}

void print_judgement(const models::LitmusTest& test, const models::Judgement& judged, const std::string& agreement) {
  const bool undefined = judged.verdict == models::Verdict::kUndefined;
  const bool none = judged.states.empty() && !judged.cut && !judged.deadlock && !judged.panic;
  const auto note = !none                                     ? models::notes_text(judged)
                    : test.filter.kind == models::Prop::kTrue ? "no execution comes to its end"
                                                              : "no final state passes the filter";
  fmt::print("{:<40} {:<10} {:>6}  {} {}{}{}{}{}\n", shown(test.name), models::to_string(judged.verdict),
             undefined ? "any" : fmt::format("{}{}", judged.states.size(), judged.cut || judged.more ? "+" : ""),
             models::to_string(test.quantifier), shown(models::to_string(test, test.condition), 400),
             note.empty() ? "" : ": ", note, agreement.empty() ? "" : "; ", agreement);
  for (const auto& line : models::flag_lines(judged)) fmt::print("{:<40} {}\n", "", shown(line, 400));
}

}  // namespace

std::string list_shapes(models::Isa isa) {
  constexpr size_t kIndent = 15;
  const auto& dialect = models::dialect(isa);
  const auto entry = [](std::string_view name, std::string_view text) {
    return wrapped(fmt::format("  {:<{}}{}", name, kIndent - 2, text), kIndent);
  };
  std::string out = "\nlitmus\n";
  for (const auto& shape : models::shapes()) {
    if (!models::exists(shape, isa)) continue;
    out += entry(shape.name, shape.note.empty() ? fmt::format("the cycle {}", shape.cycle) : shape.note);
  }
  const auto fence = dialect.full_fence();
  out += fmt::format("  edges on {}, as in SB+{}s or MP+po+{}:\n", dialect.name(), fence, fence);
  out += entry("", fmt::format("{}", fmt::join(edge_names(dialect), " ")));
  std::string marks;
  for (const auto& mark : dialect.annotations())
    marks += fmt::format("{}{} {}", marks.empty() ? "" : ", ", mark.suffix, meaning(mark));
  if (dialect.annotations().size() > 1) out += entry("", "po also marks its two accesses: " + marks);
  out += entry("", "rfi fri coi pos lead to the same location; '-' joins them to a chain: SB+rfi-po+po");
  return out;
}

std::string list_shapes_json(models::Isa isa) {
  auto out = nlohmann::json::array();
  for (const auto& shape : models::shapes())
    if (models::exists(shape, isa))
      out.push_back({{"suite", "litmus"},
                     {"shape", shape.name},
                     {"cycle", shape.cycle},
                     {"what", shape.note},
                     {"threads", models::threads(shape)},
                     {"edges", models::is_open(shape) ? models::slots(shape) : 0}});
  return out.dump(2) + "\n";
}

int print_models(const Asked& asked) {
  fmt::print("{}", models::to_text(models::compare_models(asked.own())));
  return 0;
}

int explain_litmus(const LitmusRequest& wanted, const Asked& asked) {
  const auto test = only_test(wanted.explain, asked);
  const models::Model& model = asked.model(test);
  models::JudgeOptions options;
  options.explain = true;
  models::Judgement judged;
  try {
    judged = models::judge(test, model, options);
  } catch (const models::Unsupported& e) {
    throw InputError(fmt::format("{} is not judged: {}", test.name, e.what()));
  }
  fmt::print("{}\n{}", models::write_litmus(test), models::to_text(test, model, judged));
  if (wanted.dot.empty()) return kDone;
  const auto drawing = models::to_dot(test, model, judged);
  const bool svg = wanted.dot.ends_with(".svg");
  if (svg)
    draw_svg(drawing, wanted.dot);
  else
    write_file(wanted.dot, drawing);
  fmt::print("drawing: {}{}\n", wanted.dot, svg ? "" : " (a name that ends in .svg makes an SVG, by Graphviz)");
  return kDone;
}

void write_test(const std::string& folder, const models::LitmusTest& test, std::set<std::string>& names) {
  std::error_code error;
  fs::create_directories(folder, error);
  std::string name = test.name;  // of a file of somebody else's: it stays in the folder, and takes no other's place
  std::ranges::replace(name, '/', '_');
  const std::string first = name;
  for (int n = 2; !names.insert(name).second; ++n) name = fmt::format("{}-{}", first, n);
  write_file((fs::path(folder) / (name + ".litmus")).string(), models::write_litmus(test));
}

int export_litmus(const std::vector<std::string>& wanted, const Asked& asked, const std::string& folder,
                  const models::Sample& sample) {
  size_t written = 0;
  std::set<std::string> names;
  const auto skips = each_litmus(
      wanted, asked.isa(), refuses(asked),
      [&](const models::LitmusTest& test) {
        write_test(folder, test, names);
        ++written;
      },
      sample);
  fmt::print("{} tests in {}\n", written, folder);
  return finish(skips, written, "written");
}

namespace {

/// How many tests say of themselves what the model says, and how many say otherwise.
class Agreements {
 public:
  /// What to print behind the judgement. Only of a language's own model is a test known to speak, and of a text that has
  /// the language's name, as the kernel's linux-kernel.cat.
  std::string add(const models::LitmusTest& test, const models::Model& model, const models::Judgement& judged) {
    const auto& language = models::dialect(test.isa);
    if (model.name != language.default_model() && models::find_dialect(model.name) != &language) return {};
    const auto agreement = models::agreement(test, judged);
    if (agreement == models::Agreement::kUnsaid) return {};
    ++said_;
    if (agreement == models::Agreement::kAgrees) return "agrees with its Result";
    ++differ_;
    return fmt::format("DIFFERS: its Result is {}, here {}", shown(test.result, 40), models::observation(test, judged));
  }
  /// The exit code.
  int tell() const {
    if (said_ > 0) fmt::print("{} of {} tests that say their Result agree\n", said_ - differ_, said_);
    return differ_ > 0 ? kLitmusFinding : kDone;
  }

 private:
  size_t said_ = 0, differ_ = 0;
};

/// Each remark once, with the tests that it is about.
class Remarks {
 public:
  void add(const models::LitmusTest& test) {
    if (!test.remark.empty()) tests_[test.remark].push_back(test.name);
  }
  void tell() const {
    for (const auto& [remark, tests] : tests_) {
      const auto others = tests.size() - 1;
      fmt::print(stderr, "bench: in {}{} {}\n", shown(tests[0]),
                 others == 0   ? ""
                 : others == 1 ? " and 1 other test"
                               : fmt::format(" and {} other tests", others),
                 remark);
    }
  }

 private:
  std::map<std::string, std::vector<std::string>> tests_;
};

}  // namespace

int judge_litmus(const std::vector<std::string>& wanted, const Asked& asked, const models::Sample& sample, bool log) {
  FILE* const notes = log ? stderr : stdout;
  const models::Model* headed = nullptr;  // not before a test is known to be one; again where another model judges
  size_t judged = 0, refused = 0;
  Agreements agreements;
  Remarks remarks;
  const auto skips = each_litmus(
      wanted, asked.isa(), refuses(asked),
      [&](const models::LitmusTest& test) {
        const models::Model& model = asked.model(test);
        if (std::exchange(headed, &model) != &model && !log)
          fmt::print("{:<40} {:<10} {:>6}  condition\n", "test (" + model.name + ")", "verdict", "states");
        try {
          const auto start = std::chrono::steady_clock::now();
          const auto judgement = models::judge(test, model);
          const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
          if (log)
            fmt::print("{}", models::herd_log(test, judgement, models::count(test, model, judgement), took.count()));
          else
            print_judgement(test, judgement, agreements.add(test, model, judgement));
          remarks.add(test);
          ++judged;
        } catch (const models::Unsupported& e) {
          fmt::print(notes, "{:<40} not judged: {}\n", test.name, e.what());
          ++refused;
        }
      },
      sample);
  if (refused > 0 && judged > 0) fmt::print(notes, "{} of {} tests were not judged\n", refused, judged + refused);
  remarks.tell();
  const int differs = agreements.tell();
  const int code = finish(skips, judged, "judged", notes);
  return differs != kDone ? differs : code;
}

}  // namespace fenceline
