// What is read of cat, what it means, and how errors are told.
#include <models/interpreter/cat_model.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>
#include <base/error.h>

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace fenceline::models {
namespace {

Verdict judged(const std::string& text, const char* test = "SB", Isa isa = Isa::x86_64) {
  return judge(make_test(test, isa), parse_cat(text, "my.cat")).verdict;
}

// Each holds of every execution of SB, and its contrary of none.
TEST(Cat, SaysWhatItMeans) {
  for (const char* check : {
           // Sets and relations.
           "empty 0",
           "empty {}",
           "empty emptyset",
           "empty W & R",
           "empty M \\ (W | R)",
           "empty _ \\ (M | F)",
           "empty ~_",
           "empty ~(W | R) & M",
           "empty IW \\ W",
           "empty (W \\ IW) & IW",
           "empty po & (_ * IW)",
           "empty po \\ (_ * _)",
           "empty [W] \\ id",
           "empty (po; [R]) \\ (po & (_ * R))",
           "empty po^-1 \\ (int \\ id)",
           "empty (po | po^-1) \\ int",
           "empty po? \\ (po | id)",
           "empty po* \\ po?",
           "empty po+ \\ po",
           "empty po \\ po+",
           "empty (po; po)",
           "empty id \\ po*",
           "empty rf \\ (W * R)",
           "empty (domain rf) \\ W",
           "empty (range rf) \\ R",
           "empty R \\ range rf",
           "empty int & ext",
           "empty (M * M) \\ (int | ext | (IW * IW))",
           "empty rfe \\ (rf & ext)",
           "empty (rf^-1; co) \\ fr",
           "empty fr \\ (rf^-1; co)",
           "empty co \\ loc",
           "empty co0 \\ co",
           "empty (co; [FW]) \\ co",
           "empty FW \\ W",
           "empty (W * FW) & loc & (co^-1)",
           "acyclic co | po-loc",
           "irreflexive po",
           "empty W * R & id",
           "empty fencerel(MFENCE)",
           "empty classes-loc(0 ; W)",
           // Precedences: the union last, then sequence, difference, intersection.
           "empty (0; po | po) \\ po",
           "empty po \\ po | po & 0",
           "empty (po ; po \\ po)",
           "empty po & 0 ; po",
           "empty ~M & M",
           "empty W * W & id \\ id",
           // Definitions.
           "let f x = x & W empty f R",
           "let f (x, y) = x \\ y empty f (W, M)",
           "let f = fun x -> x \\ M empty f W",
           "let f x = fun y -> x & y empty f W R",
           "let (a, b) = (W, R) empty a & b",
           "let a, b = (W, R) empty a & b",
           "let a = W and b = R empty a & b",
           "let a = W let a = a & R empty a",
           "let r = let s = po in s \\ po empty r",
           "let rec r = po | r; r empty r \\ po+",
           "let rec a = po | (b; po) and b = rf | a empty po \\ a",
           "let rec f x = x empty f W \\ W",
           "let rec a = 0 | a; po empty a",
           "let _ = W empty 0",
           "let x' = 0 empty x'",
           "let ev = map (fun e -> {e}) W let n = match ev with || {} -> W || x ++ rest -> {} end empty n",
           "let count = let rec go s = match s with {} -> 0 || e ++ rest -> go rest end in go empty count M",
           "let half = match W with {} -> W || below | e ++ above -> below & above end empty half",
           "let rel = match po with {} -> id || p ++ rest -> (p ++ rest) \\ po end empty rel",
           "let r = try nonsense with 0 empty r",
           "let r = try (W & po) with 0 empty r",
           "let r = if W = W then 0 else po empty r",
           "let r = if W subset R then po else 0 empty r",
           "let r = if {} = emptyset then 0 else po empty r",
           "let r = if 'a in {'a, 'b} then 0 else po empty r",
           "let r = if \"vmsa\" then po else 0 empty r",
           "let r = if not \"vmsa\" && not \"self\" then 0 else po empty r",
           "let r = if (not \"a\" || \"b\") then 0 else po empty r",
           "if \"vmsa\" empty po else empty 0 end",
           "enum color = 'red || 'green let f c = match c with 'red -> 0 || _ -> po end empty f 'red",
           "enum color = || 'red || 'green empty color \\ {'red, 'green}",
           "enum color = 'red || 'green forall c in color do empty (match c with _ -> 0 end) end",
           "procedure p (a, b) = empty a \\ b end call p (W, M)",
           "procedure p x = empty x \\ M end call p W as name",
           "call subseteq (W, M)",
           "call total (co | id, W & IW & emptyset)",
           "match 'a with 'a -> empty 0 || 'b -> empty po end",
           "show po show po, rf as x unshow x empty 0",
           "empty (* a (* nested *) comment *) 0 // and\n# others",
           "empty toid(W) \\ [W]",
           "empty begin 0 end",
           "instructions R[{'once, 'acquire}] empty 0",
           "debug po empty 0",
           // Choices.
           "with co from generate_cos(co0) empty co \\ loc",
           "with x from {0, po} empty x",
           "with o from linearisations(R, 0) empty (R * R) \\ (o | o^-1 | id)",
           "with o from linearisations(R, 0) empty (o; o)",
           "with o from cross({{0}, {0, po}}) empty o",
           "with o from generate_orders(R, 0) acyclic o",
           // Relations between classes of events.
           "let by-location = classes-loc(M) let l = lift(by-location, po) empty delift l \\ (M * M)",
           "let l = lift(classes-loc(M), rf) empty l \\ loc",
           "let l = lift(classes-loc(W), co) empty loc & (W * W) \\ l",
           "let l = lift(classes-loc(M), po) empty deliftinter(loc, l)",
           "with o from linearisations(classes-loc(W), 0) empty (W * W) \\ (loc | o | o^-1)",
           "with o from linearisations(classes-loc(W), 0) empty delift o & loc",
       }) {
    EXPECT_EQ(judged(check), Verdict::kAllowed) << check;
  }
  for (const char* check : {"~empty 0", "empty po", "~acyclic po", "acyclic id", "irreflexive id", "~irreflexive po",
                            "empty W", "with x from {} empty 0", "with x from {po, rf} empty x",
                            "forall c in {'a, 'b} do empty (match c with 'a -> 0 || _ -> po end) end"})
    EXPECT_EQ(judged(check), Verdict::kForbidden) << check;
}

TEST(Cat, ErrorsSayWhere) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"empty", "my.cat:1:6: a set or a relation is expected, not the end of the text"},
      {"let x = po\nempty y", "my.cat:2:7: there is no 'y'"},
      {"empty W & po", "my.cat:1:7: a set of events and a relation are put together"},
      {"empty W ; po", "my.cat:1:7: a relation is expected, not a set of events"},
      {"empty [po]", "my.cat:1:8: a set of events is expected, not a relation"},
      {"empty po $", "my.cat:1:10: '$' begins no word of the cat language"},
      {"(* open", "my.cat:1:1: a comment without its end: '*)' is missing"},
      {"empty \"a", "my.cat:1:7: a string without its end: '\"' is missing"},
      {"include \"a\nb\"", "my.cat:1:9: a string without its end: '\"' is missing"},
      {"include \"none.cat\"",
       "my.cat:1:1: there is no 'none.cat' beside this file: --cat-dir=FOLDER, or "
       "FENCELINE_CAT_DIR, says where else to look"},
      {"let f (a, b) = a empty f W", "my.cat:1:26: a tuple of 2 is expected, not a set of events"},
      {"empty ctrlcfence(W)", "my.cat:1:17: a tuple of 2 is expected, not a set of events"},
      {"procedure rec p () = empty 0 end",
       "my.cat:1:11: a procedure that calls itself: not read here; a function by 'let rec' may do"},
      {"empty po W", "my.cat:1:10: a function is expected, not a relation"},
      {"let rec f x = f x empty f W",
       "my.cat:1:17: this calls itself too deeply: more than 700 expressions within"
       " each other"},
      {"empty match 'c with 'a -> 0 end", "my.cat:1:7: there is no clause for 'c"},
      {"call nothing (W)", "my.cat:1:1: there is no procedure 'nothing'"},
      {"let x = 0 in in", "my.cat:1:14: a definition or a check is expected, not 'in'"},
      {"empty fail W", "my.cat:1:12: the text says 'fail'"},
      {"let x y", "my.cat:1:8: '=' is expected, not the end of the text"},
      {"show", "my.cat:1:5: a set or a relation is expected, not the end of the text"},
      {"match 'a with 'a -> empty 0", "my.cat:1:28: a definition or a check is expected, not the end of the text"},
      {"let x = ~~~", "my.cat:1:12: a set or a relation is expected, not the end of the text"},
  };
  for (const auto& [text, message] : kWrong) {
    std::string told;
    try {
      judged(std::string("X86_64 \"mine\" ") + "" + text);
    } catch (const InputError& e) {
      told = e.what();
    }
    // The title stands before it on the first line.
    std::string wanted = message;
    if (const std::size_t at = wanted.find(":1:"); at != std::string::npos) {
      const std::size_t end = wanted.find(':', at + 3);
      wanted = wanted.substr(0, at + 3) + std::to_string(std::stoi(wanted.substr(at + 3, end - at - 3)) + 14) +
               wanted.substr(end);
    }
    EXPECT_EQ(told, wanted) << text;
  }
}

TEST(Cat, ATextOfNoInstructionSetHereSaysWhy) {
  const auto told = [](const char* text) -> std::string {
    try {
      parse_cat(text, "my.cat");
    } catch (const InputError& e) {
      return e.what();
    }
    return "nothing";
  };
  EXPECT_EQ(told("BPF \"mine\" empty SC"),
            "my.cat:1:1: BPF is not covered: there is no model of the kernel's virtual machine here");
  // x86's text would end at the first line, Power's comes to the last.
  EXPECT_EQ(told("empty fencerel(LWSYNC)\nempty ctrlcfence(ctrl, ISYNC)\nempty po & DMB"),
            "my.cat:3:12: there is no 'DMB'");
  // Others lack the name, but x86 has it: what is wrong is what is done with it.
  EXPECT_EQ(told("acyclic MFENCE"), "my.cat:1:1: a relation is expected, not a set of events");
}

TEST(Cat, WhatIsFlaggedIsTold) {
  const LitmusTest test = make_test("SB", Isa::x86_64);
  const Judgement j = judge(test, parse_cat("flag ~empty fr as reads-before flag ~empty emptyset as never", "my.cat"));
  EXPECT_EQ(j.verdict, Verdict::kAllowed);
  ASSERT_EQ(j.flags.size(), 1u);
  EXPECT_EQ(j.flags.begin()->first, "reads-before");
  EXPECT_EQ(j.flags.begin()->second, "R y=0 of P0 and W y=1 of P1");
  EXPECT_THROW(judge(test, parse_cat("assert empty rf as no-reads", "my.cat")), Unsupported);
}

TEST(Cat, RacesAreUndefined) {
  const char* text = "C \"mine\" undefined_unless empty ((W * M) & loc & ext) \\ (IW * M) as race";
  EXPECT_EQ(judge(make_test("SB", Isa::cxx), parse_cat(text, "my.cat")).verdict, Verdict::kUndefined);
}

// Definitions are clauses: an explanation names them, and one can be left out.
TEST(Cat, ExplanationsNameDefinitions) {
  const Model tso = parse_cat(
      "X86_64 \"mine\" acyclic po-loc | rf | co | fr as coherent let kept = (po & (M * M)) \\ (W * R) let fenced = "
      "fencerel(MFENCE) let all = kept | fenced acyclic all | rfe | co | fr as tso",
      "my.cat");
  const LitmusTest fenced = make_test("SB+mfences", Isa::x86_64);
  const Judgement j = judge(fenced, tso, {.explain = true});
  ASSERT_EQ(j.verdict, Verdict::kForbidden);
  EXPECT_EQ(j.explanation->violation.axiom, "tso");
  std::string labels;
  for (const auto& step : j.explanation->violation.cycle) labels += step.label + ";";
  EXPECT_EQ(labels, "fenced;;fenced;;");
  EXPECT_EQ(judge(fenced, tso, {.without = "fenced"}).verdict, Verdict::kAllowed);
  EXPECT_EQ(judge(fenced, tso, {.without = "tso"}).verdict, Verdict::kAllowed);
  EXPECT_EQ(judge(fenced, tso, {.without = "kept"}).verdict, Verdict::kForbidden);
}

// The search leaves out incoherent executions only where the text forbids them.
TEST(Cat, CoherenceIsTheTexts) {
  const Model none = parse_cat("empty 0", "my.cat"), coherent = parse_cat("acyclic po-loc | rf | co | fr", "my.cat");
  EXPECT_FALSE(none.coherent({}));
  EXPECT_FALSE(coherent.coherent({}));  // updates may be torn
  const Model atomic = parse_cat("acyclic po-loc | rf | co | fr as c empty rmw & (fre; coe) as a", "my.cat");
  EXPECT_TRUE(atomic.coherent({}));
  EXPECT_FALSE(atomic.coherent("c"));
  EXPECT_FALSE(atomic.coherent("a"));
  EXPECT_EQ(judge(make_test("CoRR", Isa::x86_64), none).verdict, Verdict::kAllowed);
  EXPECT_EQ(judge(make_test("CoRR", Isa::x86_64), coherent).verdict, Verdict::kForbidden);
}

// Whatever a text is, it is read, or what is wrong with it is told in one line.
TEST(Cat, AnyTextIsReadOrRefused) {
  std::vector<std::string> words = {"let",
                                    "rec",
                                    "=",
                                    "po",
                                    "rf",
                                    "co",
                                    "W",
                                    "R",
                                    "|",
                                    "&",
                                    ";",
                                    "\\",
                                    "~",
                                    "+",
                                    "*",
                                    "?",
                                    "^-1",
                                    "(",
                                    ")",
                                    "[",
                                    "]",
                                    "{",
                                    "}",
                                    "0",
                                    "_",
                                    "x",
                                    "f",
                                    "fun",
                                    "->",
                                    "match",
                                    "with",
                                    "||",
                                    "++",
                                    "end",
                                    "try",
                                    "if",
                                    "then",
                                    "else",
                                    "in",
                                    "subset",
                                    "'a",
                                    "\"v\"",
                                    "empty",
                                    "acyclic",
                                    "irreflexive",
                                    "flag",
                                    "as",
                                    "and",
                                    "procedure",
                                    "call",
                                    "forall",
                                    "do",
                                    "from",
                                    "enum",
                                    ",",
                                    "\n",
                                    "domain",
                                    "linearisations",
                                    "generate_cos",
                                    "show"};
  std::ifstream in(std::string(FENCELINE_SOURCE) + "/models/cat/alpha.cat");
  std::stringstream whole;
  whole << in.rdbuf();
  std::mt19937 random(7);
  int read = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string text;
    if (round % 2 == 0) {
      text = whole.str();
      for (int change = 0; change < 3; ++change) {
        const std::size_t at = random() % text.size();
        if (random() % 2 == 0)
          text.erase(at, random() % 8);
        else
          text.insert(at, " " + words[random() % words.size()] + " ");
      }
    } else {
      for (int word = 0; word < 14; ++word) text += words[random() % words.size()] + " ";
    }
    try {
      parse_cat(text, "my.cat");
      ++read;
    } catch (const InputError& e) {
      EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos) << e.what();
    } catch (const Unsupported&) {
    }
  }
  EXPECT_GT(read, 0);
  const std::string deep(100000, '(');
  EXPECT_THROW(parse_cat("empty " + deep, "my.cat"), InputError);
  EXPECT_THROW(parse_cat("empty " + std::string(100000, '~'), "my.cat"), InputError);
}

}  // namespace
}  // namespace fenceline::models
