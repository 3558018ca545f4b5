"""Vectors of the files that are carried to a machine without a network."""

from typing import Any

from crypto.labels import Namespace
from tests.vectors.cast import history, manifest, roster, served, signed_by_desk, stream
from tests.vectors.notation import Blob, Long
from tracker.records.carried import CARRIED_MAX, KEYRING_FILE, KeyringFile, MailboxFile

CODE = "carried-malformed"


def make(workshop: Any) -> None:
    """All files of this page."""
    keyring = workshop.file("carried/keyring", "Keyring files: a served keyring and a roster, framed.")
    whole = KeyringFile(served(history()).encode(), roster().encode()).encode()
    good = keyring.blob("file", whole)
    keyring.accept("as a server gives it", data=good)
    keyring.accept("of nothing: what is inside is judged by others", data=KeyringFile(b"", b"").encode())
    keyring.accept("lines inside a part", data=KeyringFile(b"\nend -\n", b"end -\n").encode())
    _refuse(keyring, good, "roster")

    mailbox = workshop.file("carried/mailbox", "Mailbox files: a manifest and its index, framed.")
    signed = signed_by_desk(manifest().encode(), Namespace.MAILBOX)
    found = mailbox.blob("file", MailboxFile("desk", signed, stream("index", 64)).encode())
    mailbox.accept("as a server gives it", data=found)
    mailbox.accept("an empty index", data=MailboxFile("other-desk", b"a", b"").encode())
    _refuse(mailbox, found, "index")
    mailbox.refuse("a keyring file", CODE, data=whole)
    mailbox.refuse("no name", CODE, data=found.swap(b"publisher desk", b"publisher "))
    mailbox.refuse("a name of two words", CODE, data=found.swap(b"publisher desk", b"publisher the desk"))
    mailbox.refuse("a name in capitals", CODE, data=found.swap(b"publisher desk", b"publisher Desk"))


def _refuse(file: Any, good: Blob, second: str) -> None:
    line = f"\n{second} ".encode()
    for name, data in {
        "another version": good.swap(b"/v1\n", b"/v2\n"),
        "one byte more": good.add(b"\0"),
        "cut off": good.cut(len(good.data) - 1),
        "only the header": good.cut(good.data.index(b"\nend -\n") + 7),
        "no end of the header": good.swap(b"\nend -\n", b"\nend  \n"),
        "the end too far away": good.swap(b"\nend -\n", b"\n" + b"a" * 256 + b"\nend -\n"),
        "a line too many": good.swap(b"\nend -\n", b"\nmore 0\nend -\n"),
        "a leading zero": good.swap(line, line + b"0"),
        "a negative length": good.swap(line, line + b"-"),
        "a length of another sum": good.swap(line, line + b"1"),
        "the second part alone": good.swap(line, b"\nlast "),
        "carriage returns": good.swap(b"\n", b"\r\n"),
        "not text": good.edit(1, 1, b"\xff"),
    }.items():
        file.refuse(name, CODE, data=data)
    file.refuse("nothing", CODE, data=b"")
    long = Long(
        ((f"{KEYRING_FILE}\nkeyring 0\nroster {CARRIED_MAX}\nend -\n".encode(), 1), (b"\0", CARRIED_MAX))
    )
    file.refuse("too long", CODE, data=long)
