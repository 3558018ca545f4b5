"""The floor: the least that Flask can do for the same requests, under the same gunicorn.

``FLOOR_DATABASE`` is a SQLite file or a PostgreSQL URL in which there is a table ``floor``;
``FLOOR_SLICES`` a folder of files that are served from memory.
"""

import os
import sqlite3
import threading
from pathlib import Path

import psycopg
from flask import Flask, Response, request

app = Flask(__name__)
_local = threading.local()
_database = os.environ["FLOOR_DATABASE"]
_is_postgres = _database.startswith("postgresql")
_slices = {path.name: path.read_bytes() for path in Path(os.environ["FLOOR_SLICES"]).iterdir()}


def _sqlite() -> sqlite3.Connection:
    """One connection a thread, with the pragmas of the server (tracker/server/sqlite.py)."""
    if not hasattr(_local, "sqlite"):
        connection = sqlite3.connect(_database, isolation_level=None, timeout=60)
        for pragma in ("secure_delete=ON", "journal_mode=TRUNCATE", "synchronous=FULL", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        _local.sqlite = connection
    return _local.sqlite


def _postgres() -> psycopg.Connection:
    if not hasattr(_local, "postgres"):
        _local.postgres = psycopg.connect(_database, autocommit=True)
    return _local.postgres


@app.post("/intake")
def intake() -> tuple[str, int]:
    """Inserts the body, durably."""
    body = request.get_data()
    if _is_postgres:
        _postgres().execute("INSERT INTO floor (body) VALUES (%s)", (body,))
    else:
        connection = _sqlite()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO floor (body) VALUES (?)", (body,))
        connection.execute("COMMIT")
    return "ok", 201


@app.get("/slice/<name>")
def serve_slice(name: str) -> Response:
    """Serves bytes from memory."""
    return Response(_slices[name], content_type="application/octet-stream")
