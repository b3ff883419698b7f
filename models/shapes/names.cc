#include <models/shapes/names.h>
#include <models/shapes/step.h>
#include <base/nearest.h>
#include <base/text.h>

#include <algorithm>
#include <cctype>
#include <random>
#include <set>

namespace fenceline::models {
namespace {

std::uint16_t order(const Dialect& d, const Annotation* annotation) {
  return (annotation == nullptr ? d.annotations()[0] : *annotation).order;
}

// Shapes have + in their names too (2+2W): the longest that fits.
const Shape& shape_of(std::string_view name) {
  const Shape* found = nullptr;
  for (const Shape& s : shapes()) {
    const bool fits = name == s.name || (name.substr(0, s.name.size()) == s.name && name[s.name.size()] == '+');
    if (fits && (found == nullptr || s.name.size() > found->name.size())) found = &s;
  }
  if (found != nullptr) return *found;
  std::vector<std::string> known;
  for (const Shape& s : shapes()) known.emplace_back(s.name);
  throw NameError("no shape '" + std::string(name.substr(0, name.find('+'))) + "'" +
                  nearest_note(name.substr(0, name.find('+')), known));
}

std::string plain_edge(const Shape& shape) { return shape.cycle.find('s') == std::string_view::npos ? "po" : "pos"; }

// "RelSc": rel, sc.
void split_capitals(std::string_view text, std::vector<std::string>& out) {
  for (const char c : text) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0) out.emplace_back();
    out.back() += lower(std::string(1, c));
  }
}

std::string counted(std::size_t n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

}  // namespace

ParsedName parse_name(std::string_view name, Isa isa) {
  ParsedName out;
  const Shape& shape = shape_of(name);
  out.shape = &shape;
  const auto fail = [&](const std::string& message) {
    throw NameError(std::string(name) + ": " + std::string(shape.name) + message);
  };
  std::string_view given = name.substr(shape.name.size());
  if (given.empty() && !shape.edges.empty())
    given = shape.edges;
  else if (!given.empty())
    given.remove_prefix(1);
  const bool told = name.size() > shape.name.size() || !shape.edges.empty();
  for (std::string_view part : told ? split(given, '+') : std::vector<std::string_view>()) {
    if (!part.empty() && std::isupper(static_cast<unsigned char>(part[0])) != 0)
      split_capitals(part, out.annotations);
    else
      (is_span(part) ? out.sizes : out.edges).emplace_back(part);
  }

  const auto wanted = static_cast<std::size_t>(slots(shape)), single = threads(shape) - wanted;
  if (!out.sizes.empty() && out.sizes.size() != single)
    fail(" has " + counted(single, "thread") + " of one access, found sizes of " + std::to_string(out.sizes.size()));
  if (!out.annotations.empty() && out.annotations.size() != single)
    fail(" has " + counted(single, "thread") + " of one access, found annotations of " +
         std::to_string(out.annotations.size()));
  const std::string_view plain = dialect(isa).annotations()[0].suffix;
  if (std::all_of(out.annotations.begin(), out.annotations.end(), [&](const std::string& a) { return a == plain; }))
    out.annotations.clear();
  if (out.edges.empty()) out.edges.assign(wanted, plain_edge(shape));
  if (!shape.edges.empty())
    for (std::string& edge : out.edges)
      if (edge == "*") edge = dialect(isa).full_fence();
  if (out.edges.size() == 1 && wanted > 1) {
    // One edge for all: `*`, or plural.
    std::string edge = out.edges[0];
    if (edge != "*") {
      if (!edge.ends_with('s')) {
        parse_steps(dialect(isa), edge);  // of one that is not there that is said, not its plural
        fail(" takes " + counted(wanted, "edge") + ", or one in the plural (" + edge + "s)");
      }
      edge.pop_back();
    }
    out.edges.assign(wanted, edge);
  }
  if (out.edges.size() != wanted)
    fail(" takes " + counted(wanted, "edge") + ", found " + std::to_string(out.edges.size()));
  return out;
}

std::string to_name(const ParsedName& name) {
  std::string out(name.shape->name);
  const bool uniform =
      std::all_of(name.edges.begin(), name.edges.end(), [&](const std::string& e) { return e == name.edges[0]; });
  if (!name.shape->edges.empty()) return out;
  if (!name.edges.empty() && !(uniform && name.edges[0] == plain_edge(*name.shape)))
    out += "+" + (uniform && name.edges.size() > 1 ? name.edges[0] + "s" : join(name.edges, "+"));
  if (!name.sizes.empty()) out += "+" + join(name.sizes, "+");
  if (!name.annotations.empty()) out += "+";
  for (const std::string& annotation : name.annotations) out += upper(annotation.substr(0, 1)) + annotation.substr(1);
  return out;
}

std::vector<std::string> legal_edges(Dir from, Dir to, bool same, Isa isa) {
  const Dialect& d = dialect(isa);
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    const auto step = find_step(d, name);
    if (step && legal(*step, from, to)) out.push_back(name);
  };
  for (const Edge& edge : d.edges()) add(same && edge.kind == Edge::kPo ? "pos" : edge.name);
  const auto plain = d.annotations()[0].suffix;
  for (const Annotation& first : d.annotations())
    for (const Annotation& second : d.annotations())
      if (first.suffix != plain || second.suffix != plain)
        add("po" + std::string(first.suffix) + std::string(second.suffix));
  return out;
}

std::vector<std::string> legal_edges(const Shape& shape, int slot, Isa isa) {
  int at = -1;
  for (std::string_view token : split(shape.cycle, ' '))
    if (token.back() != 'e' && ++at == slot)
      return legal_edges(direction(token[0]), direction(token[1]), token.back() == 's', isa);
  return {};
}

std::vector<Dir> single_accesses(const Shape& shape) {
  std::vector<Dir> out;
  bool open = false;
  for (std::string_view token : split(shape.cycle, ' ')) {
    const bool leaves = token.back() == 'e';
    if (leaves && !open) out.push_back(token[0] == 'F' ? Dir::kRead : Dir::kWrite);
    open = !leaves;
  }
  return out;
}

std::vector<std::string> legal_annotations(Dir dir, Isa isa) {
  std::vector<std::string> out;
  for (const Annotation& a : dialect(isa).annotations())
    if ((a.directions & (dir == Dir::kRead ? kR : kW)) != 0) out.emplace_back(a.suffix);
  return out;
}

std::vector<std::string> expand(std::string_view pattern, Isa isa) {
  std::vector<std::string> out;
  expand(pattern, isa, [&](const std::string& name) { out.push_back(name); });
  return out;
}

namespace {

constexpr std::size_t kLooks = 64;  // for each name that a sample wants so many are looked at

// `most` numbers below `count`, which is more: Floyd's algorithm (Bentley, Floyd: "A sample of brilliance", CACM 1987).
std::set<std::size_t> drawn(std::size_t count, std::size_t most, std::mt19937_64& random) {
  std::set<std::size_t> out;
  for (std::size_t last = count - most; last < count; ++last)
    if (!out.insert(random() % (last + 1)).second) out.insert(last);
  return out;
}

}  // namespace

void expand(std::string_view pattern, Isa isa, const std::function<void(const std::string&)>& visit,
            const Sample& sample) {
  const ParsedName parsed = parse_name(pattern, isa);
  std::vector<std::vector<std::string>> choices;
  for (std::size_t slot = 0; slot < parsed.edges.size(); ++slot)
    choices.push_back(parsed.edges[slot] == "*" ? legal_edges(*parsed.shape, static_cast<int>(slot), isa)
                                                : std::vector<std::string>{parsed.edges[slot]});
  std::size_t count = 1;
  for (const auto& edges : choices) count *= edges.size();
  const auto visit_number = [&](std::size_t number) {  // the edge of the last slot changes with each
    ParsedName name = parsed;
    for (std::size_t slot = choices.size(); slot-- > 0; number /= choices[slot].size())
      name.edges[slot] = choices[slot][number % choices[slot].size()];
    const std::string text = to_name(name);
    if (sample.wanted && !sample.wanted(text)) return false;
    visit(text);
    return true;
  };
  if (sample.most == 0 || sample.most >= count) {
    for (std::size_t number = 0; number < count; ++number) visit_number(number);
    return;
  }
  std::mt19937_64 random(sample.seed);
  const auto some = drawn(count, sample.wanted ? std::min(count, sample.most * kLooks) : sample.most, random);
  std::vector<std::size_t> numbers(some.begin(), some.end());
  if (sample.wanted) std::ranges::shuffle(numbers, random);
  std::size_t found = 0;
  for (auto number = numbers.begin(); number != numbers.end() && found < sample.most; ++number)
    found += visit_number(*number) ? 1 : 0;
}

bool sizes_exist(const Shape& shape, Isa isa) { return shape.sizes.empty() || dialect(isa).sizes(); }

namespace {

// Of chains that pass through the same kinds of accesses: one that communicates with itself tells which.
bool chain_no_stronger(std::string_view weak, std::string_view strong, Isa isa) {
  const auto a = split(weak, '-'), b = split(strong, '-');
  if (a.size() != b.size()) return false;
  const auto tells = [](std::string_view step) { return step == "rfi" || step == "fri" || step == "coi"; };
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool told = tells(a[i]) || i + 1 == a.size() || tells(a[i + 1]);
    if (!told || (a[i] == "pos" && b[i] != a[i]) || !no_stronger(a[i], b[i], isa)) return false;
  }
  return true;
}

}  // namespace

bool no_stronger(std::string_view weak, std::string_view strong, Isa isa) {
  if (weak == strong) return true;
  if (weak.find('-') != std::string_view::npos) return chain_no_stronger(weak, strong, isa);
  // Between accesses of one location `pos` is what `po` is elsewhere.
  if (weak == "pos") weak = "po";
  const Dialect& d = dialect(isa);
  const auto a = find_step(d, weak), b = find_step(d, strong);
  if (!a || !b || a->kind != Step::kEdge || b->kind != Step::kEdge || a->same != b->same) return false;
  if (a->edge->meets || b->edge->meets) return false;
  // Of C++'s plain accesses and relaxed ones neither is the stronger: races are undefined.
  const auto covers = [&](const Annotation* x, const Annotation* y, std::uint16_t more) {
    std::uint16_t have = order(d, y) | more;
    if ((have & kAcquire) != 0) have |= kAcquirePc;
    if ((have & kRelease) != 0) have |= kReleasePc;
    return (order(d, x) & ~have) == 0 && ((order(d, x) ^ have) & kRelaxed) == 0;
  };
  if (a->edge->kind == Edge::kPo) {
    // In languages a fence that orders a load before all that follows does more than an acquire load there, one that
    // orders all before a store more than a release store behind it.
    const bool fence = d.rules().language && b->edge->kind == Edge::kFence;
    const Fence between = fence ? fence_of(d, *b->edge) : Fence{};
    const auto does = [&](std::uint8_t first, std::uint8_t second) { return fence && separates(between, first, second); };
    const std::uint16_t acquires = does(kR, kR) && does(kR, kW) ? kAcquire : kPlain;
    const std::uint16_t releases = does(kR, kW) && does(kW, kW) ? kRelease : kPlain;
    return (fence || b->edge->kind == Edge::kPo || a->from == nullptr) && covers(a->from, b->from, acquires) &&
           covers(a->to, b->to, releases);
  }
  if (a->edge->kind != Edge::kFence || b->edge->kind != Edge::kFence || a->from != b->from || a->to != b->to)
    return false;
  const Fence x = fence_of(d, *a->edge), y = fence_of(d, *b->edge);
  // A grace period is a full fence that also waits for read-side critical sections.
  if (x.kind == FenceKind::kSyncRcu && y.kind != x.kind) return false;
  for (const std::uint8_t first : {kR, kW})
    for (const std::uint8_t second : {kR, kW})
      if (separates(x, first, second) && !separates(y, first, second)) return false;
  return true;
}

}  // namespace fenceline::models
