"""Everything a server holds, as comparable values: to see that a refusal changed nothing."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.simulators.deployment import Deployment
from tests.simulators.postgres import binaries

Snapshot = dict[str, str | bytes]


def snapshot(deployment: Deployment) -> Snapshot:
    """All rows of all databases, and all files of mailbox and spool."""
    found: Snapshot = {}
    url = deployment.database_url
    if url:
        command = [str(binaries() / "pg_dump"), f"--dbname={url}"]
        dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        # Newer versions of pg_dump guard their output with a random key.
        found["postgres"] = "\n".join(line for line in dump.splitlines() if "restrict" not in line)
    for path in sorted(deployment.folder.glob("*.sqlite")):
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            found[path.name] = "\n".join(connection.iterdump())
    for folder in ("mailbox", "spool"):
        for path in sorted((deployment.folder / folder).rglob("*")):
            found[str(path.relative_to(deployment.folder))] = path.read_bytes() if path.is_file() else b""
    return found


def all_bytes(folder: Path) -> bytes:
    """The content of every file below a folder, journals and leftovers included."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
