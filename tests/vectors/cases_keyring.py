"""Vectors of SSH signatures, heads, rosters, trust roots and keyrings."""

import hashlib
from dataclasses import replace
from typing import Any

from crypto.encoding import b64encode
from crypto.head import Head, Officer, Publisher
from crypto.keyring import SIGNED_HEAD_MAX, ServedKeyring, SignedHead
from crypto.note import TYPE_COSIGNATURE, NoteSigner, VerifierKey
from crypto.policy import AHEAD_SECONDS
from crypto.roster import Recovery
from crypto.sshsig import Signature, _signed_bytes, join_signed, sign
from crypto.tlog_proof import TLOG_PROOF_MAX, parse_tlog_proof
from tests.vectors.cases_logs import long_proof
from tests.vectors.cases_signatures import sign_otherwise
from tests.vectors.cast import (
    NOW,
    OFFICERS,
    ORIGIN,
    WITNESSES,
    head,
    history,
    log_signer,
    policy_lines,
    roster,
    seed,
    served,
    sign_head,
    signing,
    trust,
)
from tests.vectors.notation import Long

NAMESPACE = f"keyring@{ORIGIN}"
MESSAGE = b"a document\n"


def make(workshop: Any) -> None:
    """All files of this page."""
    _signatures(workshop)
    _signed_texts(workshop)
    _heads(workshop)
    _rosters(workshop)
    _trust(workshop)
    _keyrings(workshop)


def _signatures(workshop: Any) -> None:
    making = workshop.file("sshsig/sign", "SSH signatures: deterministic, as ssh-keygen -Y sign makes them.")
    making.accept("a document", seed=seed("officer-a"), namespace=NAMESPACE, message=MESSAGE)
    making.accept("nothing", seed=seed("officer-a"), namespace=NAMESPACE, message=b"")

    file = workshop.file("sshsig/check", "One armored signature over a message.")
    good = file.blob("armored", sign(signing("officer-a"), NAMESPACE, MESSAGE).armor().encode())
    usual = {"namespace": NAMESPACE, "message": MESSAGE}
    file.accept("good", armored=good, **usual)
    file.refuse("another message", "signature-invalid", armored=good, namespace=NAMESPACE, message=b"other\n")
    file.refuse(
        "another purpose", "sshsig-namespace", armored=good, namespace=f"mailbox@{ORIGIN}", message=MESSAGE
    )
    file.refuse(
        "another origin",
        "sshsig-namespace",
        armored=good,
        namespace="keyring@rehearsal/else",
        message=MESSAGE,
    )
    renamed = Signature(
        signing("officer-a").public,
        NAMESPACE,
        sign(signing("officer-a"), f"mailbox@{ORIGIN}", MESSAGE).signature,
    )
    file.refuse(
        "renamed from another purpose", "signature-invalid", armored=renamed.armor().encode(), **usual
    )
    stranger = replace(
        renamed,
        public=signing("officer-b").public,
        signature=sign(signing("officer-a"), NAMESPACE, MESSAGE).signature,
    )
    file.refuse("under another key", "signature-invalid", armored=stranger.armor().encode(), **usual)
    for name, altered in {
        "no LF at the end": good.cut(len(good.data) - 1),
        "an LF more": good.add(b"\n"),
        "CR": good.swap(b"\n", b"\r\n"),
        "lines of another length": good.edit(100, 1),
        "another beginning": good.swap(b"BEGIN SSH", b"BEGIN PGP"),
        "nothing": good.cut(0),
        "base64 that is none": good.edit(40, 1, b"?"),
        "text before": good.edit(0, 0, b"x"),
        "two": good.add(good.data),
        "another version of the format": good.edit(30 + 8, 4, b"AAAC"),
    }.items():
        file.refuse(name, "sshsig-malformed", armored=altered, **usual)
    other_hash = _rearmored(good.data, b"\0\0\0\x06sha512", b"\0\0\0\x06sha256")
    other_key = _rearmored(good.data, b"ssh-ed25519", b"ssh-ed44819")
    for name, armored in {"SHA-256 for SHA-512": other_hash, "another kind of key": other_key}.items():
        file.refuse(name, "sshsig-malformed", armored=armored, **usual)


def _rearmored(armored: bytes, old: bytes, new: bytes) -> bytes:
    import base64

    lines = armored.decode().splitlines()
    blob = base64.b64decode("".join(lines[1:-1])).replace(old, new, 1)
    text = b64encode(blob)
    return "\n".join(
        [lines[0], *(text[at : at + 70] for at in range(0, len(text), 70)), lines[-1], ""]
    ).encode()


def _signed_texts(workshop: Any) -> None:
    file = workshop.file("sshsig/split", "Signed texts: a document, then its signatures in their one order.")
    signatures = sorted(
        (sign(signing(name), NAMESPACE, MESSAGE) for name in OFFICERS), key=lambda item: item.public
    )
    armored = [item.armor().encode() for item in signatures]
    file.accept("three signatures", signed=MESSAGE + b"".join(armored))
    file.accept("no signature", signed=MESSAGE)
    file.accept("no document", signed=armored[0])
    twins = [Signature(signatures[0].public, NAMESPACE, bytes([number]) * 64) for number in (1, 2)]
    file.accept("two by one key, in the order of the signatures", signed=join_signed(MESSAGE, twins))
    many = [Signature(signing(f"signer {number}").public, NAMESPACE, bytes(64)) for number in range(33)]
    file.accept("32 signatures", signed=join_signed(MESSAGE, many[:32]))
    for name, signed in {
        "out of order": MESSAGE + armored[1] + armored[0],
        "one twice": MESSAGE + armored[0] * 2,
        "text behind": MESSAGE + armored[0] + b"more\n",
        "two by one key, out of order": MESSAGE + b"".join(item.armor().encode() for item in twins[::-1]),
        "33 signatures": join_signed(MESSAGE, many),
        "text between": MESSAGE + armored[0] + b"\n" + armored[1],
    }.items():
        file.refuse(name, "sshsig-malformed", signed=signed)

    file = workshop.file(
        "sshsig/threshold", "How many of the authorised keys signed: keys are counted, not signatures."
    )
    keys = [signing(name).public for name in OFFICERS]
    usual = {"namespace": NAMESPACE, "authorised": keys, "threshold": 2}
    two = join_signed(MESSAGE, signatures[:2])
    file.accept("two of three", signed=two, **usual)
    stranger = sign(signing("stranger"), NAMESPACE, MESSAGE)
    file.accept(
        "two of three, and a stranger", signed=join_signed(MESSAGE, [*signatures[:2], stranger]), **usual
    )
    spoiled = replace(signatures[2], signature=bytes(64))
    first = sign(signing(OFFICERS[0]), NAMESPACE, MESSAGE)
    signed_bytes = _signed_bytes(NAMESPACE, hashlib.sha512(MESSAGE).digest())
    again = sign_otherwise(signing(OFFICERS[0]), signed_bytes)
    wrong_purpose = [sign(signing(name), f"transcript@{ORIGIN}", MESSAGE) for name in OFFICERS]
    for name, items in {
        "none": [],
        "one": signatures[:1],
        "one and a stranger": [signatures[0], stranger],
        "for another purpose": wrong_purpose,
        "one key twice, each time validly": [first, Signature(first.public, NAMESPACE, again)],
        "one key twice": [
            signatures[0],
            Signature(signatures[0].public, f"transcript@{ORIGIN}", signatures[0].signature),
        ],
    }.items():
        file.refuse(name, "threshold-missing", signed=join_signed(MESSAGE, items), **usual)
    file.refuse(
        "two good and a bad one",
        "signature-invalid",
        signed=join_signed(MESSAGE, [*signatures[:2], spoiled]),
        **usual,
    )
    file.refuse(
        "over another document", "signature-invalid", signed=b"other\n" + two[len(MESSAGE) :], **usual
    )


def _heads(workshop: Any) -> None:
    file = workshop.file("keyring/head", "Heads: one encoding, and the rules that hold for one head alone.")
    genesis = head()
    second = head(1, genesis, policy_lines=policy_lines(), grace=False)
    good = file.blob("genesis", genesis.encode())
    file.accept("genesis", document=good)
    file.accept("a later one", document=second.encode())
    officer, desk = genesis.officers[0], genesis.publishers[0]
    others = tuple(signing(f"signer {number}").public for number in range(24))
    cosigner = VerifierKey(f"{ORIGIN}/intake", TYPE_COSIGNATURE, signing("log intake").public)
    witness_as_officer = (Officer("w", signing(WITNESSES[0]).public), *genesis.officers[1:])
    changed: dict[str, dict[str, Any]] = {
        "a genesis with a head before it": {"previous": bytes(32)},
        "a later one without": {"epoch": 1},
        "a genesis with a client": {"client": bytes(32)},
        "not an origin": {"origin": "origin"},
        "another name for the intake key": {"intake": log_signer("keys").verifier},
        "an intake key that cosigns": {"intake": cosigner},
        "a threshold of none": {"threshold": 0},
        "a threshold above the officers": {"threshold": 4},
        "ten officers": {"officers": tuple(Officer(f"o-{n}", key) for n, key in enumerate(others[:10]))},
        "an officer's key twice": {"officers": (officer, replace(officer, name="other"))},
        "an officer's name twice": {"officers": (officer, Officer(officer.name, others[0]))},
        "a degenerate officer's key": {"officers": (Officer("small", bytes(32)),), "threshold": 1},
        "no publisher": {"publishers": ()},
        "a publisher twice": {"publishers": (desk, desk)},
        "four publishers": {"publishers": tuple(Publisher(f"desk-{n}", 1, (others[n],)) for n in range(4))},
        "too high a threshold of signers": {"publishers": (replace(desk, threshold=3),)},
        "no threshold of signers": {"publishers": (replace(desk, threshold=0),)},
        "a signer twice": {"publishers": (replace(desk, signers=desk.signers[:1] * 2),)},
        "24 signers": {"publishers": (Publisher("desk", 2, others),)},
        "an officer who signs answers": {"publishers": (Publisher("desk", 1, (officer.public,)),)},
        "the intake key signs answers": {
            "publishers": (Publisher("desk", 1, (log_signer("intake").verifier.public,)),)
        },
        "no policy": {"policy_lines": ()},
        "an unknown quorum": {"policy_lines": ("quorum nobody",)},
        "a witness who is an officer": {"officers": witness_as_officer, "policy_lines": policy_lines()},
    }
    for name, changes in changed.items():
        file.refuse(name, "head-malformed", document=replace(genesis, **changes).encode())
    for name, altered in {
        "another version": good.swap(b"/v1", b"/v2"),
        "a line more": good.swap(b"reason", b"more x\nreason"),
        "a line less": good.swap(b"client none\n", b""),
        "lines exchanged": good.swap(
            b"client none\nprevious-epoch grace\n", b"previous-epoch grace\nclient none\n"
        ),
        "an unknown word": good.swap(b"grace", b"maybe"),
        "a leading zero": good.swap(b"epoch 0", b"epoch 00"),
        "base64 that is not canonical": good.swap(b"=\nroster", b"\nroster"),
        "CR": good.swap(b"\n", b"\r\n"),
        "no LF at the end": good.cut(len(good.data) - 1),
        "too many officers announced": good.swap(b"officers 2 3", b"officers 2 4"),
        "nothing": good.cut(0),
        "too long": good.swap(b"reason genesis", b"reason " + b"x" * 4096),
        "signatures behind": good.add(b"-----BEGIN SSH SIGNATURE-----\n"),
    }.items():
        file.refuse(name, "head-malformed", document=altered)


def _rosters(workshop: Any) -> None:
    file = workshop.file("keyring/roster", "Rosters: one encoding, and the rules of one roster alone.")
    item = roster()
    one, two = item.caseworkers
    recovery = item.recovery
    good = file.blob("roster", item.encode())
    file.accept("good", document=good)
    lines = good.data.splitlines(keepends=True)
    for name, wrong in {
        "an X25519 key twice": replace(
            item,
            caseworkers=(one, replace(two, recipient=replace(two.recipient, x25519=one.recipient.x25519))),
        ),
        "an X-Wing key twice": replace(
            item,
            caseworkers=(one, replace(two, recipient=replace(two.recipient, xwing=one.recipient.xwing))),
        ),
        "a name for two with other keys": replace(item, caseworkers=(one, replace(two, name=one.name))),
        "a signing key twice": replace(item, caseworkers=(one, replace(two, signing=one.signing))),
        "a signing key that is a share's": replace(
            item, caseworkers=(one, replace(two, signing=recovery.commitments[0]))
        ),
        "a degenerate signing key": replace(item, caseworkers=(replace(one, signing=bytes(32)),)),
        "a degenerate recipient": replace(
            item, caseworkers=(replace(one, recipient=replace(one.recipient, x25519=bytes(32))),)
        ),
        "a last day before the first": replace(item, caseworkers=(replace(one, last_day="2020-01-01"),)),
        "a threshold of no shares": replace(item, recovery=replace(recovery, threshold=0)),
        "a threshold above the shares": replace(item, recovery=replace(recovery, threshold=4)),
        "a share twice": replace(
            item, recovery=Recovery(recovery.recipient, 1, recovery.commitments[:1] * 2)
        ),
    }.items():
        file.refuse(name, "roster-malformed", document=_against(good, wrong.encode()))
    for name, altered in {
        "names out of order": good.swap(lines[3] + lines[4], lines[4] + lines[3]),
        "no caseworker": good.swap(lines[3] + lines[4], b""),
        "a name twice": good.swap(lines[4], lines[3]),
        "no recovery": good.swap(lines[5], b""),
        "a line more": good.add(b"more x\n"),
        "nothing": good.cut(0),
        "another version": good.swap(b"/v1", b"/v2"),
    }.items():
        file.refuse(name, "roster-malformed", document=altered)

    file = workshop.file("keyring/seal-to", "The roster that a head names.")
    good, head_bytes = file.blob("roster", item.encode()), file.blob("head", head().encode())
    file.accept("good", head_bytes=head_bytes, document=good)
    file.refuse("a bit turned", "roster-mismatch", head_bytes=head_bytes, document=good.flip(100))
    later = replace(item, epoch=1)
    file.refuse(
        "of another epoch",
        "roster-mismatch",
        head_bytes=head(roster=later.hash).encode(),
        document=good.swap(b"epoch 0", b"epoch 1"),
    )
    broken = good.swap(b"/v1", b"/v2")
    file.refuse(
        "named but malformed",
        "roster-malformed",
        head_bytes=head(roster=hashlib.sha256(broken.data).digest()).encode(),
        document=broken,
    )


def _against(good: Any, data: bytes) -> Any:
    """Other bytes as one edit against a blob: what lies between the common beginning and end."""
    start = next(
        (at for at, (a, b) in enumerate(zip(good.data, data, strict=False)) if a != b),
        min(len(data), len(good.data)),
    )
    limit = min(len(data), len(good.data)) - start
    end = next((at for at in range(limit) if good.data[-1 - at] != data[-1 - at]), limit)
    return good.edit(start, len(good.data) - end - start, data[start : len(data) - end])


def _trust(workshop: Any) -> None:
    file = workshop.file("keyring/trust", "Trust roots.")
    good = file.blob("trust", trust().encode())
    real = {
        "origin": "people.example/inquiries",
        "realm": "people.example/inquiries",
        "log": log_signer(origin="people.example/inquiries").verifier,
    }
    file.accept("a rehearsal without witnesses", document=good)
    file.accept("one that knows a later epoch", document=trust(head(1, head())).encode())
    file.accept(
        "a real one with two of three witnesses", document=trust(**real, policy_lines=policy_lines()).encode()
    )
    for name, lines in {"no witnesses": ("quorum none",), "one witness": policy_lines(1)}.items():
        file.refuse(
            f"a real one with {name}", "trust-weak", document=trust(**real, policy_lines=lines).encode()
        )
    short = policy_lines()[0].split()[1]
    twice = (policy_lines()[0], f"group a 1 {short}", f"group b 1 {short}", "group q 2 a b", "quorum q")
    itself = (
        f"witness w {VerifierKey('w.example', TYPE_COSIGNATURE, log_signer().verifier.public).encode()}",
        "quorum w",
    )
    for name, changes in {
        "a real one in which one witness counts twice": real | {"policy_lines": twice},
        "the log is its own witness": {"policy_lines": itself},
        "another name for the log": {"log": log_signer("intake").verifier},
        "a genesis that is not the known head": {"known_head": seed("other")},
        "an age of nothing": {"max_age_hours": 0},
        "an age above 14 days": {"max_age_hours": 337},
        "no policy": {"policy_lines": ()},
    }.items():
        file.refuse(name, "trust-malformed", document=trust(**changes).encode())
    for name, altered in {
        "another version": good.swap(b"/v1", b"/v2"),
        "a line more": good.add(b"more x\n"),
        "nothing": good.cut(0),
        "no log": good.swap(b"log ", b"lag "),
        "a key id that is wrong": good.swap(b"/keys+", b"/keys+0"),
        "CR": good.swap(b"\n", b"\r\n"),
        "a leading zero": good.swap(b"known 0", b"known 00"),
    }.items():
        file.refuse(name, "trust-malformed", document=altered)


def _keyrings(workshop: Any) -> None:
    file = workshop.file(
        "keyring/verify", "Keyrings as a server answers, verified from a trust root at a POSIX time."
    )
    heads = history()
    known = file.blob("trust", trust().encode())
    good = file.blob("served", served(heads).encode())
    usual = {"trust_bytes": known, "now": NOW}
    file.accept("three epochs", served=good, **usual)
    file.accept("only the genesis", served=served(heads[:1]).encode(), **usual)
    file.accept(
        "from a later epoch",
        served=served(heads, first=1).encode(),
        trust_bytes=trust(head(1, head())).encode(),
        now=NOW,
    )
    follower = head(
        1,
        head(),
        officers=tuple(Officer(name, signing(name).public) for name in ("new-a", "new-b", "officer-a")),
    )
    file.accept(
        "officers change, and both thresholds sign",
        served=_two(follower, "officer-a", "officer-b", "new-a"),
        **usual,
    )
    _attacks(file, good, usual, heads, follower)
    _witnessed(file, heads)
    _roles(file, heads)
    for name, altered in {
        "a head announced that is not there": good.swap(b"heads 3", b"heads 4"),
        "a head less": good.swap(b"heads 3", b"heads 2"),
        "a byte more": good.add(b"\n"),
        "a line more in the list": good.swap(b"end -\n", b"more -\nend -\n"),
        "nothing": good.cut(0),
        "no list": good.swap(b"end -", b"and -"),
        "another version": good.swap(b"/v1", b"/v2"),
        "signatures out of order": _against(good, _signatures_swapped(good.data)),
    }.items():
        file.refuse(name, "keyring", served=altered, **usual)
    broken = ServedKeyring((SignedHead(heads[0].document.replace(b"/v1", b"/v2"), ()),), b"")
    file.refuse("a head of another version", "head-malformed", served=broken.encode(), **usual)


def _two(second: Head, *officers: str) -> bytes:
    return served([history(1)[0], sign_head(second, *officers)]).encode()


def _signatures_swapped(data: bytes) -> bytes:
    begin, end = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
    first = data.index(begin)
    second = data.index(begin, first + 1)
    third = data.index(end, second) + len(end)
    return data[:first] + data[second:third] + data[first:second] + data[third:]


def _attacks(file: Any, good: Any, usual: dict[str, Any], heads: list[SignedHead], follower: Head) -> None:
    second = head(1, head())
    elsewhere = head(
        origin="rehearsal/else",
        realm="rehearsal/else",
        intake=log_signer("intake", "rehearsal/else").verifier,
    )
    fork = head(2, head(1, head(), reason="fork"))
    spoiled = replace(sign_head(second, *OFFICERS).signatures[2], signature=bytes(64))
    for name, code, log in [
        ("another genesis", "keyring-genesis", [sign_head(head(reason="other"), *OFFICERS)]),
        ("another origin", "keyring-origin", [sign_head(elsewhere, *OFFICERS)]),
        ("an epoch skipped", "keyring-chain", [heads[0], heads[2]]),
        ("an epoch repeated", "keyring-chain", [heads[0], heads[1], heads[1]]),
        ("epochs exchanged", "keyring-chain", [heads[0], heads[2], heads[1]]),
        ("a head that follows another", "keyring-chain", [*heads[:2], sign_head(fork, *OFFICERS)]),
        ("no officer signed", "officers-missing", [heads[0], sign_head(second)]),
        ("one officer signed", "officers-missing", [heads[0], sign_head(second, OFFICERS[0])]),
        (
            "one officer and a stranger",
            "officers-missing",
            [heads[0], sign_head(second, OFFICERS[0], "stranger")],
        ),
        ("strangers signed", "officers-missing", [heads[0], sign_head(second, "x", "y")]),
        (
            "the old officers did not sign",
            "officers-missing",
            [heads[0], sign_head(follower, "new-a", "new-b")],
        ),
        (
            "the new officers did not sign",
            "officers-missing",
            [heads[0], sign_head(follower, "officer-a", "officer-b")],
        ),
        (
            "signed as a transcript",
            "officers-missing",
            [heads[0], sign_head(second, *OFFICERS, namespace=f"transcript@{ORIGIN}")],
        ),
        (
            "signed for another origin",
            "officers-missing",
            [heads[0], sign_head(second, *OFFICERS, namespace="keyring@rehearsal/else")],
        ),
        (
            "a bad signature beside good ones",
            "officers-missing",
            [heads[0], SignedHead(second.encode(), (*sign_head(second, *OFFICERS[:2]).signatures, spoiled))],
        ),
    ]:
        file.refuse(name, code, served=served(log).encode(), **usual)
    one_twice = sign_head(second, "officer-a").signatures[0]
    doubled = SignedHead(second.encode(), (one_twice, replace(one_twice, namespace=f"transcript@{ORIGIN}")))
    file.refuse(
        "one officer's key twice", "officers-missing", served=served([heads[0], doubled]).encode(), **usual
    )
    file.refuse("begins after what we know", "keyring-chain", served=served(heads, first=1).encode(), **usual)
    later = trust(head(2, head(1, head()))).encode()
    file.refuse(
        "older than what we know",
        "keyring-rolled-back",
        served=served(heads[:2]).encode(),
        trust_bytes=later,
        now=NOW,
    )
    file.refuse("begins before what we know", "keyring-chain", served=good, trust_bytes=later, now=NOW)
    file.refuse("no heads", "keyring-rolled-back", served=ServedKeyring((), b"").encode(), **usual)
    older = ServedKeyring(tuple(heads[:2]), served(heads, index=1).proof)
    file.refuse("a head that is not the last leaf", "keyring-not-latest", served=older.encode(), **usual)
    alone = ServedKeyring(tuple(heads), served([heads[2]]).proof)
    file.refuse(
        "the newest head as the only leaf of a log", "keyring-not-latest", served=alone.encode(), **usual
    )
    other = ServedKeyring(tuple(heads[:2]), served(heads).proof)
    file.refuse("the proof of another head", "proof-invalid", served=other.encode(), **usual)
    _long(file, heads, usual)
    file.refuse("no proof", "proof-invalid", served=ServedKeyring(tuple(heads), b"").encode(), **usual)
    stranger = NoteSigner(log_signer().name, signing("stranger")).verifier
    file.refuse(
        "another log key", "note-signature", served=good, trust_bytes=trust(log=stranger).encode(), now=NOW
    )


def _long(file: Any, heads: list[SignedHead], usual: dict[str, Any]) -> None:
    """Bounds that keep a server from making a client read without end."""
    parts = served(heads)
    for length, code in [(TLOG_PROOF_MAX, None), (TLOG_PROOF_MAX + 1, "keyring")]:
        proof = long_proof(parse_tlog_proof(parts.proof), length)
        front = replace(parts, proof=proof.data).encode()[:-length]
        whole = Long(((front, 1), *proof.pieces))
        if code is None:
            file.accept("a proof as long as it may be", served=whole, **usual)
        else:
            file.refuse("a proof that is a byte longer", code, served=whole, **usual)
    for length, code in [(SIGNED_HEAD_MAX, "head-malformed"), (SIGNED_HEAD_MAX + 1, "keyring")]:
        filling = length - len(replace(heads[0], document=b"\n").encode())
        long_head = replace(heads[0], document=b"x" * filling + b"\n")
        front, back = ServedKeyring((long_head,), b"").encode().split(b"x" * filling)
        whole = Long(((front, 1), (b"x", filling), (back, 1)))
        file.refuse(f"a signed head of {length} bytes", code, served=whole, **usual)


def _witnessed(file: Any, heads: list[SignedHead]) -> None:
    demanding = trust(policy_lines=policy_lines()).encode()
    strict = [heads[0], sign_head(head(1, head(), policy_lines=policy_lines()), *OFFICERS)]
    a, b, c = WITNESSES
    hour = 3600
    for name, times in {
        "two fresh cosignatures": {a: NOW, b: NOW},
        "at the edges of time": {a: NOW - 72 * hour, c: NOW + AHEAD_SECONDS},
    }.items():
        file.accept(name, served=served(heads, cosigners=times).encode(), trust_bytes=demanding, now=NOW)
    file.accept(
        "as the newest head asks",
        served=served(strict, cosigners={a: NOW, b: NOW}).encode(),
        trust_bytes=trust().encode(),
        now=NOW,
    )
    cases: list[tuple[str, str, dict[str, int]]] = [
        ("no cosignature", "quorum-missing", {}),
        ("one cosignature", "quorum-missing", {a: NOW}),
        ("one and a stranger's", "quorum-missing", {a: NOW, "stranger": NOW}),
        ("one of them stale", "quorum-missing", {a: NOW, b: NOW - 72 * hour - 1}),
        (
            "in the future of our clock",
            "clock-wrong",
            {a: NOW + AHEAD_SECONDS + 1, b: NOW + AHEAD_SECONDS + 1},
        ),
    ]
    for name, code, times in cases:
        file.refuse(
            name, code, served=served(heads, cosigners=times).encode(), trust_bytes=demanding, now=NOW
        )
    file.refuse(
        "not as the newest head asks",
        "quorum-missing",
        served=served(strict).encode(),
        trust_bytes=trust().encode(),
        now=NOW,
    )


def _roles(file: Any, heads: list[SignedHead]) -> None:
    """Each document is sound by itself, and they do not go together."""
    fresh = dict.fromkeys(WITNESSES, NOW)
    a = WITNESSES[0].partition(".")[0]

    def witness(key: bytes, name: str = "w.example") -> tuple[str, ...]:
        return (f"witness w {VerifierKey(name, TYPE_COSIGNATURE, key).encode()}", "quorum none")

    def two(**changes: Any) -> bytes:
        follower = head(1, head(), **changes)
        return served([heads[0], sign_head(follower, *OFFICERS)], cosigners=fresh).encode()

    usual = {"trust_bytes": trust(policy_lines=policy_lines()).encode(), "now": NOW}
    file.accept(
        "trust root and head name the same witnesses", served=two(policy_lines=policy_lines()), **usual
    )
    log = (f"log {log_signer().verifier.encode()}", "quorum none")
    file.accept("a head names the key log that we know", served=two(policy_lines=log), **usual)
    stranger = (f"log {NoteSigner(log_signer().name, signing('x')).verifier.encode()}", "quorum none")
    ceremony = NoteSigner(f"{ORIGIN}/ceremony", signing(WITNESSES[0])).verifier
    officers = (Officer("w", signing(WITNESSES[0]).public), *head().officers[1:])
    for name, changes in {
        "a head's witness is the key log": {"policy_lines": witness(log_signer().verifier.public)},
        "a head names another key for the key log": {"policy_lines": stranger},
        "a witness that we trust is the ceremony log": {
            "policy_lines": (f"log {ceremony.encode()}", "quorum none")
        },
        "a witness that we trust has another name": {
            "policy_lines": witness(signing(WITNESSES[0]).public, f"other-{a}.example")
        },
        "a witness that we trust is the intake key": {
            "intake": NoteSigner(f"{ORIGIN}/intake", signing(WITNESSES[1])).verifier
        },
        "a witness that we trust signs answers": {
            "publishers": (Publisher("desk", 1, (signing(WITNESSES[2]).public,)),)
        },
    }.items():
        file.refuse(name, "keyring-roles", served=two(**changes), **usual)
    follower = head(1, head(), officers=officers)
    signed = sign_head(follower, *OFFICERS[1:])
    data = served([heads[0], signed], cosigners=fresh).encode()
    file.refuse("a witness that we trust is an officer", "keyring-roles", served=data, **usual)
