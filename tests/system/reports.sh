#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The report follows its schema, says every requirement of the profile once, and is
# the same octet for octet on every run and with any number of jobs; a child gives the same verdicts and the
# same trace as the stack in process; stored traces give the same verdicts again.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
run() {
	local name=$1
	shift
	"$ISATM" run --quiet --reproducible --report "$name.xml" "$@" 2>"$name.err"
	local code=$?
	[ "$code" -eq 0 ] || fail "isatm run $*: exit $code: $(head -c 300 "$name.err")"
}

run one --jobs 1 --pcap one.pcap --trace one.trace --junit one.junit --html one.html
run again --jobs 1 --pcap again.pcap
run two --jobs 2 --pcap two.pcap
run four --jobs 4 --pcap four.pcap
for name in again two four; do
	sed "s/one\.pcap/$name.pcap/" one.xml >expected.xml
	check "report of run '$name' differs" cmp -s expected.xml "$name.xml"
	check "captures of run '$name' differ" diff -rq one.pcap "$name.pcap"
done
check "report.xml follows its schema" xmllint --noout --relaxng "$SOURCE/reports/schema/report.rng" one.xml
check "schema of the schema test can fail" bash -c \
	"sed 's/ verdict=\"pass\"/ verdict=\"perhaps\"/' one.xml >bad.xml; ! xmllint --noout --relaxng '$SOURCE/reports/schema/report.rng' bad.xml 2>/dev/null"
check "junit is well-formed" xmllint --noout one.junit
check "html has the verdict" grep -q 'No breach found' one.html

# Every requirement of the profile stands once.
xmllint --xpath '//*[local-name()="report"]/*[local-name()="requirement"]/@id' one.xml | tr -d ' ' | sort >ids
check "a requirement stands twice" test -z "$(uniq -d ids)"
check "requirements are missing" test "$(wc -l <ids)" -gt 100

# As a stranger: the same stack behind a pipe.
run child --jobs 2 --iut "child:$BUILD/isatm-iut" --pics "$SOURCE/conformance/pics/reference.xml" --trace child.trace
sed "s/iut=\"[^\"]*\"//; s/isatm run --iut '[^']*'//; s/ capture=\"[^\"]*\"//" one.xml >a.xml
sed "s/iut=\"[^\"]*\"//; s/isatm run --iut '[^']*'//; s/ capture=\"[^\"]*\"//" child.xml >b.xml
check "the child's report differs: $(diff a.xml b.xml | head -n 5)" cmp -s a.xml b.xml
for trace in one.trace/*.trace; do
	check "trace of $(basename "$trace") differs in the child" cmp -s "$trace" "child.trace/$(basename "$trace")"
done

# From the stored traces alone.
check "judge" "$ISATM" judge --quiet --report judged.xml one.trace
sed 's/command="run"//; s/ capture="[^"]*"//' one.xml >a.xml
sed 's/command="judge"//' judged.xml >b.xml
check "judging again differs: $(diff a.xml b.xml | head -n 5)" cmp -s a.xml b.xml

# Another seed is another run.
run seed --jobs 2 --seed 2
check "the seed has no effect" bash -c "! cmp -s one.xml seed.xml"

# Nothing applicable is not a success.
"$ISATM" run --quiet --iut mute --vector 'init/*' >/dev/null 2>&1
check "mute earns exit 4" test $? -eq 4
finish
