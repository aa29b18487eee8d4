#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What is claimed (PICS) against what is seen, and guards against a run that proves nothing: each difference stands
# in the report, in XML and HTML, and has its exit code.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
pics() { # ROLES UNI ENCAPSULATION [ITEM=YES-OR-NO]
	printf '<pics xmlns="urn:isatm:pics:1"><roles>%s</roles><uni>%s</uni><encapsulation>%s</encapsulation>' "$1" "$2" "$3"
	[ $# -gt 3 ] && printf '<item id="%s" supported="%s"/>' "${4%=*}" "${4#*=}"
	printf '</pics>\n'
}
run() { # NAME OPTION...; sets code
	local name=$1
	shift
	"$ISATM" run --limit answer=10min --limit end=10min --reproducible --report "$name.xml" --html "$name.html" "$@" 2>"$name.err"
	code=$?
	check "$name: report follows its schema" xmllint --quiet --noout --relaxng "$SOURCE/reports/schema/report.rng" "$name.xml"
}
says() { # NAME ITEM WORDS
	check "$1: no '$2: $3' but $(grep '<statement' "$1.xml")" grep -qE "<statement name=\"$2\" value=\"$3" "$1.xml"
	check "$1: it is not in the HTML" grep -qE "$2: $3" "$1.html"
	check "$1: it is not on the terminal: $(cat "$1.err")" grep -qE "^PICS +$2: $3" "$1.err"
}
headline() { # NAME WORDS: in XML, HTML and on the terminal
	check "$1: the headline of the XML" grep -q "outcome=\"$2\"" "$1.xml"
	check "$1: the headline of the HTML" grep -q "$2" "$1.html"
	check "$1: the headline of the terminal: $(cat "$1.err")" grep -q "^$2" "$1.err"
}
silent() { # NAME
	check "$1: the terminal says $(grep '^PICS' "$1.err")" bash -c "! grep -q '^PICS' $1.err"
	check "$1: says $(grep '<statement' "$1.xml")" bash -c "! grep -q '<statement' $1.xml"
}
strange=$SOURCE/tests/evil/iut.py
# The reference stack with another greeting: sets $greets. CONTROL is what it says of its control port.
greet() { # ROLES UNI CONTROL
	greets="child:'$BUILD/isatm-iut' | sed -u 's/^hello .*/hello half 1 atm=cells roles=$1 uni=$2 control=$3/'"
}

# All that is claimed is seen.
pics host-receiver 3.1 'llc vcmux-qos' >both.xml
run honest --iut "child:python3 $strange good" --pics both.xml
silent honest

# Claimed, and never shown in a whole run; in a part of it nothing is known.
pics host-receiver '3.1 4.0' 'llc vcmux-qos' backward=yes >most.xml
run never --iut "child:python3 $strange less" --pics most.xml
says never 'encapsulation vcmux-qos' 'declared, but never shown in the [1-9][0-9]* cases that need it'
says never 'uni 4.0' 'declared, but never shown in the [1-9][0-9]* cases that need it'
says never backward 'declared, but none of the [1-9][0-9]* cases that need it passes'
check "never: something else: $(grep '<statement' never.xml)" test "$(grep -c '<statement' never.xml)" -eq 3
check "never: exit $code" test "$code" -eq 1
run part --iut "child:python3 $strange less" --pics most.xml --vector init/receiver-waits
silent part
check "part: exit $code" test "$code" -eq 0

# Shown, and not claimed.
pics host-receiver 3.1 llc >llc.xml
run undeclared --iut "child:python3 $strange vcmux-always" --pics llc.xml --vector 'init/*' --vector 'encapsulation/*'
says undeclared 'encapsulation vcmux-qos' 'not declared, but shown, first in [a-z]'
check "undeclared: exit $code" test "$code" -eq 1
pics host-receiver 3.1 llc point-to-multipoint=no >single.xml
run adding --iut "child:python3 $strange adds-party" --pics single.xml --vector init/receiver-waits
says adding point-to-multipoint 'not declared, but shown, first in init/receiver-waits'
run adding-claimed --iut "child:python3 $strange adds-party" --pics llc.xml --vector init/receiver-waits
silent adding-claimed

# What the greeting and the PICS say must be the same, whatever part of the suite runs. Everything that ran is fine: the
# difference alone makes it exit 1, on the terminal, in XML and HTML, and for JUnit.
differs() { # NAME ITEM WORDS
	says "$1" "$2" "$3"
	check "$1: exit $code" test "$code" -eq 1
	headline "$1" "Not what its PICS says"
	check "$1: it is not in the JUnit: $(grep system-out "$1.junit")" grep -qE "$2: $3" "$1.junit"
}
compared() { # NAME PICS ROLES UNI CONTROL
	greet "$3" "$4" "$5"
	run "$1" --iut "$greets" --pics "$2" --vector dynqos/sender-change --junit "$1.junit" --trace "$1.trace"
	check "$1: some case did not pass: $(cat "$1.err")" grep -qE '^cases +[1-9][0-9]* run: [1-9][0-9]* pass, 0 fail, 0 inconclusive, 0 error' "$1.err"
}
pics ingress 3.1 llc >ingress.xml
compared same ingress.xml ingress 3.1 no
silent same
check "same: exit $code" test "$code" -eq 0
pics 'host-receiver ingress' 3.1 llc >two-roles.xml
compared role-not-greeted two-roles.xml ingress 3.1 yes
differs role-not-greeted 'roles host-receiver' 'declared, but the implementation.s greeting does not say it'
pics ingress '3.1 4.0' llc >two-unis.xml
compared uni-not-greeted two-unis.xml ingress 3.1 no
differs uni-not-greeted 'uni 4.0' 'declared, but the implementation.s greeting does not say it'
compared role-undeclared ingress.xml ingress,egress 3.1 no
differs role-undeclared 'roles egress' 'not declared, but the implementation.s greeting says it'
compared uni-undeclared ingress.xml ingress 3.0,3.1 no
differs uni-undeclared 'uni 3.0' 'not declared, but the implementation.s greeting says it'
pics 'ingress host-receiver' 3.1 llc >host.xml
compared control-not-greeted host.xml ingress,host-receiver 3.1 no
differs control-not-greeted 'roles host-receiver' 'declared, but the implementation.s greeting says control=no'
compared control host.xml ingress,host-receiver 3.1 yes
silent control
# A PICS may name a role as often as it likes, on as many lines.
pics "$(printf 'ingress\n\t%.0s' $(seq 100))egress" 3.1 llc >long.xml
compared long long.xml ingress 3.1 no
differs long 'roles egress' 'declared, but the implementation.s greeting does not say it'
# From the stored traces the same again.
"$ISATM" judge --pics two-roles.xml --report judged.xml role-not-greeted.trace 2>judged.err
check "judge: exit $?" grep -q 'Not what its PICS says' judged.err
check "judge: $(diff <(grep '<statement' judged.xml) <(grep '<statement' role-not-greeted.xml))" \
	cmp -s <(grep '<statement' judged.xml) <(grep '<statement' role-not-greeted.xml)
# Shards of one run say it once.
greet ingress,egress 3.1 no
for i in 1 2; do run "shard$i" --iut "$greets" --pics ingress.xml --vector encapsulation/llc-only-leaf --shard "$i/2"; done
"$ISATM" report merge shard1.xml shard2.xml >merged.xml
check "merge: exit $?" test "$(grep -c '<statement' merged.xml)" -eq 1

# An implementation for single receivers only: what has a group does not apply.
pics ingress 3.1 llc point-to-multipoint=no >single.xml
greet ingress 3.1 no
run single --iut "$greets" --pics single.xml --vector 'mapping/two-sessions*'
check "single receivers: exit $code" test "$code" -eq 0
check "single receivers: no case is left" grep -q '<case id="mapping/two-sessions\[' single.xml
check "single receivers: a case with a group" bash -c '! grep -q "<case id=\"mapping/two-sessions-one-group" single.xml'

# Nothing applicable, nothing decided, nothing there: exit 4, and the report says so.
pics egress 3.0 llc >other.xml
run nothing --iut reference --pics other.xml --vector init/sender-replaces
check "nothing applicable: exit $code" test "$code" -eq 4
headline nothing "Nothing was decided"
run mute --iut mute --vector 'init/*'
check "nothing decided: exit $code" test "$code" -eq 4
headline mute "Nothing was decided"
run dropped --iut reference --requirement TEARDOWN-2 --shard 99999/99999
check "nothing matched: exit $code" test "$code" -eq 4
headline dropped "Nothing was decided"
refused "no such case" "init/no-such-case" "$ISATM" run --quiet --case 'init/no-such-case[egress]'
refused "no such vector" "no-such-vector" "$ISATM" run --quiet --vector no-such-vector
run pattern --iut reference --vector 'no-such-vector*'
check "no vector matches: exit $code" test "$code" -eq 4
check "no vector matches: it is not said" grep -q "no vector matches 'no-such-vector\*'" pattern.err
headline pattern "Nothing was decided"
refused "no such requirement" "TEARDOWN-999" "$ISATM" run --quiet --requirement TEARDOWN-999

# Rows of an option say nothing about those who do not claim it, whatever a case shows of them.
verdict() { # NAME REQUIREMENT VERDICT
	check "$1: $2 is not $3: $(grep -o "<requirement id=\"$2\"[^>]*" "$1.xml")" grep -qE "<requirement id=\"$2\"[^>]* verdict=\"$3\"" "$1.xml"
}
for claim in yes no; do
	pics ingress 3.1 llc "limited-heterogeneity=$claim" >model.xml
	run "model-$claim" --pics model.xml --vector heterogeneity/two-sizes-and-none --iut "child:'$BUILD/isatm-iut-q' --defect limhet/second-qos-vc"
done
verdict model-yes LIMHET-1 fail
verdict model-no LIMHET-1 not-applicable
verdict model-no HETERO-2 fail
for i in 1 2; do
	run "model-no$i" --pics model.xml --vector heterogeneity/two-sizes-and-none --vector mapping/two-sessions --shard "$i/2" \
		--iut "child:'$BUILD/isatm-iut-q' --defect limhet/second-qos-vc"
done
"$ISATM" report merge model-no1.xml model-no2.xml >model-merged.xml
verdict model-merged LIMHET-1 not-applicable
verdict model-merged HETERO-2 fail
# Cases that need an item apply only where it is claimed.
pics ingress 3.1 llc tau=no >without.xml
run without --pics without.xml --vector tau/spacing
check "without tau: exit $code" test "$code" -eq 4
check "without tau: a case ran" bash -c '! grep -q "<case " without.xml'
check "the item is named" grep -q 'PICS item limited-heterogeneity is not claimed' model-no.xml

# Counts that do not add up: a report that lost a case, or whose plan was longer, is refused.
sed 's/ planned="\([0-9]*\)"/ planned="9\1"/' honest.xml >longer.xml
# One that says itself that its cases vanished is shown as what it is.
sed -e 's/ planned="\([0-9]*\)"/ planned="9\1"/; s/ outcome="[^"]*"/ outcome="The counts do not add up"/; s/ code="0"/ code="4"/; s/ code="1"/ code="4"/' \
	-e 's/ lesser="yes"//' honest.xml >vanished.xml
check "vanished cases are shown: $("$ISATM" report html --output vanished.html vanished.xml 2>&1)" grep -q "The counts do not add up" vanished.html
refused "a plan that was longer" 'longer.xml:[0-9]+: the summary does not add up' "$ISATM" report html longer.xml
sed '0,/<case /{/<case /,/<\/case>/d}' honest.xml >lost.xml
check "a case is gone" bash -c '! cmp -s honest.xml lost.xml'
"$ISATM" report html lost.xml >/dev/null 2>lost.err
check "a lost case: $(head -c 200 lost.err)" grep -qE 'lost.xml:[0-9]+: ' lost.err
finish
