"""Vectors of notes, checkpoints, cosignatures, policies, trees, proofs and receipts."""

from dataclasses import replace
from typing import Any

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.encoding import b64encode
from crypto.intake import make_receipt
from crypto.merkle import EMPTY_ROOT, consistency_proof, inclusion_proof, leaf_hash, node_hash, tree_root
from crypto.note import (
    NOTE_MAX,
    TYPE_COSIGNATURE,
    TYPE_ED25519,
    Note,
    NoteSigner,
    SignatureLine,
    VerifierKey,
    parse_note,
    sign_note,
)
from crypto.policy import AHEAD_SECONDS
from crypto.tlog_proof import TLOG_PROOF_MAX, TlogProof
from tests.vectors.cast import (
    DAY,
    NOW,
    WITNESSES,
    key_log,
    log_signer,
    policy_lines,
    seed,
    signing,
    witness_key,
)
from tests.vectors.notation import Long

LOG = log_signer()
KEY = LOG.verifier.encode()
ENTRIES = [f"entry {number}".encode() for number in range(7)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
A, B, C = WITNESSES
# Beyond the 32 bits in which some languages count, up to the largest number there is.
LARGE = [
    (2**31, 2**32 + 1),
    (2**32 + 3, 2**53 - 1),
    (2**52, 2**52 + 1),
    (2**53 - 3, 2**53 - 2),
    (5, 2**40),
]


def make(workshop: Any) -> None:
    """All files of this page."""
    _verifier_keys(workshop)
    _notes(workshop)
    _checkpoints(workshop)
    _cosignatures(workshop)
    _policies(workshop)
    _quorums(workshop)
    _trees(workshop)
    _consistency(workshop)
    _proofs(workshop)
    _receipts(workshop)


def _verifier_keys(workshop: Any) -> None:
    file = workshop.file("note/verifier-key", "Verifier keys: name, id, type and key.")
    file.accept("a log's", text=KEY.encode())
    file.accept("a witness's", text=witness_key(A).encode().encode())
    file.accept(
        "a name beyond ASCII",
        text=VerifierKey("дім.example", TYPE_ED25519, signing("a").public).encode().encode(),
    )
    public = signing("a").public
    for name in ("\U0001f33b", "a\u200bb", "a\u0301", "[a-z]*", "__proto__", "a\x7fb", "a\x9fb", "\ufeffa"):
        file.accept(f"the name {name!a}", text=VerifierKey(name, TYPE_ED25519, public).encode().encode())
    for name, text in {
        "nothing": "",
        "no id": f"name+{b64encode(public)}",
        "another id": KEY.replace("+", "+0", 1)[:-1],
        "a name altered": KEY.replace("test", "tess"),
        "an upper-case id": KEY.replace("/keys+", "/keys+").upper(),
        "no padding": KEY.rstrip("=")[:-1],
        "an LF behind": KEY + "\n",
        "an unknown type": VerifierKey("a", 6, public).encode(),
        "a degenerate key": VerifierKey("a", 1, bytes(32)).encode(),
        "an empty name": VerifierKey("", 1, public).encode(),
        "a space in the name": VerifierKey("a b", 1, public).encode(),
        "a no-break space in the name": VerifierKey("a\u00a0b", 1, public).encode(),
        "a next line in the name": VerifierKey("a\x85b", 1, public).encode(),
        "an escape in the name": VerifierKey("a\x1bb", 1, public).encode(),
        "a separator of lines in the name": VerifierKey("a\u2028b", 1, public).encode(),
        "a byte order mark before": "\ufeff" + KEY,
        "a plus too many": KEY.replace("+", "++", 1),
        "two parts": KEY.rsplit("+", 1)[0],
        "CR LF behind": KEY + "\r\n",
    }.items():
        file.refuse(name, "vkey-malformed", text=text.encode())


def _notes(workshop: Any) -> None:
    file = workshop.file("note/open", "Signed notes: who of the known keys signed; at least one must have.")
    text = "Дім\n\nзнову\n".encode()
    other = NoteSigner("other.example/log", signing("other"))
    note = sign_note(text, LOG)
    both = Note(text, (*note.lines, *sign_note(text, other).lines))
    good = file.blob("note", note.encode())
    line = note.lines[0].encode().encode()
    file.accept("one signature", note_bytes=good, known=[KEY])
    file.accept("two signatures, one key known", note_bytes=both.encode(), known=[KEY])
    file.accept("two signatures, both known", note_bytes=both.encode(), known=[KEY, other.verifier.encode()])
    file.accept("sixteen signatures", note_bytes=text + b"\n" + line * 16, known=[KEY])
    file.accept("sixteen post-quantum signatures of strangers", note_bytes=_crowded(note, 16), known=[KEY])
    file.accept("as long as a note may be", note_bytes=_filled(note, NOTE_MAX), known=[KEY])
    file.refuse(
        "a byte longer than a note may be",
        "note-malformed",
        note_bytes=_filled(note, NOTE_MAX + 1),
        known=[KEY],
    )
    for name in ("a\x7fb", "a\x9fb", "\ufeffa", "a\u200bb"):
        stranger = SignatureLine(name, b"\0\0\0\0", b"x")
        file.accept(
            f"a stranger of the name {name!a}",
            note_bytes=Note(text, (stranger, *note.lines)).encode(),
            known=[KEY],
        )
    renamed = replace(note.lines[0], name="other.example/log")
    marked = sign_note("\ufeffa byte order mark is text\n".encode(), LOG)
    file.accept("a byte order mark belongs to the text", note_bytes=marked.encode(), known=[KEY])
    file.accept(
        "a stranger under our name",
        note_bytes=Note(text, (*note.lines, SignatureLine(LOG.name, b"\0\0\0\0", b"x"))).encode(),
        known=[KEY],
    )
    file.accept(
        "a witness's key among the known ones is passed over",
        note_bytes=key_log(ENTRIES, {A: NOW}).encode(),
        known=[witness_key(A).encode(), KEY],
    )
    file.refuse("no known key", "note-signature", note_bytes=good, known=[other.verifier.encode()])
    file.refuse(
        "our key under another name",
        "note-signature",
        note_bytes=Note(text, (renamed,)).encode(),
        known=[KEY],
    )
    spoiled = Note(text, (*note.lines, *sign_note(b"other\n", other).lines)).encode()
    file.refuse(
        "a bad signature by a known key beside a good one",
        "note-signature",
        note_bytes=spoiled,
        known=[KEY, other.verifier.encode()],
    )
    file.refuse(
        "the text altered", "note-signature", note_bytes=good.flip(0).edit(0, 2, "ц".encode()), known=[KEY]
    )
    file.refuse(
        "a signature of 63 bytes",
        "note-signature",
        note_bytes=Note(text, (replace(note.lines[0], signature=bytes(63)),)).encode(),
        known=[KEY],
    )
    for name, data in {
        "nothing": b"",
        "no signature": text,
        "no empty line": text.replace(b"\n\n", b"\n") + line,
        "no LF at the end": good.cut(len(good.data) - 1),
        "no LF behind the second signature": both.encode()[:-1],
        "an LF more": good.add(b"\n"),
        "CR": text.replace(b"\n", b"\r\n") + b"\n" + line,
        "a tab in the text": b"a\tb\n\n" + line,
        "an escape in the text": b"\x1b[2J\n\n" + line,
        "zero in the text": b"\0\n\n" + line,
        "not UTF-8": b"\xff\n\n" + line,
        "a surrogate in the text": b"\xed\xa0\x80\n\n" + line,
        "not UTF-8 in a name": text + b"\n" + "— a".encode() + b"\xff AAAAAAA=\n",
        "CR behind a signature": text + b"\n" + line[:-1] + b"\r\n",
        "an empty line behind the signature": text + b"\n" + line + b"\n",
        "white space within base64": text + "\n— a AAAA AAA=\n".encode(),
        "base64 of the other alphabet": text + "\n— a AAAA_-_-\n".encode(),
        "a hyphen for the dash": text + b"\n" + line.replace("—".encode(), b"-"),
        "two spaces": text + b"\n" + line.replace("— ".encode(), "—  ".encode()),
        "base64 that is not canonical": text + b"\n" + line.replace(b"=", b""),
        "a signature of no bytes": text + "\n— a AAAAAA==\n".encode(),
        "text behind the signature": text + b"\n" + line[:-1] + b" x\n",
        "a plus in a name": text + "\n— a+b AAAAAAA=\n".encode(),
        "an ideographic space in a name": text + "\n— a\u3000b AAAAAAA=\n".encode(),
        "65 signatures": text + b"\n" + line * 65,
        "text only in the signatures' place": b"\n\n" + text,
    }.items():
        file.refuse(name, "note-malformed", note_bytes=data, known=[KEY])


def _crowded(note: Note, strangers: int) -> Long:
    """A note with signatures as long as those of ML-DSA-87, by strangers."""
    stranger = f"— stranger.example {b64encode(bytes(4 + 8 + 4627))}\n".encode()
    return Long(((note.encode(), 1), (stranger, strangers)))


def _filled(note: Note, length: int) -> Long:
    """A note of exactly this length, filled up by a stranger's signature under a long name."""
    missing = length - len(note.encode()) - len("— n AAAAAAAA\n".encode())
    quads, names = divmod(missing, 4)
    start = note.encode() + "— n".encode() + b"n" * names + b" AAAAAAAA"
    return Long(((start, 1), (b"AAAA", quads), (b"\n", 1)))


def long_proof(proof: TlogProof, length: int) -> Long:
    """A proof of exactly this length: extra data, and a stranger's line to make it even."""
    names = (length - len(replace(proof, extra=b"xyz").encode()) - len("— n AAAAAAAA\n".encode())) % 4
    line = SignatureLine("n" + "n" * names, bytes(4), bytes(2))
    note = parse_note(proof.checkpoint)
    even = replace(proof, extra=b"", checkpoint=Note(note.text, (*note.lines, line)).encode()).encode()
    start, end = even.split(b"extra ")
    return Long(((start + b"extra ", 1), (b"AAAA", (length - len(even)) // 4), (end, 1)))


def _large_policy(count: int) -> list[str]:
    """So many logs, witnesses, and groups, each group within the next."""
    lines = []
    for number in range(count):
        log = VerifierKey(f"log-{number}", TYPE_ED25519, signing(f"log {number}").public)
        witness = VerifierKey(f"witness-{number}", TYPE_COSIGNATURE, signing(f"witness {number}").public)
        inner = [f"g{number - 1}"] if number else []
        lines += [f"log {log.encode()}", f"witness w{number} {witness.encode()}"]
        lines += [" ".join(["group", f"g{number}", "all", f"w{number}", *inner])]
    return [*lines, f"quorum g{count - 1}"]


def _checkpoints(workshop: Any) -> None:
    file = workshop.file("checkpoint/open", "Checkpoints that a log signed.")
    point = Checkpoint(LOG.name, 7, tree_root(LEAVES))
    file.accept("seven entries", note_bytes=point.sign(LOG).encode(), log=KEY)
    file.accept("an empty log", note_bytes=Checkpoint(LOG.name, 0, EMPTY_ROOT).sign(LOG).encode(), log=KEY)
    file.accept("cosigned", note_bytes=key_log(ENTRIES, {A: NOW, B: NOW}).encode(), log=KEY)
    stranger = NoteSigner(LOG.name, signing("stranger"))
    file.refuse("another key", "note-signature", note_bytes=point.sign(stranger).encode(), log=KEY)
    other = Checkpoint("other.example/log", 7, point.root)
    file.refuse(
        "another log's checkpoint under this key",
        "checkpoint-origin",
        note_bytes=sign_note(other.encode(), LOG).encode(),
        log=KEY,
    )
    file.refuse(
        "only cosigned",
        "note-signature",
        note_bytes=Note(point.encode(), (cosign(point.encode(), A, signing(A), NOW),)).encode(),
        log=KEY,
    )
    body = point.encode()
    for name, text in {
        "an extension line": body + b"extension\n",
        "an empty line behind": body + b"\n",
        "two lines": body.split(b"\n", 1)[1],
        "a leading zero": body.replace(b"\n7\n", b"\n07\n"),
        "a negative size": body.replace(b"\n7\n", b"\n-7\n"),
        "a size above 2⁵³ − 1": body.replace(b"\n7\n", b"\n9007199254740992\n"),
        "a short root": body.split(b"\n")[0] + b"\n7\nAAAA\n",
        "a root without padding": body.replace(b"=\n", b"\n"),
        "a space in the origin": body.replace(b"/", b" /", 1),
    }.items():
        file.refuse(name, "checkpoint-malformed", note_bytes=sign_note(text, LOG).encode(), log=KEY)


def _cosignatures(workshop: Any) -> None:
    file = workshop.file(
        "cosignature/time", "When a witness cosigned a checkpoint; times go up to 2**63 - 1."
    )
    point = Checkpoint(LOG.name, 7, tree_root(LEAVES)).sign(LOG)
    witness = witness_key(A).encode()

    def with_lines(*lines: SignatureLine) -> bytes:
        return Note(point.text, (*point.lines, *lines)).encode()

    good = cosign(point.text, A, signing(A), NOW)
    file.accept("once", note_bytes=with_lines(good), witness=witness)
    file.accept("not at all", note_bytes=with_lines(), witness=witness)
    file.accept(
        "another witness", note_bytes=with_lines(cosign(point.text, B, signing(B), NOW)), witness=witness
    )
    file.accept(
        "thrice: the latest counts",
        note_bytes=with_lines(*(cosign(point.text, A, signing(A), NOW + by) for by in (0, 9, 3))),
        witness=witness,
    )
    for time in (0, 2**53 + 1, 2**63 - 1):
        file.accept(
            f"at {time}", note_bytes=with_lines(cosign(point.text, A, signing(A), time)), witness=witness
        )
    for time in (2**63, 2**64 - 1):
        line = cosign(point.text, A, signing(A), time)
        file.refuse(f"at {time}", "note-malformed", note_bytes=with_lines(good, line), witness=witness)
    plain = NOW.to_bytes(8, "big") + signing(A).sign(point.text)
    for name, signature in {
        "the time altered": (NOW + 1).to_bytes(8, "big") + good.signature[8:],
        "another checkpoint": cosign(b"other\n", A, signing(A), NOW).signature,
        "another key under the witness's name": cosign(point.text, A, signing("stranger"), NOW).signature,
        "signed without the time": plain,
    }.items():
        file.refuse(
            name, "note-signature", note_bytes=with_lines(replace(good, signature=signature)), witness=witness
        )
    for length in (64, 71, 73):
        file.refuse(
            f"{length} bytes",
            "note-malformed",
            note_bytes=with_lines(replace(good, signature=bytes(length))),
            witness=witness,
        )


def _policies(workshop: Any) -> None:
    file = workshop.file("policy/parse", "Policies, and the least number of witnesses that satisfies each.")
    witnesses = [
        f"witness {short} {witness_key(name).encode()}" for short, name in zip("abc", WITNESSES, strict=True)
    ]
    log = f"log {KEY}"
    for name, lines in {
        "none": ["quorum none"],
        "names that languages know": [
            f"witness __proto__ {witness_key(A).encode()}",
            f"witness constructor {witness_key(B).encode()}",
            "group toString all __proto__ constructor",
            "quorum toString",
        ],
        "one witness": [witnesses[0], "quorum a"],
        "two of three": list(policy_lines()),
        "any": [*witnesses, "group g any a b c", "quorum g"],
        "all": [*witnesses, "group g all a b c", "quorum g"],
        "the cheaper of two": [*witnesses, "group ab all a b", "group either any ab c", "quorum either"],
        "groups of groups": [*witnesses, "group ab any a b", "group both all ab c", "quorum both"],
        "logs, addresses, comments, tabs and spaces": [
            "# comment",
            "",
            f" {log} address",
            f"\t{witnesses[0]}\taddress ",
            "  # x",
            "quorum  a",
        ],
        "32 logs, 32 witnesses, 32 groups": _large_policy(32),
        "128 lines": [*["# x"] * 127, "quorum none"],
    }.items():
        file.accept(name, lines=lines)
    same = VerifierKey(A, TYPE_ED25519, signing(A).public).encode()
    for name, lines in {
        "nothing": [],
        "no quorum": witnesses,
        "two quorums": ["quorum none", "quorum none"],
        "an unknown quorum": ["quorum a"],
        "a quorum before its witness": ["quorum a", witnesses[0]],
        "an unknown word": ["wetness a b", "quorum none"],
        "a key that is none": ["log x", "quorum none"],
        "a witness's key as a log": [f"log {witness_key(A).encode()}", "quorum none"],
        "a log's key as a witness": [f"witness a {KEY}", "quorum a"],
        "one witness key under two names": [witnesses[0], witnesses[0].replace(" a ", " b "), "quorum a"],
        "one key as log and witness": [f"log {same}", witnesses[0], "quorum a"],
        "a log twice": [log, log, "quorum none"],
        "a name twice": [witnesses[0], witnesses[1].replace(" b ", " a "), "quorum a"],
        "none as a name": [witnesses[0].replace(" a ", " none "), "quorum none"],
        "none as a member": [witnesses[0], "group g any none", "quorum g"],
        "an empty group": [witnesses[0], "group g any", "quorum g"],
        "a threshold of none": [witnesses[0], "group g 0 a", "quorum g"],
        "a threshold above the members": [witnesses[0], "group g 2 a", "quorum g"],
        "a threshold with a leading zero": [witnesses[0], "group g 01 a", "quorum g"],
        "a member twice": [witnesses[0], "group g any a a", "quorum g"],
        "a member of two groups": [*witnesses, "group g any a", "group h 2 g a", "quorum h"],
        "one witness counted twice through two groups": [
            witnesses[0],
            witnesses[1],
            "group g any a",
            "group h any a b",
            "group q all g h",
            "quorum q",
        ],
        "a group within itself": [witnesses[0], "group g any g", "quorum g"],
        "129 lines": [*["# x"] * 128, "quorum none"],
        "an escape in a comment": ["# \x1b[2J", "quorum none"],
        "a delete character": ["quorum none \x7f"],
        "an LF": ["# x\nquorum none"],
        "a name that languages know": ["quorum constructor"],
        "a no-break space": [witnesses[0].replace(" a ", "\u00a0a "), "quorum a"],
        "a vertical tab": ["quorum\x0bnone"],
        "CR": ["quorum none\r"],
        "any in capitals": [witnesses[0], "group g ANY a", "quorum g"],
        "a threshold with a sign": [witnesses[0], "group g +1 a", "quorum g"],
        "a threshold as a fraction": [witnesses[0], "group g 1.0 a", "quorum g"],
        "a very long threshold": [witnesses[0], "group g 18446744073709551617 a", "quorum g"],
    }.items():
        file.refuse(name, "policy-malformed", lines=lines)


def _quorums(workshop: Any) -> None:
    file = workshop.file("policy/check", "A quorum of cosignatures from now − max_age to now + 24 hours.")
    usual = {"lines": list(policy_lines()), "now": NOW, "max_age": 72 * 3600}
    edge, ahead = NOW - 72 * 3600, NOW + AHEAD_SECONDS
    accepted: dict[str, dict[str, int]] = {
        "two": {A: NOW, B: NOW},
        "three": {A: NOW, B: NOW, C: NOW},
        "two and a stale one": {A: NOW, B: NOW, C: 0},
        "at the edges": {A: edge, B: ahead},
    }
    for name, times in accepted.items():
        file.accept(name, note_bytes=key_log(ENTRIES, times).encode(), **usual)
    file.accept(
        "none is asked for", note_bytes=key_log(ENTRIES).encode(), **usual | {"lines": ["quorum none"]}
    )
    refused: list[tuple[str, str, dict[str, int]]] = [
        ("none", "quorum-missing", {}),
        ("one", "quorum-missing", {A: NOW}),
        ("one and a stranger", "quorum-missing", {A: NOW, "stranger": NOW}),
        ("one is stale by a second", "quorum-missing", {A: NOW, B: edge - 1}),
        ("both are ahead by a second", "clock-wrong", {A: ahead + 1, B: ahead + 1}),
        ("one is ahead by a second", "clock-wrong", {A: NOW, B: ahead + 1}),
        ("one is of the year 287396", "clock-wrong", {A: NOW, B: 2**53 - 1}),
    ]
    for name, code, times in refused:
        file.refuse(name, code, note_bytes=key_log(ENTRIES, times).encode(), **usual)
    note = key_log(ENTRIES, {A: NOW})
    file.refuse(
        "one witness twice",
        "quorum-missing",
        note_bytes=Note(note.text, (*note.lines, note.lines[1])).encode(),
        **usual,
    )
    full, other = key_log(ENTRIES, {A: NOW, B: NOW, C: NOW}), key_log(ENTRIES[:3], {C: NOW})
    file.refuse(
        "two good and a bad one",
        "note-signature",
        note_bytes=Note(full.text, (*full.lines[:3], other.lines[1])).encode(),
        **usual,
    )


def _trees(workshop: Any) -> None:
    file = workshop.file("merkle/root", "Merkle tree hashes of entries.")
    for size in (0, 1, 2, 5, 7):
        file.accept(f"{size} entries", entries=ENTRIES[:size])
    proving = workshop.file("merkle/prove-inclusion", "Audit paths.")
    for index in (0, 3, 6):
        proving.accept(f"entry {index} of 7", entries=ENTRIES, index=index)
    proving.accept("the only entry", entries=ENTRIES[:1], index=0)
    for index in (7, -1):
        proving.refuse(f"entry {index} of 7", "proof-invalid", entries=ENTRIES, index=index)

    file = workshop.file("merkle/inclusion", "Audit paths, checked.")
    proof, root = inclusion_proof(LEAVES, 4), tree_root(LEAVES)
    usual = {"leaf": LEAVES[4], "index": 4, "size": 7, "proof": proof, "root": root}
    file.accept("entry 4 of 7", **usual)
    file.accept("the only entry", leaf=LEAVES[0], index=0, size=1, proof=[], root=LEAVES[0])
    for name, change in {
        "another leaf": {"leaf": LEAVES[3]},
        "another index": {"index": 5},
        "an index beyond the size": {"index": 7},
        "a negative index": {"index": -1},
        "a larger size": {"size": 9},
        "no tree": {"size": 0, "index": 0},
        "another root": {"root": seed("root")},
        "a hash less": {"proof": proof[:-1]},
        "a hash more": {"proof": [*proof, LEAVES[0]]},
        "hashes exchanged": {"proof": proof[::-1]},
        "a short hash": {"proof": [proof[0][:31], *proof[1:]]},
        "64 hashes": {"proof": [LEAVES[0]] * 64},
        "a hash more than a tree of one has, and a root that fits": {
            "index": 0,
            "size": 1,
            "proof": [LEAVES[0]],
            "root": node_hash(LEAVES[0], LEAVES[4]),
        },
        "a short hash, and a root that fits": {
            "index": 0,
            "size": 2,
            "proof": [bytes(31)],
            "root": node_hash(LEAVES[4], bytes(31)),
        },
        "a short leaf, and a root that fits": {
            "leaf": bytes(31),
            "index": 1,
            "size": 2,
            "proof": [LEAVES[0]],
            "root": node_hash(LEAVES[0], bytes(31)),
        },
    }.items():
        file.refuse(name, "proof-invalid", **usual | change)
    for index, size in LARGE:
        file.accept(f"entry {index} of {size}", **_large_inclusion(index, size))


def _large_inclusion(index: int, size: int) -> dict[str, Any]:
    """An audit path in a tree that nobody could build: all but the path is made up."""
    leaf = seed("leaf")
    if size == 1:
        return {"leaf": leaf, "index": index, "size": size, "proof": [], "root": leaf}
    left, beside = 1 << (size - 1).bit_length() - 1, seed(f"{size}")
    if index < left:
        inner = _large_inclusion(index, left)
        root = node_hash(inner["root"], beside)
    else:
        inner = _large_inclusion(index - left, size - left)
        root = node_hash(beside, inner["root"])
    return inner | {"index": index, "size": size, "proof": [*inner["proof"], beside], "root": root}


def _consistency(workshop: Any) -> None:
    proving = workshop.file("merkle/prove-consistency", "Consistency proofs.")
    for old in (0, 1, 3, 4, 6, 7):
        proving.accept(f"from {old} to 7", entries=ENTRIES, old_size=old)
    proving.refuse("from 8 to 7", "proof-invalid", entries=ENTRIES, old_size=8)

    file = workshop.file("merkle/consistency", "Consistency proofs, checked.")
    root = tree_root(LEAVES)
    for old in range(8):
        file.accept(
            f"from {old} to 7",
            old_size=old,
            old_root=tree_root(LEAVES[:old]),
            size=7,
            root=root,
            proof=consistency_proof(LEAVES, old),
        )
    file.accept("two empty trees", old_size=0, old_root=EMPTY_ROOT, size=0, root=EMPTY_ROOT, proof=[])
    proof = consistency_proof(LEAVES, 3)
    usual = {"old_size": 3, "old_root": tree_root(LEAVES[:3]), "size": 7, "root": root, "proof": proof}
    for name, change in {
        "another old root": {"old_root": seed("root")},
        "another new root": {"root": seed("root")},
        "another old size": {"old_size": 2},
        "another new size": {"size": 9},
        "a hash less": {"proof": proof[:-1]},
        "a hash more": {"proof": [*proof, LEAVES[0]]},
        "no proof": {"proof": []},
        "a shrunk tree": {"old_size": 8},
        "a shrunk tree with the same root": {"old_size": 8, "old_root": root, "proof": []},
        "a hash more, and roots that fit": {
            "old_root": node_hash(LEAVES[0], tree_root(LEAVES[:3])),
            "root": node_hash(LEAVES[0], root),
            "proof": [*proof, LEAVES[0]],
        },
        "a short hash, and a root that fits": {
            "old_size": 2,
            "size": 3,
            "proof": [bytes(31)],
            "old_root": tree_root(LEAVES[:2]),
            "root": node_hash(tree_root(LEAVES[:2]), bytes(31)),
        },
        "a negative size": {"old_size": -1},
        "64 hashes": {"proof": [LEAVES[0]] * 64},
        "one size, two roots": {"old_size": 7, "proof": []},
        "a proof where none belongs": {"old_size": 7, "old_root": root},
        "nothing became something": {"old_size": 0, "proof": []},
        "two empty trees, one with a root": {"old_size": 0, "old_root": EMPTY_ROOT, "size": 0, "proof": []},
        "a short hash": {"proof": [proof[0][:31], *proof[1:]]},
    }.items():
        file.refuse(name, "proof-invalid", **usual | change)
    for old, size in LARGE:
        old_root, new_root, path = _large_consistency(old, size, whole=True)
        sizes = {"old_size": old, "size": size}
        file.accept(f"from {old} to {size}", **sizes, old_root=old_root, root=new_root, proof=path)


def _large_consistency(old: int, size: int, whole: bool) -> tuple[bytes, bytes, list[bytes]]:
    """Both roots and the proof between trees that nobody could build: all but the path is made up."""
    beside = seed(f"{old} {size}")
    if old == size:
        return beside, beside, [] if whole else [beside]
    left = 1 << (size - 1).bit_length() - 1
    if old <= left:
        old_root, new_root, path = _large_consistency(old, left, whole)
        return old_root, node_hash(new_root, beside), [*path, beside]
    old_root, new_root, path = _large_consistency(old - left, size - left, whole=False)
    return node_hash(beside, old_root), node_hash(beside, new_root), [*path, beside]


def _proofs(workshop: Any) -> None:
    file = workshop.file("tlog-proof/verify", "Self-contained proofs that an entry is in a log.")
    proof = TlogProof(4, tuple(inclusion_proof(LEAVES, 4)), key_log(ENTRIES).encode())
    good = file.blob("proof", proof.encode())
    usual = {"entry": ENTRIES[4], "log": KEY}
    file.accept("good", proof=good, **usual)
    file.accept(
        "the only entry",
        proof=TlogProof(0, (), key_log(ENTRIES[:1]).encode()).encode(),
        entry=ENTRIES[0],
        log=KEY,
    )
    file.accept("extra data of others", proof=replace(proof, extra=b"data").encode(), **usual)
    file.accept(
        "cosigned", proof=replace(proof, checkpoint=key_log(ENTRIES, {A: NOW}).encode()).encode(), **usual
    )
    file.refuse("another entry", "proof-invalid", proof=good, entry=ENTRIES[3], log=KEY)
    file.refuse(
        "another log",
        "note-signature",
        proof=good,
        entry=ENTRIES[4],
        log=log_signer("intake").verifier.encode(),
    )
    first = proof.path[0]
    for name, code, altered in [
        ("another index", "proof-invalid", good.swap(b"index 4", b"index 5")),
        ("a leading zero", "proof-invalid", good.swap(b"index 4", b"index 04")),
        ("no index", "proof-invalid", good.swap(b"index 4\n", b"")),
        ("another version", "proof-invalid", good.swap(b"@v1", b"@v2")),
        ("a hash less", "proof-invalid", good.swap(b64encode(first).encode() + b"\n", b"")),
        ("nothing", "proof-invalid", good.cut(0)),
        ("extra data behind the index", "proof-invalid", good.swap(b"index 4\n", b"index 4\nextra AA==\n")),
        ("extra data twice", "proof-invalid", good.swap(b"index", b"extra AA==\nextra AA==\nindex")),
        ("no checkpoint", "proof-invalid", good.cut(good.data.index(b"\n\n"))),
        ("CR", "proof-invalid", good.swap(b"\n", b"\r\n")),
        ("the size altered", "note-signature", good.swap(b"\n7\n", b"\n8\n")),
        ("the checkpoint cut off", "note-malformed", good.cut(len(good.data) - 1)),
        ("a line behind", "note-malformed", good.add(b"more\n")),
    ]:
        file.refuse(name, code, proof=altered, **usual)
    longest = long_proof(proof, TLOG_PROOF_MAX)
    file.accept("as long as a proof may be", proof=longest, **usual)
    file.refuse(
        "a byte longer than a proof may be",
        "proof-invalid",
        proof=long_proof(proof, TLOG_PROOF_MAX + 1),
        **usual,
    )


def _receipts(workshop: Any) -> None:
    file = workshop.file("intake/receipt", "Receipts by the intake key.")
    intake, name = log_signer("intake"), seed("envelope")
    good = file.blob("receipt", make_receipt(name, DAY, intake).encode())
    usual = {"envelope_hash": name, "intake_key": intake.verifier.encode()}
    file.accept("good", receipt=good, **usual)
    file.refuse(
        "for another envelope",
        "receipt-invalid",
        receipt=good,
        envelope_hash=seed("other"),
        intake_key=intake.verifier.encode(),
    )
    file.refuse("another key", "receipt-invalid", receipt=good, envelope_hash=name, intake_key=KEY)
    line = good.data[good.data.index("—".encode()) :]
    for label, altered in {
        "the day altered": good.swap(b"05-28", b"05-29"),
        "cut off": good.cut(50),
        "nothing": good.cut(0),
        "a line behind": good.add(b"x\n"),
        "not signed": good.swap(b"\n" + line, b""),
        "too long": good.add(b"x" * 1024),
        "no such day": sign_note(
            good.data.split(b"\n\n")[0].replace(b"05-28", b"02-30") + b"\n", intake
        ).encode(),
        "another version": sign_note(
            good.data.split(b"\n\n")[0].replace(b"/v1", b"/v2") + b"\n", intake
        ).encode(),
        "a line more": sign_note(good.data.split(b"\n\n")[0] + b"\nmore x\n", intake).encode(),
    }.items():
        file.refuse(label, "receipt-invalid", receipt=altered, **usual)
