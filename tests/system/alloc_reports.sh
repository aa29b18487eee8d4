#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every allocation of the harness fails in turn while it writes, reads and compares reports, and judges stored traces.
. "$2/tests/alloc/scenario.sh"

mkdir made
(cd made && "$ISATM" "${run[@]}" "${failing[@]}" --shard 1/1 2>/dev/null)
check "there is no report" test -s made/report.xml
cp made/report.xml .

# Each of these opens the report; the allocations of that fail in the first of them.
fails junit 0 0 report junit -o junit.xml report.xml
opened=$((allocations - 1500))
fails html 0 "$opened" report html -o report.html report.xml
fails merge 0 "$opened" report merge -o whole.xml report.xml
# The second report is opened like the first, traces are judged after the files are loaded: the last ones are left.
last 900 diff 0 report diff -o changes report.xml report.xml
last 900 judge 1 judge --quiet --pics "$ISATM_DATA/conformance/pics/reference.xml" --report again.xml "$SCRATCH/made/traces"
finish
