"""The seed in SLIP-39 words: any k of n give it back, fewer never, and a wrong word is found."""

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.share import Share as Mnemonic
from shamir_mnemonic.wordlist import WORDLIST

from crypto.errors import EncodingError, SharesMissing, ShareTwice
from crypto.recovery import check_commitment, commitment
from crypto.typing_layout import LAYOUTS
from tests.vectors.cast import seed
from tracker.ceremony.shares import PREFIX, WORDS, Share, combine_shares, read_share, split_seed
from tracker.records.errors import ShareChecksum, ShareForeign, ShareLength, SharesMixed, ShareUnknownWord

SHAPES = st.integers(1, 16).flatmap(
    lambda n: st.tuples(st.integers(2, n) if n > 1 else st.just(1), st.just(n))
)
SEED = seed("recovery")
SHARES = split_seed(SEED, 2, 3)


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), SHAPES, st.randoms(use_true_random=False))
def test_any_k_of_n_give_the_seed_back(secret: bytes, shape: tuple[int, int], chance: object) -> None:
    threshold, count = shape
    shares = split_seed(secret, threshold, count)
    assert [share.number for share in shares] == list(range(1, count + 1))
    chosen = chance.sample(shares, threshold)  # type: ignore[attr-defined]
    assert combine_shares(chosen) == secret
    with pytest.raises(SharesMissing):
        combine_shares(chosen[1:])


def test_every_pair_and_all_three_give_the_same_seed() -> None:
    for held in (*combinations(SHARES, 2), SHARES):
        assert combine_shares(list(held)) == SEED


def test_fewer_than_k_hold_nothing_even_if_they_lie_about_k() -> None:
    alone = Share(SHARES[0].text, 1, 1, SHARES[0].series)
    with pytest.raises(SharesMixed):
        combine_shares([alone])


def test_shares_never_repeat() -> None:
    assert {share.text for share in SHARES}.isdisjoint(share.text for share in split_seed(SEED, 2, 3))


@pytest.mark.parametrize("shape", [(1, 2), (0, 1), (3, 2), (2, 17)])
def test_shapes_that_give_no_protection_or_no_shares(shape: tuple[int, int]) -> None:
    with pytest.raises(EncodingError):
        split_seed(SEED, *shape)


def test_a_share_is_typed_by_its_first_four_letters_in_any_case() -> None:
    share = SHARES[1]
    for typed in ([word[:PREFIX] for word in share.words], [word.upper() for word in share.words]):
        assert read_share(typed) == share
    assert share.text.decode("ascii") == " ".join(share.words)
    assert len(share.words) == WORDS
    check_commitment(read_share([word[:PREFIX] for word in share.words]).text, commitment(share.text))


@pytest.mark.parametrize("language", LAYOUTS)
def test_a_keyboard_that_is_still_set_to_cyrillic_is_understood(language: str) -> None:
    typed = [word.translate(LAYOUTS[language]) for word in SHARES[1].words]
    assert not any(word.isascii() for word in typed)
    assert read_share(typed) == SHARES[1]


@given(st.integers(0, WORDS - 1), st.sampled_from(WORDLIST))
def test_one_wrong_word_is_always_found(position: int, word: str) -> None:
    words = SHARES[0].words
    assume(words[position] != word)
    words[position] = word
    with pytest.raises(ShareChecksum):
        read_share(words)


@given(st.lists(st.tuples(st.integers(0, WORDS - 1), st.sampled_from(WORDLIST)), min_size=2, max_size=3))
def test_up_to_three_wrong_words_are_always_found(changes: list[tuple[int, str]]) -> None:
    words = SHARES[0].words
    for position, word in changes:
        words[position] = word
    assume(words != SHARES[0].words)
    with pytest.raises(ShareChecksum):
        read_share(words)


@pytest.mark.parametrize("word", ["", "aca", "academik", "п’ять", "zzzz", "academicx"])
def test_a_word_of_no_share_is_named_by_its_place(word: str) -> None:
    words = SHARES[0].words
    words[6] = word
    with pytest.raises(ShareUnknownWord) as caught:
        read_share(words)
    assert caught.value.facts == {"position": 7}


@pytest.mark.parametrize("count", [0, 20, 32, 34])
def test_another_number_of_words_is_said_so(count: int) -> None:
    with pytest.raises(ShareLength) as caught:
        read_share((SHARES[0].words * 2)[:count])
    assert caught.value.facts == {"count": count}


@pytest.mark.parametrize(
    "settings_of_others",
    [{"extendable": False, "iteration_exponent": 0}, {"extendable": True, "iteration_exponent": 1}],
)
def test_a_share_of_another_program_is_refused(settings_of_others: dict[str, int]) -> None:
    ((first, _),) = generate_mnemonics(1, [(2, 2)], SEED, **settings_of_others)
    with pytest.raises(ShareForeign):
        read_share(first.split())
    group, _ = generate_mnemonics(2, [(1, 1), (1, 1)], SEED, iteration_exponent=0)
    with pytest.raises(ShareForeign):
        read_share(group[0].split())


def test_shares_of_two_splits_or_one_twice_do_not_combine() -> None:
    others = split_seed(SEED, 2, 3)
    with pytest.raises(SharesMixed):
        combine_shares([SHARES[0], others[1]])
    with pytest.raises(SharesMixed):
        combine_shares([*SHARES[:2], Share(others[2].text, 3, 2, SHARES[0].series)])
    with pytest.raises(ShareTwice):
        combine_shares([SHARES[0], SHARES[0]])
    with pytest.raises(SharesMissing):
        combine_shares([])


def test_shares_that_each_claim_to_be_enough_must_agree() -> None:
    whole = [Mnemonic(7, True, 0, 0, 1, 1, place, 1, seed(f"secret {place}")) for place in (0, 1)]
    forged = [read_share(mnemonic.words()) for mnemonic in whole]
    assert combine_shares(forged[:1]) != combine_shares(forged[1:])
    with pytest.raises(SharesMixed):
        combine_shares(forged)


def test_a_share_does_not_show_in_messages() -> None:
    assert SHARES[0].words[9] not in repr(SHARES[0])
