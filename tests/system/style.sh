#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The rules of the tree that a machine can check: licence line in each file, formatting, no
# leftovers, and nothing that belongs to one machine.
. "$2/tests/lib.sh"

cd "$SOURCE" || exit 1
if git rev-parse --git-dir >/dev/null 2>&1; then
	mapfile -t files < <(git ls-files)
else
	mapfile -t files < <(find . -type f -not -path './build*' -not -path './.git/*' | sed 's|^\./||')
fi
for file in "${files[@]}"; do
	[ -e "$file" ] || continue
	case $file in
	*.c | *.h | *.xml | *.rng | *.xsl | *.sh | *.cmake | *.py | CMakeLists.txt | */CMakeLists.txt | .ci/run)
		check "$file has no SPDX line" grep -qm1 'SPDX-License-Identifier: Apache-2.0' "$file"
		;;
	esac
done
mapfile -t sources < <(printf '%s\n' "${files[@]}" | grep -E '\.[ch]$')
check "some sources" test ${#sources[@]} -gt 100
checks=$((checks + 1))
clang-format --dry-run -Werror "${sources[@]}" 2>"$SCRATCH/format" ||
	fail "not formatted: $(sed -n 's/^\([^ :]*\.[ch]\):.*/\1/p' "$SCRATCH/format" | sort -u | head -n 8 | tr '\n' ' ')"
leftover='\b(TO''DO|FIX''ME|X''XX|HA''CK)\b'
check "leftovers: $(grep -nIE "$leftover" "${sources[@]}" | head -n 3)" bash -c "! grep -qIE '$leftover' ${sources[*]}"
machine='(^|[^A-Za-z0-9_.])/(wo''rk|ro''ot|home)/'
check "a path of one machine: $(printf '%s\0' "${files[@]}" | xargs -0 grep -lIE "$machine" 2>/dev/null | head -n 3)" \
	bash -c "! printf '%s\0' \"\$@\" | xargs -0 grep -qIE '$machine' 2>/dev/null" _ "${files[@]}"
finish
