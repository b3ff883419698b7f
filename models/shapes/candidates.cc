#include <models/litmus/litmus.h>
#include <models/shapes/candidates.h>
#include <models/shapes/generate.h>
#include <models/shapes/written.h>
#include <base/text.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace fenceline::models {
namespace {

struct Choice {
  std::string name;
  int size;  // what it adds to a test
};

// The internal steps that say something of the values; of two reads pos is the only one.
struct Inner {
  const char* name;
  Dir from, to;
};
constexpr Inner kInner[] = {{"rfi", Dir::kWrite, Dir::kRead},
                            {"fri", Dir::kRead, Dir::kWrite},
                            {"coi", Dir::kWrite, Dir::kWrite},
                            {"pos", Dir::kRead, Dir::kRead}};
constexpr Dir kDirs[] = {Dir::kRead, Dir::kWrite};

// F is the full fence.
constexpr const char* kLarger[] = {"MP+F+data-rfi-addr", "2+2W+poxxs", "W+RWC+poscrel+poacqsc+poscsc", "SB+poatats"};

class Choices {
 public:
  Choices(Isa isa, int most) : isa_(isa), most_(most) {}

  // Of a slot, that add no more than `most`.
  const std::vector<Choice>& between(Dir from, Dir to, bool same) {
    auto& out = slots_[{from, to, same}];
    if (!out.empty()) return out;
    out = single(from, to, same);
    if (!same) chains(from, to, out);
    return out;
  }

  const std::vector<Choice>& alone(Dir dir) {
    auto& out = alone_[dir];
    if (!out.empty()) return out;
    const std::string plain(dialect(isa_).annotations()[0].suffix);
    for (const std::string& name : legal_annotations(dir, isa_)) out.push_back({name, name == plain ? 0 : 1});
    return out;
  }

  int size(const std::string& chain) const {
    int out = static_cast<int>(std::count(chain.begin(), chain.end(), '-'));
    for (std::string_view part : split(chain, '-')) {
      const auto step = find_step(dialect(isa_), part);
      if (!step || step->kind != Step::kEdge) continue;
      const Annotation* plain = &dialect(isa_).annotations()[0];
      for (const Annotation* a : {step->from, step->to}) out += a != nullptr && a != plain ? 1 : 0;
      if (step->edge->kind != Edge::kPo) out += step->edge->kind == Edge::kCtrlFence ? 2 : 1;
    }
    return out;
  }

 private:
  std::vector<Choice> single(Dir from, Dir to, bool same) const {
    std::vector<Choice> out;
    for (const std::string& name : legal_edges(from, to, same, isa_)) add(out, name);
    return out;
  }

  void add(std::vector<Choice>& out, const std::string& name) const {
    if (const int n = size(name); n <= most_) out.push_back({name, n});
  }

  void chains(Dir from, Dir to, std::vector<Choice>& out) const {
    if (most_ < 1) return;
    for (const Inner& inner : kInner) {
      const std::string middle = inner.name;
      if (inner.from == from)
        for (const Choice& behind : single(inner.to, to, false)) add(out, middle + "-" + behind.name);
      if (inner.to == to)
        for (const Choice& before : single(from, inner.from, false)) add(out, before.name + "-" + middle);
      if (most_ < 2) continue;
      for (const Choice& before : single(from, inner.from, false))
        for (const Choice& behind : single(inner.to, to, false))
          if (before.size + behind.size + 2 <= most_) add(out, before.name + "-" + middle + "-" + behind.name);
    }
    // Reads stand in the middle where either would do.
    std::set<std::string> seen;
    for (const Dir middle : kDirs)
      for (const Choice& first : single(from, middle, false))
        for (const Choice& second : single(middle, to, false))
          if (first.size + second.size > 0 && first.size + second.size + 1 <= most_)
            if (const std::string name = first.name + "-" + second.name; seen.insert(name).second) add(out, name);
  }

  Isa isa_;
  int most_;
  std::map<std::tuple<Dir, Dir, bool>, std::vector<Choice>> slots_;
  std::map<Dir, std::vector<Choice>> alone_;
};

// The cycle's threads, each with what leads to the next, read from where that gives the least text.
std::string canonical(const Shape& shape, const std::vector<std::string>& edges, std::string_view plain) {
  std::vector<std::string> threads(1);
  std::size_t slot = 0, alone = static_cast<std::size_t>(slots(shape));
  for (std::string_view token : split(shape.cycle, ' ')) {
    const bool leaves = token.back() == 'e';
    if (leaves && threads.back().empty() && alone < edges.size())
      if (const std::string& annotation = edges[alone++]; annotation != plain) threads.back() = annotation;
    threads.back() += std::string(token);
    if (leaves)
      threads.emplace_back();
    else
      threads.back() += ":" + edges[slot++] + " ";
  }
  threads.pop_back();
  for (std::size_t t = 0; t < shape.first.size(); ++t) threads[t] = shape.first[t] + threads[t];
  if (!shape.sizes.empty()) return std::string(shape.name) + join(threads, " ");
  std::string least;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    std::rotate(threads.begin(), threads.begin() + 1, threads.end());
    if (std::string text = join(threads, " "); least.empty() || text < least) least = std::move(text);
  }
  return least;
}

class Naming {
 public:
  Naming(Isa isa, int most, const std::function<bool(const Candidate&)>& visit)
      : isa_(isa), choices_(isa, most), visit_(visit) {}

  // One test, if the instruction set has its edges.
  bool named(std::string name) {
    if (const auto at = name.find("+F"); at != std::string::npos) name.replace(at + 1, 1, dialect(isa_).full_fence());
    const ParsedName parsed = parse_name(name, isa_);
    return offer(parsed, size_of(parsed));
  }

  // Every test of exactly that size; false: visit has ended it.
  bool run(int size) {
    for (const Shape& shape : shapes())
      if (exists(shape, isa_) && !(is_open(shape) ? open(shape, size) : fixed(shape, size))) return false;
    return true;
  }

 private:
  static int accesses(const Shape& shape) { return threads(shape) + slots(shape); }

  bool fixed(const Shape& shape, int size) {
    const ParsedName name = parse_name(shape.name, isa_);
    return size_of(name) != size || offer(name, size);
  }

  int size_of(const ParsedName& name) const {
    const std::string_view first = name.shape->first;
    int out = accesses(*name.shape) + static_cast<int>(first.size() - std::count(first.begin(), first.end(), '-'));
    for (const std::string& edge : name.edges) out += choices_.size(edge);
    return out;
  }

  bool open(const Shape& shape, int size) {
    std::vector<const std::vector<Choice>*> choices;
    for (std::string_view token : split(shape.cycle, ' '))
      if (token.back() != 'e')
        choices.push_back(&choices_.between(direction(token[0]), direction(token[1]), token.back() == 's'));
    if (dialect(isa_).annotations().size() > 1 && shape.sizes.empty())
      for (const Dir dir : single_accesses(shape)) choices.push_back(&choices_.alone(dir));
    std::vector<std::string> edges;
    const std::function<bool(int)> choose = [&](int left) {
      if (edges.size() == choices.size()) return left > 0 || offer({&shape, edges}, size);
      for (const Choice& c : *choices[edges.size()]) {
        if (c.size > left) continue;
        edges.push_back(c.name);
        const bool go_on = choose(left - c.size);
        edges.pop_back();
        if (!go_on) return false;
      }
      return true;
    };
    return size < accesses(shape) || choose(size - accesses(shape));
  }

  bool offer(ParsedName name, int size) {
    const std::string plain(dialect(isa_).annotations()[0].suffix);
    if (!seen_.insert(canonical(*name.shape, name.edges, plain)).second) return true;
    Candidate candidate{{}, name.shape, name.edges, size, nullptr};
    const auto slot_count = static_cast<std::ptrdiff_t>(slots(*name.shape));
    name.annotations.assign(name.edges.begin() + slot_count, name.edges.end());
    name.edges.resize(static_cast<std::size_t>(slot_count));
    if (std::all_of(name.annotations.begin(), name.annotations.end(), [&](const auto& a) { return a == plain; }))
      name.annotations.clear();
    candidate.name = to_name(name);
    try {
      candidate.test = std::make_shared<LitmusTest>(make_test(candidate.name, isa_));
    } catch (const NameError&) {  // two edges of a chain want different annotations of one access
      return true;
    }
    return visit_(candidate);
  }

  Isa isa_;
  Choices choices_;
  const std::function<bool(const Candidate&)>& visit_;
  std::set<std::string> seen_;
};

}  // namespace

bool each_candidate(Isa isa, int most, bool beyond, const std::function<bool(const Candidate&)>& visit) {
  Naming naming(isa, most, visit);
  for (int size = 1; size <= most; ++size)
    if (!naming.run(size)) return false;
  if (!beyond) return true;
  for (const char* name : kLarger)
    if (!naming.named(name)) return false;
  for (LitmusTest& test : written_tests(isa))
    if (!visit({test.name, nullptr, {}, 0, std::make_shared<LitmusTest>(std::move(test))})) return false;
  return true;
}

}  // namespace fenceline::models
