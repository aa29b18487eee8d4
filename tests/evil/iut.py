#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Evil implementations under test: the Python example, turned bad in some of its cases.

    iut.py BEHAVIOUR [TOKEN]

It is good (and passes the probe) while encapsulation=llc, and shows its BEHAVIOUR at the first request or advance
of a case with vcmux-qos. What it leaves behind is called TOKEN.
"""
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/iut/python"))
sys.dont_write_bytecode = True
import receiver


def raw(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def hang():
    while True:
        time.sleep(1000)


def flood(text):
    while True:
        raw(text * 1000)


def octets(data):
    os.write(1, data)


def leave_child(token, hold):
    """A grandchild in a session of its own, which nobody waits for; with hold it keeps the pipes open."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            if not hold:
                null = os.open("/dev/null", os.O_RDWR)
                for fd in range(3):
                    os.dup2(null, fd)
            os.execvp("sleep", ["sleep", token])
        os._exit(0)
    os.wait()


def eat():
    blocks = []
    while True:
        blocks.append(b"x" * (8 << 20))
        time.sleep(0.001)


def forking(token):
    """Children in the group and outside, and the leader goes."""
    for _ in range(5):
        leave_child(token, True)
        if os.fork() == 0:
            os.execvp("sleep", ["sleep", token])
    os._exit(0)

# What it does when it is first asked to advance; afterwards it goes on as if nothing had been.
AT_ADVANCE = {
    "hang": hang,
    "exit": lambda: os._exit(7),
    "signal": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "half-record": lambda: (raw("upcall 0 hal"), hang()),
    "half-record-exit": lambda: (raw("upcall 0 hal"), os._exit(0)),
    "flood": lambda: flood("upcall 0 psst\n"),
    "flood-one-line": lambda: flood("aaaaaaaaaaaaaaaa"),
    "flood-stderr": lambda: [os.write(2, b"complaint\n" * 1000) for _ in iter(int, 1)],
    "memory": eat,
    "binary": lambda: octets(bytes(range(256))),
    "zeros": lambda: octets(bytes(100000) + b"\n"),
    "carriage-return": lambda: raw("done next=never\r\n"),
    "unknown": lambda: raw("hullo\n"),
    "two-answers": lambda: raw("done next=never\ndone next=never\n"),
    "late": lambda: raw("upcall 9000000000000000 hello\n"),
    "backwards": lambda: raw("upcall 0 a\ncell 50000 " + "00" * 53 + "\ncell 10 " + "00" * 53 + "\n"),
    "one-slot": lambda: raw(("cell 50000 " + "00" * 53 + "\n") * 2),
    "number": lambda: raw("done next=99999999999999999999999999999999999999\n"),
    "minus": lambda: raw("done next=-1\n"),
    "odd-hex": lambda: raw("cell 0 123\n"),
    "short-cell": lambda: raw("cell 0 1234\n"),
    "long-record": lambda: raw("upcall 0 " + "a" * 300000 + "\n"),
    "long-packet": lambda: raw("ip 0 " + "45" * 70000 + "\n"),
    "close-output": lambda: (os.close(1), hang()),
    "close-input": lambda: (os.close(0), hang()),
    "daemon-hang": lambda: (leave_child(sys.argv[2], True), hang()),
    "exit-with-heir": lambda: forking(sys.argv[2]),
}
# What it says at every advance instead of its answer.
INSTEAD = {
    "wakes": lambda t: f"done next={t + 1}",
    "stuck": lambda t: f"done next={t}",
    "gigantic": lambda t: "done next=9223372036854775807",
}


class Evil(receiver.Iut):
    def __init__(self, how):
        super().__init__()
        self.how, self.acted, self.random = how, False, random.Random(1)

    def bad(self):
        return self.settings.get("encapsulation") == "vcmux-qos"

    def start(self, words):
        answer = super().start(words)
        # Not evil, but other than what a PICS may say: VC multiplexing never, or whatever the configuration.
        if self.how in ("llc-only", "vcmux-always"):
            self.vcmux = self.how == "vcmux-always"
        if not self.bad():
            return answer
        if self.how in ("daemon", "daemon-holds"):
            leave_child(sys.argv[2], self.how == "daemon-holds")
        wire = {"bad-hec": self.bad_hec, "bad-crc": self.bad_crc}
        if self.how in wire:
            send = wire[self.how]
            self.atm.send = lambda vc, sdu: send(vc, sdu)
        garbage = {"noise": self.noise, "sscop": self.sscop, "q2931": self.q2931, "rsvp": self.rsvp}
        if self.how in garbage:
            for k in range(300):
                self.after(receiver.SECOND * k // 100, garbage[self.how])
        return answer

    def advance(self, words):
        if self.bad() and not self.acted and self.how in AT_ADVANCE:
            self.acted = True
            AT_ADVANCE[self.how]()
        if self.bad() and self.how in INSTEAD:
            return INSTEAD[self.how](int(words[0]))
        answer = super().advance(words)
        if self.bad() and self.how == "chatter":
            answer += "\nupcall 0 psst"
        return answer

    def control(self, words):
        answer = super().control(words)
        if self.bad() and self.how == "wrong-answer":
            return "done next=never"
        return answer

    # --- the wire ---

    def bytes(self, n):
        return bytes(self.random.randrange(256) for _ in range(n))

    def cells(self, vc, sdu, change):
        link = self.atm
        for cell in receiver.to_cells(*vc, sdu):
            link.slot = max(link.slot, -(-self.now * link.bps // receiver.CELL_BITS_NS))
            self.output("cell", link.slot * receiver.CELL_BITS_NS // link.bps, change(cell).hex())
            link.slot += 1

    def bad_hec(self, vc, sdu):
        self.cells(vc, sdu, lambda cell: cell[:4] + bytes([cell[4] ^ 0x5A]) + cell[5:])

    def bad_crc(self, vc, sdu):
        self.cells(vc, sdu, lambda cell: cell[:52] + bytes([cell[52] ^ 0xFF]))

    def noise(self):
        """Whole cells of nothing, some with a correct header on any VC."""
        def mangle(cell):
            header = self.bytes(4)
            return header + bytes([receiver.hec(header) if self.random.random() < 0.7 else 0]) + self.bytes(48)
        self.cells((0, 5), b"", mangle)

    def sscop(self):
        n = self.random.randrange(4, 60)
        pdu = self.bytes(n - n % 4)
        self.atm.send((0, 5), pdu[:-4] + bytes([self.random.randrange(16)]) + pdu[-3:])

    def q2931(self):
        if self.calls.link.ready:
            m = bytes([9, 3]) + self.random.choice([b"\x80\0\1", b"\0\0\1", self.bytes(3)])
            kind = self.random.choice([2, 5, 7, 15, 0x46, 0x4D, 0x4E, 0x5A, 0x75, 0x7D, self.random.randrange(256)])
            body = self.bytes(self.random.randrange(60))
            if self.random.random() < 0.5:
                body = bytes([self.random.choice([8, 0x54, 0x58, 0x59, 0x5A, 0x5C, 0x5E, 0x5F, 0x70, 0x79]), 0x80, 0, len(body)]) + body
            self.calls.link.send(m + bytes([kind, 0x80, 0, len(body)]) + body)

    def rsvp(self):
        vcs = [c.vc for c in self.calls.calls.values() if c.vc and c.state == 10]
        if vcs:
            body = self.bytes(4 * self.random.randrange(20))
            m = bytes([0x10, self.random.randrange(1, 9), 0, 0, 255, 0, 0, 8 + len(body)]) + body
            m = m[:2] + receiver.checksum(m).to_bytes(2, "big") + m[4:]
            ip = bytes([0x45, 0, 0, 20 + len(m), 0, 0, 0, 0, 255, 46, 0, 0]) + self.own + bytes([10, 0, 0, 1])
            ip = ip[:10] + receiver.checksum(ip).to_bytes(2, "big") + ip[12:]
            self.atm.send(self.random.choice(vcs), receiver.LLC_IP + ip + m)


def main():
    how = sys.argv[1]
    if how == "accept-all":  # for the probe: an adapter that takes whatever comes
        for line in sys.stdin:
            kind = line.split(" ")[0]
            if kind == "hello":
                raw("hello yes 1 atm=cells roles=host-receiver uni=3.1 control=yes\n")
            elif kind == "advance":
                raw("done next=never\n")
            elif kind not in ("cell", "frame", "ip", "bye\n"):
                raw("ok\n")
        return 0
    iut = Evil(how)
    iut.run()
    if iut.bad() and how == "stay":
        hang()
    return 3 if iut.bad() and how == "bad-end" else 0


if __name__ == "__main__":
    sys.exit(main())
