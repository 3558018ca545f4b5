"""The demo's genesis: a real one, by the same commands, with everybody's part played here."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from tracker.demo.cast import (
    CASEWORKERS,
    OFFICERS,
    OFFICERS_THRESHOLD,
    ORIGIN,
    PRESENT,
    PUBLISHER,
    RECOVERY,
    Places,
)
from tracker.demo.running import must
from tracker.demo.steps import Step
from tracker.files import write_file

TERM = timedelta(days=180)


def genesis_steps(places: Places, intake: Path, today: date) -> Iterator[Step]:
    """From the plan to the trust root; ``intake`` holds the server's verifier key."""
    folder = places.genesis
    yield Step("the plan", folder / "plan.toml", partial(_plan, places, intake, today))
    for name in OFFICERS:
        yield Step(f"{name}'s key", folder / f"officers/{name}.pub", partial(_officer, places, name))
    for name in (*CASEWORKERS, RECOVERY):
        made = _public_card(places, name)
        yield Step(f"{name}'s identity", made, partial(_card, places, name), "keys")
    yield Step("the log's key", folder / "log.vkey", partial(_log_key, places), "keys")
    yield Step("challenges", folder / "challenges/recovery.challenge", partial(_advance, places))
    for name in (*CASEWORKERS, RECOVERY):
        proof = folder / f"possession/{name}.proof"
        yield Step(f"{name}'s proof", proof, partial(_prove, places, name, proof), "proofs")
    yield Step("transcript and head", folder / "head", partial(_advance, places))
    for name in OFFICERS:
        signed = folder / f"signatures/{name}.head.sig"
        yield Step(f"{name} signs", signed, partial(_sign, places, places.officer_key(name)), "signatures")
    for name in PRESENT:
        signed = folder / f"signatures/{name}.transcript.sig"
        yield Step(f"{name} signs", signed, partial(_sign_as_caseworker, places, name), "signatures")
    yield Step("the key log", folder / "trust", partial(_seal, places))
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
threshold = 1

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
        password = new_password(places, places.own(name), f"{name}-demo-password")
        recovery = ["--recovery"] if name == RECOVERY else []
        must(
            "desk", "identity", "new", *recovery, "--name", name, "--out", places.own(name),
            "--password-file", password,
        )  # fmt: skip
    _copy(places.card(name), _public_card(places, name))


def _log_key(places: Places) -> None:
    shutil.rmtree(places.log_key.parent, ignore_errors=True)
    password = new_password(places, places.log_key.parent, "demo-log-password")
    must(
        "ceremony", "log-key", "new", "--folder", places.genesis, "--out", places.log_key,
        "--password-file", password,
    )  # fmt: skip


def _prove(places: Places, name: str, proof: Path) -> None:
    proof.parent.mkdir(mode=0o700, exist_ok=True)
    recovery = ["--recovery"] if name == RECOVERY else []
    must(
        "desk", "identity", "prove", *recovery,
        "--identity", places.identity(name), "--card", places.card(name),
        "--challenge", places.genesis / f"challenges/{name}.challenge", "--out", proof,
        "--password-file", places.password(places.own(name)),
    )  # fmt: skip


def _advance(places: Places) -> None:
    must("ceremony", "genesis", places.genesis, "--json")


def _sign(places: Places, key: Path) -> None:
    must("ceremony", "sign", "--key", key, places.genesis, "--yes", "--json")


def _sign_as_caseworker(places: Places, name: str) -> None:
    password = places.password(places.own(name))
    must(
        "ceremony", "sign", "--key", places.identity(name), places.genesis, "--yes", "--json",
        "--password-file", password,
    )  # fmt: skip


def _seal(places: Places) -> None:
    password = places.password(places.log_key.parent)
    must(
        "ceremony",
        "genesis",
        places.genesis,
        "--log-key",
        places.log_key,
        "--password-file",
        password,
        "--json",
    )


def _hand_over(places: Places) -> None:
    _copy(places.genesis / "trust", places.trust)
    must("ceremony", "check", places.genesis, "--trust", places.trust)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(target, source.read_bytes())
