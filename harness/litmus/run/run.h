// Runs litmus tests on this machine, judges what was observed, writes litmus.csv.
#pragma once
#include <harness/litmus/litmus.h>
#include <harness/litmus/select.h>
#include <harness/machine/host.h>
#include <harness/plan/request.h>
#include <models/model.h>

namespace fenceline {

/// End and errors as of run_litmus().
LitmusEnd run_litmus_tests(const Request&, const LitmusSelection&, const models::Model&, const Host&);

/// The advisor with prices that are measured here, where the ISA is this machine's.
int advise_litmus(const LitmusRequest&, models::Isa, const models::Model&, const Host&);

}  // namespace fenceline
