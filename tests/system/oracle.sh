#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tshark over every different frame of a run of the whole suite: it must find
# nothing wrong and read the same values as isatm's codecs, but for its own known faults.
. "$2/tests/lib.sh"

command -v tshark >/dev/null || { echo "SKIPPED: tshark is not installed"; exit 1; }
"$ISATM" run --quiet --trace "$SCRATCH/traces" --pcap "$SCRATCH/pcap" >/dev/null 2>&1
check "the traces are there" test -e "$SCRATCH/traces/run.txt"
check "frames" "$BUILD/unique_frames" "$SCRATCH" "$SCRATCH"/traces/*.trace
for part in atm ip; do
	check "tshark and isatm agree on $part" python3 "$SOURCE/tests/oracle/compare.py" "$SCRATCH/$part.pcap" \
		"$SCRATCH/$part.tsv" "$SOURCE/tests/oracle/exceptions.tsv" "$SCRATCH/hit"
done
while IFS=$'\t' read -r field text _; do
	case $field in '#'* | '') continue ;; esac
	check "no frame shows the exception '$text' any more" grep -qF "$field	$text" "$SCRATCH/hit"
done <"$SOURCE/tests/oracle/exceptions.tsv"

# The captures themselves: as many frames as were not lost, and each can be read.
shopt -s nullglob
captures=("$SCRATCH"/pcap/*/*.pcap)
check "captures" test ${#captures[@]} -gt 10
for capture in "${captures[@]:0:5}"; do
	check "$capture can be read" bash -c "tshark -n -c 20 -r '$capture' 2>/dev/null | grep -q ."
done

# The oracle can disagree: a table with one value changed must be refused.
awk -F'\t' -v OFS='\t' '!done && sub(/session.port=/, "session.port=1", $0) {done = 1} {print}' "$SCRATCH/ip.tsv" >"$SCRATCH/wrong.tsv"
check "a wrong value is noticed" bash -c "! python3 '$SOURCE/tests/oracle/compare.py' '$SCRATCH/ip.pcap' \
	'$SCRATCH/wrong.tsv' '$SOURCE/tests/oracle/exceptions.tsv' /dev/null 2>/dev/null >/dev/null"
finish
