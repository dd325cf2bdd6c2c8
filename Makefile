# Thin targets: the work is in scripts/, and CI calls the same.
.PHONY: run test browser quick bench bench-r bench-statistics calibration documentation screenshots fuzz format verify-real help

help:
	@echo "make run          install what is missing, build, make an example network, serve it"
	@echo "make test         everything: formatting, Swift tests and the site in Chromium, on both databases"
	@echo "make quick        the Swift tests, on SQLite only"
	@echo "make browser      only the site in Chromium: journeys, every page, every form, whole processes"
	@echo "make bench        measure the site and the statistics; writes docs/performance*.md"
	@echo "make verify-real  run importers and statistics on the real files in BRAID_REAL_DATA"
	@echo "make bench-r      time the statistics against metafor and lme4 (installs R)"
	@echo "make bench-statistics  time the statistics alone"
	@echo "make calibration  coverage and error rates by simulation, into docs/statistics/calibration.md"
	@echo "make documentation  the DocC archive of the Statistics library"
	@echo "make screenshots  take the README's pictures again, from a release build"
	@echo "make fuzz         each parser of reference lists and tables under libFuzzer; FUZZ_SECONDS=60"
	@echo "make format       format the sources"

run:
	@scripts/run

test:
	@scripts/test

browser:
	@scripts/setup test
	swift build --product braid
	@scripts/with-postgres scripts/browser-tests

quick:
	@scripts/setup run
	swift test

bench:
	@scripts/bench

screenshots:
	@scripts/setup test
	swift build -c release --product braid
	@.venv/bin/python scripts/screenshots

verify-real:
	@scripts/verify-real

fuzz:
	@scripts/fuzz $(or $(FUZZ_SECONDS),60)

format:
	swift format --in-place --recursive Sources Tests Package.swift

bench-r:
	@scripts/bench-r

bench-statistics:
	@scripts/bench-statistics

calibration:
	@scripts/calibration

documentation:
	@scripts/documentation
