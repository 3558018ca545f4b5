"""What the build hook makes: catalogues, the browser's bundles, and a wheel that needs no checkout."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

import hatch_build

ROOT = Path(__file__).parent.parent
CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\nmsgid "a"\nmsgstr "{}"\n'


ENTRIES = ("page", "work", "derive")
# What a checkout has of the browser's code beside the installed packages.
CLIENT = ("crypto", "records", "page", "work", "derive", "package.json", "package-lock.json")
# Node says whether a script is a plain one, which runs in a classic and in a module worker.
PLAIN = "new (require('vm').Script)(require('fs').readFileSync(process.argv[1], 'utf8'))"


def client_of(folder: Path, entry: str) -> Path:
    """A tiny client whose entries all say this; the packages are the installed ones."""
    for name, _ in hatch_build.BUNDLES.values():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(entry, encoding="utf-8")
    shutil.copy(ROOT / "client/package-lock.json", folder)
    (folder / "node_modules").symlink_to(ROOT / "client/node_modules")
    return folder


def copied_client(folder: Path) -> Path:
    """The repository's client, at another place."""
    folder.mkdir(parents=True)
    for name in CLIENT:
        source = ROOT / "client" / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "client/node_modules")
    return folder


def bundles(client: Path) -> dict[str, bytes]:
    """Builds, and reads what came out."""
    return {path.name: path.read_bytes() for path in hatch_build.bundle_client(client)}


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


def test_no_bundle_is_left_over_from_a_part(tmp_path: Path) -> None:
    client = client_of(tmp_path / "client", "globalThis.x = 1;\n")
    hatch_build.bundle_client(client)
    assert sorted(path.name for path in (client / "dist").iterdir()) == sorted(hatch_build.BUNDLES)


def test_two_builds_of_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    first = bundles(copied_client(tmp_path / "one"))
    assert first == bundles(copied_client(tmp_path / "at" / "another" / "depth"))
    assert set(first) == set(hatch_build.BUNDLES)


def test_a_bundle_says_nothing_of_where_it_was_built(tmp_path: Path) -> None:
    for name, bundle in bundles(copied_client(tmp_path / "somewhere")).items():
        assert b"sourceMappingURL" not in bundle, name
        assert str(tmp_path).encode() not in bundle, name
        assert str(ROOT).encode() not in bundle, name


def test_workers_are_plain_scripts_and_the_page_is_a_module(tmp_path: Path) -> None:
    client = client_of(tmp_path, "export const made = import.meta?.url ?? 1;\nglobalThis.x = made;\n")
    hatch_build.bundle_client(client)
    for name in ("work.js", "derive.js"):
        hatch_build.run_node(client, "-e", PLAIN, f"dist/{name}")
    with pytest.raises(hatch_build.BuildFailed):
        hatch_build.run_node(client, "-e", PLAIN, "dist/page.js")


def test_a_bundle_is_written_for_old_browsers_too(tmp_path: Path) -> None:
    entry = "export class Kept { static { globalThis.kept = 1; } accessor value = 1; }\n"
    for name, bundle in bundles(client_of(tmp_path, entry)).items():
        assert b"accessor value" not in bundle, name


def test_the_style_is_minified_without_a_rule_lost(tmp_path: Path) -> None:
    copied_client(tmp_path / "client")
    (tmp_path / "templates/base").mkdir(parents=True)
    source = tmp_path / hatch_build.STYLE
    shutil.copy(ROOT / hatch_build.STYLE, source)
    made = hatch_build.minify_style(tmp_path).read_text(encoding="utf-8")
    assert len(made) < 0.9 * len(source.read_bytes())
    assert "/*" not in made
    for text in (
        "prefers-color-scheme:dark",
        "@media print",
        "[hidden]{display:none!important}",
        "forced-colors:active",
    ):
        assert text in made
    source.write_text("a { color: red", encoding="utf-8")
    with pytest.raises(hatch_build.BuildFailed):
        hatch_build.minify_style(tmp_path)


@pytest.mark.parametrize("missing", ENTRIES)
def test_a_missing_entry_stops_the_build_and_is_named(tmp_path: Path, missing: str) -> None:
    client = client_of(tmp_path, "globalThis.x = 1;\n")
    (client / missing / "main.js").unlink()
    with pytest.raises(hatch_build.BuildFailed) as failed:
        hatch_build.bundle_client(client)
    assert f"{missing}/main.js" in str(failed.value)
    assert not (client / "dist").exists()


def test_a_module_that_cannot_be_read_stops_the_build_and_keeps_what_there_was(tmp_path: Path) -> None:
    client = client_of(tmp_path, "globalThis.x = 1;\n")
    before = bundles(client)
    (client / "page/main.js").write_text('import "./nowhere.js";\n', encoding="utf-8")
    with pytest.raises(hatch_build.BuildFailed) as failed:
        hatch_build.bundle_client(client)
    assert "nowhere.js" in str(failed.value)
    assert (client / "dist/page.js").read_bytes() == before["page.js"]


def test_packages_are_installed_once_and_again_when_the_lock_changes(tmp_path: Path) -> None:
    def lock(version: str) -> None:
        package = {"name": "demo", "version": version}
        (tmp_path / "package.json").write_text(json.dumps(package), encoding="utf-8")
        locked = {**package, "lockfileVersion": 3, "packages": {"": package}}
        (tmp_path / "package-lock.json").write_text(json.dumps(locked), encoding="utf-8")

    lock("1.0.0")
    hatch_build.install_node_packages(tmp_path)
    witness = tmp_path / "node_modules" / "witness"
    witness.mkdir()
    hatch_build.install_node_packages(tmp_path)
    assert witness.exists()
    lock("1.0.1")
    hatch_build.install_node_packages(tmp_path)
    assert not witness.exists()


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
    assert {f"tracker/data/client/{name}" for name in [*hatch_build.BUNDLES, "page.css"]} <= names
    strangers = {name.partition("/")[0] for name in names} - {"crypto", "tracker"}
    assert all(name.endswith(".dist-info") for name in strangers)
