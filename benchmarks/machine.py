"""On what a run was made: versions and the class of machine, without its name."""

import importlib.metadata
import os
import platform
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import psutil
from cryptography.hazmat.backends.openssl.backend import backend

PACKAGES = ("flask", "gunicorn", "sqlalchemy", "psycopg", "pynacl", "cryptography")


def describe(postgres: str) -> dict[str, Any]:
    """Versions of everything that the figures depend on; ``postgres`` is that server's version."""
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {
        "commit": _commit(),
        "processors": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "kernel": platform.release().partition("-")[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": postgres,
        # PyNaCl brings libsodium and does not say which.
        "libsodium": f"of PyNaCl {versions['pynacl']}",
        "openssl": backend.openssl_version_text(),
        **versions,
    }


def _commit() -> str:
    ran = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return ran.stdout.strip()
