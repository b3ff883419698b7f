// The state of resolve(): what names mean where the text is read.
#pragma once

#include <models/interpreter/builtins.h>
#include <models/interpreter/resolve.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace fenceline::models::cat {

class Resolver {
 public:
  Resolver(const Source& source, Isa isa);
  std::shared_ptr<const Program> run();

 private:
  struct Procedure {
    const Instruction* text;
    std::map<std::string, int> scope;
    std::map<std::string, std::shared_ptr<const Procedure>> procedures;
  };

  // ---- resolve_expression.cc ----
  const Node* expression(const Expr& e);
  const Node* name(const Expr& e);
  const Node* let(const Expr& e);
  const Node* function(const Expr& e);
  const Node* match(const Expr& e);
  Node& add(const Expr& e, Node::Kind kind);
  const Node* finish(Node& node);
  bool empty_always(Node& node) const;
  int push(const Pattern& pattern);  // local names; how many
  void pop(int count) { locals_.resize(locals_.size() - count); }
  void keep_values(const Node* node);

  // ---- resolve.cc ----
  void text(const Text& text, std::vector<Step>& steps);
  void instructions(const std::vector<Instruction>& list, std::vector<Step>& steps);
  void instruction(const Instruction& i, std::vector<Step>& steps);
  void let(const Instruction& i);
  void let_rec(const Instruction& i, std::vector<Step>& steps);
  void include(const Instruction& i, std::vector<Step>& steps);
  void call(const Instruction& i, std::vector<Step>& steps);
  void each(const Instruction& i, std::vector<Step>& steps);
  void annotations(const Instruction& i);
  void match(const Instruction& i, std::vector<Step>& steps);
  ResolvedCheck check(const Check& c);
  int define(const std::string& name, const Node* value, const Where& where);
  int new_slot(Slot slot);
  bool holds(const Variant& variant);
  void bind(const Pattern& pattern, const Node* value, const Where& where);
  Parts parts_of(const Node* node, int defining) const;
  void split(const Node* node, int defining, Parts& out) const;

  const Source& source_;
  std::shared_ptr<Program> out_;
  std::map<std::string, int> scope_;  // name -> slot
  std::map<std::string, std::shared_ptr<const Procedure>> procedures_;
  std::vector<std::string> locals_;
  bool prelude_ = false;
  bool speaks_of_exclusives_ = false;  // EX
  bool speaks_of_lkmmv_ = false;
  std::map<std::string, std::vector<std::string>> enums_;  // name -> its tags
  int depth_ = 0;                                          // of includes and calls
};

}  // namespace fenceline::models::cat
