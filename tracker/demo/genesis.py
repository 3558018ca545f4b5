"""The demo's genesis: a real one, by the same commands, with everybody's part played here."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tracker.demo.cast import (
    CASEWORKERS,
    OFFICERS,
    OFFICERS_THRESHOLD,
    ORIGIN,
    PRESENT,
    PUBLISHER,
    RECOVERY,
    RECOVERY_SHARES,
    RECOVERY_THRESHOLD,
    Places,
)
from tracker.demo.running import must
from tracker.demo.steps import Step
from tracker.files import write_file
from tracker.records.errors import DemoCommandFailed

TERM = timedelta(days=180)
# Each log whose key is made offline, and its public half in the folder.
LOGS = {"keys": "log.vkey", "ceremony": "ceremony.vkey"}


def genesis_steps(places: Places, intake: Path, today: date) -> Iterator[Step]:
    """From the plan to the trust root; ``intake`` holds the server's verifier key."""
    folder = places.genesis
    yield Step("the plan", folder / "plan.toml", partial(_plan, places, intake, today))
    for name in OFFICERS:
        yield Step(f"{name}'s key", folder / f"officers/{name}.pub", partial(_officer, places, name))
    for name in (*CASEWORKERS, RECOVERY):
        made = _public_card(places, name)
        yield Step(f"{name}'s identity", made, partial(_card, places, name), "keys")
    for log, public in LOGS.items():
        yield Step(f"the key of the log '{log}'", folder / public, partial(_log_key, places, log), "keys")
    announced = folder / "archive/log/ceremony/checkpoint"
    yield Step("the announcement", announced, partial(_advance_with_keys, places))
    yield Step("the opening", folder / "checkin", partial(_open, places))
    for name in (*OFFICERS, *PRESENT):
        signed = folder / f"signatures/{name}.checkin.sig"
        yield Step(f"{name} is here", signed, partial(_sign, places, name), "check-in")
    yield Step("the first steps", folder / "challenges/recovery.challenge", partial(_record_due, places))
    for name in (*CASEWORKERS, RECOVERY):
        proof = folder / f"possession/{name}.proof"
        yield Step(f"{name}'s proof", proof, partial(_prove, places, name, proof), "proofs")
    yield Step("transcript and head", folder / "head", partial(_record_due, places))
    for name in OFFICERS:
        signed = folder / f"signatures/{name}.head.sig"
        yield Step(f"{name} signs", signed, partial(_sign, places, name), "signatures")
    for name in PRESENT:
        signed = folder / f"signatures/{name}.transcript.sig"
        yield Step(f"{name} signs", signed, partial(_sign, places, name), "signatures")
    yield Step("both logs", folder / "trust", partial(_advance_with_keys, places))
    yield Step("the archive", places.archive / "keyring/0", partial(_publish, places))
    yield Step("the trust root", places.trust, partial(_hand_over, places))


def new_password(places: Places, folder: Path, text: str) -> Path:
    """Writes a demo password into a file of its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(places.password(folder), f"{text}\n".encode())
    return places.password(folder)


def _plan(places: Places, intake: Path, today: date) -> None:
    names = ", ".join(f'"{name}"' for name in OFFICERS)
    caseworkers = "".join(
        f'\n[[caseworker]]\nname = "{name}"\nfrom = "{today}"\nuntil = "{today + TERM}"\n'
        f"present = {str(name in PRESENT).lower()}\n"
        for name in CASEWORKERS
    )
    text = f"""# The plan of the demo's genesis.
ceremony = "genesis"
origin = "{ORIGIN}"
day = "{today}"
reason = "A demonstration with throwaway keys"

[officers]
threshold = {OFFICERS_THRESHOLD}
names = [{names}]
{caseworkers}
[publisher]
name = "{PUBLISHER}"
threshold = 2

[recovery]
threshold = {RECOVERY_THRESHOLD}
shares = {RECOVERY_SHARES}

[intake]
key = "{intake.read_text(encoding="ascii").strip()}"

[policy]
lines = ["quorum none"]
"""
    places.genesis.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(places.genesis / "plan.toml", text.encode())


def _officer(places: Places, name: str) -> None:
    key = places.officer_key(name)
    key.parent.mkdir(mode=0o700, exist_ok=True)
    if not key.exists():
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)]
        subprocess.run(command, check=True)
    _copy(key.with_name(f"{name}.pub"), places.genesis / f"officers/{name}.pub")


def _public_card(places: Places, name: str) -> Path:
    return places.genesis / ("recovery.card" if name == RECOVERY else f"cards/{name}.card")


def _card(places: Places, name: str) -> None:
    if not places.card(name).exists():
        shutil.rmtree(places.own(name), ignore_errors=True)
        if name == RECOVERY:
            _new_recovery(places)
        else:
            password = new_password(places, places.own(name), f"{name}-demo-password")
            must(
                "desk", "identity", "new", "--name", name, "--out", places.own(name),
                "--password-file", password,
            )  # fmt: skip
    _copy(places.card(name), _public_card(places, name))


def _new_recovery(places: Places) -> None:
    places.own(RECOVERY).mkdir(mode=0o700, parents=True, exist_ok=True)
    must(
        "ceremony", "recovery", "new", "--origin", ORIGIN, "--threshold", str(RECOVERY_THRESHOLD),
        "--shares", str(RECOVERY_SHARES), "--out", places.own(RECOVERY),
        "--rehearsal-file", places.shares,
    )  # fmt: skip


def _log_key(places: Places, log: str) -> None:
    key = places.log_key(log)
    shutil.rmtree(key.parent, ignore_errors=True)
    password = new_password(places, key.parent, f"demo-{log}-log-password")
    must(
        "ceremony", "log-key", "new", log, "--folder", places.genesis, "--out", key,
        "--password-file", password,
    )  # fmt: skip


def _prove(places: Places, name: str, proof: Path) -> None:
    proof.parent.mkdir(mode=0o700, exist_ok=True)
    asked = ("--card", places.card(name), "--challenge", places.genesis / f"challenges/{name}.challenge")
    if name == RECOVERY:
        must("ceremony", "recovery", "prove", *asked, "--out", proof, "--shares-file", places.shares)
        return
    must(
        "desk", "identity", "prove", "--identity", places.identity(name), *asked, "--out", proof,
        "--password-file", places.password(places.own(name)),
    )  # fmt: skip


def _advance(places: Places, *options: str | Path) -> dict[str, Any]:
    told = json.loads(must("ceremony", "genesis", places.genesis, *options, "--json").out)
    if not isinstance(told, dict):
        raise DemoCommandFailed("the ceremony did not say how it stands", status=0)
    return told


def _open(places: Places) -> None:
    _advance(places, "--open")


def _advance_with_keys(places: Places) -> None:
    options: list[str | Path] = []
    for log in LOGS:
        key = places.log_key(log)
        options += ["--log-key", key, "--password-file", places.password(key.parent)]
    _advance(places, *options)


def _record_due(places: Places) -> None:
    due = [need["who"] for need in _advance(places)["needs"] if need["kind"] == "step"]
    if due:
        must("ceremony", "step", places.genesis, *due, "--initials", "demo")
    _advance(places)


def _sign(places: Places, name: str) -> None:
    options: list[str | Path] = ["--key", places.officer_key(name)]
    if name in CASEWORKERS:
        options = ["--key", places.identity(name), "--password-file", places.password(places.own(name))]
    must("ceremony", "sign", places.genesis, *options, "--yes", "--json")


def _publish(places: Places) -> None:
    must("ceremony", "publish", places.genesis, places.archive)


def _hand_over(places: Places) -> None:
    handed_over = places.genesis / "trust"
    must("audit", places.archive, "--trust", handed_over)
    _copy(handed_over, places.trust)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(target, source.read_bytes())
