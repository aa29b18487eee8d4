# SPDX-License-Identifier: Apache-2.0
# Sourced by the system tests: BUILD and SOURCE from the command line, a scratch
# folder that goes away, and helpers that count and say what failed.
set -u
BUILD=$1 SOURCE=$2
ISATM=$BUILD/isatm
# A build folder in the tree finds the catalogue by itself.
case $BUILD in "$SOURCE"/*) ;; *) export ISATM_DATA=$SOURCE ;; esac
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
failures=0 checks=0

fail() {
	echo "FAILED: $*" >&2
	failures=$((failures + 1))
}

# check TEXT COMMAND...: the command must succeed.
check() {
	local text=$1
	shift
	checks=$((checks + 1))
	"$@" || fail "$text"
}

# refused TEXT PATTERN COMMAND...: exit 2, and one line on standard error that matches the pattern.
refused() {
	local text=$1 pattern=$2 code
	shift 2
	checks=$((checks + 1))
	"$@" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr"
	code=$?
	[ "$code" -eq 2 ] || fail "$text: exit $code instead of 2"
	[ "$(wc -l <"$SCRATCH/stderr")" -eq 1 ] || fail "$text: not one line: $(cat "$SCRATCH/stderr")"
	grep -qE -- "$pattern" "$SCRATCH/stderr" || fail "$text: '$(cat "$SCRATCH/stderr")' does not match '$pattern'"
}

finish() {
	echo "$checks checks, $failures failed"
	[ "$failures" -eq 0 ] && [ "$checks" -gt 0 ]
	exit $?
}
