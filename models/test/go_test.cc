// Go: the reader of tests, and what statements mean.
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>

#include <gtest/gtest.h>

#include <set>

namespace fenceline::models {
namespace {

const Model& go = *find_model("go");

std::string refusal(const std::string& text) {
  try {
    parse_litmus("Go T\n" + text + "\nexists (true)\n");
  } catch (const LitmusError& e) {
    return std::string(e.what()).substr(7);  // "<text>:"
  }
  return "read";
}
std::string refused(const std::string& statement) {
  const std::string message =
      refusal("var x, y int\nvar b bool\nvar c = make(chan int)\nvar mu sync.Mutex\nfunc P0() {\n" + statement + "\n}");
  return message.starts_with("7: ") ? message.substr(3) : message;
}

// Final states of code that one goroutine executes alone.
std::string outcome(const std::string& body, const std::string& observed) {
  const LitmusTest test = parse_litmus(
      "Go T\nvar x, y int\nvar w int8\nvar p *int\nvar s [2]int\nvar n atomic.Int32\n"
      "var c = make(chan int, 3)\nvar wg sync.WaitGroup\nvar o sync.Once\n"
      "func P0() {\n" +
      body + "\n}\nlocations [" + observed + "]\nexists (true)\n");
  EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  std::string out;
  for (const State& s : judge(test, go).states) out += (out.empty() ? "" : " | ") + to_string(test, s);
  return out;
}

TEST(GoReader, Arithmetic) {
  EXPECT_EQ(outcome("r0 := 2 + 3*4 - (1 << 2); y = r0", "y;"), "y=10");
  EXPECT_EQ(outcome("r0 := 6&3 | 8^1; y = r0 &^ 1", "y;"), "y=10");
  EXPECT_EQ(outcome("x = 7; x += 2; x--; y = -x", "y;"), "y=-8");
  EXPECT_EQ(outcome("r0 := x == 0; r1 := !r0; if r0 || r1 { y = 3 }", "y;"), "y=3");
  EXPECT_EQ(outcome("w = 127; w++; y = 1", "w; y;"), "w=-128; y=1");
}

TEST(GoReader, ControlFlow) {
  EXPECT_EQ(outcome("for i := 0; i < 4; i++ {\nif i == 1 {\ncontinue\n}\nif i == 3 {\nbreak\n}\ny += i\n}", "y;"),
            "y=2");
  EXPECT_EQ(outcome("if x == 1 {\ny = 1\n} else if x == 0 {\ny = 2\n} else {\ny = 3\n}", "y;"), "y=2");
  EXPECT_EQ(outcome("func() {\ndefer wg.Done()\nwg.Add(1)\ny = 1\nreturn\n}()\nwg.Wait()\nx = 1", "x; y;"), "x=1; y=1");
  EXPECT_EQ(outcome("o.Do(func() { x++ }); o.Do(func() { x++ })", "x;"), "x=1");
}

TEST(GoReader, PointersAndValuesOfTwoWords) {
  EXPECT_EQ(outcome("p = &x\n*p = 5\nr0 := *p\ny = r0", "x; y;"), "x=5; y=5");
  EXPECT_EQ(outcome("s = [2]int{3, 4}\ns[0]++\nr := s\ny = r[0] + r[1]", "y;"), "y=8");
}

TEST(GoReader, AtomicOperationsReturnWhatTheirDocumentationSays) {
  EXPECT_EQ(outcome("n.Store(6)\nr0 := n.Add(1)\nr1 := n.Swap(12)\nr2 := n.And(5)\nr3 := n.Or(3)\nr4 := n.Load()",
                    "0:r0; 0:r1; 0:r2; 0:r3; 0:r4;"),
            "0:r0=7; 0:r1=7; 0:r2=12; 0:r3=4; 0:r4=7");
  EXPECT_EQ(outcome("r0 := n.CompareAndSwap(1, 2)\nr1 := n.CompareAndSwap(0, 2)", "0:r0; 0:r1; n;"),
            "0:r0=0; 0:r1=1; n=2");
}

TEST(GoReader, ChannelsHoldWhatWasSent) {
  EXPECT_EQ(outcome("c <- 5\nc <- 6\nclose(c)\nr0 := <-c\nfor v := range c {\ny += v\n}\nv1, ok := <-c",
                    "y; 0:r0; 0:v1; 0:ok;"),
            "0:ok=0; 0:r0=5; 0:v1=0; y=6");
}

// What waits, waits; what the program stops with is told.
TEST(Go, StopsAreTold) {
  const auto notes = [](const std::string& body) {
    return notes_text(
        judge(parse_litmus("Go T\nvar c = make(chan int)\nvar mu sync.Mutex\nvar l sync.RWMutex\n"
                           "var wg sync.WaitGroup\nvar o sync.Once\nvar p *int\nvar x int\nfunc main() {\n" +
                           body + "\n}\nexists (true)\n"),
              go));
  };
  EXPECT_EQ(notes("<-c"), "deadlock");
  EXPECT_EQ(notes("c <- 1"), "deadlock");
  EXPECT_EQ(notes("mu.Lock(); mu.Lock()"), "deadlock");
  EXPECT_EQ(notes("l.RLock(); l.Lock()"), "deadlock");
  EXPECT_EQ(notes("l.RLock(); l.RLock()"), "");
  EXPECT_EQ(notes("wg.Add(1); wg.Wait()"), "deadlock");
  EXPECT_EQ(notes("o.Do(func() { o.Do(func() {}) })"), "deadlock");
  EXPECT_EQ(notes("select {}"), "deadlock");
  EXPECT_EQ(notes("close(c); close(c)"), "panic: close of closed channel in P0");
  EXPECT_EQ(notes("close(c); c <- 1"), "panic: send on closed channel in P0");
  EXPECT_EQ(notes("mu.Unlock()"), "panic: unlock of unlocked mutex in P0");
  EXPECT_EQ(notes("l.Lock(); l.RUnlock()"), "panic: RUnlock of unlocked RWMutex in P0");
  EXPECT_EQ(notes("wg.Done()"), "panic: negative WaitGroup counter in P0");
  EXPECT_EQ(notes("r0 := *p"), "panic: nil pointer dereference in P0");
  EXPECT_EQ(notes("go func() { x = 1 }()\nx = 2"), "data race between W x=2 of P0 and W x=1 of P1");
}

TEST(Go, OtherModelsOfLanguagesDoNotJudgeIt) {
  const LitmusTest test = make_test("MP+send+recv", Isa::go);
  EXPECT_FALSE(judges(*find_model("cxx20"), Isa::go));
  EXPECT_FALSE(judges(go, Isa::cxx));
  EXPECT_EQ(judge(test, go).verdict, Verdict::kForbidden);
  EXPECT_EQ(judge(test, *find_model("sc")).verdict, Verdict::kForbidden);
}

TEST(Go, GeneratedTests) {
  const auto verdict = [](const char* name) { return to_string(judge(make_test(name, Isa::go), go).verdict); };
  EXPECT_EQ(verdict("MP"), "Allowed");
  EXPECT_EQ(verdict("MP+poatat+poatat"), "Forbidden");
  EXPECT_EQ(verdict("MP+ponaat+poatna"), "Forbidden");
  EXPECT_EQ(verdict("MP+locks"), "Forbidden");
  EXPECT_EQ(verdict("MP+send+recv"), "Forbidden");
  EXPECT_EQ(verdict("MP+close+recv"), "Forbidden");
  EXPECT_EQ(verdict("SB+onces"), "Forbidden");
  EXPECT_EQ(verdict("SB+poatats"), "Forbidden");
  EXPECT_EQ(verdict("LB"), "Allowed");
  EXPECT_EQ(verdict("LB+datas"), "Forbidden");
  EXPECT_EQ(verdict("CoRR"), "Allowed");
}

TEST(GoReader, RefusesByName) {
  EXPECT_EQ(refused("select {\ncase <-c:\n}"),
            "8: select with cases is not modelled: only 'select {}', which waits for ever, is read");
  EXPECT_EQ(refused("switch x {\n}"), "switch is not read: write if");
  EXPECT_EQ(refused("r0 := len(c)"), "len is not modelled");
  EXPECT_EQ(refused("mu.RLock()"), "no method RLock of a sync.Mutex is modelled");
  EXPECT_EQ(refused("r0 := \"a\""),
            "strings and runes are not read: a string is two words, a pointer and a length; write [2]int");
  EXPECT_EQ(refused("r0 := x + <-c"), "Go leaves the order of these accesses open: make them statements of their own");
  EXPECT_EQ(refused("if b && x == 1 {\n}"), "an access behind && is not read: write an if");
  EXPECT_EQ(refused("z = 1"), "no variable 'z'; goroutines share those alone that are declared outside of functions");
  EXPECT_EQ(refused("x = b"), "a value of type bool where int is wanted");
  EXPECT_EQ(refused("x, y = 1, 2"), "of several values at once only 'v, ok := <-c' is read");
  EXPECT_EQ(refused("for {\ngo func() {}()\n}"),
            "8: a go statement in a loop is not read: write one for each goroutine");
  EXPECT_EQ(refused("f()"), "no function 'f'");
  EXPECT_EQ(refused("go f(1)"), "arguments are not read: goroutines share variables");
  EXPECT_EQ(refused("r0 := 1\nif b {\nr0 := 2\n}"), "9: r0 is declared already: hiding it is not read");
  EXPECT_EQ(refusal("var c sync.Cond\nfunc main() {}"), "2: sync.Cond is not modelled");
  EXPECT_EQ(refusal("var c context.Context\nfunc main() {}"),
            "2: context.Context is not modelled: what its channel does, a channel does");
  EXPECT_EQ(refusal("var s string\nfunc main() {}"), "2: string is two words, a pointer and a length: write [2]int");
  EXPECT_EQ(refusal("var c chan int\nfunc main() {}"), "2: c is nil, and all that it does is wait: make the channel");
  EXPECT_EQ(refusal("var i in32\nfunc main() {}"), "2: unknown type 'in32'; nearest: int32, int, int8");
  EXPECT_EQ(refusal("func f() { f() }\nfunc main() { f() }"), "2: calls nest more than 20 deep: recursion is not read");
  EXPECT_EQ(refusal("func f() { go f() }\nfunc main() { go f() }"),
            "2: more than 16 goroutines: is one started by itself?");
  EXPECT_EQ(refusal("func f(x int) {}\nfunc main() {}"),
            "2: parameters are not read: functions share the variables that are declared outside of them");
  EXPECT_EQ(refusal("{ x=1; }\nvar x int\nfunc main() {}"), "2: initial values stand in the code: var x int = 1");
}

}  // namespace
}  // namespace fenceline::models
