// Whose tests a request means, and which memory model judges each.
#pragma once
#include <harness/plan/request.h>
#include <models/model.h>
#include <models/program.h>

#include <memory>
#include <string>

namespace fenceline {

/// A built-in one, or one in a file in cat. Throws InputError: with the nearest names, or with what is wrong in the file.
std::shared_ptr<const models::Model> named_model(const std::string& name, const LitmusRequest&);

class Asked {
 public:
  /// Throws InputError for names of instruction sets and models that mean none.
  explicit Asked(const LitmusRequest&);

  /// Of tests that are named. Files say in their head what they are written for.
  models::Isa isa() const { return isa_; }
  /// The model that is asked about tests of the instruction set. Throws InputError where it is no model of them.
  const models::Model& model(models::Isa) const;
  const models::Model& model(const models::LitmusTest&) const;
  /// The model that was read from a file; null: none was.
  const models::Model* own() const { return own_ ? model_.get() : nullptr; }
  /// Why a file for that instruction set is not meant; empty: it is.
  std::string refuses(models::Isa written_for) const;

 private:
  const models::Model& judge_of(models::Isa, std::string_view by_default) const;
  models::Isa isa_;
  std::shared_ptr<const models::Model> model_;  // null: each instruction set's own
  bool own_ = false;                            // it was read from a file
  bool any_isa_ = false;                        // nothing is run, and no option names one
};

}  // namespace fenceline
