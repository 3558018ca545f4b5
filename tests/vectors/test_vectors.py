"""Every file of vectors, run through the Python; the browser's modules run the same files."""

import json

import pytest

from crypto.errors import TrackerError
from tests.vectors.notation import FOLDER, Case, load, read, show
from tests.vectors.operations import OPERATIONS

FILES = sorted(path for path in FOLDER.glob("*/*.json") if path.parent.name != "sealed")
CASES = [case for path in FILES for case in load(path)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_vector(case: Case) -> None:
    run = OPERATIONS[case.operation]
    if case.error is None:
        assert read(json.loads(json.dumps(show(run(**case.given)))), {}) == case.output
        return
    with pytest.raises(TrackerError) as caught:
        run(**case.given)
    assert caught.value.code == case.error
    assert {key: caught.value.facts[key] for key in case.facts} == case.facts


def test_every_operation_has_vectors_of_both_kinds_or_cannot_fail() -> None:
    cannot_fail = {
        "encoding/json-write",
        "labels/info",
        "keys/hkdf",
        "keys/exchange-iterated",
        "keys/exchange-public",
        "keys/sign",
        "keys/aead-seal",
        "recipient/hpke",
        "recipient/xwing-public",
        "recipient/derive",
        "passphrase/argon2id",
        "passphrase/family",
        "passphrase/normalise",
        "sshsig/sign",
        "recovery/commitment",
        "recovery/answer",
        "recovery/slip-39",
        "merkle/root",
        "tiles/grow",
        "checkin/make",
        "form/faults",
        "form/steps",
        "form/skipped",
        "form/sibling",
        "passphrase/contains",
    }
    accepted = {case.operation for case in CASES if case.error is None}
    refused = {case.operation for case in CASES if case.error is not None}
    assert set(OPERATIONS) - accepted == set()
    assert set(OPERATIONS) - refused - cannot_fail == set()
