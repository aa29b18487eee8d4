#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The examples for implementers: both pass the probe, pass what they do right, and fail what they do wrong for
# exactly that reason. They share no line with isatm.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
examples=$SOURCE/examples/iut
check "the C example compiles without warnings and without isatm" \
	"${CC:-cc}" -std=gnu17 -O1 -Wall -Wextra -Werror -o receiver "$examples/c/receiver.c"
check "the Python example needs the standard library alone" python3 -S -I -c \
	"import ast, sys
for node in ast.walk(ast.parse(open('$examples/python/receiver.py').read())):
    for name in [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []:
        assert name.split('.')[0] in sys.stdlib_module_names, name"

# run NAME SPEC: all cases that its PICS claims; sets 'code'.
run() {
	"$ISATM" run --quiet --limit answer=10min --limit end=10min --reproducible --iut "$2" --pics "$examples/$1/pics.xml" --report "$1.xml" 2>"$1.err"
	code=$?
	check "$1: exit $code instead of 1: $(head -c 300 "$1.err")" test "$code" -eq 1
	check "$1: the probe passed" grep -q ' probe="passed"' "$1.xml"
	check "$1: no case ended in error" bash -c "! grep -q '<case .*verdict=\"error\"' $1.xml"
}
# verdict NAME VERDICT CASE...: each of these cases (up to the first comma of its parameters) has this verdict.
verdict() {
	local name=$1 verdict=$2 case seen
	shift 2
	for case in "$@"; do
		seen=$(grep -F "<case id=\"$case" "$name.xml" | sed 's/.* verdict="\([^"]*\)".*/\1/' | sort -u | tr '\n' ' ')
		check "$name: $case is '$seen', not $verdict" test "$seen" = "$verdict "
	done
}
# because NAME CASE WORDS: a reason for the failure of the case has these words.
because() {
	check "$1: $2 does not say '$3'" bash -c \
		"sed -n '/<case id=\"$2/,/<\/case>/p' $1.xml | tr '\n' ' ' | grep -qE '$3'"
}

run python "child:python3 $examples/python/receiver.py"
verdict python pass init/accept-p2p[host-receiver init/receiver-waits[host-receiver init/two-vcs-one-session[host-receiver \
	init/parallel-calls[host-receiver init/sender-replaces[host-receiver encapsulation/receiver-picks[host-receiver
verdict python fail teardown/receiver-idle[host-receiver teardown/receiver-idle-day[host-receiver
because python 'teardown\/receiver-idle\[host-receiver' 'the QoS VC stays until RSVP gives it up; seen: the IUT releases'

run c child:./receiver
verdict c pass init/accept-p2p[host-receiver init/receiver-waits[host-receiver encapsulation/offers-llc[host-receiver
verdict c fail init/two-vcs-one-session[host-receiver init/parallel-calls[host-receiver \
	'init/sender-replaces[host-receiver,uni=3.1,encapsulation=llc,order=make-first]'
verdict c pass 'init/sender-replaces[host-receiver,uni=3.1,encapsulation=llc,order=break-first]'
because c 'init\/two-vcs-one-session\[host-receiver' 'a further VC from the same caller is accepted; seen: refused'

# The table of the README says of each case that ran what became of it and which requirements it broke or left open, and
# says nothing of others. NAME COLUMN.
table() {
	python3 - "$examples/README.md" "$1.xml" "$2" <<'PY'
import re, sys
rows = {}
for line in open(sys.argv[1]):
    cells = [c.strip() for c in line.strip().strip("|").split("|")]
    m = re.fullmatch(r"`([a-z0-9-]+/[a-z0-9-]+)`(?: `([a-z-]+=[a-z0-9-]+)`)?", cells[0])
    if m and len(cells) == 4:
        rows[m[1], m[2]] = cells[int(sys.argv[3])]
seen, bad = set(), []
for m in re.finditer(r' <case id="([^"]*)"([^>]*?)(?:/>|>(.*?)</case>)', open(sys.argv[2]).read(), re.S):
    vector, _, rest = m[1].partition("[")
    verdict = re.search(r'verdict="([^"]*)"', m[2])[1]
    broken = {re.search(r'requirement="([^"]*)"', f)[1] for f in re.findall(r"<finding[^>]*>", m[3] or "")
              if f' verdict="{verdict}"' in f and " requirement=" in f} if verdict != "pass" else set()
    fits = [k for k in rows if k[0] == vector and (k[1] is None or k[1] in rest.rstrip("]").split(","))]
    seen.update(fits)
    says = rows[fits[0]].split() if len(fits) == 1 else ["in %d rows" % len(fits)]
    if says[0] != verdict or set(says[1:]) != broken:
        bad.append(f"{m[1]}: {verdict} {' '.join(sorted(broken))}, not {' '.join(says)}")
bad += ["%s: there is no such case" % (k,) for k in rows if k not in seen and rows[k] != "-"]
bad += ["%s: it applies" % (k,) for k in seen if rows[k] == "-"]
print("; ".join(bad), end="" if rows and len(seen) > 5 else "no table")
PY
}
for row in "python 1" "c 2"; do
	# shellcheck disable=SC2086
	check "the README says otherwise: $(table $row)" test -z "$(table $row)"
done
because c 'teardown\/receiver-idle\[host-receiver' 'a further VC from the same caller is accepted; seen: refused .cause 47.'
because c 'teardown\/receiver-idle-day\[host-receiver' 'a further VC from the same caller is accepted; seen: refused .cause 47.'
finish
