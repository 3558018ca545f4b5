"""Every genesis ever released is verified for good: folders in ``kept/`` are never made again.

They hold public files alone, of rehearsals whose keys protect nothing. A change that makes one of them
fail makes real ones fail: write the new format beside the old one.
"""

from pathlib import Path

import pytest

from tests.ceremony.conftest import NOW
from tracker.ceremony import folder
from tracker.ceremony.checking import check_folder
from tracker.ceremony.folder import read_folder

KEPT = Path(__file__).parent / "kept"
GENESIS = {
    "genesis-1": "3da86b4197dffa63fa38e61d0c9072d7ede7b134732c3277b8112b3624501cee",
}
TEN_YEARS = 10 * 366 * 24 * 3600


@pytest.mark.parametrize("name", GENESIS)
@pytest.mark.parametrize("now", [NOW, NOW + TEN_YEARS])
def test_a_kept_genesis_still_passes_every_rule(name: str, now: int) -> None:
    files = read_folder(KEPT / name)
    findings = check_folder(files, files[folder.TRUST], now)
    assert [item for item in findings if not item.holds] == []
    evidence = {item.rule: item.evidence for item in findings}
    assert evidence["the head is the genesis that the trust root names"] == GENESIS[name]


def test_every_kept_folder_is_verified() -> None:
    assert {path.name for path in KEPT.iterdir()} == GENESIS.keys()
