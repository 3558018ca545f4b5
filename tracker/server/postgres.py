"""What is particular to PostgreSQL: quiet connections, and settings that must not be on."""

from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from tracker.records.errors import ConfigInvalid, DatabaseSetting

# Advisory locks, a number each: intake against closing, one closer, one publication, one housekeeper.
LOCK_INTAKE, LOCK_CLOSING, LOCK_PUBLISHING, LOCK_HOUSEKEEPING = 7101, 7102, 7103, 7104

# Keeps statements and their values out of PostgreSQL's own log. Only a superuser may set most of these, for
# itself or for our role (docs/guides/operator.md); `tracker server check` says what is still loud.
QUIET = {
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
ANYBODY_MAY_SET = "log_parameter_max_length_on_error"


def engine_url(text: str) -> URL:
    """The URL with our driver and a constant application name. Raises ConfigInvalid."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ConfigInvalid("'database_url' is not a URL", key="database_url") from error
    return url.set(drivername="postgresql+psycopg").update_query_dict({"application_name": "tracker"})


def silence(connection: Any) -> None:
    """Sets what this role may set of ``QUIET``, on a driver connection."""
    superuser = _shown(connection, "is_superuser") == "on"
    connection.autocommit = True
    for name, value in QUIET.items():
        if superuser or name == ANYBODY_MAY_SET:
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    connection.autocommit = False


def loud_settings(connection: Any) -> list[str]:
    """Those of ``QUIET`` that are set otherwise on this driver connection."""
    return [name for name, value in QUIET.items() if _shown(connection, name) != value]


def forbid_commit_times(connection: Any) -> None:
    """Refuses a server that keeps the time of every commit. Raises DatabaseSetting."""
    if _shown(connection, "track_commit_timestamp") != "off":
        raise DatabaseSetting("track_commit_timestamp must be off: it keeps the time of every letter")


def _shown(connection: Any, name: str) -> str:
    connection.autocommit = True
    value: str = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()[0]
    connection.autocommit = False
    return value
