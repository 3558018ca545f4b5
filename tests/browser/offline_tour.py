"""A tour of the screens that the offline page alone has."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.offline import OfflineFamily
from tests.simulators.deployment import Deployment
from tests.simulators.throwaway_keys import PUBLISHER

FORM: dict[str, Any] = {
    "holder": "russia", "category": "civilian", "full-name": "Вигадана Людина", "relation": "friend",
}  # fmt: skip


@dataclass
class OfflineTour:
    """What it needs: a family whose page is a file, words with an answer, a server to take files from."""

    family: OfflineFamily
    server: Deployment
    paper: list[str]
    folder: Path

    def screens(self) -> Iterator[str]:
        """Goes on to the next screen each time; gives its name."""
        family = self.family
        family.open()
        yield "offline-start"
        family.bring_keys(self._file("/offline/keyring/0"))
        yield "offline-keys"
        mailbox = self._file(f"/offline/mailbox/{PUBLISHER}")
        family.bring_mailbox(mailbox)
        yield "offline-mailbox"
        family.begin()
        family.fill(FORM)
        family.screen("review")
        family.do("next")
        words = family.read_words()
        family.do("next")
        family.screen("retype")
        yield "offline-retype"
        family.type_words(words)
        family.save()
        yield "offline-saved"
        family.open().bring_keys(self._file("/offline/keyring/0"))
        family.bring_mailbox(mailbox)
        family.paper = self.paper
        family.give_words("check")
        path = family.asked_for()
        yield "offline-fetch"
        family.choose("slice", self._file(path))
        family.screen("answer")
        yield "offline-answer"
        family.open().choose("keyring", mailbox)
        family.screen("failed")
        yield "offline-failed"

    def _file(self, path: str) -> Path:
        file = self.folder / path.strip("/").replace("/", "-")
        file.write_bytes(self.server.get(path).body)
        return file


def page_file(server: Deployment, language: str, folder: Path) -> Path:
    """The offline page as a server gives it."""
    path = folder / f"{language}.html"
    path.write_bytes(server.get(f"/offline/{language}.html").body)
    return path
