// Instructions of cat: definitions, checks, and what they are made of.
#include <models/interpreter/parser.h>

namespace fenceline::models::cat {
namespace {

constexpr int kDeepestInstruction = 50;  // instructions within each other

class Parser {
 public:
  explicit Parser(std::vector<Token> words) : c_(std::move(words)), e_(c_) {}

  Text run() {
    Text out;
    title(out);
    out.dependencies = c_.accept("catdep");
    while (c_.peek().kind != Token::kEnd) instruction(out.instructions);
    return out;
  }

 private:
  // ARCHITECTURE "title", or one of them, or none.
  void title(Text& out) {
    out.named = c_.where();
    if (c_.peek().kind == Token::kName) out.architecture = c_.take().text;
    if (c_.peek().kind == Token::kString || (!out.architecture.empty() && c_.peek().kind == Token::kName))
      out.title = c_.take().text;
    if (out.title.empty()) out.title = out.architecture;
  }

  bool begins_check() const {
    return c_.is_any({"acyclic", "irreflexive", "empty", "~", "flag", "undefined_unless", "assert"});
  }

  Check check(Check::Meaning meaning) {
    Check out;
    out.meaning = meaning;
    out.where = c_.where();
    const std::size_t begin = c_.position();
    out.negated = c_.accept("~");
    if (c_.accept("acyclic"))
      out.kind = Check::kAcyclic;
    else if (c_.accept("irreflexive"))
      out.kind = Check::kIrreflexive;
    else if (c_.accept("empty"))
      out.kind = Check::kEmpty;
    else
      c_.fail("'acyclic', 'irreflexive' or 'empty'");
    out.of = e_.expression();
    out.text = c_.text_from(begin);
    if (c_.accept("as")) out.name = c_.expect_name();
    return out;
  }

  Check::Meaning meaning() {
    if (c_.accept("flag")) return Check::kFlags;
    if (c_.accept("undefined_unless")) return Check::kUndefinedUnless;
    return c_.accept("assert") ? Check::kAsserts : Check::kForbids;
  }

  std::vector<Instruction> block(std::initializer_list<std::string_view> ends) {
    if (++depth_ > kDeepestInstruction) throw Wrong(c_.where(), "instructions are nested more than 50 deep");
    std::vector<Instruction> out;
    while (!c_.is_any(ends)) instruction(out);
    --depth_;
    return out;
  }

  // `show` and its like say what herd7 draws: they are read, and nothing comes of them.
  bool shown() {
    if (c_.accept("show")) {
      e_.base();
      while (c_.accept(",")) c_.expect_name();
      if (c_.accept("as")) c_.expect_name();
      return true;
    }
    if (c_.accept("unshow")) {
      do c_.expect_name();
      while (c_.accept(","));
      return true;
    }
    if (!c_.accept("debug")) return false;
    e_.expression();
    return true;
  }

  void instruction(std::vector<Instruction>& list) {
    if (shown()) return;
    Instruction out;
    out.where = c_.where();
    if (begins_check()) {
      out.kind = Instruction::kCheck;
      out.check = check(meaning());
    } else if (c_.accept("let")) {
      let(out);
    } else if (c_.accept("include")) {
      out.kind = Instruction::kInclude;
      out.name = c_.expect(Token::kString, "the name of a file in quotes");
    } else if (c_.accept("procedure")) {
      procedure(out);
    } else if (c_.accept("call")) {
      out.kind = Instruction::kCall;
      out.name = c_.expect_name();
      out.value = e_.simple();
      if (c_.accept("as")) c_.expect_name();
    } else if (c_.accept("enum")) {
      out.kind = Instruction::kEnum;
      out.name = c_.expect_name();
      c_.expect("=");
      c_.accept("||");
      do out.tags.push_back(c_.expect(Token::kTag, "a tag, as in 'once"));
      while (c_.accept("||"));
    } else if (c_.accept("forall")) {
      out.kind = Instruction::kForall;
      out.name = c_.expect_name();
      c_.expect("in");
      out.value = e_.expression();
      c_.expect("do");
      out.body = block({"end"});
      c_.expect("end");
    } else if (c_.accept("with")) {
      out.kind = Instruction::kWith;
      out.name = c_.expect_name();
      c_.expect("from");
      out.value = e_.expression();
    } else if (c_.accept("if")) {
      out.kind = Instruction::kIfVariant;
      out.variant = e_.variant();
      out.body = block({"else", "end"});
      if (c_.accept("else")) out.otherwise = block({"end"});
      c_.expect("end");
    } else if (c_.accept("match")) {
      match(out);
    } else if (c_.accept("instructions") || c_.accept("default")) {
      out.kind = Instruction::kEvents;
      out.name = c_.expect_name();
      c_.expect("[");
      if (!c_.is("]")) do
          add_words(*e_.base(), out.tags);
        while (c_.accept(","));
      c_.expect("]");
    } else {
      c_.fail("a definition or a check");
    }
    list.push_back(std::move(out));
  }

  // The tags, and names, that an expression is made of.
  static void add_words(const Expr& e, std::vector<std::string>& out) {
    if (e.kind == Expr::kTag || e.kind == Expr::kName) out.push_back(e.name);
    for (const ExprPtr& part : e.parts) add_words(*part, out);
  }

  void let(Instruction& out) {
    out.kind = c_.accept("rec") ? Instruction::kLetRec : Instruction::kLet;
    out.bindings = e_.bindings();
    if (out.kind == Instruction::kLetRec && c_.accept("when")) out.check = check(Check::kForbids);
    c_.accept("in");
  }

  void procedure(Instruction& out) {
    out.kind = Instruction::kProcedure;
    if (c_.is("rec"))
      throw Wrong(c_.where(), "a procedure that calls itself: not read here; a function by 'let rec' may do");
    out.name = c_.expect_name();
    out.pattern = e_.formals_or_one();
    c_.expect("=");
    out.body = block({"end"});
    c_.expect("end");
  }

  void match(Instruction& out) {
    out.kind = Instruction::kMatch;
    out.value = e_.expression();
    c_.expect("with");
    c_.accept("||");
    do {
      Instruction::Clause clause;
      if (!c_.accept("_")) clause.tag = c_.expect(Token::kTag, "a tag");
      c_.expect("->");
      clause.body = block({"||", "end"});
      out.clauses.push_back(std::move(clause));
    } while (!out.clauses.back().tag.empty() && c_.accept("||"));
    c_.expect("end");
  }

  Cursor c_;
  ExpressionParser e_;
  int depth_ = 0;
};

}  // namespace

Text parse(std::string_view text, const std::string& file) { return Parser(tokens(text, file)).run(); }

}  // namespace fenceline::models::cat
