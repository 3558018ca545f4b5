"""Attempts on the logs: forked, cut short, replayed, badly signed, badly tiled."""

from dataclasses import replace
from typing import Any

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.merkle import tree_root
from crypto.note import Note, NoteSigner, parse_note, sign_note
from crypto.policy import AHEAD_SECONDS
from crypto.tiles import encode_bundle
from crypto.transcript import Transcript
from tests.simulators.archive import ADD_DAY, Rehearsal
from tests.simulators.archive_cast import FIRST_CASEWORKERS, at
from tests.simulators.archive_story import release
from tests.simulators.tiled_log import cosigned
from tests.vectors.attempt import Trial, attempt
from tests.vectors.cast import WITNESSES, seed, signing
from tracker.auditor.kept import Kept
from tracker.records import archive
from tracker.records.archive import Log

HOUR = 3600
DAY = 24 * HOUR
KEY_TILE = "log/keys/tile/0/000.p/2"
KEY_BUNDLE = "log/keys/tile/entries/000.p/2"
FIRST_KEY_TILE = "log/keys/tile/0/000.p/1"


def tiny() -> Rehearsal:
    """A genesis and nothing else."""
    story = Rehearsal()
    story.genesis()
    return story


def small(**otherwise: Any) -> Rehearsal:
    """A genesis, a caseworker more, some letters and an answer."""
    story = tiny()
    story.add(**otherwise)
    story.take_letters(20)
    story.publish(*FIRST_CASEWORKERS)
    return story


def key_note(story: Rehearsal, text: bytes, **others: Any) -> Trial:
    """The record with a checkpoint of the key log of this text, signed and cosigned as it should be."""
    return Trial.of(story).with_key_note(story, cosigned_text(story, text, **others))


def cosigned_text(story: Rehearsal, text: bytes, signer: NoteSigner | None = None) -> bytes:
    """Any text as the log and its witnesses would sign it."""
    note = sign_note(text, signer or story.keys.signer)
    lines = [cosign(text, name, signing(name), story.now) for name in WITNESSES]
    return Note(text, (*note.lines, *lines)).encode()


def body(story: Rehearsal, **changes: Any) -> bytes:
    """The text of the key log's checkpoint, with changes."""
    usual = Checkpoint(story.keys.signer.name, len(story.keys.entries), tree_root(story.keys.leaves))
    return replace(usual, **changes).encode()


@attempt("00-good", None, None)
def good() -> Trial:
    """Nothing is wrong: every rule holds, and a client takes the keyring."""
    return Trial.of(small())


@attempt("01-forked-log", "log-forked", 23)
def forked() -> Trial:
    """The key log showed those who met for a ceremony another tree of the same size, cosigned too."""

    def fork(transcript: Transcript) -> Transcript:
        other = Checkpoint("rehearsal/attempts/keys", 1, seed("another tree"))
        note = cosigned(other, story.keys.signer, at(ADD_DAY, 8), WITNESSES)
        return replace(transcript, opening=note)

    story = tiny()
    story.add(transcript=fork)
    return Trial.of(story)


@attempt("02-truncated-log", "keyring-rolled-back", 7, client=True)
def truncated() -> Trial:
    """The last head is cut off and the shorter log cosigned afresh; whoever is asked knows that head."""
    longer, shorter = small(), tiny()
    shorter.now = longer.now
    return Trial.of(shorter, longer.trust(known=1))


@attempt("03-replayed-checkpoint", "quorum-missing", 3, client=True)
def replayed() -> Trial:
    """The whole answer of before the last ceremony, with the cosignatures that it had then."""
    longer, shorter = small(), tiny()
    trial = Trial.of(shorter)
    trial.now = longer.now
    return trial


@attempt("04-stale-cosignatures", "quorum-missing", 3, client=True)
def stale() -> Trial:
    """The log is the newest, and no witness has looked at it for 72 hours and a second."""
    story = tiny()
    note = story.keys.note(story.now - 3 * DAY - 1)
    return Trial.of(story).with_key_note(story, note)


@attempt("05-timestamp-in-the-future", "clock-wrong", 3, client=True)
def future() -> Trial:
    """All witnesses cosigned more than a day ahead of our clock."""
    story = tiny()
    note = story.keys.note(story.now + AHEAD_SECONDS + 1)
    return Trial.of(story).with_key_note(story, note)


@attempt("06-tiles-of-two-sizes", "tile-mismatch", 36)
def mixed_sizes() -> Trial:
    """A tile of the upper level from when the tile below it was not yet full."""
    story = tiny()
    story.take_letters(258)
    story.publish(*FIRST_CASEWORKERS)
    earlier = tree_root(story.intake.leaves[:200])
    return Trial.of(story).alter("log/intake/tile/1/000.p/1", lambda _: earlier)


@attempt("07-swapped-entries", "tile-mismatch", 4)
def swapped() -> Trial:
    """The bundle of entries has the two heads in the other order."""
    story = small()
    return Trial.of(story).alter(KEY_BUNDLE, lambda _: encode_bundle(story.keys.entries[::-1]))


@attempt("08-flipped-bit", "tile-mismatch", 16)
def flipped() -> Trial:
    """One bit of one tile of the ceremony log is turned."""
    path = "log/ceremony/tile/0/000.p/2"
    return Trial.of(tiny()).alter(path, lambda data: bytes([data[0] ^ 1]) + data[1:])


@attempt("09-missing-partial-tile", "tile-missing", 4)
def missing() -> Trial:
    """The key log's partial tile is not there, only the one of the tree before."""
    story = small()
    trial = Trial.of(story)
    trial.files[FIRST_KEY_TILE] = trial.files.pop(KEY_TILE)[:32]
    return trial


@attempt("10-size-not-canonical", "checkpoint-malformed", 2, client=True)
def other_size() -> Trial:
    """The checkpoint writes its size with a leading zero, and all have signed it so."""
    story = tiny()
    return key_note(story, body(story).replace(b"\n1\n", b"\n01\n"))


@attempt("11-trailing-bytes", "tile-malformed", 4)
def trailing() -> Trial:
    """A byte more after the last entry of a bundle."""
    return Trial.of(small()).alter(KEY_BUNDLE, lambda data: data + b"\0")


@attempt("12-wrong-origin", "checkpoint-origin", 2, client=True)
def wrong_origin() -> Trial:
    """The log's key signed the checkpoint of another log."""
    story = tiny()
    return key_note(story, body(story, origin="rehearsal/elsewhere/keys"))


@attempt("13-extension-line", "checkpoint-malformed", 2, client=True)
def extension() -> Trial:
    """A fourth line is smuggled into the checkpoint, and all have signed it so."""
    story = tiny()
    return key_note(story, body(story) + b"and a line more\n")


@attempt("14-carriage-returns", "note-malformed", 2, client=True)
def carriage_returns() -> Trial:
    """The checkpoint's lines end in CR and LF."""
    story = tiny()
    note = story.keys.note(story.now).replace(b"\n", b"\r\n")
    return Trial.of(story).with_key_note(story, note)


@attempt("15-bad-signature-beside-good", "note-signature", 3, client=True)
def bad_beside_good() -> Trial:
    """Two witnesses' cosignatures are good, that of the third, whom we know, is not."""
    story = tiny()
    note = parse_note(story.keys.note(story.now))
    last = note.lines[-1]
    spoiled = replace(last, signature=last.signature[:-1] + bytes([last.signature[-1] ^ 1]))
    return Trial.of(story).with_key_note(story, replace(note, lines=(*note.lines[:-1], spoiled)).encode())


@attempt("16-no-quorum", "quorum-missing", 3, client=True)
def no_quorum() -> Trial:
    """One witness of three cosigned; two are asked for."""
    story = tiny()
    return Trial.of(story).with_key_note(story, story.keys.note(story.now, witnesses=WITNESSES[:1]))


@attempt("41-forked-since-the-last-audit", "log-forked", 5)
def forked_since() -> Trial:
    """An auditor kept a cosigned checkpoint of the same size with another root."""
    story = small()
    trial = Trial.of(story)
    other = Checkpoint(story.keys.signer.name, 2, seed("another tree"))
    note = cosigned(other, story.keys.signer, story.now - DAY, WITNESSES)
    trial.kept = Kept(story.origin, {Log.KEYS: (note,)}).encode()
    return trial


@attempt("42-truncated-since-the-last-audit", "log-rolled-back", 17)
def truncated_since() -> Trial:
    """An auditor kept a checkpoint of the ceremony log with an entry more than there are."""
    story = tiny()
    story.ceremonies.entries.append(story.ceremonies.entries[0])
    note = story.ceremonies.note(story.now - DAY)
    story.ceremonies.entries.pop()
    trial = Trial.of(story)
    trial.kept = Kept(story.origin, {Log.CEREMONY: (note,)}).encode()
    return trial


@attempt("43-fork-that-no-witness-saw", "quorum-missing", 3, client=True)
def fork_unseen() -> Trial:
    """Officers and log key made two histories for two groups of people; witnesses cosign only one of them."""
    story = small(head={"reason": "for one visitor alone"})
    return Trial.of(story).with_key_note(story, story.keys.note(story.now, witnesses=()))


@attempt("44-tile-at-another-path", "tile-missing", 16)
def other_path() -> Trial:
    """A tile lies at another spelling of its path, and nowhere else."""
    trial = Trial.of(tiny())
    trial.files["log/ceremony/tile/0/0.p/2"] = trial.files.pop("log/ceremony/tile/0/000.p/2")
    return trial


@attempt("45-signed-by-another-log", "note-signature", 2, client=True)
def other_log() -> Trial:
    """The key log's checkpoint is signed by the ceremony log's key, under the key log's name."""
    story = tiny()
    signer = NoteSigner(story.keys.signer.name, story.ceremonies.signer.key)
    return key_note(story, body(story), signer=signer)


@attempt("46-log-of-letters-forked", "intake-differs", 38)
def intake_forked() -> Trial:
    """The desk read, and signed that it read, another log of letters than the public one."""
    story = small()
    story.intake.entries[3] = seed("a letter that the desk never got")
    return Trial.of(story)


@attempt("47-letter-that-is-no-hash", "intake-entry", 36)
def no_hash() -> Trial:
    """An entry of the log of letters is something else than the hash of an envelope."""
    story = tiny()
    story.take_letters(3)
    story.publish(*FIRST_CASEWORKERS)
    story.intake.entries.append(b"a name")
    return Trial.of(story)


@attempt("48-answers-signed-by-one", "threshold-missing", 33)
def one_signer() -> Trial:
    """One signer of the desk signed the newest answers; two are asked for."""
    story = small()
    story.publish("caseworker-a")
    return Trial.of(story)


@attempt("49-client-altered", "client-file-differs", 40)
def client_altered() -> Trial:
    """One byte of one page of the released client is another."""
    story = released()
    return Trial.of(story).alter(archive.file_of("uk/"), lambda data: data.replace(b"uk", b"uK"))


def released() -> Rehearsal:
    """A genesis, and a released client that the next head pins."""
    story = tiny()
    release(story)
    story.publish(*FIRST_CASEWORKERS)
    return story


@attempt("50-release-not-logged", "release-unlogged", 27)
def release_unlogged() -> Trial:
    """The head names a client that no entry of the ceremony log announces."""
    story = tiny()
    release(story, head={"client": seed("another manifest")})
    return Trial.of(story)
