"""Another intake key, as docs/guides/operator.md tells it: the log goes on, and a witness sees it."""

import io
import json
from pathlib import Path

import pytest

from crypto.errors import WitnessLogSignature
from crypto.note import VerifierKey
from tests.simulators.deployment import Deployment, prepared
from tests.simulators.running_witness import at, bare_folder
from tests.simulators.throwaway_keys import ORIGIN
from tests.vectors.cast import NOW, WITNESSES, signing
from tracker.server.config import make_config
from tracker.server.installation import create
from tracker.server.office import clock
from tracker.witness.cosigner import Cosigner
from tracker.witness.folder import Folder
from tracker.witness.key_change import replace_key
from tracker.witness.pulling import pull
from tracker.witness.source import FolderSource


def logged(deployment: Deployment) -> None:
    """A letter comes, and the batch is closed."""
    letter = deployment.letter()
    with deployment.office() as office:
        office.intake.take(len(letter), io.BytesIO(letter))
    deployment.close_batch()


def another_key(deployment: Deployment, scratch: Path) -> VerifierKey:
    """A key that `tracker server init` made for the same origin, put in the place of the server's."""
    made = create(make_config(scratch, {"origin": ORIGIN}), clock())
    (scratch / "intake.key").replace(deployment.folder / "intake.key")
    return VerifierKey.decode(made)


def wrong(deployment: Deployment) -> set[str]:
    """What `tracker server check` complains of, but for the pages, which these tests release none of."""
    ran = deployment.tracker("check", "--json", check=False)
    checks = json.loads(ran.stdout)["checks"]
    return {item["check"] for item in checks if not item["passed"]} - {"pages"}


def cosigned(deployment: Deployment, witness: Folder) -> int:
    """The size that a witness cosigns of the published log."""
    cosigner = Cosigner(witness, signing(WITNESSES[0]))
    return pull(witness, cosigner, FolderSource(deployment.folder / "log/intake"), at(NOW)).checkpoint.size


def test_the_log_goes_on_under_another_key(tmp_path: Path) -> None:
    deployment, witness = prepared(tmp_path / "state"), bare_folder(tmp_path / "witness")
    old = deployment.keys.intake
    witness.add_log(old, None)
    logged(deployment)
    assert cosigned(deployment, witness) == 1
    deployment.keys.intake = new = another_key(deployment, tmp_path / "next")
    deployment.new_epoch()
    # Until a letter is logged, the checkpoint is the old key's.
    assert wrong(deployment) == {"intake log", "published log"}
    logged(deployment)
    assert wrong(deployment) == set()
    with pytest.raises(WitnessLogSignature):
        cosigned(deployment, witness)
    replace_key(witness, old, new)
    assert cosigned(deployment, witness) == 2
