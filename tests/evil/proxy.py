#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An implementation behind a link that damages what it sends: contents of frames, with an AAL5 trailer that is right again.

    proxy.py SEED PER-MILLE COMMAND...

SEED and PER-MILLE (of its frames) decide what is damaged. The probe passes: nothing is damaged before the first call of a neighbour.
"""
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/iut/python"))
sys.dont_write_bytecode = True
import receiver
import wire


class Proxy:
    def __init__(self, seed, share):
        self.random, self.share, self.parts = random.Random(seed), share, {}

    def frame(self, lines, at, vc):
        """The frame whose cells are these lines, damaged if it is its turn; as many cells as before."""
        pdu = b"".join(bytes.fromhex(lines[k].split(" ")[2])[5:] for k in at)
        length = int.from_bytes(pdu[-6:-4], "big")
        if self.random.randrange(1000) >= self.share or not length:
            return
        sdu = wire.damaged(self, pdu[:length])
        room = 48 * len(at) - 8
        sdu = sdu[:room] + bytes(max(0, room - 47 - len(sdu)))
        for k, cell in zip(at, receiver.to_cells(*vc, sdu)):
            words = lines[k].split(" ")
            lines[k] = f"cell {words[1]} {cell.hex()}"

    def outputs(self, lines):
        parts = {}
        for k, line in enumerate(lines):
            if not line.startswith("cell "):
                continue
            head = int(line.split(" ")[2][:8], 16)
            vc = (head >> 20, head >> 4 & 0xFFFF)
            parts.setdefault(vc, []).append(k)
            if head >> 1 & 1:
                self.frame(lines, parts.pop(vc), vc)
        return lines


def main():
    seed, share, *command = sys.argv[1:]
    proxy, damage = Proxy(int(seed), int(share)), False
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for line in sys.stdin:
        child.stdin.write(line)
        kind = line.split(" ")[0].rstrip("\n")
        damage = damage or kind == "control" or kind == "ip" or (kind == "cell" and int(line.split(" ")[1]) > receiver.SECOND // 2)
        if kind in ("cell", "frame", "ip", "bye"):
            continue
        child.stdin.flush()
        lines = []
        while True:
            answer = child.stdout.readline()
            if not answer:
                return child.wait()
            lines.append(answer.rstrip("\n"))
            if lines[-1].split(" ")[0] in ("hello", "ok", "error", "done"):
                break
        print("\n".join(proxy.outputs(lines) if damage else lines), flush=True)
    child.stdin.close()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main())
