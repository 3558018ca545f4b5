"""The records' branches of the tree of errors (docs/spec/errors.md), a section per noun."""

from crypto.errors import CeremonyError, TrackerError, WitnessError


# The form of an inquiry (docs/spec/form.md).
class FormError(TrackerError):
    """A form is not acceptable; ``facts['field']`` is the path, empty for the whole form."""

    code = "form"


class FormUnknownField(FormError):
    """A key that the form does not have."""

    code = "form-unknown-field"


class FormWrongType(FormError):
    """A value of another type than the field's kind takes, or text that is not Unicode."""

    code = "form-wrong-type"


class FormMissing(FormError):
    """A required field without an answer; "I do not know" would be one."""

    code = "form-missing"


class FormNotApplicable(FormError):
    """An answer to a question not asked after the one that ``facts['depends']`` names."""

    code = "form-not-applicable"


class FormNotAnOption(FormError):
    """A value outside the options of a choice."""

    code = "form-not-an-option"


class FormRepeated(FormError):
    """One option or line given twice."""

    code = "form-repeated"


class FormBlank(FormError):
    """An answer without content; leave the key out instead."""

    code = "form-blank"


class FormTooLong(FormError):
    """Text of more characters than ``facts['limit']``."""

    code = "form-too-long"


class FormTooMany(FormError):
    """A list of more items than ``facts['limit']``."""

    code = "form-too-many"


class FormDateInvalid(FormError):
    """Not a date of the calendar in the accepted form, or an age that nobody has."""

    code = "form-date-invalid"


class FormYearShort(FormError):
    """A date was typed whose year has two digits: it may be of either century."""

    code = "form-year-short"


class FormNumberRange(FormError):
    """A number outside ``facts['least']`` to ``facts['most']``."""

    code = "form-number-range"


class FormHoldsWords(FormError):
    """Text that holds the ten words of a letter; they belong on paper, and nowhere else."""

    code = "form-holds-words"


class FormTooLarge(FormError):
    """The canonical JSON of the whole form has more bytes than ``facts['limit']``."""

    code = "form-too-large"


class FormEmpty(FormError):
    """An addition that adds nothing."""

    code = "form-empty"


class FormNotEmpty(FormError):
    """A withdrawal or a probe that carries answers."""

    code = "form-not-empty"


class FormKindUnknown(FormError):
    """A letter kind that does not exist."""

    code = "form-kind-unknown"


# The content of an answer (docs/spec/answer.md).
class AnswerError(TrackerError):
    """An answer is not acceptable; ``facts['field']`` is the path, empty for the whole."""

    code = "answer"


class AnswerUnknownKey(AnswerError):
    """A key that an answer does not have, or not with this work or knowledge."""

    code = "answer-unknown-key"


class AnswerMissing(AnswerError):
    """A key that this work or knowledge needs."""

    code = "answer-missing"


class AnswerWrongType(AnswerError):
    """A value of another type than the key takes."""

    code = "answer-wrong-type"


class AnswerNotInVocabulary(AnswerError):
    """A value that the vocabulary does not have."""

    code = "answer-not-in-vocabulary"


class AnswerDateInvalid(AnswerError):
    """Not a date in the accepted form, or an earlier one where a later one belongs."""

    code = "answer-date-invalid"


class AnswerInconsistent(AnswerError):
    """Values that do not go together, such as a confirmation through the ICRC from a lawyer."""

    code = "answer-inconsistent"


class AnswerTooLarge(AnswerError):
    """The canonical JSON of the answer has more bytes than ``facts['limit']``."""

    code = "answer-too-large"


# The catalogues of texts.
class CatalogueError(TrackerError):
    """A text cannot be given in a language."""

    code = "catalogue"


class CatalogueMissing(CatalogueError):
    """No compiled catalogue for this language; ``facts['language']`` names it."""

    code = "catalogue-missing"


class TextMissing(CatalogueError):
    """The catalogue has no such msgid, or its text wants a value that was not given."""

    code = "text-missing"


# Bundles (docs/spec/inbox.md, docs/spec/outbox.md).
class BundleError(TrackerError):
    """A bundle is not acceptable; nothing of it was stored or applied."""

    code = "bundle"


class InboxMalformed(BundleError):
    """The inbox is cut off, too long, or not in its one encoding."""

    code = "inbox-malformed"


class InboxOrigin(BundleError):
    """The inbox of another origin."""

    code = "inbox-origin"


class InboxCheckpoint(BundleError):
    """The inbox's checkpoint is not by the intake key, or of another size than the bundle."""

    code = "inbox-checkpoint"


class InboxRoot(BundleError):
    """The letters do not lead to the signed root: one was swapped, left out or added."""

    code = "inbox-root"


class InboxChanged(InboxRoot):
    """The medium gave another letter than the one that was verified a moment before."""

    code = "inbox-changed"


class OutboxMalformed(BundleError):
    """The outbox is cut off, too long, not in its one encoding, or disagrees with its manifest."""

    code = "outbox-malformed"


class OutboxOrigin(BundleError):
    """The outbox of another origin."""

    code = "outbox-origin"


class OutboxReplayed(BundleError):
    """An outbox older than the last applied one."""

    code = "outbox-replayed"


class OutboxForked(BundleError):
    """Two different outboxes claim one sequence: two copies of a vault are in use."""

    code = "outbox-forked"


class TicketExpired(BundleError):
    """The ticket's last day is over: make a new outbox."""

    code = "ticket-expired"


class TicketForked(BundleError):
    """The desk's intake log is no prefix of the server's: letters were lost or replaced."""

    code = "ticket-forked"


# Ceremonies (docs/guides/officer.md, keys/README.md); the formats' own errors are in crypto.errors.
class PlanMalformed(CeremonyError):
    """The plan is not TOML of the documented shape; ``facts['field']`` names the place."""

    code = "plan-malformed"


class PlanThreshold(CeremonyError):
    """A threshold that its group cannot reach, or that is less than one."""

    code = "plan-threshold"


class FolderIncomplete(CeremonyError):
    """A file that this command needs is not in the folder; ``facts['file']`` names it."""

    code = "folder-incomplete"


class ParticipantUnknown(CeremonyError):
    """A key, card, proof or signature lies in the folder of somebody whom the plan does not name."""

    code = "participant-unknown"


class CardMalformed(CeremonyError):
    """Not a recipient card, or the card of somebody else than the file's name says."""

    code = "card-malformed"


class ShareUnknownWord(CeremonyError):
    """A word that no share can have; ``facts['position']`` counts from 1."""

    code = "share-unknown-word"


class ShareLength(CeremonyError):
    """Another number of words than a share has; ``facts['count']`` says how many."""

    code = "share-length"


class ShareChecksum(CeremonyError):
    """All words are known and the checksum fails: at least one is another word than was written."""

    code = "share-checksum"


class ShareForeign(CeremonyError):
    """A whole SLIP-39 share, made with other settings than ours: it is of another program's secret."""

    code = "share-foreign"


class RollCallStale(CeremonyError):
    """A roll-call that was begun before something else was logged, or under another epoch."""

    code = "roll-call-stale"


class PrintingFailed(CeremonyError):
    """The command that was to print a sheet failed; the detail is its exit status."""

    code = "printing-failed"


class SharesMixed(CeremonyError):
    """Shares that were not made together."""

    code = "shares-mixed"


class KeyReused(CeremonyError):
    """One key given twice, by two people or for two roles; ``facts`` names both."""

    code = "key-reused"


class ChallengeAltered(CeremonyError):
    """A challenge, or its note of what was asked, is not what this program wrote."""

    code = "challenge-altered"


class CardChanged(CeremonyError):
    """The card is another one than the challenge was made for."""

    code = "card-changed"


class DraftAltered(CeremonyError):
    """A drafted document no longer follows from plan, keys and proofs: one of them was altered."""

    code = "draft-altered"


class SignatureUnexpected(CeremonyError):
    """A signature by another key than that of the participant in whose name it lies there."""

    code = "signature-unexpected"


class SignatureMissing(CeremonyError):
    """A participant who must sign has not; ``facts['who']`` names them."""

    code = "signature-missing"


class LogKeyMismatch(CeremonyError):
    """The log key is not the one that the head names."""

    code = "log-key-mismatch"


class TrustFromFolder(CeremonyError):
    """The trust root lies in the folder that it should judge; it must come from a person."""

    code = "trust-from-folder"


class SecretInFolder(CeremonyError):
    """A secret key would come to lie in the folder that is published."""

    code = "secret-in-folder"


class ScriptDiffers(CeremonyError):
    """The script in the folder is not the one whose hash the transcript names."""

    code = "script-differs"


class ArchiveForked(CeremonyError):
    """The archive, its logs and the folder of a ceremony do not continue one another."""

    code = "archive-forked"


class CeremonyOvertaken(CeremonyError):
    """Another ceremony made the announced epoch meanwhile."""

    code = "ceremony-overtaken"


class CeremonyEnded(CeremonyError):
    """The ceremony was aborted or has been logged: this can no longer be done in it."""

    code = "ceremony-ended"


class CeremonyNotReady(CeremonyError):
    """The ceremony has not come so far: its announcement, opening or drafts are not there yet."""

    code = "ceremony-not-ready"


class CeremonyBusy(CeremonyError):
    """Another program is at work in this folder, ``facts['folder']``; nothing was changed by this one."""

    code = "ceremony-busy"


class StepRefused(CeremonyError):
    """Not the next step of the script, or a record of it without outcome, initials or reason."""

    code = "step-refused"


class SigningFailed(CeremonyError):
    """ssh-keygen did not sign: wrong password, no such key, or not an Ed25519 key."""

    code = "signing-failed"


# The archive and its audit (docs/spec/archive.md, docs/spec/audit.md).
class ArchiveError(TrackerError):
    """Something of an archive is not as it must be."""

    code = "archive"


class ArchivePathInvalid(ArchiveError):
    """A path that no archive has, or another spelling of one that it has."""

    code = "archive-path"


class ArchiveMissing(ArchiveError):
    """A file of the archive is absent; ``facts['path']`` names it."""

    code = "archive-missing"


class ArchiveTooLarge(ArchiveError):
    """A file of the archive has more bytes, or a log more entries, than its kind may have."""

    code = "archive-too-large"


class LogForked(ArchiveError):
    """A log has two histories: what was seen of it is not the beginning of what it is now."""

    code = "log-forked"


class LogRolledBack(ArchiveError):
    """A log has fewer entries than were seen of it before."""

    code = "log-rolled-back"


class KeyringDiffers(ArchiveError):
    """A head is served that the key log does not have in its place."""

    code = "keyring-differs"


class RotationOverdue(ArchiveError):
    """A caseworker's keys should have been rotated by now; ``facts['who']``."""

    code = "rotation-overdue"


class IntakeEntryInvalid(ArchiveError):
    """An entry of the intake log is no hash of an envelope."""

    code = "intake-entry"


class IntakeDiffers(ArchiveError):
    """A desk read another intake log than the public one."""

    code = "intake-differs"


class AuditStateMalformed(ArchiveError):
    """The file of kept checkpoints is not in its one encoding, or is of another origin."""

    code = "audit-state"


class ProbeLost(ArchiveError):
    """A probe was acknowledged and is not in the intake log, though its batch is closed."""

    code = "probe-lost"


# The released client (docs/spec/pages.md).
class ClientError(TrackerError):
    """Something of a released client is not as it must be."""

    code = "client"


class ClientManifestMalformed(ClientError):
    """The manifest of a released client is not in its one encoding."""

    code = "client-manifest-malformed"


class ReleasedFileDiffers(ClientError):
    """A file is not the one that was released; ``facts['path']`` names it."""

    code = "client-file-differs"


# The way to a server (tracker/transport.py).
class TransportError(TrackerError):
    """A server could not be asked, or its answer is none."""

    code = "transport"


class ServerUnreachable(TransportError):
    """No connection, or it broke off; ``facts['lost']`` says whether something may have arrived."""

    code = "server-unreachable"


class LetterInDoubt(TransportError):
    """The connection was lost while a letter was on its way: it may have arrived."""

    code = "letter-in-doubt"


class ServerRefused(TransportError):
    """The server said no: ``facts`` has the ``status`` and its own ``server_code``, or ``unknown``.

    ``facts['outbox']`` says whether an outbox was applied nevertheless; empty if not said.
    """

    code = "server-refused"


class ServerAnswerInvalid(TransportError):
    """An answer that is too long, a redirect, or another status than the protocol has."""

    code = "server-answer"


class ServerAddressInvalid(TransportError):
    """Not the address of a server."""

    code = "server-address"


class ProxyUnsupported(TransportError):
    """Not a socks5h proxy, or the package for it is absent; ``facts['reason']`` says which."""

    code = "proxy-unsupported"


# Running a witness (docs/guides/witness.md); what it answers to requests is in crypto.errors.
class WitnessFolder(WitnessError):
    """Not a witness's folder, or a file of it is missing or damaged; ``facts['file']`` names it."""

    code = "witness-folder"


class WitnessLogKey(WitnessError):
    """The witness knows this log under another key, which only its operator replaces."""

    code = "witness-log-key"


class WitnessClock(WitnessError):
    """This clock is before the last cosignature; ``facts`` holds both times. Nothing is signed."""

    code = "witness-clock"


class WitnessLogOlder(WitnessError):
    """The log offers a smaller tree than was cosigned, ``facts['size']`` and ``facts['seen']``."""

    code = "witness-log-older"


class WitnessEvidence(WitnessError):
    """A log did what a log must not do, and the evidence is kept; ``facts['count']`` says how often."""

    code = "witness-evidence"


# Asking witnesses (tracker/cosigning.py, docs/spec/witness.md).
class CosigningError(TrackerError):
    """A witness that was asked gave no cosignature."""

    code = "cosigning"


class WitnessAddressInvalid(CosigningError):
    """Not a line ``witness NAME VKEY URL``, or one key or name twice."""

    code = "witness-address"


class WitnessRefused(CosigningError):
    """The witness said no, with the HTTP status ``facts['status']``."""

    code = "witness-refused"


class WitnessAhead(CosigningError):
    """The witness has seen a larger tree of this log, ``facts['size']``, than that it was to sign."""

    code = "witness-ahead"


class WitnessDisagrees(CosigningError):
    """The witness has seen another root of this size: the log signed two, and nobody should trust it."""

    code = "witness-disagrees"


class WitnessAnswerInvalid(CosigningError):
    """The witness's answer is no size, or holds no valid cosignature by its key on this checkpoint."""

    code = "witness-answer"


# The family's command line.
class FamilyError(TrackerError):
    """What a family wants cannot be done like this."""

    code = "family"


class WordlistInvalid(FamilyError):
    """A list of words is damaged: the installation is broken."""

    code = "wordlist"


class WordsAmbiguous(FamilyError):
    """The words mean something in more than one list; the language must be said."""

    code = "words-ambiguous"


class WordsNotWritten(FamilyError):
    """Words typed again are not those shown; ``facts['position']`` counts from 1."""

    code = "words-not-the-same"


class FormUnreadable(FamilyError):
    """The file with the form is no JSON object, or too long."""

    code = "form-unreadable"


class CarriedFileMalformed(FamilyError):
    """A file that was carried to a machine without a network is another one, or damaged."""

    code = "carried-malformed"


class AttachmentError(FamilyError):
    """A picture cannot go with a letter; ``facts['position']`` counts from 1."""

    code = "attachment"


class AttachmentType(AttachmentError):
    """Neither JPEG nor PNG, by its content."""

    code = "attachment-type"


class AttachmentDamaged(AttachmentError):
    """A picture that is cut off or does not keep to its format."""

    code = "attachment-damaged"


class AttachmentTooLarge(AttachmentError):
    """More bytes than ``facts['limit']``, of one picture or of all together."""

    code = "attachment-too-large"


class AttachmentTooMany(AttachmentError):
    """More pictures than ``facts['limit']``."""

    code = "attachment-too-many"


# The server (docs/spec/server-api.md, docs/guides/operator.md).
class ServerError(TrackerError):
    """The server cannot or will not do what it was asked."""

    code = "server"


class ConfigMissing(ServerError):
    """There is no configuration file at this path: run `tracker server init`."""

    code = "config-missing"


class ConfigMalformed(ServerError):
    """The configuration file is not TOML."""

    code = "config-malformed"


class ConfigUnknownKey(ServerError):
    """A setting that the server does not have; ``facts['key']`` names it."""

    code = "config-unknown-key"


class ConfigInvalid(ServerError):
    """A setting of the wrong type or outside its bounds; ``facts['key']`` names it."""

    code = "config-invalid"


class PortTaken(ServerError):
    """Another program listens where the server was to; ``facts['port']`` is the port, or the path."""

    code = "port-taken"


class ConfigExists(ServerError):
    """The folder already holds a server; nothing was overwritten."""

    code = "config-exists"


class StateUnsafe(ServerError):
    """A secret file of the server is missing, malformed, or readable by others."""

    code = "state-unsafe"


class SqliteWal(ServerError):
    """WAL is asked for, and this SQLite has the WAL-reset fault (fixed in 3.51.3)."""

    code = "sqlite-wal"


class DatabaseUnreachable(ServerError):
    """The database does not answer, or refuses us."""

    code = "database-unreachable"


class DatabaseSetting(ServerError):
    """The database keeps what it must not keep, such as commit times."""

    code = "database-setting"


class SchemaNewer(ServerError):
    """The database was written by a newer version of this program."""

    code = "schema-newer"


class SchemaOlder(ServerError):
    """The database has an older schema: run `tracker server upgrade`."""

    code = "schema-older"


class KeyringMissing(ServerError):
    """No keyring is installed yet: the server can neither take letters nor publish."""

    code = "keyring-missing"


class KeyringForked(ServerError):
    """The keyring differs from the installed one at an epoch that both have."""

    code = "keyring-forked"


class IntakeKeyMismatch(ServerError):
    """The newest head names another intake key than this server's."""

    code = "intake-key-mismatch"


class ReleaseFailed(ServerError):
    """The family's pages cannot be rendered: a part of them was not built, or would not be safe to serve."""

    code = "release-failed"


class PagesMissing(ServerError):
    """The family's pages are not there, or differ from what was released: run `tracker server pages`."""

    code = "pages-missing"


class ReleaseUnlisted(ServerError):
    """The pages are not the released client that the newest head names."""

    code = "release-unlisted"


class IntakeLogForked(ServerError):
    """The published intake log is longer than the database, or another one: the database is an old one."""

    code = "intake-log-forked"


class PublicTreeRefused(ServerError):
    """What a ceremony hands over to be served does not agree with itself, or is older than what is."""

    code = "public-tree-refused"


class NotFound(ServerError):
    """Nothing is served under this path, or not any more."""

    code = "not-found"


class RequestRefused(ServerError):
    """A request that HTTP does not allow here, such as another method."""

    code = "request-refused"


class LengthRequired(ServerError):
    """A body without Content-Length."""

    code = "length-required"


class UploadIncomplete(ServerError):
    """The body ended before its announced length, or came too slowly."""

    code = "upload-incomplete"


class OutboxTooLarge(ServerError):
    """An outbox above the server's bound; ``facts['limit']`` is in bytes."""

    code = "outbox-too-large"


class Busy(ServerError):
    """All places for uploads are taken, or another exchange is running: try again later."""

    code = "busy"


class StorageFull(ServerError):
    """There is no room left for letters; nothing was stored or acknowledged."""

    code = "storage-full"


class FormExpired(ServerError):
    """The courier's form was open too long, or was not ours: open it again."""

    code = "form-expired"


class CheckFailed(ServerError):
    """`tracker server check` found something wrong; ``facts['failed']`` counts the lines."""

    code = "check-failed"


class ServerFault(ServerError):
    """A fault of the server's program; the place is in its log, and nothing of the request."""

    code = "server-fault"


# The desk (docs/spec/vault.md, docs/spec/inbox.md, docs/spec/outbox.md).
class DeskError(TrackerError):
    """The desk cannot do what was asked; nothing was changed."""

    code = "desk"


class VaultError(DeskError):
    """The vault cannot be used."""

    code = "vault"


class VaultBusy(VaultError):
    """Another process works on this vault."""

    code = "vault-busy"


class VaultNewer(VaultError):
    """The vault was written by a newer version of this program."""

    code = "vault-newer"


class VaultOlder(VaultError):
    """The vault was written by an older version of this program, in a form that this one does not read."""

    code = "vault-older"


class VaultOther(VaultError):
    """The vault of another origin, publisher or trust root than the one that was asked for."""

    code = "vault-other"


class VaultNotMember(VaultError):
    """The identity is none of this vault's caseworkers."""

    code = "vault-not-member"


class VaultTampered(VaultError):
    """A row of the vault is not what a caseworker signed: altered, missing or added from outside."""

    code = "vault-tampered"


class VaultDamaged(VaultError):
    """The file is no vault, or cannot be read as one."""

    code = "vault-damaged"


class VaultReadOnly(VaultError):
    """The vault cannot be written: a read-only medium, or a file or folder of somebody else."""

    code = "vault-read-only"


class VaultFull(VaultError):
    """No room is left on the medium of the vault; what was done before is kept."""

    code = "vault-full"


class VaultMedium(VaultError):
    """The medium of the vault cannot be read or written, or is gone; what was done before is kept."""

    code = "vault-medium"


class BackupDiffers(VaultError):
    """The copy of the vault, read back, is not what was written."""

    code = "backup-differs"


class BackupSameDevice(VaultError):
    """The copy would lie on the medium of the vault, and protect against nothing."""

    code = "backup-same-device"


class RestoreNobody(VaultError):
    """The keyring that was given does not name the caseworker who restores."""

    code = "restore-nobody"


class RestoreMember(VaultError):
    """The caseworker's own key opens the copy: the recovery key is not needed."""

    code = "restore-member"


class InboxGap(DeskError):
    """The inbox begins behind what the desk has: an earlier one is missing."""

    code = "inbox-gap"


class InboxOlder(DeskError):
    """The inbox has fewer letters than the desk: it was made before the last one."""

    code = "inbox-older"


class InboxForked(DeskError):
    """The inbox disagrees with letters that the desk already has: the log was rewritten."""

    code = "inbox-forked"


class FetchDayEarly(DeskError):
    """The inbox cannot have been fetched so early: an earlier one or a witness tells of a later day."""

    code = "fetch-day-early"


class CaseUnknown(DeskError):
    """No case of this number, or one that was erased."""

    code = "case-unknown"


class CaseClosed(DeskError):
    """A withdrawn, erased or unreadable case takes no answer."""

    code = "case-closed"


class ActMalformed(DeskError):
    """An act that is none, holds what it may not, or is too long."""

    code = "act-malformed"


class ActNewer(DeskError):
    """An act of a kind that only a newer version of this program knows."""

    code = "act-newer"


class ActBlank(DeskError):
    """An act without the words or the name that it is made of; ``facts['field']`` names what is missing."""

    code = "act-blank"


class AssigneeUnknown(DeskError):
    """No caseworker of this desk has that name in the keyring of the vault."""

    code = "assignee-unknown"


class WaitDayInvalid(DeskError):
    """The day to wait for does not exist, or does not lie ahead."""

    code = "wait-day-invalid"


class LinkItself(DeskError):
    """An inquiry cannot be linked to, or judged against, itself."""

    code = "link-itself"


class MatchUnknown(DeskError):
    """No entry of this reference to be judged against: no such inquiry, no such row of a list."""

    code = "match-unknown"


class MatchWithoutConsent(DeskError):
    """A family did not allow comparing its letter with lists and other letters."""

    code = "match-without-consent"


class UndoNothing(DeskError):
    """There is nothing to undo, or to bring again."""

    code = "undo-nothing"


class UndoLasting(DeskError):
    """What left the desk cannot be taken back: a referral, an evidence export, an attachment."""

    code = "undo-lasting"


class UndoTold(DeskError):
    """The answer went out in an outbox: write a corrected one."""

    code = "undo-told"


class UndoDrafted(UndoTold):
    """An outbox that waits for a signature has the answer: make another with a corrected one."""

    code = "undo-drafted"


class UndoNotYours(DeskError):
    """Only who undid an act can bring it again."""

    code = "undo-not-yours"


class UndoUnknown(DeskError):
    """No act of this id is known to the vault."""

    code = "undo-unknown"


class NotesError(DeskError):
    """Desk notes cannot be read; nothing of them was taken in."""

    code = "notes"


class NotesMalformed(NotesError):
    """No desk notes, cut off, altered on the way, or with an act that its author did not sign."""

    code = "notes-malformed"


class NotesOther(NotesError):
    """Desk notes of another desk: of ``facts['publisher']`` at ``facts['origin']``."""

    code = "notes-other"


class NotesKeyring(NotesError):
    """Desk notes under a keyring that this vault does not have; ``facts['epoch']`` is its epoch."""

    code = "notes-keyring"


class NotesNotForYou(NotesError):
    """Desk notes that were not sealed to this identity, or whose boxes were altered."""

    code = "notes-not-for-you"


class NotesSigner(NotesError):
    """Who signed the desk notes is no caseworker of the newest keyring."""

    code = "notes-signer"


class NotesNewer(NotesError):
    """Desk notes, or acts in them, of a newer version of this program."""

    code = "notes-newer"


class SequenceElsewhere(DeskError):
    """Outboxes of this desk are exported from another vault; ``facts['who']`` names whose."""

    code = "sequence-elsewhere"


class WordingStopped(DeskError):
    """The words of an answer hold something that must not leave; ``facts['findings']`` say what and where."""

    code = "wording-stopped"


class JustificationIdle(DeskError):
    """A reason about nothing that can be justified; ``facts['key']`` says which."""

    code = "justification-idle"


class JustificationShort(DeskError):
    """A reason that says too little to be judged by, or too much; ``facts['key']`` says which."""

    code = "justification-short"


class TemplateUnfit(DeskError):
    """The template does not go with what is known; ``facts['template']`` names it."""

    code = "template-unfit"


class TemplateUnknown(DeskError):
    """No template, or no question of it, has this name."""

    code = "template-unknown"


class SequenceHere(DeskError):
    """Outboxes of this desk are exported from this very vault already."""

    code = "sequence-here"


class SequenceImplausible(DeskError):
    """The last inbox names an outbox of a number that no desk reaches; ``facts['number']`` is it."""

    code = "sequence-implausible"


class ConfirmNothing(DeskError):
    """No answer of this case waits for a second caseworker."""

    code = "confirm-nothing"


class ConfirmSamePerson(DeskError):
    """The second caseworker must be another person than the one who answered."""

    code = "confirm-same-person"


class DraftComplete(DeskError):
    """The newest outbox has all its signatures: nothing waits for one."""

    code = "draft-complete"


class DraftOther(DeskError):
    """The outbox to sign is not the newest one that this vault made."""

    code = "draft-other"


class SignerUnauthorised(DeskError):
    """The keyring does not name this identity among the publisher's signers."""

    code = "signer-unauthorised"


class HandOverNobody(DeskError):
    """No other caseworker of this desk has that name in the newest keyring taken over; ``who``."""

    code = "hand-over-nobody"


class HandOverOther(DeskError):
    """The hand-over is for somebody else, or of another origin."""

    code = "hand-over-other"


class HandOverSigner(DeskError):
    """Whoever signed the hand-over is no caseworker of the newest keyring."""

    code = "hand-over-signer"


class IdentityInUse(DeskError):
    """The newest keyring still names this identity: letters are sealed to it."""

    code = "identity-in-use"


class IdentityAwaited(DeskError):
    """Letters sealed to this identity may still be on their way, or are not yet on a second medium."""

    code = "identity-awaited"


# Filters and searches at the desk (docs/guides/caseworker.md, "Filters").
class QueryError(DeskError):
    """A filter cannot be understood; the list stays as it was."""

    code = "query"


class QueryUnknownKey(QueryError):
    """No such key of a filter; ``key``, and the ``known`` ones."""

    code = "query-unknown-key"


class QueryUnknownValue(QueryError):
    """A value that this key of a filter does not take; ``key``, and the ``known`` ones."""

    code = "query-unknown-value"


class QueryNameInvalid(QueryError):
    """A filter cannot be kept under this name, or no room is left for another."""

    code = "query-name-invalid"


class SavedQueryUnknown(QueryError):
    """No saved filter of this name."""

    code = "saved-query-unknown"


# Lists of captives at the desk (docs/spec/lists.md).
class ListError(DeskError):
    """A list cannot be read or taken; nothing of it was stored."""

    code = "list"


class ListUnreadable(ListError):
    """The file is no list of a kind that the desk reads, or it is damaged."""

    code = "list-unreadable"


class ListEncrypted(ListError):
    """The workbook is locked with a password: whoever sent it must take that off."""

    code = "list-encrypted"


class ListTooLarge(ListError):
    """More ``what`` than ``limit``: rows, columns, characters, bytes, or memory to unfold it."""

    code = "list-too-large"


class ListEncoding(ListError):
    """The letters of the file are of no encoding that makes sense, or not of the one that was named."""

    code = "list-encoding"


class ListEmpty(ListError):
    """No row of the list names anybody."""

    code = "list-empty"


class ListSheetUnknown(ListError):
    """The workbook has no sheet of this name; ``sheets`` are those it has."""

    code = "list-sheet-unknown"


class ListMappingInvalid(ListError):
    """The mapping names a column or a meaning that is not there, or no column with names."""

    code = "list-mapping"


class ListDetails(ListError):
    """Issuer, day or route are missing, too long, or of a day that has not come. ``field`` says which."""

    code = "list-details"


class ListFollowsItself(ListError):
    """The list is said to replace what is a newer version of itself: ``label`` came after it."""

    code = "list-follows-itself"


class ListKnown(ListError):
    """The desk has this very list already, as ``label``."""

    code = "list-known"


class ListUnknown(ListError):
    """No list of this number, or one that was erased."""

    code = "list-unknown"


class ListRowUnknown(ListError):
    """The list has no row of this number."""

    code = "list-row-unknown"


# What leaves the desk, and what rings there (docs/spec/evidence.md, referral.md, attachments.md, alarms.md).
class AlarmUnknown(DeskError):
    """No alarm of this name rings for this case; list them with `tracker desk alarms`."""

    code = "alarm-unknown"


class AlarmDayInvalid(DeskError):
    """An alarm is put off to a day to come, at most a year ahead."""

    code = "alarm-day-invalid"


class AttachmentUnknown(DeskError):
    """The case has no attachment of this number; ``have`` says how many it has."""

    code = "attachment-unknown"


class CaseNumberMistyped(DeskError):
    """What was typed is not the number of the case that was to leave the desk."""

    code = "case-number-mistyped"


class EvidenceDiffers(DeskError):
    """The evidence folder, read back, is not what was written; it was removed."""

    code = "evidence-differs"


class EvidenceNoInput(DeskError):
    """A file of an evidence folder, which nothing is to be taken in from."""

    code = "evidence-no-input"


class ReferralConsent(DeskError):
    """The family did not allow that this recipient gets it; ``consent`` is the question of the form."""

    code = "referral-consent"


class ReferralField(DeskError):
    """No field that this recipient's sheet can hold; ``field`` is its path."""

    code = "referral-field"


class ReferralContact(DeskError):
    """A field holds what looks like somebody's phone, e-mail or account; ``field`` is its path."""

    code = "referral-contact"


class ReferralWording(DeskError):
    """A field tells of a rank, unit, position or call sign, of other askers or of our staff; ``field``."""

    code = "referral-wording"


class ReferralEmpty(DeskError):
    """Without the name of the person sought a sheet helps nobody."""

    code = "referral-empty"


# The demo (tracker/demo).
class DemoError(TrackerError):
    """The demo did not go as it should."""

    code = "demo"


class DemoCommandFailed(DemoError):
    """A command that the demo runs was refused; the detail is what it wrote."""

    code = "demo-command-failed"


class DemoServerFailed(DemoError):
    """The demo's server did not start."""

    code = "demo-server-failed"


class DemoPortTaken(DemoError):
    """Another program listens on the port that the demo was to use; ``facts['port']`` names it."""

    code = "demo-port-taken"


class WalkthroughDeviated(DemoError):
    """Something in the story was not as it must be."""

    code = "walkthrough-deviated"
