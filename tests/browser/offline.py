"""A family on a machine without a network: the page is a file, and what it needs comes in files."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser.conftest import Stage
from tests.browser.driver import Browser, Driver
from tests.browser.family import Family
from tests.browser.modes import Mode
from tests.browser.stranger import Stranger, stranger
from tests.scenarios.people import Person
from tracker.family.commands import group as family_group

CHOOSER = (
    "() => document.querySelector('#screen [data-field={}]').shadowRoot.querySelector('input[type=file]')"
)
ITS_OWN = ("http://update.googleapis.com/", "http://clients2.google.com/")
SAVING: dict[str, Any] = {
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.helperApps.neverAsk.saveToDisk": "application/octet-stream",
}


@dataclass
class OfflineFamily(Family):
    """Somebody with the page as a file; ``url`` is that file's address, ``saved`` where the browser saves."""

    saved: Path = field(default_factory=Path)

    def open(self) -> "OfflineFamily":
        """Opens the file and waits until it can be used."""
        self.page.goto(self.url)
        self.page.wait("() => document.querySelector('#screen [data-field=keyring]') !== null")
        return self

    def choose(self, what: str, *files: Path) -> None:
        """Chooses files where they are asked for."""
        self.page.upload(CHOOSER.format(what), *files)

    def bring_keys(self, keyring: Path) -> None:
        """Chooses the keyring file, and waits until the page has verified it."""
        self.choose("keyring", keyring)
        self.page.wait(
            "() => document.body.dataset.screen === 'failed' || "
            "document.querySelector('#start-actions')?.hidden === false",
            patience=self.patience,
        )
        self.screen("start")

    def bring_mailbox(self, *files: Path) -> None:
        """Chooses mailbox files, and waits until an answer can be read with them."""
        self.choose("mailbox", *files)
        self.page.wait("() => document.querySelector('[data-do=check]').hidden === false")

    def save(self) -> Path:
        """Saves the sealed letter; gives the file, under a name that no other has."""
        self.screen("saved")
        self.do("save")
        path, ends = self.saved / "data.bin", time.monotonic() + self.patience
        while not path.exists() or path.stat().st_size == 0:
            assert time.monotonic() < ends, "nothing was saved"
            self.page.evaluate("() => new Promise((resolve) => requestAnimationFrame(resolve))")
        return path.rename(self.saved / f"{secrets.token_hex(4)}.bin")

    def seal(self, form: dict[str, Any], *pictures: Path) -> Path:
        """The whole way from the start to the saved letter."""
        self.begin()
        self.fill(form, *pictures)
        self.keep_words()
        return self.save()

    def asked_for(self) -> str:
        """The path of the file that is asked for."""
        self.screen("fetch")
        return self.slot("path")


@dataclass
class Runner(Person):
    """Whoever walks between a device with a network and one without, and knows no words."""

    stage: Stage | None = None
    folder: Path = field(default_factory=Path)

    @staticmethod
    def of(stage: Stage, folder: Path) -> "Runner":
        """A runner with the trust file."""
        folder.mkdir()
        (folder / "trust").write_bytes(stage.server.keys.trust.encode())
        return Runner(family_group, stage=stage, folder=folder)

    def go(self, command: str, *arguments: object) -> dict[str, Any]:
        """One command of the family's against the server."""
        assert self.stage
        service = ("--server", self.stage.server.url, "--trust", self.folder / "trust")
        return self.do(command, *service, *arguments)

    def fetch(self, *slices: str) -> Path:
        """The folder with all files that an offline page may ask for."""
        self.go(
            "fetch",
            "--out",
            self.folder / "carried",
            *(part for path in slices for part in ("--slice", path)),
        )
        return self.folder / "carried"


@dataclass
class Walled:
    """A browser that can reach nobody: whatever it asks for, it asks this stranger."""

    browser: Browser
    wall: Stranger
    profile: Path
    saved: Path

    @property
    def visits(self) -> list[str]:
        """What was asked for, but for what Chromium asks its maker by itself."""
        return [path for path in self.wall.visits if not path.startswith(ITS_OWN)]


@contextmanager
def walled(driver: Driver, mode: Mode, folder: Path) -> Iterator[Walled]:
    """Such a browser, with a profile of its own and a folder to save into."""
    profile, saved = folder / "profile", folder / "saved"
    (profile / "Default").mkdir(parents=True)
    saved.mkdir()
    with stranger() as wall:
        host, _, port = wall.url.removeprefix("http://").partition(":")
        options = mode.options(profile)
        if mode.is_firefox:
            proxy = {
                "network.proxy.type": 1,
                "network.proxy.http": host,
                "network.proxy.http_port": int(port),
                "network.proxy.ssl": host,
                "network.proxy.ssl_port": int(port),
                "network.proxy.no_proxies_on": "",
                "network.proxy.allow_hijacking_localhost": True,
            }
            options["extraPrefsFirefox"] |= {**SAVING, **proxy, "browser.download.dir": str(saved)}
        else:
            options["args"] += [f"--proxy-server={wall.url}", "--proxy-bypass-list=<-loopback>"]
            preferences = {"download": {"default_directory": str(saved), "prompt_for_download": False}}
            (profile / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
        yield Walled(driver.launch(options), wall, profile, saved)
