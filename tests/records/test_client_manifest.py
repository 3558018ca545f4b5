"""The manifest of a released client (docs/spec/pages.md, "Manifest")."""

import hashlib
from dataclasses import replace

import pytest

from tracker.records.client_manifest import (
    FILE_BYTES_MAX,
    FILES_MAX,
    ClientFile,
    ClientManifest,
    decode_client_manifest,
    manifest_of,
)
from tracker.records.errors import ClientManifestMalformed, ReleasedFileDiffers

BODIES = {"uk/": b"<p>uk", "client/page.js": b"1;", "client/words": b"{}"}
EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
FILE = ClientFile("uk/", 0, hashlib.sha256(b"").digest())


def test_a_manifest_lists_every_file_in_order_and_comes_back() -> None:
    manifest = manifest_of(BODIES)
    assert [file.path for file in manifest.files] == ["client/page.js", "client/words", "uk/"]
    assert decode_client_manifest(manifest.encode()) == manifest
    assert manifest.hash == hashlib.sha256(manifest.encode()).digest()
    assert manifest_of(dict(reversed(BODIES.items()))) == manifest


def test_a_manifest_is_the_bytes_of_the_specification() -> None:
    assert manifest_of({"uk/": b""}).encode() == f"inquiry-client/v1\nfile uk/ 0 {EMPTY}\n".encode()


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("altered", [b"", b"1;2", b"<p>uk\n", b"[]"])
def test_one_altered_file_is_named(path: str, altered: bytes) -> None:
    file = manifest_of(BODIES).file(path)
    assert file is not None
    file.check(BODIES[path])
    with pytest.raises(ReleasedFileDiffers) as refused:
        file.check(altered)
    assert (refused.value.code, refused.value.facts) == ("client-file-differs", {"path": path})


def test_a_file_that_was_not_released_is_not_in_it() -> None:
    assert manifest_of(BODIES).file("client/other.js") is None


@pytest.mark.parametrize(
    "files",
    {
        "none": (),
        "twice": (FILE, FILE),
        "out of order": (FILE, replace(FILE, path="ru/")),
        "absolute": (replace(FILE, path="/uk/"),),
        "upwards": (replace(FILE, path="../keys"),),
        "itself": (replace(FILE, path="client/manifest"),),
        "a file where a folder is": (replace(FILE, path="uk"), FILE),
        "where a folder of a folder is": (replace(FILE, path="client"), replace(FILE, path="client/a/b")),
        "in the place of a log": (replace(FILE, path="log/keys/checkpoint"), FILE),
        "two at one place": (FILE, replace(FILE, path="uk/index.html")),
        "too long": (replace(FILE, length=FILE_BYTES_MAX + 1),),
        "too many": tuple(replace(FILE, path=f"a{number:04}") for number in range(FILES_MAX + 1)),
    }.items(),
    ids=lambda item: item[0],
)
def test_what_no_release_makes_is_refused(files: tuple[str, tuple[ClientFile, ...]]) -> None:
    with pytest.raises(ClientManifestMalformed):
        decode_client_manifest(ClientManifest(files[1]).encode())


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"inquiry-client/v2\n",
        f"inquiry-client/v1\nfile uk/ 00 {EMPTY}\n".encode(),
        f"inquiry-client/v1\nfile uk/ 0 {EMPTY}".encode(),
        f"inquiry-client/v1\nfile uk/ 0 {EMPTY} text/html\n".encode(),
        f"inquiry-client/v1\nfile uk/ 0 {EMPTY}\nend -\n".encode(),
        f"inquiry-client/v1\r\nfile uk/ 0 {EMPTY}\r\n".encode(),
        f"inquiry-client/v1\nfile  uk/ 0 {EMPTY}\n".encode(),
    ],
)
def test_another_encoding_is_refused(document: bytes) -> None:
    with pytest.raises(ClientManifestMalformed):
        decode_client_manifest(document)
