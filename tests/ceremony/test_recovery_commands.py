"""`tracker ceremony recovery …` at a terminal where it matters: what holders see, type, and leave."""

import json
import re
import stat
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from crypto.keyfile import SeedUse, open_keyfile
from crypto.possession import check_possession, make_challenge
from crypto.recipient import Identity
from crypto.recovery import RecoveryCard, read_card
from crypto.sshsig import split_signed
from tests.ceremony.terminal import Terminal, code, done, left_on_screen, type_in
from tracker.ceremony.sheets import Sheet, sheet_text, words_text
from tracker.records.form import LANGUAGES
from tracker.records.language import translate

ORIGIN = "rehearsal/tests"
SHAPE = ("--origin", ORIGIN, "--threshold", 2, "--shares", 3)
NONCE = b"n" * 32
PASSWORD = "a rehearsal's password"


class Made:
    """A recovery identity whose shares lie in a file, as rehearsals have them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.card_file, self.clear = folder / "recovery.card", folder / "clear"
        done("recovery", "new", *SHAPE, "--out", folder, "--rehearsal-file", self.clear)
        self.shares = self.clear.read_text(encoding="ascii").splitlines()

    @property
    def card(self) -> RecoveryCard:
        """The card."""
        return read_card(self.card_file.read_bytes())

    def held(self, *numbers: int) -> Path:
        """A file with some of the shares."""
        path = self.folder / "held"
        path.write_text("".join(self.shares[number - 1] + "\n" for number in numbers), encoding="ascii")
        return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A recovery identity, 2 of 3."""
    return Made(tmp_path_factory.mktemp("made"))


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    """A password in a file."""
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return path


def words_in(text: str) -> list[tuple[str, str]]:
    """Every number that a word of shares follows, as on a sheet."""
    found = re.findall(r"(?<!\w)(\d\d?) ([a-z]{4,8})(?!\w)", text)
    return [(number, word) for number, word in found if word in WORD_INDEX_MAP]


def take_share(terminal: Terminal, begun: bool = False) -> list[str]:
    """A holder's part at `recovery new`: copies the words and types back those that are asked for."""
    if not begun:
        terminal.read_until("nobody else can see the screen.*\r\n[^>]*> ")
    terminal.type("")
    shown = terminal.read_until(r"(?s)Read down.*?press Enter.*?> ").group()
    words = dict(words_in(shown))
    assert list(map(int, sorted(words, key=int))) == list(range(1, 34))
    terminal.type("")
    for _ in range(2):
        number = terminal.read_until(r"word number (\d+)\.[^>]*> ").group(1)
        terminal.type(words[number][:4])
    return [words[str(number)] for number in range(1, 34)]


def files_below(folder: Path) -> Iterator[bytes]:
    """The contents of all files of a folder."""
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_each_holder_copies_a_share_and_nothing_of_it_stays(tmp_path: Path) -> None:
    arguments = ("ceremony", "recovery", "new", *SHAPE, "--out", tmp_path, "--language", "en")
    with Terminal(arguments) as terminal:
        shares = [take_share(terminal) for _ in range(3)]
        assert terminal.end() == 0
    assert len(words_in(terminal.written)) == 3 * 33
    assert words_in(left_on_screen(terminal.written)) == []
    for words in shares:
        # One word alone may stand there by chance: "very" is in the first line of a recovery card.
        pairs = [" ".join(pair).encode() for pair in pairwise(words)]
        assert not any(pair in data for data in files_below(tmp_path) for pair in pairs)
    clear = tmp_path / "clear"
    clear.write_text("".join(" ".join(words) + "\n" for words in shares[1:]), encoding="ascii")
    done("recovery", "check-share", "--roster", tmp_path / "recovery.card", "--shares-file", clear)


def test_only_the_card_is_ever_written(tmp_path: Path) -> None:
    arguments = ("ceremony", "recovery", "new", *SHAPE, "--out", tmp_path, "--language", "en")
    with Terminal(arguments) as terminal:
        terminal.read_until("nobody else can see the screen.*\r\n[^>]*> ")
        assert re.search(r"Max core file size +0 +0 ", terminal.limits)
        shown = [take_share(terminal, begun=True), take_share(terminal), take_share(terminal)]
        written = terminal.read_until("WRITTEN (.*)\r\n").group(1).split()
        assert terminal.end() == 0
    assert len(shown) == 3
    assert [Path(name).parent for name in written] == [tmp_path]


def test_the_list_of_processes_shows_no_word(made: Made) -> None:
    arguments = ("ceremony", "recovery", "check-share", "--roster", made.card_file, "--language", "en")
    with Terminal(arguments) as terminal:
        terminal.read_until("nobody else can see the screen")
        terminal.type("")
        terminal.read_until(" 1> ")
        words = made.shares[0].split()
        terminal.type(" ".join(words[:20]))
        terminal.read_until("21> ")
        # Single words may stand in any text; two of a share, one after the other, come from it alone.
        pairs = [" ".join(pair).encode() for pair in pairwise(words)]
        assert not any(pair in terminal.seen_from_outside for pair in pairs)
        assert terminal.stop() == 1


def test_killed_between_two_holders_nothing_is_left(tmp_path: Path) -> None:
    arguments = ("ceremony", "recovery", "new", *SHAPE, "--out", tmp_path, "--language", "en")
    with Terminal(arguments) as terminal:
        take_share(terminal)
        take_share(terminal)
        terminal.kill()
    assert list(tmp_path.iterdir()) == []


def test_a_word_retyped_wrong_shows_the_share_again(tmp_path: Path) -> None:
    arguments = ("ceremony", "recovery", "new", *SHAPE, "--out", tmp_path, "--language", "en")
    with Terminal(arguments) as terminal:
        terminal.read_until("nobody else can see the screen")
        terminal.type("")
        terminal.read_until("press Enter")
        terminal.type("")
        terminal.read_until(r"word number \d+")
        terminal.type("zzzz")
        terminal.read_until("is another one")
        terminal.read_until(r"(?s)Read down.*?press Enter.*?> ")
        assert terminal.stop() == 1
    assert words_in(left_on_screen(terminal.written)) == []
    assert list(tmp_path.iterdir()) == []


def test_a_share_is_typed_corrected_and_not_left_on_the_screen(made: Made, tmp_path: Path) -> None:
    words = made.shares[2].split()
    wrong = "academic" if words[6] != "academic" else "acid"
    arguments = ("ceremony", "recovery", "check-share", "--roster", made.card_file, "--language", "en")
    with Terminal(arguments) as terminal:
        terminal.read_until("nobody else can see the screen")
        terminal.type("")
        terminal.read_until(" 1> ")
        terminal.type(" ".join([*words[:3], "nonsense"]))
        terminal.read_until("Word number 4 is not among")
        terminal.type(f"{words[0]} -")
        terminal.type(" ".join(word[:4] for word in [*words[3:6], wrong, *words[7:]]))
        terminal.read_until("At least one word is another")
        terminal.read_until("begin anew:[^>]*> ")
        terminal.type("7")
        terminal.read_until(" 7> ")
        terminal.type(words[6])
        terminal.read_until("This is share 3 of 3")
        assert terminal.end() == 0
    assert words_in(terminal.written)
    assert words_in(left_on_screen(terminal.written)) == []


def test_holders_at_the_terminal_prove_together(made: Made, tmp_path: Path) -> None:
    challenge, proof = tmp_path / "challenge", tmp_path / "proof"
    challenge.write_bytes(make_challenge(made.card, ORIGIN, NONCE))
    arguments = ("--card", made.card_file, "--challenge", challenge, "--out", proof, "--language", "uk")
    with Terminal(("ceremony", "recovery", "prove", *arguments)) as terminal:
        for typed in (made.shares[0], None, made.shares[1]):
            if typed is None:
                continue
            terminal.read_until("тримач [12] із 2")
            terminal.type("")
            terminal.read_until(" 1> ")
            terminal.type(typed)
            terminal.read_until("прийнято")
        assert terminal.end() == 0
    check_possession(proof.read_bytes(), made.card, ORIGIN, NONCE)


def test_more_holders_than_needed_may_prove(made: Made, tmp_path: Path) -> None:
    challenge, proof = tmp_path / "challenge", tmp_path / "proof"
    challenge.write_bytes(make_challenge(made.card, ORIGIN, NONCE))
    arguments = ("recovery", "prove", "--card", made.card_file, "--challenge", challenge, "--out", proof)
    done(*arguments, "--holders", 3, "--shares-file", made.held(1, 2, 3))
    check_possession(proof.read_bytes(), made.card, ORIGIN, NONCE)
    assert len(split_signed(proof.read_bytes())[1]) == 3
    assert code(*arguments, "--holders", 3, "--shares-file", made.held(1, 2)) == "shares-missing"
    for holders in (1, 4):
        result = type_in(*arguments, "--holders", holders, "--shares-file", made.held(1, 2, 3))
        assert result.exit_code == 2


def test_one_share_twice_is_told_at_once_and_the_other_still_counts(made: Made, tmp_path: Path) -> None:
    challenge, proof = tmp_path / "challenge", tmp_path / "proof"
    challenge.write_bytes(make_challenge(made.card, ORIGIN, NONCE))
    arguments = ("--card", made.card_file, "--challenge", challenge, "--out", proof, "--language", "en")
    with Terminal(("ceremony", "recovery", "prove", *arguments)) as terminal:
        for number, typed in ((1, made.shares[0]), (2, made.shares[0])):
            terminal.read_until(f"holder {number} of 2")
            terminal.type("")
            terminal.read_until(" 1> ")
            terminal.type(typed)
        terminal.read_until("entered already")
        terminal.type("")
        terminal.read_until(" 1> ")
        terminal.type(made.shares[1])
        assert terminal.end() == 0
    check_possession(proof.read_bytes(), made.card, ORIGIN, NONCE)


def test_shares_are_shown_to_no_pipe_and_typed_from_none(made: Made, tmp_path: Path) -> None:
    assert code("recovery", "new", *SHAPE, "--out", tmp_path, typed="\n" * 9) == "terminal-missing"
    typed = "\n" + made.shares[0]
    assert code("recovery", "check-share", "--roster", made.card_file, typed=typed) == "terminal-missing"
    assert list(tmp_path.iterdir()) == []


def test_shares_lie_in_clear_for_rehearsals_only(tmp_path: Path) -> None:
    shape = ("--origin", "missing.example/2026", *SHAPE[2:])
    result = type_in("recovery", "new", *shape, "--out", tmp_path, "--rehearsal-file", tmp_path / "clear")
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("threshold", "shares"), [(1, 3), (3, 2), (0, 1), (2, 17)])
def test_a_shape_without_sense_is_refused_before_anything_is_drawn(
    threshold: int, shares: int, tmp_path: Path
) -> None:
    shape = ("--origin", ORIGIN, "--threshold", threshold, "--shares", shares)
    assert type_in("recovery", "new", *shape, "--out", tmp_path).exit_code == 2


def test_one_share_is_enough_for_rehearsals_only(tmp_path: Path) -> None:
    alone = ("--threshold", 1, "--shares", 1, "--out", tmp_path, "--rehearsal-file", tmp_path / "clear")
    result = type_in("recovery", "new", "--origin", "missing.example/2026", *alone)
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []
    done("recovery", "new", "--origin", ORIGIN, *alone)
    assert read_card((tmp_path / "recovery.card").read_bytes()).threshold == 1


def test_a_printer_gets_each_sheet_on_its_standard_input(tmp_path: Path) -> None:
    printed = tmp_path / "printed"
    printer = f"{sys.executable} -c \"import sys; open(r'{printed}', 'ab').write(sys.stdin.buffer.read())\""
    arguments = ("--out", tmp_path, "--language", "ru", "--print-command", printer)
    with Terminal(("ceremony", "recovery", "new", *SHAPE, *arguments)) as terminal:
        for number in (1, 2, 3):
            terminal.read_until(f"печатается часть № {number}")
            terminal.type("")
            for _ in range(2):
                asked = terminal.read_until(r"слово № (\d+)\.[^>]*> ").group(1)
                sheet = printed.read_text(encoding="utf-8").split("\f")[number - 1]
                terminal.type(dict(words_in(sheet))[asked])
        assert terminal.end() == 0
    assert words_in(left_on_screen(terminal.written)) == []
    assert printed.read_text(encoding="utf-8").count("\f") == 3


def test_a_printer_that_fails_ends_it(tmp_path: Path) -> None:
    arguments = ("--out", tmp_path, "--language", "en", "--print-command", "false")
    with Terminal(("ceremony", "recovery", "new", *SHAPE, *arguments)) as terminal:
        terminal.read_until("at the printer")
        terminal.type("")
        terminal.read_until("error printing-failed")
        assert terminal.end() == 1
    assert list(tmp_path.iterdir()) == []


def test_the_shares_together_become_a_key_file(made: Made, tmp_path: Path, password_file: Path) -> None:
    out = tmp_path / "recovery.identity"
    common = ("--out", out, "--password-file", password_file, "--json")
    told = done("recovery", "combine", "--roster", made.card_file, "--shares-file", made.held(3, 1), *common)
    assert json.loads(told) == {"identity": str(out)}
    seed = open_keyfile(SeedUse.RECOVERY, out.read_bytes(), PASSWORD)
    assert Identity(seed).recipient == made.card.recipient
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    again = type_in(
        "recovery", "combine", "--roster", made.card_file, "--shares-file", made.held(3, 1), *common
    )
    assert isinstance(again.exception, FileExistsError)


@pytest.mark.parametrize(
    ("numbers", "refused"), [((1,), "shares-missing"), ((2, 2), "share-twice"), ((), "shares-missing")]
)
def test_too_few_shares_become_nothing(
    numbers: tuple[int, ...], refused: str, made: Made, tmp_path: Path, password_file: Path
) -> None:
    out = tmp_path / "recovery.identity"
    arguments = ("--roster", made.card_file, "--out", out, "--password-file", password_file)
    assert code("recovery", "combine", *arguments, "--shares-file", made.held(*numbers)) == refused
    assert not out.exists()


def test_shares_of_another_identity_are_refused_by_their_commitments(made: Made, tmp_path: Path) -> None:
    other = Made(tmp_path)
    arguments = ("--roster", made.card_file, "--shares-file", other.held(1))
    assert code("recovery", "check-share", *arguments) == "commitment-mismatch"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_fits_on_the_smallest_screen(language: str) -> None:
    sheet = Sheet("o" * 64, 16, 16, 16, ["abcdefgh"] * 33)
    shown = f"{words_text(sheet, language)}\n{translate(language, 'share.copied')}\n\n> "
    assert sum(max(1, -(-len(line) // 80)) for line in shown.split("\n")) <= 24


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_in_each_language_what_it_is(language: str) -> None:
    words = [f"word{number}" for number in range(1, 34)]
    text = sheet_text(Sheet(ORIGIN, 2, 3, 2, words), language)
    assert dict(re.findall(r"(\d+) (word\d+)", text)) == {str(n): f"word{n}" for n in range(1, 34)}
    assert ORIGIN in text
    assert max(map(len, text.splitlines())) <= 72
    blank = done("recovery", "sheet", *SHAPE, "--language", language)
    assert blank.count("\f") == 2
    assert all(leaf.count("\n") < 66 for leaf in blank.split("\f"))
    assert blank.count("_" * 16) >= 3 * 33
    page = done("recovery", "sheet", *SHAPE, "--language", language, "--html")
    assert page.count("<section>") == 3
    assert [page.count(f"<td>{number}<") for number in range(1, 34)] == [3] * 33
    assert not re.search("http|src=|url", page)
