"""Attempts on what stands around the keyring: the other logs, the trust root, the client, keys grown old."""

from dataclasses import replace

from crypto.note import NoteSigner
from tests.simulators.archive import PAGES, Rehearsal
from tests.simulators.archive_cast import FIRST_CASEWORKERS, at
from tests.simulators.archive_story import release
from tests.simulators.tiled_log import TiledLog
from tests.vectors.attempt import Trial, attempt
from tests.vectors.attempts_logs import small, tiny
from tests.vectors.cast import WITNESSES, policy_lines, seed, signing
from tracker.auditor.kept import Kept
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.client_manifest import manifest_of

DAY = 24 * 3600


def signed_by_another(tiled: TiledLog, now: int) -> bytes:
    """A checkpoint under the log's name by a key that is not the log's."""
    stranger = NoteSigner(tiled.signer.name, signing("stranger"))
    return TiledLog(tiled.log, stranger, tiled.entries).note(now)


@attempt("93-trust-root-without-witnesses", "trust-weak", 1, client=True)
def weak() -> Trial:
    """A deployment that is no rehearsal, and a trust root that asks for no witness."""
    story = Rehearsal("people.example/inquiries")
    story.genesis()
    return Trial.of(story, story.trust(policy_lines=("quorum none",)))


@attempt("94-trust-root-with-one-witness", "trust-weak", 1, client=True)
def weaker() -> Trial:
    """A deployment that is no rehearsal, and a trust root for which one witness is enough."""
    story = Rehearsal("people.example/inquiries")
    story.genesis()
    return Trial.of(story, story.trust(policy_lines=policy_lines(1)))


@attempt("95-fewer-witnesses-than-the-head-asks", "quorum-missing", 8, client=True)
def head_asks() -> Trial:
    """The newest head asks for all three witnesses, and two have seen the log."""
    lines = tuple(line.replace("quorum-group 2", "quorum-group 3") for line in Rehearsal().policy())
    story = Rehearsal()
    story.genesis(head={"policy_lines": lines})
    note = story.keys.note(story.now, witnesses=WITNESSES[:2])
    return Trial.of(story).with_key_note(story, note)


@attempt("96-signer-who-is-no-caseworker", "roster-mismatch", 13)
def no_caseworker() -> Trial:
    """Beside the caseworkers somebody may sign answers who reads no letters and is in no roster."""
    story = Rehearsal()
    desk = tiny().newest.head.publishers[0]
    signers = (*desk.signers, signing("stranger").public)
    story.genesis(head={"publishers": (replace(desk, signers=signers),)})
    return Trial.of(story)


@attempt("97-ceremony-log-by-another-key", "note-signature", 14)
def other_ceremony_log() -> Trial:
    """The ceremony log's checkpoint is signed by a key that no head names."""
    story = tiny()
    note = signed_by_another(story.ceremonies, story.now)
    return Trial.of(story).alter(Log.CEREMONY.checkpoint, lambda _: note)


@attempt("98-ceremony-log-unwitnessed", "quorum-missing", 15)
def unwitnessed() -> Trial:
    """The ceremony log is the log's own word: no witness has cosigned it."""
    story = tiny()
    note = story.ceremonies.note(story.now, witnesses=())
    return Trial.of(story).alter(Log.CEREMONY.checkpoint, lambda _: note)


@attempt("99-keys-grown-old", "rotation-overdue", 30)
def grown_old() -> Trial:
    """Nobody's keys were rotated for longer than half a year."""
    story = tiny()
    story.now = at("2026-09-10")
    story.publish(*FIRST_CASEWORKERS)
    return Trial.of(story)


@attempt("100-log-of-letters-by-another-key", "note-signature", 34)
def other_intake_log() -> Trial:
    """The log of letters is signed by a key that is not the one in the newest head."""
    story = small()
    note = signed_by_another(story.intake, story.now)
    return Trial.of(story).alter(Log.INTAKE.checkpoint, lambda _: note)


@attempt("101-log-of-letters-unwitnessed", "quorum-missing", 35)
def intake_unwitnessed() -> Trial:
    """One witness of three has cosigned the log of letters."""
    story = small()
    note = story.intake.note(story.now, witnesses=WITNESSES[:1])
    return Trial.of(story).alter(Log.INTAKE.checkpoint, lambda _: note)


@attempt("102-letter-taken-out-of-the-log", "log-forked", 37)
def letter_gone() -> Trial:
    """A letter that an auditor saw logged is gone, and the rest moved up."""
    story = small()
    kept = story.intake.note(story.now - DAY, 10)
    del story.intake.entries[3]
    story.publish(*FIRST_CASEWORKERS)
    trial = Trial.of(story)
    trial.kept = Kept(story.origin, {Log.INTAKE: (kept,)}).encode()
    return trial


@attempt("103-manifest-of-another-client", "client-file-differs", 39)
def other_client() -> Trial:
    """A whole other client is served, and its manifest agrees with it but not with the head."""
    story = tiny()
    release(story)
    story.publish(*FIRST_CASEWORKERS)
    trial = Trial.of(story)
    pages = {path: body + b"<!-- for you -->\n" for path, body in PAGES.items()}
    trial.files |= {archive.file_of(path): body for path, body in pages.items()}
    trial.files[archive.CLIENT_MANIFEST] = manifest_of(pages).encode()
    return trial


@attempt("104-released-file-missing", "client-file-differs", 40)
def file_missing() -> Trial:
    """A file of the released client is not there at all."""
    story = tiny()
    release(story)
    story.publish(*FIRST_CASEWORKERS)
    trial = Trial.of(story)
    del trial.files["client/page.js"]
    return trial


@attempt("105-answers-that-read-ahead", "intake-differs", 38)
def read_ahead() -> Trial:
    """The desk says that it has read more letters than the public log has."""
    story = small()
    entries = list(story.intake.entries)
    story.intake.entries += [seed(f"attempts: unseen {number}") for number in range(4)]
    story.publish(*FIRST_CASEWORKERS)
    story.intake.entries = entries
    return Trial.of(story)
