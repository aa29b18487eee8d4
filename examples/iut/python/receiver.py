#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A small implementation under test: a receiving host on UNI 3.1, in plain Python.

It was written from harness/iut/PROTOCOL.md and the public documents alone and shares no
line with isatm, so it shows what it takes to attach an implementation. What it does: SSCOP,
calls that others place to it, registration with the ATMARP server, InATMARP, RSVP Path to
Resv, data up to the user. What it leaves out: it refreshes nothing (no second Resv), and calls
nobody but its ATMARP server. One thing it does wrong, as a host that knew only RFC 1755 would: it
releases every VC that was silent for be-idle seconds, also one with QoS.

    isatm run --iut 'child:python3 examples/iut/python/receiver.py' --pics examples/iut/python/pics.xml
"""
import heapq
import struct
import sys
import zlib

CELL_BITS_NS = 424 * 10**9
SECOND = 10**9
LLC_IP = bytes.fromhex("aaaa030000000800")
LLC_ARP = bytes.fromhex("aaaa030000000806")
BLLI_LLC, BLLI_VCMUX = b"\xcc", bytes.fromhex("6b6680")
BLLI_LLC_IP = BLLI_LLC + BLLI_VCMUX  # LLC on a VC that is IP's alone (RFC 1755 6.2.1)


class Refused(Exception):
    """What is asked cannot be done; the text is for people."""


# --- ATM: cells and AAL5 frames ---------------------------------------------------------------


def hec(header):
    """CRC-8 with x^8+x^2+x+1 over four octets, plus the coset 55h (I.432)."""
    crc = 0
    for octet in header:
        crc ^= octet
        for _ in range(8):
            crc = (crc << 1 ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc ^ 0x55


MIRROR = bytes(int(f"{i:08b}"[::-1], 2) for i in range(256))


def crc32(octets):
    """AAL5's CRC-32 takes the highest bit first; zlib's takes the lowest first. Mirror in, mirror out."""
    return int(f"{zlib.crc32(octets.translate(MIRROR)):032b}"[::-1], 2)


def to_cells(vpi, vci, sdu):
    pad = -(len(sdu) + 8) % 48
    pdu = sdu + bytes(pad) + struct.pack(">HH", 0, len(sdu))
    pdu += struct.pack(">I", crc32(pdu))
    for at in range(0, len(pdu), 48):
        last = at + 48 == len(pdu)
        header = struct.pack(">I", vpi << 20 | vci << 4 | last << 1)
        yield header + bytes([hec(header)]) + pdu[at : at + 48]


class Atm:
    """The access link: segmentation into numbered slots, reassembly by VC."""

    def __init__(self, iut, bps):
        self.iut, self.bps, self.slot, self.parts = iut, bps, 0, {}

    def send(self, vc, sdu):
        for cell in to_cells(*vc, sdu):
            self.slot = max(self.slot, -(-self.iut.now * self.bps // CELL_BITS_NS))
            self.iut.output("cell", self.slot * CELL_BITS_NS // self.bps, cell.hex())
            self.slot += 1

    def receive(self, cell):
        """The SDU that this cell completes, or None."""
        if len(cell) != 53 or hec(cell[:4]) != cell[4]:
            return None, None
        head = int.from_bytes(cell[:4], "big")
        vc = (head >> 20 & 0xFF, head >> 4 & 0xFFFF)
        pdu = self.parts.pop(vc, b"") + cell[5:]
        if head >> 1 & 7 > 3:  # OAM and RM cells
            return None, None
        if not head >> 1 & 1:
            if len(pdu) < 66000:
                self.parts[vc] = pdu
            return None, None
        length = int.from_bytes(pdu[-6:-4], "big")
        if crc32(pdu[:-4]) != int.from_bytes(pdu[-4:], "big") or not len(pdu) - 56 < length <= len(pdu) - 8:
            return None, None
        return vc, pdu[:length]


# --- SSCOP: a link that loses nothing ------------------------------------------------------------

BGN, BGAK, END, ENDAK, SD, POLL, STAT, USTAT = 1, 2, 3, 4, 8, 10, 11, 12
WINDOW = 30


class Sscop:
    def __init__(self, iut, deliver, up):
        self.iut, self.deliver, self.up = iut, deliver, up
        self.ready, self.sq, self.peer_sq, self.waiting = False, 1, None, []
        self.reset()

    def reset(self):
        self.next, self.acked, self.ps, self.sent = 0, 0, 0, {}
        self.expected, self.highest, self.early = 0, 0, {}

    def pdu(self, kind, last, *words, data=b""):
        pad = -len(data) % 4
        octets = data + bytes(pad) + b"".join(struct.pack(">I", w) for w in words)
        self.iut.atm.send((0, 5), octets + struct.pack(">I", (pad << 6 | kind) << 24 | last))

    def begin(self):
        if self.ready:
            return
        self.pdu(BGN, WINDOW, self.sq)  # a repetition has the same N(SQ)
        self.iut.after(SECOND, self.begin)

    def open(self):
        self.reset()
        self.ready = True
        waiting, self.waiting = self.waiting, []
        self.up()
        for message in waiting:
            self.send(message)

    def send(self, message):
        if not self.ready:
            self.waiting.append(message)
            return
        self.sent[self.next] = message
        self.pdu(SD, self.next, data=message)
        self.next += 1
        if len(self.sent) == 1:
            self.iut.after(SECOND * 3 // 4, self.poll)

    def poll(self):
        if self.ready and self.sent:
            self.ps += 1
            self.pdu(POLL, self.next, self.ps)
            self.iut.after(SECOND * 3 // 4, self.poll)

    def receive(self, pdu):
        if len(pdu) < 4 or len(pdu) % 4:
            return
        *words, last = struct.unpack(f">{len(pdu) // 4}I", pdu)
        kind, pad, number = last >> 24 & 15, last >> 30, last & 0xFFFFFF
        words = [w & 0xFFFFFF for w in words]
        if kind == BGN and words:
            if not (self.ready and words[-1] == self.peer_sq):
                self.peer_sq = words[-1]
                self.pdu(BGAK, WINDOW, 0)
                self.open()
            else:
                self.pdu(BGAK, WINDOW, 0)
        elif kind == BGAK and not self.ready:
            self.open()
        elif kind == END:
            self.pdu(ENDAK, 0, 0)
            self.ready, self.sq = False, self.sq % 255 + 1
            self.begin()
        elif self.ready and kind == SD:
            self.data(number, pdu[: len(pdu) - 4 - pad])
        elif self.ready and kind == POLL and words:
            self.highest = max(self.highest, number)
            self.pdu(STAT, self.expected, *self.missing(), words[-1], self.expected + WINDOW)
        elif self.ready and kind == STAT and len(words) >= 2:
            self.acknowledged(number)
            gaps = words[:-2]
            for first, end in zip(gaps[::2], gaps[1::2]):
                self.again(first, end)
        elif self.ready and kind == USTAT and len(words) >= 3:
            self.acknowledged(number)
            self.again(words[-3], words[-2])

    def data(self, number, message):
        if number > self.highest:
            self.pdu(USTAT, self.expected, self.highest, number, self.expected + WINDOW)
        self.highest = max(self.highest, number + 1)
        if number >= self.expected:
            self.early[number] = message
        while self.expected in self.early:
            self.expected += 1
            self.deliver(self.early.pop(self.expected - 1))

    def missing(self):
        """First missing, first received after it, and so on, at last the highest expected."""
        edges, gap = [], False
        for n in range(self.expected, self.highest):
            if (n not in self.early) != gap:
                gap = not gap
                edges.append(n)
        return edges + [self.highest] if gap else edges

    def acknowledged(self, number):
        for n in [n for n in self.sent if n < number]:
            del self.sent[n]

    def again(self, first, end):
        for n in range(first, min(end, self.next)):
            if n in self.sent:
                self.pdu(SD, n, data=self.sent[n])


# --- Q.2931: calls ------------------------------------------------------------------------------

CALL_PROCEEDING, SETUP, CONNECT, CONNECT_ACK, RESTART, RELEASE, RESTART_ACK = 0x02, 0x05, 0x07, 0x0F, 0x46, 0x4D, 0x4E
RELEASE_COMPLETE, STATUS_ENQUIRY, STATUS = 0x5A, 0x75, 0x7D
IE_CAUSE, IE_STATE, IE_AAL, IE_TRAFFIC, IE_CONNECTION, IE_QOS = 0x08, 0x14, 0x58, 0x59, 0x5A, 0x5C
IE_BEARER, IE_BLLI, IE_CALLING, IE_CALLED, IE_RESTART = 0x5E, 0x5F, 0x6C, 0x70, 0x79


def message(reference, kind, *ies):
    body = b"".join(struct.pack(">BBH", id, 0x80, len(c)) + c for id, c in ies)
    return struct.pack(">BBBHBBH", 9, 3, reference >> 16, reference & 0xFFFF, kind, 0x80, len(body)) + body


def cause(value):
    return IE_CAUSE, bytes([0x80, 0x80 | value])


class Call:
    def __init__(self, reference, state):
        self.reference, self.state, self.vc, self.best_effort, self.llc = reference, state, None, True, True
        self.used = 0


class Calls:
    """The user side; the reference of a call the other side placed comes with flag 0 and goes with flag 1."""

    def __init__(self, iut):
        self.iut, self.calls = iut, {}
        self.link = Sscop(iut, self.receive, self.up)

    def up(self):
        if not self.calls:
            self.call_server()

    def call_server(self):
        self.calls[1] = Call(1, 1)
        rate = (self.iut.atm.bps // 424).to_bytes(3, "big")
        self.send(1, SETUP, (IE_AAL, bytes.fromhex("058c23e48123e48400")),
                  (IE_TRAFFIC, b"\x84" + rate + b"\x85" + rate + b"\xbe"), (IE_BEARER, b"\x10\x80\x80"), (IE_BLLI, BLLI_LLC),
                  (IE_CALLED, b"\x82" + self.iut.server), (IE_CALLING, b"\x82" + self.iut.address), (IE_QOS, b"\0\0"))

    def send(self, reference, kind, *ies):
        self.link.send(message(reference, kind, *ies))

    def receive(self, octets):
        if len(octets) < 9 or octets[:2] != b"\x09\x03":
            return
        theirs, kind = int.from_bytes(octets[2:5], "big"), octets[5]
        ours, ies, at = theirs ^ 0x800000, [], 9
        while at + 4 <= len(octets):
            length = int.from_bytes(octets[at + 2 : at + 4], "big")
            ies.append((octets[at], octets[at + 4 : at + 4 + length]))
            at += 4 + length
        first = dict(reversed(ies))
        call = self.calls.get(ours)
        if kind == SETUP and not call:
            self.setup(ours, ies, first)
        elif kind == RESTART:
            for reference in list(self.calls):
                self.gone(reference)
            self.send(ours, RESTART_ACK, (IE_RESTART, first.get(IE_RESTART, b"\x82")))
        elif kind == STATUS_ENQUIRY:
            self.send(ours, STATUS, (IE_STATE, bytes([call.state if call else 0])), cause(30))
        elif not call:
            if kind not in (RELEASE_COMPLETE, STATUS):
                self.send(ours, RELEASE_COMPLETE, cause(81))
        elif kind in (CALL_PROCEEDING, CONNECT):
            if IE_CONNECTION in first:
                call.vc = struct.unpack(">HH", first[IE_CONNECTION][1:5])
            if kind == CONNECT and call.vc:
                call.state = 10
                self.send(ours, CONNECT_ACK)
                self.iut.ip.opened(call)
        elif kind == CONNECT_ACK:
            call.state, call.used = 10, self.iut.now
            self.watch(call)
        elif kind in (RELEASE, RELEASE_COMPLETE):
            if kind == RELEASE:
                self.send(ours, RELEASE_COMPLETE)
            self.gone(ours)

    def setup(self, reference, ies, first):
        offers = [contents for id, contents in ies if id == IE_BLLI]
        best_effort = b"\xbe" in first.get(IE_TRAFFIC, b"")[8:9]
        takes = [BLLI_LLC, BLLI_LLC_IP] + ([BLLI_VCMUX] if self.iut.vcmux and not best_effort else [])
        chosen = next((offer for offer in offers if offer in takes), None)
        if chosen is None or IE_CONNECTION not in first:
            self.send(reference, RELEASE_COMPLETE, cause(88 if IE_CONNECTION in first else 96))
            return
        call = self.calls[reference] = Call(reference, 8)
        call.vc = struct.unpack(">HH", first[IE_CONNECTION][1:5])
        call.best_effort, call.llc = best_effort, chosen != BLLI_VCMUX
        aal = [(IE_AAL, first[IE_AAL])] if IE_AAL in first else []
        self.send(reference, CONNECT, *aal, (IE_BLLI, chosen))

    def watch(self, call):
        """The inactivity timer of RFC 1755 3.4, which RFC 2379 and 2382 forbid for VCs with QoS."""
        if not self.iut.idle or self.calls.get(call.reference) is not call or call.state != 10:
            return
        left = call.used + self.iut.idle - self.iut.now
        if left > 0:
            self.iut.after(left, lambda: self.watch(call))
        else:
            call.state = 11
            self.send(call.reference, RELEASE, cause(16))

    def gone(self, reference):
        call = self.calls.pop(reference)
        self.iut.ip.closed(call)
        if reference == 1:
            self.iut.after(SECOND, self.call_server)

    def on(self, vc):
        return next((c for c in self.calls.values() if c.vc == vc), None)


# --- IP over ATM, RSVP ---------------------------------------------------------------------------


def checksum(octets):
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def address(octets):
    return ".".join(str(b) for b in octets)


def number(x):
    return "inf" if x == float("inf") else f"{x:.9g}"


class Flow:
    """A session with one sender: what the Path said, and what is reserved."""

    def __init__(self):
        self.hop = self.tspec = self.reserved = None
        self.confirm = False


class Ip:
    def __init__(self, iut):
        self.iut, self.peers, self.flows, self.ident = iut, {}, {}, 0

    def opened(self, call):
        """Our VC to the ATMARP server stands: register, by asking for ourselves (RFC 2225 8.4)."""
        self.arp(call.vc, 1, self.iut.address, self.iut.own, b"", self.iut.own)

    def closed(self, call):
        self.peers = {ip: vc for ip, vc in self.peers.items() if vc != call.vc}

    def arp(self, vc, op, source_atm, source, target_atm, target):
        self.iut.atm.send(vc, LLC_ARP + struct.pack(">HHBBHBBBB", 0x13, 0x800, len(source_atm), 0, op, 4, len(target_atm), 0,
                                                    4) + source_atm + source + target_atm + target)

    def receive(self, call, frame):
        if call.llc and frame.startswith(LLC_ARP):
            self.arp_in(call, frame[8:])
        elif call.llc and frame.startswith(LLC_IP):
            self.packet(call, frame[8:])
        elif not call.llc:
            self.packet(call, frame)

    def arp_in(self, call, m):
        if len(m) < 12:
            return
        hrd, pro, sht, sst, op, spl, tht, tst, tpl = struct.unpack(">HHBBHBBBB", m[:12])
        at, sht, sst = 12, sht & 63, sst & 63
        atm, ip = m[at : at + sht], m[at + sht + sst : at + sht + sst + spl]
        if op in (8, 9) and spl == 4:
            self.peers[ip] = call.vc
        if op == 8:
            self.arp(call.vc, 9, self.iut.address, self.iut.own, atm, ip)

    def packet(self, call, p):
        if len(p) < 20 or p[0] >> 4 != 4:
            return
        header, total = (p[0] & 15) * 4, int.from_bytes(p[2:4], "big")
        if not 20 <= header <= total <= len(p) or checksum(p[:header]) or p[16:20] != self.iut.own:
            return
        body = p[header:total]
        if p[9] == 46:
            self.rsvp(call, body)
        elif p[9] == 17 and len(body) >= 8:
            source, port = struct.unpack(">HH", body[:4])
            self.iut.upcall(f"data {address(p[16:20])}/17/{port} {address(p[12:16])}/{source} {body[8:].hex()}")

    def rsvp(self, call, m):
        if len(m) < 8 or m[0] >> 4 != 1 or len(m) % 4 or int.from_bytes(m[6:8], "big") != len(m):
            return
        objects, at = {}, 8
        while at + 4 <= len(m):
            length, kind = struct.unpack(">HH", m[at : at + 4])
            if length < 4 or length % 4 or at + length > len(m):
                return
            objects[kind] = m[at + 4 : at + length]
            at += length
        try:
            dst, protocol, _, port = struct.unpack(">4sBBH", objects[0x0101])
            sender, _, source = struct.unpack(">4sHH", objects[0x0B01 if m[1] in (1, 5) else 0x0A01])
        except (KeyError, struct.error):
            return
        key = f"{address(dst)}/{protocol}/{port} {address(sender)}/{source}"
        if m[1] == 1 and 0x0301 in objects and len(objects.get(0x0C02, b"")) == 32:
            flow = self.flows.setdefault(key, Flow())
            tspec = struct.unpack(">fffII", objects[0x0C02][12:])
            flow.session, flow.template, flow.hop = objects[0x0101], objects[0x0B01], objects[0x0301]
            self.peers.setdefault(flow.hop[:4], call.vc)
            if tspec != flow.tspec:
                first, flow.tspec = flow.tspec is None, tspec
                r, b, p, least, most = tspec
                self.iut.upcall(f"path {key} r={number(r)} b={number(b)} p={number(p)} m={least} M={most}")
                if first and flow.reserved:
                    self.resv(flow, 2)
        elif m[1] == 5 and key in self.flows:
            del self.flows[key]
            self.iut.upcall(f"path-tear {key}")
        elif m[1] == 7 and 0x0601 in objects:
            self.iut.upcall(f"resv-confirm {key} node={address(objects[0x0601][:4])}")
        elif m[1] == 4 and 0x0601 in objects:
            node, flags, code, value = struct.unpack(">4sBBH", objects[0x0601])
            self.iut.upcall(f"resv-error {key} code={code} value={value} flags={flags} node={address(node)}")

    def resv(self, flow, kind):
        """A Resv (2) or ResvTear (6) to the hop before, on the VC that leads there."""
        hop = flow.hop[:4]
        if hop not in self.peers:
            return
        r, b, p, least, most = flow.reserved
        objects = [(0x0101, flow.session), (0x0301, self.iut.own + flow.hop[4:]),
                   (0x0501, struct.pack(">I", self.iut.refresh_ms)), (0x0F01, self.iut.own), (0x0801, b"\0\0\0\x0a"),
                   (0x0902, bytes.fromhex("00000007050000067f000005") + struct.pack(">fffII", r, b, p, least, most)),
                   (0x0A01, flow.template)]
        if kind == 6:
            objects = [o for o in objects if o[0] != 0x0501]
        if kind == 6 or not flow.confirm:
            objects = [o for o in objects if o[0] != 0x0F01]
        body = b"".join(struct.pack(">HH", len(c) + 4, id) + c for id, c in objects)
        head = struct.pack(">BBHBBH", 0x10, kind, 0, 255, 0, 8 + len(body))
        head = head[:2] + struct.pack(">H", checksum(head + body)) + head[4:]
        self.ident = self.ident + 1 & 0xFFFF
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(body), self.ident, 0, 255, 46, 0, self.iut.own, hop)
        ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
        self.iut.atm.send(self.peers[hop], LLC_IP + ip + head + body)

    def reserve(self, words):
        if len(words) < 9 or words[1] != "style=FF" or words[3] != "service=CL":
            raise Refused("not 'reserve SESSION style=FF SENDER service=CL TSPEC'")
        values = dict(w.split("=", 1) for w in words[4:])
        flow = self.flows.setdefault(f"{words[0]} {words[2]}", Flow())
        flow.reserved = (*(float(values[k]) for k in "rbp"), *(int(values[k]) for k in "mM"))
        flow.confirm = values.get("confirm") == "yes"
        if flow.hop:
            self.resv(flow, 2)

    def release(self, words):
        flow = self.flows.get(f"{words[0]} {words[2]}") if len(words) == 3 else None
        if not flow or not flow.reserved:
            raise Refused("nothing is reserved")
        if flow.hop:
            self.resv(flow, 6)
        flow.reserved = None


# --- the adapter: PROTOCOL.md ----------------------------------------------------------------------


class Iut:
    def __init__(self):
        self.now, self.timers, self.order, self.outputs, self.settings = 0, [], 0, [], {}
        self.atm = self.calls = self.ip = None

    def after(self, span, function):
        self.order += 1
        heapq.heappush(self.timers, (self.now + span, self.order, function))

    def output(self, kind, time, text):
        self.outputs.append(f"{kind} {time} {text}")

    def upcall(self, text):
        self.output("upcall", self.now, text)

    def hello(self, words):
        if words != ["isatm", "1"]:
            raise Refused("this is version 1 of isatm's protocol")
        return "hello python-receiver 1.0 atm=cells roles=host-receiver uni=3.1 control=yes"

    def configure(self, words):
        key, _, value = " ".join(words).partition("=")
        only = {"role": ["host-receiver"], "uni-version": ["3.1"], "encapsulation": ["llc", "vcmux-qos"]}
        taken = ("role", "uni-version", "atm-address", "link-cell-bps", "atm-ip", "arp-server", "encapsulation", "refresh",
                 "be-idle")
        if key not in taken:
            raise Refused(f"unknown key {key}")
        if key in only and value not in only[key]:
            raise Refused(f"{key} can only be {' or '.join(only[key])}")
        self.settings[key] = value
        return "ok"

    def start(self, words):
        s = self.settings
        self.address, self.server = bytes.fromhex(s["atm-address"]), bytes.fromhex(s["arp-server"])
        self.own = bytes(int(b) for b in s["atm-ip"].partition("/")[0].split("."))
        self.vcmux = s["encapsulation"] == "vcmux-qos"
        self.refresh_ms = int(float(s.get("refresh", "30")) * 1000)
        self.idle = int(float(s.get("be-idle", "1200")) * SECOND)
        self.atm, self.ip = Atm(self, int(s["link-cell-bps"])), Ip(self)
        self.calls = Calls(self)
        self.calls.link.begin()
        return "ok"

    def cell(self, words):
        self.now = int(words[0])
        vc, sdu = self.atm.receive(bytes.fromhex(words[1]))
        if vc == (0, 5):
            self.calls.link.receive(sdu)
        elif sdu and self.calls.on(vc):
            call = self.calls.on(vc)
            call.used = self.now
            self.ip.receive(call, sdu)

    def control(self, words):
        self.now = int(words[0])
        requests = {"reserve": self.ip.reserve, "release": self.ip.release}
        if words[1] not in requests:
            raise Refused(f"a receiving host cannot {words[1]}")
        requests[words[1]](words[2:])
        return "ok"

    def advance(self, words):
        until = int(words[0])
        while self.timers and self.timers[0][0] <= until:
            self.now, _, function = heapq.heappop(self.timers)
            function()
        self.now = until
        outputs, self.outputs = self.outputs, []
        return "\n".join([*outputs, f"done next={self.timers[0][0] if self.timers else 'never'}"])

    def records(self):
        return {"hello": self.hello, "configure": self.configure, "start": self.start, "cell": self.cell, "control": self.control,
                "advance": self.advance}

    def run(self):
        answers = self.records()
        for line in sys.stdin:
            kind, *words = line.rstrip("\n").split(" ")
            if kind == "bye":
                break
            try:
                if kind not in answers:
                    raise Refused(f"unknown record {kind}")
                answer = answers[kind](words)
            except (Refused, KeyError, ValueError, IndexError) as why:
                answer = f"error {why}"
            if answer:
                print(answer, flush=True)


if __name__ == "__main__":
    Iut().run()
