"""Every genesis ever released is verified for good: folders in ``kept/`` are never made again.

They hold public files alone, of rehearsals whose keys protect nothing. A change that makes one of them
fail makes real ones fail: write the new format beside the old one.
"""

from pathlib import Path

import pytest

from crypto.ceremony import Kind
from crypto.head import decode_head
from tests.ceremony.conftest import NOW
from tracker.auditor.source import FolderSource
from tracker.auditor.verify import verify
from tracker.ceremony import folder
from tracker.ceremony.checking import check_folder
from tracker.ceremony.course import next_turn
from tracker.ceremony.folder import read_folder
from tracker.ceremony.turn import Supplies

KEPT = Path(__file__).parent / "kept"
# Without an archive; verified by `tracker ceremony check`.
FIRST_FORM = {
    "genesis-1": "3da86b4197dffa63fa38e61d0c9072d7ede7b134732c3277b8112b3624501cee",
}
# With an archive; verified by `tracker audit`, and gone on with by `tracker ceremony resume`.
GENESIS = {
    "genesis-2": "0d8fdc697f5a00ece87bd522fb22f8390f23386cb9c3f3c6c3ab6ad64611d90b",
}
TEN_YEARS = 10 * 366 * 24 * 3600
# What time alone does to an archive: nobody cosigned it since, and its caseworkers' days are over.
AGE = {"quorum-missing", "rotation-overdue"}


@pytest.mark.parametrize("name", FIRST_FORM)
@pytest.mark.parametrize("now", [NOW, NOW + TEN_YEARS])
def test_a_kept_genesis_of_the_first_form_still_passes_every_rule(name: str, now: int) -> None:
    files = read_folder(KEPT / name)
    findings = check_folder(files, files[folder.TRUST], now)
    assert [item for item in findings if not item.holds] == []
    evidence = {item.rule: item.evidence for item in findings}
    assert evidence["the head is the genesis that the trust root names"] == FIRST_FORM[name]


@pytest.mark.parametrize("name", GENESIS)
@pytest.mark.parametrize(("later", "codes"), [(0, set()), (TEN_YEARS, AGE)])
def test_a_kept_archive_still_passes_every_rule(name: str, later: int, codes: set[str]) -> None:
    trust = (KEPT / name / folder.TRUST).read_bytes()
    audit = verify(trust, FolderSource(KEPT / name / folder.ARCHIVE), NOW + later)
    assert {item.code for item in audit.findings if item.code is not None} == codes


@pytest.mark.parametrize("name", GENESIS)
@pytest.mark.parametrize("now", [NOW, NOW + TEN_YEARS])
def test_a_kept_genesis_is_finished_for_the_program_of_today(name: str, now: int) -> None:
    files = read_folder(KEPT / name)
    assert next_turn(files, Kind.GENESIS, Supplies(lambda: bytes(32), now)).finished
    assert decode_head(files[folder.HEAD]).hash.hex() == GENESIS[name]


def test_every_kept_folder_is_verified() -> None:
    assert {path.name for path in KEPT.iterdir()} == FIRST_FORM.keys() | GENESIS.keys()
