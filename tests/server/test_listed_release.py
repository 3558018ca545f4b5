"""Which release is served: the one that the newest head lists, pinned to the epoch before it."""

import base64
import json
from pathlib import Path

import pytest

from crypto.trust import decode_trust
from tests.simulators.deployment import Deployment, prepared
from tests.vectors.cast import seed
from tracker.records.client_manifest import decode_client_manifest
from tracker.records.errors import ReleaseUnlisted
from tracker.server.checkup import examine
from tracker.server.config import load_config
from tracker.server.installation import release_pages
from tracker.server.office import clock
from tracker.server.release import MANIFEST, PATHS, make_release


def listed_by(deployment: Deployment) -> dict[str, object]:
    """What `tracker server pages --manifest` says."""
    told: dict[str, object] = json.loads(deployment.tracker("pages", "--manifest", "--json").stdout)
    return told


def install(deployment: Deployment) -> dict[str, object]:
    """Installs the newest keyring by the operator's command."""
    offered = deployment.keys.write(deployment.folder.parent / "offered")
    told: dict[str, object] = json.loads(deployment.tracker("keyring", str(offered), "--json").stdout)
    return told


def pages_line(deployment: Deployment) -> tuple[bool, str]:
    """The line of the check on pages."""
    (line,) = [item for item in examine(load_config(deployment.config), clock()) if item.name == "pages"]
    return line.passed, line.evidence.partition(":")[0]


def pinned(deployment: Deployment) -> int:
    """The epoch that the served page pins."""
    with deployment.office() as office:
        page = office.pages.check().pages["/uk/"].encoded.identity.decode()
    data = page.partition('id="data">')[2].partition("</script>")[0]
    return decode_trust(base64.b64decode(json.loads(data)["trust"])).known_epoch


def release(deployment: Deployment) -> None:
    """A release ceremony: the next head lists what this program makes."""
    told = listed_by(deployment)
    assert told["epoch"] == deployment.keys.newest.epoch
    deployment.keys.next_epoch(client=base64.b64decode(str(told["manifest"])))
    assert install(deployment) == {"epoch": deployment.keys.newest.epoch, "pages": True}


def test_a_released_client_pins_the_epoch_before_the_head_that_lists_it(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    assert install(deployment) == {"epoch": 0, "pages": True}
    release(deployment)
    assert (pages_line(deployment)[0], pinned(deployment)) == (True, 0)
    # A later epoch keeps the client, and so the page keeps its pin.
    deployment.keys.next_epoch(client=deployment.keys.newest.client)
    assert install(deployment) == {"epoch": 2, "pages": True}
    assert (pages_line(deployment)[0], pinned(deployment)) == (True, 0)
    release(deployment)
    assert (pages_line(deployment)[0], pinned(deployment)) == (True, 2)


def test_pages_that_the_head_does_not_list_are_not_released(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    install(deployment)
    with deployment.office() as office:
        before = office.pages.check().files
    deployment.keys.next_epoch(client=seed("another program's release"))
    assert install(deployment) == {"epoch": 1, "pages": False}
    assert pages_line(deployment) == (False, "release-unlisted")
    with deployment.office() as office:
        with pytest.raises(ReleaseUnlisted):
            release_pages(office)
        assert office.pages.check().files == before
    deployment.start()
    try:
        assert "pages release-unlisted" in deployment.log
        assert deployment.get("/healthz").status == 200
        assert deployment.get("/uk/").body == before["/uk/"].body
    finally:
        deployment.kill()


def test_an_operator_may_say_that_unlisted_pages_are_served(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    deployment.new_epoch(client=seed("another program's release"))
    refused = deployment.tracker("pages", "--json", check=False)
    assert (refused.returncode, json.loads(refused.stdout)["error"]) == (1, "release-unlisted")
    told = json.loads(deployment.tracker("pages", "--unlisted", "--json").stdout)
    assert sorted(told["sha256"]) == sorted(PATHS)
    assert pages_line(deployment) == (False, "release-unlisted")


def test_a_file_slipped_in_beside_a_listed_manifest_is_unlisted(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    install(deployment)
    release(deployment)
    with deployment.office() as office:
        files = office.pages.check().files
        other = make_release(deployment.keys.trust.encode())["/client/words"]
        office.pages.publish({**files, "/ru/": other})
    assert pages_line(deployment) == (False, "release-unlisted")


def test_the_next_release_is_written_as_an_archive_has_it(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    out = tmp_path / "release"
    said = deployment.tracker("pages", "--manifest", "--out", str(out)).stdout
    manifest = decode_client_manifest((out / "client/manifest").read_bytes())
    assert said.startswith(base64.b64encode(manifest.hash).decode())
    for file in manifest.files:
        name = f"{file.path}index.html" if file.path.endswith("/") else file.path
        file.check((out / name).read_bytes())
    files = make_release(deployment.keys.trust.encode())
    assert (out / "client/manifest").read_bytes() == files[MANIFEST].body
