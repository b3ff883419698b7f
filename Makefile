# `make run` and `make test` do everything, set-up included. `make help` lists the rest.
BUILD ?= build
JOBS ?= $(shell nproc)
PYTHON ?= /usr/bin/python3
ISA ?=
STATIC ?=
LIBC ?=
FLEET ?= fleet
ARGS ?= --suite=atomics --pin=numa

.PHONY: help run test check bench install deb dist setup setup-test peers explore clang tsan asan foreign cross sweep lab fleet clean

run: bench ## install what is missing, build, measure, draw; prints where the results are
	@./bench $(ARGS)
	@$(PYTHON) scripts/report.py results/native/latest

bench: setup ## build ./bench
	@cmake -S . -B $(BUILD) -G Ninja $(if $(CCACHE),-DCMAKE_CXX_COMPILER_LAUNCHER=$(CCACHE)) -DFENCELINE_TESTS=OFF >/dev/null
	@cmake --build $(BUILD) -j $(JOBS) --target bench
	@ln -sfn $(BUILD)/bench bench

PREFIX ?= /usr/local
DESTDIR ?=
install: bench ## put it under PREFIX [/usr/local], within DESTDIR: fenceline-bench, fenceline, their docs
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX) >/dev/null

deb: ## a Debian package of what is committed: dist/fenceline_VERSION_ARCH.deb
	@scripts/setup.sh deb
	@scripts/package.sh deb

dist: ## the sources as an archive that builds without git: dist/fenceline-VERSION.tar.xz
	@scripts/package.sh dist

setup:
	@scripts/setup.sh run
setup-test:
	@scripts/setup.sh test

peers: ## install the libraries whose queues, stacks and locks are measured beside ours; then make bench
	@scripts/setup.sh peers

check: setup-test ## build and run the tests of this machine's ISA (minutes)
	@tests/run.sh check

test: setup-test ## everything that CI runs: check, Clang, ThreadSanitizer, litmus runners under QEMU
	@tests/run.sh all

clang tsan asan foreign: setup-test ## one step alone; foreign: every kernel of every ISA under QEMU
	@tests/run.sh $@

explore: setup ## run the structures in every way that C++ allows: make explore [ARGS="--mutants queue/vyukov"]
	@cmake -S . -B $(BUILD) -G Ninja $(if $(CCACHE),-DCMAKE_CXX_COMPILER_LAUNCHER=$(CCACHE)) >/dev/null
	@cmake --build $(BUILD) -j $(JOBS) --target explore
	@$(BUILD)/verify/explore $(if $(findstring command,$(origin ARGS)),$(ARGS))

cross: ## build for another ISA: make cross ISA=aarch64 [STATIC=1] [LIBC=musl]
	@$(PYTHON) scripts/cross.py $(ISA) $(if $(STATIC),--static) $(if $(LIBC),--libc=$(LIBC))

sweep: ## all ISAs side by side under QEMU: results/emulated/, and a report that compares them
	@$(PYTHON) scripts/sweep.py $(ARGS)

lab: ## boot whole machines in QEMU and run bench in them
	@$(PYTHON) scripts/lab.py $(if $(findstring command,$(origin ARGS)),$(ARGS))

fleet: ## measure the hosts of an inventory and rank them: make fleet INVENTORY=hosts.yml [FLEET=NAME] [PRICES=prices.csv]
	@ANSIBLE_CONFIG=scripts/fleet/ansible.cfg ansible-playbook -i $(or $(INVENTORY),$(error make fleet: which hosts? INVENTORY=hosts.yml)) -e fenceline_name=$(FLEET) \
	  scripts/fleet/playbook.yml $(if $(findstring command,$(origin ARGS)),$(ARGS)); code=$$?; \
	  $(PYTHON) scripts/fleet.py $(if $(PRICES),--prices $(PRICES)) --html results/fleet/$(FLEET)/fleet.html \
	  results/fleet/$(FLEET) && exit $$code

clean:
	rm -rf build build-* bench

help:
	@grep -hE '^[a-z ]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-24s %s\n", $$1, $$2}'
