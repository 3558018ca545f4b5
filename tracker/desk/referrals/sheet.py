"""A referral sheet's content, chosen field by field (pure; docs/spec/referral.md)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tracker.desk.case import Case
from tracker.desk.referrals.carried_fields import CARRIED, RECIPIENTS, Recipient, paths_for
from tracker.desk.replies.findings import ASKERS, CALL_SIGN, POSITION, RANK, STAFF, UNIT
from tracker.desk.replies.outgoing_check import check_wording
from tracker.desk.sharing import Permission, permissions_of
from tracker.desk.state import Desk
from tracker.records.errors import (
    CaseClosed,
    FormError,
    ReferralConsent,
    ReferralContact,
    ReferralEmpty,
    ReferralField,
    ReferralWording,
)
from tracker.records.field_check import check_value
from tracker.records.fields import DONT_KNOW, Field
from tracker.records.form import BY_KEY, NOT_SURE, applies, paths

NAME, BIRTH = "full-name", "birth"
_FIELDS: dict[str, Field] = dict(paths())
# Telephone numbers, addresses of mail and pages, names of accounts: ways to somebody, and never asked for.
_CONTACTS = (
    re.compile(r"(?<![\w-])\+?\d(?:[ ().\u00a0\u2010-\u2014-]{0,3}\d){8,}"),
    re.compile(r"\S+@\S+"),
    re.compile(r"(?<!\w)@\w{3,}"),
    re.compile(
        r"\b(?:https?:|www\.|t\.me\b|wa\.me\b|vk\.com\b|facebook\.com\b|instagram\.com\b)", re.IGNORECASE
    ),
    re.compile(r"(?i)\b(?:telegram|whatsapp|viber|signal|телеграм\w*|вотсап\w*|ватсап\w*|вайбер\w*)\b"),
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Where a family tells a story. A place of detention may well be a garrison's, and a court a military one.
_TOLD_FREELY = frozenset({"home", "last-seen.where", "circumstances", "last-contact.where"})
_UNSPEAKABLE = frozenset({RANK, UNIT, POSITION, CALL_SIGN, ASKERS, STAFF})


@dataclass(frozen=True)
class Sheet:
    """Whom it is for, the permission it stands on, and the values it carries, by path.

    ``told_on`` is the day of the letter that tells the birth: an age alone says nothing.
    """

    recipient: Recipient
    permission: Permission
    values: dict[str, Any]
    told_on: str = ""


def offered(case: Case, recipient: str) -> dict[str, Any]:
    """What the family told of the fields that this recipient may have, by path; unknown ones left out."""
    form = case.form
    values = {path: _told(form, path) for path in paths_for(recipient)}
    return {path: value for path, value in values.items() if value is not None}


def make_sheet(desk: Desk, case: Case, recipient: str, without: Collection[str] = ()) -> Sheet:
    """The sheet about one inquiry for a recipient; ``without`` are paths that the caseworker leaves out.

    Raises CaseClosed, ReferralConsent, ReferralField, ReferralContact, ReferralWording, ReferralEmpty.
    """
    to = RECIPIENTS[recipient]
    permission = consent_for(case, to)
    for path in without:
        if path not in CARRIED:
            raise ReferralField(f"a sheet has no field '{path}'", field=path)
    values = {path: value for path, value in offered(case, recipient).items() if path not in without}
    for path, value in values.items():
        if contact := find_contact(value):
            raise ReferralContact(f"'{path}' holds {contact!r}: leave it out", field=path, found=contact)
        if path in _TOLD_FREELY and (found := _unspeakable(value, desk, case)):
            raise ReferralWording(f"'{path}' holds {found!r}: leave it out", field=path, found=found)
    if NAME not in values:
        raise ReferralEmpty("the name of the person sought is not known, or left out")
    told_on = [letter.body.day for letter in case.by_leaf if BIRTH in letter.body.form]
    return Sheet(to, permission, values, told_on[-1] if told_on else "")


def consent_for(case: Case, recipient: Recipient) -> Permission:
    """The family's permission. Raises CaseClosed, ReferralConsent."""
    if case.is_withdrawn or not case.letters:
        raise CaseClosed("a withdrawn or unreadable case is referred to nobody")
    for permission in permissions_of(case):
        if permission.name == recipient.consent and permission.given:
            return permission
    consent = f"sharing.{recipient.consent}"
    raise ReferralConsent(f"the family has not said yes to '{consent}'", consent=consent)


def find_contact(value: Any) -> str:
    """The first thing in a value that looks like a way to reach somebody; "" if nothing does."""
    if isinstance(value, list):
        return next(filter(None, map(find_contact, value)), "")
    text = _DATE.sub("", value) if isinstance(value, str) else ""
    found = (pattern.search(text) for pattern in _CONTACTS)
    return next((match[0] for match in found if match), "")


def _unspeakable(value: Any, desk: Desk, case: Case) -> str:
    """The first thing that no sheet may tell, as no answer (docs/spec/wording.md); "" if there is none."""
    found = check_wording(value, desk, case) if isinstance(value, str) else []
    return next((finding.found for finding in found if finding.code in _UNSPEAKABLE), "")


def _told(form: dict[str, Any], path: str) -> Any:
    """The answer at a path if it is one that the form takes; None for no answer and for "I don't know"."""
    key, _, member = path.partition(".")
    value = form.get(key)
    if member:
        value = value.get(member) if isinstance(value, dict) else None
    if value is None or value in (DONT_KNOW, NOT_SURE) or not applies(BY_KEY[key], form):
        return None
    try:
        check_value(_FIELDS[path], value, path)
    except FormError:
        # What is no answer to the question may be anything, and stays here.
        return None
    return value
