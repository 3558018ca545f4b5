"""The files to carry to an offline page: framed as a server answers, the same for everybody."""

import pytest

from crypto.errors import EpochUnknown
from tests.server.test_headers import EVERYWHERE
from tests.simulators.deployment import Deployment
from tests.simulators.outboxes import make_outbox
from tracker.records.carried import KeyringFile, MailboxFile
from tracker.records.errors import NotFound
from tracker.server.release import BARE, OFFLINE


def test_files_have_what_the_server_answers_and_are_for_saving(on_sqlite: Deployment) -> None:
    outbox = make_outbox(on_sqlite.keys, 0, slices=4)
    on_sqlite.exchange(outbox.encode())
    answer = on_sqlite.get("/offline/keyring/0")
    keyring, roster = (on_sqlite.get(f"/keyring/{part}").body for part in ("0", "roster"))
    assert answer.body == KeyringFile(keyring, roster).encode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="keyring"'
    answer = on_sqlite.get("/offline/mailbox/desk")
    manifest = on_sqlite.get("/mailbox/desk/manifest").body
    assert answer.body == MailboxFile("desk", manifest, outbox.index).encode()
    assert answer.headers["Content-Security-Policy"] == BARE
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    page = on_sqlite.get(OFFLINE[0])
    assert page.headers["Content-Disposition"] == 'attachment; filename="uk.html"'
    assert page.headers["Content-Security-Policy"] == BARE


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("keyring/7", EpochUnknown.code),
        ("keyring/00", EpochUnknown.code),
        ("keyring/x", EpochUnknown.code),
        ("mailbox/desk", NotFound.code),
        ("mailbox/..", NotFound.code),
        ("mailbox/", NotFound.code),
    ],
)
def test_what_there_is_no_file_of_is_refused(on_sqlite: Deployment, path: str, code: str) -> None:
    answer = on_sqlite.get(f"/offline/{path}")
    assert (answer.status, answer.code) == (404, code)
