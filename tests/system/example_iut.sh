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
finish
