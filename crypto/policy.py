"""Which logs are known and which witnesses must have cosigned (C2SP tlog-policy; docs/spec/policy.md)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crypto.cosignature import cosigned_at
from crypto.encoding import decimal
from crypto.errors import (
    ClockWrong,
    EncodingError,
    PolicyMalformed,
    QuorumMissing,
    VerifierKeyMalformed,
)
from crypto.note import TYPE_COSIGNATURE, TYPE_ED25519, Note, VerifierKey

AHEAD_SECONDS = 24 * 3600
NONE = "none"
# C2SP asks for 32 logs, 32 witnesses and 32 groups at least.
LINES_MAX = 128
_CONTROL = re.compile("[\0-\x08\n-\x1f\x7f]")


@dataclass(frozen=True)
class Group:
    """``threshold`` of the members, each a witness or an earlier group, by name.

    Nobody is a member of two groups: else one witness would count twice.
    """

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A parsed policy. ``quorum`` names a witness or group, or is ``none``."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str

    @property
    def needs_witnesses(self) -> int:
        """The least number of witnesses that can satisfy the quorum; 0 for ``none``."""
        return self._least(self.quorum)

    def check(self, note: Note, now: int, max_age: int) -> None:
        """Demands a quorum of cosignatures on a checkpoint between ``now - max_age`` and ``now`` + 24 h.

        Times are POSIX seconds. Raises QuorumMissing, ClockWrong, NoteSignature; their facts ``ours`` and
        ``theirs`` are this clock's time and the latest cosignature's, if there is one.
        """
        found = {name: cosigned_at(note, witness) for name, witness in self.witnesses.items()}
        times = {name: time for name, time in found.items() if time is not None}
        fresh = {name for name, time in times.items() if now - max_age <= time <= now + AHEAD_SECONDS}
        if self._satisfied(self.quorum, fresh):
            return
        latest = max(times.values(), default=None)
        if latest is not None and latest > now + AHEAD_SECONDS:
            raise ClockWrong("cosigned in the future of this clock", ours=now, theirs=latest)
        facts = {} if latest is None else {"theirs": latest}
        raise QuorumMissing(f"only {len(fresh)} fresh cosignatures", have=len(fresh), ours=now, **facts)

    def _satisfied(self, name: str, fresh: set[str]) -> bool:
        if name == NONE:
            return True
        if name in self.witnesses:
            return name in fresh
        group = self.groups[name]
        return sum(self._satisfied(member, fresh) for member in group.members) >= group.threshold

    def _least(self, name: str) -> int:
        if name == NONE:
            return 0
        if name in self.witnesses:
            return 1
        group = self.groups[name]
        return sum(sorted(self._least(member) for member in group.members)[: group.threshold])


def parse_policy(lines: Sequence[str]) -> Policy:
    """The policy of these lines; empty lines and ``#`` comments are skipped. Raises PolicyMalformed."""
    if len(lines) > LINES_MAX or any(_CONTROL.search(line) for line in lines):
        raise PolicyMalformed("too many lines, or a control character in one")
    builder = _Builder()
    for line in lines:
        fields = line.replace("\t", " ").split(" ")
        fields = [field for field in fields if field]
        if fields and not fields[0].startswith("#"):
            try:
                builder.take(fields)
            except (VerifierKeyMalformed, EncodingError) as error:
                raise PolicyMalformed(str(error)) from error
    return builder.finish()


class _Builder:
    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def take(self, fields: list[str]) -> None:
        match fields:
            case ["log", key] | ["log", key, _]:
                self.logs.append(self._unused(VerifierKey.decode(key), TYPE_ED25519))
            case ["witness", name, key] | ["witness", name, key, _]:
                self._new_name(name)
                self.witnesses[name] = self._unused(VerifierKey.decode(key), TYPE_COSIGNATURE)
            case ["group", name, threshold, *members]:
                self._new_name(name)
                self.groups[name] = self._group(threshold, members)
            case ["quorum", name] if self.quorum is None:
                self._known(name)
                self.quorum = name
            case _:
                raise PolicyMalformed(f"unknown line '{fields[0]}'")

    def finish(self) -> Policy:
        if self.quorum is None:
            raise PolicyMalformed("no quorum")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _group(self, threshold: str, members: list[str]) -> Group:
        number = {"any": 1, "all": len(members)}.get(threshold)
        if number is None:
            number = decimal(threshold)
        for member in members:
            if member == NONE or member in self.members:
                raise PolicyMalformed(f"'{member}' is a member twice, or 'none' is one")
            self._known(member)
            self.members.add(member)
        if not 1 <= number <= len(members):
            raise PolicyMalformed("an impossible group")
        return Group(number, tuple(members))

    def _unused(self, key: VerifierKey, key_type: int) -> VerifierKey:
        if key.key_type != key_type:
            raise PolicyMalformed("a log signs, a witness cosigns: a key of the other type")
        if any(key.public == other.public for other in [*self.logs, *self.witnesses.values()]):
            raise PolicyMalformed("the same key bytes twice")
        return key

    def _new_name(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyMalformed("a name twice, or 'none' as a name")

    def _known(self, name: str) -> None:
        if name != NONE and name not in self.witnesses and name not in self.groups:
            raise PolicyMalformed(f"'{name}' is not defined above")
