#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The architecture as it is: one box for each module, one arrow for each module whose headers another includes.

    make.py SOURCE FOLDER     writes FOLDER/architecture.dot from the #include lines of SOURCE
    make.py --check SVG DOT   says whether the picture has the boxes and arrows of the graph, and no others

The picture is made from the graph by Graphviz: dot -Tsvg architecture.dot -o architecture.svg. A test makes the graph
again and compares both, so neither can say other than the sources. Arrows that follow from others are left out: where A
includes B and B includes C, A to C is not drawn.
"""
import html
import os
import re
import sys

# What each module is, by folder; the order is that of the picture. A folder with sources and without a line here is an error.
MODULES = {
    "harness/cli": "the isatm command",
    "reports": "XML, HTML, JUnit, diff, merge",
    "conformance": "catalogue, model, checks, judge",
    "harness/vector": "loads and runs vectors",
    "harness/bench": "the figures of isatm bench",
    "harness/iut": "adapters of the IUT, PROTOCOL.md",
    "harness/tester": "scripted testers",
    "harness/services": "ATMARP server",
    "harness/fabric": "switch, UNI network side, faults",
    "harness/trace": "event trace, ledger, captures",
    "harness/engine": "virtual time",
    "harness/xml": "checked reading of XML",
    "impl": "stack.h, isatm-iut",
    "impl/vcm": "reservations onto VCs",
    "impl/rsvp": "RSVP engine",
    "impl/intserv": "flowspecs, mapping to ATM",
    "impl/ipoatm": "encapsulation, ATMARP client",
    "impl/flow": "classifier, shaper",
    "impl/uni": "Q.2931 call control",
    "impl/saal": "SSCOP, SSCF",
    "impl/wire": "codecs",
    "impl/base": "cursors, state tables, timers",
}
CLUSTERS = [("impl", "reference stack", "#e8f0fe"), ("harness", "harness", "#eef7ee"), ("judging", "verdicts and reports", "#fdf1e0")]
TOP = ("impl", "harness", "conformance", "reports")
NO_PART = re.compile(r"/(tests|fuzz)/")  # of the product


def module_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("impl", "harness") and len(parts) > 2 else parts[0]


def sources(root):
    for top in TOP:
        for folder, _, names in sorted(os.walk(os.path.join(root, top))):
            for name in sorted(names):
                path = os.path.relpath(os.path.join(folder, name), root)
                if name.endswith((".c", ".h")) and not NO_PART.search("/" + path):
                    yield path


def edges(root):
    """Pairs of modules (A, B) such that a file of A includes a header of B."""
    files = set(sources(root))
    public = {}
    for path in files:
        inside = re.search(r"/include/(.+)$", path)
        public.setdefault(inside[1] if inside else os.path.basename(path), []).append(path)
    found = set()
    for path in sorted(files):
        with open(os.path.join(root, path), encoding="utf-8") as f:
            text = f.read()
        here = module_of(path)
        for name in re.findall(r'^#include "([^"]+)"', text, re.M):
            beside = [os.path.normpath(os.path.join(folder, name)) for folder in (os.path.dirname(path), here)]
            target = next((p for p in beside if p in files), None)
            if target is None and len(public.get(name, [])) == 1:
                target = public[name][0]
            if target is None:
                sys.exit(f"{path}: which file is #include \"{name}\"?")
            if module_of(target) != here:
                found.add((here, module_of(target)))
    missing = {module_of(p) for p in files} ^ set(MODULES)
    if missing:
        sys.exit("modules without a line in MODULES, or lines without a module: " + ", ".join(sorted(missing)))
    return found


def reduced(all_edges):
    """Without those that follow from others. A circle would be a mistake of the house."""
    after = {m: {b for a, b in all_edges if a == m} for m in MODULES}
    reach = {}

    def below(m, path=()):
        if m in path:
            sys.exit("modules include each other in a circle: " + " -> ".join(path + (m,)))
        if m not in reach:
            reach[m] = set().union(*[{b} | below(b, path + (m,)) for b in sorted(after[m])])
        return reach[m]

    for m in MODULES:
        below(m)
    return sorted((a, b) for a, b in all_edges if not any(b in reach[c] for c in after[a] if c != b))


def cluster_of(module):
    return {"impl": "impl", "harness": "harness"}.get(module.split("/")[0], "judging")


def dot(root):
    out = ["// SPDX-License-Identifier: Apache-2.0", "// Made by doc/architecture/make.py from the sources.", "digraph isatm {",
           '  graph [rankdir=TB, bgcolor="white", fontname="Helvetica", fontsize=13, nodesep=0.25, ranksep=0.45, compound=true];',
           '  node [shape=box, style="filled,rounded", fillcolor="white", color="#5f6b7a", fontname="Helvetica", fontsize=11, margin="0.12,0.06"];',
           '  edge [color="#5f6b7a", arrowsize=0.6];']
    for name, title, colour in CLUSTERS:
        out.append(f'  subgraph "cluster_{name}" {{')
        out.append(f'    label="{title}"; style="filled"; color="{colour}"; fillcolor="{colour}";')
        for module, text in MODULES.items():
            if cluster_of(module) == name:
                out.append(f'    "{module}" [label=<<b>{module}</b><br/>{html.escape(text)}>];')
        out.append("  }")
    out += [f'  "{a}" -> "{b}";' for a, b in reduced(edges(root))]
    return "\n".join(out + ["}"]) + "\n"


def check(svg, graph):
    with open(svg, encoding="utf-8") as f:
        text = f.read()
    titles = {html.unescape(t) for t in re.findall(r"<title>([^<]*)</title>", text)}
    drawn = {t for t in titles if not t.startswith("cluster_")} - {"isatm"}
    with open(graph, encoding="utf-8") as f:
        text = f.read()
    wanted = set(re.findall(r'^    "([^"]+)" \[', text, re.M)) | {f"{a}->{b}" for a, b in re.findall(r'^  "([^"]+)" -> "([^"]+)";', text, re.M)}
    for what, which in (("not in the picture", wanted - drawn), ("only in the picture", drawn - wanted)):
        if which:
            sys.exit(f"{what}: {', '.join(sorted(which))}")


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--check":
        check(sys.argv[2], sys.argv[3])
    elif len(sys.argv) == 3:
        with open(os.path.join(sys.argv[2], "architecture.dot"), "w", encoding="utf-8") as f:
            f.write(dot(sys.argv[1]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
