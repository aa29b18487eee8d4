#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the HTML report as people do: with mouse and keyboard, by day and by night, on paper, on a small screen.

    report.py CHROMEDRIVER CHROMIUM SCRATCH FOLDER[:PART]...

Each FOLDER below SCRATCH holds broken.html and broken.xml (the same run, teardown/kept-after-resv-tear: TEARDOWN-8
fails), clean.html, crash.html, crowd.html (64 edges), many.html (ten thousand cases) and hostile.html, or those that
PART looks at: a method of Reader, all of them by default. Prints what is wrong, then how many checks there were; exit
code 1 if any failed.
"""
import os
import re
import sys
import traceback
import urllib.parse

from webdriver import KEYS, Browser, WebDriverError

FAILED = "TEARDOWN-8"
DEFECT = "teardown/kept-after-resv-tear"
VECTOR = "teardown/resv-tear"

failures, checks, looked_at = [], 0, ""


def check(text, ok):
    global checks
    checks += 1
    if not ok:
        failures.append("%s: %s" % (looked_at, text))


def equal(text, got, wanted):
    check("%s: %r instead of %r" % (text, got, wanted), got == wanted)


def target(browser):
    """The id that the address names, as text."""
    return urllib.parse.unquote(browser.url().partition("#")[2])


def in_view(browser, selector):
    return browser.wait("""var e = document.querySelector(arguments[0]).getBoundingClientRect();
        return e.top < innerHeight && e.bottom > 0;""", selector)


def by_id(name):
    return '[id="%s"]' % name


def contrast(one, other):
    """WCAG 2.1, 1.4.3: ratio of two colours as the browser computes them."""
    def luminance(colour):
        parts = [int(float(x)) / 255 for x in re.findall(r"[\d.]+", colour)[:3]]
        parts = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    a, b = sorted((luminance(one), luminance(other)))
    return (b + 0.05) / (a + 0.05)


class Reader:
    def __init__(self, browser, folder):
        self.b, self.folder = browser, folder

    def open(self, name, rest=""):
        self.b.open("file://%s/%s.html%s" % (self.folder, name, rest))

    def shown_rows(self, table):
        return [e for e in self.b.all("#%s tr.row" % table) if e.shown()]

    def filter(self, table, field):
        return self.b.one('form[data-table="%s"] [name="%s"]' % (table, field))

    def said(self, table):
        return self.b.one('form[data-table="%s"] output' % table).text()

    def quiet(self, name):
        """No message on the console, and nothing was asked for but the page itself."""
        equal(name + ": the console", self.b.console(), [])
        asked = [u for u in self.b.requests() if not re.match(r"file://%s/\w+\.html" % re.escape(self.folder), u)]
        equal(name + ": requests", asked, [])

    # -- what the tests look at --

    def summary(self):
        self.open("broken")
        check("title", self.b.title().startswith("No breach found: isatm-reference"))
        equal("headline", self.b.one("h1").text(), "No breach found")
        check("summary comes first", self.b.one("main h2").text() == "Summary")
        tiles = [e.text() for e in self.b.all(".tiles li")]
        check("tiles: %s" % tiles, len(tiles) >= 5 and tiles[0].endswith("cases") and tiles[-1].endswith("defects killed"))
        rows = [e.text() for e in self.b.all(".counts tbody tr")]
        check("documents: %s" % rows, any(r.startswith("R2380 MUST ") for r in rows))
        # passed, failed, in error, inconclusive, untested and all must add up
        for row in rows:
            n = [int(x) for x in re.findall(r" (\d+)", re.sub(r"\(.*?\)", "", row))]
            check("adds up: %s" % row, len(n) == 6 and sum(n[:5]) == n[5])
        check("requirements that failed", FAILED in [e.text() for e in self.b.all("#broken-table td.id a")])
        check("and why", "the QoS VC is still open" in self.b.one("#broken-table").text())

    def search_and_filter(self):
        table = "requirement-table"
        self.open("broken")
        total = len(self.b.all("#%s tr.row" % table))
        equal("all rows are shown", self.said(table), "%d of %d" % (total, total))
        self.filter(table, "q").click()
        self.filter(table, "q").send("TearDown-8 ")
        rows = self.shown_rows(table)
        check("search finds it", 0 < len(rows) < 10 and any(r.text().startswith(FAILED) for r in rows))
        equal("and says how many", self.said(table), "%d of %d" % (len(rows), total))
        heads = [e.text() for e in self.b.all("#%s tr.topic" % table) if e.shown()]
        check("only topics with rows: %s" % heads, "teardown" in heads and len(heads) < 5)
        self.filter(table, "q").clear()
        self.filter(table, "q").send("no-such-word-anywhere")
        equal("search for nothing", len(self.shown_rows(table)), 0)
        self.filter(table, "q").clear()
        self.filter(table, "q").send("x" + KEYS["Backspace"])  # clearing alone is no input of a user
        for name, value, pattern in (("verdict", "fail", "\nfail\n"), ("level", "SHOULD", "SHOULD"), ("topic", "teardown", "TEARDOWN")):
            select = self.filter(table, name)
            select.send(value)
            rows = self.shown_rows(table)
            check("filter %s=%s: %d rows" % (name, value, len(rows)), 0 < len(rows) < total)
            check("filter %s=%s shows only such rows" % (name, value),
                  all(r.attribute("data-" + name) == value for r in rows))
            select.send("all")
        self.filter(table, "verdict").send("pass")
        self.filter(table, "q").send("teardown")
        rows = self.shown_rows(table)
        check("search and filter together", rows and all(r.attribute("data-verdict") == "pass" for r in rows))

    def links(self):
        """Requirement, case, vector, defect and back, each by a click; the filter that hides the end gives way."""
        b = self.b
        self.open("broken")
        self.filter("requirement-table", "verdict").send("fail")
        row = by_id("r-" + FAILED)
        b.link(re.escape(VECTOR) + r"\[.*", row + " td.links").click()
        case = target(b)
        check("requirement to case: %s" % case, re.fullmatch(r"case-\d+", case))
        check("the case is in view", in_view(b, by_id(case) + " h2"))
        check("it is a case of that vector", VECTOR in b.one(by_id(case) + " h2").text())
        b.link(VECTOR, by_id(case)).click()
        equal("case to vector", target(b), "v-" + VECTOR)
        check("the vector is in view", in_view(b, by_id("v-" + VECTOR)))
        b.link(FAILED, by_id("v-" + VECTOR)).click()
        equal("vector to requirement", target(b), "r-" + FAILED)
        check("the requirement is in view", in_view(b, row))
        summary = b.one(row + " details summary")
        check("details are closed", not b.link(DEFECT, row))
        summary.click()
        check("details are open", b.link(DEFECT, row))
        b.link(DEFECT, row).click()
        equal("requirement to defect", target(b), "d-" + DEFECT)
        check("the defect is in view", in_view(b, by_id("d-" + DEFECT)))
        self.filter("requirement-table", "verdict").send("skipped")
        check("the filter hides it", not b.one(row).shown())
        b.link(FAILED, by_id("d-" + DEFECT)).click()
        check("a link to a hidden row shows it", in_view(b, row) and b.one(row).shown())
        b.back()
        equal("back to the defect", target(b), "d-" + DEFECT)
        b.one(by_id("v-" + VECTOR) + " td:last-child a").click()
        check("vector to case: %s" % target(b), target(b).startswith("case-"))
        # every link of the page leads somewhere
        lost = b.script("""return Array.from(document.querySelectorAll("a")).map(a => a.getAttribute("href"))
            .filter(h => h[0] !== "#" || !document.getElementById(decodeURIComponent(h.slice(1))))""")
        equal("links that lead nowhere", lost[:5], [])
        twice = b.script("""var seen = {}, twice = [];
            document.querySelectorAll("[id]").forEach(e => { if (seen[e.id]) twice.push(e.id); seen[e.id] = 1; }); return twice""")
        equal("ids that stand twice", twice[:5], [])

    def failure(self):
        """The page of a case: what was expected and seen, the frames, the diagram."""
        b = self.b
        self.open("broken", "#failures")
        b.link(re.escape(VECTOR) + r"\[.*", "#failures ~ ul").click()
        case = by_id(target(b))
        text = b.one(case).text()
        for word in ("Likely cause", "implementation", "Run it again", "isatm run --iut", "--case", "Requirement", "Expected",
                     "Seen", "The frames that prove it", "What happened", "Captures", "pcap/"):
            check("the page of a failure says '%s'" % word, word in text)
        finding = b.one(case + " .finding")
        check("the requirement is a link", finding.text().startswith("fail " + FAILED))
        frame = b.all(case + " .frame")
        closed = [f for f in frame if f.attribute("open") is None]
        equal("frames that are open", len(frame) - len(closed), 1)
        b.link(r"event \d+", case + " .finding").click()
        opened = by_id(target(b))
        check("the event's link opens its frame", b.wait("return document.querySelector(arguments[0]).open", opened))
        check("and shows its fields", "frame.vci" in b.one(opened).text())
        b.one(opened + " summary").click()
        check("a click closes it", b.one(opened).attribute("open") is None)
        self.ladder(case)

    def ladder(self, case):
        b = self.b
        columns = [e.text() for e in b.all(case + " .ladder svg text.name")]
        check("columns: %s" % columns, columns and len([c for c in columns if c.endswith("(IUT)")]) == 1 and "ATM" in columns)
        times = [float(t) for t in b.script("""return Array.from(document.querySelectorAll(arguments[0] + " .step text.time"))
            .map(t => t.textContent)""", case)]
        check("time runs down", len(times) > 5 and times == sorted(times))
        words = b.script("""return Array.from(document.querySelectorAll(arguments[0] + " .step")).map(s => s.textContent)""", case)
        for word in ("SETUP", "CONNECT", "ResvTear", "POLL, STAT", "data"):
            check("the diagram has '%s'" % word, any(word in w for w in words))
        check("refreshes are counted", any(re.search(r"Path×\d+ until", w) for w in words))
        check("packets are counted", any(re.search(r"data×\d+ until .*packets \d+ to \d+", w) for w in words))
        equal("steps that decide", len(b.all(case + " .ladder rect.decides")), 1)
        check("the deciding step is in view of the diagram", b.wait("""
            var box = document.querySelector(arguments[0] + " .ladder"), at = box.querySelector("rect.decides");
            box.scrollIntoView();
            var o = box.getBoundingClientRect(), i = at.getBoundingClientRect();
            return i.top >= o.top && i.bottom <= o.bottom;""", case))
        head = b.wait("""
            var box = document.querySelector(arguments[0] + " .ladder"), o = box.getBoundingClientRect();
            box.scrollTop = 1e6;
            return Math.abs(box.querySelector("th").getBoundingClientRect().top - o.top) < 5;""", case)
        check("the heads of the columns stay", head)
        beyond = b.script("""var box = document.querySelector(arguments[0] + " .ladder"), svg = box.querySelector("svg"), bad = [];
            var width = svg.width.baseVal.value;
            box.querySelectorAll(".step path, .step circle").forEach(e => { var r = e.getBBox(); if (r.x < 0 || r.x + r.width > width) bad.push(r.x); });
            return bad""", case)
        equal("arrows outside", beyond, [])

    def crowd(self):
        b = self.b
        self.open("crowd", "#failures")
        b.one("#failures ~ ul a").click()
        case = by_id(target(b))
        columns = [e.text() for e in b.all(case + " .ladder svg text.name")]
        check("sixty-four edges in few columns: %s" % columns, 4 <= len(columns) <= 12)
        check("the others are counted", any(re.fullmatch(r"\d+ hosts", c) for c in columns))
        equal("steps that decide among many", len(b.all(case + " .ladder rect.decides")), 1)
        fields = [e.text() for e in b.all(case + " .compared tr.no")]
        check("field by field: %s" % fields, any("copies of one packet at most 1" in f for f in fields))

    def keyboard(self):
        """Without a mouse: the first Tab offers the way past the navigation, all that can be clicked can be reached."""
        b = self.b
        self.open("broken")
        b.press("Tab")
        equal("first stop", b.focus().text(), "To the summary")
        check("it can be seen", b.focus().rect()["x"] >= 0)
        b.press("Tab")
        equal("second stop", b.focus().text(), "Summary")
        outline = b.focus().css("outline-style")
        check("the focus can be seen: %s" % outline, outline not in ("none", ""))
        links = [e.text() for e in b.all("nav a")]
        for text in links[1:]:
            b.press("Tab")
            equal("next stop", b.focus().text(), text)
        b.press("Shift+Tab")
        equal("and back", b.focus().text(), links[-2])
        while b.focus().text() != "Requirements":
            b.press("Shift+Tab")
        b.press("Enter")
        equal("Enter follows a link", target(b), "requirements")
        b.press("/")
        equal("a slash goes to the search", b.focus().attribute("name"), "q")
        b.press(*"teardown-8")
        check("typed words filter", 0 < len(self.shown_rows("requirement-table")) < 10)
        for name in ("topic", "level", "verdict"):
            b.press("Tab")
            equal("Tab goes to the filters", b.focus().attribute("name"), name)
        b.press("Tab")
        equal("then to the rows", b.focus().attribute("href"), "#r-" + b.focus().text())
        stops = 0
        while b.focus().attribute("class") is None or not b.focus().text().startswith(VECTOR + "["):
            b.press("Tab")
            stops += 1
            if stops > 40:
                break
        b.press("Enter")
        check("a case is reached by keys alone: %s" % target(b), target(b).startswith("case-"))
        b.press("Tab")
        check("the focus goes on from there", b.script("""return document.activeElement.closest("section.case") !== null"""))
        tall = b.wait("""var box = document.querySelector(".ladder"); box.scrollIntoView(); box.focus();
            return document.activeElement === box""")
        check("a diagram takes the focus", tall)
        before = b.script("return document.activeElement.scrollTop = 0")
        b.press("Down", "Down")
        check("and scrolls by keys", b.wait("return document.activeElement.scrollTop > arguments[0]", before))

    def colours(self):
        b = self.b
        backgrounds = {}
        for scheme in ("light", "dark"):
            b.media(scheme)
            self.open("broken")
            back = b.one("body").css("background-color")
            backgrounds[scheme] = back
            for selector in ("body", "h1", "main a", ".why", "#broken-table .fail", ".tiles .pass", "caption"):
                colour = b.one(selector).css("color")
                check("%s: %s reads %s on %s" % (scheme, selector, colour, back), contrast(colour, back) >= 4.5)
            fill = b.one(".ladder .step text.what").css("fill")
            check("%s: the diagram reads" % scheme, contrast(fill, back) >= 4.5)
        check("dark is dark: %s" % backgrounds, contrast(backgrounds["light"], "rgb(0,0,0)") > 15 >
              3 > contrast(backgrounds["dark"], "rgb(0,0,0)"))
        b.media("light")

    def paper(self):
        b = self.b
        b.media("dark", "print")
        self.open("broken")
        equal("paper is white", contrast(b.one("body").css("background-color"), "rgb(255,255,255)"), 1.0)
        for selector in ("nav", "form.filter", ".skip"):
            check("not on paper: %s" % selector, not b.one(selector).shown())
        shown = b.script("""function seen(e) { return e !== null && e.getClientRects().length > 0; }
            var cases = Array.from(document.querySelectorAll("section.case")), again = cases.filter(c => c.classList.contains("again"));
            return {first: cases.filter(c => c.querySelector(".ladder") && !again.includes(c)).map(c => seen(c.querySelector(".ladder"))),
                again: again.map(c => seen(c.querySelector(".ladder")) || seen(c.querySelector(".frame"))),
                says: again.map(c => seen(c.querySelector(".on-paper"))),
                open: cases.filter(c => !again.includes(c)).map(c => c.querySelectorAll(".frame[open]").length),
                lookup: Array.from(document.querySelectorAll(".lookup table")).filter(seen).length,
                heads: Array.from(document.querySelectorAll("h2, h3, .ladder thead")).filter(e => getComputedStyle(e).breakAfter !== "avoid").length}""")
        check("cases that are alike are there", len(shown["again"]) > 0 and len(shown["first"]) > 0)
        equal("diagrams of the first of those that are alike", set(shown["first"]), {True})
        equal("diagrams and frames of the others", set(shown["again"]), {False})
        equal("who says where they are", set(shown["says"]), {True})
        check("at most the frame that decides is told field by field: %s" % shown["open"], max(shown["open"]) == 1)
        equal("tables to look things up in", shown["lookup"], 0)
        equal("headings that a page may end with", shown["heads"], 0)
        cut = b.script("""return Array.from(document.querySelectorAll(".ladder, .wide"))
            .filter(e => getComputedStyle(e).overflowX !== "visible").length""")
        equal("boxes that would be cut", cut, 0)
        b.media("light")
        self.open("broken")
        equal("notes for paper on a screen", [e for e in b.all(".on-paper") if e.shown()], [])
        closed = b.script("""dispatchEvent(new Event("beforeprint"));
            return document.querySelectorAll("#run ~ details:not([open])").length""")
        equal("PICS and PIXIT that stay closed on paper", closed, 0)
        # A page for the head, some for requirements and cases, at most two for a failure, and those that are alike shared.
        failures = len(b.all("section.case"))
        b.pdf(self.folder + "/broken.pdf", "")
        with open(self.folder + "/broken.pdf", "rb") as f:
            pages = len(re.findall(rb"/Type\s*/Page\b", f.read()))
        check("%d pages for %d failures" % (pages, failures), 10 < pages <= 20 + failures)
        self.open("clean")
        b.pdf(self.folder + "/clean.pdf")
        with open(self.folder + "/clean.pdf", "rb") as f:
            data = f.read()
        check("it prints", data.startswith(b"%PDF") and len(data) > 5000)

    def small_screen(self):
        b = self.b
        b.size(360, 740)
        for name in ("broken", "clean", "crash"):
            self.open(name)
            width = b.script("return document.documentElement.scrollWidth")
            equal("%s: nothing sticks out of a narrow page" % name, width, 360)
            cut = b.script("""return Array.from(document.querySelectorAll(".stack td, h1, h2, dd"))
                .filter(e => e.offsetParent !== null && e.getBoundingClientRect().right > 361).map(e => e.textContent.slice(0, 40))""")
            equal("%s: texts that are cut" % name, cut[:3], [])
        b.size(1280, 900)

    def others(self):
        b = self.b
        self.open("clean")
        equal("clean", b.one("h1").text(), "No breach found")
        equal("nothing failed", b.all("#broken, #failures"), [])
        self.open("crash")
        equal("crash", b.one("h1").text(), "Implementation or adapter broke down")
        b.one("#failures ~ ul a").click()
        text = b.one(by_id(target(b))).text()
        check("why it crashed", "ended with exit status 7" in text and "the implementation ended in the middle" in text)
        equal("where it crashed", len(b.all(by_id(target(b)) + " rect.decides")), 1)
        self.open("hostile")
        check("a hostile report shows its texts", "<img src=x onerror" in b.one("body").text())
        equal("and no element came of them", b.all("img, iframe, object, body script ~ script"), [])
        equal("no dialogue opened", b.dialogue(), None)

    def many(self):
        b = self.b
        self.open("many")
        table = "case-table"
        total = b.script("return document.querySelectorAll('#case-table tr.row').length")
        check("ten thousand cases: %d" % total, total >= 10000)
        # What is not in view is not laid out: that is what makes it fast, and what can be checked without a clock.
        objects = b.layout_objects()
        check("%d boxes laid out for %d rows" % (objects, total), objects < 5 * total)
        self.filter(table, "q").send("n=7777]")
        rows = [e for e in b.all("#case-table tr.row:not([hidden])")]
        equal("found among them", self.said(table), "%d of %d" % (len(rows), total))
        equal("which", [re.search(r"n=7777\b", r.text()) is not None for r in rows], [True])


PARTS = ("summary", "search_and_filter", "links", "failure", "crowd", "keyboard", "colours", "paper", "small_screen",
         "others", "many")


def look(browser, folder, parts):
    for part in parts:
        reader = Reader(browser, folder)
        try:
            getattr(reader, part)()
        except (WebDriverError, AttributeError, IndexError) as e:  # something that should be there is not
            lines = [x.lineno for x in traceback.extract_tb(e.__traceback__) if x.filename == __file__]
            check("%s ended in line %d: %s" % (part, lines[-1], e), False)
        reader.quiet(part)
        browser.size(1280, 900)
        browser.media("light")


def main(driver, binary, scratch, *folders):
    global looked_at
    os.makedirs(scratch + "/browser")
    with Browser(driver, binary, scratch + "/browser") as browser:
        for name in folders:
            looked_at, _, part = name.partition(":")
            look(browser, "%s/%s" % (scratch, looked_at), [part] if part else PARTS)
    for text in failures:
        print("FAILED: " + text)
    print("%d checks in the browser, %d failed" % (checks, len(failures)))
    return 1 if failures or checks == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
