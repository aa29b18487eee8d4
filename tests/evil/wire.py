# SPDX-License-Identifier: Apache-2.0
"""Garbage on the wire, for tests/evil/iut.py: what an implementation may send that nobody should ever send.

Each function takes the implementation and sends some of it, at its present time. All chance comes from the implementation's
own generator, so the same behaviour sends the same octets on every run.
"""
import struct

import receiver

SIGNALLING = (0, 5)


def octets(iut, n):
    return bytes(iut.random.randrange(256) for _ in range(n))


def cells(iut, cells_of, change):
    """Cells as they are, changed one by one, in the next free slots."""
    link = iut.atm
    for cell in cells_of:
        link.slot = max(link.slot, -(-iut.now * link.bps // receiver.CELL_BITS_NS))
        iut.output("cell", link.slot * receiver.CELL_BITS_NS // link.bps, change(cell).hex())
        link.slot += 1


def cell(vc, payload, last):
    header = struct.pack(">I", vc[0] << 20 | vc[1] << 4 | last << 1)
    return header + bytes([receiver.hec(header)]) + payload


def open_vcs(iut):
    return [c.vc for c in iut.calls.calls.values() if c.vc and c.state == 10]


def any_vc(iut):
    return iut.random.choice(open_vcs(iut) + [SIGNALLING, (0, 16), (0, 33), (255, 65535), (0, 0)])


def damaged(iut, sdu):
    """The SDU with octets changed, cut off or made longer; its checksum is made afterwards and is right."""
    chance = iut.random
    sdu = bytearray(sdu)
    for _ in range(chance.randrange(1, 4)):
        how = chance.randrange(4)
        if how == 0:
            del sdu[chance.randrange(len(sdu) + 1) :]
        elif how == 1:
            sdu += octets(iut, 4 * chance.randrange(1, 8))
        elif sdu:
            sdu[chance.randrange(len(sdu))] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
    return bytes(sdu) or b"\0"


# --- below the messages ------------------------------------------------------------------------------


def noise(iut):
    """Whole cells of nothing, some with a correct header on any VC."""

    def mangle(_):
        header = octets(iut, 4)
        return header + bytes([receiver.hec(header) if iut.random.random() < 0.7 else 0]) + octets(iut, 48)

    cells(iut, receiver.to_cells(*SIGNALLING, b""), mangle)


def aal5(iut):
    """Frames whose length lies though their CRC is right, without an end, of the greatest length, and of none."""
    vc, how = any_vc(iut), iut.random.randrange(6)
    if how < 4:
        pdu = octets(iut, 40) + struct.pack(">HH", 0, [0, 41, 0xFFFF, 65][how])
        cells(iut, [cell(vc, pdu + receiver.crc32(pdu).to_bytes(4, "big"), 1)], bytes)
    elif how == 4:
        cells(iut, [cell(vc, octets(iut, 48), 0)] * iut.random.choice([1, 100, 1500]), bytes)
    else:
        iut.atm.send(vc, octets(iut, 4) * 16383)


# --- SSCOP ---------------------------------------------------------------------------------------------


def sscop(iut):
    """PDUs of any kind with any contents."""
    n = iut.random.randrange(4, 60)
    pdu = octets(iut, n - n % 4)
    iut.atm.send(SIGNALLING, pdu[:-4] + bytes([iut.random.randrange(16)]) + pdu[-3:])


def saal(iut):
    """PDUs that can be read, of every kind, with numbers near the right ones and far from them."""
    chance, link = iut.random, iut.calls.link
    near = [link.next, link.expected, link.ps, 0, 1, 2**24 - 1, 2**23]
    words = [chance.choice(near) + chance.randrange(-2, 3) & 0xFFFFFF for _ in range(chance.choice([0, 1, 2, 3, 3, 4, 90]))]
    kind = chance.choice([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 12, 13, 14, 15])
    link.pdu(kind, chance.choice(near) & 0xFFFFFF, *words, data=octets(iut, chance.randrange(12)))


# --- Q.2931 ----------------------------------------------------------------------------------------------

KINDS = [2, 5, 7, 15, 0x46, 0x4D, 0x4E, 0x5A, 0x75, 0x7D, 0x80, 0x81, 0x82, 0x83, 0x84]
IES = [8, 0x14, 0x54, 0x55, 0x58, 0x59, 0x5A, 0x5C, 0x5D, 0x5E, 0x5F, 0x60, 0x6C, 0x70, 0x71, 0x79, 0x7F]


def q2931(iut):
    """Messages of any kind with elements of any contents."""
    chance = iut.random
    m = bytes([9, 3]) + chance.choice([b"\x80\0\1", b"\0\0\1", octets(iut, 3)])
    kind = chance.choice([*KINDS, chance.randrange(256)])
    body = octets(iut, chance.randrange(60))
    if chance.random() < 0.5:
        body = bytes([chance.choice(IES), 0x80, 0, len(body)]) + body
    iut.calls.link.send(m + bytes([kind, 0x80, 0, len(body)]) + body)


def calls(iut):
    """Calls that can be read, far more than anybody makes, to anybody; parties added to them, and what ends them."""
    chance = iut.random
    for _ in range(10):
        reference = chance.randrange(2, 5000)
        party = (0x54, bytes([0, 0, chance.randrange(4)]))
        to = bytes.fromhex("470091810000000000000100010200000000") + bytes([chance.randrange(4), 0])
        rate = chance.choice([1, 100, 2**24 - 1]).to_bytes(3, "big")
        setup = [(receiver.IE_AAL, bytes.fromhex("058c23e48123e48400")), (receiver.IE_TRAFFIC, b"\x84" + rate + b"\x85" + rate),
                 (receiver.IE_BEARER, bytes([0x10, 0x80, chance.choice([0x80, 0x81])])), (receiver.IE_BLLI, receiver.BLLI_LLC),
                 (receiver.IE_CALLED, b"\x82" + to), (receiver.IE_QOS, b"\0\0"), party]
        kind, ies = chance.choice([(5, setup), (5, setup), (0x80, setup), (0x4D, [receiver.cause(16)]), (0x83, [receiver.cause(16), party]),
                                   (0x5A, [receiver.cause(16)]), (7, []), (15, []), (0x75, []), (0x46, [(0x79, bytes([0x80 | chance.randrange(3)]))])])
        iut.calls.send(reference, kind, *ies)


def callers(iut, n=20):
    """Calls that are all in order, without end."""
    rate = (iut.atm.bps // 424).to_bytes(3, "big")
    for _ in range(n):
        iut.asked = getattr(iut, "asked", 1) + 1
        iut.calls.send(iut.asked, 5, (receiver.IE_AAL, bytes.fromhex("058c23e48123e48400")), (receiver.IE_TRAFFIC, b"\x84" + rate + b"\x85" + rate + b"\xbe"),
                       (receiver.IE_BEARER, b"\x10\x80\x80"), (receiver.IE_BLLI, receiver.BLLI_LLC), (receiver.IE_CALLED, b"\x82" + iut.server),
                       (receiver.IE_CALLING, b"\x82" + iut.address), (receiver.IE_QOS, b"\0\0"))


def idle_calls(iut):
    """Calls to a neighbour that it has reached already, one after another and all in order, on which nothing is ever sent."""
    iut.asked = getattr(iut, "asked", 1) + 1
    if iut.asked < 400:
        callers(iut, 1)


# --- IP, RSVP, ATMARP --------------------------------------------------------------------------------------


def ip(iut, protocol, body, to=bytes([10, 0, 0, 1])):
    head = bytes([0x45, 0]) + struct.pack(">H", 20 + len(body)) + bytes([0, 0, 0, 0, 255, protocol, 0, 0]) + iut.own + to
    return head[:10] + receiver.checksum(head).to_bytes(2, "big") + head[12:] + body


def rsvp_message(kind, body):
    body += bytes(-len(body) % 4)
    m = bytes([0x10, kind, 0, 0, 255, 0]) + struct.pack(">H", 8 + len(body)) + body
    return m[:2] + receiver.checksum(m).to_bytes(2, "big") + m[4:]


def on_a_vc(iut, packet):
    vcs = open_vcs(iut)
    if vcs:
        iut.atm.send(iut.random.choice(vcs), receiver.LLC_IP + packet)


def rsvp(iut):
    """Messages of every kind with any contents and a right checksum."""
    on_a_vc(iut, ip(iut, 46, rsvp_message(iut.random.randrange(1, 9), octets(iut, 4 * iut.random.randrange(20)))))


def few_sessions(iut):
    """Some Paths and Resvs that can be read, of sessions that nobody has."""
    if getattr(iut, "sessions", 0) < 6:
        sessions(iut, 1, (1e4, 2e3, 2e4, 64, 1500))


def sessions(iut, messages=20, bucket=None):
    """Paths and Resvs that can be read, each of another session."""
    for _ in range(messages):
        iut.sessions = getattr(iut, "sessions", 0) + 1
        n = iut.sessions

        def obj(number, contents):
            return struct.pack(">HH", 4 + len(contents), number) + contents

        session = obj(0x0101, bytes([10, 1, n >> 8 & 255, n & 255, 17, 0]) + struct.pack(">H", n & 0xFFFF))
        spec = bytes.fromhex("00000007010000067f000005") + struct.pack(">fffII", *bucket or iut.random.choice(
            [(1e4, 2e3, 2e4, 64, 1500), (float("inf"),) * 3 + (0, 0), (float("nan"),) * 3 + (2**32 - 1, 0), (-1.0, -1.0, -1.0, 1, 1)]))
        hop, times = obj(0x0301, iut.own + bytes(4)), obj(0x0501, struct.pack(">I", iut.random.choice([0, 1, 30000, 2**32 - 1])))
        who = iut.own + struct.pack(">HH", 0, n & 0xFFFF)
        if n % 2:
            m = rsvp_message(1, session + hop + times + obj(0x0B01, who) + obj(0x0C02, spec))
        else:
            m = rsvp_message(2, session + hop + times + obj(0x0801, b"\0\0\0\x0a") + obj(0x0902, spec[:4] + b"\5" + spec[5:]) + obj(0x0A01, who))
        on_a_vc(iut, ip(iut, 46, m))


def arp(iut):
    """ATMARP and InATMARP of any kind: answers that nobody asked for, other people's addresses, lengths that lie."""
    chance = iut.random
    for vc in open_vcs(iut)[:1]:
        atm, own = chance.choice([iut.address, iut.server, b"", octets(iut, 20)]), bytes([10, 0, 0, chance.randrange(4)])
        lengths = (len(atm), 0, chance.choice([1, 2, 8, 9, 10, 77]), chance.choice([4, 4, 0, 255]), chance.choice([20, 0, 63]), 0, 4)
        iut.atm.send(vc, receiver.LLC_ARP + struct.pack(">HHBBHBBBB", 0x13, 0x800, *lengths) + atm + own + octets(iut, chance.choice([0, 24])))


def packets(iut):
    """IP of any kind: fragments, options, other versions, lengths that lie, UDP to everybody."""
    chance = iut.random
    p = bytearray(ip(iut, chance.choice([17, 17, 1, 46, 2]), octets(iut, chance.randrange(80)), bytes([chance.choice([10, 224, 255]), 1, 0, 2])))
    if chance.random() < 0.7:
        p[chance.choice([0, 2, 3, 6, 7, 8])] = chance.randrange(256)
        p[10:12] = b"\0\0"
        p[10:12] = receiver.checksum(bytes(p[:20])).to_bytes(2, "big")
    on_a_vc(iut, bytes(p))


def datagrams(iut):
    """UDP from nobody's port to nobody's."""
    for n in range(20):
        on_a_vc(iut, ip(iut, 17, struct.pack(">HHHH", 40000 + n, 40001, 20, 0) + bytes(12)))


GARBAGE = {f.__name__: f for f in (noise, aal5, sscop, saal, q2931, calls, callers, idle_calls, rsvp, sessions, few_sessions, arp, packets, datagrams)}
