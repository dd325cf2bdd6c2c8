# Thin targets: the work is in scripts/, and CI calls the same.
.PHONY: run test quick bench format verify-real help

help:
	@echo "make run          install what is missing, build, make an example network, serve it"
	@echo "make test         everything: both databases, browser, HTML, accessibility, formatting"
	@echo "make quick        unit tests on SQLite only"
	@echo "make bench        measure; writes docs/performance.md"
	@echo "make verify-real  run importers and statistics on the real files in BRAID_REAL_DATA"
	@echo "make format       format the sources"

run:
	@scripts/run

test:
	@scripts/test

quick:
	@scripts/setup run
	swift test

bench:
	@scripts/bench

verify-real:
	@scripts/verify-real

format:
	swift format --in-place --recursive Sources Tests Package.swift
