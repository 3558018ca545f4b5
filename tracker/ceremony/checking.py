"""Verifying the folder of a genesis of the first form as an outsider, by a trust root from elsewhere.

Such folders have a transcript of version 1 and no ceremony log; none is made any more, and each stays
verifiable for good. What came after is verified by `tracker audit`.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from crypto.attendance import Role
from crypto.checkpoint import open_checkpoint
from crypto.encoding import b64encode
from crypto.errors import KeyringGenesis, PossessionInvalid, ProofInvalid, RosterMismatch, TrackerError
from crypto.head import Head, decode_head
from crypto.keyring import ServedKeyring, check_genesis, check_roster, decode_served_keyring, verify_keyring
from crypto.labels import Namespace
from crypto.merkle import leaf_hash, tree_root
from crypto.possession import RecipientCard, check_possession
from crypto.roster import Roster
from crypto.sshsig import encode_public_line, parse_public_line
from crypto.transcript import Transcript, decode_transcript
from crypto.trust import TrustRoot, decode_trust
from tracker.ceremony import folder
from tracker.ceremony.folder import Files, needed
from tracker.ceremony.plan import RECOVERY
from tracker.ceremony.signatures import Signatures, take_signatures
from tracker.records.errors import DraftAltered, FolderIncomplete, KeyReused, ScriptDiffers, SignatureMissing


@dataclass(frozen=True)
class Finding:
    """One rule: whether it holds, the evidence, and the error's code if it does not."""

    rule: str
    holds: bool
    evidence: str
    code: str | None = None


def check_folder(files: Files, trust: bytes, now: int) -> list[Finding]:
    """Every rule in turn, at POSIX time ``now``; one that fails does not keep the next from being tried."""
    evidence = _Evidence(files, trust, now)
    return [_try(rule, check) for rule, check in evidence.rules()]


def _try(rule: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(rule, True, check())
    except TrackerError as error:
        return Finding(rule, False, str(error), error.code)


class _Evidence:
    """The documents, each decoded when a rule first needs it: one that is bad fails each of its rules."""

    def __init__(self, files: Files, trust: bytes, now: int) -> None:
        self._files, self._trust, self._now = files, trust, now

    def rules(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """The rules, in the order in which they build on one another."""
        yield "the trust root is whole", self._rule_trust
        yield "the head is the genesis that the trust root names", self._rule_genesis
        yield "every officer signed the head", self._rule_officers
        yield "one key, one role", self._rule_roles
        yield "the head is the first leaf of the key log", self._rule_log
        yield "the keyring file is what every client accepts", self._rule_keyring
        yield "the transcript drafted this head", self._rule_transcript
        yield "the script is the one that the transcript names", self._rule_script
        yield "everybody in the room signed the transcript", self._rule_room
        yield "the roster is the one that the head names", self._rule_roster
        yield "the desk's signers are the caseworkers", self._rule_publisher
        yield "every recipient proved to hold its keys", self._rule_possession
        yield "the recovery identity is committed to", self._rule_recovery
        yield "keys and cards are those of head and roster", self._rule_whole

    @cached_property
    def trust(self) -> TrustRoot:
        return decode_trust(self._trust)

    @cached_property
    def head(self) -> Head:
        return decode_head(needed(self._files, folder.HEAD))

    @cached_property
    def served(self) -> ServedKeyring:
        return decode_served_keyring(needed(self._files, folder.KEYRING))

    @cached_property
    def transcript(self) -> Transcript:
        return decode_transcript(needed(self._files, folder.TRANSCRIPT))

    @cached_property
    def roster(self) -> Roster:
        return check_roster(self.head, needed(self._files, folder.ROSTER))

    @cached_property
    def signed(self) -> dict[str, Signatures]:
        people = self.transcript.participants
        keys = {
            folder.TRANSCRIPT: {item.name: item.public for item in people},
            folder.HEAD: {item.name: item.public for item in people if item.role == Role.OFFICER},
        }
        origin = self.transcript.origin
        return {name: take_signatures(self._files, name, origin, keys[name]) for name in keys}

    def _rule_trust(self) -> str:
        kind = "a rehearsal: not for real inquiries" if self.trust.is_rehearsal else "with witnesses"
        return f"{self.trust.origin}, {kind}"

    def _rule_genesis(self) -> str:
        if (self.head.origin, self.head.hash) != (self.trust.origin, self.trust.genesis):
            raise KeyringGenesis(f"the head here is {self.head.hash.hex()}")
        return self.head.hash.hex()

    def _rule_officers(self) -> str:
        check_genesis(self.head, list(self.signed[folder.HEAD].given.values()))
        return ", ".join(f"{item.name} {fingerprint(item.public)}" for item in self.head.officers)

    def _rule_roles(self) -> str:
        signing = {item.public: item.name for item in self.head.officers}
        others = [(item.name, item.signing) for item in self.roster.caseworkers]
        others += [(RECOVERY, key) for key in self.roster.recovery.commitments]
        others += [(key.name, key.public) for key in (self.trust.log, self.head.intake)]
        others += [(item.name, item.public) for item in self.transcript.participants]
        for name, key in others:
            if signing.setdefault(key, name) != name:
                raise KeyReused(f"the same key for {signing[key]} and {name}")
        return f"{len(signing)} signing keys, all different"

    def _rule_log(self) -> str:
        note = needed(self._files, folder.CHECKPOINT)
        checkpoint = open_checkpoint(note, self.trust.log)
        if (checkpoint.size, checkpoint.root) != (1, tree_root([leaf_hash(self.head.encode())])):
            raise ProofInvalid("the checkpoint is not of a log whose only leaf is this head")
        if f"log {self.trust.log.encode()}" not in self.head.policy_lines:
            raise DraftAltered("the officers signed another log key than that of the trust root")
        return f"{checkpoint.origin}, size {checkpoint.size}, root {b64encode(checkpoint.root)}"

    def _rule_keyring(self) -> str:
        keyring = verify_keyring(self.trust, self.served, self._now)
        if keyring.head != self.head or len(self.served.heads) != 1:
            raise DraftAltered("the keyring file holds other heads than this one")
        check_genesis(self.head, self.served.heads[0].signatures)
        witnesses = self.trust.policy.needs_witnesses
        return f"epoch 0, witnesses of the log needed: {witnesses or 'none (a rehearsal)'}"

    def _rule_transcript(self) -> str:
        self.transcript.check_head(self.head)
        if needed(self._files, folder.ALLOWED_SIGNERS) != _allowed_signers(self.transcript):
            raise DraftAltered("'allowed_signers' names others than the transcript")
        deviated = sum(step.outcome == "deviated" for step in self.transcript.steps)
        return f"{self.transcript.hash.hex()}; {len(self.transcript.steps)} steps, {deviated} deviated"

    def _rule_script(self) -> str:
        digest = hashlib.sha256(needed(self._files, folder.SCRIPT)).digest()
        if digest != self.transcript.script:
            raise ScriptDiffers("the file 'script' has another hash")
        return digest.hex()

    def _rule_room(self) -> str:
        missing = self.signed[folder.TRANSCRIPT].missing
        officers = {
            item.name: item.public for item in self.transcript.participants if item.role == Role.OFFICER
        }
        if missing or officers != {item.name: item.public for item in self.head.officers}:
            raise SignatureMissing(f"not signed by {', '.join(missing) or 'all officers of the head'}")
        return ", ".join(f"{item.role} {item.name}" for item in self.transcript.participants)

    def _rule_roster(self) -> str:
        names = [f"{item.name} {item.first_day} to {item.last_day}" for item in self.roster.caseworkers]
        return ", ".join(names)

    def _rule_publisher(self) -> str:
        signing = [item.signing for item in self.roster.caseworkers]
        for publisher in self.head.publishers:
            if sorted(publisher.signers) != sorted(signing):
                raise RosterMismatch(f"'{publisher.name}' has signers who are no caseworkers, or lacks one")
        groups = [f"{item.name}: {item.threshold} of {len(item.signers)}" for item in self.head.publishers]
        return ", ".join(groups)

    def _rule_possession(self) -> str:
        cards = [RecipientCard(item.name, item.recipient, item.signing) for item in self.roster.caseworkers]
        recovery = self.roster.recovery
        cards.append(RecipientCard(RECOVERY, recovery.recipient, recovery.commitments[0]))
        answers = {item.name: item for item in self.transcript.possessions}
        if answers.keys() != {card.name for card in cards}:
            raise PossessionInvalid("the transcript names other proofs than there are recipients")
        for card in cards:
            proof = needed(self._files, folder.proof(card.name))
            if hashlib.sha256(proof).digest() != answers[card.name].proof_hash:
                raise PossessionInvalid(f"the proof of '{card.name}' is not the one in the transcript")
            check_possession(proof, card, self.head.origin, answers[card.name].nonce)
        return ", ".join(card.name for card in cards)

    def _rule_recovery(self) -> str:
        recovery = self.roster.recovery
        return f"{recovery.threshold} of {len(recovery.commitments)} shares rebuild it"

    def _rule_whole(self) -> str:
        if needed(self._files, folder.TRUST) != self._trust:
            raise FolderIncomplete("the genesis in this folder made another trust root", file=folder.TRUST)
        for item in self.roster.caseworkers:
            card = RecipientCard(item.name, item.recipient, item.signing)
            if needed(self._files, folder.card(item.name)) != card.encode():
                raise DraftAltered(f"the roster has another card of '{item.name}'", file=item.name)
        for officer in self.head.officers:
            line = needed(self._files, folder.officer_key(officer.name)).decode("utf-8", errors="replace")
            if parse_public_line(line) != officer.public:
                raise DraftAltered(f"the head has another key of '{officer.name}'", file=officer.name)
        return f"{len(self._files)} files"


def _allowed_signers(transcript: Transcript) -> bytes:
    """The `allowed_signers` file of the first form: without check-ins."""
    both = ",".join(item.at(transcript.origin) for item in (Namespace.KEYRING, Namespace.TRANSCRIPT))
    one = Namespace.TRANSCRIPT.at(transcript.origin)
    return "".join(
        f'{item.name} namespaces="{both if item.role == Role.OFFICER else one}" '
        + encode_public_line(item.public, item.name)
        for item in transcript.participants
    ).encode()


def fingerprint(public: bytes) -> str:
    """An officer's key as `ssh-keygen -l` shows it."""
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in (b"ssh-ed25519", public))
    return "SHA256:" + b64encode(hashlib.sha256(blob).digest()).rstrip("=")
