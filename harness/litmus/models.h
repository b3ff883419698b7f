// Litmus commands that ask the memory models alone: nothing is executed.
#pragma once
#include <harness/litmus/asked.h>
#include <harness/litmus/litmus.h>
#include <harness/litmus/select.h>
#include <models/model.h>

#include <set>

namespace fenceline {

// Each prints to stdout and returns the exit code. Errors as in run_litmus().

std::string list_shapes(models::Isa);
std::string list_shapes_json(models::Isa);
int print_models(const Asked&);
int explain_litmus(const LitmusRequest&, const Asked&);
int export_litmus(const std::vector<std::string>& wanted, const Asked&, const std::string& folder,
                  const models::Sample&);
/// NAME.litmus in the folder, which is made where it is not there, or NAME-2.litmus where NAME is among `names`, those
/// that were written; of it and of none around it, whatever the test calls itself. Throws RunError.
void write_test(const std::string& folder, const models::LitmusTest&, std::set<std::string>& names);
/// `log`: as herd7 writes it, what is not judged on stderr.
int judge_litmus(const std::vector<std::string>& wanted, const Asked&, const models::Sample&, bool log);

}  // namespace fenceline
