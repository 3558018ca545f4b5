"""Rules of the key log's entries: the heads, replayed from leaf 0, and what is served of them."""

from crypto.errors import KeyringChain, KeyringGenesis, KeyringNotLatest, KeyringOrigin, KeyringRolledBack
from crypto.head import Head, decode_head
from crypto.keyring import (
    HEADS_MAX,
    KEYRING_MAX,
    ServedKeyring,
    check_genesis,
    check_successor,
    decode_served_keyring,
    verify_keyring,
)
from crypto.note import VerifierKey
from tracker.auditor.case import Case
from tracker.auditor.finding import counted
from tracker.auditor.logs import check_witnessed
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.errors import KeyringDiffers, LogKeyMismatch


def check_chain(case: Case) -> str:
    """Entry i is the head of epoch i, follows the one before, and names the logs' keys."""
    trust, documents = case.trust.get(), case.head_entries.get()
    if not documents or len(documents) > HEADS_MAX:
        raise KeyringChain("no head, or more than a keyring may have")
    heads = tuple(decode_head(document) for document in documents)
    for epoch, head in enumerate(heads):
        if (head.origin, head.realm) != (trust.origin, trust.realm):
            raise KeyringOrigin(f"epoch {epoch} is of another origin or realm")
        previous = heads[epoch - 1].hash if epoch else None
        if (head.epoch, head.previous) != (epoch, previous):
            raise KeyringChain(f"entry {epoch} does not follow the head before it")
        _log_key(head, Log.KEYS, trust.log)
        _log_key(head, Log.CEREMONY)
    case.heads.put(heads)
    case.ceremony.ever.put(tuple(dict.fromkeys(ceremony_key(head) for head in heads)))
    case.ceremony.key.put(ceremony_key(heads[-1]))
    case.intake.ever.put(tuple(dict.fromkeys(head.intake for head in heads)))
    case.intake.key.put(heads[-1].intake)
    return f"epochs 0 to {len(heads) - 1}; the newest head is {heads[-1].hash.hex()}"


def ceremony_key(head: Head) -> VerifierKey:
    """The ceremony log's key by this head. Raises LogKeyMismatch."""
    return _log_key(head, Log.CEREMONY)


def check_known(case: Case) -> str:
    """The genesis, and the head that the trust root knows last, are those of the trust root."""
    trust, heads = case.trust.get(), case.heads.get()
    if heads[0].hash != trust.genesis:
        raise KeyringGenesis(f"the genesis here is {heads[0].hash.hex()}")
    if trust.known_epoch >= len(heads):
        raise KeyringRolledBack(f"epoch {trust.known_epoch} is known, and not here")
    if heads[trust.known_epoch].hash != trust.known_head:
        raise KeyringGenesis(f"another head at epoch {trust.known_epoch}, which is known")
    return f"the genesis is {trust.genesis.hex()}; epoch {trust.known_epoch} is the one that is known"


def check_served(case: Case) -> str:
    """The served keyring holds exactly the logged heads, and its proof is of the log's last leaf."""
    trust, heads = case.trust.get(), case.heads.get()
    served = decode_served_keyring(case.source.read(archive.KEYRING, KEYRING_MAX))
    documents, logged = [item.document for item in served.heads], list(case.head_entries.get())
    if documents != logged[: len(documents)]:
        raise KeyringDiffers("a head is served that the key log does not have there")
    if len(documents) < len(logged):
        raise KeyringRolledBack(f"{len(documents)} heads are served, {len(logged)} are logged")
    case.served.put(served)
    recent = ServedKeyring(served.heads[trust.known_epoch :], served.proof)
    keyring = verify_keyring(trust, recent, case.now)
    if keyring.head != heads[-1]:
        raise KeyringNotLatest("a client would take another head for the newest")
    if case.source.is_live and trust.known_epoch:
        _check_later(case, recent)
    return (
        f"{counted(len(documents), 'head')}; a client with this trust root accepts epoch {keyring.head.epoch}"
    )


def _check_later(case: Case, recent: ServedKeyring) -> None:
    """A site gives clients that know a later epoch the same heads. Raises KeyringDiffers."""
    path = f"keyring/{case.trust.get().known_epoch}"
    later = decode_served_keyring(case.source.read(path, KEYRING_MAX))
    if later.heads != recent.heads:
        raise KeyringDiffers(f"'{path}' has other heads than '{archive.KEYRING}'")
    verify_keyring(case.trust.get(), later, case.now)


def check_own_witnesses(case: Case) -> str:
    """The newest head's own policy asks for no more than the key log's checkpoint has."""
    return check_witnessed(case, case.keys, [case.heads.get()[-1].policy])


def check_officers(case: Case) -> str:
    """Every officer signed the genesis; the thresholds of both epochs signed each head after it."""
    heads, served = case.heads.get(), case.served.get()
    check_genesis(heads[0], served.heads[0].signatures)
    for previous, head, signed in zip(heads, heads[1:], served.heads[1:], strict=False):
        check_successor(previous, head, signed.signatures)
    said = [
        f"epoch {head.epoch}: {', '.join(signers(head, case))} (threshold {head.threshold})" for head in heads
    ]
    return "; ".join(said)


def signers(head: Head, case: Case) -> list[str]:
    """The names of the officers, of this epoch or the one before, whose signatures are under a head."""
    heads, signed = case.heads.get(), case.served.get().heads[head.epoch]
    known = {item.public: item.name for item in heads[max(0, head.epoch - 1)].officers}
    known |= {item.public: item.name for item in head.officers}
    return sorted({known[item.public] for item in signed.signatures if item.public in known})


def _log_key(head: Head, log: Log, expected: VerifierKey | None = None) -> VerifierKey:
    """The one key that a head's policy names for a log. Raises LogKeyMismatch."""
    named = [key for key in head.policy.logs if key.name == log.origin(head.origin)]
    if len(named) != 1 or expected not in (None, named[0]):
        raise LogKeyMismatch(f"epoch {head.epoch} names no key, two, or another for the log '{log}'")
    return named[0]
