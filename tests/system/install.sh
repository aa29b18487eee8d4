#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installed into a folder of its own the programs find their data; manual pages say what --help says; completion completes; the examples of
# CONTRIBUTING.md do what it says of them.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
unset ISATM_DATA

# --- manual pages ---
python3 "$SOURCE/doc/man/make.py" "$BUILD" pages
check "manual pages differ from --help; run doc/man/make.py" diff -r --exclude=make.py --exclude=__pycache__ pages "$SOURCE/doc/man"
commands=$("$BUILD/isatm" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
for command in $commands; do
	check "no page for $command" test -s "$SOURCE/doc/man/isatm-$command.1"
	for option in $("$BUILD/isatm" "$command" --help | grep -oE '^  (-., )? *--[a-z-]+' | grep -oE -- '--[a-z-]+'); do
		check "isatm-$command.1 misses $option" grep -qF -- "${option//-/\\-}" "$SOURCE/doc/man/isatm-$command.1"
	done
done
for page in pages/*.1; do
	check "$page: $(groff -man -ww -z "$page" 2>&1 | head -n 1)" test -z "$(groff -man -ww -z "$page" 2>&1)"
done

# --- installation ---
check "cmake --install" cmake --install "$BUILD" --prefix "$SCRATCH/prefix" >install.log 2>&1
isatm=$SCRATCH/prefix/bin/isatm
check "the installed program validates its suite" "$isatm" validate
check "the installed program runs" "$isatm" run --quiet --vector init/receiver-waits --report report.xml --html report.html
check "with its own data" bash -c "! strings -n 8 '$isatm' | grep -qF '$SOURCE/vectors'"
check "as a child too" "$isatm" run --quiet --vector init/receiver-waits --iut "child:$SCRATCH/prefix/bin/isatm-iut" \
	--pics "$SCRATCH/prefix/share/isatm/conformance/pics/reference.xml"
for file in share/man/man1/isatm.1 share/man/man1/isatm-run.1 share/bash-completion/completions/isatm share/doc/isatm/PROTOCOL.md \
	share/doc/isatm/examples/iut/python/receiver.py share/isatm/vectors/schema/vector.rng share/isatm/reports/style/html.xsl; do
	check "$file is not installed" test -s "prefix/$file"
done
check "something of the build is installed" test -z "$(find prefix -name '*.o' -o -name '*.a' -o -name '*.c' -path '*share/isatm*')"

# --- completion ---
complete_it() { # WORD...: completions of the last word, on one line
	bash -c '
		PATH=$1:$PATH
		. "$2"
		shift 2
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_isatm
		printf "%s\n" "${COMPREPLY[@]}"' _ "$SCRATCH/prefix/bin" "$SOURCE/doc/completion/isatm.bash" "$@" | tr '\n' ' '
}
check "commands: $(complete_it isatm ru)" test "$(complete_it isatm ru)" = "run "
check "options: $(complete_it isatm run --rep)" bash -c "[[ '$(complete_it isatm run --rep)' == *--report* ]]"
check "ids: $(complete_it isatm run --requirement TEARDOWN-1 | head -c 60)" bash -c "[[ '$(complete_it isatm run --requirement TEARDOWN-1)' == *TEARDOWN-10* ]]"
check "cases with their brackets" test -n "$(complete_it isatm run --case 'init/receiver-waits[egress' | grep -F '[egress,')"
check "explain: $(complete_it isatm explain issll)" bash -c "[[ '$(complete_it isatm explain issll)' == *issll-1998* ]]"
check "forms of report" test "$(complete_it isatm report ht)" = "html "

# --- CONTRIBUTING.md, as it says ---
data=$SCRATCH/prefix/share/isatm
fenced() { # N: the N-th block of XML, without indentation
	awk -v n="$1" '/^ *```xml/ { k++; next } /^ *```/ { if (k == n) exit; next } k == n { sub(/^   /, ""); print }' "$SOURCE/CONTRIBUTING.md"
}
fenced 1 | sed 's/^<?xml/<?xml/' >"$data/vectors/encapsulation/my-first.xml"
check "the vector of CONTRIBUTING.md validates" "$isatm" validate "$data/vectors/encapsulation/my-first.xml"
check "and passes" "$isatm" run --quiet --vector encapsulation/my-first
"$isatm" run --quiet --vector encapsulation/my-first --iut "child:$SCRATCH/prefix/bin/isatm-iut-q --defect encap/llc-refused"
check "and fails where it should: exit $?" test $? -eq 1
"$isatm" run --quiet --vector encapsulation/my-first --iut mute 2>/dev/null
check "and does not pass on nothing" test $? -eq 4
sed -i '/<\/catalogue>/d' "$data/conformance/requirements/encapsulation.xml"
{ fenced 2 && echo '</catalogue>'; } >>"$data/conformance/requirements/encapsulation.xml"
"$isatm" validate 2>err
check "a requirement without vector is told: $(head -c 200 err)" grep -q 'encapsulation.xml:[0-9]*: ENCAP-99 is covered by no vector' err
sed -i 's/<covers>ENCAP-2</<covers>ENCAP-2 ENCAP-99</' "$data/vectors/encapsulation/my-first.xml"
"$isatm" validate 2>err
code=$?
check "with one it validates: $(head -c 200 err)" test $code -eq 0
check "and is explained" bash -c "'$isatm' explain ENCAP-99 | grep -q 'An example'"
sed -i '/<\/defects>/d' "$data/conformance/defects/encapsulation.xml"
{ fenced 3 && echo '</defects>'; } >>"$data/conformance/defects/encapsulation.xml"
"$isatm" validate 2>err
check "its defect is told of: $(head -c 200 err)" bash -c "'$isatm' list defects | grep -q '^encap/llc-late'"
finish
