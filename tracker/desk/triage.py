"""What the acts about one inquiry come to (pure; docs/spec/desk-log.md, "Acts").

The same set of acts gives the same triage, in whatever order a vault came to know them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tracker.desk.acts import (
    LASTING,
    Act,
    Assign,
    Escalate,
    Heard,
    Judge,
    Link,
    Note,
    SignedAct,
    Tag,
    Undo,
    Wait,
)


@dataclass(frozen=True)
class Done:
    """An act that the vault knows: its id, who (Ed25519 key), when (POSIX seconds), what.

    ``person`` is the actor's name; ``turn``, ``group``, ``size`` as in ``tracker.desk.acts.Told``.
    ``sequence`` is the event that holds it in this vault, ``arrived`` how many letters this desk had then,
    ``signed`` the act as it travels.
    """

    id: str
    actor: bytes
    at: int
    act: Act
    is_undone: bool = False
    person: str = field(default="", compare=False)
    turn: int = 0
    about: str = ""
    group: str = ""
    size: int = 0
    sequence: int = field(default=0, compare=False)
    arrived: int = field(default=0, compare=False)
    signed: SignedAct | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Triage:
    """The state of one inquiry's triage; ``history`` has every act, oldest first, with what was undone.

    ``wait`` is the act that put it off, or said that it waits no longer.
    """

    owner: str = ""
    waiting_until: str = ""
    waiting_why: str = ""
    wait: Done | None = field(default=None, repr=False)
    escalated: bool = False
    escalated_why: str = ""
    tags: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Done, ...] = ()
    heard: frozenset[str] = frozenset()
    lasting: tuple[Done, ...] = ()
    history: tuple[Done, ...] = ()
    undone: frozenset[str] = frozenset()

    @property
    def last_at(self) -> int:
        """When anything was done last (POSIX seconds); 0 if nothing was."""
        return max((done.at for done in self.history), default=0)


def fold(acts: Iterable[Done]) -> Triage:
    """The triage after these acts: their order and repetitions do not matter."""
    known = {done.id: done for done in acts}
    if not known:
        return _NOTHING
    undone = undone_of(known)
    history = tuple(_marked(done, undone) for done in sorted(known.values(), key=_place))
    return _folded(history, undone)


def in_force(acts: Iterable[Done]) -> list[Done]:
    """The acts that count, in order: not undone, and no undo themselves."""
    return [done for done in fold(acts).history if not done.is_undone and not isinstance(done.act, Undo)]


def undone_of(known: Mapping[str, Done]) -> frozenset[str]:
    """The ids of the acts that are taken back.

    Only who undid brings an act again: a caseworker who takes their confirmation back must not find that
    somebody else renewed it.
    """
    undos: dict[str, list[Done]] = {}
    for done in known.values():
        if isinstance(done.act, Undo) and _may_undo(done, known.get(done.act.act)):
            undos.setdefault(done.act.act, []).append(done)
    if not undos:
        return _NONE
    memory: dict[str, bool] = {}
    # An id is the hash of what it names: an undo comes after what it undoes, and there are no circles.
    pending = list(undos)
    while pending:
        name = pending[-1]
        open_ones = [undo.id for undo in undos.get(name, ()) if undo.id not in memory]
        if open_ones:
            pending += open_ones
            continue
        memory[name] = any(not memory[undo.id] for undo in undos.get(name, ()))
        pending.pop()
    return frozenset(name for name, taken_back in memory.items() if taken_back)


def is_same_person(one: Done, other: Done) -> bool:
    """Whether one caseworker did both: the same key, or the same name in the rosters."""
    return one.actor == other.actor or one.person == other.person


def _may_undo(undo: Done, target: Done | None) -> bool:
    if target is None or isinstance(target.act, LASTING):
        return False
    return not isinstance(target.act, Undo) or is_same_person(undo, target)


def _marked(done: Done, undone: frozenset[str]) -> Done:
    taken_back = done.id in undone
    return done if done.is_undone == taken_back else replace(done, is_undone=taken_back)


def _place(done: Done) -> tuple[int, str]:
    return done.turn, done.id


def _folded(history: tuple[Done, ...], undone: frozenset[str]) -> Triage:
    last: dict[type[Act], Done] = {}
    tags: dict[str, bool] = {}
    links: dict[str, bool] = {}
    verdicts: dict[str, str] = {}
    notes, heard, lasting = [], set(), []
    for done in history:
        if done.is_undone:
            continue
        match done.act:
            case Tag(name, on):
                tags[name] = on
            case Link(other, on):
                links[other] = on
            case Judge(entry, verdict):
                verdicts[entry] = verdict
            case Note():
                notes.append(done)
            case Heard(alarm):
                heard.add(alarm)
            case Assign() | Wait() | Escalate():
                last[type(done.act)] = done
            case act if isinstance(act, LASTING):
                lasting.append(done)
    assign, wait, escalate = (last[kind].act if kind in last else None for kind in (Assign, Wait, Escalate))
    return Triage(
        owner=assign.to if isinstance(assign, Assign) else "",
        waiting_until=wait.until if isinstance(wait, Wait) else "",
        waiting_why=wait.why if isinstance(wait, Wait) and wait.until else "",
        wait=last.get(Wait),
        escalated=isinstance(escalate, Escalate) and escalate.on,
        escalated_why=escalate.why if isinstance(escalate, Escalate) and escalate.on else "",
        tags=frozenset(name for name, on in tags.items() if on),
        links=frozenset(other for other, on in links.items() if on),
        verdicts={entry: verdict for entry, verdict in verdicts.items() if verdict},
        notes=tuple(notes),
        heard=frozenset(heard),
        lasting=tuple(lasting),
        history=history,
        undone=undone,
    )


_NOTHING = Triage()
_NONE: frozenset[str] = frozenset()
