// The option table: every option with its help, its heading and where its value goes. Parsing, the manual page and what
// completes options in shells are made of it.
#pragma once
#include <CLI/CLI.hpp>
#include <harness/plan/request.h>

namespace fenceline {

/// Options that choose what is done, and no value of a request.
struct Flags {
  bool version = false, list = false, schema = false, doctor = false, split = false, list_tests = false, man = false;
};

/// `app` keeps references to both.
void add_options(CLI::App& app, Request&, Flags&);

}  // namespace fenceline
