#include <models/judge/advise.h>
#include <models/judge/judge.h>
#include <models/shapes/generate.h>
#include <base/text.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <numeric>

namespace fenceline::models {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::infinity();

struct Alternative {
  std::string edge;
  std::optional<Cost> price;
  int strength = 0;          // how many of the slot's choices are no stronger
  std::vector<bool> weaker;  // which
};

std::vector<std::pair<Dir, Dir>> slot_directions(const Shape& shape) {
  std::vector<std::pair<Dir, Dir>> out;
  for (std::string_view token : split(shape.cycle, ' '))
    if (token.back() != 'e')
      out.emplace_back(token[0] == 'R' ? Dir::kRead : Dir::kWrite, token[1] == 'R' ? Dir::kRead : Dir::kWrite);
  return out;
}

class Search {
 public:
  Search(const Shape& shape, Isa isa, const Model& model, const Price& price)
      : shape_(shape),
        isa_(isa),
        model_(model),
        plain_(dialect(isa).annotations()[0].suffix),
        directions_(slot_directions(shape)) {
    for (std::size_t slot = 0; slot < directions_.size(); ++slot)
      offer(price, legal_edges(shape, static_cast<int>(slot), isa), "", "");
    for (const Dir dir : single_accesses(shape))
      if (!dialect(isa).cxx_annotation(true, dir).empty()) offer(price, legal_annotations(dir, isa), "po", plain_);
  }

  Assignment assignment(const std::vector<std::string>& edges, const Price& price) {
    Assignment a;
    a.edges = edges;
    for (std::size_t slot = 0; slot < edges.size(); ++slot) a.prices.push_back(cost(price, edges[slot], slot));
    a.name = name(edges);
    a.forbids = forbids(edges);
    a.code = code(edges);
    return a;
  }

  // From cheap to dear, and from weak to strong where that is equal or not known; an assignment is
  // left out if one that was found does with weaker edges.
  std::vector<Assignment> run(std::size_t count) {
    std::vector<Candidate> all = every_assignment();
    std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
      const double x = a.assignment.sum().value_or(kUnknown);
      const double y = b.assignment.sum().value_or(kUnknown);
      return x != y ? x < y : a.strength < b.strength;
    });
    std::vector<Candidate> found, failed;
    for (Candidate& a : all) {
      if (found.size() >= count) break;
      const auto weaker = [&](const Candidate& x, const Candidate& y) {
        for (std::size_t i = 0; i < x.at.size(); ++i)
          if (!choices_[i][y.at[i]].weaker[x.at[i]]) return false;
        return true;
      };
      // What a stronger assignment lets happen, this one does too; what a weaker one forbids at no
      // higher price, this one need not.
      if (std::any_of(failed.begin(), failed.end(), [&](const Candidate& f) { return weaker(a, f); })) continue;
      // An instruction that is as strong, in every slot, is worth knowing: mfence beside lock_add.
      const auto& edges = a.assignment.edges;
      const bool uniform = std::all_of(edges.begin(), edges.end(), [&](const auto& e) { return e == edges[0]; });
      if (std::any_of(found.begin(), found.end(),
                      [&](const Candidate& f) { return weaker(f, a) && !(uniform && weaker(a, f)); }))
        continue;
      a.assignment.forbids = forbids(a.assignment.edges);
      (a.assignment.forbids ? found : failed).push_back(std::move(a));
    }
    std::vector<Assignment> out;
    for (Candidate& c : found) {
      c.assignment.code = code(c.assignment.edges);
      out.push_back(std::move(c.assignment));
    }
    return out;
  }

  const std::vector<std::pair<Dir, Dir>>& directions() const { return directions_; }
  std::size_t judged() const { return judged_; }
  bool priced() const { return priced_; }

 private:
  // The choices of the next slot. `before` and `behind` make edges of them, to be compared.
  void offer(const Price& price, const std::vector<std::string>& names, const std::string& before,
             const std::string& behind) {
    const auto edge = [&](const std::string& name) { return before + name + behind; };
    std::vector<Alternative> choices;
    // C++: to make a plain access of an atomic one is no advice.
    for (const std::string& name : names)
      if (names[0] == "pos" || no_stronger("po", edge(name), isa_))
        choices.push_back({name, cost(price, name, choices_.size()), 0, {}});
    priced_ |=
        std::any_of(choices.begin(), choices.end(), [](const Alternative& c) { return c.price.value_or(0.0) > 0.0; });
    for (Alternative& c : choices)
      for (const Alternative& other : choices) {
        c.weaker.push_back(no_stronger(edge(other.edge), edge(c.edge), isa_));
        c.strength += c.weaker.back();
      }
    choices_.push_back(std::move(choices));
  }

  std::string name(const std::vector<std::string>& edges) const {
    ParsedName out{&shape_, edges};
    out.edges.resize(directions_.size());
    out.annotations.assign(edges.begin() + static_cast<std::ptrdiff_t>(directions_.size()), edges.end());
    if (std::all_of(out.annotations.begin(), out.annotations.end(), [&](const std::string& a) { return a == plain_; }))
      out.annotations.clear();
    return to_name(out);
  }

  std::optional<Cost> cost(const Price& price, const std::string& edge, std::size_t slot) const {
    if (edge == "po" || edge == "pos" || (slot >= directions_.size() && edge == plain_)) return 0.0;
    if (slot >= directions_.size()) return std::nullopt;
    return price(edge, directions_[slot].first, directions_[slot].second);
  }

  bool forbids(const std::vector<std::string>& edges) {
    ++judged_;
    return judge(make_test(name(edges), isa_), model_).verdict == Verdict::kForbidden;
  }

  std::vector<std::string> code(const std::vector<std::string>& edges) const {
    std::vector<std::string> out;
    for (const Thread& thread : make_test(name(edges), isa_).threads) {
      std::vector<std::string> lines;
      for (const Instruction& i : thread.code) {
        for (const std::string& label : i.labels) lines.push_back(label + ":");
        lines.emplace_back(trim(i.text));
      }
      for (const std::string& label : thread.end_labels) lines.push_back(label + ":");
      out.push_back(join(lines, dialect(isa_).rules().language ? " " : "; "));
    }
    return out;
  }

  struct Candidate {
    Assignment assignment;
    std::vector<std::size_t> at;  // of each slot's choices
    int strength = 0;
  };
  std::vector<Candidate> every_assignment() const {
    std::vector<Candidate> out;
    std::vector<std::size_t> at(choices_.size(), 0);
    for (;;) {
      Candidate candidate;
      Assignment& a = candidate.assignment;
      for (std::size_t i = 0; i < at.size(); ++i) {
        const Alternative& choice = choices_[i][at[i]];
        a.edges.push_back(choice.edge);
        a.prices.push_back(choice.price);
        candidate.strength += choice.strength;
      }
      a.name = name(a.edges);
      candidate.at = at;
      out.push_back(std::move(candidate));
      std::size_t digit = 0;
      while (digit < at.size() && ++at[digit] == choices_[digit].size()) at[digit++] = 0;
      if (digit == at.size()) return out;
    }
  }

  const Shape& shape_;
  Isa isa_;
  const Model& model_;
  const std::string plain_;
  std::vector<std::pair<Dir, Dir>> directions_;
  std::vector<std::vector<Alternative>> choices_;
  std::size_t judged_ = 0;
  bool priced_ = false;
};

std::string cycles_text(double cycles) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", cycles);
  return text;
}

std::string cycles_text(const std::optional<Cost>& cost) { return cost ? cycles_text(cost->cycles) : "?"; }

// "33.1 cycles (32.8 to 33.4)"
std::string interval(const std::optional<Cost>& cost) {
  if (!cost) return "? cycles";
  return cycles_text(cost->cycles) + " cycles (" + cycles_text(cost->low) + " to " + cycles_text(cost->high) + ")";
}

std::string instructions(const Assignment& a) {
  std::string out;
  for (std::size_t t = 0; t < a.code.size(); ++t) out += "\n      P" + std::to_string(t) + ": " + a.code[t];
  return out;
}

std::string line(const Assignment& a, bool priced) {
  if (!priced) return "  " + a.name;
  std::string name = a.name;
  name.resize(std::max<std::size_t>(name.size(), 34), ' ');
  std::string prices;
  for (const auto& p : a.prices) prices += (prices.empty() ? "" : " + ") + cycles_text(p);
  return "  " + name + " " + interval(a.sum()) + (a.prices.size() > 1 ? " = " + prices : "");
}

}  // namespace

std::optional<Cost> Assignment::sum() const {
  Cost total = 0.0;
  for (const auto& p : prices) {
    if (!p) return std::nullopt;
    total = {total.cycles + p->cycles, total.low + p->low, total.high + p->high};
  }
  return total;
}

Advice advise(std::string_view shape_name, Isa isa, const Model& model, const Price& price, std::size_t count) {
  const Shape* shape = parse_name(shape_name, isa).shape;
  if (shape->name != shape_name || !is_open(*shape))
    throw NameError("advice is for a shape without edges, not '" + std::string(shape_name) + "'");
  Search search(*shape, isa, model, price);
  Advice out;
  out.shape = shape_name;
  out.best = search.run(count);
  for (const bool seq_cst : {true, false}) {
    std::vector<std::string> edges;
    for (const auto& [from, to] : search.directions()) {
      const std::string_view edge = dialect(isa).cxx_edge(seq_cst, from, to);
      if (!edge.empty()) edges.emplace_back(edge);
    }
    if (edges.size() != search.directions().size()) continue;
    for (const Dir dir : single_accesses(*shape))
      if (const auto order = dialect(isa).cxx_annotation(seq_cst, dir); !order.empty()) edges.emplace_back(order);
    (seq_cst ? out.seq_cst : out.acquire_release) = search.assignment(edges, price);
  }
  out.judged = search.judged();
  out.priced = search.priced();
  return out;
}

std::string to_text(const Advice& advice) {
  std::string out = (advice.priced ? "cheapest" : "weakest") + (" edges that forbid " + advice.shape) + ":\n";
  if (advice.best.empty()) out += "  none does\n";
  for (const Assignment& a : advice.best) out += line(a, advice.priced) + instructions(a) + "\n";
  const auto show = [&](const char* what, const std::optional<Assignment>& a) {
    if (a)
      out += std::string(what) + "\n" + line(*a, advice.priced) + (a->forbids ? "" : ": allows it") + instructions(*a) +
             "\n";
  };
  show("what C++ seq_cst accesses come to:", advice.seq_cst);
  show("what C++ acquire loads and release stores come to:", advice.acquire_release);
  return out;
}

}  // namespace fenceline::models
