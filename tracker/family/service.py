"""Which service a command talks to, and how it is reached: the options that all commands share."""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from crypto.trust import TRUST_MAX, TrustRoot, decode_trust
from tracker.family.visit import Visit
from tracker.transport import Transport


@dataclass(frozen=True)
class Service:
    """A server's address, the file with the trust root, and a proxy such as Tor's."""

    server: str
    trust_file: Path
    proxy: str | None = None

    def trust(self) -> TrustRoot:
        """The trust root. Raises TrustMalformed, TrustWeak, OSError."""
        with self.trust_file.open("rb") as file:
            return decode_trust(file.read(TRUST_MAX + 1))

    @contextmanager
    def visit(self, trust: TrustRoot) -> Iterator[Visit]:
        """A visit with connections of its own. Raises ServerAddressInvalid, ProxyUnsupported."""
        with Transport(self.server, self.proxy) as transport:
            yield Visit(trust, transport, lambda: int(time.time()))


def service_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--server``, ``--trust`` and ``--proxy``, given to the command as one ``service``."""

    @functools.wraps(function)
    def command(server: str, trust: Path, proxy: str | None, **others: Any) -> Any:
        return function(service=Service(server, trust, proxy), **others)

    options = [
        click.option("--server", required=True, metavar="URL", help="The server's address."),
        click.option(
            "--trust",
            required=True,
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="The trust file that you were handed; everything is checked against it.",
        ),
        click.option("--proxy", metavar="URL", help="Go through Tor, for example socks5h://127.0.0.1:9050."),
    ]
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), command)
