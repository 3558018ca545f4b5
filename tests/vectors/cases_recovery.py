"""Vectors of the recovery identity: shares, their commitments, cards and roll-calls."""

from typing import Any

from crypto.possession import RecipientCard
from crypto.recovery import RollCall, commitment
from crypto.typing_layout import LAYOUTS
from tests.simulators.shares import shares_of
from tests.vectors.cast import ORIGIN, identity, seed
from tests.vectors.notation import VectorFile
from tracker.ceremony.shares import Share

SEED = identity("recovery").seed
CARD, SHARES = shares_of(SEED, 2, 3, "recovery, first split")
OLD_CARD, OLD_SHARES = shares_of(seed("old recovery"), 2, 3, "old recovery")
TEXTS = [share.text for share in SHARES]
AGAIN = [share.text for share in shares_of(SEED, 2, 3, "recovery, second split")[1]]
EPOCH, NONCE = 3, seed("root of the ceremony log")


def make(workshop: Any) -> None:
    """All files of this page."""
    _split(workshop.file("recovery/split", "A seed in SLIP-39 shares; randomness belongs to a name."))
    _share(workshop.file("recovery/share", "A share as it is typed: whole words or their first letters."))
    _combine(workshop.file("recovery/combine", "The seed out of its shares."))
    _recombined(workshop.file("recovery/recombined", "Shares held to the published recipient."))
    _card(workshop.file("recovery/card", "The recovery card, in both forms."))
    file = workshop.file("recovery/commitment", "HKDF of a share's words, joined by spaces: an Ed25519 key.")
    for number, text in enumerate(TEXTS, 1):
        file.accept(f"share {number}", share=text)
    file.accept("a seed that is itself the one share", share=SEED)
    _roll_call(workshop)


def _split(file: VectorFile) -> None:
    for threshold, shares in ((1, 1), (2, 2), (2, 3), (3, 5), (16, 16)):
        name = f"{threshold} of {shares}"
        file.accept(name, seed=SEED, threshold=threshold, shares=shares, randomness=name)
    for threshold, shares in ((1, 2), (0, 0), (3, 2), (2, 17)):
        name = f"{threshold} of {shares}"
        file.refuse(name, "encoding", seed=SEED, threshold=threshold, shares=shares, randomness=name)


def _share(file: VectorFile) -> None:
    words = SHARES[1].words
    file.accept("whole words", typed=TEXTS[1])
    file.accept("the first four letters", typed=_line([word[:4] for word in words]))
    file.accept("capitals and spaces", typed=b"  " + TEXTS[1].upper().replace(b" ", b"   "))
    cyrillic = TEXTS[1].decode().translate(LAYOUTS["uk"]).encode()
    file.accept("a keyboard still set to Ukrainian letters", typed=cyrillic)
    swapped = [words[0], words[1], words[3], words[2], *words[4:]]
    for name, code, typed in [
        ("one word less", "share-length", words[:-1]),
        ("one word more", "share-length", [*words, words[0]]),
        ("nothing", "share-length", []),
        ("three letters", "share-unknown-word", [*words[:8], words[8][:3], *words[9:]]),
        ("a letter too many", "share-unknown-word", [*words[:8], words[8] + "s", *words[9:]]),
        ("another word", "share-checksum", [*words[:8], _other(words[8]), *words[9:]]),
        ("two words exchanged", "share-checksum", swapped),
    ]:
        file.refuse(name, code, typed=_line(typed))


def _combine(file: VectorFile) -> None:
    for held in ((0, 1), (0, 2), (1, 2), (2, 0), (0, 1, 2)):
        file.accept(f"shares {', '.join(str(item + 1) for item in held)}", shares=[TEXTS[i] for i in held])
    file.accept("shares of another split of the same seed", shares=AGAIN[1:])
    file.refuse("none", "shares-missing", shares=[])
    file.refuse("one of two", "shares-missing", shares=TEXTS[:1])
    file.refuse("one twice", "share-twice", shares=TEXTS[:1] * 2)
    file.refuse("of two splits of one seed", "shares-mixed", shares=[TEXTS[0], AGAIN[1]])
    file.refuse("of two seeds", "shares-mixed", shares=[TEXTS[0], OLD_SHARES[1].text])


def _recombined(file: VectorFile) -> None:
    file.accept("the published recipient", shares=TEXTS[:2], card=CARD.encode())
    old = [share.text for share in OLD_SHARES[:2]]
    file.refuse("another identity", "recovery-mismatch", shares=old, card=CARD.encode())
    file.refuse("no card", "card-malformed", shares=TEXTS[:2], card=b"")


def _card(file: VectorFile) -> None:
    card = file.blob("card", CARD.encode())
    recipient = identity("recovery").recipient
    undivided = file.blob("undivided", RecipientCard("recovery", recipient, commitment(SEED)).encode())
    file.accept("2 of 3", card=card)
    file.accept("1 of 1", card=shares_of(SEED, 1, 1, "alone")[0].encode())
    file.accept("of the first form: the seed is the one share", card=undivided)
    share = card.data[card.data.rindex(b"share ") :]
    for name, code, altered in [
        ("of the first form, of somebody", "encoding", undivided.swap(b"name recovery", b"name caseworker")),
        ("another version", "encoding", card.swap(b"recovery/v1", b"recovery/v2")),
        ("1 of 3", "encoding", card.swap(b"threshold 2", b"threshold 1")),
        ("4 of 3", "encoding", card.swap(b"threshold 2", b"threshold 4")),
        ("a threshold with a zero before it", "encoding", card.swap(b"threshold 2", b"threshold 02")),
        ("a share twice", "encoding", card.add(share)),
        ("no share", "encoding", card.cut(card.data.index(b"share "))),
        ("cut short", "encoding", card.cut(len(card.data) - 1)),
        ("a line more", "encoding", card.add(b"note x\n")),
        ("a degenerate commitment", "key-degenerate", card.add(b"share " + b"A" * 43 + b"=\n")),
        ("a degenerate X25519 key", "key-degenerate", _degenerate(card)),
    ]:
        file.refuse(name, code, card=altered)


def _degenerate(card: Any) -> Any:
    start = card.data.index(b"recipient ") + len(b"recipient ")
    return card.edit(start, 44, b"A" * 43 + b"=")


def _roll_call(workshop: Any) -> None:
    call = RollCall(ORIGIN, EPOCH, NONCE)
    file = workshop.file("recovery/answer", "A holder's signature at a roll-call: deterministic.")
    asked: dict[str, Any] = {"origin": ORIGIN, "epoch": EPOCH, "nonce": NONCE}
    for number, text in enumerate(TEXTS, 1):
        file.accept(f"share {number}", share=text, **asked)
    file = workshop.file("recovery/roll-call", "Answers held to the commitments of the epoch.")
    asked |= {"card": file.blob("card", CARD.encode()), "retired": list(OLD_CARD.commitments)}

    def answers(*shares: Share, call: RollCall = call) -> list[list[bytes]]:
        given = [call.answer(share.text) for share in shares]
        return [[item.commitment, item.signature] for item in given]

    file.accept("all three", answers=answers(*SHARES), **asked)
    file.accept("one", answers=answers(SHARES[1]), **asked)
    file.refuse("nobody", "shares-missing", answers=[], **asked)
    file.refuse("one share twice", "share-twice", answers=answers(SHARES[0], SHARES[0]), **asked)
    file.refuse("a share of an earlier epoch", "share-retired", answers=answers(OLD_SHARES[0]), **asked)
    unknown: dict[str, Any] = {**asked, "retired": []}
    file.refuse("on no commitment", "commitment-mismatch", answers=answers(OLD_SHARES[0]), **unknown)
    last_year = answers(SHARES[0], call=RollCall(ORIGIN, EPOCH, seed("root of last year")))
    file.refuse("last year's nonce", "signature-invalid", answers=last_year, **asked)
    elsewhere = answers(SHARES[0], call=RollCall("rehearsal/other", EPOCH, NONCE))
    file.refuse("another origin's", "signature-invalid", answers=elsewhere, **asked)
    exchanged = [[SHARES[0], SHARES[1]], [SHARES[1], SHARES[0]]]
    crossed = [[answers(a)[0][0], answers(b)[0][1]] for a, b in exchanged]
    file.refuse("signatures exchanged", "signature-invalid", answers=crossed, **asked)


def _line(words: list[str]) -> bytes:
    return " ".join(words).encode()


def _other(word: str) -> str:
    return "academic" if word != "academic" else "acid"
