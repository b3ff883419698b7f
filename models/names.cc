#include <models/names.h>
#include <models/step.h>
#include <models/text.h>

#include <algorithm>

namespace fenceline::models {

ParsedName parse_name(std::string_view name, Isa isa) {
  const Dialect& d = dialect(isa);
  ParsedName out;
  // Shapes have + in their names too (2+2W): the longest that fits.
  for (const Shape& s : shapes()) {
    const bool fits =
        name == s.name || (name.substr(0, s.name.size()) == s.name && name[s.name.size()] == '+');
    if (fits && (out.shape == nullptr || s.name.size() > out.shape->name.size())) out.shape = &s;
  }
  if (out.shape == nullptr) {
    std::vector<std::string> known;
    for (const Shape& s : shapes()) known.emplace_back(s.name);
    throw NameError("no shape '" + std::string(name.substr(0, name.find('+'))) + "'" +
                    nearest(name.substr(0, name.find('+')), known));
  }
  const auto wanted = static_cast<std::size_t>(slots(*out.shape));
  std::string_view given = name.substr(out.shape->name.size());
  const bool told = !given.empty() || !out.shape->edges.empty();
  if (given.empty() && !out.shape->edges.empty())
    given = out.shape->edges;
  else if (given.empty())
    out.edges.assign(wanted, out.shape->cycle.find('s') == std::string_view::npos ? "po" : "pos");
  else
    given.remove_prefix(1);
  if (told)
    for (std::string_view part : split(given, '+')) out.edges.emplace_back(part);
  if (!out.shape->edges.empty())
    for (std::string& edge : out.edges)
      if (edge == "*") edge = d.full_fence();
  if (out.edges.size() == 1 && wanted > 1) {
    // One edge for all: `*`, or plural.
    std::string edge = out.edges[0];
    if (edge != "*") {
      if (edge.back() != 's')
        throw NameError(std::string(name) + ": " + std::string(out.shape->name) + " takes " +
                        std::to_string(wanted) + " edges, or one in the plural (" + edge + "s)");
      edge.pop_back();
    }
    out.edges.assign(wanted, edge);
  }
  if (out.edges.size() != wanted)
    throw NameError(std::string(name) + ": " + std::string(out.shape->name) + " takes " +
                    std::to_string(wanted) + " edges, found " + std::to_string(out.edges.size()));
  return out;
}

std::string to_name(const ParsedName& name) {
  std::string out(name.shape->name);
  const std::string fixed(name.shape->edges);
  const bool uniform = std::all_of(name.edges.begin(), name.edges.end(),
                                   [&](const std::string& e) { return e == name.edges[0]; });
  if (!fixed.empty() || name.edges.empty()) return out;
  if (uniform &&
      name.edges[0] == (name.shape->cycle.find('s') == std::string_view::npos ? "po" : "pos"))
    return out;
  if (uniform && name.edges.size() > 1) return out + "+" + name.edges[0] + "s";
  return out + "+" + join(name.edges, "+");
}

std::vector<std::string> legal_edges(const Shape& shape, int slot, Isa isa) {
  const Dialect& d = dialect(isa);
  std::string_view token;
  int at = -1;
  for (std::string_view t : split(shape.cycle, ' '))
    if (t.back() != 'e' && ++at == slot) token = t;
  if (token.empty()) return {};
  const Dir from = direction(token[0]), to = direction(token[1]);
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    const auto step = find_step(d, name);
    if (step && legal(*step, from, to)) out.push_back(name);
  };
  const bool same = token.back() == 's';
  for (const Edge& edge : d.edges()) add(same && edge.kind == Edge::kPo ? "pos" : edge.name);
  const auto plain = d.annotations()[0].suffix;
  for (const Annotation& first : d.annotations())
    for (const Annotation& second : d.annotations())
      if (first.suffix != plain || second.suffix != plain)
        add("po" + std::string(first.suffix) + std::string(second.suffix));
  return out;
}

std::vector<std::string> expand(std::string_view pattern, Isa isa) {
  const ParsedName parsed = parse_name(pattern, isa);
  std::vector<std::vector<std::string>> choices;
  for (std::size_t slot = 0; slot < parsed.edges.size(); ++slot)
    choices.push_back(parsed.edges[slot] == "*"
                          ? legal_edges(*parsed.shape, static_cast<int>(slot), isa)
                          : std::vector<std::string>{parsed.edges[slot]});
  std::vector<std::string> out;
  std::vector<std::size_t> at(choices.size(), 0);
  for (;;) {
    ParsedName name = parsed;
    for (std::size_t i = 0; i < at.size(); ++i) name.edges[i] = choices[i][at[i]];
    out.push_back(to_name(name));
    std::size_t digit = at.size();
    while (digit > 0 && ++at[digit - 1] == choices[digit - 1].size()) at[--digit] = 0;
    if (digit == 0) return out;
  }
}

bool no_stronger(std::string_view weak, std::string_view strong, Isa isa) {
  if (weak == strong) return true;
  const Dialect& d = dialect(isa);
  const auto a = find_step(d, weak), b = find_step(d, strong);
  if (!a || !b || a->kind != Step::kEdge || b->kind != Step::kEdge || a->same != b->same)
    return false;
  const auto order = [&](const Annotation* annotation) {
    return annotation == nullptr ? std::uint16_t{kPlain} : annotation->order;
  };
  const auto covers = [&](const Annotation* x, const Annotation* y) {
    std::uint16_t have = order(y);
    if ((have & kAcquire) != 0) have |= kAcquirePc;
    if ((have & kRelease) != 0) have |= kReleasePc;
    return (order(x) & ~have) == 0;
  };
  if (a->edge->kind == Edge::kPo && a->from == nullptr) return true;
  if (a->edge->kind == Edge::kPo)
    return b->edge->kind == Edge::kPo && covers(a->from, b->from) && covers(a->to, b->to);
  if (a->edge->kind != Edge::kFence || b->edge->kind != Edge::kFence || a->from != b->from ||
      a->to != b->to)
    return false;
  const Fence x = fence_of(d, *a->edge), y = fence_of(d, *b->edge);
  for (const std::uint8_t first : {kR, kW})
    for (const std::uint8_t second : {kR, kW})
      if (separates(x, first, second) && !separates(y, first, second)) return false;
  return true;
}

}  // namespace fenceline::models
