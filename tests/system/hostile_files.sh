#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Files of strangers that want to read other files, fill the memory or never end: each is refused with exit 2, with the
# file's name (and the line where there is one), in bounded memory and bounded processor time.
. "$2/tests/lib.sh"

shopt -s lastpipe # the checks at the end of a pipe count
cd "$SCRATCH" || exit 1
good=$SOURCE/vectors/init/receiver-waits.xml
echo 'top secret' >secret.txt

# limited COMMAND...: with 1 GiB of address space and 60 s of processor time. Sets code.
limited() {
	(ulimit -v 1048576 -t 60 && exec "$@") >stdout 2>stderr
	code=$?
}
# hostile TEXT PATTERN COMMAND...: exit 2, and every line on standard error is a complaint of isatm; one matches.
hostile() {
	local text=$1 pattern=$2
	shift 2
	limited "$@"
	checks=$((checks + 1))
	[ "$code" -eq 2 ] || fail "$text: exit $code instead of 2: $(head -c 300 stderr)"
	grep -qE -- "$pattern" stderr || fail "$text: '$(head -c 300 stderr)' does not match '$pattern'"
	grep -qv '^isatm: ' stderr && fail "$text: says $(grep -v '^isatm: ' stderr | head -c 200)"
	[ "$(wc -c <stderr)" -lt 100000 ] || fail "$text: complains without end"
	! grep -qr 'top secret' stdout stderr || fail "$text: the secret is told"
}
# vector TEXT PATTERN: the hostile vector on standard input, by validate and by run.
vector() {
	cat >hostile.xml
	hostile "$1" "hostile.xml:$2" "$ISATM" validate hostile.xml
	hostile "$1 (run)" "hostile.xml:$2" "$ISATM" run --quiet --vector ./hostile.xml
}
# with SED: the good vector, with an id of its own, changed.
with() {
	sed -e 's/ id="[^"]*"/ id="test\/hostile"/' -e "$1" "$good"
}
many() { # TEXT N
	python3 -c 'import sys; sys.stdout.write(sys.argv[1] * int(sys.argv[2]))' "$1" "$2"
}
doctype() { # DECLARATIONS TEXT: a vector with this purpose
	printf '<?xml version="1.0"?>\n<!DOCTYPE vector %s>\n' "$1"
	with "s|<purpose>.*|<purpose>$2|" | sed -n '/<vector/,$p'
}

# --- XML ------------------------------------------------------------------------------------
bomb='<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
for pair in ab bc cd de ef fg gh hi ij jk; do
	bomb+="<!ENTITY ${pair:1} \"$(many "\&${pair:0:1};" 10)\">"
done
doctype "[${bomb//\\/}]" '\&k;' | vector "entity bomb" '[0-9]+: '
doctype "[${bomb//\\/}]" 'x' | sed 's/<vector /<vector bang="\&k;" /' | vector "entity bomb in an attribute" '[0-9]+: '
doctype "[<!ENTITY a \"$(many x 100000)\">]" "$(many '\&a;' 20000)" | vector "quadratic bomb" '[0-9]+: '
doctype "[<!ENTITY e SYSTEM \"$SCRATCH/secret.txt\">]" '\&e;' | vector "external entity" '[0-9]+: .*document type|[0-9]+: '
doctype "[<!ENTITY % e SYSTEM \"$SCRATCH/secret.txt\"> %e;]" 'x' | vector "external parameter entity" '[0-9]+: '
doctype 'SYSTEM "http://127.0.0.1:9/x.dtd"' 'x' | vector "external document type" '[0-9]+: '
doctype '[<!ENTITY a "&b;"><!ENTITY b "&a;">]' '\&a;' | vector "entity of itself" '[0-9]+: '
with "s|<purpose>|<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='$SCRATCH/secret.txt' parse='text'/>&|" |
	vector "XInclude" '4: '
with '1a <?xml-stylesheet href="secret.txt" type="text/xsl"?>' >hostile.xml
limited "$ISATM" validate hostile.xml
check "a style sheet in the prolog is not looked at: $(cat stderr)" test "$code" -eq 0
(many '<a>' 80000) | vector "80000 levels" '[0-9]+: '
(printf '<vector xmlns="urn:isatm:vector:1" '; many 'a="1" ' 100; echo '/>') | vector "an attribute twice" '1: '
(printf '<vector xmlns="urn:isatm:vector:1" id="'; many x 100000000; echo '"/>') | vector "100 MB attribute" ' is larger than'
(printf '<vector xmlns="urn:isatm:vector:1" id="'; many x 250000; echo '"/>') | vector "250 kB attribute" '[0-9]+: '
(printf '<vector xmlns="urn:isatm:vector:1" '; for i in $(seq 20000); do printf 'a%d="1" ' "$i"; done; echo '/>') |
	vector "20000 attributes" '1: more than 200 attributes'
(echo '<vector xmlns="urn:isatm:vector:1">'; many '<a/>' 60000; echo '</vector>') | vector "60000 elements" '[0-9]+: '
printf '\xef\xbb\xbf\xff\xfe<vector/>' | vector "octets that are no UTF-8" '1: '
printf '<?xml version="1.0" encoding="UTF-7"?><vector/>' | vector "an encoding that nobody knows" '1: '
: | vector "an empty file" '1: | is empty| is not XML'
(many '\0' 1000) | vector "zeros" '1: '
rm hostile.xml
mkdir hostile.xml
hostile "a folder" "hostile.xml: is not a regular file" "$ISATM" validate hostile.xml
rmdir hostile.xml
mkfifo hostile.xml
hostile "a fifo" "hostile.xml: is not a regular file" "$ISATM" validate hostile.xml
rm hostile.xml
hostile "a device" "/dev/zero: is not a regular file" "$ISATM" validate /dev/zero
ln -s hostile.xml hostile.xml
hostile "a link to itself" "hostile.xml: cannot be read" "$ISATM" validate hostile.xml
rm hostile.xml
many x 10000000 >hostile.xml
for kind in pics pixit; do
	hostile "a $kind that is too large" "hostile.xml: is larger than" "$ISATM" run --quiet --$kind hostile.xml
done

# --- vectors -----------------------------------------------------------------------------------
with 's|<topology>T1|<topology>../../../../../../etc/passwd|' | vector "a topology out of the tree" '[0-9]+: '
with "s|<topology>T1|<topology>$SCRATCH/secret.txt|" | vector "a topology by its path" '[0-9]+: '
values=$(seq -s ' ' 20)
with "s|</matrix>|$(for n in a b c d e f g; do printf '<values name="%s">%s</values>' $n "$values"; done)&|" |
	vector "a billion cases" '[0-9]+: .*cases'
with "s|</matrix>|$(for n in $(seq 100); do printf '<values name="v%s">1</values>' "$n"; done)&|" |
	vector "a hundred parameters" '[0-9]+: '
with 's|<wait>.*|<repeat times="1000000000"><wait>1s</wait></repeat>|' | vector "a billion repetitions" '[0-9]+: '
r='<repeat times="1000">' e='</repeat>'
with "s|<wait>.*|$r$r$r<wait>1s</wait>$e$e$e|" | vector "repetitions of repetitions" '[0-9]+: .*steps'
with "s|<wait>.*|$(many "$r" 200)<wait>1s</wait>$(many "$e" 200)|" | vector "200 repetitions deep" '[0-9]+: '
with 's|<wait>.*|<wait>99999999999999999999h</wait>|' | vector "a wait for ever" '[0-9]+: '
with 's|<wait>.*|<data flow="A" count="99999999999999999999" every="1ns"/>|' | vector "packets without number" '[0-9]+: '
with 's|<wait>.*|<data flow="A" length="4000000000"/>|' | vector "a packet of 4 GB" '[0-9]+: '
with "s|<wait>.*|<wait>1s$(many ' + 999h' 10000)</wait>|" | vector "a sum of 10000 terms" '[0-9]+: '
with 's|%s%n|&|; s|what="the Path comes to the egress"|what="%s%n%s%n%1000000000d"|; s|node="E1" dir="in"|node="E%n"|' |
	vector "formats of printf" '[0-9]+: '

# Lists and scripts that are small to write and long to work through; what is expected is never left out.
words() { # PREFIX N
	python3 -c 'import sys; print(" ".join(f"{sys.argv[1]}{i}" for i in range(int(sys.argv[2]))))' "$1" "$2"
}
with "s|</matrix>|<values name=\"x\">$(words v 15000)</values>&|" | vector "15000 values" '[0-9]+: the matrix gives more than'
with "s|<uni>.*</uni>|<uni>$(many '3.1 ' 25000)</uni>|" | vector "25000 times the same value" '[0-9]+: the matrix gives more than'
with "s|<role>.*|<role>$(many 'egress ' 15000)</role>|" | vector "15000 roles" '[0-9]+: more than 5 roles'
with "s|<covers>.*|<covers>$(words INIT- 9000)</covers>|" | vector "9000 requirements" '[0-9]+: more than 5 roles or 64'
with "s|<wait>.*|$(many '<mark name=\"m\"/>' 6000)|" | vector "6000 steps" '[0-9]+: more than 5000 steps'
with "s|<wait>.*|$(many '<never message=\"SETUP\"/>' 600)|" | vector "600 expectations" '[0-9]+: more than 512 expectations'
with "s|<wait>.*|<expect message=\"SETUP\">$(many '<field name=\"cause.value\" is=\"1\"/>' 100)</expect>|" |
	vector "100 fields" '[0-9]+: more than 64 fields'
with 's|<wait>.*|<data flow="A" every="1us" length="32"/><wait>999h</wait>|' | vector "a stream without end" '16: the script may send more than 1000000 packets'
with 's|<script|<pixit refresh="1us"/>&|' | vector "a refresh each microsecond" '[0-9]+: refresh is not in 1s'
with 's|<script|<pixit retry="0s"/>&|' | vector "retries without pause" '[0-9]+: retry is not in 1s'
(with '/<\/vector>/d'; echo '<!--'; many x 300000; echo '--></vector>') | vector "a large vector" ' is larger than 262144'
with "s|<purpose>|&$(printf '\xc2\x9b31m\x7f')|; s|<wait>.*|<nonsense$(printf '\xc3\xa9') what='$(printf '\xc2\x9b2J')'/>|" >hostile.xml
limited "$ISATM" validate hostile.xml
check "control characters in a complaint: $(cat -v stderr)" bash -c "[ $code = 2 ] && ! LC_ALL=C grep -q \$'\x9b' stderr"

# --- every other file that is handed in: the same loader, but is it used? ------------------------------
data=$SCRATCH/data
mkdir data
cp -r "$SOURCE/conformance" "$SOURCE/vectors" "$SOURCE/reports" data/
"$ISATM" run --quiet --reproducible --jobs 1 --vector init/receiver-waits --report report.xml 2>/dev/null
echo '<pics xmlns="urn:isatm:pics:1"><roles>egress</roles><uni>3.1</uni><encapsulation>llc</encapsulation></pics>' >pics.xml
echo '<pixit xmlns="urn:isatm:pixit:1"><value name="H" is="90s"/></pixit>' >pixit.xml
printf '<ledger xmlns="urn:isatm:ledger:1"><expect requirement="INIT-3" match="x" owner="me" expires="2030-01-01">why</expect></ledger>\n' >ledger.xml
# attacked FILE COMMAND...: the command reads the file, which is attacked in each way.
attacked() {
	local file=$1 root name
	shift
	cp "$file" kept.xml
	name=$(basename "$file")
	root=$(grep -o '<[a-z]\+' kept.xml | head -n 1)
	body() { sed -n "/$root/,\$p" kept.xml; }
	for attack in bomb external doctype deep wide large attributes; do
		case $attack in
		bomb) (printf '<!DOCTYPE x [%s]>\n' "${bomb//\\/}"; body | sed "0,/$root/s//$root x=\"\&k;\"/") ;;
		external) (printf '<!DOCTYPE x [<!ENTITY e SYSTEM "%s/secret.txt">]>\n' "$SCRATCH"; body | sed "0,/$root/s//$root x=\"\&e;\"/") ;;
		doctype) (printf '<!DOCTYPE x SYSTEM "%s/secret.txt">\n' "$SCRATCH"; body) ;;
		deep) many '<a>' 100000 ;;
		wide) (echo "$root>"; many '<a/>' 100000; echo "</${root#<}>") ;;
		large) (printf '%s id="' "$root"; many x 100000000; echo '"/>') ;;
		attributes) (printf '%s ' "$root"; for i in $(seq 300); do printf 'a%d="1" ' "$i"; done; echo '/>') ;;
		esac >"$file"
		ISATM_DATA=$data hostile "$name: $attack" "$name:([0-9]+:| is larger)" "$@"
	done
	rm "$file"
	mkfifo "$file"
	ISATM_DATA=$data hostile "$name: a fifo" "$name" "$@"
	rm "$file"
	cp kept.xml "$file"
}
one=(run --quiet --jobs 1 --vector init/receiver-waits)
attacked data/vectors/topology/t1.xml "$ISATM" validate
attacked data/conformance/requirements/teardown.xml "$ISATM" list
attacked data/conformance/defects/teardown.xml "$ISATM" list defects
attacked data/conformance/profiles/R2382.xml "$ISATM" list profiles
attacked pics.xml "$ISATM" "${one[@]}" --pics pics.xml
attacked pixit.xml "$ISATM" "${one[@]}" --pixit pixit.xml
attacked ledger.xml "$ISATM" "${one[@]}" --ledger ledger.xml
cp report.xml other.xml
for action in html junit merge; do
	attacked report.xml "$ISATM" report "$action" --output out.html report.xml
	check "report $action: something was written" test ! -e out.html
done
attacked report.xml "$ISATM" report diff --output out.html other.xml report.xml
check "report diff: something was written" test ! -e out.html
for value in H=0s H=1000h tau=1000h retry=0s be-idle=1ms refresh=1us lifetime-k=0 link-rate=1bps tolerance=9h; do
	echo "<pixit xmlns=\"urn:isatm:pixit:1\"><value name=\"${value%=*}\" is=\"${value#*=}\"/></pixit>" >bad.xml
	hostile "pixit $value" "bad.xml:1: ${value%=*} is not in" "$ISATM" "${one[@]}" --pixit bad.xml
done
rm -f bad.xml out.html

# --- what is written: whole or not at all -----------------------------------------------------------
# Full disks: /dev/full, and a limit on the size of files, which meets each kind of output first in turn.
outputs=(--report disk/report.xml --junit disk/junit.xml --html disk/report.html --pcap disk/pcap --trace disk/traces)
rm -rf disk && mkdir disk
"$ISATM" "${one[@]}" --reproducible "${outputs[@]}" 2>/dev/null
mv disk whole.disk
for limit in 1 3 5 6 36 40 150 200; do # KiB
	mkdir disk
	(ulimit -f $limit && exec "$ISATM" "${one[@]}" --reproducible "${outputs[@]}") 2>stderr
	code=$?
	check "files of $limit KiB: exit $code: $(cat stderr)" test "$code" -eq 3
	check "files of $limit KiB: nothing is said of it" grep -qE 'cannot be written|not written|not kept' stderr disk/report.xml
	find disk -type f -printf '%P\n' >written
	while read -r name; do
		case $name in
		*.pcap | *.trace) check "files of $limit KiB: $name is another" cmp "disk/$name" "whole.disk/$name" ;;
		junit.xml) check "files of $limit KiB: $name" xmllint --quiet --noout --relaxng "$SOURCE/reports/schema/junit.rng" "disk/$name" ;;
		*.xml | traces/run.txt) check "files of $limit KiB: $name is no whole file" "$ISATM" validate "disk/$name" ;;
		*) fail "files of $limit KiB: $name is left" ;;
		esac
	done <written
	# A case has all its captures or none, and no empty folder.
	for folder in disk/pcap/*/; do
		[ -d "$folder" ] || continue
		check "files of $limit KiB: $folder has not all captures" diff <(ls "$folder") <(ls "whole.disk/${folder#disk/}")
	done
	rm -r disk
done
for what in report junit html; do
	"$ISATM" "${one[@]}" --$what /dev/full 2>stderr
	code=$?
	check "a full disk for --$what: exit $code" test "$code" -eq 3
	check "a full disk for --$what: $(cat stderr)" grep -q 'cannot be' stderr
done
for command in "list requirements" "explain TEARDOWN-2" "run --quiet --jobs 1 --vector init/receiver-waits --report -" "report html whole.disk/report.xml"; do
	# shellcheck disable=SC2086
	"$ISATM" $command >/dev/full 2>stderr
	code=$?
	check "$command on a full disk: exit $code: $(cat stderr)" test "$code" -eq 3
done
"$ISATM" list requirements 2>stderr | head -n 1 >/dev/null
check "a reader that has read enough: $(cat stderr)" test ! -s stderr
# What was left by somebody who was killed goes; a link in its place is not followed.
mkdir -p disk/pcap "disk/traces"
folder=$(cd whole.disk/pcap && ls | head -n 1)
mkdir "disk/pcap/$folder"
for name in "pcap/$folder/E1-atm.pcap" "traces/$folder.trace" report.xml report.html; do
	ln -s "$SCRATCH/secret.txt" "disk/$name.new"
done
"$ISATM" "${one[@]}" --reproducible "${outputs[@]}"
check "links in the place of files to be written: $(diff -rq disk whole.disk)" diff -rq disk whole.disk
check "a link was followed" grep -q '^top secret$' secret.txt
rm -r disk

# --- names of files that come from names in files ---------------------------------------------------
# Values of a matrix become names of folders: each case has its own, and none is out of its place.
values='.. ../../../x /etc/passwd a/b a.b a,b a_b a\b %2e%2e $(x) -- ...'
with "s|<uni>.*</uni>|&<values name=\"v\">$values</values>|; s|<encapsulation>.*</encapsulation>||; s|<role>.*<|<role>egress<|" >names.xml
mkdir -p place/below
(cd place/below && "$ISATM" run --quiet --jobs 1 --vector ../../names.xml --pcap pcap --trace traces --report report.xml)
check "cases with strange names ran: exit $?" test $? -eq 0
n=$(wc -w <<<"$values")
check "each has its captures: $(ls place/below/pcap)" test "$(ls -A place/below/pcap | wc -l)" -eq "$n"
check "each has its trace" test "$(ls -A place/below/traces/*.trace | wc -l)" -eq "$n"
check "a file stands elsewhere: $(find place -mindepth 1 -maxdepth 1)" test "$(find place -mindepth 1 -maxdepth 1)" = place/below
check "a name has strange letters: $(ls place/below/pcap)" bash -c "! ls place/below/pcap | LC_ALL=C grep -q '[^A-Za-z0-9.=-]'"
# The name of a capture is a path below the report, whatever --pcap says.
capture() { # REPORT
	grep -o ' capture="[^"]*"' "$1" | head -n 1
}
mkdir -p out/of "$SCRATCH/elsewhere"
while read -r pcap report wanted; do
	"$ISATM" "${one[@]}" --pcap "$pcap" --report "$report"
	check "captures in $pcap for $report: $(capture "$report")" grep -q "^ capture=\"$wanted" <<<"$(capture "$report")"
done <<PLACES
out/caps out/report.xml caps/init.
out/of/caps out/report.xml of/caps/init.
$SCRATCH/out/of out/report.xml of/init.
out/../out/of/caps out/report.xml of/caps/init.
elsewhere out/report.xml init.
out out/report.xml init.
caps report.xml caps/init.
PLACES
strange() { # HTML: what leads out of it
	python3 - "$1" <<'PY'
import html.parser, sys
class Look(html.parser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src", "action") and not (value or "#").startswith("#")):
                print(tag, name, value)
Look().feed(open(sys.argv[1]).read())
PY
}
# Reports of strangers: what they call a capture stays below them, or they are refused.
"$ISATM" "${one[@]}" --reproducible --iut mute --pcap pcap --report captured.xml 2>/dev/null
check "a capture to begin with" grep -q ' capture="pcap/' captured.xml
for name in ../x a/../../x .. a/.. /etc/passwd //host/x 'a\\x' 'a\&#10;b' 'a\&#9;b' '' "$(many x 5000)"; do
	sed "s|capture=\"[^\"]*\"|capture=\"$name\"|" captured.xml >bad.xml
	hostile "a capture called $(head -c 40 <<<"$name")" 'bad.xml:[0-9]+: its capture is at no path below' "$ISATM" report html --output out.html bad.xml
done
for name in 'javascript:alert(1)' 'x\&quot; onclick=\&quot;alert(1)' '\&lt;script>alert(1)\&lt;/script>' 'http://host/' '...' 'a..b/..c'; do
	sed "s|capture=\"[^\"]*\"|capture=\"$name\"|" captured.xml >bad.xml
	"$ISATM" report html --output out.html bad.xml
	check "a capture called $name is shown: exit $?" test $? -eq 0
	check "a capture called $name: $(strange out.html)" test -z "$(strange out.html)"
done
rm -rf out out.html bad.xml

# --- validate: every kind of file, and what is wrong with more than its form --------------------------
"$ISATM" "${one[@]}" --reproducible --trace given --iut "child:'$BUILD/isatm-iut-q' --defect encap/llc-refused" --vector encapsulation/offers-llc --report failed.xml 2>/dev/null
check "a failure to begin with" grep -q '<finding requirement="ENCAP-2" verdict="fail"' failed.xml
fine() {
	check "validate $1: $("$ISATM" validate "$@" 2>&1)" "$ISATM" validate "$@"
}
for file in pics.xml pixit.xml ledger.xml report.xml failed.xml captured.xml given/run.txt "$(ls given/*.trace | head -n 1)" "$SOURCE"/vectors/topology/t1.xml \
	"$SOURCE"/conformance/requirements/teardown.xml "$SOURCE"/conformance/defects/teardown.xml "$SOURCE"/conformance/profiles/R2382.xml; do
	fine "$file"
done
check "the example ledger" test "$(grep -c . ledger.xml)" -gt 0
wrong() { # FILE TEXT PATTERN SED
	sed -E "$4" "$1" >bad.xml
	cmp -s "$1" bad.xml && fail "validate: $2: nothing was changed"
	hostile "validate: $2" "bad.xml:$3" "$ISATM" validate bad.xml
}
wrong failed.xml "a case twice" '[0-9]+: case [^ ]+ stands twice, first in line [0-9]+' '/<case /,/<\/case>/{H;/<\/case>/{x;s/^\n//;p;p;s/.*//;h};d}'
wrong failed.xml "a requirement twice" '[0-9]+: requirement [^ ]+ stands twice, first in line [0-9]+' 's/<requirement id="TEARDOWN-3"/<requirement id="TEARDOWN-2"/'
wrong failed.xml "an unknown requirement" '[0-9]+: names TEARDOWN-9999, which is not in the catalogue' 's/<requirement id="TEARDOWN-3"/<requirement id="TEARDOWN-9999"/'
wrong failed.xml "an unknown requirement in a finding" '[0-9]+: names NO-1, which is not in the catalogue' 's/<finding requirement="[^"]*"/<finding requirement="NO-1"/'
wrong failed.xml "an unknown requirement in a vector" '[0-9]+: names NO-1, which is not in the catalogue' 's/(<vector .*covers=")/\1NO-1 /'
wrong failed.xml "an unknown requirement in a defect" '[0-9]+: names NO-1, which is not in the catalogue' 's/(<defect .*must=")/\1NO-1 /'
wrong failed.xml "a case of no vector" '[0-9]+: is of vector no/such, which the report does not have' 's/(<case .* vector=")[^"]*"/\1no\/such"/'
wrong failed.xml "a case with the name of another" '[0-9]+: case [^ ]+ is not named after its vector' 's/(<case id="[^"]*)uni=3.1/\1uni=4.0/'
wrong failed.xml "a requirement better than its cases" '[0-9]+: ENCAP-2: says pass, its cases say fail' '/<requirement id="ENCAP-2"/s/verdict="fail"/verdict="pass"/; /<summary /s/ code="1" outcome="[^"]*"/ code="0" outcome="No breach found"/'
wrong failed.xml "wrong counts of a requirement" '[0-9]+: ENCAP-2: says 77 cases with verdict fail, there are [0-9]+' '/<requirement id="ENCAP-2"/s/ fail="[0-9]+"/ fail="77"/'
wrong failed.xml "wrong counts of a document" '[0-9]+: says testable 1000, below it are [0-9]+' '0,/ testable="[0-9]+"/s// testable="1000"/'
printf '<ledger xmlns="urn:isatm:ledger:1">\n%s\n%s\n%s\n%s\n</ledger>\n' \
	'<expect requirement="NO-1" match="x" owner="me" expires="2030-01-01">why</expect>' \
	'<expect case="init/receiver-wait[egress,uni=3.1,encapsulation=llc]" match="x" owner="me" expires="2030-01-01">why</expect>' \
	'<expect requirement="INIT-3" match="x" owner="me" expires="2030-01-01">why</expect>' \
	'<expect requirement="INIT-3" match="x" owner="you" expires="2031-01-01">why not</expect>' >bad.xml
hostile "validate: a ledger" 'bad.xml:2: names NO-1' "$ISATM" validate bad.xml
check "validate: a ledger's case: $(cat stderr)" grep -q 'bad.xml:3: there is no case init/receiver-wait\[.*did you mean init/receiver-waits\[' stderr
check "validate: a ledger's entry twice: $(cat stderr)" grep -q 'bad.xml:5: the same failure is expected in line 4' stderr
check "validate: more than that: $(cat stderr)" test "$(wc -l <stderr)" -eq 3
sed 's/pass="[0-9]*"/pass="1000000"/; s/<ledger /<ledger x="1" /' ledger.xml >bad.xml
hostile "validate: a ledger of another form" 'bad.xml:1: ' "$ISATM" validate bad.xml
# A vector that stands before a ledger may be named in it.
printf '<ledger xmlns="urn:isatm:ledger:1"><expect case="test/hostile[egress,uni=3.1,v=..]" match="x" owner="me" expires="2030-01-01">why</expect></ledger>\n' >mine.xml
hostile "validate: a case of a vector that is not there" 'mine.xml:1: there is no case test/hostile' "$ISATM" validate mine.xml
fine names.xml mine.xml place/below/traces/run.txt
wrong given/run.txt "a case twice in run.txt" '[0-9]+: case [^ ]+ stands already in line [0-9]+' '/^case /{p}'
wrong given/run.txt "an unknown case in run.txt" '[0-9]+: there is no case no/such' 's/^(case .* )[^ ]*$/\1no\/such/'
wrong given/run.txt "an unknown profile in run.txt" ' there is no profile .nowhere' 's/^profile .*/profile nowhere/'
wrong "$SOURCE/conformance/defects/teardown.xml" "a defect twice" '[0-9]+: [^ ]+ stands already in line [0-9]+' 's/<defect id="[^"]*"/<defect id="teardown\/x"/'
wrong "$SOURCE/conformance/defects/teardown.xml" "a defect of nothing" '[0-9]+: names NO-1, which is not in the catalogue' '0,/requirement="[^"]*"/s//requirement="NO-1"/'
wrong "$SOURCE/conformance/requirements/teardown.xml" "a requirement of the catalogue twice" '[0-9]+: TEARDOWN-1 stands already in line' 's/<requirement id="TEARDOWN-2"/<requirement id="TEARDOWN-1"/'
wrong "$SOURCE/vectors/topology/t1.xml" "a topology with an end behind nobody" '[0-9]+: ' 's/behind="[^"]*"/behind="NOBODY"/'
echo '<html/>' >bad.xml
hostile "validate: something else" 'bad.xml:1: <html> is not a vector, topology' "$ISATM" validate bad.xml

# --- reports and traces of strangers --------------------------------------------------------------
"$ISATM" run --quiet --reproducible --jobs 1 --vector init/receiver-waits --report report.xml --trace traces 2>/dev/null
check "a report to begin with" grep -q '</report>' report.xml
report() { # TEXT PATTERN
	cat >bad.xml
	hostile "report: $1" "bad.xml:$2" "$ISATM" report html --output out.html bad.xml
	check "report: $1: something was written" test ! -e out.html
}
for part in 1 50 95; do
	head -c $(($(wc -c <report.xml) * part / 100)) report.xml | report "cut off at $part %" '[0-9]+: '
done
sed 's/ cases="[0-9]*"/ cases="many"/' report.xml | report "a count that is no number" '[0-9]+: '
sed 's/ verdict="pass"/ verdict="splendid"/' report.xml | report "a verdict that does not exist" '[0-9]+: '
sed 's/<report /<!DOCTYPE report [<!ENTITY e SYSTEM "secret.txt">]>\n&/' report.xml | report "an entity" '[0-9]+: '
echo '<html/>' | report "something else" '1: '
(sed '/<\/report>/d' report.xml; many '<!-- xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx -->' 1300000; echo '</report>') |
	report "70 MB" ' is larger than'
python3 - <<'PY' | report "5000 requirements" '[0-9]+: more than 4096 elements <requirement>'
import re
s = open("report.xml").read()
one = re.search(r" *<requirement .*?</requirement>\n", s, re.S).group(0)
print(s.replace(one, one + "".join(re.sub(r' id="[^"]*"', f' id="ZZ-{i}"', one, count=1) for i in range(5000)), 1))
PY
sed 's/\(purpose>\|<text>\|<reason>\)/&\&lt;script>alert(1)\&lt;\/script>\&lt;img src=x onerror=alert(1)>/; s/ name="[^"]*"/ name="\&quot;>\&lt;script>alert(2)\&lt;\/script>"/' \
	report.xml >bad.xml
limited "$ISATM" report html --output out.html bad.xml
check "report: markup in texts is taken ($code)" bash -c "[ $code -ne 0 ] || ! grep -qE '<script>alert|<img src=x' out.html"

trace=$(ls traces/*.trace | head -n 1)
cp "$trace" whole
lie() { # TEXT PATTERN SED
	sed -E "$3" whole >"$trace"
	cmp -s whole "$trace" && fail "trace: $1: nothing was changed"
	hostile "trace: $1" "\.trace:$2" "$ISATM" judge --quiet traces
}
lie "cut off" '[0-9]+: ' '60,$d'
lie "a line cut off" '[0-9]+: ' '60s/.{21}$//'
lie "an event twice" '[0-9]+: ' '60p'
lie "an event of nobody" '[0-9]+: unknown node' '60s/^([0-9]+ [a-z]+) [^ ]+/\1 NOBODY/'
lie "a wrong count" '[0-9]+: ' 's/^end [0-9]+/end 99999999999/'
lie "another format" '1: ' '1s/1$/2/'
lie "two implementations" '[0-9]+: a second impl' 's/^node ([^ ]+) tester/node \1 iut/'
lie "octets that are none" '[0-9]+: ' '60s/[0-9a-f]{6}$/wxyz00/'
lie "time out of range" '[0-9]+: ' '60s/ [0-9]{4,} / 99999999999999999999 /'
(cat whole; many x 2000000) >"$trace"
hostile "trace: something after its end" '\.trace:[0-9]+: ' "$ISATM" judge --quiet traces
(head -n 5 whole; many x 200000000) >"$trace"
hostile "trace: a line of 200 MB" '\.trace:6: line longer' "$ISATM" judge --quiet traces
for file in "$trace" traces/run.txt; do
	mv "$file" kept
	mkfifo "$file"
	hostile "trace: $file is a fifo" 'is not a regular file' "$ISATM" judge --quiet traces
	rm "$file"
	ln -s /dev/zero "$file"
	hostile "trace: $file is a device" 'is not a regular file' "$ISATM" judge --quiet traces
	rm "$file"
	mv kept "$file"
done
cp whole "$trace"
sed -i 's/^\(case [^[]*\) init/\1 ..\/..\/..\/..\/etc/' traces/run.txt
limited "$ISATM" judge --quiet traces
check "trace: a case that is not there: exit $code instead of 4" test "$code" -eq 4
(head -n 1 traces/run.txt; many x 100000) >run && mv run traces/run.txt
hostile "trace: a line of run.txt without end" 'run.txt:2: ' "$ISATM" judge --quiet traces

# Random damage to a trace: judged or refused, never a crash.
cp "$SCRATCH/whole" "$trace"
python3 - "$ISATM" "$trace" <<'PY' || fail "damaged traces: a crash"
import random, subprocess, sys
isatm, name = sys.argv[1:]
whole = open(name).read().splitlines()
rng = random.Random(4)
subprocess.run([isatm, "run", "--quiet", "--jobs", "1", "--vector", "init/receiver-waits", "--trace", "traces"], check=False,
               stderr=subprocess.DEVNULL)
whole = open(name).read().splitlines()
for _ in range(60):
    lines = list(whole)
    for _ in range(rng.randrange(1, 5)):
        k = rng.randrange(1, len(lines))
        words = lines[k].split(" ")
        w = rng.randrange(len(words))
        words[w] = rng.choice(["0", "4294967295", "-", "", "in", "out", words[w][::-1], words[w][:-1], words[w] + "00", "9" * 18])
        lines[k] = " ".join(words)
    open(name, "w").write("\n".join(lines) + "\n")
    code = subprocess.run([isatm, "judge", "--quiet", "traces"], stderr=subprocess.DEVNULL).returncode
    if not 0 <= code <= 4:
        print("exit", code)
        sys.exit(1)
PY
checks=$((checks + 1))
finish
