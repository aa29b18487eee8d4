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
patient=(--limit answer=10min --limit end=10min --limit memory=300MiB --limit wakes=10000 --limit records=200000)

# The number that is the name of what a behaviour leaves behind: a time for sleep.
token_of() {
	echo "$token.$(cksum <<<"$1" | cut -d ' ' -f 1)"
}
left_behind() {
	pgrep -fx "sleep $(token_of "$1")" >/dev/null
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

# verdicts NAME: of its cases, in order.
verdicts() {
	sed -n 's/.*<case .* verdict="\([^"]*\)".*/\1/p' "$1.xml" 2>/dev/null | tr '\n' ' '
}

# costs BEHAVIOUR TEXT: it ended in error for that reason and for nothing else.
costs() {
	local how=$1 text=$2
	check "$how: exit $(cat "$how.code") instead of 6: $(head -c 300 "$how.err")" test "$(cat "$how.code")" = 6
	check "$how: verdicts are '$(verdicts "$how")'" test "$(verdicts "$how")" = "pass error pass pass "
	check "$how: no reason '$text' but $(grep -o '<error.*' "$how.xml")" grep -qE "<error blame=\"iut\">.*$text" "$how.xml"
	check "$how: report follows its schema" xmllint --quiet --noout --relaxng "$SOURCE/reports/schema/report.rng" "$how.xml"
	check "$how: $(cat "$how.memory") KiB of memory" test "$(cat "$how.memory")" -lt 1000000
	check "$how: a process is left behind" not left_behind "$how"
}

# Silence is seen by the clock; they wait side by side.
silent=(hang half-record flood-stderr close-input stay)
for how in "${silent[@]}"; do
	run "$how" "$how" --limit answer=20s --limit end=20s &
done
wait
for how in "${silent[@]::4}"; do
	costs "$how" "no answer to 'advance' within 20000 ms"
done
costs stay "did not end within 20000 ms"

while read -r how text; do
	run "$how" "$how" "${patient[@]}"
	costs "$how" "$text"
done <<'EVIL'
exit ended with exit status 7
signal killed by signal 11
half-record-exit ended with exit status 0
bad-end exit status 3 after 'bye'
close-output closed its output
exit-with-heir ended with exit status 0
flood wrote more than 200000 outputs
flood-one-line record longer than 200000 octets
memory MiB of memory
wakes woke up 10001 times in a row
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
stuck the next time must be later
gigantic neither a time nor 'never'
number neither a time nor 'never'
minus neither a time nor 'never'
odd-hex odd number of hex digits
short-cell 2 octets, not 53 to 53
long-record record longer than 200000
long-packet 70000 octets, not 1 to 65535
EVIL

# What is left behind by a child that else does well is ended, and costs nothing.
for how in daemon daemon-holds; do
	run "$how" "$how" "${patient[@]}"
	check "$how: $(verdicts "$how")" test "$(verdicts "$how")" = "pass pass pass pass "
	check "$how: a process is left behind" not left_behind "$how"
done

# Garbage on the wire is the implementation's, not the adapter's: never an error. What replaces all of its frames earns no
# pass; what comes beside them may or may not break something.
for how in bad-hec bad-crc noise sscop q2931 rsvp; do
	run "$how" "$how" "${patient[@]}"
	check "$how: an error: $(grep -o '<error.*' "$how.xml")" not grep -q '<error' "$how.xml"
	check "$how: exit $(cat "$how.code")" bash -c "[ $(cat "$how.code") -le 1 ]"
	check "$how: verdicts are '$(verdicts "$how")'" bash -c "[[ '$(verdicts "$how")' =~ ^pass\ (pass|fail|inconclusive)\ pass\ pass\ $ ]]"
done
for how in bad-hec bad-crc; do
	check "$how earns no pass" test "$(verdicts "$how")" = "pass inconclusive pass pass "
done
check "random signalling is found" test "$(verdicts q2931)" = "pass fail pass pass "

# An adapter that takes everything is found by the probe; its answers are worth nothing.
run accept-all accept-all "${patient[@]}"
check "accept-all: exit $(cat accept-all.code) instead of 6" test "$(cat accept-all.code)" = 6
check "accept-all is not named" grep -q 'probe="failed: answered an unknown record with ok"' accept-all.xml
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
