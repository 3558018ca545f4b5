"""Words of service that a sentence says of somebody: "he is a soldier", "his call sign" (pure).

docs/spec/wording.md, "Said of somebody". Such a sentence may cost the person who is held a great deal: no
reason lets it through. A guard's rank or a ferry's captain may be justified.
"""

from collections.abc import Sequence
from dataclasses import replace

from tracker.desk.replies.findings import CALL_SIGN, POSITION, RANK, SERVICE, UNIT, Finding, Weight
from tracker.desk.replies.folding import Word
from tracker.desk.replies.word_lists import is_apart, pattern_of, sentence_of

_CODES = frozenset({RANK, UNIT, SERVICE, POSITION, CALL_SIGN})
_OWNED = frozenset({UNIT, CALL_SIGN})
_BEFORE_COPULA = 3
_DASHES = ("—", "–", " - ")
_NOT_NOMINATIVE = ("ів", "ов", "ев", "ам", "ям", "им", "ым", "ом", "ем", "ими", "ыми", "ами")
_NOMINATIVE = tuple("бгджзклмнпрстфцчшщйь")
_SUBJECT = pattern_of(
    """він вона вони он она они he she they who який яка которая который син сын брат чоловік муж батько отец
    тато папа дядько дядя дід дед родич родственник наречений жених донька дочка дочь сестра дружина жена мати
    мать мама людина человек son brother husband father uncle relative daughter sister wife mother person"""
)
_COPULA = pattern_of(
    """є був була були был была были является став стала стал is was are were been as як как hes shes
    мав мала имел имела had has має имеет"""
)
_FILLER = pattern_of(
    "a an the в у во із з из с also still тепер теперь вже уже колишній колишнім former бывший #*"
)
_OWNER = pattern_of("його її їхній їхня їхнє его ее their his her")
_RANK_ITSELF = pattern_of("зван* rank* ranks")
_SERVING = pattern_of(
    "служив служила служил служить служит served serving serves проходив проходила проходил"
)
# Captains of ferries, sergeants of police; whom the law protects as a prisoner of war may be told so.
_CIVIL = pattern_of(
    """цивільн* гражданск* civil* суден* судно судна судном судне корабл* пором* паром* ferry boat ship
    fishing риболов* рибальс* рыболов* рыбацк* поліц* полиц* police слідч* следств* следоват* investigat*
    охорон* охран* guard guards колоні* колони* prison команд* team спорт* sport* пожеж* пожар* fire
    прізвищ* фамили* surname військовополонен* военнопленн* pow pows war прав* закон* адвокат* юрист*"""
)


def weigh(finding: Finding, words: Sequence[Word]) -> Finding:
    """The finding; beyond justification if the sentence says it of somebody."""
    if finding.code not in _CODES or finding.weight is not Weight.STOP:
        return finding
    places = [at for at, word in enumerate(words) if word.start < finding.end and finding.start < word.end]
    if not places or any(map(_CIVIL.takes, sentence_of(words, places[0]))):
        return finding
    is_said = _is_owned(finding, words, places[0]) or _is_subjects(words, places[0], places[-1])
    return replace(finding, weight=Weight.NEVER) if is_said else finding


def _is_owned(finding: Finding, words: Sequence[Word], first: int) -> bool:
    """``his unit``, ``його позивний``, ``his rank``."""
    if finding.code not in _OWNED and not _RANK_ITSELF.takes(words[first]):
        return False
    before = _before(words, first)
    return _OWNER.takes(words[first]) or (before is not None and _OWNER.takes(words[before]))


def _is_subjects(words: Sequence[Word], first: int, last: int) -> bool:
    """``he is a soldier``, ``Він солдат``, ``Олег — сержант``, ``he served in``."""
    place = _without_fillers(words, first)
    before = _before(words, place)
    if before is None:
        return False
    if _COPULA.takes(words[before]):
        return _has_subject(words, before)
    if any(dash in words[place].follows for dash in _DASHES):
        return words[before].is_capital or _SUBJECT.takes(words[before])
    is_predicate = _SERVING.takes(words[first]) or _is_nominative(words[last].readings[0])
    return is_predicate and _SUBJECT.takes(words[before])


def _has_subject(words: Sequence[Word], copula: int) -> bool:
    at = _before(words, copula)
    for _ in range(_BEFORE_COPULA):
        if at is None:
            return False
        if words[at].is_capital or _SUBJECT.takes(words[at]):
            return True
        at = _before(words, at)
    return False


def _without_fillers(words: Sequence[Word], place: int) -> int:
    """The place of the first of the small words that lead to a word."""
    before = _before(words, place)
    while before is not None and _FILLER.takes(words[before]):
        place, before = before, _before(words, before)
    return place


def _before(words: Sequence[Word], place: int) -> int | None:
    return place - 1 if place and not is_apart(words, place - 1, place) else None


def _is_nominative(word: str) -> bool:
    """In Cyrillic, as masculine words for soldiers end; other cases and plurals end otherwise."""
    return word.endswith(_NOMINATIVE) and not word.endswith(_NOT_NOMINATIVE)
