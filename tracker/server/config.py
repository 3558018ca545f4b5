"""The server's settings: one TOML file, single settings overridden by the environment.

Every setting is typed and bounded; an unknown one is an error (docs/guides/operator.md, "Settings").
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from crypto.encoding import check_origin
from crypto.errors import EncodingError
from tracker.cosigning import WitnessAddress, parse_addresses
from tracker.records.errors import (
    ConfigInvalid,
    ConfigMalformed,
    ConfigMissing,
    ConfigUnknownKey,
    ProxyUnsupported,
    WitnessAddressInvalid,
)
from tracker.transport import Transport

ENVIRONMENT_PREFIX = "TRACKER_SERVER_"
CONFIG_VARIABLE = ENVIRONMENT_PREFIX + "CONFIG"
CONFIG_NAME = "server.toml"
MIB = 1024 * 1024
JOURNAL_MODES = ("truncate", "wal")
# HOST:PORT, [IPv6]:PORT, unix:/path, or a socket that the caller opened.
_BIND = re.compile(
    r"(?:tcp://)?(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(?P<port>[0-9]{1,5})|unix:/.+|fd://[0-9]+"
)
_PORT_MAX = 65535
# Least and most; what is not listed is text.
BOUNDS = {
    "workers": (1, 64),
    "threads": (4, 128),
    "reserved_threads": (2, 64),
    "batch_hour": (0, 23),
    "outbox_max_bytes": (MIB, 4096 * MIB),
    "disk_reserve_bytes": (0, 1024 * 1024 * MIB),
    "upload_bytes_per_second": (1, MIB),
    "housekeeping_seconds": (1, 3600),
}


@dataclass(frozen=True)
class ServerConfig:
    """All settings. ``folder`` is where the file lies, and all state with it.

    ``batch_hour`` is the UTC hour at which a batch closes; ``reserved_threads`` of each worker never take
    uploads; ``disk_reserve_bytes`` are kept free for outboxes; an upload slower than
    ``upload_bytes_per_second`` is given up. ``witness`` are those who are asked for cosignatures, through
    the socks5h proxy ``witness_proxy`` if there is one.
    """

    folder: Path
    origin: str
    database_url: str = ""
    bind: str = "127.0.0.1:8000"
    workers: int = 2
    threads: int = 24
    reserved_threads: int = 8
    batch_hour: int = 3
    outbox_max_bytes: int = 64 * MIB
    disk_reserve_bytes: int = 512 * MIB
    upload_bytes_per_second: int = 2048
    housekeeping_seconds: int = 30
    sqlite_journal_mode: str = "truncate"
    cookie_secure: bool = False
    witness_proxy: str = ""
    witness: tuple[WitnessAddress, ...] = ()

    @property
    def is_sqlite(self) -> bool:
        """Whether the state is in SQLite files in the folder; else in PostgreSQL."""
        return not self.database_url

    @property
    def upload_slots(self) -> int:
        """How many threads of a worker may be busy with uploads at once."""
        return self.threads - self.reserved_threads


_TYPES = {field.name: field.type for field in fields(ServerConfig) if field.name != "folder"}


def load_config(path: Path, environment: Mapping[str, str] = os.environ) -> ServerConfig:
    """The settings of this file, overridden by ``TRACKER_SERVER_<KEY>``.

    Raises ConfigMissing, ConfigMalformed, ConfigUnknownKey, ConfigInvalid.
    """
    try:
        values = dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ConfigMissing("no configuration at this path: run tracker server init") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigMalformed("the configuration is not TOML") from error
    return make_config(path.resolve().parent, values | _overrides(environment))


def make_config(folder: Path, values: Mapping[str, object]) -> ServerConfig:
    """Checked settings. Raises ConfigUnknownKey, ConfigInvalid."""
    checked: dict[str, object] = {}
    for key, value in values.items():
        if key not in _TYPES:
            raise ConfigUnknownKey(f"no setting is called '{key}'", key=key)
        checked[key] = _check(key, value)
    if "origin" not in checked:
        raise ConfigInvalid("the origin is not set", key="origin")
    config = ServerConfig(folder, **checked)  # type: ignore[arg-type]
    if config.upload_slots < 1:
        raise ConfigInvalid("no thread is left for uploads", key="reserved_threads")
    return config


def write_config(config: ServerConfig) -> bytes:
    """The TOML of those settings that differ from the defaults."""
    defaults = ServerConfig(config.folder, config.origin)
    chosen = [key for key in _TYPES if key == "origin" or getattr(config, key) != getattr(defaults, key)]
    lines = [f"{key} = {_toml(getattr(config, key))}\n" for key in chosen if key != "witness"]
    lines += [
        f"\n[[witness]]\nkey = {_toml(witness.key.encode())}\nurl = {_toml(witness.url)}\n"
        for witness in config.witness
    ]
    return "".join(lines).encode()


def _overrides(environment: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, text in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX) and name != CONFIG_VARIABLE:
            key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
            found[key] = _typed(key, text)
    return found


def _typed(key: str, text: str) -> object:
    if key == "witness":
        words = text.split()
        return [{"key": vkey, "url": url} for vkey, url in zip(words[::2], words[1::2], strict=False)]
    if _TYPES.get(key) is int:
        if not (text.isascii() and text.isdigit()):
            raise ConfigInvalid(f"'{key}' is a whole number", key=key)
        return int(text)
    if _TYPES.get(key) is bool:
        if text not in {"true", "false"}:
            raise ConfigInvalid(f"'{key}' is true or false", key=key)
        return text == "true"
    return text


def _check(key: str, value: object) -> object:
    if key == "witness":
        return _witnesses(value)
    if type(value) is not _TYPES[key]:
        raise ConfigInvalid(f"'{key}' has the wrong type", key=key)
    if key in BOUNDS and not BOUNDS[key][0] <= int(str(value)) <= BOUNDS[key][1]:
        raise ConfigInvalid(f"'{key}' is from {BOUNDS[key][0]} to {BOUNDS[key][1]}", key=key)
    if key == "sqlite_journal_mode" and value not in JOURNAL_MODES:
        raise ConfigInvalid("'sqlite_journal_mode' is truncate or wal", key=key)
    if key == "database_url" and value and not str(value).startswith("postgresql"):
        raise ConfigInvalid("'database_url' is empty (SQLite) or begins with postgresql", key=key)
    if key == "bind":
        _check_bind(str(value))
    if key == "witness_proxy" and value:
        _check_proxy(str(value))
    if key == "origin":
        try:
            check_origin(str(value))
        except EncodingError as error:
            raise ConfigInvalid("not an origin, such as rehearsal/demo", key=key) from error
    return value


def _check_bind(bind: str) -> None:
    found = _BIND.fullmatch(bind)
    if found is None or int(found["port"] or 0) > _PORT_MAX:
        raise ConfigInvalid("'bind' is HOST:PORT, [IPv6]:PORT or unix:/path", key="bind")


def _witnesses(tables: object) -> tuple[WitnessAddress, ...]:
    """The tables ``[[witness]]``, each of a verifier key and an address."""
    if not isinstance(tables, list) or not all(_is_witness(table) for table in tables):
        raise ConfigInvalid("each '[[witness]]' has a 'key' and a 'url'", key="witness")
    lines = [f"witness {table['key'].partition('+')[0]} {table['key']} {table['url']}" for table in tables]
    try:
        return parse_addresses(lines)
    except WitnessAddressInvalid as error:
        raise ConfigInvalid(f"a '[[witness]]' is none: {error}", key="witness") from error


def _is_witness(table: object) -> bool:
    return isinstance(table, dict) and table.keys() == {"key", "url"} and all(map(_is_word, table.values()))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value.split() == [value]


def _check_proxy(proxy: str) -> None:
    try:
        Transport("http://localhost", proxy)
    except ProxyUnsupported as error:
        raise ConfigInvalid(f"'witness_proxy': {error}", key="witness_proxy") from error


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
