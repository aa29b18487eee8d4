#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every allocation of the stack in some scenarios fails in turn, alone and with all that follow: no crash, no leak, no time
# that stands still. The scenarios are what isatm sends to an implementation in these cases.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
# scenario STRIDE CASE: every STRIDE-th allocation (a long scenario has thousands that are alike); CASE is the beginning of an id.
scenario() {
	local id
	id=$("$ISATM" list cases | cut -d ' ' -f 1 | grep -F "$2" | head -n 1)
	check "there is no case $2" test -n "$id"
	"$ISATM" run --quiet --jobs 1 --case "$id" --iut "child:tee records | $BUILD/isatm-iut" 2>/dev/null
	check "$id is not recorded" grep -q '^advance ' records
	"$BUILD/alloc_fails" records "$1" >result
	check "$id: $(grep -c . result) lines: $(head -n 4 result | tr '\n' ';')" grep -qE '^[1-9][0-9]* allocations, [1-9][0-9]* runs, 0 failed$' result
}
scenario 7 'dynqos/upgrade-connect-held[ingress'
scenario 41 'dynqos/upgrade-connect-held[host-sender'
scenario 1 'init/accept-p2p[egress'
scenario 1 'init/accept-p2p[host-receiver'
scenario 1 'failure/lost-for-good[ingress'
scenario 11 'teardown/path-timeout['
scenario 31 'heterogeneity/'
scenario 37 'transition/'

# The test can fail: no scenario, and one that the stack does not take, are not passed.
echo 'hello isatm 1' >records
check "nothing to play is not a success" bash -c "! '$BUILD/alloc_fails' records >/dev/null"
finish
