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

# The test can fail: where nothing is allocated, and where another exit code was expected, nothing was proved.
check "a command that does not exist is not a success" \
	bash -c "! '$BUILD/alloc_command' '$SCRATCH/made' 0 nothing >/dev/null 2>&1"
finish
