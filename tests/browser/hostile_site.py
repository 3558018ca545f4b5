"""The family's pages, released honestly, and behind them a server in the hands of an attacker."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tests.simulators.hostile_server import HostileServer, Reply, Request, serving
from tests.simulators.pocket_service import PocketService
from tracker.server.release import ReleasedFile, make_release


@dataclass
class HostileSite(HostileServer):
    """A hostile server whose pages are as they were released: what is altered is what they ask for."""

    released: dict[str, ReleasedFile] = field(default_factory=dict)

    def answer(self, request: Request) -> Reply:
        """As a hostile server; no connection is kept."""
        reply = super().answer(request)
        return replace(reply, headers=(*reply.headers, ("Connection", "close")))

    def _honest(self, request: Request) -> Reply:
        if request.path in self.released:
            file = self.released[request.path]
            said = (("Content-Type", file.media_type), ("Content-Security-Policy", file.policy))
            return Reply(file.body, 200, said)
        return super()._honest(request)


@contextmanager
def hostile_site(
    service: PocketService, released: dict[str, ReleasedFile] | None = None
) -> Iterator[HostileSite]:
    """The site on a loopback port; the pages are pinned to the service's genesis."""
    site = HostileSite(service, released=released or make_release(service.trust.encode()))
    with serving(site.answer) as url:
        site.url = url
        yield site
