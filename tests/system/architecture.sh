#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The picture of the architecture says what the sources say: the graph made again from the #include lines is the one of
# the tree, the picture has its boxes and arrows, and the borders of DESIGN show in it.
. "$2/tests/lib.sh"

pictures=$SOURCE/doc/architecture
make=(python3 "$pictures/make.py")
mkdir "$SCRATCH/made"
check "the graph can be made" "${make[@]}" "$SOURCE" "$SCRATCH/made"
check "the graph is that of the sources (make it again: doc/architecture/make.py . doc/architecture, then dot -Tsvg)" \
	diff -u "$pictures/architecture.dot" "$SCRATCH/made/architecture.dot"
check "the picture shows it" "${make[@]}" --check "$pictures/architecture.svg" "$pictures/architecture.dot"
# Whoever reaches the upper half of the stack does it through the adapter of the IUT.
check "only harness/iut leads into the stack" \
	test "$(grep -oE '"(harness/[a-z]+|conformance|reports)" -> "impl(/(vcm|rsvp|intserv|ipoatm|flow))?"' "$pictures/architecture.dot")" = '"harness/iut" -> "impl"'

# It can fail: a tree with one include more, and a picture with one arrow less.
mkdir "$SCRATCH/tree"
cp -r "$SOURCE/impl" "$SOURCE/harness" "$SOURCE/conformance" "$SOURCE/reports" "$SCRATCH/tree"
sed -i '1a #include "fabric/fabric.h"' "$SCRATCH/tree/conformance/judge.c"
check "the other tree has a graph" "${make[@]}" "$SCRATCH/tree" "$SCRATCH/made"
check "an include more is another graph" bash -c "! cmp -s '$pictures/architecture.dot' '$SCRATCH/made/architecture.dot'"
sed 's|<title>conformance&#45;&gt;harness/trace</title>||' "$pictures/architecture.svg" >"$SCRATCH/less.svg"
check "an arrow less is another picture" bash -c "! '${make[0]}' '${make[1]}' --check '$SCRATCH/less.svg' '$pictures/architecture.dot' 2>/dev/null"
sed -i '1a #include "base/vtime.h"' "$SCRATCH/tree/impl/wire/cell.c"
sed -i '1a #include "wire/cell.h"' "$SCRATCH/tree/impl/base/buf.c"
check "a circle is refused" bash -c "'${make[0]}' '${make[1]}' '$SCRATCH/tree' '$SCRATCH/made' 2>&1 | grep -q 'in a circle'"
finish
