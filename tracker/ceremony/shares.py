"""Shares of the recovery identity's seed, in the words of SLIP-39 (docs/spec/recovery.md, "Shares").

The library draws the randomness of the polynomial itself; nothing here writes or prints anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.constants import CUSTOMIZATION_STRING_EXTENDABLE, CUSTOMIZATION_STRING_ORIG
from shamir_mnemonic.rs1024 import verify_checksum
from shamir_mnemonic.share import Share as Mnemonic
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from crypto.errors import SharesMissing, ShareTwice
from crypto.recovery import check_shape
from crypto.typing_layout import LAYOUTS
from tracker.records.errors import ShareChecksum, ShareForeign, ShareLength, SharesMixed, ShareUnknownWord

WORDS = 33
PREFIX = 4
# No passphrase, so nothing to stretch; "extendable" is SLIP-39's present form.
_EXTENDABLE, _EXPONENT = True, 0
# Which of them a share uses is a bit in its words, which may be the wrong ones.
_CHECKSUM_LABELS = (CUSTOMIZATION_STRING_EXTENDABLE, CUSTOMIZATION_STRING_ORIG)
_BY_PREFIX: dict[str, str] = {word[:PREFIX]: word for word in WORD_INDEX_MAP}
# From a letter that a Cyrillic keyboard writes to the Latin one on the same key.
_KEYS = {letter: chr(key) for layout in LAYOUTS.values() for key, letter in layout.items()}


@dataclass(frozen=True)
class Share:
    """A share: ``text`` is its words joined by single spaces, lower-case ASCII, to which it is committed.

    ``number`` counts from 1; ``threshold`` shares rebuild the seed; ``series`` is the same in all shares
    that were made together.
    """

    text: bytes = field(repr=False)
    number: int
    threshold: int
    series: int

    @property
    def words(self) -> list[str]:
        """The 33 words."""
        return self.text.decode("ascii").split(" ")


def split_seed(seed: bytes, threshold: int, count: int) -> list[Share]:
    """So many shares of a 32-byte seed, any ``threshold`` of which give it back. Raises EncodingError."""
    check_shape(threshold, count)
    ((*mnemonics,),) = generate_mnemonics(
        1, [(threshold, count)], seed, extendable=_EXTENDABLE, iteration_exponent=_EXPONENT
    )
    return [read_share(text.split(" ")) for text in mnemonics]


def read_words(typed: Iterable[str]) -> list[str]:
    """The words that were typed, each whole or its first four letters. Raises ShareUnknownWord.

    A keyboard that is still set to Cyrillic letters is understood.
    """
    return [_complete(word, position) for position, word in enumerate(typed, 1)]


def _complete(typed: str, position: int) -> str:
    lower = typed.lower().translate(_KEYS)
    word = _BY_PREFIX.get(lower[:PREFIX])
    if word is None or not word.startswith(lower):
        raise ShareUnknownWord(f"word {position} is in no share", position=position)
    return word


def read_share(typed: Sequence[str]) -> Share:
    """The share whose words were typed, whole or their first four letters.

    Raises ShareLength, ShareUnknownWord, ShareChecksum, ShareForeign.
    """
    if len(typed) != WORDS:
        raise ShareLength(f"{len(typed)} words where a share has {WORDS}", count=len(typed))
    words = read_words(typed)
    numbers = [WORD_INDEX_MAP[word] for word in words]
    if not any(verify_checksum(numbers, label) for label in _CHECKSUM_LABELS):
        raise ShareChecksum("at least one of the words is another than was written")
    text = " ".join(words)
    share = _read(text)
    groups = (share.group_index, share.group_threshold, share.group_count)
    if groups != (0, 1, 1) or share.iteration_exponent != _EXPONENT or not share.extendable:
        raise ShareForeign("a share with settings that this program never uses")
    return Share(text.encode("ascii"), share.index + 1, share.member_threshold, share.identifier)


def _read(text: str) -> Mnemonic:
    try:
        return Mnemonic.from_mnemonic(text)
    except MnemonicError as error:
        raise ShareForeign("not a share of 32 bytes") from error


def combine_shares(shares: Sequence[Share]) -> bytes:
    """The 32-byte seed. Shares above the threshold are held to the others.

    Raises ShareTwice, SharesMixed, SharesMissing. That it is the right seed only its recipient shows.
    """
    if len({share.number for share in shares}) != len(shares):
        raise ShareTwice("one share was entered twice")
    if len({(share.series, share.threshold) for share in shares}) > 1:
        raise SharesMixed("the shares were not made together")
    need = shares[0].threshold if shares else 1
    if len(shares) < need:
        raise SharesMissing(f"{len(shares)} of {need} shares", have=len(shares), need=need)
    base, further = shares[: need - 1], shares[need - 1 :]
    seeds = {_combine([*base, share]) for share in further}
    if len(seeds) != 1:
        raise SharesMixed("the shares were not made together")
    return seeds.pop()


def _combine(shares: Sequence[Share]) -> bytes:
    try:
        seed: bytes = combine_mnemonics([share.text.decode("ascii") for share in shares])
    except MnemonicError as error:
        raise SharesMixed("the shares were not made together") from error
    return seed
