#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the README says is so: packages as bootstrap.sh has them, folders that exist, commands that run, options that
# there are, a vector that passes.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
readme=$SOURCE/README.md

# --- packages ---
eval "$(sed -n '/^build_packages=(/,/)/p; /^test_packages=(/,/)/p' "$SOURCE/bootstrap.sh")"
# shellcheck disable=SC2154
packages() { # ROW: of the table, one a line
	sed -n "s/^| $1 | \`\(.*\)\` |\$/\1/p" "$readme" | tr ' ' '\n'
}
check "packages to build: $(diff <(packages 'building and running') <(printf '%s\n' "${build_packages[@]}"))" \
	diff -q <(packages 'building and running') <(printf '%s\n' "${build_packages[@]}")
check "packages to test: $(diff <(packages 'testing, besides') <(printf '%s\n' "${test_packages[@]}"))" \
	diff -q <(packages 'testing, besides') <(printf '%s\n' "${test_packages[@]}")
check "there are packages" test "$(packages 'testing, besides' | wc -l)" -gt 5
# What the tests call that is in no package of a bare system must be in one of those.
while read -r program package; do
	grep -qrw --include=*.sh --include=*.py "$program" "$SOURCE/tests/system" || fail "no test uses $program"
	check "$package, for $program, is not among the packages" grep -qx "$package" <(packages 'testing, besides')
done <<'PROGRAMS'
xmllint libxml2-utils
parallel parallel
tshark tshark
chromium chromium
chromedriver chromium-driver
groff groff-base
python3 python3
PROGRAMS

# --- the map ---
named=$(sed -n '/^## The map/,/^## /p' "$readme" | grep -o '^| [^|]*' | grep -o '`[a-z/_]*`' | tr -d '`')
top=''
for name in $named; do
	# "`harness/engine`, `fabric`": what stands behind is in the same folder.
	case $name in
	*/) path=$name top='' ;;
	*/*) path=$name top=${name%/*} ;;
	*) path=${top:+$top/}$name ;;
	esac
	check "there is no folder $path" test -d "$SOURCE/$path"
	echo "${path%/}" >>mapped
done
for folder in "$SOURCE"/*/ "$SOURCE"/harness/*/ "$SOURCE"/impl/*/; do
	path=${folder#"$SOURCE/"} path=${path%/}
	case $path in build | cmake | harness | impl/include | impl/tests | impl/fuzz | impl/iut | harness/include) continue ;; esac
	check "the map has no $path" grep -qx "$path" mapped
done

# --- commands and options ---
mkdir build
ln -s "$ISATM" build/isatm
export ISATM_DATA=$SOURCE
sed -n '/^## Running one thing/,/^## /s/^    \(build\/isatm.*\)/\1/p' "$readme" | sed 's/ #.*//' >commands
check "there are commands" test "$(wc -l <commands)" -ge 5
while read -r command; do
	bash -c "$command" >out 2>&1 </dev/null
	code=$?
	check "$command: exit $code: $(tail -n 2 out)" test "$code" -eq 0
done <commands
for option in $(grep -oE '(^|[ `])--[a-z-]+' "$readme" | grep -oE -- '--[a-z-]+' | sort -u); do
	known=no
	for command in run judge list explain validate qualify report bench; do
		"$ISATM" $command --help | grep -qE -- "(^|[ ])$option( |\$)" && known=yes
	done
	case $option in --help | --build | --install | --its-options) known=yes ;; esac
	check "no command has the option $option" test $known = yes
done
for script in $(grep -oE '\./bootstrap.sh [a-z-]+' "$readme" "$SOURCE/CONTRIBUTING.md" "$SOURCE/fuzz/README.md" -h | cut -d ' ' -f 2 | sort -u); do
	check "bootstrap.sh has no '$script'" grep -qE "^$script\)" "$SOURCE/bootstrap.sh"
done
for file in $(sed -n '/leaves in `build\/out/,/^Exit/p' "$readme" | grep -o '^| `[a-z.]*' | tr -d '|` '); do
	check "bootstrap.sh run leaves no $file" grep -q "build/out/${file%%/*}" "$SOURCE/bootstrap.sh"
done

# --- links ---
for link in $(grep -oE '\]\([^)#]+' "$readme" "$SOURCE/CONTRIBUTING.md" -h | cut -c 3- | grep -v '^http'); do
	check "the link $link leads nowhere" test -e "$SOURCE/$link"
done

# --- the vector ---
awk '/^```xml/ { k = 1; next } /^```/ { k = 0 } k' "$readme" >my-first.xml
check "its vector: $("$ISATM" validate my-first.xml 2>&1)" "$ISATM" validate my-first.xml
check "its vector passes" "$ISATM" run --quiet --vector my-first.xml
"$ISATM" run --quiet --vector my-first.xml --iut "child:'$BUILD/isatm-iut-q' --defect teardown/kept-after-resv-tear" --report failed.xml
check "its vector can fail" grep -q '<case .*verdict="fail"' failed.xml
"$ISATM" run --quiet --vector my-first.xml --iut mute 2>/dev/null
check "its vector passes nothing mute" test $? -eq 4
finish
