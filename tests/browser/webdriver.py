# SPDX-License-Identifier: Apache-2.0
"""A small client of W3C WebDriver (https://www.w3.org/TR/webdriver2/) for chromedriver, standard library only.

    with Browser("/usr/bin/chromedriver", "/usr/bin/chromium", folder) as b:
        b.open("file:///tmp/report.html")
        b.one("input").send("words")

Starts chromedriver on a free loopback port and one headless browser with a profile of its own below folder; both end
with the block. The browser resolves no name. What WebDriver refuses is raised as WebDriverError.
"""
import base64
import http.client
import json
import re
import subprocess
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # section 12.2 of WebDriver: the key of a reference to an element
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "Down": "\ue015", "End": "\ue010", "Shift": "\ue008",
        "Backspace": "\ue003"}
START_SECONDS = 60
CALL_SECONDS = 120


class WebDriverError(Exception):
    pass


class Element:
    """One element of the page that is open."""

    def __init__(self, browser, reference):
        self.browser, self.reference = browser, reference

    def _path(self, rest):
        return "/element/%s/%s" % (self.reference[ELEMENT], rest)

    def click(self):
        """As a person does: scrolled to, and refused when something lies over it."""
        self.browser.call("POST", self._path("click"), {})

    def send(self, text):
        self.browser.call("POST", self._path("value"), {"text": text})

    def clear(self):
        self.browser.call("POST", self._path("clear"), {})

    def text(self):
        """As it is seen: nothing of what is hidden."""
        return self.browser.call("GET", self._path("text"))

    def shown(self):
        return self.browser.call("GET", self._path("displayed"))

    def css(self, name):
        return self.browser.call("GET", self._path("css/" + name))

    def attribute(self, name):
        return self.browser.call("GET", self._path("attribute/" + name))

    def rect(self):
        return self.browser.call("GET", self._path("rect"))


class Browser:
    def __init__(self, driver, binary, folder, width=1280, height=900):
        self.folder, self.session = folder, None
        self.log = open(folder + "/chromedriver.log", "w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen([driver, "--port=0", "--allowed-ips=127.0.0.1"], stdout=self.log,
                                        stderr=subprocess.STDOUT)
        try:
            self.port = self._port()
            self._start(binary, width, height)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _port(self):
        """chromedriver names the port that it chose itself."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with open(self.log.name, encoding="utf-8", errors="replace") as said:
                found = re.search(r"started successfully on port (\d+)", said.read())
            if found:
                return int(found.group(1))
            if self.process.poll() is not None:
                raise WebDriverError("chromedriver ended with status %d" % self.process.returncode)
            time.sleep(0.05)
        raise WebDriverError("chromedriver does not start")

    def _start(self, binary, width, height):
        args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-features=OptimizationHints,Translate", "--host-resolver-rules=MAP * ~NOTFOUND",
                "--force-color-profile=srgb", "--hide-scrollbars", "--window-size=%d,%d" % (width, height),
                "--user-data-dir=" + self.folder + "/profile", "about:blank"]
        options = {"binary": binary, "args": args, "perfLoggingPrefs": {"enableNetwork": True}}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "timeouts": {"script": 90000},
                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        answer = self._request("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = answer["sessionId"]
        self.open("about:blank")  # the browser's own first page asks for much
        self.requests()

    def close(self):
        if self.session is not None:
            try:
                self.call("DELETE", "")
            except (WebDriverError, OSError):
                pass
            self.session = None
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def _request(self, method, path, body=None):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CALL_SECONDS)
        try:
            line.request(method, path, None if body is None else json.dumps(body),
                         {"Content-Type": "application/json; charset=utf-8"})
            answer = line.getresponse()
            value = json.loads(answer.read().decode("utf-8"))["value"]
        finally:
            line.close()
        if answer.status != 200:
            raise WebDriverError("%s: %s" % (value.get("error"), value.get("message", "").split("\n")[0]))
        return value

    def call(self, method, path, body=None):
        """A command of this session."""
        return self._request(method, "/session/" + self.session + path, body)

    def cdp(self, command, **parameters):
        """A command of the browser's own protocol, for what WebDriver has no word for."""
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def url(self):
        return self.call("GET", "/url")

    def title(self):
        return self.call("GET", "/title")

    def back(self):
        self.call("POST", "/back", {})

    def all(self, selector):
        found = self.call("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, f) for f in found]

    def one(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        return Element(self, found)

    def link(self, pattern, within=""):
        """The first visible link whose whole text matches the pattern, below the selector 'within'; None if none is."""
        for e in self.all(within + " a"):
            if re.fullmatch(pattern, e.text()):
                return e
        return None

    def focus(self):
        return Element(self, self.call("GET", "/element/active"))

    def script(self, text, *args):
        """The body of a function; its arguments may be elements."""
        args = [a.reference if isinstance(a, Element) else a for a in args]
        return self.call("POST", "/execute/sync", {"script": text, "args": args})

    def wait(self, text, *args):
        """Until the body of a function returns true, as layout and the page's own script need a moment; false if it
        does not within five seconds."""
        return self.call("POST", "/execute/async", {"args": list(args), "script": """
            var args = Array.from(arguments), done = args.pop(), left = 1200;
            (function look() {
                if ((function () { %s }).apply(null, args)) done(true);
                else if (left-- > 0) setTimeout(look, 25);
                else done(false);
            })();""" % text})

    def press(self, *keys):
        """Keys one after the other, by name or as themselves; "Shift+Tab" holds the first."""
        actions = []
        for key in keys:
            names = key.split("+") if len(key) > 1 else [key]
            values = [KEYS.get(n, n) for n in names]
            actions += [{"type": "keyDown", "value": v} for v in values]
            actions += [{"type": "keyUp", "value": v} for v in reversed(values)]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def size(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, scheme="light", media=""):
        self.cdp("Emulation.setEmulatedMedia", media=media,
                 features=[{"name": "prefers-color-scheme", "value": scheme}])

    def dialogue(self):
        """The text of the dialogue that a page opened; None if there is none."""
        try:
            return self.call("GET", "/alert/text")
        except WebDriverError as e:
            if str(e).startswith("no such alert"):
                return None
            raise

    def layout_objects(self):
        """How many boxes the page has laid out."""
        self.cdp("Performance.enable")
        return {m["name"]: m["value"] for m in self.cdp("Performance.getMetrics")["metrics"]}["LayoutObjects"]

    def pdf(self, file, pages="1"):
        """The first page on paper, or those named; all of them for ""."""
        data = self.cdp("Page.printToPDF", printBackground=True, pageRanges=pages)["data"]
        with open(file, "wb") as out:
            out.write(base64.b64decode(data))

    def picture(self, file, clip=None):
        """What the window shows as PNG, or clip = (x, y, width, height) of the whole page."""
        more = {}
        if clip is not None:
            x, y, width, height = clip
            more = {"captureBeyondViewport": True, "clip": {"x": x, "y": y, "width": width, "height": height, "scale": 1}}
        data = self.cdp("Page.captureScreenshot", format="png", **more)["data"]
        with open(file, "wb") as out:
            out.write(base64.b64decode(data))

    def console(self):
        """Messages of the page's console since the last call: errors and warnings of page and browser."""
        return ["%s: %s" % (m["level"], m["message"]) for m in self.call("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """Addresses that were asked for since the last call."""
        asked = []
        for entry in self.call("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.append(message["params"]["request"]["url"])
        return asked
