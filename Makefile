# SPDX-License-Identifier: Apache-2.0
# Every target may be run again at any time. `make test` is the one gate.

MVN ?= mvn -B
KEEP ?=
ONLY ?=
export KEEP

.DEFAULT_GOAL := help
.PHONY: help setup build demo test bench kernels clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make demo KEEP=1   leaves the demo running for exploration"
	@echo "  make kernels ONLY='5.10 6.12-arm64'   boots a part; docs/kernels.md names the guests"
	@echo "  make bench ONLY='storm ebpf'   measures a part; storm arguments overflow start idle latency network packet calls cluster micro, ebpf netlink"
	@echo "  The one prerequisite is a JDK 25; as root, setup installs the missing Debian packages."

setup: ## check JDK 25, install missing Debian packages (as root)
	@scripts/setup

build: setup ## compile and package the three programs (no tests)
	$(MVN) -q -DskipTests package

demo: build ## a shop of pods, learned, then attacked: about 4 minutes, as root
	@scripts/lab io.plumbline.acceptance.demo.DemoMain

test: setup ## unit tests, architecture rules and end-to-end tests on a real containerd
	$(MVN) verify

bench: build ## what watching costs and sees: about 15 minutes; writes target/reports/bench.json
	@scripts/lab io.plumbline.acceptance.bench.BenchMain $(ONLY)

kernels: build ## the agent on the kernels that users run, emulated: about half an hour; writes docs/kernels.md
	@scripts/setup kernels
	@scripts/lab io.plumbline.acceptance.kernels.KernelsMain $(ONLY)

clean: ## remove what was built (caches of images stay in ~/.cache/plumbline)
	$(MVN) -q clean
