#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Evil implementations under test: the Python example, turned bad in some of its cases.

    iut.py BEHAVIOUR [TOKEN]

It is good (and passes the probe) while encapsulation=llc, and shows its BEHAVIOUR at the first request or advance
of a case with vcmux-qos. What it leaves behind is called TOKEN. A BEHAVIOUR on the wire that begins with "frames:" has an ATM
port of AAL5 frames. The behaviours on the wire are in wire.py.
"""
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/iut/python"))
sys.dont_write_bytecode = True
import receiver
import wire


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


def nothing_open():
    null = os.open("/dev/null", os.O_RDWR)
    for fd in range(3):
        os.dup2(null, fd)


def outside(work):
    """'work' in a grandchild, in a session of its own, which nobody waits for."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            work()
        os._exit(0)
    os.wait()


def leave_child(token, hold, deaf=False):
    """Somebody who stays; with hold it keeps the pipes open, if deaf no signal that can be ignored ends it."""

    def stay():
        if not hold:
            nothing_open()
        for number in range(1, 32) if deaf else ():
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        os.execvp("sleep", ["sleep", token])

    outside(stay)


def stop_without_end(process):
    while True:
        os.kill(process, signal.SIGSTOP)
        time.sleep(0.001)


def eat():
    blocks = []
    while True:
        blocks.append(b"x" * (8 << 20))
        time.sleep(0.001)


def rabbit():
    """Never the same process for long: each starts the next, in a session of its own, and ends."""

    def run():
        nothing_open()
        until = time.monotonic() + 600
        while time.monotonic() < until:
            if os.fork():
                os._exit(0)
            os.setsid()
        os._exit(0)

    outside(run)


def forking(token):
    """Children in the group and outside, and the leader goes."""
    for _ in range(5):
        leave_child(token, True)
        if os.fork() == 0:
            os.execvp("sleep", ["sleep", token])
    os._exit(0)


CELL = "0000000055" + "00" * 48
# What it does when it is first asked to advance; afterwards it goes on as if nothing had been.
AT_ADVANCE = {
    "hang": hang,
    "exit": lambda: os._exit(7),
    "signal": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "half-record": lambda: (raw("upcall 0 hal"), hang()),
    "half-record-exit": lambda: (raw("upcall 0 hal"), os._exit(0)),
    "flood": lambda: flood("upcall 0 psst\n"),
    "flood-packets": lambda: flood(("ip 0 " + "45" * 65000 + "\n")),
    "processes": lambda: ([outside(hang) for _ in range(60)], hang()),
    "flood-one-line": lambda: flood("aaaaaaaaaaaaaaaa"),
    "flood-stderr": lambda: [os.write(2, b"complaint\n" * 1000) for _ in iter(int, 1)],
    "memory": eat,
    "memory-outside": lambda: (outside(eat), hang()),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "kill-group": lambda: os.kill(0, signal.SIGKILL),
    "kill-parent": lambda: (os.kill(os.getppid(), signal.SIGKILL), hang()),
    "stop-parent": lambda: (os.kill(os.getppid(), signal.SIGSTOP), os._exit(7)),
    "stop-parent-always": lambda: stop_without_end(os.getppid()),
    "escapes": lambda: (os.write(2, b"\33]0;owned\7\33[2J\0\377<script>alert(1)</script>]]>\n"), raw("hu\33[2Jllo\n")),
    "binary": lambda: octets(bytes(range(256))),
    "zeros": lambda: octets(bytes(100000) + b"\n"),
    "carriage-return": lambda: raw("done next=never\r\n"),
    "unknown": lambda: raw("hullo\n"),
    "two-answers": lambda: raw("done next=never\ndone next=never\n"),
    "late": lambda: raw("upcall 9000000000000000 hello\n"),
    "far-cell": lambda: raw(f"cell 9223372036854775806 {CELL}\n"),
    "far-frame": lambda: raw("frame 9223372036854775806 0 5 0 00\n"),
    "backwards": lambda: raw(f"upcall 0 a\ncell 50000 {CELL}\ncell 10 {CELL}\n"),
    "one-slot": lambda: raw(f"cell 50000 {CELL}\n" * 2),
    "number": lambda: raw("done next=99999999999999999999999999999999999999\n"),
    "minus": lambda: raw("done next=-1\n"),
    "odd-hex": lambda: raw("cell 0 123\n"),
    "short-cell": lambda: raw("cell 0 1234\n"),
    "long-record": lambda: raw("upcall 0 " + "a" * 300000 + "\n"),
    "hec": lambda: raw("cell 50000 " + "00" * 53 + "\n"),
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


class Frames:
    """An ATM port of AAL5 frames, in the place of receiver.Atm."""

    def __init__(self, iut, bps):
        self.iut, self.bps, self.slot = iut, bps, 0

    def send(self, vc, sdu):
        self.iut.output("frame", self.iut.now, f"{vc[0]} {vc[1]} 0 {sdu.hex()}")


class Evil(receiver.Iut):
    def __init__(self, how):
        super().__init__()
        self.frames = how.startswith("frames:")
        self.how, self.acted, self.random = how.removeprefix("frames:"), False, random.Random(1)
        self.silent = False

    def bad(self):
        return self.settings.get("encapsulation") == "vcmux-qos"

    def hello(self, words):
        answer = super().hello(words)
        if self.how == "markup":
            answer = answer.replace("python-receiver", "</a><script>alert(1)</script>&lt;%s%n")
        if self.how == "less":
            answer = answer.replace("uni=3.1", "uni=3.1,4.0")
        return answer.replace("atm=cells", "atm=frames") if self.frames else answer

    def configure(self, words):
        if self.how == "less" and words == ["uni-version=4.0"]:
            self.silent, words = True, ["uni-version=3.1"]
        answer = super().configure(words) if self.how != "any-key" or words[0].partition("=")[0] in self.KEYS else "ok"
        if self.bad() and self.how == "refuse-all":
            raise receiver.Refused("no </error><script>alert(1)</script>")
        return answer

    KEYS = ("role", "uni-version", "atm-address", "link-cell-bps", "atm-ip", "arp-server", "encapsulation", "refresh", "be-idle")

    def start(self, words):
        answer = super().start(words)
        # Not evil, but other than what a PICS may say: VC multiplexing never, or whatever the configuration; nothing at
        # all in UNI 4.0; a party added to a call.
        if self.how in ("less", "vcmux-always"):
            self.vcmux = self.how == "vcmux-always"
        if self.how == "adds-party":
            self.calls.send = self.adding(self.calls.send)
        if self.how == "no-signalling" or self.silent:
            self.atm.send = lambda vc, sdu: None
            self.outputs.clear()
        if self.frames:
            self.atm = Frames(self, self.atm.bps)
            self.outputs.clear()
            self.timers.clear()
            self.calls.link.begin()
        if not self.bad():
            return answer
        if self.how in ("daemon", "daemon-holds", "daemon-deaf"):
            leave_child(sys.argv[2], self.how != "daemon", self.how == "daemon-deaf")
        if self.how == "rabbit":
            rabbit()
        send = self.atm.send
        if self.how in ("bad-hec", "bad-crc"):
            self.atm.send = lambda vc, sdu: self.spoilt(vc, sdu)
        if self.how == "damaged":
            self.atm.send = lambda vc, sdu: send(vc, wire.damaged(self, sdu) if self.random.random() < 0.4 else sdu)
        if self.how in wire.GARBAGE:
            for k in range(300):
                self.after(receiver.SECOND * k // 100, lambda: wire.GARBAGE[self.how](self))
        return answer

    def records(self):
        return super().records() | ({"frame": self.frame} if self.frames else {})

    def frame(self, words):
        self.now = int(words[0])
        vc, sdu = (int(words[1]), int(words[2])), bytes.fromhex(words[4])
        if vc == (0, 5):
            self.calls.link.receive(sdu)
        elif self.calls.on(vc):
            self.ip.receive(self.calls.on(vc), sdu)

    def advance(self, words):
        if self.bad() and not self.acted and self.how in AT_ADVANCE:
            self.acted = True
            AT_ADVANCE[self.how]()
        if self.bad() and self.how in INSTEAD:
            return INSTEAD[self.how](int(words[0]))
        if self.bad() and self.how == "slow":
            time.sleep(0.1)
            if int(words[0]) + receiver.SECOND // 100 < 60 * receiver.SECOND:
                self.after(receiver.SECOND // 100, lambda: None)
        answer = super().advance(words)
        if self.bad() and self.how == "chatter":
            answer += "\nupcall 0 psst"
        return answer

    def control(self, words):
        answer = super().control(words)
        if self.bad() and self.how == "wrong-answer":
            return "done next=never"
        return answer

    def adding(self, send):
        """CONNECT, and then ADD PARTY on the same call."""

        def sends(reference, kind, *ies):
            send(reference, kind, *ies)
            if kind == 7:
                to = (receiver.IE_CALLED, b"\x82" + self.server)
                send(reference, 0x80, (receiver.IE_AAL, bytes.fromhex("058c23e48123e48400")), to, (0x54, b"\0\0\1"))

        return sends

    def spoilt(self, vc, sdu):
        at, mask = (4, 0x5A) if self.how == "bad-hec" else (52, 0xFF)
        wire.cells(self, receiver.to_cells(*vc, sdu), lambda c: c[:at] + bytes([c[at] ^ mask]) + c[at + 1 :])


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
