"""The courier's web form: CSRF, one file, a clear word on what happened."""

import re

from tests.simulators.deployment import Answer, Deployment
from tests.simulators.outboxes import FAR_DAY, make_outbox
from tests.simulators.snapshot import snapshot
from tracker.records.outbox import Ticket

BOUNDARY = "outbox-boundary"


def hand_in(deployment: Deployment, outbox: bytes, token: str, cookie: str) -> Answer:
    """Submits the form as a browser does."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n',
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="outbox"; filename="x"\r\n\r\n',
    ]
    body = "".join(parts).encode() + outbox + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Cookie": cookie,
        "Accept": "text/html",
    }
    return deployment.request("POST", "/courier?language=en", body, headers)


def opened(deployment: Deployment) -> tuple[str, str]:
    """The form's token and the cookie."""
    answer = deployment.get("/courier?language=en")
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', answer.body.decode())
    assert token is not None
    return token[1], str(answer.headers["Set-Cookie"]).split(";")[0]


def test_an_outbox_given_through_the_form_brings_the_inbox(deployment: Deployment) -> None:
    outbox = make_outbox(deployment.keys, 0).encode()
    answer = hand_in(deployment, outbox, *opened(deployment))
    assert (answer.status, answer.headers["X-Outbox"]) == (200, "applied")
    assert answer.headers["Content-Disposition"] == "attachment; filename=inbox"
    assert answer.body == deployment.exchange(outbox).body
    assert [path.name for path in (deployment.folder / "spool").iterdir()] == []


def test_without_its_own_token_the_form_changes_nothing(on_sqlite: Deployment) -> None:
    token, cookie = opened(on_sqlite)
    outbox = make_outbox(on_sqlite.keys, 0).encode()
    before = snapshot(on_sqlite)
    for given in (("", cookie), (token, ""), ("x" + token, cookie)):
        answer = hand_in(on_sqlite, outbox, *given)
        assert answer.status == 400
        assert "X-Outbox" not in answer.headers
    assert snapshot(on_sqlite) == before


def test_a_refusal_is_a_page_with_words_and_code(on_sqlite: Deployment) -> None:
    answer = hand_in(on_sqlite, b"nothing of the kind", *opened(on_sqlite))
    assert (answer.status, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert b"<code>outbox-malformed</code>" in answer.body


def test_a_refused_ticket_says_that_the_outbox_was_taken(on_sqlite: Deployment) -> None:
    outbox = make_outbox(on_sqlite.keys, 0, Ticket(5, bytes(32), FAR_DAY)).encode()
    answer = hand_in(on_sqlite, outbox, *opened(on_sqlite))
    assert (answer.status, answer.headers["X-Outbox"]) == (409, "applied")
    assert b"<code>ticket-forked</code>" in answer.body


def test_a_form_without_a_file_is_shown_again(on_sqlite: Deployment) -> None:
    answer = hand_in(on_sqlite, b"", *opened(on_sqlite))
    assert answer.status == 400
