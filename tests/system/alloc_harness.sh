#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every allocation of the harness fails in turn while it loads its files, runs cases and judges them.
. "$2/tests/alloc/scenario.sh"

fails load 0 0 "${run[@]}" --dry-run
# The others load the same, so that their first allocations are these, but for a few that depend on options.
loaded=$((allocations - 200))

# Running and judging: one receiver and a group, the IUT as sender and as receiver.
for case in 'small/single[ingress,uni=3.1]' 'small/single[egress,uni=3.1]' 'small/group[ingress,uni=3.1]' 'small/group[egress,uni=3.1]'; do
	fails "run-$(tr -c 'a-z\n' '-' <<<"$case")" 0 "$loaded" "${run[@]}" --case "$case"
done
# A case that fails, with its page, its trace and its captures.
fails run-fails 0 "$loaded" "${run[@]}" "${failing[@]}"

# The program as it is, with less and less room: the same report or none, and exit 3 that says why. With still less it is not
# even loaded (exit 127).
export ISATM_DATA=$SOURCE
short=0
limited() {
	(ulimit -v "$1" && exec "$ISATM" run --jobs 1 --reproducible --vector 'init/*' --report limited.xml 2>limited.err)
}
limited unlimited
mv limited.xml whole.xml
for ((room = 60000; room > 10000; room -= 1000)); do
	rm -f limited.xml
	limited "$room"
	code=$?
	[ "$code" -ne 127 ] || break
	if [ "$code" -eq 0 ]; then
		check "$room KB: another report" cmp -s whole.xml limited.xml
	else
		check "$room KB: exit $code: $(head -n 1 limited.err)" test "$code" -eq 3
		check "$room KB: does not say why: $(head -n 3 limited.err)" \
			bash -c "cat limited.err limited.xml 2>/dev/null | grep -qE 'out of memory|Cannot allocate memory'"
		check "$room KB: something is left" test ! -e limited.xml.new
		short=$((short + 1))
	fi
done
check "memory was never short" test "$short" -gt 0

# The test can fail: where nothing is allocated, and where another exit code was expected, nothing was proved.
check "a command that does not exist is not a success" \
	bash -c "! '$BUILD/alloc_command' '$SCRATCH/made' 0 nothing >/dev/null 2>&1"
finish
