#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The HTML report in a real browser: tests/browser/report.py clicks, types, tabs, prints; the page asks for nothing and
# complains of nothing. And the test itself can fail: broken pages are found out.
. "$2/tests/lib.sh"

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
driver=$(command -v chromedriver || true)
if [ -z "$chromium" ] || [ -z "$driver" ]; then
	echo "SKIPPED: chromium or chromedriver (packages chromium, chromium-driver) is not installed; THE REPORT WAS NOT TRIED IN A BROWSER" >&2
	exit 77
fi
cd "$SCRATCH" || exit 1
defect() {
	echo "child:'$BUILD/isatm-iut-q' --defect $1"
}

"$ISATM" qualify --quick --defect teardown/kept-after-resv-tear --output qualification.xml >/dev/null 2>err || fail "qualify: $(cat err)"
run() {
	"$ISATM" run --quiet --reproducible "$@" 2>err
}
run --vector teardown/resv-tear --vector teardown/path-tear --vector 'init/*' --iut "$(defect teardown/kept-after-resv-tear)" --qualification qualification.xml --pcap pcap \
	--report broken.xml --html broken.html || fail "the broken run: $(cat err)"
run --vector 'teardown/*' --html clean.html || fail "the clean run: $(cat err)"
run --vector 'transition/sixty-four-edges' --iut "$(defect limhet/copy-twice)" --html crowd.html
check "the crowd" test $? -eq 1
run --jobs 1 --pics "$SOURCE/examples/iut/python/pics.xml" --vector init/receiver-waits \
	--iut "child:python3 '$SOURCE/tests/evil/iut.py' exit x" --html crash.html
check "the crash" test $? -eq 6
python3 - <<'E2'
import re
s = open("broken.xml").read()
a, b = s.index(" <case "), s.rindex("</report>")
c = next(c for c in re.findall(r" <case .*?</case>\n", s[a:b], re.S) if 'verdict="pass"' in c)
more = "".join(re.sub(r'number="\d+"', 'number="%d"' % (i + 1000), re.sub(r'id="([^"]*)\]', r'id="\1,n=%d]' % i, c, 1), 1) for i in range(10000))
head = re.sub(r'(<summary .*cases=")(\d+)(" pass=")(\d+)', lambda m: m[1] + str(int(m[2]) + 10000) + m[3] + str(int(m[4]) + 10000), s[:a])
head = re.sub(r'planned="(\d+)"', lambda m: 'planned="%d"' % (int(m[1]) + 10000), head)
open("many.xml", "w").write(head + s[a:b] + more + s[b:])
evil = "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"
open("hostile.xml", "w").write(re.sub(r"<(text|reason|wanted|seen|script)>[^<]*<", lambda m: "<%s>%s<" % (m[1], evil), s))
E2
for name in many hostile; do
	check "$name renders" "$ISATM" report html -o $name.html $name.xml
done

# broken NAME FILE SED-SCRIPT: a folder with that page broken so.
broken() {
	mkdir "$1"
	cp good/broken.xml good/broken.html good/clean.html good/crash.html "$1"
	cp "good/$2.html" "$1"
	sed -i "$3" "$1/$2.html"
	cmp -s "good/$2.html" "$1/$2.html" && fail "$1: the test changes nothing"
}
mkdir good
cp ./*.html broken.xml good
broken other-script broken 's/<script>/<script>var other;/'
broken outside broken 's|<main>|<main><img src="https://example.org/a.png">|'
broken sum broken 's|\(<td class="n pass">\)[0-9]*</td>|\199</td>|'
broken lost-link broken 's|href="#v-teardown/resv-tear"|href="#nowhere"|g'
broken undecided broken 's|<rect\([^>]*\) class="decides"|<rect\1|g'
broken no-keys broken 's|href="#cases"|& tabindex="-1"|'
broken night broken 's/--fg: #e4e7eb/--fg: #33373b/'
broken toner broken 's/@media print { :root { --fg: #000; --bg: #fff/@media print { :root { --fg: #fff; --bg: #000/'
broken unfolded broken 's/\.again \.ladder, //'
broken reference broken 's/\.lookup > :not(\.on-paper), //'
broken wide broken 's/\.wide { overflow-x: auto }//'
broken slow many 's/content-visibility: auto//g'

python3 "$SOURCE/tests/browser/report.py" "$driver" "$chromium" "$PWD" good other-script:search_and_filter outside:summary \
	sum:summary lost-link:links undecided:failure no-keys:keyboard night:colours toner:paper unfolded:paper reference:paper wide:small_screen slow:many >log 2>&1
check "the browser test ends: $(tail -n 3 log)" grep -q '^[0-9]* checks in the browser' log
check "in the browser: $(grep '^FAILED: good:' log | head -n 12)" bash -c "! grep -q '^FAILED: good:' log"
check "more than a hundred things were looked at" test "$(sed -n 's/^\([0-9]*\) checks in the browser.*/\1/p' log)" -gt 200
tail -n 1 log

# The test itself can fail: each broken page is found out, and by what is wrong with it.
while read -r name pattern; do
	check "$name is not found out: $(grep "^FAILED: $name:" log | head -n 3)" grep -qE "^FAILED: $name: .*($pattern)" log
done <<'FOUND'
other-script search_and_filter: the console
outside requests: \['https://example.org/a.png'\]
sum adds up
lost-link case to vector
undecided steps that decide
no-keys next stop
night dark: .* reads
toner paper is white
unfolded diagrams and frames of the others
reference tables to look things up in
wide sticks out
slow boxes laid out
FOUND
finish
