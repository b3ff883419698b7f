#include <models/advise.h>
#include <models/generate.h>
#include <models/judge.h>
#include <models/text.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <numeric>

namespace fenceline::models {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::infinity();

struct Choice {
  std::string edge;
  std::optional<double> price;
};

std::vector<std::pair<Dir, Dir>> slot_directions(const Shape& shape) {
  std::vector<std::pair<Dir, Dir>> out;
  for (std::string_view token : split(shape.cycle, ' '))
    if (token.back() != 'e')
      out.emplace_back(token[0] == 'R' ? Dir::kRead : Dir::kWrite,
                       token[1] == 'R' ? Dir::kRead : Dir::kWrite);
  return out;
}

double rank_value(const Assignment& a, RankBy rank) {
  return (rank == RankBy::kSum ? a.sum() : a.most()).value_or(kUnknown);
}

class Search {
 public:
  Search(const Shape& shape, Isa isa, const Model& model, const Price& price)
      : shape_(shape), isa_(isa), model_(model), directions_(slot_directions(shape)) {
    for (std::size_t slot = 0; slot < directions_.size(); ++slot) {
      std::vector<Choice> choices;
      for (const std::string& edge : legal_edges(shape, static_cast<int>(slot), isa))
        choices.push_back({edge, cost(price, edge, slot)});
      choices_.push_back(std::move(choices));
    }
  }

  Assignment assignment(const std::vector<std::string>& edges, const Price& price) {
    Assignment a;
    a.edges = edges;
    for (std::size_t slot = 0; slot < edges.size(); ++slot)
      a.prices.push_back(cost(price, edges[slot], slot));
    a.name = to_name({&shape_, edges});
    a.forbids = forbids(edges);
    return a;
  }

  // From cheap to dear; an assignment is left out if one that was found does with weaker edges.
  std::vector<Assignment> run(RankBy rank, std::size_t count) {
    std::vector<Assignment> all = every_assignment();
    std::stable_sort(all.begin(), all.end(), [&](const Assignment& a, const Assignment& b) {
      return rank_value(a, rank) < rank_value(b, rank);
    });
    std::vector<Assignment> found, failed;
    for (Assignment& a : all) {
      if (found.size() >= count) break;
      const auto weaker = [&](const Assignment& x, const Assignment& y) {
        for (std::size_t i = 0; i < x.edges.size(); ++i)
          if (!no_stronger(x.edges[i], y.edges[i], isa_)) return false;
        return true;
      };
      // What a stronger assignment lets happen, this one does too; what a weaker one forbids at no
      // higher price, this one need not.
      if (std::any_of(failed.begin(), failed.end(),
                      [&](const Assignment& f) { return weaker(a, f); }))
        continue;
      if (std::any_of(found.begin(), found.end(),
                      [&](const Assignment& f) { return weaker(f, a); }))
        continue;
      a.forbids = forbids(a.edges);
      (a.forbids ? found : failed).push_back(a);
    }
    return found;
  }

  const std::vector<std::pair<Dir, Dir>>& directions() const { return directions_; }
  std::size_t judged() const { return judged_; }

 private:
  std::optional<double> cost(const Price& price, const std::string& edge, std::size_t slot) const {
    if (edge == "po" || edge == "pos") return 0;
    return price(edge, directions_[slot].first, directions_[slot].second);
  }

  bool forbids(const std::vector<std::string>& edges) {
    ++judged_;
    return judge(make_test(to_name({&shape_, edges}), isa_), model_).verdict == Verdict::kForbidden;
  }

  std::vector<Assignment> every_assignment() const {
    std::vector<Assignment> out;
    std::vector<std::size_t> at(choices_.size(), 0);
    for (;;) {
      Assignment a;
      for (std::size_t i = 0; i < at.size(); ++i) {
        a.edges.push_back(choices_[i][at[i]].edge);
        a.prices.push_back(choices_[i][at[i]].price);
      }
      a.name = to_name({&shape_, a.edges});
      out.push_back(std::move(a));
      std::size_t digit = 0;
      while (digit < at.size() && ++at[digit] == choices_[digit].size()) at[digit++] = 0;
      if (digit == at.size()) return out;
    }
  }

  const Shape& shape_;
  Isa isa_;
  const Model& model_;
  std::vector<std::pair<Dir, Dir>> directions_;
  std::vector<std::vector<Choice>> choices_;
  std::size_t judged_ = 0;
};

std::string number(std::optional<double> cycles) {
  if (!cycles) return "?";
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", *cycles);
  return text;
}

std::string line(const Assignment& a) {
  std::string name = a.name;
  name.resize(std::max<std::size_t>(name.size(), 34), ' ');
  std::string prices;
  for (const auto& p : a.prices) prices += (prices.empty() ? "" : " + ") + number(p);
  return "  " + name + " " + number(a.sum()) + " cycles (" + prices + ")";
}

}  // namespace

std::optional<double> Assignment::sum() const {
  double total = 0;
  for (const auto& p : prices) {
    if (!p) return std::nullopt;
    total += *p;
  }
  return total;
}

std::optional<double> Assignment::most() const {
  double most = 0;
  for (const auto& p : prices) {
    if (!p) return std::nullopt;
    most = std::max(most, *p);
  }
  return most;
}

Advice advise(std::string_view shape_name, Isa isa, const Model& model, const Price& price,
              RankBy rank, std::size_t count) {
  const Shape* shape = parse_name(shape_name, isa).shape;
  if (shape->name != shape_name || !is_open(*shape))
    throw NameError("advice is for a shape without edges, not '" + std::string(shape_name) + "'");
  Search search(*shape, isa, model, price);
  Advice out;
  out.shape = shape_name;
  out.best = search.run(rank, count);
  for (const bool seq_cst : {true, false}) {
    std::vector<std::string> edges;
    for (const auto& [from, to] : search.directions()) {
      const std::string_view edge = dialect(isa).cxx_edge(seq_cst, from, to);
      if (!edge.empty()) edges.emplace_back(edge);
    }
    if (edges.size() == search.directions().size())
      (seq_cst ? out.seq_cst : out.acquire_release) = search.assignment(edges, price);
  }
  out.judged = search.judged();
  return out;
}

std::string to_text(const Advice& advice) {
  std::string out = "cheapest edges that forbid " + advice.shape + ":\n";
  if (advice.best.empty()) out += "  none does\n";
  for (const Assignment& a : advice.best) out += line(a) + "\n";
  const auto show = [&](const char* what, const std::optional<Assignment>& a) {
    if (a) out += std::string(what) + "\n" + line(*a) + (a->forbids ? "" : ": allows it") + "\n";
  };
  show("what C++ seq_cst accesses come to:", advice.seq_cst);
  show("what C++ acquire loads and release stores come to:", advice.acquire_release);
  return out;
}

}  // namespace fenceline::models
