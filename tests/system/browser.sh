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

# look FOLDER [PART...]
look() {
	local folder=$1
	shift
	mkdir -p "$folder/browser"
	timeout 600 python3 "$SOURCE/tests/browser/report.py" "$driver" "$chromium" "$PWD/$folder" "$@" >"$folder.log" 2>&1
}
mkdir good
cp ./*.html broken.xml good
look good
code=$?
check "in the browser: $(grep -v '^[0-9]* checks' good.log | head -n 12)" test $code -eq 0
tail -n 1 good.log
check "more than a hundred things were looked at" test "$(sed -n 's/^\([0-9]*\) checks in the browser.*/\1/p' good.log)" -gt 100

# found NAME FILE SED-SCRIPT PATTERN PART: a page that is broken so is found out by that part, with such a message.
found() {
	local name=$1 file=$2 code
	cp -r good "$name"
	rm -rf "$name/browser"
	sed -i "$3" "$name/$file.html"
	cmp -s "good/$file.html" "$name/$file.html" && fail "$name: the test changes nothing"
	look "$name" "$5"
	code=$?
	check "$name is found out: $(head -n 3 "$name.log")" test $code -eq 1
	check "$name: said to be '$4', not $(head -n 3 "$name.log")" grep -qE "FAILED: .*$4" "$name.log"
	rm -rf "$name"
}
found other-script broken 's/<script>/<script>var other;/' 'the console' search_and_filter
found outside broken 's|<main>|<main><img src="https://example.org/a.png">|' 'requests|the console' summary
found sum broken 's|\(<td class="n pass">\)[0-9]*</td>|\199</td>|' 'adds up' summary
found lost-link broken 's|href="#v-teardown/resv-tear"|href="#nowhere"|g' 'case to vector' links
found undecided broken 's|<rect\([^>]*\) class="decides"|<rect\1|g' 'steps that decide' failure
found no-keys broken 's|href="#cases"|& tabindex="-1"|' 'next stop' keyboard
found night broken 's/--fg: #e4e7eb/--fg: #33373b/' 'dark: .* reads' colours
found toner broken 's/@media print { :root { --fg: #000; --bg: #fff/@media print { :root { --fg: #fff; --bg: #000/' 'paper is white' paper
found wide broken 's/\.wide { overflow-x: auto }//' 'sticks out' small_screen
found slow many 's/content-visibility: auto//g' 'boxes laid out' many
finish
