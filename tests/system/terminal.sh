#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a person sees in a terminal: colours and progress only there, a summary to act on, a live trace that fits, every
# word of the tool explained, lists that filter.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
broken="child:'$BUILD/isatm-iut-q' --defect teardown/kept-after-resv-tear"
escape=$(printf '\033')

# The summary: short, narrow, with the command that replays the first failure; that command gives the same failure.
"$ISATM" run --strict --vector 'teardown/*' --iut "$broken" 2>summary >out
check "exit code" test $? -eq 1
sed -i '/^[0-9]* of [0-9]*, .* left$/d' summary # on a slow machine lines of progress stand before it
check "nothing on standard output" test ! -s out
check "about ten lines" test "$(wc -l <summary)" -le 14
check "fits 80 columns" bash -c "! grep -v '^replay' summary | grep -qE '.{81}'"
check "verdict first" bash -c "head -n 1 summary | grep -q '^Not conforming (exit 1'"
check "what failed is named once, with the number of cases" test "$(grep -c '^fail TEARDOWN-8 in [0-9]* cases, first teardown/' summary)" -eq 1
check "no colours in a file" bash -c "! grep -q '$escape' summary"
replay=$(sed -n 's/^replay *isatm //p' summary)
eval "\"$ISATM\" $replay" >trace 2>again
check "replay of '$replay'" grep -q '^fail ' again
check "the live trace shows the frames" grep -qE ' I    < 0/[0-9]+ +ResvTear ' trace
check "its columns fit: $(grep -E '.{80}' trace)" bash -c "! grep -qE '.{80}' trace"
check "and the verdict stands below" grep -q '^=> fail' trace
check "with the reason" grep -q '^   fail TEARDOWN-8: expected: ' trace

# Ids of cases that are longer than a line are folded behind a comma, and none of them loses a letter.
"$ISATM" list cases | cut -d ' ' -f 1 | awk 'length($0) > 76' >long
check "there are long ids" test "$(wc -l <long)" -ge 10
sed 's/^/--case /' long | xargs -n 40 "$ISATM" run -v >trace 2>/dev/null
check "headings fit 80 columns: $(grep -E '.{80}' trace | head -n 2)" bash -c "! grep -qE '.{80}' trace"
sed -n '/^[a-z-]*\/.*\[/{:more;/\]$/!{N;b more};s/\n    //g;p}' trace >headings
check "headings are the ids: $(diff long headings | head -n 4)" diff -q <(sort long) <(sort headings)
# The reasons below the verdict as well, in all that did not pass.
"$ISATM" run -v --jobs 1 --iut mute --vector 'tau/*' --vector 'teardown/group-*' >trace 2>/dev/null
check "there are reasons" test "$(grep -c '^   inconclusive ' trace)" -gt 10
check "reasons fit 80 columns: $(grep -E '.{80}' trace | head -n 2)" bash -c "! grep -qE '.{80}' trace"

# On a terminal: colours and a progress line; not with NO_COLOR, not with TERM=dumb.
on_terminal() {
	script -qec "env TERM=$1 ${2:+NO_COLOR=$2} '$ISATM' run --vector 'teardown/*' --jobs 1 --vector 'init/*'" /dev/null </dev/null
}
if command -v script >/dev/null; then
	on_terminal xterm "" >tty
	check "colours" grep -q "$escape\[32m" tty
	check "progress begins with the first case" grep -qE "0% 0 of [0-9]+, 0 failed  (teardown|init)/" tty
	check "progress says how far, and what runs" grep -qE "[0-9]+% [0-9]+ of [0-9]+, 0 failed, .* left  (teardown|init)/" tty
	on_terminal xterm 1 >tty
	check "NO_COLOR" bash -c "! grep -q '$escape\[3[0-9]m' tty"
	on_terminal dumb "" >tty
	check "a dumb terminal" bash -c "! grep -q '$escape' tty"
else
	echo "SKIPPED: there is no 'script' to make a terminal with" >&2
fi

# Every word that the tool uses is explained.
for word in exit-{0..6} pass inconclusive fail error not-applicable skipped untested expected-failure unexpected-pass crash hang \
	flood protocol spawn cause-47 rsvp-error-1 TEARDOWN-8 teardown/resv-tear issll-1998 teardown/silent-loss; do
	check "explain $word" bash -c "'$ISATM' explain $word | grep -q '^$word'"
done
check "explanations fit 80 columns" bash -c "! '$ISATM' explain exit-5 TEARDOWN-8 teardown/resv-tear cause-47 | grep -qE '.{81}'"
# ids KIND: the first column of such a list.
ids() {
	"$ISATM" list "$1" | sed 's/ .*//'
}
for kind in requirements vectors profiles defects words; do
	# shellcheck disable=SC2046
	check "explain all $kind" "$ISATM" explain $(ids $kind) >explained
	check "each of the $kind stands in it" test "$(grep -c '^[^ ]*  ' explained)" -ge "$(ids $kind | wc -l)"
	check "explanations of $kind fit 80 columns: $(grep -E '.{81}' explained | head -n 2)" bash -c "! grep -qE '.{81}' explained"
done
for word in rsvp-error-23 cause-16 adapter exit-0; do
	check "list words has $word" bash -c "'$ISATM' list words | grep -q '^$word '"
done
refused "qualify a typing mistake" "there is no defect or variant tau/halfed; did you mean tau/halved" "$ISATM" qualify --defect tau/halfed
refused "explain a typing mistake" "did you mean unexpected-pass" "$ISATM" explain unexpcted-pass
refused "explain a cause that is none" "nothing is called 'cause-999'" "$ISATM" explain cause-999
refused "a case with a typing mistake" "did you mean teardown/resv-tear\[ingress,uni=3.1,encapsulation=llc\]" \
	"$ISATM" run --case 'teardown/resv-taer[ingress,uni=3.1,encapsulation=llc]'

# Lists.
check "filter by topic, level and test" bash -c "'$ISATM' list requirements --topic dynqos --level MUST --tested | grep -q '^DYNQOS-1 '"
check "a level has nothing of another" bash -c "! '$ISATM' list requirements --level SHOULD | grep -q ' MUST '"
check "MUST brings MUST NOT" bash -c "'$ISATM' list requirements --level MUST | grep -q ' MUST NOT '"
check "tested and untested are all" test "$(($("$ISATM" list --tested | wc -l) + $("$ISATM" list --untested | wc -l)))" -eq "$("$ISATM" list | wc -l)"
check "vectors of a requirement" bash -c "'$ISATM' list vectors -r TEARDOWN-8 | grep -q '^teardown/resv-tear'"
check "defects of a requirement" bash -c "'$ISATM' list defects -r TEARDOWN-8 | grep -q '^teardown/kept-after-resv-tear'"
check "no other vectors" bash -c "! '$ISATM' list vectors --topic teardown | grep -vq '^teardown/'"
refused "no such topic" "there is no topic teardwon; did you mean teardown" "$ISATM" list --topic teardwon
refused "no such level" "there is no level MUSTN" "$ISATM" list --level MUSTN
refused "no such document" "there is no document R238O; did you mean R238" "$ISATM" list --document R238O
"$ISATM" list vectors --topic teardown -r DYNQOS-1
check "an empty list says so by exit code 4" test $? -eq 4
finish
