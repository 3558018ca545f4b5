"""Runs gunicorn: a few processes of bounded threads, one housekeeper among them, hardly a word in the log."""

import errno
import importlib.metadata
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import gunicorn.http.wsgi
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.util import parse_address

from tracker.records.errors import ConfigInvalid, KeyringMissing, PortTaken, ReleaseUnlisted
from tracker.server.app import create_app
from tracker.server.config import ServerConfig
from tracker.server.installation import release_pages
from tracker.server.logs import Log
from tracker.server.office import Office, clock, open_office
from tracker.server.rounds import keep_cosigned, keep_house
from tracker.server.schema import check_schema
from tracker.server.services.batches import day_of_time

KEEPALIVE_SECONDS = 15
CONNECTIONS_MAX = 1000
# What the Server header says: no product, no version.
gunicorn.http.wsgi.SERVER = "tracker"


class QuietLogger(Logger):  # type: ignore[misc]
    """Gunicorn's logger, of which only the kind and place of faults remain: its own texts quote requests."""

    def setup(self, cfg: Any) -> None:
        """Needs no handlers."""

    def critical(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """A fault of the server itself."""
        _fault("critical")

    def error(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """A fault."""
        _fault("error")

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """A fault."""
        _fault("error")

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Says nothing: warnings quote what clients sent."""

    def info(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Says nothing."""

    def debug(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Says nothing."""

    def log(self, lvl: int, msg: str, *args: Any, **kwargs: Any) -> None:
        """Says nothing."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Says nothing, ever."""

    def reopen_files(self) -> None:
        """Has no files."""

    def close_on_exec(self) -> None:
        """Has no files."""


def _fault(kind: str) -> None:
    error = sys.exc_info()[1]
    if error is None:
        Log().line("fault", f"gunicorn-{kind}")
    else:
        Log().fault(error)


class TrackerServer(BaseApplication):  # type: ignore[misc]
    """Gunicorn's application; each worker opens its own connections after the fork."""

    def __init__(self, config: ServerConfig) -> None:
        self.office_config = config
        super().__init__()

    def load_config(self) -> None:
        """Sets gunicorn's settings; neither its files nor its environment variables are read."""
        config = self.office_config
        settings = {
            "bind": config.bind,
            "workers": config.workers,
            "threads": config.threads,
            "worker_class": "tracker.server.worker.PatientWorker",
            "worker_connections": CONNECTIONS_MAX,
            "keepalive": KEEPALIVE_SECONDS,
            "accesslog": None,
            "logger_class": QuietLogger,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "proc_name": "tracker",
            "limit_request_fields": 64,
            "limit_request_field_size": 4096,
            "graceful_timeout": 10,
            "on_exit": lambda _server: Log().stopped(day_of_time(clock())),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Runs in each worker: its services, its housekeeper, its heartbeat, its application."""
        office = open_office(self.office_config)
        for work in (keep_house, keep_cosigned):
            threading.Thread(target=work, args=(office,), name=work.__name__, daemon=True).start()
        return create_app(office)


def serve(config: ServerConfig) -> None:
    """Serves until stopped.

    Raises SchemaOlder, SchemaNewer, StateUnsafe, DatabaseUnreachable, PortTaken, ConfigInvalid.
    """
    office = open_office(config)
    with office.database.read() as connection:
        check_schema(connection)
    check_bind(config.bind)
    office.batches.settle()
    _release(office)
    office.close()
    office.log.started(importlib.metadata.version("inquiry-tracker"), day_of_time(clock()))
    TrackerServer(config).run()


def _release(office: Office) -> None:
    """Pages of this version of the program, if the newest head lists no others; none while no keyring is."""
    try:
        release_pages(office)
    except KeyringMissing as error:
        office.log.refused(error.code)
    except ReleaseUnlisted as error:
        office.log.line(day_of_time(clock()), "pages", error.code)


def check_bind(bind: str) -> None:
    """Sees that the address can be listened on, before gunicorn tries for long and says nothing.

    Raises PortTaken; ConfigInvalid if the address is none of this machine's or may not be used.
    """
    address = parse_address(bind)
    if isinstance(address, int):
        return
    try:
        _try(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            port = address if isinstance(address, str) else address[1]
            raise PortTaken(f"another program listens on {bind} (port {port})", port=port) from error
        reason = error.strerror or "it is not known"
        raise ConfigInvalid(f"'bind' {bind} cannot be listened on: {reason}", key="bind") from error


def _try(address: str | tuple[str, int]) -> None:
    """Raises OSError. Gunicorn would take a Unix socket's path away from the server that listens there."""
    if isinstance(address, str):
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(address) == 0:
                raise OSError(errno.EADDRINUSE, "taken")
        return
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
