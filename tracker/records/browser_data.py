"""What the browser's page carries in its ``#data`` block: every table and text that its code needs.

One fact, one place: the schema, the vocabulary and the texts are the Python's; JavaScript has rules alone
(docs/spec/form.md, docs/spec/answer.md).
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from crypto import errors as protocol
from crypto.encoding import b64encode
from crypto.errors import TrackerError
from crypto.intake import RECEIPT_MAX
from crypto.keyring import KEYRING_MAX
from crypto.manifest import SIGNED_MANIFEST_MAX
from crypto.roster import ROSTER_MAX
from crypto.trust import TrustRoot
from tracker import wordlists
from tracker.records import errors as records
from tracker.records.answer import ANSWER_MAX_BYTES
from tracker.records.field_check import YEAR_FIRST, YEAR_LAST
from tracker.records.form import LANGUAGES
from tracker.records.form_export import form_msgids, form_schema
from tracker.records.language import codes_above, msgids, refusal_id, template
from tracker.records.reading import WORK_WITH_ADVICE, reading_msgids, reading_vocabulary_msgids
from tracker.records.typed_date import date_words
from tracker.records.vocabulary import vocabulary_schema

PAGE_TEXTS = "page.js."
OFFLINE_TEXTS = "page.offline.js."
# Bytes that an answer of the server may have, by what is asked for.
LIMITS = {
    "keyring": KEYRING_MAX,
    "roster": ROSTER_MAX,
    "manifest": SIGNED_MANIFEST_MAX,
    "receipt": RECEIPT_MAX,
}
# Branches of which a page can meet every leaf, and leaves beside them that a server tells of itself.
_MET: tuple[type[TrackerError], ...] = (
    protocol.EncodingError,
    protocol.KeyMaterialError,
    protocol.PassphraseError,
    protocol.EnvelopeError,
    protocol.MailboxError,
    protocol.LogError,
    protocol.SshsigError,
    protocol.KeyringError,
    records.FormError,
    records.TransportError,
    records.FamilyError,
    records.StorageFull,
    records.Busy,
    records.NotFound,
    records.RequestRefused,
    records.UploadIncomplete,
    records.KeyringMissing,
    records.ServerFault,
)
_NEVER_MET = {
    protocol.KeyfileInvalid,
    protocol.PasswordWrong,
    records.CarriedFileMalformed,
    records.FormUnreadable,
    records.ProxyUnsupported,
    records.ServerAddressInvalid,
}
# A text of another kind explains better: the desk's keys changed, and nothing is wrong.
_OTHERWISE = {protocol.SignerRetired.code: "reading.resigning"}
# On the offline page: a file is too old, and there is nobody to ask for a newer one but people.
_OFFLINE = {
    protocol.QuorumMissing.code: "page.offline.js.stale",
    records.CarriedFileMalformed.code: "error.carried-malformed",
}
_ALWAYS = ("error.other", "error.in-field")


def browser_data(language: str, trust: TrustRoot, *, offline: bool = False) -> dict[str, Any]:
    """The content of ``#data`` as plain JSON values, for one language and one trust root.

    ``lists`` is the SHA-256 of the served lists of words: under altered ones, words written on paper would
    not lead back. ``refusals`` has the msgid that explains a code without a text of its own. Raises
    CatalogueMissing, TextMissing, WordlistInvalid, OSError.
    """
    explained, words = _explained(language) | (_OFFLINE if offline else {}), date_words()
    prefixes = (PAGE_TEXTS, OFFLINE_TEXTS) if offline else (PAGE_TEXTS,)
    return {
        "language": language,
        "trust": b64encode(trust.encode()),
        "epoch": trust.known_epoch,
        "limits": LIMITS,
        "lists": b64encode(hashlib.sha256(wordlists.served()).digest()),
        "schema": form_schema(),
        "vocabulary": answer_tables(),
        "dates": {"months": words.months, "years": list(words.years)},
        "refusals": {code: msgid for code, msgid in explained.items() if msgid != f"error.{code}"},
        "texts": {msgid: template(language, msgid) for msgid in _needed(language, explained, prefixes)},
    }


def answer_tables() -> dict[str, Any]:
    """The vocabulary with what the checks of an answer and its reading know beside it."""
    return {
        **vocabulary_schema(),
        "advice": list(WORK_WITH_ADVICE),
        "languages": list(LANGUAGES),
        "max-bytes": ANSWER_MAX_BYTES,
        "years": [YEAR_FIRST, YEAR_LAST],
    }


def _explained(language: str) -> dict[str, str]:
    """For each code that a page can meet, and that anything is known to say of, the msgid."""
    found = {kind.code: refusal_id(language, codes_above(kind)) for kind in _met()}
    return {code: msgid for code, msgid in (found | _OTHERWISE).items() if msgid != "error.other"}


def _met() -> Iterator[type[TrackerError]]:
    waiting = list(_MET)
    while waiting:
        kind = waiting.pop(0)
        if kind not in _NEVER_MET:
            yield kind
            waiting += kind.__subclasses__()


def _needed(language: str, explained: dict[str, str], prefixes: tuple[str, ...]) -> list[str]:
    """Every msgid once, in an order that keeps alike texts together: it compresses better."""
    needed = [
        *form_msgids(),
        *reading_msgids(),
        *reading_vocabulary_msgids(),
        *msgids(language, "date."),
        *explained.values(),
        *_ALWAYS,
        *(msgid for prefix in prefixes for msgid in msgids(language, prefix)),
    ]
    return list(dict.fromkeys(needed))
