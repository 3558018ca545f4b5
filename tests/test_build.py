"""What the build hook makes: catalogues, and a wheel that needs no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

import hatch_build

ROOT = Path(__file__).parent.parent
CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\nmsgid "a"\nmsgstr "{}"\n'


def catalogue(root: Path, text: str) -> Path:
    path = root / "translations" / "uk" / "LC_MESSAGES" / "tracker.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(tmp_path: Path) -> None:
    source = catalogue(tmp_path, CATALOGUE.format("б"))
    compiled = source.with_suffix(".mo")
    assert hatch_build.compile_catalogues(tmp_path) == [compiled]
    assert hatch_build.compile_catalogues(tmp_path) == []
    before = compiled.read_bytes()
    os.utime(compiled, (0, 0))
    catalogue(tmp_path, CATALOGUE.format("в"))
    assert hatch_build.compile_catalogues(tmp_path) == [compiled]
    assert compiled.read_bytes() != before


def test_a_broken_catalogue_stops_the_build(tmp_path: Path) -> None:
    catalogue(tmp_path, 'msgid "a"\nneither a keyword nor a string\n')
    with pytest.raises(PoFileError):
        hatch_build.compile_catalogues(tmp_path)


def test_a_tree_without_data_is_no_error(tmp_path: Path) -> None:
    assert hatch_build.compile_catalogues(tmp_path) == []
    assert hatch_build.data_files(tmp_path) == {}


def test_the_wheel_carries_all_code_and_data(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", tmp_path, ROOT], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("inquiry_tracker-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    listing = ["git", "ls-files", "crypto", "tracker"]
    listed = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    code = {path for path in listed.split() if (ROOT / path).is_file()}
    assert code <= names
    assert set(hatch_build.data_files(ROOT).values()) <= names
    strangers = {name.partition("/")[0] for name in names} - {"crypto", "tracker"}
    assert all(name.endswith(".dist-info") for name in strangers)
