#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a CI system uses: shards and their merge, the difference of two reports, the ledger of expected failures, JUnit.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
broken="child:'$BUILD/isatm-iut-q' --defect teardown/kept-after-resv-tear"
failing='teardown/resv-tear[ingress,uni=3.1,encapsulation=llc]'
select=(--vector 'teardown/*' --vector 'encapsulation/*')
run() {
	"$ISATM" run --quiet --reproducible "$@"
}
# code TEXT NUMBER COMMAND...: the command must end with that exit code.
code() {
	local text=$1 wanted=$2 got
	shift 2
	checks=$((checks + 1))
	"$@" >stdout 2>stderr
	got=$?
	[ "$got" -eq "$wanted" ] || fail "$text: exit $got instead of $wanted: $(head -c 300 stderr)"
}
says() {
	check "$1" grep -qE -- "$2" "$3"
}

# Shards joined are the whole, octet for octet, whoever runs them in what order.
code "clean run" 0 run "${select[@]}" --report whole.xml
code "broken run, a SHOULD failed" 0 run "${select[@]}" --iut "$broken" --report broken.xml --junit broken.junit
code "broken run, strict" 1 run "${select[@]}" --iut "$broken" --strict
if command -v parallel >/dev/null; then
	parallel --no-notice -j 2 "'$ISATM' run --quiet --reproducible --vector 'teardown/*' --vector 'encapsulation/*' --shard {}/3 --report shard-{}.xml" ::: 3 1 2
else
	echo "SKIPPED: GNU parallel is not installed; the shards run one after the other" >&2
	for i in 3 1 2; do run "${select[@]}" --shard $i/3 --report shard-$i.xml; done
fi
code "merge" 0 "$ISATM" report merge -o merged.xml shard-2.xml shard-3.xml shard-1.xml
check "the merge is the whole: $(diff whole.xml merged.xml | head -n 5)" cmp -s whole.xml merged.xml
for i in 1 2; do run "${select[@]}" --iut "$broken" --shard $i/2 --report part-$i.xml; done
code "merge of a failing run" 0 "$ISATM" report merge -o merged.xml part-1.xml part-2.xml
check "the failing merge is the whole: $(diff broken.xml merged.xml | head -n 5)" cmp -s broken.xml merged.xml
code "a shard is missing" 4 "$ISATM" report merge -o lacking.xml shard-2.xml shard-3.xml
says "it is marked incomplete" 'complete="no" why="shard 1/3 is missing"' lacking.xml
refused "a shard twice" "shard 2/3 is given twice" "$ISATM" report merge shard-2.xml shard-2.xml
refused "shards of two runs" "another implementation than the first" "$ISATM" report merge shard-1.xml part-2.xml
refused "no shard at all" "of no shard" "$ISATM" report merge whole.xml
refused "no such shard" "'4/3' is not I/N" "$ISATM" run --shard 4/3
code "more shards than cases" 4 run --vector teardown/resv-tear --shard 99/100

# What changed.
code "nothing regressed" 0 "$ISATM" report diff whole.xml whole.xml
says "nothing changed" '^0 regressed, 0 fixed, 0 changed, 0 new, 0 gone' stdout
code "something regressed" 1 "$ISATM" report diff whole.xml broken.xml
says "what" '^regressed TEARDOWN-8  pass -> fail' stdout
says "in which case" "pass -> fail  teardown/resv-tear\[ingress" stdout
code "the other way it is fixed" 0 "$ISATM" report diff broken.xml whole.xml
says "fixed" '^fixed     TEARDOWN-8  fail -> pass' stdout
sed 's/the QoS VC is still open/the QoS VC is as open as ever/' broken.xml >reason.xml
code "another reason is no regression" 0 "$ISATM" report diff broken.xml reason.xml
says "but named" '^changed   TEARDOWN-8' stdout
says "with what it was" '^        was: .*the QoS VC is still open' stdout
check "a reason is said once, not for each case" test "$(grep -c 'as open as ever' stdout)" -eq 1
run --vector 'encapsulation/*' --report less.xml
code "gone is no regression" 0 "$ISATM" report diff whole.xml less.xml
says "gone" '^gone      TEARDOWN-8  pass -> skipped' stdout
code "new is no regression" 0 "$ISATM" report diff less.xml whole.xml
says "new" '^new       TEARDOWN-8  skipped -> pass' stdout
code "another profile" 0 run "${select[@]}" --profile R2382 --report other.xml
refused "two profiles" "different profiles" "$ISATM" report diff whole.xml other.xml

# A profile judges what is about its rows, under the settings that its documents allow.
code "a row of another document" 4 run --vector backward/not-used
code "its own profile" 0 run --vector backward/not-used --profile IG00
code "a setting that the guide forbids" 4 run --vector backward/nothing-asked --profile IG00

# The ledger. Each case fails for two reasons; strict makes them count.
ledger() {
	{
		echo '<ledger xmlns="urn:isatm:ledger:1">'
		cat
		echo '</ledger>'
	} >ledger.xml
}
one=(--vector teardown/resv-tear --iut "$broken" --strict --ledger ledger.xml)
all='<expect requirement="TEARDOWN-8" match="expected: RELEASE within * still open" owner="kim" expires="2030-01-31">known</expect>
<expect requirement="TEARDOWN-8" match="expected: the QoS VC is released; not seen*" owner="kim" expires="2030-01-31">known</expect>'
code "strict without ledger" 1 run --vector teardown/resv-tear --iut "$broken" --strict
ledger <<<"$all"
code "as the ledger says" 0 run "${one[@]}" --today 2030-01-31 --report expected.xml --junit expected.junit
says "state of the case" 'verdict="expected-failure"' expected.xml
says "state of the entry" 'state="matched" matched="4"' expected.xml
says "JUnit skips it" 'skipped message="expected failure: TEARDOWN-8' expected.junit
code "expired" 5 run "${one[@]}" --today 2030-02-01
ledger <<<"${all/still open/closed}"
code "another reason is a failure" 1 run "${one[@]}" --today 2030-01-01
ledger <<<"<expect case=\"$failing\" match=\"*\" owner=\"kim\" expires=\"2030-01-31\">known</expect>"
code "only one of the cases" 1 run "${one[@]}" --today 2030-01-01
code "only that case" 0 run "${one[@]}" --today 2030-01-01 --case "$failing"
code "it passes by now" 5 run --vector teardown/resv-tear --ledger ledger.xml --today 2030-01-01 --report gone.xml
says "unexpected pass" 'verdict="unexpected-pass"' gone.xml
code "not run says nothing" 0 run --vector teardown/path-tear --ledger ledger.xml --today 2030-01-01
ledger <<<'<expect case="teardown/never-was" match="*" owner="kim" expires="2030-01-31">known</expect>'
code "names nothing" 5 run --vector teardown/path-tear --ledger ledger.xml --today 2030-01-01
ledger <<<'<expect requirement="TEARDOWN-8" match="*" expires="2030-01-31">known</expect>'
refused "no owner" "ledger.xml:2: " "$ISATM" run --ledger ledger.xml
ledger <<<"${all/2030-01-31/2030-02-30}"
refused "no such day" "ledger.xml:2: " "$ISATM" run --ledger ledger.xml
refused "no such today" "'2026-13-01' is not a day" "$ISATM" run --ledger ledger.xml --today 2026-13-01

# JUnit: by its schema, and by counting.
for f in broken expected; do
	check "$f.junit follows its schema" xmllint --noout --relaxng "$SOURCE/reports/schema/junit.rng" $f.junit
done
for kind in failure skipped error; do
	attribute=$kind
	[ $kind = skipped ] || attribute=${kind}s
	check "number of $kind elements" test "$(grep -c "<$kind " broken.junit)" -eq \
		"$(sed -n "s/.*<testsuite .* $attribute=\"\([0-9]*\)\".*/\1/p" broken.junit)"
done
check "the schema of JUnit can fail" bash -c "! sed 's/ hostname=\"[^\"]*\"//' broken.junit | xmllint --noout --relaxng '$SOURCE/reports/schema/junit.rng' - 2>/dev/null"

# The examples use options that there are.
for word in $(grep -ohE '(^| )--[a-z]+' "$SOURCE"/examples/ci/*.yml | tr -d ' ' | sort -u); do
	check "examples/ci uses $word" bash -c "{ '$ISATM' run --help; '$ISATM' report --help; } | grep -q -- '$word'"
done
finish
