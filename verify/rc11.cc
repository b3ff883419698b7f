// Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential Consistency in C/C++11", PLDI 2017,
// section 3.5, with the paper's names: psc_base = ([SC] | [F];hb?) ; scb ; ([SC] | hb?;[F]) and
// psc_F = [F] ; (hb | hb;eco;hb) ; [F], where scb = sb | sb';hb;sb' | hb|loc | mo | rb and sb' goes
// to another location.
#include <verify/rc11.h>

#include <bit>

namespace fenceline::verify {
namespace {

/// A square of bits: row a has b.
class Matrix {
 public:
  explicit Matrix(int n)
      : words_((static_cast<std::size_t>(n) + 63) / 64), bits_(words_ * static_cast<std::size_t>(n)) {}
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
  std::uint64_t* row(int a) { return &bits_[static_cast<std::size_t>(a) * words_]; }
  const std::uint64_t* row(int a) const { return &bits_[static_cast<std::size_t>(a) * words_]; }

  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

bool same_location(const Event& a, const Event& b) { return a.accesses() && b.accesses() && a.location == b.location; }

bool sequenced(const Event& a, const Event& b) { return a.thread == b.thread && a.index < b.index; }

/// Reads-from, modification order, reads-before, and all that is composed of them. An update is two events; its own
/// load comes before its own store in program order, not by this.
bool communicates(const Graph& g, const Event& a, const Event& b) {
  if (!same_location(a, b)) return false;
  const int from = g.place_seen(a), to = g.place_seen(b);
  if (a.kind == Kind::store && b.kind == Kind::load) return from <= to;
  return from < to;
}

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

bool seq_cst_is_acyclic(const Graph& g) {
  if (g.sc_events() < 2) return true;
  // Events of the model alone: objects' lives, choices and wake-ups order nothing.
  std::vector<EventId> events, sc;
  for (EventId id = 0; id < g.size(); ++id) {
    if (!g[id].accesses() && g[id].kind != Kind::fence) continue;
    if (g[id].is_sc()) sc.push_back(static_cast<int>(events.size()));
    events.push_back(id);
  }
  const int n = static_cast<int>(events.size());
  const auto event = [&](int i) -> const Event& { return g[events[static_cast<std::size_t>(i)]]; };
  const auto before = [&](int a, int b) {
    return g.happens_before(events[static_cast<std::size_t>(a)], events[static_cast<std::size_t>(b)]);
  };

  Matrix hb(n), hb_inverse(n), elsewhere(n), eco(n), scb(n);
  for (int a = 0; a < n; ++a) {
    for (int b = 0; b < n; ++b) {
      if (a == b) continue;
      const Event &x = event(a), &y = event(b);
      const bool near = same_location(x, y);
      if (before(a, b)) {
        hb.set(a, b), hb_inverse.set(b, a);
        if (near) scb.set(a, b);
      }
      if (sequenced(x, y)) {
        scb.set(a, b);
        if (!near) elsewhere.set(a, b);
      }
      if (near && communicates(g, x, y)) {
        eco.set(a, b);
        // mo and rb lead to stores.
        if (y.kind == Kind::store) scb.set(a, b);
      }
    }
  }
  for (int a = 0; a < n; ++a) {
    Matrix middle(n);
    elsewhere.each(a, [&](int b) { middle.add(a, hb, b); });
    middle.each(a, [&](int b) { scb.add(a, elsewhere, b); });
  }

  // From what an event of S reaches by scb to where one is entered: a fence by hb, forth and back.
  const int m = static_cast<int>(sc.size());
  const auto at = [&](int i) { return sc[static_cast<std::size_t>(i)]; };
  Matrix out(n), in(n), over(n), psc(m);
  for (int i = 0; i < m; ++i) {
    const int a = at(i);
    out.add(a, scb, a);
    in.set(a, a);
    if (event(a).kind != Kind::fence) continue;
    hb.each(a, [&](int x) { out.add(a, scb, x), over.add(a, eco, x); });
    in.add(a, hb_inverse, a);
  }
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < m; ++j) {
      const int a = at(i), b = at(j);
      const bool fences = event(a).kind == Kind::fence && event(b).kind == Kind::fence;
      if (out.meets(a, in, b) || (fences && (hb.has(a, b) || over.meets(a, hb_inverse, b)))) {
        if (i == j) return false;
        psc.set(i, j);
      }
    }
  }
  return acyclic(psc, m);
}

}  // namespace fenceline::verify
