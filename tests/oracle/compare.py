#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare what tshark reads in a capture with the table that unique_frames wrote.

usage: compare.py CAPTURE TABLE EXCEPTIONS [EXCEPTIONS-HIT]

Every frame: no malformed packet and no expert message but the exceptions; every field of
PAIRS that both sides know must be equal. Fails too if a pair was never compared.
"""
import re
import subprocess
import sys

# isatm's field -> tshark's field, and how tshark's text is turned into isatm's.
hexnum = lambda t: str(int(t, 16)) if t.lower().startswith("0x") else t
ARP = {1: "ATMARP_Request", 2: "ATMARP_Reply", 8: "InATMARP_Request", 9: "InATMARP_Reply", 10: "ATMARP_NAK"}
PAIRS = [
    ("call-ref", "q2931.call_ref", lambda t: str(int(t, 16))),
    ("cause.value", "q2931.cause.value", hexnum),
    ("cause.location", "q2931.cause.location", hexnum),
    ("conn-id.vpci", "q2931.conn_id.vpci", hexnum),
    ("conn-id.vci", "q2931.conn_id.vci", hexnum),
    ("aal.forward-sdu", "q2931.aal1.forward_max_cpcs_sdu_size", hexnum),
    ("aal.backward-sdu", "q2931.aal1.backward_max_cpcs_sdu_size", hexnum),
    ("blli.l3", "q2931.bband_low_layer_info.user_info_l3_proto", hexnum),
    ("session.address", "rsvp.session.ip", str),
    ("session.port", "rsvp.session.port", hexnum),
    ("session.protocol", "rsvp.session.proto", hexnum),
    ("sender.address", "rsvp.sender.ip", str),
    ("sender.port", "rsvp.sender.port", hexnum),
    ("hop.address", "rsvp.hop.neighbor_address_ipv4", str),
    ("hop.lih", "rsvp.hop.logical_interface", hexnum),
    ("time.refresh", "rsvp.refresh_interval", hexnum),
    ("flowspec.r", "rsvp.flowspec.token_bucket_rate", float),
    ("flowspec.b", "rsvp.flowspec.token_bucket_size", float),
    ("flowspec.p", "rsvp.flowspec.peak_data_rate", float),
    ("tspec.r", "rsvp.tspec.token_bucket_rate", float),
    ("tspec.b", "rsvp.tspec.token_bucket_size", float),
    ("tspec.p", "rsvp.tspec.peak_data_rate", float),
    ("ip.src", "ip.src", str),
    ("ip.dst", "ip.dst", str),
    ("ip.ttl", "ip.ttl", str),
    ("ip.protocol", "ip.proto", str),
    ("udp.dst-port", "udp.dstport", str),
    ("op", "arp.opcode", lambda t: ARP.get(int(hexnum(t)), t)),
    ("src-ip", "arp.src.proto_ipv4", str),
    ("tgt-ip", "arp.dst.proto_ipv4", str),
]
# Rates and sizes of the traffic descriptor, in the order in which they stand in the element.
RATES = [
    ("traffic.forward-pcr0", 0x82), ("traffic.backward-pcr0", 0x83), ("traffic.forward-pcr01", 0x84),
    ("traffic.backward-pcr01", 0x85), ("traffic.forward-scr0", 0x88), ("traffic.backward-scr0", 0x89),
    ("traffic.forward-scr01", 0x90), ("traffic.backward-scr01", 0x91), ("traffic.forward-mbs0", 0xA0),
    ("traffic.backward-mbs0", 0xA1), ("traffic.forward-mbs01", 0xB0), ("traffic.backward-mbs01", 0xB1),
]
MESSAGES = {
    "CALL PROCEEDING": 0x02, "SETUP": 0x05, "CONNECT": 0x07, "CONNECT ACKNOWLEDGE": 0x0F, "RESTART": 0x46, "RELEASE": 0x4D,
    "RESTART ACKNOWLEDGE": 0x4E, "RELEASE COMPLETE": 0x5A, "STATUS ENQUIRY": 0x75, "STATUS": 0x7D,
}
SSCOP = {"BGN": 1, "BGAK": 2, "END": 3, "ENDAK": 4, "RS": 5, "RSAK": 6, "BGREJ": 7, "ER": 9, "POLL": 10, "STAT": 11,
         "USTAT": 12, "UD": 13, "MD": 14, "ERAK": 15}
RSVP = {"Path": 1, "Resv": 2, "PathErr": 3, "ResvErr": 4, "PathTear": 5, "ResvTear": 6, "ResvConf": 7}


def tshark(capture):
    fields = ["frame.number", "_ws.malformed", "_ws.expert.message", "sscop.type", "q2931.message_type", "rsvp.msg",
              "q2931.atm_identifier", "q2931.atm_identifier_value"]
    fields += [p[1] for p in PAIRS]
    command = ["tshark", "-n", "-r", capture, "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
               "-T", "fields", "-E", "separator=/t", "-E", "aggregator=|"]
    for f in fields:
        command += ["-e", f]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True).stdout
    for line in out.splitlines():
        yield dict(zip(fields, line.split("\t")))


def main():
    capture, table, exceptions_file = sys.argv[1:4]
    exceptions = []
    for line in open(exceptions_file):
        if not line.startswith("#") and line.strip():
            field, text, where, _element, reason = line.rstrip("\n").split("\t")
            exceptions.append([field, re.compile(text), where, reason, 0])
    errors, compared, frames = [], {}, 0

    def complain(number, name, text):
        errors.append(f"frame {number} ({name}): {text}")

    def excused(field, text, name):
        for e in exceptions:
            if e[0] == field and e[1].search(text) and name in e[2].split(","):
                e[4] += 1
                return True
        return False

    def compare(number, name, what, ours, theirs):
        compared[what] = compared.get(what, 0) + 1
        same = ours == theirs
        if isinstance(theirs, float) and not same:
            same = abs(float(ours) - theirs) <= 1e-5 * abs(theirs) or float(ours) == theirs
        if not same:
            complain(number, name, f"{what}: isatm reads {ours}, tshark {theirs}")

    rows = [line.rstrip("\n").split("\t") for line in open(table)]
    for row, seen in zip(rows, tshark(capture)):
        frames += 1
        number, name = row[0], row[1]
        ours = {}
        for f in row[2:]:
            key, _, value = f.partition("=")
            ours.setdefault(key, value)
        if number != seen["frame.number"]:
            sys.exit(f"frame {number} is frame {seen['frame.number']} for tshark")
        for field in ("_ws.malformed", "_ws.expert.message"):
            for text in filter(None, seen[field].split("|")):
                if not excused(field, text, name):
                    complain(number, name, f"tshark says {field}: {text}")
        for names, field in ((MESSAGES, "q2931.message_type"), (SSCOP, "sscop.type"), (RSVP, "rsvp.msg")):
            if name in names:
                compare(number, name, field, str(names[name]), hexnum(seen[field]) if seen[field] else "nothing")
        if seen["q2931.atm_identifier"]:
            ids = [int(x, 16) for x in seen["q2931.atm_identifier"].split("|")]
            ids = [i for i in ids if i in [r[1] for r in RATES]]
            values = seen["q2931.atm_identifier_value"].split("|")
            theirs = dict(zip(ids, values))
            for key, identifier in RATES:
                if key in ours or identifier in theirs:
                    compare(number, name, key, ours.get(key, "absent"), theirs.get(identifier, "absent"))
        for key, field, convert in PAIRS:
            if key in ours and seen[field]:
                first = seen[field].split("|")[0]
                compare(number, name, key, ours[key], convert(first))
    for e in errors[:20]:
        print(e, file=sys.stderr)
    with open(sys.argv[4], "a") as hit:
        for e in exceptions:
            if e[4]:
                print(f"{e[0]}\t{e[1].pattern}", file=hit)
    print(f"{capture}: {frames} frames, {sum(compared.values())} values of {len(compared)} fields compared, {len(errors)} differ")
    if frames != len(rows) or frames == 0 or not compared:
        sys.exit("not every frame was compared")
    sys.exit(1 if errors else 0)


main()
