#include <models/shapes/shapes.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// Names: Maranget, Sarkar, Sewell, "A Tutorial Introduction to the ARM and POWER Relaxed Memory
// Models", 2012, figure 1 and the periodic table; Owens, Sarkar, Sewell, "A Better x86 Memory
// Model: x86-TSO", 2009 (n5, n6, n7); Intel, "Intel 64 Architecture Memory Ordering White Paper",
// 2007 (iwp2.x; Intel SDM vol. 3A, 9.2.3, has the same examples).
constexpr Shape sized(std::string_view name, std::string_view cycle, std::string_view note, std::string_view sizes,
                      std::string_view first = {}) {
  return {name, cycle, note, {}, first, sizes};
}

constexpr Shape kShapes[] = {
    // two threads
    {"SB", "WR Fre WR Fre", "store buffering: both threads miss the other's write"},
    {"MP", "WW Rfe RR Fre", "message passing: the flag is seen, the data is not"},
    {"LB", "RW Rfe RW Rfe", "load buffering: each reads the other's later write"},
    {"S", "WW Rfe RW Coe", "a write after reading the flag is overwritten by the data"},
    {"R", "WW Coe WR Fre", "the later write wins, yet its thread misses the earlier one"},
    {"2+2W", "WW Coe WW Coe", "two writes each, both first writes win"},
    // three threads
    {"WRC", "Rfe RW Rfe RR Fre", "write to read causality"},
    {"RWC", "Rfe RR Fre WR Fre", "read to write causality"},
    {"WWC", "Rfe RW Rfe RW Coe", "write to write causality"},
    {"WRW+WR", "Rfe RW Coe WR Fre", ""},
    {"WRR+2W", "Rfe RR Fre WW Coe", ""},
    {"WRW+2W", "Rfe RW Coe WW Coe", ""},
    {"W+RWC", "WW Rfe RR Fre WR Fre", "RWC whose first write comes with a message"},
    {"ISA2", "WW Rfe RW Rfe RR Fre", "message passing over two flags"},
    {"Z6.0", "WW Rfe RW Coe WR Fre", ""},
    {"Z6.1", "WW Coe WW Rfe RW Coe", ""},
    {"Z6.2", "WW Rfe RW Rfe RW Coe", ""},
    {"Z6.3", "WW Coe WW Rfe RR Fre", ""},
    {"Z6.4", "WW Coe WR Fre WR Fre", ""},
    {"Z6.5", "WW Coe WW Coe WR Fre", ""},
    {"3.SB", "WR Fre WR Fre WR Fre", "store buffering around three threads"},
    {"3.LB", "RW Rfe RW Rfe RW Rfe", "load buffering around three threads"},
    {"3.2W", "WW Coe WW Coe WW Coe", "2+2W around three threads"},
    // four threads
    {"IRIW", "Rfe RR Fre Rfe RR Fre", "two readers see two writes in opposite orders"},
    {"IRRWIW", "Rfe RR Fre Rfe RW Coe", ""},
    {"IRWIW", "Rfe RW Coe Rfe RW Coe", ""},
    {"4.SB", "WR Fre WR Fre WR Fre WR Fre", ""},
    {"4.LB", "RW Rfe RW Rfe RW Rfe RW Rfe", ""},
    // one location: coherence
    {"CoRR", "Rfe RRs Fre", "two reads of one location see it go back"},
    {"CoRW1", "RWs Rfe", "a read sees its own thread's later write"},
    {"CoRW2", "Rfe RWs Coe", "a write is overwritten by what its thread read before"},
    {"CoWR", "Coe WRs Fre", "a thread misses its own write for one that was overwritten"},
    {"CoWR0", "WRs Fre", "a thread misses its own write"},
    {"CoWW", "WWs Coe", "two writes of a thread swap"},
    {"CoRR0", "Rfe RRs Fre", "as CoRR: reads the new value, then the initial one", "pos"},
    {"CoRR2", "Rfe RRs Fre Rfe RRs Fre", "two readers see two writes to one location swapped"},
    // with a fixed inside
    {"n6", "WW Coe WR Fre", "a write is read early by its own thread and overtaken (x86-TSO n6)", "po+rfi-po"},
    {"n7", "WR Fre Rfe RR Fre", "RWC whose first thread reads its own write early (x86-TSO n7)", "rfi-po+po"},
    {"n5", "WRs Fre WRs Fre", "each thread reads the other's write over its own", "pos+pos"},
    {"iwp2.1", "WW Rfe RR Fre", "loads and stores keep their orders (as MP)", "po+po"},
    {"iwp2.2", "RW Rfe RW Rfe", "stores do not overtake earlier loads (as LB)", "po+po"},
    {"iwp2.3.a", "WR Fre WR Fre", "loads may overtake earlier stores (as SB)", "po+po"},
    {"iwp2.3.b", "WRs Fre", "but not those to the same location", "pos"},
    {"iwp2.4", "WR Fre WR Fre", "the own store is seen early (as SB+rfi-pos)", "rfi-po+rfi-po"},
    {"iwp2.5", "Rfe RW Rfe RR Fre", "stores are seen in a causal order (as WRC)", "po+po"},
    {"iwp2.6", "Rfe RR Fre Rfe RR Fre", "stores are seen in one order (as IRIW)", "po+po"},
    {"iwp2.7", "Rfe RR Fre Rfe RR Fre", "locked instructions are seen in one order", "po+po", "a-a-"},
    {"iwp2.8.a", "WR Fre WR Fre", "loads do not overtake earlier locked instructions", "po+po", "aa"},
    {"iwp2.8.b", "WW Rfe RR Fre", "stores do not overtake earlier locked instructions", "po+po", "a-"},
    {"PPOCA", "WW Rfe RR Fre", "a speculative write is forwarded to a dependent read", "*+ctrl-rfi-addr"},
    {"PPOAA", "WW Rfe RR Fre", "a write to a dependent address is forwarded to a dependent read", "*+addr-rfi-addr"},
    {"RSW", "WW Rfe RR Fre", "two reads from the same write between dependencies", "*+addr-pos-addr"},
    // atomicity: between what an update reads and what it writes, nobody writes
    {"RMW", "Fre Coe", "a store comes between the two halves of an atomic update", {}, "a-"},
    {"RMW2", "Fre Coe", "two atomic updates find the same value: one is lost", {}, "aa"},
    {"LLSC", "Fre Coe", "a store-conditional succeeds though a store came between", {}, "l-"},
    {"LLSC2", "Fre Coe", "two store-conditionals succeed on the same value", {}, "ll"},
    // accesses of different sizes, or to parts of one location (Flur, Sarkar, Pulte, Nienhuis,
    // Maranget, Gray, Sezgin, Batty, Sewell, "Mixed-size Concurrency", POPL 2017)
    sized("CoRR.parts", "Rfe RRs Fre", "the upper half of a write is seen, the lower half not", "q0 w4 w0"),
    sized("CoRR.widen", "Rfe RRs Fre", "a write of a half is seen, the whole read later lacks it", "w0 w0 q0"),
    sized("CoRR.narrow", "Rfe RRs Fre", "the whole has a write of a half, the half read later lacks it", "w0 q0 w0"),
    sized("CoWR.widen", "Coe WRs Fre", "the whole lacks the own half for one that was overwritten", "w0 w0 q0"),
    sized("CoWW.parts", "WWs Rfe Fre", "one read sees the second half written, not the first", "w0 w4 q0"),
    sized("MP.parts", "WWs Rfe RRs Fre", "message passing, data and flag being halves of one location", "w0 w4 w4 w0"),
    sized("SB.parts", "WRs Fre WRs Fre", "each writes its half, reads the whole and lacks the other's", "w0 q0 w4 q0"),
    {"SB.forward",
     "WR Fre WR Fre",
     "the own half is read early as a part of the whole",
     "rfi-po+rfi-po",
     {},
     "w0 q0 w0 q0"},
    sized("CoWW.whole", "WWs Coe Coe", "a write of the whole overwrites the second half, not the first", "w0 w4 q0"),
    sized("IRIW.parts", "Rfe RRs Fre Rfe RRs Fre", "two readers see two halves in opposite orders",
          "w0 w0 w4 w4 w4 w0"),
    sized("IRIW.whole", "Rfe Fre Rfe Fre", "two reads of the whole disagree which half came first", "w0 q0 w4 q0"),
    sized("RMW.narrow", "Fre Coe", "a store of a half comes between the halves of an update of the whole", "q0 w0",
          "a-"),
    sized("RMW.widen", "Fre Coe", "a store of the whole comes between the halves of an update of a half", "w0 q0",
          "a-"),
    sized("RMW2.parts", "Fre Coe", "an update of the whole and one of a half find the same value", "q0 w0", "aa"),
    sized("LLSC.narrow", "Fre Coe", "a store-conditional of the whole succeeds over a store of a half", "q0 w0", "l-"),
    sized("LLSC.widen", "Fre Coe", "a store-conditional of a half succeeds over a store of the whole", "w0 q0", "l-"),
};

bool communicates(std::string_view token) { return token.size() == 3 && token.back() == 'e'; }

}  // namespace

std::span<const Shape> shapes() { return kShapes; }

const Shape* find_shape(std::string_view name) {
  const auto it = std::find_if(std::begin(kShapes), std::end(kShapes), [&](const Shape& s) { return s.name == name; });
  return it == std::end(kShapes) ? nullptr : it;
}

int slots(const Shape& shape) {
  const auto tokens = split(shape.cycle, ' ');
  return static_cast<int>(
      std::count_if(tokens.begin(), tokens.end(), [](std::string_view t) { return !communicates(t); }));
}

bool is_open(const Shape& shape) { return shape.edges.empty() && shape.first.empty(); }

int threads(const Shape& shape) {
  const auto tokens = split(shape.cycle, ' ');
  return static_cast<int>(std::count_if(tokens.begin(), tokens.end(), communicates));
}

}  // namespace fenceline::models
