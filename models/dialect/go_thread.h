// The code of one goroutine as it is put together: statements are instructions, and one that waits or branches goes on
// in further ones, which have no text.
#pragma once

#include <models/dialect/build.h>
#include <models/dialect/go_syntax.h>

#include <algorithm>
#include <string>
#include <utility>

namespace fenceline::models {

class GoThread {
 public:
  explicit GoThread(Thread& thread) : thread_(thread) {}

  Reg numbered(const std::string& name) {
    auto& names = thread_.registers;
    const auto at = std::find(names.begin(), names.end(), name) - names.begin();
    if (at == std::ssize(names)) names.push_back(name);
    return static_cast<Reg>(at);
  }
  Reg temporary() { return numbered("#" + std::to_string(temporaries_++)); }
  // Its values are told without a sign.
  void leave_sign_out(Reg r) {
    auto& all = thread_.without_sign;
    if (std::find(all.begin(), all.end(), r) == all.end()) all.push_back(r);
  }

  // Begins a statement, which here() ends. Where the body of a function stands in its text, what is behind is rest().
  void begin(std::string text, int line) {
    here();
    now_ = {};
    const std::size_t body = std::min(text.find(kGoBody), text.size());
    rest_ = text.substr(std::min(body + 1, text.size()));
    now_.text = text.substr(0, body);
    now_.line = line;
    temporaries_ = kept_;
  }
  std::string rest() { return std::exchange(rest_, {}); }
  // Temporary registers of the statement that it is in are kept, up to release().
  int keep() { return std::exchange(kept_, temporaries_); }
  void release(int kept) { kept_ = kept; }

  void op(MicroOp m) { now_.ops.push_back(std::move(m)); }
  void line(std::string text, int line) {
    begin(std::move(text), line);
    end();
  }

  // The instruction that follows, where branches lead to.
  int here() {
    if (!now_.ops.empty() || !now_.text.empty()) end();
    return static_cast<int>(thread_.code.size());
  }
  // A branch to a place that is yet to come: land() tells it.
  int branch_if(Cond cond, Operand a, Operand b) {
    const Reg flags = temporary();
    op(alu(Alu::kCompare, flags, a, b));
    op(branch(cond, reg(flags), 0));
    end();
    return static_cast<int>(thread_.code.size()) - 1;
  }
  int jump() {
    op(branch(Cond::kAlways, imm(0), 0));
    end();
    return static_cast<int>(thread_.code.size()) - 1;
  }
  // That may be taken, or not.
  int branch_maybe() {
    op(branch(Cond::kAlways, imm(0), 0));
    now_.ops.back().weak = true;
    end();
    return static_cast<int>(thread_.code.size()) - 1;
  }
  void land(int branch) { thread_.code[branch].ops.back().target = here(); }
  void jump_to(int instruction) {
    op(branch(Cond::kAlways, imm(0), instruction));
    end();
  }

  // There is no execution that comes here.
  void never() {
    MicroOp m;
    m.op = Op::kBlock, m.weak = true;
    op(m);
    end();
  }

  // Of what is written then, nothing waits for ever.
  void may_wait(bool may) { may_wait_ = may; }
  // Waits for ever, if what the last reads found is there to the end.
  void block(int reads) {
    if (!may_wait_) return never();
    MicroOp m;
    m.op = Op::kBlock, m.a = imm(reads);
    op(m);
    end();
  }
  void panic(Sync what) {
    MicroOp m;
    m.op = Op::kPanic, m.sync = what;
    op(m);
    end();
  }

 private:
  void end() {
    thread_.code.push_back(std::move(now_));
    now_ = {};
    now_.line = thread_.code.back().line;
  }

  Thread& thread_;
  Instruction now_;
  std::string rest_;
  int temporaries_ = 0, kept_ = 0;
  bool may_wait_ = true;
};

}  // namespace fenceline::models
