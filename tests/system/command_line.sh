#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Bad input gets one clear line with file and line number, exit 2, and nothing half-written.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
good=$SOURCE/vectors/dynqos/upgrade-connect-held.xml

refused "unknown command" "no command 'rnu'; did you mean 'run'" "$ISATM" rnu
refused "unknown option" "no option --reprot; did you mean --report" "$ISATM" run --reprot x
refused "option without argument" "needs an argument" "$ISATM" run --report
refused "switch with argument" "takes no argument" "$ISATM" run --strict=yes
refused "operand" "no operand 'x'" "$ISATM" run x
refused "unknown profile" "no profile RFC2380" "$ISATM" run --profile RFC2380
refused "unknown requirement" "no requirement TEARDWON-2; did you mean TEARDOWN-2" "$ISATM" run --requirement TEARDWON-2
refused "unknown vector" "no vector matches 'nothing/at-all'" "$ISATM" run --vector nothing/at-all
refused "unknown IUT" "nonsense" "$ISATM" run --iut nonsense
refused "seed" "'-1' is not a number" "$ISATM" run --seed -1
refused "jobs" "'0' is not a number from 1" "$ISATM" run --jobs 0
refused "missing vector file" "none.xml: cannot be read" "$ISATM" run --vector none.xml
refused "missing PICS" "none.xml: cannot be read" "$ISATM" run --pics none.xml
refused "report into a missing folder" "there/report.xml: cannot be written" "$ISATM" run --report there/report.xml
refused "report over a folder" "is a folder" "$ISATM" run --report "$SCRATCH"
refused "captures under a file" "there is a file of that name|Not a directory" "$ISATM" run --pcap /dev/null/x
refused "judge without traces" "run.txt: cannot be read" "$ISATM" judge "$SCRATCH"
refused "explain nothing" "nothing is called 'TEARDOWN-99'" "$ISATM" explain TEARDOWN-99
refused "list nothing" "no list of 'vecotrs'; did you mean vectors" "$ISATM" list vecotrs

sed 's/<purpose>/<porpoise\/><purpose>/' "$good" >schema.xml
refused "vector that breaks the schema" "schema.xml:[0-9]+: " "$ISATM" validate schema.xml
printf '<vector' >broken.xml
refused "not XML" "broken.xml:1: " "$ISATM" validate broken.xml
{
	printf '<?xml version="1.0"?>\n<!DOCTYPE vector [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n'
	sed -n '/<vector/,$p' "$good"
} >entity.xml
refused "document type declaration" "entity.xml:[0-9]+: a document type declaration is not allowed" "$ISATM" validate entity.xml
sed 's/ id="[^"]*"/ id="test\/unit"/; 0,/<wait>[^<]*</s//<wait>5 parsecs</' "$good" >unit.xml
refused "wrong unit" "unit.xml:[0-9]+: .*parsecs" "$ISATM" validate unit.xml
printf '<pics xmlns="urn:isatm:pics:1"><roles>wizard</roles></pics>\n' >pics.xml
refused "PICS that breaks its schema" "pics.xml:1: " "$ISATM" run --pics pics.xml
printf '<pixit xmlns="urn:isatm:pixit:1">\n<value name="tau" is="60"/></pixit>\n' >pixit.xml
refused "PIXIT without a unit" "pixit.xml:2: tau: " "$ISATM" run --pixit pixit.xml

# An error found late leaves an old report as it was and no new file beside it.
sed 's/ id="[^"]*"/ id="test\/mine"/' "$good" >mine.xml
check "a new vector runs without a rebuild" "$ISATM" run --quiet --vector mine.xml --report mine-report.xml
check "and stands in the report" grep -q 'vector="test/mine"' mine-report.xml
cp "$good" again.xml
refused "an id that is taken" "again.xml:[0-9]+: .*is that of" "$ISATM" run --vector again.xml

echo old >report.xml
refused "late error" "cannot be written" "$ISATM" run --vector 'dynqos/upgrade-connect-held' --report report.xml --html there/report.html
check "the old report stays" grep -qx old report.xml
check "nothing half-written" bash -c '[ ! -e report.xml.new ] && [ ! -e there ]'

for command in run judge list explain validate qualify report bench; do
	check "$command --help" bash -c "'$ISATM' $command --help | grep -q '^usage: isatm $command'"
	check "$command --help fits 80 columns" bash -c "! '$ISATM' $command --help | grep -qE '.{81}'"
done
refused "no such figures" "did you mean calls" "$ISATM" bench --only call
refused "no such time" "is not a number" "$ISATM" bench --seconds soon
check "bench" bash -c "'$ISATM' bench --seconds 0 --only cases --only suite --only aal5 --only calls >bench.txt"
check "bench fits 80 columns" bash -c "! grep -qE '.{81}' bench.txt"
check "bench has a budget for what it measures" grep -qE '^complete calls.* k/s +>= 100 k/s +[0-9.]+' bench.txt
check "--help fits 80 columns" bash -c "! '$ISATM' --help | grep -qE '.{81}'"
check "--version" bash -c "'$ISATM' --version | grep -qE '^isatm [0-9]'"
check "list fits 80 columns" bash -c "! '$ISATM' list | grep -qE '.{81}'"
check "list has every requirement" test "$("$ISATM" list | wc -l)" -eq \
	"$(cat "$SOURCE"/conformance/requirements/*.xml | grep -c '<requirement ')"
finish
