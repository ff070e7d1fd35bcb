# The one surface: people and CI call the same targets. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# In CI the committed Cargo.lock is the truth; elsewhere a changed manifest may update it.
LOCKED := $(if $(CI),--locked)
ALL := --workspace --all-features $(LOCKED)
DENY_VERSION := 0.20.2
DENY := target/tools/bin/cargo-deny
# Tests build the images that they miss; here it is seen. Without Docker they are skipped, but not in CI.
IMAGES := docker/build.sh || [[ $$? -eq 3 && -z "$${CI:-}" ]]
# Arguments for the program: make quickstart ARGS="--log access.log"
ARGS ?=
# What is compiled besides: make it-kafka FEATURES=kafka-ssl, make quickstart FEATURES=postgres
FEATURES ?=

.PHONY: help setup quickstart test check fmt deny bench soak clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { sub("%", "NAME", $$1); printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Check what a build needs; install it as root on Debian or in CI, else name it
	@scripts/setup.sh

quickstart: setup ## Top 10 paths of a generated access log (ARGS="--log FILE" for a real one)
	@cargo run --release $(LOCKED) -p aqueduct-examples --features "$(FEATURES)" --example quickstart -- $(ARGS)

test: setup ## All tests and doctests; those with servers where Docker is or may be installed
	@$(IMAGES)
	cargo test $(ALL)

it-%: setup ## The tests with one server: it-kafka, it-postgres, .. (ARGS=NAME picks some, FEATURES=kafka-ssl adds TLS)
	cargo test $(LOCKED) -p aqueduct-integration-tests --features "$* $(FEATURES)" --test $* -- $(ARGS)

image-%: ## Build the image of one server: image-kafka, image-postgres, ..
	@docker/build.sh $*

check: ## Format, lints, documentation, layering and size: what a change must pass besides the tests
	@scripts/setup.sh lint
	cargo fmt --all --check
	scripts/check-size.sh --self-test
	scripts/check-size.sh
	scripts/check-tree.sh --self-test
	scripts/check-tree.sh
	cargo clippy $(ALL) --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps $(ALL)

fmt: ## Format everything
	cargo fmt --all

deny: setup $(DENY) ## Licences, banned crates and sources of all dependencies
	$(DENY) deny $(LOCKED) --all-features check licenses bans sources

$(DENY):
	cargo install --locked --root target/tools --version $(DENY_VERSION) cargo-deny

bench: setup ## Our cost per record against a hand-written loop; writes target/bench.json
	@$(IMAGES)
	cargo run --release $(LOCKED) -p aqueduct-bench --features servers -- $(ARGS)

# Without doctests: there `--ignored` would run the snippets that are marked as not to be compiled.
soak: setup ## The long forms: every test that is #[ignore]d
	@$(IMAGES)
	cargo test $(ALL) --lib --bins --tests --examples -- --ignored --nocapture

clean: ## Remove all that was built
	cargo clean
