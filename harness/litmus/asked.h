// Whose tests a request means, and which memory model judges each.
#pragma once
#include <harness/plan/request.h>
#include <models/model.h>
#include <models/program.h>

#include <string>

namespace fenceline {

/// Throws InputError with the nearest names.
const models::Model& named_model(const std::string& name);

class Asked {
 public:
  /// Throws InputError for names of instruction sets and models that mean none.
  explicit Asked(const LitmusRequest&);

  /// Of tests that are named. Files say in their head what they are written for.
  models::Isa isa() const { return isa_; }
  /// The model that is asked about tests of the instruction set. Throws InputError where it is no model of them.
  const models::Model& model(models::Isa) const;
  /// Why a file for that instruction set is not meant; empty: it is.
  std::string refuses(models::Isa written_for) const;

 private:
  models::Isa isa_;
  const models::Model* model_ = nullptr;  // null: each instruction set's own
  bool any_isa_ = false;                  // nothing is run, and no option names one
};

}  // namespace fenceline
