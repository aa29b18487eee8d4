#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# BESTEFF-5: where no best-effort VC can be had, what members miss is inconclusive and never a failure of BESTEFF-1, -3 or
# -4, neither by invariants nor by what a vector expects. The same expectations fail where VCs can be had.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
# The vector of the suite, which also expects what cannot be; without its faults if FAULTS is "no".
vector() { # FAULTS
	sed -e 's|<covers>.*</covers>|<covers>BESTEFF-1 BESTEFF-3 BESTEFF-4 BESTEFF-5</covers>|' \
		-e 's|^  </script>|    <delivery flow="G" node="E2 E3" after="without" lost="0" copies="9" req="BESTEFF-1"/>\n    <delivery flow="G" node="E2" after="without" lost="0" copies="9" req="BESTEFF-3"/>\n    <delivery flow="G" node="E3" after="without" lost="0" copies="9" req="BESTEFF-4"/>\n  </script>|' \
		"$SOURCE/vectors/best-effort/no-vc-to-be-had.xml" >"expects-$1.xml"
	[ "$1" = yes ] || sed -i -e '/<fault/d' -e '/tried and refused/d' "expects-$1.xml"
	sed -i "s|no-vc-to-be-had|expects-$1|" "expects-$1.xml"
}
run() { # FAULTS IUT
	"$ISATM" run --quiet --vector "expects-$1.xml" --case "best-effort/expects-$1[ingress,uni=3.1,encapsulation=llc]" --iut "$2" \
		--report report.xml >run.out 2>&1
	code=$?
}
says() { # REQUIREMENT VERDICT
	check "$1 is not $2: $(grep -o "<requirement id=\"$1\"[^>]*" report.xml)" grep -qE "<requirement id=\"$1\"[^>]* verdict=\"$2\"" report.xml
}

vector yes
vector no
run yes reference
check "refused: exit $code" test $code -ne 1
for row in BESTEFF-1 BESTEFF-3 BESTEFF-4; do says "$row" inconclusive; done
says BESTEFF-5 pass
check "the reason is given" grep -q 'no best-effort VC could be had' report.xml

run no reference
check "not refused: exit $code: $(cat run.out)" test $code -eq 0
says BESTEFF-1 pass

run no "child:'$BUILD/isatm-iut-q' --defect besteff/reserved-only"
check "not refused, and not served: exit $code" test $code -eq 1
for row in BESTEFF-1 BESTEFF-3 BESTEFF-4; do says "$row" fail; done
finish
