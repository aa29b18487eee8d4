# SPDX-License-Identifier: Apache-2.0
"""What makers of seeds share."""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def text(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def strip_comments(c):
    return re.sub(r"/\*.*?\*/", " ", c, flags=re.S)


def hex_strings(path, least=8):
    """Runs of adjacent C string literals that hold nothing but hex and blanks, each also with its macros replaced."""
    c = strip_comments(text(path))
    macros = {}
    for name, body in re.findall(r"^#define\s+(\w+)\s+(.*(?:\\\n.*)*)", c, flags=re.M):
        macros[name] = body.replace("\\\n", " ")
    literal = r'"(?:[^"\\]|\\.)*"'
    run = re.compile(rf"(?:{literal}|\b[A-Z][A-Z0-9_]*\b)(?:\s+(?:{literal}|\b[A-Z][A-Z0-9_]*\b))*")

    def octets(expression, depth=0):
        out = ""
        for part in re.findall(rf"{literal}|\w+", expression):
            if part.startswith('"'):
                out += part[1:-1]
            elif part in macros and depth < 5:
                out += octets(macros[part], depth + 1)
            else:
                return "?"
        return out

    for m in run.finditer(c):
        digits = re.sub(r"\s", "", octets(m.group(0)))
        if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", digits) and len(digits) >= 2 * least:
            yield bytes.fromhex(digits)


def damaged(seed, fixed=0):
    """Cut off, and with single octets at their extremes; the first 'fixed' octets stay."""
    yield seed
    for n in range(fixed, len(seed)):
        yield seed[:n]
    for at in range(fixed, min(len(seed), 300)):
        for value in (0, 1, 0x7F, 0x80, 0xFF, seed[at] ^ 1, (seed[at] + 1) & 255):
            yield seed[:at] + bytes([value]) + seed[at + 1 :]
    yield seed + b"\0" * 4
    yield seed + seed
