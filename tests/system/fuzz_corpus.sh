#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every file of the fuzz corpora is one that fuzz/seeds.py makes, every target that has seeds has a corpus, and the check can fail.
. "$2/tests/lib.sh"

cd "$SCRATCH" || exit 1
check "the corpora are those that seeds.py makes" python3 "$SOURCE/fuzz/seeds.py" --check "$SOURCE/fuzz/corpus"
cp -r "$SOURCE/fuzz/corpus" .
echo stray >corpus/fuzz_ip/stray
python3 "$SOURCE/fuzz/seeds.py" --check corpus 2>err
check "a stray file is found" grep -q 'fuzz_ip/stray: not made by' err
rm -r corpus/fuzz_sscop
python3 "$SOURCE/fuzz/seeds.py" --check corpus 2>err
check "a missing corpus is found" grep -q '^fuzz_sscop: ' err
check "the files are small" test -z "$(find "$SOURCE/fuzz/corpus" -size +300k)"
finish
