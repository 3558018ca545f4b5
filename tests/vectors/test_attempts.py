"""Every attempt that must fail, by the auditor and by a client (tests/vectors/ceremony/README.md)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crypto.errors import TrackerError
from crypto.keyring import Keyring, ServedKeyring, decode_served_keyring, verify_keyring
from crypto.trust import decode_trust
from tests.simulators.hostile_server import Reply, Request, refusal, serving
from tests.vectors.attempt import cases, folder_of
from tracker.auditor.commands import group
from tracker.auditor.finding import Result
from tracker.auditor.kept import read_kept
from tracker.auditor.source import FolderSource, SiteSource, Source
from tracker.auditor.verify import Audit, verify
from tracker.records import archive
from tracker.transport import Transport

CASES = cases()
THE_FORTY = range(1, 41)
Case = dict[str, Any]


def audited(folder: Path, case: Case, source: Source | None = None) -> Audit:
    """What the auditor finds, in the folder or elsewhere."""
    trust, kept = (folder / "trust").read_bytes(), read_kept(folder / "kept")
    return verify(trust, source or FolderSource(folder / "archive"), case["now"], kept)


def taken(folder: Path, case: Case) -> Keyring:
    """The keyring as a client takes it that knows what its trust root knows. Raises TrackerError."""
    trust = decode_trust((folder / "trust").read_bytes())
    served = decode_served_keyring((folder / "archive" / archive.KEYRING).read_bytes())
    keyring = verify_keyring(
        trust, ServedKeyring(served.heads[trust.known_epoch :], served.proof), case["now"]
    )
    keyring.with_roster((folder / "archive" / archive.ROSTER).read_bytes())
    return keyring


@pytest.mark.parametrize(("name", "case"), CASES, ids=[name for name, _ in CASES])
def test_the_auditor_says_what_is_wrong_at_its_rule(name: str, case: Case) -> None:
    audit = audited(folder_of(name), case)
    failed = [(item.number, item.code) for item in audit.findings if item.result is Result.FAILS]
    if case["rule"] is None:
        assert (not failed) == (case["code"] is None)
    else:
        assert failed[:1] == [(case["rule"], case["code"])]
        assert not audit.holds


@dataclass
class Site:
    """A server of one archive at a time."""

    url: str = ""
    folder: Path = Path()

    def answer(self, request: Request) -> Reply:
        """The file at a path; a kept connection would be slower than a new one here."""
        file = self.folder / archive.file_of(request.path[1:])
        found = Reply(file.read_bytes()) if file.is_file() else refusal("not-found", 404)
        return replace(found, headers=(("Connection", "close"),))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """One server for all cases."""
    ready = Site()
    with serving(ready.answer) as ready.url:
        yield ready


@pytest.mark.parametrize(("name", "case"), CASES, ids=[name for name, _ in CASES])
def test_a_live_site_is_judged_as_a_folder(name: str, case: Case, site: Site) -> None:
    site.folder = folder_of(name) / "archive"
    with Transport(site.url, None) as transport:
        audit = audited(folder_of(name), case, SiteSource(transport))
    failed = [(item.number, item.code) for item in audit.findings if item.result is Result.FAILS]
    if case["rule"] is not None:
        assert failed[:1] == [(case["rule"], case["code"])]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[name for name, _ in CASES])
def test_a_client_refuses_what_concerns_it_and_nothing_else(name: str, case: Case) -> None:
    try:
        taken(folder_of(name), case)
        code = None
    except TrackerError as error:
        code = error.code
    assert code == (case.get("client_code", case["code"]) if case["client"] else None)


def test_the_command_does_not_begin_with_a_trust_root_out_of_the_folder() -> None:
    [(name, case)] = [item for item in CASES if "trust" in item[1]]
    folder = folder_of(name)
    arguments = ["verify", str(folder / "archive"), "--trust", str(folder / case["trust"])]
    refused = CliRunner().invoke(group, arguments)
    assert isinstance(refused.exception, TrackerError)
    assert refused.exception.code == case["code"]


def test_none_of_the_forty_is_missing() -> None:
    assert {int(name.split("-")[0]) for name, _ in CASES} >= {0, *THE_FORTY}


def test_a_good_archive_has_no_fault() -> None:
    [(name, case)] = [item for item in CASES if item[1]["code"] is None]
    assert audited(folder_of(name), case).holds
