"""What every response says, and never says."""

from collections.abc import Iterator

import pytest

from tests.simulators.deployment import Deployment, deployed
from tests.simulators.outboxes import make_outbox

EVERYWHERE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "tracker",
}
MAY = {
    *EVERYWHERE, "Content-Security-Policy", "Content-Type", "Content-Length", "Date", "Connection", "Allow",
}  # fmt: skip
PATHS = [
    "/", "/page.css", "/healthz", "/keyring/0", "/keyring/9", "/keyring/roster", "/intake",
    "/intake/checkpoint", "/mailbox/desk/manifest", "/mailbox/desk/0/slice/0", "/courier", "/nothing",
]  # fmt: skip
BROWSER = {"Accept": "text/html,*/*", "Accept-Language": "en", "Host": "evil.example"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One server for all of these."""
    with deployed(tmp_path_factory.mktemp("headers") / "state") as deployment:
        deployment.exchange(make_outbox(deployment.keys, 0).encode())
        yield deployment


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [{}, BROWSER], ids=["program", "browser"])
def test_every_response_is_protected(served: Deployment, path: str, headers: dict[str, str]) -> None:
    answer = served.request("GET", path, None, headers)
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    allowed = MAY | ({"Set-Cookie", "Vary"} if path == "/courier" else set())
    # The keyring is pressed for those who take it so; a page says which powers it has: none.
    allowed |= {"Vary"} if path.startswith("/keyring/") else set()
    allowed |= {"Permissions-Policy"} if answer.headers["Content-Type"].startswith("text/html") else set()
    assert set(answer.headers.keys()) - allowed == set()
    assert b"evil.example" not in answer.body
    assert "Location" not in answer.headers


def test_the_only_cookie_is_the_couriers(served: Deployment) -> None:
    answer = served.get("/courier")
    (cookie,) = answer.headers.get_all("Set-Cookie") or []
    assert cookie.startswith("courier=")
    assert {"HttpOnly", "Path=/courier", "SameSite=Strict"} <= set(cookie.split("; "))
    for path in set(PATHS) - {"/courier"}:
        assert "Set-Cookie" not in served.request("GET", path, None, {"Cookie": cookie}).headers


def test_a_cookie_over_tls_only_if_so_configured(served: Deployment) -> None:
    served.stop()
    served.settings["cookie_secure"] = "true"
    served.start()
    assert "Secure" in (served.get("/courier").headers["Set-Cookie"] or "")


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
@pytest.mark.parametrize("path", ["/", "/courier", "/nothing", "/uk/nothing"])
def test_pages_speak_the_chosen_language_and_say_it_is_a_rehearsal(
    served: Deployment, path: str, language: str
) -> None:
    page = served.request("GET", f"{path}?language={language}", None, BROWSER).body.decode()
    spoken = path[1:3] if path.startswith("/uk/") else language
    assert f'<html lang="{spoken}">' in page
    assert 'data-banner="rehearsal"' in page
    assert "<script" not in page
    assert "http" not in page
