"""Probes against a real server: logged, waiting, and lost with the receipt as proof."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crypto.errors import ReceiptInvalid
from crypto.intake import check_receipt, make_receipt
from crypto.keys import SigningKey
from crypto.note import NoteSigner
from tests.simulators.deployment import Deployment, deployed
from tests.vectors import cast
from tracker.auditor.commands import group
from tracker.auditor.kept import Kept, Probe, read_kept, write_kept
from tracker.records.errors import ProbeLost

LONG_AGO = "2026-01-05"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A running server with an empty log of letters."""
    with deployed(tmp_path_factory.mktemp("probe") / "server") as running:
        running.close_batch()
        yield running


def probe(server: Deployment, folder: Path, *more: str) -> Result:
    """`tracker audit probe` with a state file in this folder."""
    (folder / "trust").write_bytes(server.keys.trust.encode())
    arguments = ["--server", server.url, "--trust", str(folder / "trust"), "--keep", str(folder / "seen")]
    return CliRunner().invoke(group, ["probe", *arguments, *more])


def kept(folder: Path) -> Kept:
    """What the state file holds."""
    found = read_kept(folder / "seen")
    assert found is not None
    return found


def test_a_probe_waits_for_its_batch_and_is_found_in_it(server: Deployment, tmp_path: Path) -> None:
    assert json.loads(probe(server, tmp_path, "--json").stdout)["probes"] == []
    first = kept(tmp_path).probes[0]
    assert check_receipt(first.receipt, first.envelope_hash, server.keys.intake) == first.day

    waiting = json.loads(probe(server, tmp_path, "--json").stdout)["probes"]
    assert [item["fate"] for item in waiting] == ["waiting"]
    server.close_batch()

    logged = json.loads(probe(server, tmp_path, "--json").stdout)["probes"]
    assert [item["fate"] for item in logged] == ["logged", "logged"]
    assert len({item["index"] for item in logged}) == 2
    assert first not in kept(tmp_path).probes


def lost_probe(server: Deployment) -> Probe:
    """One that the server acknowledged and then forgot."""
    seed = (server.folder / "intake.key").read_bytes()
    signer = NoteSigner(server.keys.intake.name, SigningKey(seed))
    digest = cast.seed("forgotten letter")
    return Probe(digest, LONG_AGO, 0, make_receipt(digest, LONG_AGO, signer).encode())


def test_a_lost_probe_is_said_loudly_and_its_receipt_is_kept(server: Deployment, tmp_path: Path) -> None:
    lost = lost_probe(server)
    write_kept(tmp_path / "seen", Kept(cast.ORIGIN, probes=(lost,)))
    ran = probe(server, tmp_path)
    assert isinstance(ran.exception, ProbeLost)
    assert "lost" in ran.stdout
    assert lost.receipt.decode() in ran.stdout
    assert lost in kept(tmp_path).probes
    assert check_receipt(lost.receipt, lost.envelope_hash, server.keys.intake) == LONG_AGO


def test_a_receipt_by_another_key_proves_nothing(server: Deployment) -> None:
    lost = lost_probe(server)
    other = replace(server.keys.intake, public=cast.signing("other").public)
    with pytest.raises(ReceiptInvalid):
        check_receipt(lost.receipt, lost.envelope_hash, other)


def test_what_is_kept_of_another_origin_is_refused(server: Deployment, tmp_path: Path) -> None:
    write_kept(tmp_path / "seen", Kept("rehearsal/another"))
    ran = probe(server, tmp_path)
    assert getattr(ran.exception, "code", None) == "audit-state"
