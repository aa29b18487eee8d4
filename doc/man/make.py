#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Manual pages from what the programs say of themselves, with a few words more.

    make.py BUILD FOLDER    writes FOLDER/isatm.1, FOLDER/isatm-COMMAND.1, FOLDER/isatm-iut.1

A test makes them again and compares, so a page cannot say other than --help.
"""
import os
import re
import subprocess
import sys

EXAMPLES = {
    "isatm": ["isatm run", "isatm list requirements", "isatm explain TEARDOWN-2"],
    "run": ["isatm run --report report.xml --html report.html", "isatm run --iut 'child:./my-iut' --pics my-pics.xml --limit answer=30s",
            "isatm run --requirement TEARDOWN-2 -v", "isatm run --shard 1/4 --report part1.xml"],
    "judge": ["isatm run --trace traces", "isatm judge --profile R2380 --report again.xml traces"],
    "list": ["isatm list", "isatm list cases | grep egress"],
    "explain": ["isatm explain TEARDOWN-2", "isatm explain exit-6"],
    "validate": ["isatm validate", "isatm validate my-vector.xml my-pics.xml"],
    "qualify": ["isatm qualify", "isatm qualify --quick --defect teardown/initiator-idles-out"],
    "report": ["isatm report html -o report.html report.xml", "isatm report diff old.xml new.xml", "isatm report merge -o all.xml part*.xml"],
    "bench": ["isatm bench --only cases"],
    "iut": ["isatm run --iut child:isatm-iut --pics conformance/pics/reference.xml"],
}
EXIT = [(0, "all as expected"), (1, "the implementation does not conform, or is not what its PICS says"), (2, "wrong use or wrong input"),
        (3, "the harness or its environment failed"), (4, "nothing was tested or decided, or counts do not add up"),
        (5, "the ledger of expected failures is stale"), (6, "the adapter failed or the implementation crashed")]


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\n".join("\\&" + line if line.startswith(".") else line for line in text.split("\n"))


def options(lines):
    """Name and text of each option of a help text; words of a text are joined."""
    found = []
    for line in lines:
        start = re.match(r"^  (-., |    |)(--\S+)( [^ ]+)?(?:\s{2,}(.*))?$", line)
        if start:
            found.append([(start[1].strip() + " " if start[1].strip() else "") + start[2] + (start[3] or ""), start[4] or ""])
        elif found and line.startswith("          "):
            found[-1][1] = (found[-1][1] + " " + line.strip()).strip()
    return found


def page(name, summary, help_text, examples, exits, see):
    head, _, rest = help_text.partition("usage: ") if help_text.startswith("usage: ") else ("", "", help_text.split("usage: ", 1)[-1])
    usage, _, body = rest.partition("\n")
    about, opts = [], []
    for line in body.split("\n"):
        (opts if opts or re.match(r"^  .*--", line) else about).append(line)
    out = [".\\\" SPDX-License-Identifier: Apache-2.0", ".\\\" Made by doc/man/make.py from --help.",
           f'.TH {name.upper().replace("-", chr(92) + "-")} 1 "" "isatm" "isatm"', ".SH NAME", f"{roff(name)} \\- {roff(summary)}", ".SH SYNOPSIS",
           ".nf", roff(usage), ".fi", ".SH DESCRIPTION"]
    paragraphs = "\n".join(about).strip("\n").split("\n\n")
    for k, p in enumerate(paragraphs):
        if k:
            out.append(".PP")
        if any(line.startswith("  ") for line in p.split("\n")):
            out += [".nf", roff(p), ".fi"]
        else:
            out.append(roff(p))
    if options(opts):
        out.append(".SH OPTIONS")
        for option, text in options(opts):
            out += [".TP", "\\fB" + roff(option) + "\\fR", roff(text)]
    if exits:
        out.append(".SH EXIT STATUS")
        for code, text in EXIT:
            out += [".TP", f"\\fB{code}\\fR", roff(text)]
    if name == "isatm":
        out += [".SH ENVIRONMENT", ".TP", "\\fBISATM_DATA\\fR",
                "the folder that holds conformance, vectors and reports, if it is neither beside the program nor installed with it"]
    out += [".SH EXAMPLES", ".nf", *[roff(e) for e in examples], ".fi", ".SH SEE ALSO", ", ".join(f"\\fB{roff(s)}\\fR(1)" for s in see)]
    return "\n".join(out) + "\n"


def say(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip("\n")


def main():
    build, folder = sys.argv[1:]
    isatm, iut = os.path.join(build, "isatm"), os.path.join(build, "isatm-iut")
    top = say(isatm, "--help")
    commands = re.findall(r"^  (\w+) +(.*)$", top, flags=re.M)
    names = ["isatm"] + [f"isatm-{c}" for c, _ in commands] + ["isatm-iut"]
    pages = {"isatm": page("isatm", "conformance of RSVP and Integrated Services over ATM", top, EXAMPLES["isatm"], True, names[1:])}
    for command, summary in commands:
        name = f"isatm-{command}"
        pages[name] = page(name, summary, say(isatm, command, "--help"), EXAMPLES[command], command in ("run", "judge", "report"), ["isatm"])
    pages["isatm-iut"] = page("isatm-iut", "the reference stack as an implementation under test", say(iut, "--help"), EXAMPLES["iut"], False,
                              ["isatm", "isatm-run"])
    os.makedirs(folder, exist_ok=True)
    for name, text in pages.items():
        with open(os.path.join(folder, name + ".1"), "w", encoding="utf-8") as f:
            f.write(text)


if __name__ == "__main__":
    main()
