#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Implementations that hang, crash, flood and lie: each costs its own case, the cases before and after
# it are clean, the run ends with exit 6, nothing is left behind, and memory stays bounded. tests/evil/iut.py is
# good in cases with encapsulation=llc and evil in those with vcmux-qos.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
evil=$SOURCE/tests/evil/iut.py
token=10000$$
# One case that is good, one that is evil, two that are good.
suite=(--jobs 1 --quiet --reproducible --pics "$SOURCE/examples/iut/python/pics.xml"
       --vector init/receiver-waits --vector init/sender-replaces)
# Limits of time so long that a busy machine changes nothing, except where silence is the point.
patient=(--limit answer=10min --limit end=10min --limit case=60min --limit memory=300MiB --limit wakes=10000 --limit records=200000)

# The number that is the name of what a behaviour leaves behind: a time for sleep.
token_of() {
	echo "$token.$(cksum <<<"$1" | cut -d ' ' -f 1)"
}
# Something that it started is left: a sleep of that name, or another copy of the script.
left_behind() {
	pgrep -fx "sleep $(token_of "$1")" >/dev/null || pgrep -f "iut.py $1 $(token_of "$1")" >/dev/null
}

not() {
	! "$@"
}

# run NAME BEHAVIOUR OPTION...: result in NAME.xml, exit code in NAME.code, peak memory of isatm and its children (KiB) in NAME.memory
run() {
	local name=$1 how=$2
	shift 2
	python3 - "$name" "$ISATM" run "${suite[@]}" "$@" --iut "child:python3 $evil $how $(token_of "$how")" --report "$name.xml" \
		2>"$name.err" <<'PY'
import resource, subprocess, sys
name, *command = sys.argv[1:]
code = subprocess.run(command).returncode
open(name + ".code", "w").write(str(code))
open(name + ".memory", "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
PY
}
# side_by_side OPTION...: all behaviours on standard input, two at a time; each line begins with one.
side_by_side() {
	local how
	while read -r how _; do
		run "$how" "$how" "$@" &
		while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
	done
	wait
}

# verdicts NAME: of its cases, in order.
verdicts() {
	sed -n 's/.*<case .* verdict="\([^"]*\)".*/\1/p' "$1.xml" 2>/dev/null | tr '\n' ' '
}

# costs BEHAVIOUR TEXT: it ended in error for that reason and for nothing else.
costs() {
	local how=$1 text=$2 code=${3:-6}
	check "$how: exit $(cat "$how.code") instead of $code: $(head -c 300 "$how.err")" test "$(cat "$how.code")" = "$code"
	check "$how: verdicts are '$(verdicts "$how")'" test "$(verdicts "$how")" = "pass error pass pass "
	check "$how: no reason '$text' but $(grep -o '<error.*' "$how.xml")" grep -qE "<error blame=\"[a-z]*\">.*$text" "$how.xml"
	check "$how: report follows its schema" xmllint --quiet --noout --relaxng "$SOURCE/reports/schema/report.rng" "$how.xml"
	check "$how: $(cat "$how.memory") KiB of memory" test "$(cat "$how.memory")" -lt 1000000
	check "$how: a process is left behind" not left_behind "$how"
	check "$how: says '$(tr -d '\11\12\40-\176' <"$how.err")' to the terminal" test -z "$(tr -d '\11\12\40-\176' <"$how.err")"
}

# Silence is seen by the clock; they wait side by side.
silent=(hang half-record flood-stderr close-input stop stay)
for how in "${silent[@]}"; do
	run "$how" "$how" --limit answer=20s --limit end=20s &
done
run slow slow --limit case=20s &
wait
for how in "${silent[@]::5}"; do
	costs "$how" "no answer to 'advance' within 20000 ms"
done
costs stay "did not end within 20000 ms"
costs slow "the whole case takes longer than 20000 ms"

cat >evil <<'EVIL'
exit ended with exit status 7
signal killed by signal 11
kill-group killed by signal 9
half-record-exit ended with exit status 0
bad-end exit status 3 after 'bye'
close-output closed its output
exit-with-heir ended with exit status 0
flood wrote more than 200000 outputs
flood-packets wrote more than [0-9]* octets
flood-one-line record longer than 200000 octets
memory MiB of memory
memory-outside MiB of memory
wakes woke up 10001 times in a row
escapes octet 1b at column 3 is not printable.* it said: \?\]0;owned
refuse-all refuses encapsulation=vcmux-qos: no &lt;/error
binary octet 00 at column 1 is not printable
zeros octet 00 at column 1 is not printable
carriage-return carriage return
unknown unknown record 'hullo'
two-answers wrote before it was asked|in answer to
chatter wrote before it was asked|upcall .*in answer to|had passed
wrong-answer 'done' in answer to 'control'
late too late a time
backwards time goes backwards
one-slot less than a slot
far-cell time goes backwards
far-frame frame from an IUT that said atm=cells
hec its HEC is wrong
stuck the next time must be later
gigantic neither a time nor 'never'
number neither a time nor 'never'
minus neither a time nor 'never'
odd-hex odd number of hex digits
short-cell 2 octets, not 53 to 53
long-record record longer than 200000
long-packet 70000 octets, not 1 to 65535
EVIL
side_by_side "${patient[@]}" <evil
while read -r how text; do
	costs "$how" "$text"
done <evil
run processes processes "${patient[@]}" --limit memory=4GiB --limit processes=50
costs processes "runs [0-9]* processes"
# A child that kills its parent: the harness loses the worker that ran the case, and no other case. One that stops it is
# let go on, or loses its worker if it does it without end.
run kill-parent kill-parent "${patient[@]}"
costs kill-parent "the worker process that ran this case died: signal 9, which the implementation can send"
run stop-parent stop-parent "${patient[@]}"
costs stop-parent "ended with exit status 7"
run stop-parent-always stop-parent-always "${patient[@]}"
costs stop-parent-always "the worker process that ran this case died: signal 9|ended with exit|killed by"
run two-at-once kill-parent "${patient[@]}" --jobs 3
check "kill-parent beside other workers: $(verdicts two-at-once)" test "$(verdicts two-at-once)" = "pass error pass pass "

# What is left behind by a child that else does well is ended, and costs nothing; neither does a name that is markup.
cat >harmless <<'EVIL'
daemon
daemon-holds
daemon-deaf
rabbit
markup
EVIL
side_by_side "${patient[@]}" <harmless
while read -r how; do
	check "$how: $(verdicts "$how")" test "$(verdicts "$how")" = "pass pass pass pass "
	check "$how: a process is left behind" not left_behind "$how"
done <harmless
"$ISATM" report html markup.xml >markup.html
check "a name is not markup" not grep -q '</a><script>alert(1)' markup.html
check "the name is there" grep -q '&lt;/a&gt;&lt;script&gt;alert(1)' markup.html

# Garbage on the wire costs its case an error, whatever else the case shows, or a fail where it broke something; never the harness.
# What can be read and makes no sense is an error as well: sessions that nobody has, and more messages of any kind than
# there is a reason for.
cat >wire <<'EVIL'
bad-hec error its HEC is wrong
noise error its HEC is wrong
bad-crc error frames that cannot be read.*bad-crc
aal5 error frames that cannot be read
sscop error frames that cannot be read.*SSCOP
saal error frames that cannot be read.*SSCOP
q2931 fail
calls fail 6
callers error more calls than a case may have
idle_calls error more calls than a case may have
rsvp error frames that cannot be read.*RSVP
few_sessions error [0-9] RSVP messages that make no sense, .*: (Path|Resv), nobody has named session 10.1.0.
sessions error more RSVP messages and packets of its own than a case may have
datagrams error more RSVP messages and packets of its own than a case may have
arp error frames that cannot be read.*ATMARP
packets error frames that cannot be read.*IPv4
damaged error frames that cannot be read
frames:saal error frames that cannot be read.*SSCOP
frames:q2931 fail
frames:rsvp error frames that cannot be read.*RSVP
frames:packets error frames that cannot be read.*IPv4
frames:damaged error frames that cannot be read
EVIL
side_by_side "${patient[@]}" <wire
while read -r how verdict text; do
	if [ "$verdict" = error ]; then
		costs "$how" "$text"
	else
		check "$how: exit $(cat "$how.code")" test "$(cat "$how.code")" = "${text:-1}"
		check "$how: verdicts are '$(verdicts "$how")'" test "$(verdicts "$how")" = "pass fail pass pass "
	fi
done <wire
run frames:good frames:good "${patient[@]}"
check "frames: $(verdicts frames:good)" test "$(verdicts frames:good)" = "pass pass pass pass "

# The reference stack behind a link that damages what it sends, in all roles: no case is lost to the harness.
"$ISATM" run --quiet --reproducible --vector 'init/*' --vector 'failure/*' --vector 'transition/*' --limit answer=10min --limit case=60min \
	--iut "child:python3 $SOURCE/tests/evil/proxy.py 1 60 $BUILD/isatm-iut" --report proxy.xml 2>proxy.err
code=$?
check "damaged reference: exit $code: $(head -c 200 proxy.err)" bash -c "[ $code = 1 ] || [ $code = 6 ]"
check "damaged reference: the harness is to blame" not grep -q 'blame="harness"' proxy.xml
check "damaged reference: nothing was found" grep -q 'frames* that cannot be read' proxy.xml

# The probe finds an adapter that takes everything, and one that brings nothing up; their answers are worth nothing.
while read -r how text; do
	run "$how" "$how" "${patient[@]}"
	check "$how: exit $(cat "$how.code") instead of 6" test "$(cat "$how.code")" = 6
	check "$how is not named" grep -q "probe=\"failed: $text" "$how.xml"
done <<'EVIL'
accept-all answered an unknown record with ok
any-key accepted the unknown setting
no-signalling signalling did not come up
EVIL
check "accept-all earns a pass" not grep -q '<case .*verdict="pass"' accept-all.xml

# With forked workers the same; one that is stopped from outside leaves nothing behind and a report marked incomplete.
run jobs exit "${patient[@]}" --jobs 3
check "three workers: $(verdicts jobs)" test "$(verdicts jobs)" = "pass error pass pass "
"$ISATM" run "${suite[@]}" --jobs 2 "${patient[@]}" --iut "child:python3 $evil daemon-hang $(token_of stopped)" \
	--report stopped.xml 2>stopped.err &
isatm=$!
until left_behind stopped; do sleep 0.05; done
kill -TERM $isatm
wait $isatm
check "stopped: the report is not marked" grep -q 'complete="no' stopped.xml
check "stopped: a process is left behind" not left_behind stopped
finish
