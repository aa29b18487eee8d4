#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# coverage.sh BUILD [LEAST]: lines of the decoders that the corpora reach, by file; exit 1 below LEAST per cent (95) in all or in a file.
# BUILD has the fuzz targets.
set -euo pipefail
build=$(realpath "$1") least=${2:-95}
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
objects=()
for corpus in fuzz/corpus/*; do
	name=$(basename "$corpus")
	target=$(find "$build" -name "$name" -type f -perm -u+x | head -n 1)
	LLVM_PROFILE_FILE=$scratch/$name.profraw "$target" -runs=0 -max_len=300000 "$corpus" >"$scratch/$name.log" 2>&1 ||
		{ cat "$scratch/$name.log" >&2 && exit 1; }
	objects+=(-object "$target")
done
llvm-profdata-14 merge -o "$scratch/all" "$scratch"/*.profraw
# The first object is named without the option.
llvm-cov-14 report "${objects[1]}" "${objects[@]:2}" -instr-profile "$scratch/all" 2>/dev/null |
	awk -v least="$least" '
	$1 ~ /(impl\/wire\/[a-z0-9_]*|impl\/(stack_con[a-z]*|agent)|harness\/iut\/records|harness\/trace\/trace_file|harness\/vector\/(compile_[a-z]*|structure|topology|units)|conformance\/(catalogue|profile|defects)|reports\/report_read)\.c$/ && $1 !~ /fuzz/ {
		name = $1; sub(/^.*\/(impl|harness|conformance|reports)\//, "&", name)
		printf "%6.1f %%  %4d of %4d lines not reached  %s\n", 100 - 100 * $9 / $8, $9, $8, name
		lines += $8; missed += $9
		if (100 - 100 * $9 / $8 < least) {
			printf "%s: below %d %%\n", name, least
			below = 1
		}
	}
	END {
		all = lines ? 100 - 100 * missed / lines : 0
		printf "%6.1f %%  of %d lines in all\n", all, lines
		exit all < least || below
	}'
