"""On what a run was made: versions and the class of machine, without its name."""

import importlib.metadata
import json
import os
import platform
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import psutil
import psycopg
from cryptography.hazmat.backends.openssl.backend import backend

BROWSERS = ("chromium", "firefox-esr")
PACKAGES = ("flask", "gunicorn", "sqlalchemy", "psycopg", "pynacl", "cryptography")

_CLIENT = Path(__file__).parent.parent / "client"


def describe(postgres: str | None) -> dict[str, Any]:
    """Versions of everything that the figures depend on; ``postgres`` is a database's URL, if any."""
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {
        "commit": _commit(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "kernel": platform.release().partition("-")[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgres_version(postgres) if postgres else "not used",
        # PyNaCl brings libsodium and does not say which.
        "libsodium": f"of PyNaCl {versions['pynacl']}",
        "openssl": backend.openssl_version_text(),
        **versions,
        **_browsers(),
        **_browser_packages(),
    }


def _browsers() -> dict[str, str]:
    return {
        name: subprocess.run(
            [program, "--version"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout.strip()
        for name in BROWSERS
        if (program := shutil.which(name))
    }


def _browser_packages() -> dict[str, str]:
    """The versions that are locked for the family's page."""
    lock = json.loads((_CLIENT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((_CLIENT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return {name: lock[f"node_modules/{name}"]["version"] for name in sorted(wanted)}


def _postgres_version(url: str) -> str:
    with psycopg.connect(url) as connection:
        return str(connection.info.parameter_status("server_version"))


def _commit() -> str:
    ran = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return ran.stdout.strip()
