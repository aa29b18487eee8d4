#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The kill matrix is complete: every defect is killed, no innocent row is blamed, harmless
# variants change nothing, empty implementations earn nothing, every tested row has a defect. And qualify itself can fail.
# Here each defect runs on the cases that cover its rows; with ISATM_QUALIFY=full on the whole suite (many minutes).
. "$2/tests/lib.sh"

how=--quick
[ "${ISATM_QUALIFY:-quick}" = full ] && how=--jobs=2
"$ISATM" qualify "$how" >"$SCRATCH/matrix" 2>"$SCRATCH/errors"
code=$?
check "qualify, exit $code: $(grep -E 'SURVIVED|BLAMED|CHANGED|PASSED|HAS NO|on the clean stack' "$SCRATCH/matrix" | head -n 5)" test $code -eq 0
tail -n 1 "$SCRATCH/matrix"
check "at least fifty defects" test "$(grep -cvE 'no verdict changed|earned no pass|defects killed' "$SCRATCH/matrix")" -ge 50
check "at least ten harmless variants" test "$(grep -c 'no verdict changed' "$SCRATCH/matrix")" -ge 10
check "three empty implementations" test "$(grep -c 'earned no pass' "$SCRATCH/matrix")" -eq 3

# A catalogue of defects that says something false is found out.
mkdir "$SCRATCH/data"
cp -r "$SOURCE/conformance" "$SOURCE/vectors" "$SOURCE/reports" "$SCRATCH/data"
defects=$SCRATCH/data/conformance/defects
rm "$defects"/*.xml
cat >"$defects/false.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<defects xmlns="urn:isatm:defects:1">
  <defect id="teardown/kept-after-resv-tear"><text>Named for a row that it does not touch.</text><must-fail requirement="TEARDOWN-9"/></defect>
</defects>
XML
ISATM_DATA=$SCRATCH/data "$ISATM" qualify --quick >"$SCRATCH/false" 2>/dev/null
check "a false claim must not pass" test $? -eq 1
check "the defect survives its wrong row" grep -q 'kept-after-resv-tear.* TEARDOWN-9 SURVIVED' "$SCRATCH/false"
ISATM_DATA=$SCRATCH/data "$ISATM" qualify --defect teardown/kept-after-resv-tear >"$SCRATCH/blame" 2>/dev/null
check "the row it breaks is blamed" grep -q 'kept-after-resv-tear.* BLAMED TEARDOWN-8' "$SCRATCH/blame"
check "rows without a defect are named" grep -q '^TEARDOWN-2 *HAS NO DEFECT' "$SCRATCH/false"
finish
