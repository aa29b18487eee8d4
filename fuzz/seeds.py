#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seeds of the fuzz targets, made from what the project knows to be right: golden octets of the unit tests, recordings of
other stacks, the exchange in PROTOCOL.md; then each of them damaged in a few systematic ways.

    seeds.py FOLDER [TARGET...]     writes FOLDER/TARGET/DIGEST, the same files on every run
    seeds.py --check FOLDER         is every file of FOLDER one of them, and does every target have some?

`./bootstrap.sh fuzz-corpus` lets libFuzzer choose from them those that reach something new; these
are kept in fuzz/corpus.
"""
import hashlib
import os
import re
import struct
import sys

from seed_files import agents, catalogues, reports, stacks, statements, topologies, vectors
from seed_tools import ROOT, damaged, hex_strings, text

def captured(kind):
    """Frames of the recordings (SUNATM: flags, VPI, VCI, then the AAL5 SDU): their SDUs on VCI 5, 16 or others."""
    folder = os.path.join(ROOT, "tests/captures")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".pcap"):
            continue
        with open(os.path.join(folder, name), "rb") as f:
            data = f.read()
        order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
        at = 24
        while at + 16 <= len(data):
            length = struct.unpack(order + "I", data[at + 8 : at + 12])[0]
            frame = data[at + 16 : at + 16 + length]
            at += 16 + length
            vci = int.from_bytes(frame[2:4], "big")
            if {"signalling": vci == 5, "data": vci > 16}[kind]:
                yield frame[4:]


def sd_contents(sdu):
    """The Q.2931 message in an SSCOP SD."""
    if len(sdu) >= 13 and sdu[-4] & 15 == 8:
        yield sdu[: len(sdu) - 4 - (sdu[-4] >> 6)]


def q2931():
    messages = list(hex_strings("impl/wire/tests/golden_signalling.h")) + list(hex_strings("impl/wire/tests/test_q2931.c"))
    messages += list(hex_strings("impl/wire/tests/test_q2931_rules.c"))
    for sdu in captured("signalling"):
        messages += sd_contents(sdu)
    messages = [m for m in dict.fromkeys(messages) if m[:1] == b"\x09"]
    for version in (0, 1, 2):
        yield bytes([version])
        for m in messages:
            yield from damaged(bytes([version]) + m, 1)
    ref = "0903000001058000"
    yield from (bytes([v]) + bytes.fromhex(ref + f"{len(ies) // 2:02x}" + ies) for v in (0, 1, 2) for ies in (
        "6380000182" + "5f800001cc" + "5f8000036b6680", "6380000182" + "5f800001cc" * 4, "5f800001cc5f800001cc", "5f8000046b4080cc",
        "5f80000b6b40808000a03e0001eb00", "0880000280900880000280a9", "6080000185" + "5f800001cc", "6180000186" + "5f800001cc", "54800003008001"))
    for v in (0, 1, 2):
        yield bytes([v]) + bytes.fromhex("09030000014d800c0880000280900880000280a9")
    # An element of every kind with every short content, alone in a SETUP.
    for version in (0, 1, 2):
        for id in range(256):
            for body in (b"", b"\x80", b"\x80\x80", b"\x81\x82\x83", bytes(range(8)), b"\x02" * 25, b"\xff" * 40):
                for coding in (0x80, 0xE0, 0x96):
                    ie = bytes([id, coding, 0, len(body)]) + body
                    yield bytes([version]) + bytes.fromhex("0903000001058000") + bytes([len(ie)]) + ie
        for kind in range(256):
            yield bytes([version]) + bytes.fromhex("0903000001") + bytes([kind]) + bytes.fromhex("800000")


def sscop():
    seeds = [s for s in hex_strings("impl/wire/tests/golden_signalling.h", 4) if len(s) % 4 == 0 and len(s) < 40]
    seeds += list(hex_strings("impl/wire/tests/test_sscop.c", 4)) + list(captured("signalling"))
    for s in dict.fromkeys(seeds):
        yield from damaged(s)
    for kind in range(256):
        for n in range(6):
            yield bytes(4 * n) + bytes([kind, 0, 0, 1])
    yield bytes(4100) + bytes([8, 0, 0, 1])
    yield bytes(70004) + bytes([13, 0, 0, 0])
    yield b"".join(struct.pack(">I", k) for k in range(80)) + bytes([11, 0, 0, 1])


def packets():
    for path in ("golden_rsvp.h", "test_rsvp.c", "test_rsvp_values.c", "test_rsvp_objects.c", "test_ip.c"):
        yield from hex_strings("impl/wire/tests/" + path)
    for sdu in captured("data"):
        if sdu[:8] == bytes.fromhex("aaaa030000000800"):
            yield sdu[8:]


def ip():
    for p in dict.fromkeys(packets()):
        yield from damaged(p[:200])
    # Options: router alert, no-operation, end, unknown, cut.
    for options in ("94040000", "01010101", "00000000", "01940400000000" + "00", "9404", "8207000000000000", "94000000", "94ff0000"):
        o = bytes.fromhex(options)
        o += bytes(-len(o) % 4)
        head = bytes([0x45 + len(o) // 4, 0]) + (28 + len(o)).to_bytes(2, "big") + bytes([0, 1, 0, 0, 9, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]) + o
        total = sum(struct.unpack(f">{len(head) // 2}H", head))
        total = (total & 0xFFFF) + (total >> 16)
        head = head[:10] + (0xFFFF ^ ((total & 0xFFFF) + (total >> 16))).to_bytes(2, "big") + head[12:]
        yield head + bytes([0, 1, 0, 2, 0, 8, 0, 0])


def rsvp():
    bodies = []
    for p in dict.fromkeys(packets()):
        if p[0] >> 4 == 4 and len(p) > 28 and p[9] == 46:
            bodies.append(p[(p[0] & 15) * 4 :])
        elif p[0] >> 4 == 1:
            bodies.append(p)
    for b in bodies:
        yield from damaged(b)
    yield from rsvp_extra()
    # Each object of each of them alone in a message of each type, and twice, and left out.
    objects = set()
    for b in bodies:
        at = 8
        while at + 4 <= len(b):
            n = int.from_bytes(b[at : at + 2], "big")
            if n < 4:
                break
            objects.add(b[at : at + n])
            rest = b[:at] + b[at + n :]
            yield rest[:6] + len(rest).to_bytes(2, "big") + rest[8:]
            at += n
    for o in sorted(objects):
        for kind in range(1, 9):
            for body in (o, o + o):
                yield bytes([0x10, kind, 0, 0, 62, 0]) + (8 + len(body)).to_bytes(2, "big") + body
        for c_type in range(8):
            changed = o[:3] + bytes([c_type]) + o[4:]
            yield bytes([0x10, 1, 0, 0, 62, 0]) + (8 + len(o)).to_bytes(2, "big") + changed


def rsvp_extra():
    """What the golden messages have not: IPv6, more descriptors than are kept, parameters that nobody knows."""

    def message(kind, *objects):
        body = b"".join(objects)
        return bytes([0x10, kind, 0, 0, 62, 0]) + (8 + len(body)).to_bytes(2, "big") + body

    def obj(number, c_type, body):
        return (4 + len(body)).to_bytes(2, "big") + bytes([number, c_type]) + body

    def tspec(service):
        return bytes([0, 0, 0, 7, service, 0, 0, 6, 127, 0, 0, 5]) + struct.pack(">fffII", 1e4, 2e3, 2e4, 64, 1500)

    for six in ("20010db8000000000000000000000001", "00000000000000000000000000000000", "ff0e0000000000010000000000000001",
                "0001000200030004000500060007" + "0008"):
        a = bytes.fromhex(six)
        session, hop = obj(1, 2, a + bytes([17, 0, 0, 80])), obj(3, 2, a + bytes(4))
        sender, times = obj(11, 2, a + bytes([0, 0, 0, 90])), obj(5, 1, struct.pack(">I", 30000))
        yield message(1, session, hop, times, sender, obj(12, 2, tspec(1)))
        yield message(2, session, hop, times, obj(15, 2, a), obj(7, 2, a), obj(8, 1, b"\0\0\0\x0a"), obj(9, 2, tspec(5)), obj(10, 2, a + bytes(4)))
        yield message(3, session, obj(6, 2, a + b"\0\1\0\0"), sender, obj(12, 2, tspec(1)))
        yield message(4, session, hop, obj(6, 2, a + b"\0\1\0\0"), obj(8, 1, b"\0\0\0\x11"), obj(9, 2, tspec(5)))
        yield message(5, session, hop, sender)
        yield message(7, session, obj(6, 2, a + b"\0\0\0\0"), obj(15, 2, a), obj(8, 1, b"\0\0\0\x0a"), obj(9, 2, tspec(5)), obj(10, 2, a + bytes(4)))
    session, hop, times = obj(1, 1, bytes([10, 0, 0, 2, 17, 0, 0, 80])), obj(3, 1, bytes(8)), obj(5, 1, struct.pack(">I", 30000))
    flows = [obj(9, 2, tspec(5)) + obj(10, 1, bytes([10, 0, k >> 8, k & 255, 0, 0, 1, 1])) for k in range(300)]
    for style in (0x0A, 0x12, 0x11, 0x55):
        for n in (0, 1, 2, 70, 300):
            yield message(2, session, hop, times, obj(8, 1, bytes([0, 0, 0, style])), *flows[:n])
    filters = [obj(10, 1, bytes([10, 0, k >> 8, k & 255, 0, 0, 1, 1])) for k in range(300)]
    yield message(2, session, hop, times, obj(8, 1, b"\0\0\0\x12"), obj(9, 2, tspec(5)), *filters)
    yield message(1, session, hop, times, *[obj(200 + k % 50, 1, bytes(4 * (k % 9))) for k in range(200)])
    sender = obj(11, 1, bytes([10, 1, 0, 2, 0, 0, 0, 90]))

    def fragment(service, *params):
        body = b"".join(bytes([id, flags]) + (len(v) // 4).to_bytes(2, "big") + v for id, flags, v in params)
        return bytes([service, 0]) + (len(body) // 4).to_bytes(2, "big") + body

    general = [(4, 0, struct.pack(">I", 2)), (6, 0, struct.pack(">f", 1e6)), (8, 0, struct.pack(">I", 9)), (10, 0, struct.pack(">I", 1500))]
    terms = [(k, 0, struct.pack(">I", k)) for k in (133, 134, 135, 136)]
    odd = [(200, 0x80, bytes(8)), (99, 0, b""), (1, 0, bytes(4))]
    specs = [fragment(1, *general), fragment(1, *general, *odd), fragment(1, *general[::-1]), fragment(1, *general[:3]),
             fragment(1, (6, 0, struct.pack(">f", -1.0)), *general), fragment(1, *general) + fragment(2, *terms),
             fragment(1, *general) + fragment(2, *terms, *odd, *general), fragment(1, *general) + fragment(2, *terms[:2]),
             fragment(1, *general) + fragment(5, *general), fragment(1, *general) + fragment(5), fragment(1, *general) + fragment(77, *odd),
             fragment(77, *odd) + fragment(1, *general), fragment(1, *general) + fragment(5) + fragment(2, *terms), fragment(5), b"",
             fragment(1, *general) + fragment(2, *[(k, 0, bytes(4)) for k in range(137, 255)]), fragment(1, *general) + bytes(3000)]
    for spec in specs:
        for overall in (len(spec) // 4, 0, 0xFFFF):
            yield message(1, session, hop, times, sender, obj(12, 2, tspec(1)), obj(13, 2, b"\0\0" + overall.to_bytes(2, "big") + spec))
    for service in (0, 1, 2, 5, 9):
        for least, most in ((64, 1500), (1500, 64), (0, 0)):
            body = tspec(service)[:-8] + struct.pack(">II", least, most)
            yield message(1, session, hop, times, sender, obj(12, 2, body))
            yield message(1, session, hop, times, sender, obj(12, 2, body[:-4]))
            gs = bytes([0, 0, 0, 10]) + body[4:6] + b"\0\x09" + body[8:] + bytes([130, 0, 0, 2]) + struct.pack(">fI", 5e4, 10)
            for f in (body, gs, gs[:-8], body[:-4]):
                yield message(2, session, hop, times, obj(8, 1, b"\0\0\0\x0a"), obj(9, 2, f), obj(10, 1, bytes(8)))


def words():
    addresses = ["10.0.0.1", "255.255.255.255", "256.1.1.1", "01.2.3.4", "1.2.3", "1.2.3.4.5", "1..2.3", "0.0.0.0", "x", ""]
    atm = ["39999f8000000001000000000102000000000100", "39.999F.80000000010000.00000102.000000000100", "39:99", "39g", "f" * 41]
    names = ["SETUP", "CONNECT ACKNOWLEDGE", "ADD PARTY", "setup", "Path", "ResvConf", "path", "Nothing"]
    for w in addresses + atm + names:
        yield w.encode()
        for k in range(len(w)):
            yield w[:k].encode()
    for llc in ("aaaa030000000800", "aaaa0300000086dd", "aaaa030000000806", "aaaa0300005e0001", "aaaa0300a03e0001", "fefe03cc4500", "fefe038e60", "aa"):
        yield bytes.fromhex(llc) + bytes(20)
        yield bytes.fromhex(llc)
    yield bytes(66000)


def atmarp():
    seeds = list(hex_strings("impl/wire/tests/test_atmarp.c", 12))
    seeds += [s[8:] for s in captured("data") if s[:8] == bytes.fromhex("aaaa030000000806")]
    for s in dict.fromkeys(seeds):
        yield from damaged(s)


def cell_aal5():
    frames = [f for f in captured("data")][:20] + [f for f in captured("signalling")][:10]
    frames += [bytes.fromhex(llc) + b"\x45" * 30 for llc in ("aaaa030000000800", "aaaa0300000086dd", "aaaa0300005e0001",
                                                              "fefe03cc", "aaaa0300a03e0001", "aaaa03")]
    for f in frames:
        pad = -(len(f) + 8) % 48
        pdu = f + bytes(pad) + struct.pack(">HH", 0, len(f))
        pdu += struct.pack(">I", crc32(pdu))
        wrong = [pdu[:-8] + t for t in (b"\0\0\0\0", b"\0\0\xff\xff", b"\0\1" + pdu[-6:-4])]
        for trailer in (pdu, pdu[:-1] + b"\0", *[w + pdu[-4:] for w in wrong], *[w + struct.pack(">I", crc32(w)) for w in wrong]):
            cells = b""
            for at in range(0, len(trailer), 48):
                last = at + 48 == len(trailer)
                cells += bytes([0, 0, 2, last << 1, 0]) + trailer[at : at + 48]
            yield b"\xff" + cells
            yield b"\x02" + cells
            yield b"\xff" + cells[:53] * 3


def crc32(octets):
    crc = 0xFFFFFFFF
    for octet in octets:
        crc ^= octet << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7) & 0xFFFFFFFF if crc & 0x80000000 else crc << 1
    return crc ^ 0xFFFFFFFF


def iut_records():
    lines = [m[2:].encode() for m in re.findall(r"^< .*", text("harness/iut/PROTOCOL.md"), flags=re.M)]
    words = ["hello a b atm=cells roles=egress uni=3.1", "hello a b atm=frames roles=ingress,egress uni=3.0,4.0 control=no new=1", "hello",
             "hello a", "hello a b", "hello a b atm=x", "hello a b atm=cells roles=x", "hello a b atm=cells roles=egress uni=9",
             "hello a b c", "hello a b =c", "hello a b control=x", "hello a b atm=cells", "hello a b uni=3.1", "ok", "ok x", "error", "error why",
             "cell 0 " + "00" * 53, "cell 01 00", "cell x", "cell 0 0", "cell 0 GG", "cell 0 " + "00" * 52, "frame 1 0 32 0 4500", "frame 1 256 1 1 00",
             "frame 1 1 65536 1 00", "frame 1 1 1 2 00", "frame 1", "ip 9223372036854775806 45", "ip 9223372036854775807 45", "ip 1",
             "upcall 1 path x", "upcall 1", "upcall", "done next=never", "done next=5", "done next=05", "done", "done next", "done next=5 x", "bye", "",
             " ", "ok ", "error ", "a\rb", "\t", "hello " + "a" * 70 + " b", "hello a " + "b" * 40, "hello a b " + "x=y " * 400]
    for line in lines + [w.encode() for w in words]:
        yield line + b"\n"
        yield from damaged(line[:120])
    yield b"\n".join(lines) + b"\n"


def trace_control():
    """Lines on the control port, as they go into the trace."""
    flow = "10.2.0.2/17/5000"
    spec = "r=1000 b=2000 p=inf m=64 M=1500"
    lines = [f"sender {flow} 10.1.0.2/4000 {spec}", f"reserve {flow} style=FF 10.1.0.2/4000 service=CL {spec} confirm=yes", f"release {flow} style=WF",
             f"send {flow} 10.1.0.2/4000 00112233", "join 224.1.2.3", "leave 224.1.2.3", "ok", "error no such thing", f"path {flow} 10.1.0.2/4000 {spec}",
             f"path-error {flow} 10.1.0.2/4000 code=1 value=0 node=10.0.0.1", f"resv-error {flow} 10.1.0.2/4000 code=1 value=2 flags=1 node=10.0.0.1",
             f"resv-confirm {flow} 10.1.0.2/4000 node=10.0.0.1", f"data {flow} 10.1.0.2/4000 " + "0" * 64, "text=a b c", "data", "", " ", "a=b=c d="]
    for line in lines:
        yield from damaged(line.encode())


def trace_file():
    small = """isatm-trace 1
node S tester 0
node I tester 31
node E1 iut 31
1 net I none in 12 0 link node=I state=up text=signalling link up
2 frame I out 12 14 0 5 0 1 0 ok 000000010100001e
3 damaged E1 in 20 21 0 32 1 1 0 lost 0011223344 CRC
4 ip S out 25 4500001c00000000401100000a0100020a020002138813890008000000
5 control E1 control out 30 0 path 10.2.0.2/17/5000 10.1.0.2/4000 r=1 b=2 p=3 m=4 M=5
6 control E1 control in 31 0 send 10.2.0.2/17/5000 10.1.0.2/4000 00
7 iut E1 none out 32 0 crash text=killed
8 frame E1 out 40 44 0 33 2 3@0,2,4t 1 ok aaaa030000000806001308001400000104000004
end 8
""".encode()
    lines = small.split(b"\n")
    yield from damaged(small)
    for k in range(len(lines)):
        yield b"\n".join(lines[:k] + lines[k + 1 :])
        yield b"\n".join(lines[: k + 1] + lines[k:])
        for w in range(len(lines[k].split(b" "))):
            for value in (b"", b"0", b"-", b"x", b"99999999999999999999", b"4294967296", b"007"):
                words = lines[k].split(b" ")
                words[w] = value
                yield b"\n".join(lines[:k] + [b" ".join(words)] + lines[k + 1 :])
    yield b"isatm-trace 1\n" + b"".join(b"node n%d tester 0\n" % k for k in range(1030)) + b"end 0\n"
    yield b"isatm-trace 1\nnode E1 iut 31\n1 iut E1 none out 1 0 x " + b"y" * 201000 + b"\nend 1\n"
    yield b"isatm-trace 1\nnode E1 iut 31\nnode E2 iut 31\nend 0\n"
    yield b"isatm-trace 1\nnode E1 iut 31\n\nend 0\n"
    yield b"isatm-trace 1\nnode E1 iut 31\n1\nend 0\n"
    yield small.replace(b"5 control", b"node X tester 0\n5 control")
    for cells in (b"3@0,2", b"3@0,2,3,4", b"3@0,3,2", b"3@1,2,3", b"3@0,2,9", b"3@t,2,3", b"3@", b"3@0,2,3tt", b"4000000000@0", b"2@0,4t"):
        yield small.replace(b"3@0,2,4t", cells)
    # Frames of the recordings and golden packets in a trace, so that its decoders are reached.
    head = b"isatm-trace 1\nnode S tester 0\nnode E1 iut 31\n"
    frames = [(5, s) for s in captured("signalling")][:60] + [(40, s) for s in captured("data")][:20]
    frames += [(40, bytes.fromhex("aaaa030000000800") + p) for p in dict.fromkeys(packets()) if p[0] >> 4 == 4]
    for vci, sdu in frames:
        yield head + f"1 frame E1 in 1 2 0 {vci} 1 1 0 ok {sdu.hex() or '-'}\nend 1\n".encode()


TARGETS = {"fuzz_vector": vectors, "fuzz_topology": topologies, "fuzz_statement": statements, "fuzz_catalogue": catalogues, "fuzz_report": reports,
           "fuzz_stack": stacks, "fuzz_agent": agents, "fuzz_q2931": q2931, "fuzz_sscop": sscop, "fuzz_ip": ip, "fuzz_rsvp": rsvp, "fuzz_atmarp": atmarp,
           "fuzz_cell_aal5": cell_aal5, "fuzz_iut_records": iut_records, "fuzz_trace_file": trace_file, "fuzz_trace_control": trace_control,
           "fuzz_text": words}


def check(folder):
    wrong = sorted(set(os.listdir(folder)) ^ set(TARGETS))
    for name in sorted(set(TARGETS) - set(wrong)):
        known = {hashlib.sha1(seed).hexdigest() for seed in TARGETS[name]()}
        files = os.listdir(os.path.join(folder, name))
        if not files:
            wrong.append(name)
        for file in files:
            with open(os.path.join(folder, name, file), "rb") as f:
                digest = hashlib.sha1(f.read()).hexdigest()
            if digest != file or digest not in known:
                wrong.append(f"{name}/{file}")
    for w in wrong:
        print(f"{w}: not made by seeds.py", file=sys.stderr)
    return 1 if wrong else 0


def main():
    if sys.argv[1] == "--check":
        return check(sys.argv[2])
    folder, names = sys.argv[1], sys.argv[2:] or sorted(TARGETS)
    for name in names:
        where = os.path.join(folder, name)
        os.makedirs(where, exist_ok=True)
        n = 0
        for seed in TARGETS[name]():
            path = os.path.join(where, hashlib.sha1(seed).hexdigest()[:16])
            if not os.path.exists(path):
                n += 1
                with open(path, "wb") as f:
                    f.write(seed)
        print(f"{name}: {n} seeds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
