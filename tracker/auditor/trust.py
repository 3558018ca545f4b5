"""The rule of the trust root: whole, and strong enough for what it is to judge."""

from crypto.trust import decode_trust
from tracker.auditor.case import Case
from tracker.records.errors import AuditStateMalformed


def check_trust(case: Case) -> str:
    """The trust root is well formed, and what was kept is of the same origin."""
    trust = decode_trust(case.trust_document)
    if case.kept is not None and case.kept.origin != trust.origin:
        raise AuditStateMalformed(f"what was kept is of '{case.kept.origin}'")
    case.trust.put(trust)
    case.keys.key.put(trust.log)
    case.keys.ever.put((trust.log,))
    quorum = trust.policy.needs_witnesses
    kind = "a rehearsal: not for real inquiries" if trust.is_rehearsal else "for real inquiries"
    return f"{trust.origin}, {kind}; {quorum} witnesses needed, at most {trust.max_age_hours} hours old"
