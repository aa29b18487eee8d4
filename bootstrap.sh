#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The two commands of isatm on a bare Debian 12 machine:
#   ./bootstrap.sh run [OPTION...]   install what is needed, build, run the suite on the reference stack
#   ./bootstrap.sh test              the same set-up, then all tests
# and some for people who work on it:
#   ./bootstrap.sh fuzz [SECONDS]    every fuzz target for SECONDS (default 600), from its corpus
#   ./bootstrap.sh fuzz-coverage     lines of the decoders that the corpora reach, by file
#   ./bootstrap.sh fuzz-corpus       make the corpora again
#   ./bootstrap.sh coverage          lines that the unit and system tests reach, by folder
#
# Exit codes: those of isatm for run; 0 or 1 for test and fuzz; 2 wrong use; 3 packages missing and no right to
# install them.
set -euo pipefail
cd "$(dirname "$0")"

build_packages=(gcc libc6-dev cmake ninja-build pkg-config libxml2-dev libxslt1-dev libpcap-dev libisal-dev nettle-dev
                uthash-dev libnet1-dev)
test_packages=(check parallel tshark xsltproc libxml2-utils clang clang-format libclang-rt-14-dev llvm-14 python3 valgrind gcovr
               chromium chromium-driver groff-base)

usage() {
	sed -n '4,14s/^# \{0,1\}//p' "$0"
}

# Install those of the named packages that are missing; without root say how and exit 3.
need() {
	local missing=()
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
	done
	[ ${#missing[@]} -eq 0 ] && return 0
	if [ "$(id -u)" -ne 0 ]; then
		echo "bootstrap.sh: these packages are missing; install them and try again:" >&2
		echo "    sudo apt-get install --no-install-recommends ${missing[*]}" >&2
		exit 3
	fi
	echo "Installing ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build PRESET FOLDER TARGET [OPTION...]: configure and build; quiet unless it fails.
build() {
	local preset=$1 dir=$2 target=$3 log
	shift 3
	mkdir -p build
	log=build/$preset.log
	if ! { cmake --preset "$preset" "$@" && cmake --build "$dir" --target "$target"; } >"$log" 2>&1; then
		tail -n 40 "$log" >&2
		echo "bootstrap.sh: building preset $preset failed; the whole log is $log" >&2
		exit 1
	fi
}

# Names of the programs of all fuzz targets of a build folder.
fuzzers() {
	find "$1" -maxdepth 1 -name "fuzz_*" -type f -executable | sort
}

fuzz() {
	local seconds=$1 target failed=0
	build fuzz build/fuzz fuzzers
	if [ "$(fuzzers build/fuzz | wc -l)" -ne "$(find . -path ./build -prune -o -name 'fuzz_*.c' -print | wc -l)" ]; then
		echo "bootstrap.sh: not every fuzz target was built" >&2
		failed=1
	fi
	for target in $(fuzzers build/fuzz); do
		local name corpus seeds=()
		name=$(basename "$target")
		corpus=build/fuzz/corpus/$name
		mkdir -p "$corpus"
		[ -d "fuzz/corpus/$name" ] && seeds=("fuzz/corpus/$name")
		if "$target" -max_total_time="$seconds" -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
			-artifact_prefix="build/fuzz/$name-" "$corpus" "${seeds[@]}" >"build/fuzz/$name.log" 2>&1; then
			echo "fuzz $name: passed ($seconds s)"
		else
			echo "fuzz $name: FAILED, see build/fuzz/$name.log" >&2
			tail -n 30 "build/fuzz/$name.log" >&2
			failed=1
		fi
	done
	return $failed
}

# Of all seeds those that reach something new, by the choice of libFuzzer.
fuzz_corpus() {
	local target name
	build fuzz build/fuzz fuzzers
	rm -rf build/fuzz/seeds
	python3 fuzz/seeds.py build/fuzz/seeds
	for target in $(fuzzers build/fuzz); do
		name=$(basename "$target")
		[ -d "build/fuzz/seeds/$name" ] || continue
		rm -rf "fuzz/corpus/$name"
		mkdir -p "fuzz/corpus/$name"
		"$target" -merge=1 -use_counters=0 -max_len=300000 -rss_limit_mb=2048 "fuzz/corpus/$name" "build/fuzz/seeds/$name" \
			>"build/fuzz/$name.log" 2>&1
		echo "corpus of $name: $(find "fuzz/corpus/$name" -type f | wc -l) files"
	done
}

# What the unit tests and the quick system tests reach; with a README the figures it gives are compared.
coverage() {
	local out=build/coverage/report
	build coverage build/coverage all
	find build/coverage -name '*.gcda' -delete
	ctest --test-dir build/coverage --output-on-failure --no-tests=error -j "$(nproc)" -L 'unit|coverage'
	mkdir -p "$out"
	# The second build of the stack, with its defects, counts for nothing: its wrong decisions are no lines of the product.
	gcovr --root . --object-directory build/coverage --filter 'impl/' --filter 'harness/' --filter 'conformance/' --filter 'reports/' \
		--exclude '.*/tests/.*' --exclude '.*/fuzz/.*' --exclude-directories '.*isatm-iut-q.dir.*' --html-details "$out/index.html" \
		--csv "$out/files.csv" --gcov-ignore-parse-errors >"$out/gcovr.log" 2>&1 || {
		tail -n 20 "$out/gcovr.log" >&2
		return 1
	}
	python3 tests/coverage/table.py "$out/files.csv" "$@"
	echo "by line: $out/index.html"
}

case "${1:-}" in
run)
	shift
	need "${build_packages[@]}"
	build release build programs
	mkdir -p build/out
	status=0
	build/isatm run --report build/out/report.xml --junit build/out/junit.xml --html build/out/report.html \
		--pcap build/out/pcap "$@" || status=$?
	exit "$status"
	;;
test)
	need "${build_packages[@]}" "${test_packages[@]}"
	build release build all -DISATM_WERROR=ON
	build clang build/clang all
	build sanitize build/sanitize all
	ctest --test-dir build -j "$(nproc)" --output-on-failure --no-tests=error
	ctest --test-dir build/sanitize -j "$(nproc)" --output-on-failure --no-tests=error -L unit
	coverage README.md
	fuzz "${ISATM_FUZZ_SECONDS:-3}"
	fuzz/coverage.sh build/fuzz
	;;
fuzz)
	need "${build_packages[@]}" "${test_packages[@]}"
	fuzz "${2:-600}"
	;;
fuzz-coverage)
	need "${build_packages[@]}" "${test_packages[@]}"
	build fuzz build/fuzz fuzzers
	fuzz/coverage.sh build/fuzz
	;;
fuzz-corpus)
	need "${build_packages[@]}" "${test_packages[@]}"
	fuzz_corpus
	;;
coverage)
	need "${build_packages[@]}" "${test_packages[@]}"
	coverage
	;;
-h | --help)
	usage
	;;
*)
	usage >&2
	exit 2
	;;
esac
