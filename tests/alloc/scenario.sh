# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests that let allocations of the harness fail in turn, alone and with all that follow (alloc_command). The
# outcome is the one without failures, or "out of memory" and exit 3; no crash, no leak, no hang, no half-written file.
# The catalogue and the vectors are small ones (tests/alloc/data), schemas and style sheets those of the project.
# There are tens of thousands of copies of small folders.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then
	export TMPDIR=/dev/shm
fi
. "$2/tests/lib.sh"

data=$SOURCE/tests/alloc/data
export ISATM_DATA=$SCRATCH/root
mkdir -p "$ISATM_DATA"/{conformance/{requirements,profiles,defects},vectors,reports}
cp "$data/requirements.xml" "$ISATM_DATA/conformance/requirements/"
cp "$data/profile.xml" "$ISATM_DATA/conformance/profiles/"
cp "$data/defects.xml" "$ISATM_DATA/conformance/defects/"
cp "$data"/vectors/*.xml "$ISATM_DATA/vectors/"
for folder in conformance/{schema,pics} reports/{schema,style} vectors/{schema,topology}; do
	ln -s "$SOURCE/$folder" "$ISATM_DATA/$folder"
done

# fails NAME EXIT SKIP COMMAND...: every allocation of the command but the first SKIP fails, and it must end with EXIT
# where none does; 'allocations' is their number.
fails() {
	local name=$1 code=$2 skip=$3 result=$SCRATCH/$1.result
	shift 3
	mkdir -p "$SCRATCH/$name"
	[ ! -f report.xml ] || cp report.xml "$SCRATCH/$name/"
	"$BUILD/alloc_command" "$SCRATCH/$name" "$skip" "$@" >"$result" 2>&1
	check "$name: $(head -n 5 "$result" | tr '\n' ';')" \
		grep -qE "^exit $code, [1-9][0-9]* allocations, [1-9][0-9]* copies, 0 failed$" "$result"
	allocations=$(sed -n 's/^exit .* \([0-9]*\) allocations.*/\1/p' "$result")
	echo "$name: $(tail -n 1 "$result")"
}
# last N NAME EXIT COMMAND...: only the last N allocations fail.
last() {
	local n=$1 name=$2 code=$3
	shift 3
	mkdir -p "$SCRATCH/$name"
	[ ! -f report.xml ] || cp report.xml "$SCRATCH/$name/"
	allocations=$("$BUILD/alloc_command" "$SCRATCH/$name" 1000000000 "$@" 2>&1 | sed -n 's/^exit .* \([0-9]*\) allocations.*/\1/p')
	fails "$name" "$code" $((allocations - n)) "$@"
}
cd "$SCRATCH" || exit 1
files=(--pics "$ISATM_DATA/conformance/pics/reference.xml" --pixit "$data/pixit.xml" --ledger "$data/ledger.xml" --today 2029-01-01)
run=(run --jobs 1 --reproducible "${files[@]}")
# A case that fails, with its page, its trace and its captures.
failing=(--case 'small/fails[egress,uni=3.1]' --report report.xml --trace traces --pcap pcap)
