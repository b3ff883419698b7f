#include <models/shapes/step.h>
#include <base/nearest.h>
#include <base/text.h>

#include <map>

namespace fenceline::models {
namespace {

const std::map<std::string_view, Step::Kind>& internal_steps() {
  static const std::map<std::string_view, Step::Kind> table = {
      {"rfi", Step::kRfi}, {"fri", Step::kFri}, {"coi", Step::kCoi}, {"wsi", Step::kCoi}, {"pos", Step::kPos}};
  return table;
}

// "pl" -> plain, release. The text must be used up.
std::optional<std::pair<const Annotation*, const Annotation*>> annotation_pair(const Dialect& dialect,
                                                                               std::string_view text) {
  for (const Annotation& first : dialect.annotations())
    for (const Annotation& second : dialect.annotations())
      if (std::string(first.suffix) + std::string(second.suffix) == text) return std::pair(&first, &second);
  return std::nullopt;
}

// rel, acq, acqpc, rel-acq, rel-acqpc in terms of po and suffixes.
std::string without_alias(const Dialect& dialect, std::string_view text) {
  const auto suffix = [&](std::uint16_t any) -> std::string {
    for (const Annotation& a : dialect.annotations())
      if ((a.order & any) != 0 && (a.order & (kExclusive | kAtomic)) == 0) return std::string(a.suffix);
    return "";
  };
  const std::string plain(dialect.annotations()[0].suffix),
      release = suffix(kRelease | kReleasePc),
      acquire = suffix(kAcquire).empty() ? suffix(kAcquirePc) : suffix(kAcquire), acquire_pc = suffix(kAcquirePc);
  if (text == "rel" && !release.empty()) return "po" + plain + release;
  if (text == "acq" && !acquire.empty()) return "po" + acquire + plain;
  if (text == "acqpc" && !acquire_pc.empty()) return "po" + acquire_pc + plain;
  if (text == "rel-acq" && !release.empty() && !acquire.empty()) return "po" + release + acquire;
  if (text == "rel-acqpc" && !release.empty() && !acquire_pc.empty()) return "po" + release + acquire_pc;
  return std::string(text);
}

std::vector<std::string> edge_names(const Dialect& dialect) {
  std::vector<std::string> names = {"rfi", "fri", "coi", "pos", "rel", "acq", "acqpc", "*"};
  for (const Edge& e : dialect.edges()) names.push_back(e.name);
  return names;
}

bool fits(const Annotation* annotation, Dir dir) {
  return annotation == nullptr || (annotation->directions & (dir == Dir::kRead ? kR : kW)) != 0;
}

// "pow0h2": po from w0 to h2.
bool ends_in_spans(std::string_view text) {
  return text.size() > 4 && is_span(text.substr(text.size() - 4, 2)) && is_span(text.substr(text.size() - 2));
}

}  // namespace

bool is_span(std::string_view text) {
  return text.size() == 2 && text[0] >= 'a' && text[0] <= 'z' && text[1] >= '0' && text[1] <= '9';
}

Span parse_span(std::string_view text) {
  static constexpr std::string_view kLetters = "bhwq";
  const std::size_t letter = kLetters.find(text[0]);
  const Span span{1 << letter % kLetters.size(), text[1] - '0'};
  if (letter == std::string_view::npos || span.offset > 7 || span.offset % span.size != 0)
    throw NameError("'" + std::string(text) +
                    "' is no part of a location: b, h, w or q for 1, 2, 4 or 8 bytes, then the "
                    "first of them, a multiple of the size below 8");
  return span;
}

void require_sizes(const Dialect& dialect, std::string_view name) {
  if (dialect.sizes()) return;
  std::vector<std::string> known;
  for (const Dialect* d : dialects())
    if (d->sizes()) known.emplace_back(d->name());
  throw NameError(std::string(name) + ": sizes of accesses are told in tests for " + join(known, ", ") + ", not for " +
                  std::string(dialect.name()));
}

std::optional<Step> find_step(const Dialect& dialect, std::string_view text) {
  if (ends_in_spans(text)) {
    auto sized = find_step(dialect, text.substr(0, text.size() - 4));
    if (!sized) return sized;
    require_sizes(dialect, text);
    sized->from_span = parse_span(text.substr(text.size() - 4, 2));
    sized->to_span = parse_span(text.substr(text.size() - 2));
    return sized;
  }
  Step step;
  if (const auto it = internal_steps().find(text); it != internal_steps().end()) {
    step.kind = it->second;
    step.same = true;
    return step;
  }
  for (const Edge& edge : dialect.edges()) {
    if (text.substr(0, edge.name.size()) != edge.name) continue;
    const std::string_view rest = text.substr(edge.name.size());
    const auto pair = annotation_pair(dialect, rest);
    if (!rest.empty() && !pair) continue;
    // A longer name may fit too: dmb.st and dmb.
    if (step.edge != nullptr && step.edge->name.size() > edge.name.size()) continue;
    step.edge = &edge;
    if (pair) std::tie(step.from, step.to) = *pair;
  }
  if (step.edge != nullptr) return step;
  // A fence between accesses to one location has an s: CoRR+mfences.
  if (text.empty() || text.back() != 's') return std::nullopt;
  const Edge* fence = find_edge(dialect, text.substr(0, text.size() - 1));
  if (fence == nullptr || fence->kind != Edge::kFence) return std::nullopt;
  step.edge = fence;
  step.same = true;
  return step;
}

std::vector<Step> parse_steps(const Dialect& dialect, std::string_view text) {
  std::vector<Step> steps;
  const std::string spelled = without_alias(dialect, text);
  for (std::string_view part : split(spelled, '-')) {
    const auto step = find_step(dialect, part);
    if (!step)
      throw NameError(std::string(dialect.name()) + " has no edge '" + std::string(part) + "'" +
                      nearest_note(part, edge_names(dialect)));
    steps.push_back(*step);
  }
  // directions() tries them all.
  constexpr std::size_t kMost = 16;
  if (steps.size() > kMost)
    throw NameError("a chain of " + std::to_string(steps.size()) + " edges: at most " + std::to_string(kMost) +
                    " stand between two accesses of a shape");
  return steps;
}

Fence fence_of(const Dialect& dialect, const Edge& edge) {
  class NoScope : public Scope {
    Reg reg(std::string_view) override { return kNoReg; }
    std::optional<Value> address(std::string_view) override { return std::nullopt; }
    int label(std::string_view) override { return 0; }
  } scope;
  return dialect.parse(edge.instruction, scope).ops.at(0).fence;
}

Dir direction(char letter) { return letter == 'R' ? Dir::kRead : Dir::kWrite; }

bool legal(const Step& step, Dir from, Dir to) {
  if (!fits(step.from, from) || !fits(step.to, to)) return false;
  switch (step.kind) {
    case Step::kRfi:
      return from == Dir::kWrite && to == Dir::kRead;
    case Step::kFri:
      return from == Dir::kRead && to == Dir::kWrite;
    case Step::kCoi:
      return from == Dir::kWrite && to == Dir::kWrite;
    case Step::kPos:
      return true;
    case Step::kEdge:
      break;
  }
  switch (step.edge->kind) {
    case Edge::kPo:
    case Edge::kFence:
    case Edge::kAround:
      return true;
    case Edge::kData:
      return from == Dir::kRead && to == Dir::kWrite;
    case Edge::kAddr:
    case Edge::kCtrl:
    case Edge::kCtrlFence:
      return from == Dir::kRead;
  }
  return false;
}

std::vector<Dir> directions(const std::vector<Step>& steps, Dir from, Dir to) {
  const int inner = static_cast<int>(steps.size()) - 1;
  for (int bits = 0; bits < 1 << inner; ++bits) {
    std::vector<Dir> out = {from};
    for (int i = 0; i < inner; ++i) out.push_back((bits >> i & 1) != 0 ? Dir::kWrite : Dir::kRead);
    out.push_back(to);
    bool ok = true;
    for (std::size_t i = 0; i < steps.size(); ++i) ok &= legal(steps[i], out[i], out[i + 1]);
    if (ok) return out;
  }
  return {};
}

}  // namespace fenceline::models
