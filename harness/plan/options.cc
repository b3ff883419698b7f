#include <harness/plan/options.h>

#include <base/text.h>
#include <fmt/format.h>
#include <harness/plan/google_flags.h>
#include <harness/plan/numbers.h>
#include <harness/plan/usage.h>

#include <limits>

namespace fenceline {
namespace {

std::string policy_help() {
  std::string text = "where threads and memory go, or a list of CPUs (0,4-7):";
  for (const auto& p : policies()) text += "\n  " + p.name + ": " + p.what;
  return text;
}

void add_litmus_options(CLI::App& app, LitmusRequest& r) {
  const std::string group = kLitmusGroup;
  app.add_option("--litmus", r.tests, "tests to run: SB+mfences, 'MP+*+*', all, a .litmus file, a folder")
      ->delimiter(',')
      ->group(group);
  app.add_option("--litmus-sample", r.sample, "of what each name with wildcards means so many, drawn by --seed")
      ->transform(whole_number(1, kMostSample))
      ->group(group);
  app.add_option("--litmus-verdict", r.verdict, "of names only tests whose outcome the model so judges: forbidden, allowed")
      ->check(CLI::IsMember({"forbidden", "allowed"}))
      ->group(group);
  app.add_option("--litmus-mode", r.mode, "sync, burst, perpetual, or auto: what shows most")
      ->check(CLI::IsMember({"auto", "sync", "burst", "perpetual"}))
      ->capture_default_str()
      ->group(group);
  app.add_option("--litmus-time", r.seconds, "seconds for each test (or 500ms, 2m) [1, or its share of --budget]")
      ->transform(duration(1e-3, 1e6))
      ->group(group);
  app.add_option("--litmus-count", r.outcomes, "end a test after so many outcomes")
      ->transform(whole_number(1, kMostOutcomes))
      ->group(group);
  app.add_option("--stress", r.stress, "meanwhile, on other threads: memory, sharing")
      ->delimiter(',')
      ->check(CLI::IsMember({"memory", "sharing"}))
      ->group(group);
  app.add_flag("--judge", r.judge, "ask the model only, run nothing")->group(group);
  app.add_option("--isa", r.isa, "of --judge, --explain, --export, --advise, --list; cxx: C++, go: Go [this machine's]")
      ->group(group);
  app.add_option("--model", r.model, "memory model, or FILE.cat: one of your own (docs/cat.md) [the ISA's own]")
      ->group(group);
  app.add_option("--cat-dir", r.cat_folders, "where files that FILE.cat includes are looked for, after its own folder")
      ->delimiter(',')
      ->group(group);
  app.add_option("--dot", r.dot, "file for a drawing of what --explain=TEST shows: .svg, by Graphviz, or .dot")
      ->group(group);
  app.add_flag("--models", r.models, "the memory models compared")->group(group);
  app.add_option("--export", r.export_to, "write the tests to a folder as .litmus files")->group(group);
  app.add_option("--distinguish", r.distinguish, "the smallest tests that one of two models allows: x86-tso,sc")
      ->delimiter(',')
      ->group(group);
  app.add_option("--conformance", r.conformance, "a suite of tests in which every clause of a model is needed")
      ->group(group);
  app.add_option("--test-size", r.test_size, "of these two: accesses, and what is added to them, of the largest tests")
      ->transform(whole_number(1, kMostTestSize))
      ->capture_default_str()
      ->group(group);
  app.add_option("--most-tests", r.most_tests, "of --distinguish")
      ->transform(whole_number(1, kMostOutcomes))
      ->capture_default_str()
      ->group(group);
  app.add_option("--advise", r.advise, "cheapest barriers that forbid a shape's bad outcome: SB, MP, …")->group(group);
}

void add_what(CLI::App& app, Request& r, Flags& f) {
  const std::string what = "What";
  auto* suite = app.add_option("--suite", r.suites, "suites to run, or all [atomics]");
  suite->delimiter(',')->group(what);
  app.add_option("--filter", r.filter, "only trials whose name matches this regular expression")->group(what);
  app.add_option("--plugin", r.plugins, "a structure of your own beside the others: ./my_queue.so (docs/plugins.md)")
      ->delimiter(',')
      ->group(what);
  app.add_flag("--list", f.list, "the kernels and litmus shapes, and what each is about")->group(what);
  app.add_flag("--doctor", f.doctor, "what of this machine disturbs figures, and what would change it")->group(what);
  app.add_option("--explain", r.explain, "what a kernel does, with its loop's disassembly; of a litmus test its states, and why")->group(what);
  app.add_flag("--schema", f.schema, "columns of all results files")->group(what);
  app.add_flag("--print-man", f.man, "the manual page, for man -l")->group(what);
  app.add_option("--print-completion", r.completion, "what completes options in a shell")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->group(what);
  app.add_flag("--dry-run", r.dry_run, "print the plan and its estimated time")->group(what);
  app.add_flag("--verify", r.verify, "run everything briefly and check the work; no times")->group(what);
  app.add_option(
         "--format", r.format,
         "text, or json: of --list, --dry-run, --doctor, and of a run's results; herd: of --judge and --litmus, "
         "logs as herd7 and litmus7 write them, for mcompare")
      ->check(CLI::IsMember({"text", "json", "herd"}))
      ->group(what);
  app.add_flag("--allow-split-locks", f.split,
               "also atomics across two lines; some kernels stall or kill who does that")
      ->group(what);
}

void add_sequences(CLI::App& app, Request& r) {
  const std::string group = "A sequence of your own (docs/own-sequences.md)";
  app.add_option("--asm", r.asm_texts,
                 "measure these instructions: 'lock cmpxchg %rdx,(%rdi)'; again for another sequence")
      ->expected(1)
      ->take_all()
      ->group(group);
  app.add_option("--asm-file", r.asm_files, "measure the instructions of this file; again for another")
      ->expected(1)
      ->take_all()
      ->group(group);
  app.add_option("--asm-init", r.asm_init, "instructions before each of these loops, which are not measured")
      ->group(group);
  app.add_option("--assembler", r.assembler, "GNU as for this ISA, for what the built-in one does not know")
      ->capture_default_str()
      ->group(group);
}

void add_where(CLI::App& app, Request& r) {
  const std::string where = "Where";
  app.add_option("--pin", r.pin, policy_help())->capture_default_str()->group(where);
  app.add_option("--threads", r.threads, "thread counts [up to the number of PUs]")
      ->delimiter(',')
      ->transform(whole_number(1, 1u << 20))
      ->group(where);
  app.add_flag("--oversubscribe", r.oversubscribe, "allow more threads than PUs")->group(where);
  app.add_flag("--full-matrix", r.full_matrix, "measure every pair of PUs, not samples of each distance")->group(where);
  app.add_option("--mode", r.mode,
                 "count only repetitions in this hidden placement mode (25ns), or the nearest to a "
                 "distance; wait for it within --budget")
      ->group(where);
  app.add_option("--topology", r.topology, "plan for another machine: an hwloc XML file, or \"pack:2 core:4 pu:2\"")
      ->group(where);
}

void add_how(CLI::App& app, Request& r) {
  const std::string how = "How";
  app.add_option("--counters", r.counters, "events, or a set: default, software, none")
      ->capture_default_str()
      ->group(how);
  app.add_option("--repetitions", r.repetitions, "of each trial, at the least")
      ->transform(whole_number(1, kMostRepetitions))
      ->capture_default_str()
      ->group(how);
  app.add_option("--window", r.window_ms, "length of a measured window, in ms")
      ->transform(real_number(0.1, 10000))
      ->capture_default_str()
      ->group(how);
  app.add_option(
         "--budget", r.budget_s,
         "seconds (or 90s, 5m) within which open intervals get more than --repetitions [75, or 20 and one for each "
         "trial]")
      ->transform(duration(0, 1e6))
      ->group(how);
  app.add_option("--max-time", r.max_time_s, "seconds after which the run ends, whatever is still to be measured")
      ->transform(duration(0.1, 1e6))
      ->group(how);
  app.add_flag("--quick", r.quick, "a first look in seconds: --repetitions=6 --budget=5 --max-time=12")->group(how);
  app.add_option("--param", r.parameters, "values of kernels' parameters, as --list names them: backoff=0,64")
      ->expected(1)
      ->take_all()
      ->group(how);
  app.add_flag("--alone", r.alone, "refuse to run beside another run that is --alone")->group(how);
  app.add_option("--seed", r.seed, "of the order of trials, and of --litmus-sample")
      ->transform(whole_number(0, std::numeric_limits<uint64_t>::max()))
      ->capture_default_str()
      ->group(how);
}

void add_results(CLI::App& app, Request& r) {
  const std::string results = "Results";
  app.add_option("--out", r.out, "folder [results/native/<machine>/<time>]")->group(results);
  app.add_option("--resume", r.resume, "go on with an interrupted run")->group(results);
  app.add_option("--fact", r.facts,
                 "what is known of this machine, for run.csv: provider=, region=, zone=, image=, instance_type=")
      ->expected(1)
      ->take_all()
      ->group(results);
  app.add_option("--expect-execution", r.expect_execution,
                 "fail unless this executes us: native, qemu_user, emulated, unknown")
      ->group(results);
}

}  // namespace

void add_options(CLI::App& app, Request& r, Flags& f) {
  app.set_help_flag("-h,--help", "this text");
  app.add_flag("--version", f.version, "revision, compiler, libraries");
  add_what(app, r, f);
  add_sequences(app, r);
  add_where(app, r);
  add_how(app, r);
  add_results(app, r);
  add_litmus_options(app, r.litmus);
  add_google_flags(app, r, f.list_tests);
}

}  // namespace fenceline
