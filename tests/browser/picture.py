#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes doc/report.png, the picture of a report with a failure: its first page, the page of a case, its diagram.

    picture.py REPORT.html OUT.png

The report is that of

    build/isatm run --iut 'child:build/isatm-iut-q --defect transition/duplicate-at-switch' --pcap pcap --html REPORT.html
"""
import base64
import os
import shutil
import sys
import tempfile

from webdriver import Browser

WIDTH = 1100
PARTS = (("body", 400), ("section.case", 560), (".legend", 450))  # what stands at the top of each part, and its height


def main(report, out):
    with tempfile.TemporaryDirectory() as folder:
        with Browser(shutil.which("chromedriver"), shutil.which("chromium"), folder) as browser:
            browser.open("file://" + os.path.abspath(report))
            images = ""
            for selector, height in PARTS:
                browser.size(WIDTH, height)
                # Twice: what comes near is laid out only then, and moves what stands below it.
                for _ in range(2):
                    browser.wait("""document.querySelector(arguments[0]).scrollIntoView();
                        return document.querySelector(arguments[0]).getBoundingClientRect().top >= 0""", selector)
                if selector == ".legend":
                    browser.wait("""var at = document.querySelector("rect.decides").getBoundingClientRect();
                        return at.top > 0 && at.bottom < innerHeight""")
                browser.picture(out)
                with open(out, "rb") as f:
                    data = base64.b64encode(f.read()).decode()
                images += '<img style="display:block;margin:12px" src="data:image/png;base64,%s">' % data
            page = os.path.join(folder, "page.html")
            with open(page, "w", encoding="utf-8") as f:
                f.write('<body style="margin:0;background:#c9ced6">' + images)
            browser.size(WIDTH + 24, sum(h for _, h in PARTS) + 12 * (len(PARTS) + 1))
            browser.open("file://" + page)
            browser.picture(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
