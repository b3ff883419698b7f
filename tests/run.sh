#!/bin/bash
# The test run, step by step; a step that fails does not keep the others from running, and the end tells all.
#   tests/run.sh check   this machine's ISA: build, unit tests, Python tests, lint, every kernel executed
#   tests/run.sh all     check; unit tests that take long; every variant and every structure of other ISAs, their litmus
#                        runners and the bench of riscv64 under QEMU; a fleet; Clang, ThreadSanitizer
#   tests/run.sh asan    AddressSanitizer and UBSan; foreign: the whole bench of every ISA under QEMU (half an hour); musl: a static
#                        bench over musl in an empty root folder
#   tests/run.sh STEP... single steps, as named below
set -u
cd "$(dirname "$0")/.."
jobs=$(nproc)
python=/usr/bin/python3
export PYTHONPATH=$PWD/scripts${PYTHONPATH:+:$PYTHONPATH}
failed=() passed=()

# build DIR [cmake options]: configures and builds everything, warnings being errors.
build() {
  local dir=$1
  shift
  mkdir -p "$dir"
  cmake -S . -B "$dir" -G Ninja -DFENCELINE_TESTS=ON -DCMAKE_COMPILE_WARNING_AS_ERROR=ON \
    ${CCACHE:+-DCMAKE_CXX_COMPILER_LAUNCHER=$CCACHE} "$@" >"$dir/configure.log" 2>&1 ||
    { cat "$dir/configure.log"; return 1; }
  # shellcheck disable=SC2086
  cmake --build "$dir" -j "$jobs" ${targets:+--target $targets} | grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking)'
  return "${PIPESTATUS[0]}"
}
# unit DIR [ctest options]: what measures nothing side by side, the rest each by itself.
unit() {
  local dir=$1
  shift
  ctest --test-dir "$dir" --output-on-failure -j "$jobs" "$@"
}

# The harness in few files: nobody edits it between a build of everything and its tests.
parts="base structures verify kernels models litmus harness"
release() {
  targets="bench explore ${parts// /_test }_test" build build -DFENCELINE_FEW_FILES=ON &&
    ln -sfn build/bench bench && unit build -E _long
}
# What takes long to compile or to run: adapters of others' libraries by themselves (check executes them as kernels),
# structures recorded on hardware, every mutant of a structure, and plugins, each of which is compiled.
long() {
  targets="bench explore peers_long_test verify_long_test" build build -DFENCELINE_FEW_FILES=ON &&
    unit build -R _long &&
    $python -m pytest -q -p no:cacheprovider tests/test_plugin.py
}
kernels() { ./bench --suite=all --verify; }
isa=$($python -c 'from fenceline.foreign import target; print(target.host_isa())')
isa_tests="tests/test_disassembly.py tests/test_mappings.py tests/test_structures.py tests/test_sequences_isas.py"
# Those of the scripts measure nothing and go side by side; those of the bench one after the other.
# shellcheck disable=SC2086
scripts() {
  local pytest="$python -m pytest -q -rs -p no:cacheprovider"
  $pytest -n "$jobs" --dist loadfile scripts/test &&
    $pytest tests --ignore=tests/test_plugin.py --ignore=tests/test_fleet.py --ignore=tests/test_slurm.py \
      --ignore=tests/test_campaign_round.py --ignore=tests/test_musl.py ${isa_tests//tests/--ignore=tests} && $pytest $isa_tests -k "$isa"
}
# What the same tests ask of other ISAs: every variant and every structure, built and executed under QEMU.
# shellcheck disable=SC2086
isas() { $python -m pytest -q -p no:cacheprovider -n "$jobs" --dist loadgroup $isa_tests -k "not $isa"; }
lint() { $python scripts/lint.py; }
clang() { build build-clang --preset clang && unit build-clang &&
  build-clang/bench --suite=all --verify; }
# What has threads; the models and the explorer have none. The watchdog's test abandons a thread in the middle of what it does, on
# purpose: its race is the point. And ThreadSanitizer keeps a signal back until a thread calls something, which generated
# code does not: nothing there can be interrupted.
tsan() {
  targets="base_test harness_test kernels_test litmus_test structures_test peers_long_test races" \
    build build-tsan --preset tsan &&
    ctest --test-dir build-tsan --output-on-failure -E 'models|verify|Watchdog|Interrupts'
}
asan() { build build-asan --preset asan &&
  UBSAN_OPTIONS=halt_on_error=1 unit build-asan &&
  UBSAN_OPTIONS=halt_on_error=1 build-asan/bench --suite=all --verify; }
# The bench itself, of one other ISA: the one whose compilers take most from libraries.
riscv64() { $python tests/foreign.py riscv64 && $python -m pytest -q -p no:cacheprovider tests/test_campaign_round.py; }
# Hosts in network namespaces, Slurm with one node; one host of another ISA, whose bench the step before has built. They mostly
# wait: side by side.
fleet() { $python scripts/cross.py --static riscv64 && $python -m pytest -q -p no:cacheprovider -n 2 --dist loadfile tests/test_fleet.py tests/test_slurm.py; }
# A static bench over musl, whose libraries are built first.
musl() { $python scripts/cross.py --libc=musl "$isa" && $python -m pytest -q -p no:cacheprovider tests/test_musl.py; }
litmus_foreign() { $python tests/litmus_foreign.py; }
foreign() { $python tests/foreign.py &&
  $python -m pytest -q -p no:cacheprovider tests/test_disassembly.py -k what_bench_measures; }

step() {
  local name=$1 start=$SECONDS
  printf '\n==== %s\n' "$name"
  if "$name"; then passed+=("$name"); else failed+=("$name"); fi
  printf '==== %s: %d s\n' "$name" $((SECONDS - start))
}

case "${1:-check}" in
  check) steps=(release kernels scripts lint) ;;
  all) steps=(release kernels scripts lint long isas riscv64 fleet clang tsan litmus_foreign) ;;
  *) steps=("$@") ;;
esac
for s in "${steps[@]}"; do step "$s"; done
printf '\nsteps passed: %s\n' "${passed[*]:-none}"
[ ${#failed[@]} = 0 ] && exit 0
printf 'steps FAILED: %s\n' "${failed[*]}"
exit 1
