# Two commands for people: `make probe` and `make test`. Both may be repeated, and both work as root, with sudo, and without
# either where the Debian packages are there already.
.PHONY: probe test build lint fences units unit faults soak release deb linkage log matrix receivers backups integration fuzz dependencies clean

# sudo resets PATH, so the places where a Swift toolchain usually lies are looked at too.
SWIFT := $(shell .ci/find-swift)
SWIFTC_FLAGS := --explicit-target-dependency-import-check error
# Every symbol is bound at the start, and nothing that is called through a table can be written afterwards.
RELEASE_FLAGS := $(SWIFTC_FLAGS) -c release --static-swift-stdlib -Xlinker -z -Xlinker now
RELEASE := .build/release/soc2d
# For each reader.
FUZZ_SECONDS := 20

probe: release
	@$(RELEASE) probe --once; status=$$?; test $$status -le 2 || exit $$status

test: lint fences units unit log faults release linkage matrix receivers backups integration fuzz

build: dependencies
	@.ci/as-owner $(SWIFT) build $(SWIFTC_FLAGS)

release: dependencies
	@.ci/as-owner $(SWIFT) build $(RELEASE_FLAGS) --product soc2d
	@.ci/as-owner $(SWIFT) build $(RELEASE_FLAGS) --product soc2d-courier

# The Debian package, and the same files as an archive for other distributions, in .build/deb.
deb: release
	@.ci/dependencies deb
	@SWIFT=$(SWIFT) .ci/as-owner packaging/build .build/release .build/deb

lint: dependencies
	@$(SWIFT) format lint --strict --recursive Package.swift Sources probes Tests Benchmarks

fences:
	@.ci/fences

# What systemd says of the units, and how exposed they are.
units:
	@.ci/dependencies units
	@.ci/units

# Debug, with the tests of every target. What needs root is skipped without it, and says so.
unit:
	@.ci/dependencies unit
	@.ci/as-owner $(SWIFT) build --build-tests $(SWIFTC_FLAGS)
	@$(SWIFT) test --skip-build $(SWIFTC_FLAGS)

# A log of the tests, checked by OpenSSL, by Go's checksum database and by pymerkle.
log:
	@.ci/dependencies log
	@.ci/as-owner $(SWIFT) build --build-tests $(SWIFTC_FLAGS)
	@rm -rf .build/log/files && mkdir -p .build/log/files
	@SOC2D_LOG_FILES=.build/log/files $(SWIFT) test --skip-build $(SWIFTC_FLAGS) --filter ForeignFilesTests
	@SOC2D_LOG_FILES=.build/log/files PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 Tests/Integration/log.py

# The process is killed, and the disk fails, at the system calls of some cycles of the ledger.
faults: dependencies
	@.ci/dependencies faults
	@SOC2D_BENCHMARKS=1 .ci/as-owner $(SWIFT) build $(SWIFTC_FLAGS) --product LedgerBenchmark
	@PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 Tests/Integration/faults.py .build/debug/LedgerBenchmark $(FAULTS)

# What takes too long for every change: run by hand.
soak:
	@.ci/dependencies unit
	@.ci/as-owner $(SWIFT) build --build-tests $(SWIFTC_FLAGS)
	@SOC2D_MUTATIONS=1000 $(SWIFT) test --skip-build $(SWIFTC_FLAGS) --filter HostileHostTests
	@SOC2D_FLIPS=all $(SWIFT) test --skip-build $(SWIFTC_FLAGS) --filter IntegrityTests
	@$(MAKE) faults FAULTS=--all
	@SOC2D_SIMULATIONS=1000 $(SWIFT) test --skip-build $(SWIFTC_FLAGS) --filter SimulationTests
	@$(MAKE) fuzz FUZZ_SECONDS=600

linkage: release
	@.ci/linkage $(RELEASE)
	@.ci/linkage $(RELEASE)-courier

# What tls-config says about some sixty servers on loopback, and whether sslscan sees the same.
matrix: release
	@.ci/dependencies matrix
	@SOC2D_BINARY=$(RELEASE) PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -W ignore Tests/Integration/tls/matrix.py

# What soc2d sends to stand-ins of every vendor, what it makes of their answers, and of receivers that are broken or mean ill.
receivers: release
	@.ci/dependencies receivers
	@for suite in answers broken; do SOC2D_BINARY=$(RELEASE) PYTHONDONTWRITEBYTECODE=1 \
	    /usr/bin/python3 -W ignore Tests/Integration/receivers/$$suite.py || exit 1; done

# What backup-freshness says about real repositories of restic, borg, pgbackrest and barman, and real btrfs snapshots, each fresh, stale,
# broken and locked.
backups: release
	@.ci/dependencies backups
	@/usr/bin/python3 Tests/Integration/backups/run.py $(RELEASE)

# Boots a Debian of its own and looks at it: needs root.
integration: release
	@Tests/Integration/run $(RELEASE)

# libFuzzer on every reader of bytes from strangers; what it finds is kept in .build-fuzz.
fuzz: dependencies
	@SOC2D_FUZZ=1 .ci/as-owner $(SWIFT) build --sanitize fuzzer --scratch-path .build-fuzz --product Fuzz
	@.ci/fuzz $(FUZZ_SECONDS)

dependencies:
	@.ci/dependencies

clean:
	rm -rf .build
