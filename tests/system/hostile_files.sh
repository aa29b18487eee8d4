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
"$ISATM" "${one[@]}" --report /dev/full 2>stderr
check "a full disk: exit $?" test $? -ne 0

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
