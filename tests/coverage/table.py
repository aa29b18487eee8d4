#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lines that the tests reach, by folder.

    table.py FILES.CSV             the table, from gcovr's figures by file
    table.py FILES.CSV README.md   compares it with the table of the README; exit 1 if that is no longer true

A figure of the README is true if it is no more than SLACK points away from what was measured: tests that are not
deterministic by nature (a child that is killed) reach some lines only now and then.
"""
import collections
import csv
import re
import sys

SLACK = 1.5
ROW = re.compile(r"^\| `([a-z/]+)` \| (\d+) % \|$", re.M)
ALL = "all"


def folder_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("impl", "harness") and len(parts) > 2 else parts[0]


def measured(path):
    total, reached = collections.Counter(), collections.Counter()
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            for folder in (folder_of(row["filename"]), ALL):
                total[folder] += int(row["line_total"])
                reached[folder] += int(row["line_covered"])
    return {folder: 100 * reached[folder] / total[folder] for folder in sorted(total, key=lambda f: (f == ALL, f)) if total[folder]}


def compare(figures, readme):
    with open(readme, encoding="utf-8") as f:
        said = {folder: int(percent) for folder, percent in ROW.findall(f.read())}
    wrong = [f"no figure for {folder}, which has {figures[folder]:.1f} %" for folder in figures if folder not in said]
    wrong += [f"{folder} has a figure, and no lines" for folder in said if folder not in figures]
    wrong += [f"{folder}: {said[folder]} % is said, {figure:.1f} % measured" for folder, figure in figures.items()
              if folder in said and abs(said[folder] - figure) > SLACK]
    for line in wrong:
        print(f"{readme}: {line}", file=sys.stderr)
    return not wrong


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    figures = measured(sys.argv[1])
    for folder, figure in figures.items():
        print(f"| `{folder}` | {figure:.0f} % |")
    if len(sys.argv) == 3 and not compare(figures, sys.argv[2]):
        sys.exit(1)


if __name__ == "__main__":
    main()
