// Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential Consistency in C/C++11", PLDI 2017,
// section 3.5, with the paper's names: psc_base = ([SC] | [F];hb?) ; scb ; ([SC] | hb?;[F]) and
// psc_F = [F] ; (hb | hb;eco;hb) ; [F], where scb = sb | sb';hb;sb' | hb|loc | mo | rb and sb' goes
// to another location.
#include <verify/rc11.h>

#include <algorithm>
#include <array>
#include <bit>

namespace fenceline::verify {
namespace {

/// Rows of bits: row a has b.
class Matrix {
 public:
  explicit Matrix(int rows, int columns) : words_((static_cast<std::size_t>(columns) + 63) / 64) {
    const std::size_t all = words_ * static_cast<std::size_t>(rows);
    if (all > few_.size()) many_.resize(all), bits_ = many_.data();
    std::fill_n(bits_, all, 0);
  }
  explicit Matrix(int n) : Matrix(n, n) {}
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  void set(int a, int b) { row(a)[static_cast<std::size_t>(b) / 64] |= std::uint64_t{1} << (b % 64); }
  bool has(int a, int b) const { return row(a)[static_cast<std::size_t>(b) / 64] >> (b % 64) & 1; }
  void add(int a, const Matrix& other, int b) {
    for (std::size_t w = 0; w < words_; ++w) row(a)[w] |= other.row(b)[w];
  }
  bool meets(int a, const Matrix& other, int b) const {
    for (std::size_t w = 0; w < words_; ++w)
      if (row(a)[w] & other.row(b)[w]) return true;
    return false;
  }
  template <class F>
  void each(int a, F&& f) const {
    for (std::size_t w = 0; w < words_; ++w)
      for (std::uint64_t rest = row(a)[w]; rest != 0; rest &= rest - 1)
        f(static_cast<int>(w * 64) + std::countr_zero(rest));
  }

 private:
  std::uint64_t* row(int a) { return bits_ + static_cast<std::size_t>(a) * words_; }
  const std::uint64_t* row(int a) const { return bits_ + static_cast<std::size_t>(a) * words_; }

  std::size_t words_;
  std::array<std::uint64_t, 64> few_;  // of small executions, without an allocation
  std::vector<std::uint64_t> many_;
  std::uint64_t* bits_ = few_.data();
};

/// What matters of an event here.
struct Node {
  int thread, index, location, place;
  bool store, fence;
  Weight weight;
  Clock hb;

  bool is_near(const Node& o) const { return location == o.location && !fence && !o.fence; }
  bool pairs(const Node& o) const {
    return weight == Weight::light ? o.weight == Weight::heavy : o.weight != Weight::light || weight == Weight::heavy;
  }
  /// Reads-from, modification order, reads-before, and all that is composed of them, of accesses to one location. An
  /// update is two events; its own load comes before its own store in program order, not by this.
  bool communicates(const Node& o) const { return store && !o.store ? place <= o.place : place < o.place; }
};

bool acyclic(const Matrix& edges, int n) {
  std::vector<int> state(static_cast<std::size_t>(n));  // 1: on the path, 2: done
  const auto visit = [&](auto&& self, int a) -> bool {
    state[static_cast<std::size_t>(a)] = 1;
    bool ok = true;
    edges.each(a, [&](int b) {
      const int s = state[static_cast<std::size_t>(b)];
      ok = ok && s != 1 && (s == 2 || self(self, b));
    });
    state[static_cast<std::size_t>(a)] = 2;
    return ok;
  };
  for (int a = 0; a < n; ++a)
    if (state[static_cast<std::size_t>(a)] == 0 && !visit(visit, a)) return false;
  return true;
}

}  // namespace

/// Whether the event's addition can close a cycle: it comes last, so all that leads on from it is modification order or
/// reads-before, to a later store, and a path gets to it from a seq_cst event by happens-before only.
bool may_close_cycle(const Graph& g, EventId id) {
  const Event& e = g[id];
  if (!e.accesses() || g.location(e.location).last == kNone) return false;
  if (g.place_seen(e) == g[g.location(e.location).last].place) return false;
  if (e.is_sc()) return true;
  for (EventId f = 0; f < g.size(); ++f)
    if (g[f].kind == Kind::fence && g[f].is_sc() && g.happens_before(f, id)) return true;
  return false;
}

bool seq_cst_is_acyclic(const Graph& g) {
  // Events of the model alone: objects' lives, choices and wake-ups order nothing.
  std::vector<Node> nodes;
  std::vector<int> sc;
  nodes.reserve(static_cast<std::size_t>(g.size()));
  for (EventId id = 0; id < g.size(); ++id) {
    const Event& e = g[id];
    if (!e.accesses() && e.kind != Kind::fence) continue;
    if (e.is_sc()) sc.push_back(static_cast<int>(nodes.size()));
    const bool fence = e.kind == Kind::fence;
    nodes.push_back(
        {e.thread, e.index, e.location, fence ? 0 : g.place_seen(e), e.kind == Kind::store, fence, e.weight, e.hb});
  }
  const int n = static_cast<int>(nodes.size());
  const auto node = [&](int i) -> const Node& { return nodes[static_cast<std::size_t>(i)]; };

  Matrix hb(n), hb_inverse(n), elsewhere(n), eco(n), scb(n);
  std::vector<int> next_elsewhere(nodes.size(), n);  // the first event of the thread after it, at another location
  for (int a = 0; a < n; ++a) {
    const Node& x = node(a);
    for (int b = 0; b < n; ++b) {
      const Node& y = node(b);
      if (a == b) continue;
      const bool near = x.is_near(y);
      if (y.hb.has(x.thread, x.index)) {
        hb.set(a, b), hb_inverse.set(b, a);
        if (near) scb.set(a, b);
        if (x.thread == y.thread) {
          scb.set(a, b);
          if (!near) {
            elsewhere.set(a, b);
            int& next = next_elsewhere[static_cast<std::size_t>(a)];
            if (next == n || y.index < node(next).index) next = b;
          }
        }
      }
      if (near && x.communicates(y)) {
        eco.set(a, b);
        if (y.store) scb.set(a, b);  // mo and rb lead to stores
      }
    }
  }
  // sb';hb;sb': what comes after a thread's later events comes after its first one, too.
  for (int a = 0; a < n; ++a)
    if (const int next = next_elsewhere[static_cast<std::size_t>(a)]; next != n)
      hb.each(next, [&](int b) { scb.add(a, elsewhere, b); });

  // From what an event of S reaches by scb to where one is entered: a fence by hb, forth and back.
  const int m = static_cast<int>(sc.size());
  const auto at = [&](int i) { return sc[static_cast<std::size_t>(i)]; };
  Matrix out(m, n), in(m, n), over(m, n), psc(m);
  for (int i = 0; i < m; ++i) {
    const int a = at(i);
    out.add(i, scb, a);
    in.set(i, a);
    if (!node(a).fence) continue;
    hb.each(a, [&](int x) { out.add(i, scb, x), over.add(i, eco, x); });
    in.add(i, hb_inverse, a);
  }
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < m; ++j) {
      const int a = at(i), b = at(j);
      const bool fences = node(a).fence && node(b).fence;
      if (!node(a).pairs(node(b))) continue;
      if (out.meets(i, in, j) || (fences && (hb.has(a, b) || over.meets(i, hb_inverse, b)))) {
        if (i == j) return false;
        psc.set(i, j);
      }
    }
  }
  return acyclic(psc, m);
}

}  // namespace fenceline::verify
