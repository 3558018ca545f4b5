"""Which fields of the form a sheet may carry, for whom, and why others never leave (pure).

docs/spec/referral.md, "Fields". Every field of the form is in one of the two tables; a test holds that.
"""

from dataclasses import dataclass

ICRC, UN_BODY, LAWYER = "icrc", "un-body", "lawyer"


@dataclass(frozen=True)
class Recipient:
    """Whom a sheet is for, and the permission of the form (``sharing.<consent>``) that it needs."""

    id: str
    consent: str


RECIPIENTS: dict[str, Recipient] = {name: Recipient(name, name) for name in (ICRC, UN_BODY, LAWYER)}

_ALL = frozenset(RECIPIENTS)
_TRACING = frozenset({ICRC, UN_BODY})

# By the form's order. What is of use to one recipient only goes to that one only.
CARRIED: dict[str, frozenset[str]] = {
    "holder": _ALL,
    "category": _ALL,
    "full-name": _ALL,
    "other-names": _ALL,
    "birth": _ALL,
    "sex": _ALL,
    "home": _TRACING,
    "last-seen.when": _ALL,
    "last-seen.where": _ALL,
    "circumstances": _ALL,
    "charge": _ALL,
    "age-then": _TRACING,
    "age-now": _TRACING,
    "child-care": _TRACING,
    "languages": _TRACING,
    "given-names": _TRACING,
    "colony": _ALL,
    "sentence-end": _ALL,
    "papers": _ALL,
    "institution": _ALL,
    "daily-medicine": _ALL,
    "communication": _ALL,
    "last-contact.when": _TRACING,
    "last-contact.where": _TRACING,
    "article": _ALL,
    "court": _ALL,
    "facility": _ALL,
    "next-hearing": _ALL,
    "lawyer": _ALL,
    "urgent": _ALL,
}

# Why a field stays here, whoever asks for it.
_ASKER, _OTHERS, _FREE = "tells of whoever asks", "names other people", "may hold anything"
NEVER: dict[str, str] = {
    "language": _ASKER,
    "last-seen.how": _ASKER,
    "siblings": _OTHERS,
    "guardian": _ASKER,
    "video": "nobody is to be searched for in pictures",
    "relation": _ASKER,
    "tried": _ASKER,
    "wants": _ASKER,
    "asked-before": _ASKER,
    "asked-when": _ASKER,
    "sharing.match": "said in one line of the sheet, for the recipient alone",
    "sharing.icrc": "said in one line of the sheet, for the recipient alone",
    "sharing.un-body": "said in one line of the sheet, for the recipient alone",
    "sharing.lawyer": "said in one line of the sheet, for the recipient alone",
    "sharing.statistics": "said in one line of the sheet, for the recipient alone",
    "text": _FREE,
    "attachments": _FREE,
}


def paths_for(recipient: str) -> list[str]:
    """The paths that a sheet for this recipient may carry, in the form's order."""
    return [path for path, allowed in CARRIED.items() if recipient in allowed]
