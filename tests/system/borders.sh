#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Borders of DESIGN: for each target one include that it must not see, which must
# fail to compile with that target's own flags, and one that it may see, which must compile (so that
# the test cannot pass because nothing compiles).
. "$2/tests/lib.sh"

# Include folders of a target, from the compile commands of its files.
flags_of() {
	python3 - "$BUILD/compile_commands.json" "$SOURCE/$1/" <<'PY'
import json, shlex, sys
for entry in json.load(open(sys.argv[1])):
    if entry["file"].startswith(sys.argv[2]) and "/tests/" not in entry["file"] and "isatm-iut" not in entry["command"]:
        words = shlex.split(entry["command"])
        out, take = [], False
        for w in words:
            if take:
                out.append(w)
            elif w.startswith(("-I", "-std", "-D")):
                out.append(w)
            take = False
            if w in ("-isystem", "-I"):
                out.append(w) if w == "-isystem" else None
                take = True
        print(shlex.join(out))
        break
PY
}

# border FOLDER MAY FORBIDDEN...
border() {
	local folder=$1 may=$2 flags header
	shift 2
	flags=$(flags_of "$folder")
	check "no compile command for $folder" test -n "$flags"
	printf '#include "%s"\nint unused;\n' "$may" >"$SCRATCH/t.c"
	check "$folder must see $may" bash -c "${CC:-cc} $flags -fsyntax-only '$SCRATCH/t.c'"
	for header in "$@"; do
		printf '#include "%s"\nint unused;\n' "$header" >"$SCRATCH/t.c"
		check "$folder must not see $header" bash -c "! ${CC:-cc} $flags -fsyntax-only '$SCRATCH/t.c' 2>/dev/null"
	done
}

border impl/wire base/buf.h trace/trace.h engine/engine.h conformance/judge.h saal/saal.h
border impl/saal wire/sscop.h uni/uni.h fabric/fabric.h
border impl/uni saal/saal.h rsvp/engine.h trace/trace.h
border impl/rsvp wire/rsvp.h engine/engine.h uni/uni.h vcm/vcm.h report/report.h
border impl/intserv wire/intserv.h rsvp/engine.h trace/trace.h
border impl/vcm uni/uni.h fabric/fabric.h conformance/judge.h libxml/tree.h
border harness/engine base/vtime.h wire/cell.h trace/trace.h
border harness/fabric uni/uni.h rsvp/engine.h vcm/vcm.h stack.h conformance/judge.h
border harness/tester uni/uni.h rsvp/engine.h intserv/mapping.h vcm/vcm.h stack.h ipoatm/arp.h conformance/judge.h
border harness/trace wire/rsvp.h rsvp/engine.h stack.h conformance/judge.h
border harness/vector trace/trace.h stack.h rsvp/engine.h conformance/judge.h
border harness/iut stack.h conformance/judge.h fabric/fabric.h
border harness/bench iut/iut.h stack.h rsvp/engine.h conformance/judge.h report/report.h
border conformance trace/trace.h base/vtime.h wire/q2931.h rsvp/engine.h stack.h fabric/fabric.h
border reports conformance/judge.h wire/q2931.h stack.h fabric/fabric.h
finish
