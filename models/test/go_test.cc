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
  return refusal(
      "var x, y int\nvar b bool\nvar c = make(chan int); var v atomic.Value\nvar mu sync.Mutex\nfunc P0() {\n" +
      statement + "\n}");
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

TEST(GoReader, FunctionsTakeAndReturnValues) {
  const auto with = [](const std::string& functions, const std::string& body, const std::string& observed) {
    const LitmusTest test =
        parse_litmus("Go T\nvar x, y int\nvar o = sync.OnceValue(one)\nvar of = sync.OnceFunc(inc)\n" + functions +
                     "\nfunc one() int { x++; return 7 }\nfunc inc() { x++ }\n" + "func P0() {\n" + body +
                     "\n}\nlocations [" + observed + "]\nexists (true)\n");
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
    const auto states = judge(test, go).states;
    return states.size() == 1 ? to_string(test, states[0]) : std::to_string(states.size()) + " states";
  };
  const std::string sum = "func sum(a, b int) int {\nif a == 0 {\nreturn b\n}\nr0 := a + b\nreturn r0\n}";
  EXPECT_EQ(with(sum, "r0 := sum(2, 3)\ny = sum(r0, 4)\nx = 2*r0 + 1", "0:r0; x; y;"), "0:r0=5; x=11; y=9");
  EXPECT_EQ(with(sum, "for i := 0; sum(i, 1) < 3; i++ {\ny += i\n}", "y;"), "y=1");
  EXPECT_EQ(with(sum, "if r1 := 4; sum(r1*2, 1) == 9 {\ny = 5\n}", "y;"), "y=5");
  EXPECT_EQ(
      with("func two(p *int) (int, bool) {\n*p = 3\nreturn *p, true\n}", "r0, r1 := two(&x)\ny = r0", "0:r1; x; y;"),
      "0:r1=1; x=3; y=3");
  EXPECT_EQ(with("", "r0 := func(a int) int { return a * 2 }(4)\ny = r0", "y;"), "y=8");
  EXPECT_EQ(with("", "r0 := o()\nr1 := o()\nof()\nof()\nif o() == 7 {\ny = 1\n}", "x; y; 0:r0; 0:r1;"),
            "0:r0=7; 0:r1=7; x=2; y=1");
  EXPECT_EQ(with("", "r0 := 1\nif x == 0 {\nr0 := 2\ny = r0\n}", "y; 0:r0;"), "0:r0=1; y=2");
}

TEST(GoReader, Structures) {
  const auto with = [](const std::string& body, const std::string& observed) {
    const LitmusTest test = parse_litmus(
        "Go T\ntype T struct {\n\ta, b int32\n\tnext *int\n}\nvar x, y int\nvar s, t T\nvar p *T\n"
        "func P0() {\n" +
        body + "\n}\nlocations [" + observed + "]\nexists (true)\n");
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
    const auto states = judge(test, go).states;
    return states.size() == 1 ? to_string(test, states[0]) : std::to_string(states.size()) + " states";
  };
  EXPECT_EQ(with("s = T{1, 2, &x}\nr := s\nr.b++\nt = r\n*t.next = 5", "t.a; t.b; x; 0:r.b;"),
            "0:r.b=3; t.a=1; t.b=3; x=5");
  EXPECT_EQ(with("p = &s\np.a = 4\nr := *p\np = new(T)\n*p = r\nx = 1\nif p.a == 4 {\ny = 2\n}", "s.a; y;"),
            "s.a=4; y=2");
  EXPECT_EQ(with("q := &s.b\n*q = 6\n", "s.b;"), "s.b=6");
}

TEST(GoReader, UnsignedNumbersAreToldAsSuch) {
  const auto with = [](const std::string& body) {
    const LitmusTest test =
        parse_litmus("Go T\nvar u uint64\nvar v uint32\nvar i int32\nvar n atomic.Uint64\nfunc P0() {\n" + body +
                     "\n}\nlocations [u; v; i; n; 0:r0;]\nexists (true)\n");
    return to_string(test, judge(test, go).states.at(0));
  };
  EXPECT_EQ(with("u--\nv--\ni--\nr0 := n.Add(^0)"),
            "0:r0=18446744073709551615; i=-1; n=18446744073709551615; u=18446744073709551615; v=0xffffffff");
}

TEST(GoReader, Selects) {
  EXPECT_EQ(outcome("select {\ncase c <- 4:\ny = 1\ndefault:\ny = 2\n}\nx = <-c", "x; y;"), "x=4; y=1");
  EXPECT_EQ(outcome("select {\ncase r0 := <-c:\ny = r0\ndefault:\ny = 2\n}", "y;"), "y=2");
  EXPECT_EQ(outcome("close(c)\nselect {\ncase r0, ok := <-c:\nif !ok {\ny = 3 + r0\n}\n}", "y;"), "y=3");
  EXPECT_EQ(
      outcome("c <- 1\nfor i := 0; i < 2; i++ {\nselect {\ncase <-c:\ncontinue\ndefault:\nbreak\n}\ny++\n}", "y;"),
      "y=1");
  EXPECT_EQ(outcome("c <- 1\nc <- 2\ny = len(c)*10 + cap(c)", "y;"), "y=23");
}

TEST(GoReader, Switches) {
  EXPECT_EQ(outcome("x = 2\nswitch x {\ncase 1, 3:\ny = 1\ncase 2:\ny = 2\ndefault:\ny = 3\n}", "y;"), "y=2");
  EXPECT_EQ(outcome("switch r0 := x; r0 {\ncase 1:\ny = 1\ndefault:\ny = 4\n}", "y;"), "y=4");
  EXPECT_EQ(
      outcome("switch {\ncase x == 1:\ny = 1\ncase x == 0, y == 5:\nif y == 0 {\nbreak\n}\ny = 2\n}\nx = 6", "x; y;"),
      "x=6; y=0");
  EXPECT_EQ(outcome("for i := 0; i < 3; i++ {\nswitch i {\ncase 1:\ncontinue\n}\ny += 1 + i\n}", "y;"), "y=4");
  EXPECT_EQ(
      outcome("r0 := func(a int) int {\nswitch a {\ncase 0:\nreturn 7\ndefault:\nreturn 8\n}\n}(0)\ny = r0", "y;"),
      "y=7");
}

TEST(GoReader, Labels) {
  EXPECT_EQ(
      outcome("c <- 1\nclose(c)\nall:\nfor {\nselect {\ncase _, ok := <-c:\nif !ok {\nbreak all\n}\n}\ny++\n}", "y;"),
      "y=1");
  EXPECT_EQ(outcome("out:\nfor i := range 3 {\nfor range 2 {\nif i == 1 {\ncontinue out\n}\ny++\n}\n}", "y;"), "y=4");
  EXPECT_EQ(refused("for {\nbreak out\n}"), "8:1: break out outside of what has that label");
}

TEST(GoReader, SeveralValuesAtOnce) {
  EXPECT_EQ(outcome("x, y = 1, 2\nx, y = y, x", "x; y;"), "x=2; y=1");
  EXPECT_EQ(outcome("a, b := 1, 2\na, b = b, a\nx = a*10 + b", "x;"), "x=21");
  EXPECT_EQ(outcome("var a, b int = 3, 4\nvar ok bool\nc <- 5\na, ok = <-c\nif ok {\nx = a + b\n}", "x;"), "x=9");
  EXPECT_EQ(outcome("c <- 5\nselect {\ncase x, _ = <-c:\n}", "x;"), "x=5");
  EXPECT_EQ(outcome("x, _ = func() (int, bool) { return 6, true }()", "x;"), "x=6");
}

TEST(GoReader, AtomicValues) {
  const auto with = [](const std::string& body, const std::string& observed) {
    const LitmusTest test = parse_litmus("Go T\nvar v atomic.Value\nvar x, y int\nfunc P0() {\n" + body +
                                         "\n}\nlocations [" + observed + "]\nexists (true)\n");
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
    const Judgement j = judge(test, go);
    return notes_text(j) + (j.states.size() == 1 ? to_string(test, j.states[0]) : "");
  };
  EXPECT_EQ(with("r0, ok := v.Load().(int)\nv.Store(3)\nr1, ok1 := v.Load().(int)\nr2 := v.Swap(4).(int)\nr3 := "
                 "v.Load().(int)",
                 "0:r0; 0:ok; 0:r1; 0:ok1; 0:r2; 0:r3;"),
            "0:ok=0; 0:ok1=1; 0:r0=0; 0:r1=3; 0:r2=3; 0:r3=4");
  EXPECT_EQ(with("r0 := v.CompareAndSwap(1, 2)\nr1 := v.CompareAndSwap(nil, 2)\nr2 := v.CompareAndSwap(2, 5)\n"
                 "r3 := v.Load().(int)",
                 "0:r0; 0:r1; 0:r2; 0:r3;"),
            "0:r0=0; 0:r1=1; 0:r2=1; 0:r3=5");
  EXPECT_EQ(with("r0 := v.Swap(4).(int)", "0:r0;"), "panic: interface conversion: interface is nil in P0");
  EXPECT_EQ(with("v.Swap(&x)\n*v.Load().(*int) = 4", "x;"), "x=4");
}

// A function that takes a lock, a channel or a structure; methods; what main declares; init.
TEST(GoReader, FunctionsShareWhatTheyAreGiven) {
  const auto with = [](const std::string& text, const std::string& observed) {
    const LitmusTest test = parse_litmus("Go T\n" + text + "\nlocations [" + observed + "]\nexists (true)\n");
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
    const Judgement j = judge(test, go);
    std::string out = notes_text(j);
    for (const State& s : j.states) out += (out.empty() ? "" : " | ") + to_string(test, s);
    return out;
  };
  EXPECT_EQ(with("package main\nimport (\n\"sync\"\n\"sync/atomic\"\n)\nconst one = 1\nvar x int\n"
                 "func add(wg *sync.WaitGroup, n *atomic.Int32) {\ndefer wg.Done()\nn.Add(one)\n}\n"
                 "var n atomic.Int32\nfunc main() {\nvar wg sync.WaitGroup\nwg.Add(2)\ngo add(&wg, &n)\ngo add(&wg, "
                 "&n)\nwg.Wait()\nr0 := n.Load()\n}",
                 "0:r0;"),
            "0:r0=2");
  EXPECT_EQ(with("package main\nimport \"sync\"\nimport \"sync/atomic\"\nvar x int\nfunc main() { r0 := x }", "0:r0;"),
            "0:r0=0");
  EXPECT_EQ(with("func send(c chan<- int, v int) { c <- v }\nfunc take(c <-chan int) int {\nr0 := <-c\nreturn r0\n}\n"
                 "func main() {\nc := make(chan int)\ngo send(c, 4)\nr0 := take(c)\n}",
                 "0:r0;"),
            "0:r0=4");
  EXPECT_EQ(with("type counter struct {\nmu sync.Mutex\nn int\n}\n"
                 "func (c *counter) add(by int) {\nc.mu.Lock()\ndefer c.mu.Unlock()\nc.n += by\n}\n"
                 "func (c *counter) get() int {\nc.mu.Lock()\ndefer c.mu.Unlock()\nreturn c.n\n}\n"
                 "var k counter\nfunc P0() {\nk.add(1)\n}\nfunc P1() {\np := &k\np.add(2)\nr0 := k.get()\n}",
                 "k.n; 1:r0;"),
            "1:r0=2; k.n=3 | 1:r0=3; k.n=3");
  EXPECT_EQ(with("var x, y int\nfunc init() { x = 3 }\nfunc init() { y = x }\nfunc main() { r0 := y }", "0:r0;"),
            "0:r0=3");
  EXPECT_EQ(with("var p *sync.Mutex\nfunc main() { p.Lock() }", ""), "panic: nil pointer dereference in P0");
}

TEST(GoReader, ALoopThatNeverEndsIsNamed) {
  const LitmusTest test = parse_litmus(
      "Go T\nvar c = make(chan int)\nfunc main() {\nfor {\nselect {\ncase <-c:\nreturn\ndefault:\n}\n}\n}\nexists "
      "(true)\n");
  try {
    judge(test, go);
    FAIL();
  } catch (const Unsupported& e) {
    EXPECT_STREQ(e.what(), "P0 cannot end within the bounds of the model: it loops on");
  }
}

TEST(GoReader, PointersAndValuesOfTwoWords) {
  EXPECT_EQ(outcome("p = &x\n*p = 5\nr0 := *p\ny = r0", "x; y;"), "x=5; y=5");
  EXPECT_EQ(outcome("s = [2]int{3, 4}\ns[0]++\nr := s\ny = r[0] + r[1]", "y;"), "y=8");
  EXPECT_EQ(outcome("q := [3]int32{3, 4, 5}\nr := q\nw = 2\ny = len(s)\nq[2]++", "y; 0:r[2]; 0:q[2];"),
            "0:q[2]=6; 0:r[2]=5; y=2");
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
  EXPECT_EQ(refused("select {\ncase x = 1:\n}"),
            "8:6: a case of a select sends or receives: case c <- v, case <-c, case v := <-c");
  EXPECT_EQ(refused("select {\ncase <-c:\ncase c <- 1:\n}"),
            "7:1: a select that sends to a channel and receives from it is not read");
  EXPECT_EQ(refused("switch {\ndefault:\ndefault:\n}"), "7:1: a switch has one default at most");
  EXPECT_EQ(refused("switch x {\ncase 1:\nfallthrough\n}"), "9:1: fallthrough is not read: write the statements twice");
  EXPECT_EQ(refused("r0 := len(x)"), "7:11: x is a int, no channel");
  EXPECT_EQ(refused("mu.RLock()"), "7:1: no method RLock of a sync.Mutex is modelled");
  EXPECT_EQ(refused("r0 := \"a\""),
            "7:7: strings and runes are not read: a string is two words, a pointer and a length; share a structure of "
            "these");
  EXPECT_EQ(refused("r0 := x + <-c"),
            "7:9: Go leaves the order of these accesses open: make them statements of their own");
  EXPECT_EQ(refused("if b && x == 1 {\n}"), "7:6: an access behind && is not read: write an if");
  EXPECT_EQ(refused("z = 1"),
            "7:1: no variable 'z'; goroutines share those alone that are declared outside of functions");
  EXPECT_EQ(refused("x = b"), "7:1: a value of type bool where int is wanted");
  EXPECT_EQ(refused("x, y = 1"),
            "7:1: '1' has no 2 values: v, ok := <-c, v, ok := x.Load().(T) and functions have several");
  EXPECT_EQ(refused("x, y = 1, 2, 3"), "7:15: 2 variables for 3 values");
  EXPECT_EQ(refused("v.Store(nil)"), "7:9: nil in an atomic.Value panics, and is not read");
  EXPECT_EQ(refused("v.Store(1)\nv.Store(b)"), "8:1: v holds a int: a bool panics, and is not read");
  EXPECT_EQ(refused("r0 := v.Load()"), "7:7: 'v.Load()' is read with its type: x.Load().(T), or v, ok := x.Load().(T)");
  EXPECT_EQ(refused("r0 := x.(int)"),
            "7:7: 'x.(int)' is not read: types are asserted of what an atomic.Value loads or swaps");
  EXPECT_EQ(refused("func(d <-chan int) { d <- 1 }(c)"), "7:22: d is a <-chan int, to which nothing is sent");
  EXPECT_EQ(refused("func(d chan<- int) { <-d }(c)"), "7:24: d is a chan<- int, from which nothing is received");
  EXPECT_EQ(refused("for {\ngo func() {}()\n}"),
            "8:4: a go statement in a loop is not read: write one for each goroutine");
  EXPECT_EQ(refused("f()"), "7:1: no function 'f'");
  EXPECT_EQ(refused("go func() {}(1)"), "7:4: the function takes 0 arguments, found 1");
  EXPECT_EQ(refused("r0 := 1\nr0 := 2"), "8:1: r0 is declared already");
  EXPECT_EQ(refused("runtime.SetFinalizer(x, nil)"),
            "7:1: runtime.SetFinalizer is not modelled: variables outside of functions are never finalized");
  EXPECT_EQ(refused("func() int { x = 1 }()"), "7:1: the function may end without a return");
  EXPECT_EQ(refused("r0 := func() int { return 1 }() + func() int { return 1 }()"),
            "7:1: more than one call of a function in a statement is not read: make each one of its own");
  EXPECT_EQ(refusal("var c sync.Cond\nfunc main() {}"),
            "2:5: sync.Cond is made by sync.NewCond: var c = sync.NewCond(&mu)");
  EXPECT_EQ(refusal("var c context.Context\nfunc main() {}"),
            "2:5: context.Context is not modelled: what its channel does, a channel does");
  EXPECT_EQ(refusal("var s string\nfunc main() {}"),
            "2:5: string is two words, a pointer and a length, which are read and written by themselves: share a "
            "structure of "
            "these");
  EXPECT_EQ(refusal("var s []int\nfunc main() {}"),
            "2:8: slices are not read: one is three words, a pointer, a length and a capacity; share an array, or a "
            "structure "
            "of these");
  EXPECT_EQ(
      refusal("var m map[int]int\nfunc main() {}"),
      "2:7: maps are not read: Go says of races on one only that memory may be corrupted; share a variable for each "
      "key");
  EXPECT_EQ(refusal("var m = make(map[int]int)\nfunc main() {}").substr(0, 23), "2:14: maps are not read");
  EXPECT_EQ(refusal("var m = map[int]int{}\nfunc main() {}").substr(0, 22), "2:9: maps are not read");
  EXPECT_EQ(refusal("type T struct { next *T }\nfunc main() {}"),
            "2:23: a type that has itself in it is not read: point to int");
  EXPECT_EQ(refusal("type T struct { a int }\nfunc (t T) f() {}\nfunc main() {}"),
            "3:10: a method is read of a pointer to a structure, found struct{a int}");
  EXPECT_EQ(refusal("func init() {}\nfunc P0() {}"), "2:1: init runs before main, which is not there");
  EXPECT_EQ(refusal("func main() { for {\nvar mu sync.Mutex\n} }"),
            "3:5: a sync.Mutex inside of a function is not read: declare it outside");
  EXPECT_EQ(refusal("var c chan int\nfunc main() {}"), "2:5: c is nil, and all that it does is wait: make the channel");
  EXPECT_EQ(refusal("var i in32\nfunc main() {}"), "2:5: unknown type 'in32'; nearest: int32, int, int8");
  EXPECT_EQ(refusal("func f() { f() }\nfunc main() { f() }"),
            "2:1: calls nest more than 20 deep: recursion is not read");
  EXPECT_EQ(refusal("func f() { go f() }\nfunc main() { go f() }"),
            "2:15: more than 16 goroutines: is one started by itself?");
  EXPECT_EQ(refusal("func main(x int) {}"), "2:1: main starts a goroutine, and has no parameters and results");
  EXPECT_EQ(refusal("{ x=1; }\nvar x int\nfunc main() {}"), "2: initial values stand in the code: var x int = 1");
}

}  // namespace
}  // namespace fenceline::models
