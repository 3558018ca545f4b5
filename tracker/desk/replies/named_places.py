"""Whether a sentence says where somebody no longer is, or only that they are no more (pure).

docs/spec/wording.md, "Places". Only what is named in these lists, and a capital right after "in", is a place:
with any other word a notice of death stays one. This world, this earth and this life are none.
"""

from collections.abc import Sequence
from itertools import pairwise

from tracker.desk.replies.folding import Word
from tracker.desk.replies.word_lists import is_part_end, pattern_of

_TO_PLACE, _TO_WORDS = 3, 3
_LEADING = pattern_of("у в ув во на at in on near with")
_IN, _NO_CITY = pattern_of("у в ув во на"), pattern_of("бог* боз* господ* христ* царств* вічн* вечн* пасх*")
_LEADING_TO_ADDRESS, _ADDRESS = pattern_of("за по"), pattern_of("адрес*")
_ANY_OTHER = pattern_of("з із зі із-за из от від до для про о об при через после після from of by")
_TOGETHER = pattern_of("together")
_HERE = pattern_of("тут там здесь here there")
_PLACES = pattern_of(
    """списк* списоч* перелік* перечн* реєстр* реестр* базі базах базе картотец* картотек* сайт* відомост*
    колоні* колони* сізо сизо ізолятор* изолятор* тюрм* тюрьм* вязниц* камер* карцер* барак* таборі
    таборах лагере лагерях підвал* подвал* відділен* відділк* отделен* отделе участк* дільниц* установ*
    учрежден* закладі закладах заведен* лікарн* больниц* госпітал* госпитал* шпитал* палаті палате
    гуртожит* общежит* притул* приют* приймальник* приемник* будинк* доме квартир* адрес* місті городе
    городк* селі селищ* селе поселк* деревн* районі районе області области вулиц* улице пункті пункте
    центрі центре місці месте корпусі корпусе поверсі этаже етапі этапе суді суде приміщенн* помещени*
    зоні зоне країні стране полоні плену list lists register registers registry database website page
    colony prison jail detention centre center cell camp basement hospital ward clinic address house flat
    apartment dormitory hostel shelter home town city village street district region building block wing
    institution facility country"""
)
_PEOPLE = pattern_of(
    """aunt uncle parents mother father sister brother wife husband grandmother grandfather cousin son
    daughter children relatives friend friends neighbour neighbours neighbor neighbors"""
)
_NO_PLACE = pattern_of(
    """світ світі світу світом свет свете свету мире миру земл* життя житті жизни житт* небі небе раю раї
    world earth life heaven paradise"""
)
# With these somebody else says something, or something else is said, after the place.
_SAYS_ANEW = pattern_of(
    """сказа* повідом* сообщ* розпові* рассказ* написа* дізна* узна* почу* услыш* кажуть каже говор* відпові*
    ответ* письм* лист листа листі листом слов* данн* дани* told said says say wrote writes learned heard
    letter word words lived died"""
)
_JOINS = pattern_of("що что и і й та но але а як как and but that")


def names_a_place(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether the part of a sentence around ``words[first:last + 1]`` says of which place or list they speak.

    Before them a place must lead to them; after them only what follows at once counts.
    """
    before, after = _part_before(words, first), _part_after(words, last)
    if any(map(_NO_PLACE.takes, (*before, *words[first : last + 1], *after))):
        return False
    inside = words[first : last + 1]
    leads = _is_led_by_place(before) or (not words[first].is_capital and _is_led_by_city(before))
    return any(map(_HERE.takes, inside)) or leads or _goes_on_to_place(after)


def _part_before(words: Sequence[Word], first: int) -> Sequence[Word]:
    start = first
    while start and not is_part_end(words, start - 1):
        start -= 1
    return words[start:first]


def _part_after(words: Sequence[Word], last: int) -> Sequence[Word]:
    end = last
    while not is_part_end(words, end):
        end += 1
    return words[last + 1 : end + 1]


def _is_led_by_place(before: Sequence[Word]) -> bool:
    """``У цьому списку його вже немає``; not ``У лікарні нам сказали його вже немає``."""
    for back, word in enumerate(reversed(before)):
        if back > _TO_WORDS or _SAYS_ANEW.takes(word) or _JOINS.takes(word):
            return False
        if _HERE.takes(word):
            return True
        if _PLACES.takes(word):
            return _is_led_to(before[: len(before) - 1 - back], word)
    return False


def _is_led_by_city(before: Sequence[Word]) -> bool:
    """``У Вигаданську вашого сина``: a capital right after *in*, and at most one word more."""
    pairs = list(pairwise(before))[-2:]
    return any(
        _IN.takes(leading) and word.is_capital and not word.is_upper and not _NO_CITY.takes(word)
        for leading, word in pairs
    )


def _is_led_to(before: Sequence[Word], place: Word) -> bool:
    """``на сайті`` суду; not ``за даними`` колонії, ``у листі з`` колонії."""
    for word in before[: -_TO_PLACE - 1 : -1]:
        if _LEADING.takes(word) or (_LEADING_TO_ADDRESS.takes(word) and _ADDRESS.takes(place)):
            return True
        if _SAYS_ANEW.takes(word) or _ANY_OTHER.takes(word):
            return False
    return False


def _goes_on_to_place(after: Sequence[Word]) -> bool:
    """``… at the old address``, ``… with her aunt``, ``… there``."""
    after = after[1:] if after and _TOGETHER.takes(after[0]) else after
    if not after:
        return False
    if _HERE.takes(after[0]):
        return True
    near = after[1 : _TO_PLACE + 2]
    return _LEADING.takes(after[0]) and any(_PLACES.takes(word) or _PEOPLE.takes(word) for word in near)
