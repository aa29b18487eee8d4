#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The HTML report: one file with no outside resources and one script that its policy names; texts of strangers stay
# texts; numbers that do not add up are refused; search and filter work in a browser.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
broken="child:'$BUILD/isatm-iut-q' --defect teardown/kept-after-resv-tear"
"$ISATM" run --quiet --reproducible --vector 'teardown/*' --iut "$broken" --report broken.xml --html broken.html 2>err ||
	fail "the run: $(cat err)"
check "the headline agrees with the exit code" grep -q '<h1 class="pass">No breach found</h1>' broken.html
"$ISATM" run --quiet --strict --vector 'teardown/*' --iut "$broken" --html strict.html
check "strict counts a SHOULD" test $? -eq 1
check "and its headline too" grep -q '<h1 class="fail">Not conforming</h1>' strict.html
for text in 'Ladder diagram of teardown/resv-tear' 'Likely cause' 'Expected' 'The vector says' 'ResvTear' '--case '; do
	check "the page of a failure has '$text'" grep -qF -- "$text" broken.html
done

# The only script is the one whose digest the policy names; elements, attributes and links are those of the style sheet.
cat >allowed.py <<'E2'
import base64, hashlib, html.parser, re, sys
text = open(sys.argv[1], encoding="utf-8").read()
scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode() if len(scripts) == 1 else "none"
bad = [] if "script-src 'sha256-%s'" % digest in text else ["the script's digest is sha256-" + digest]
tags = set("""html head meta title style body a header p h1 h2 h3 b span nav main ul li wbr div table caption thead tbody tr th td form
    label input select option output details summary br dl dt dd code pre section svg g rect line text tspan path circle i script""".split())
class Walk(html.parser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        if tag not in tags: bad.append("element " + tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "style", "srcdoc", "xlink:href", "action"): bad.append("attribute " + name)
            if name == "href" and not value.startswith("#"): bad.append("link to " + value)
Walk().feed(text)
bad += ["reaches out: " + m for m in re.findall(r"@import|url\(", text)]
print("; ".join(bad[:5]))
sys.exit(1 if bad else 0)
E2
check "nothing but the report's own markup: $(python3 allowed.py broken.html)" python3 allowed.py broken.html

# A stranger's report says the same with markup in every text that it may choose.
cat >hostile.py <<'E2'
import re, sys
evil = "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot; onload=&quot;alert(1)&quot; x=&quot;javascript:alert(1)"
first, text = open("broken.xml").read().split("\n", 1)
text = re.sub(r' (name|value|version|iut|probe|title|catalogue|vectors|what|file|role|line|unit|section|capture|covers|must|by|tool)="[^"]*"',
              lambda m: m.group(0) if m.group(0).startswith(' line="') and m.group(0)[7].isdigit() or m.group(0) == ' version="1"' else ' %s="%s"' % (m.group(1), evil), text)
text = re.sub(r"<(text|condition|convention|holds|reason|replay|cause[^>]*|wanted|seen|script|vector[^>]*|defect[^>]*)>[^<]*<", lambda m: "<%s>%s<" % (m.group(1), evil), text)
number = iter(range(100000))
text = re.sub(r'(<case id=")[^"\[]*', lambda m: m.group(1) + str(next(number)) + evil, text)
text = re.sub(r'(<vector id=")[^"]*', lambda m: m.group(1) + str(next(number)) + evil, text)
open("hostile.xml", "w").write(first + "\n" + text)
E2
python3 hostile.py
check "a hostile report renders" "$ISATM" report html -o hostile.html hostile.xml
check "its texts are in it" grep -q '&lt;img src=x onerror' hostile.html
check "and none became markup: $(python3 allowed.py hostile.html)" python3 allowed.py hostile.html
check "nor in JUnit" bash -c "'$ISATM' report junit hostile.xml | xmllint --noout --relaxng '$SOURCE/reports/schema/junit.rng' - 2>/dev/null"
sed 's/the QoS VC is still open/\xc2\x9b31m/' broken.xml >escape.xml
"$ISATM" report diff broken.xml escape.xml >escape.txt
check "the difference is shown" grep -q '^changed' escape.txt
check "and nothing but printable ASCII goes to a terminal" bash -c "! LC_ALL=C grep -q '[^ -~]' escape.txt"

# What does not add up is refused by everything that reads reports.
lie() {
	local text=$1 pattern=$2
	sed "$3" broken.xml >lie.xml
	cmp -s broken.xml lie.xml && fail "$text: the test changes nothing"
	refused "$text" "$pattern" "$ISATM" report html -o lie.html lie.xml
	refused "$text (diff)" "$pattern" "$ISATM" report diff broken.xml lie.xml
	check "$text: nothing is left behind" test ! -e lie.html
}
lie "a failure left out" "lie.xml:[0-9]+: the summary does not add up: it says fail 0" 's/\(<summary .*fail="\)[0-9]*"/\10"/; s/ fail="[1-9][0-9]*" error/ fail="0" error/'
lie "a better verdict" "lie.xml:[0-9]+: the summary does not add up" 's/lesser="yes"/lesser="no"/'
lie "a number that is none" "lie.xml:[0-9]+: " 's/<case \(.*\) events="[0-9]*"/<case \1 events="99999999999999999999"/'
lie "a column that is none" "lie.xml:[0-9]+: (from|to): 64 is more than" '0,/ to="[0-9]*" kind/s// to="64" kind/'
lie "a document type" "lie.xml:[0-9]+: a document type declaration is not allowed" '1a <!DOCTYPE report [<!ENTITY e "x">]>'
python3 - <<'E2'
import re
s = open("broken.xml").read()
c = re.search(r" <case .*?</case>\n", s, re.S).group(0)
open("twice.xml", "w").write(s.replace("</report>", c + "</report>"))
E2
refused "a case twice" "twice.xml:[0-9]+: case .* stands twice, first in line [0-9]+" "$ISATM" report html twice.xml

# Ten thousand cases: most of the time goes into the cases themselves, none into looking for them again and again.
python3 - <<'E2'
import re
s = open("broken.xml").read()
a, b = s.index(" <case "), s.rindex("</report>")
c = next(c for c in re.findall(r" <case .*?</case>\n", s[a:b], re.S) if 'verdict="pass"' in c)
n = s[a:b].count(" <case ")
more = "".join(re.sub(r'number="\d+"', 'number="%d"' % (i + 1000), re.sub(r'id="([^"]*)\]', r'id="\1,n=%d]' % i, c, 1), 1) for i in range(10000))
head = re.sub(r'(<summary .*cases=")(\d+)(" pass=")(\d+)', lambda m: m[1] + str(int(m[2]) + 10000) + m[3] + str(int(m[4]) + 10000), s[:a])
head = re.sub(r'planned="(\d+)"', lambda m: 'planned="%d"' % (int(m[1]) + 10000), head, count=1)
open("many.xml", "w").write(head + s[a:b] + more + s[b:])
E2
check "ten thousand cases" timeout 60 "$ISATM" report html -o many.html many.xml
check "all of them" test "$(grep -o '<tr class="row" data-verdict=' many.html | wc -l)" -ge 10000

# In a browser: the script runs, the filters find what they should.
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ]; then
	echo "SKIPPED: chromium is not installed; search and filter were not tried in a browser" >&2
	finish
fi
dump() {
	timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --user-data-dir="$SCRATCH/chromium" --dump-dom "file://$SCRATCH/$1" 2>/dev/null
}
# How many rows of the requirements are shown, by the count that the page itself gives, and by looking.
cat >rows.py <<'E2'
import re, sys
s = sys.stdin.read()
table = s[s.index('id="requirement-table"'):s.index('id="cases"')]
rows = re.findall(r'<tr class="row"[^>]*>', table)
shown = [r for r in rows if "hidden" not in r]
said = re.search(r'<form class="filter" data-table="requirement-table".*?<output class="why">(\d+) of (\d+)</output>', s, re.S)
form = re.search(r'<form class="filter" data-table="requirement-table"([^>]*)>', s).group(1)
if "hidden" in form or not said or int(said[1]) != len(shown) or int(said[2]) != len(rows): print("bad", said and said[0][-40:])
else: print(len(shown), len(rows))
E2
all=$(dump broken.html | python3 rows.py)
check "all rows are shown: '$all'" test "${all% *}" = "${all#* }"
failed=$(dump 'broken.html?verdict=fail' | python3 rows.py)
check "filter by verdict: '$failed'" test "${failed% *}" = "$(xmllint --xpath 'count(//*[local-name()="requirement"][@verdict="fail"])' broken.xml)"
found=$(dump 'broken.html?q=teardown-8' | python3 rows.py)
check "search: '$found'" test "${found% *}" -ge 1 -a "${found% *}" -lt 10
none=$(dump 'broken.html?q=no-such-word-anywhere' | python3 rows.py)
check "search for nothing: '$none'" test "${none% *}" = 0
both=$(dump 'broken.html?q=teardown&level=MUST' | python3 rows.py)
check "search and filter: '$both'" test "${both% *}" -lt "${all% *}"
check "a hostile report runs no script of its own" bash -c "! grep -q 'alert(1)</script>' <(sed 's/&lt;/(/g' hostile.html)"
finish
