"""The data folders are found in a checkout and in an installed wheel."""

from pathlib import Path

import pytest

from tracker import resources


def test_a_checkout_has_its_data_at_the_top_level(tmp_path: Path) -> None:
    (tmp_path / "tracker").mkdir()
    (tmp_path / "wordlists").mkdir()
    assert resources.folder("wordlists", tmp_path / "tracker") == tmp_path / "wordlists"


def test_an_installed_wheel_carries_its_own(tmp_path: Path) -> None:
    inside = tmp_path / "tracker" / "data" / "wordlists"
    inside.mkdir(parents=True)
    (tmp_path / "wordlists").mkdir()
    assert resources.folder("wordlists", tmp_path / "tracker") == inside


@pytest.mark.parametrize("name", sorted(resources.FOLDERS))
def test_this_installation_has_every_folder(name: str) -> None:
    assert resources.folder(name).is_dir()


@pytest.mark.parametrize("name", ["", "..", "keys", "wordlists/../keys"])
def test_no_other_folder_is_reached(name: str) -> None:
    with pytest.raises(ValueError, match="no data folder"):
        resources.folder(name)
