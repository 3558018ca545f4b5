"""crypto/ at work, under the interpreter's own audit hook: it opens, asks and starts nothing."""

import subprocess
import sys

from tests.architecture.tree import ROOT

# The first round lets the libraries finish their own imports; the second runs under the hook.
WORK = """
import sys
from crypto import cell, envelope, family, letter, note, passphrase, recipient

REACHING = ("open", "os.", "socket.", "subprocess.", "sqlite3.", "shutil.", "tempfile.", "urllib.", "ctypes.")

def letters_and_answers():
    words = passphrase.Wordlist("en", tuple(f"{chr(97 + i // 676)}{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}x"
                                            for i in range(2048)))
    spelled = passphrase.encode(bytes(13), words)
    (read,) = passphrase.decode(" ".join(spelled), {"en": words})
    keys = family.FamilyKeys(passphrase.stretch(read.entropy, "rehearsal/test"))
    desk = recipient.Identity(bytes(32))
    keyring = envelope.SealingKeyring("rehearsal/test", 1, bytes(32), (desk.recipient,))
    asked = letter.Letter(letter.Kind.INQUIRY, "2026-01-01", keys.public, {"note": "x"})
    randomness = envelope.EnvelopeRandomness(b"k" * 32, b"n" * 24)
    sealed = envelope.seal_envelope(asked, keys.author, keyring, randomness)
    assert envelope.open_envelope(sealed, desk, "rehearsal/test") == asked
    publication = cell.Publication("rehearsal/test", "desk", 1)
    answer = cell.seal_cell(publication, b"t" * 16, keys.public.reply, b"answered")
    assert cell.open_cell(publication, b"t" * 16, keys.reply, answer) == b"answered"

def watch(event, arguments):
    if working and event.startswith(REACHING):
        reached.append(event)

reached, working = [], False
sys.addaudithook(watch)
letters_and_answers()
working = True
letters_and_answers()
if "--reach" in sys.argv:
    open("/dev/null").close()
working = False
print(*reached)
"""


def work(*arguments: str) -> str:
    """Seal and open a letter and an answer; returns the names of the events that reached outside."""
    ran = subprocess.run(
        [sys.executable, "-c", WORK, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()


def test_sealing_and_opening_reach_for_nothing() -> None:
    assert work() == ""


def test_the_watch_would_have_seen_it() -> None:
    assert work("--reach") == "open"
