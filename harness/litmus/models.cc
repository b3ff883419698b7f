#include <harness/litmus/models.h>

#include <base/error.h>
#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <models/dialect/dialect.h>
#include <models/judge/judge.h>
#include <models/judge/table.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>
#include <models/shapes/shapes.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
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

void draw_svg(const std::string& drawing, const std::string& path) {
  FILE* dot = popen(("dot -Tsvg >" + quoted(path)).c_str(), "w");
  const bool given = dot && std::fwrite(drawing.data(), 1, drawing.size(), dot) == drawing.size();
  if ((dot && pclose(dot) != 0) || !given)
    throw RunError(
        fmt::format("cannot draw {}: it takes Graphviz (apt-get install graphviz) and a "
                    "folder that can be written; --dot=FILE.dot takes no Graphviz",
                    path));
}

void print_unread(const std::vector<Skip>& skips) {
  for (const auto& s : skips) fmt::print("not read: {}: {}\n", s.what, s.reason);
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
    out += entry(shape.name,
                 shape.note.empty() ? fmt::format("the cycle {}", shape.cycle) : shape.note);
  }
  const auto fence = dialect.full_fence();
  out += fmt::format("  edges on {}, as in SB+{}s or MP+po+{}:\n", dialect.name(), fence, fence);
  out += entry("", fmt::format("{}", fmt::join(edge_names(dialect), " ")));
  std::string marks;
  for (const auto& mark : dialect.annotations())
    marks += fmt::format("{}{} {}", marks.empty() ? "" : ", ", mark.suffix, meaning(mark));
  if (dialect.annotations().size() > 1)
    out += entry("", "po also marks its two accesses: " + marks);
  out += entry(
      "", "rfi fri coi pos lead to the same location; '-' joins them to a chain: SB+rfi-po+po");
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

int print_models() {
  fmt::print("{}", models::to_text(models::compare_models()));
  return 0;
}

int explain_litmus(const LitmusRequest& wanted, models::Isa isa, const models::Model& model) {
  const auto selection = select_litmus({wanted.explain}, isa);
  if (selection.tests.size() != 1)
    throw InputError(fmt::format("--explain={} means {} tests: name one", wanted.explain,
                                 selection.tests.size()));
  const auto& test = selection.tests[0];
  models::JudgeOptions options;
  options.explain = true;
  const auto judged = models::judge(test, model, options);
  fmt::print("{}\n{}", models::write_litmus(test), models::to_text(test, model, judged));
  if (wanted.dot.empty()) return 0;
  const auto drawing = models::to_dot(test, model, judged);
  if (wanted.dot.ends_with(".svg")) {
    draw_svg(drawing, wanted.dot);
    fmt::print("drawing: {}\n", wanted.dot);
    return 0;
  }
  std::ofstream out(wanted.dot);
  out << drawing;
  if (!out.flush()) throw RunError(fmt::format("cannot write {}", wanted.dot));
  fmt::print("drawing: {} (a name that ends in .svg makes an SVG, by Graphviz)\n", wanted.dot);
  return 0;
}

int export_litmus(const std::vector<std::string>& wanted, models::Isa isa,
                  const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  size_t written = 0;
  const auto skips = each_litmus(wanted, isa, [&](const models::LitmusTest& test) {
    const auto path = fs::path(folder) / (test.name + ".litmus");
    std::ofstream out(path);
    out << models::write_litmus(test);
    if (!out.flush()) throw RunError(fmt::format("cannot write {}", path.string()));
    ++written;
  });
  fmt::print("{} tests in {}\n", written, folder);
  print_unread(skips);
  return 0;
}

int judge_litmus(const std::vector<std::string>& wanted, models::Isa isa,
                 const models::Model& model) {
  bool headed = false;  // not before a test is known to be one
  const auto skips = each_litmus(wanted, isa, [&](const models::LitmusTest& test) {
    if (!std::exchange(headed, true))
      fmt::print("{:<40} {:<10} {:>6}  condition\n", "test (" + std::string(model.name) + ")",
                 "verdict", "states");
    try {
      const auto judged = models::judge(test, model);
      const bool undefined = judged.verdict == models::Verdict::kUndefined;
      fmt::print("{:<40} {:<10} {:>6}  {} {}{}\n", test.name, models::to_string(judged.verdict),
                 undefined ? "any" : fmt::to_string(judged.states.size()),
                 models::to_string(test.quantifier), models::to_string(test, test.condition),
                 undefined ? ": " + models::race_text(judged) : "");
    } catch (const models::Unsupported& e) {
      fmt::print("{:<40} not judged: {}\n", test.name, e.what());
    }
  });
  print_unread(skips);
  return 0;
}

}  // namespace fenceline
