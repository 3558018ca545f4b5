"""The acts of the story after the genesis: who types what, what they read, and what must be true then."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crypto.trust import decode_trust
from tracker.demo import looking, story
from tracker.demo.cast import CASEWORKERS, Places
from tracker.demo.running import Ran, must, run
from tracker.demo.setup import desk_options
from tracker.demo.telling import Teller
from tracker.files import write_file

LETTER_BYTES = 64 * 1024
FAMILY = Path("families")


class Story:
    """Everything after the genesis, act by act, against a server that is running."""

    def __init__(self, teller: Teller, places: Places, url: str) -> None:
        self.teller, self.places, self.url = teller, places, url
        self.one, self.two = (desk_options(places, name) for name in CASEWORKERS)
        self.secrets = [story.CANARY, story.ANSWER_CANARY, story.ADDITION_CANARY]
        self.secrets += [story.FIRST_FORM["full-name"], story.SECOND_FORM["full-name"]]

    def tell(self) -> None:
        """All acts."""
        self.ask()
        self.look_at_letters(2)
        self.carry("The courier carries the letters to the desk", fresh=False)
        first, second = self.read()
        self.answer(first)
        self.carry("The courier brings the answers to the server", fresh=True)
        self.look_at_mailbox()
        self.come_back()
        self.add_and_withdraw()
        self.carry("The courier goes once more", fresh=False)
        self.read_again(first, second)
        self.refuse()

    def ask(self) -> None:
        """Two families write."""
        self.teller.act("A family asks, in Ukrainian; another, in Russian")
        self.teller.say("The form can be answered question by question. Here it comes from a file:")
        FAMILY.mkdir(mode=0o700)
        write_json(FAMILY / "form.json", story.FIRST_FORM)
        write_json(FAMILY / "form-2.json", story.SECOND_FORM)
        self.teller.shown(f"{key}: {_plain(value)}" for key, value in story.FIRST_FORM.items())
        self.teller.typed(
            self.family("submit", "--form", FAMILY / "form.json", "--words-out", FAMILY / "paper.txt")
        )
        words = (FAMILY / "paper.txt").read_text(encoding="utf-8").strip()
        self.secrets += [words, *words.split()[:2]]
        self.teller.say("On the family's paper, and nowhere else:")
        self.teller.shown([words])
        self.teller.must("the paper has ten words", len(words.split()) == 10)
        self.family("submit", "--form", FAMILY / "form-2.json", "--words-out", FAMILY / "paper-2.txt")
        self.teller.must("the second family's letter was acknowledged too", (FAMILY / "paper-2.txt").exists())

    def look_at_letters(self, count: int) -> None:
        """What somebody finds who takes the server away."""
        self.teller.act("What the server has now")
        letters = looking.stored_letters(self.places)
        table = [f"{'hash of the sealed letter':<28}{'bytes':>8}   batch of"]
        table += [f"{letter.hash[:24] + '…':<28}{letter.size:>8}   {letter.day}" for letter in letters]
        self.teller.shown(table)
        self.teller.say("Beside the letters, all that its tables have a place for:")
        self.teller.shown(looking.columns(self.places.server / "tracker.sqlite"))
        self.teller.must(f"it has {count} letters", len(letters) == count)
        self.teller.must("they are of one size", {letter.size for letter in letters} == {LETTER_BYTES})
        self.check_traces(self.places.server, "the server's files")
        self.check_pages()
        self.teller.must(
            "the same search finds them in the families' own files",
            looking.traces(FAMILY, self.secrets) != [],
        )

    def check_pages(self) -> None:
        """The released pages hold all words of the lists, so they are searched in another way."""
        listed = json.loads(must("server", "pages", "--config", self.places.config, "--json").out)
        self.teller.must("its pages are those that everybody gets, to the byte", not listed["changed"])

    def check_traces(self, folder: Path, what: str) -> None:
        """No name, text or word of anybody."""
        found = looking.traces(folder, self.secrets, apart=self.places.pages)
        self.teller.must(f"no name, no text and none of the ten words is in {what}", found == [])

    def carry(self, title: str, fresh: bool) -> None:
        """The courier's round."""
        self.teller.act(title)
        if not fresh:
            self.teller.say("The server closes its batch (by itself once a day; here, the operator does).")
            self.teller.typed(must("server", "close-batch", "--config", self.places.config))
        ran = must("courier", "exchange", "--server", self.url, self.places.outbox, self.places.inbox)
        self.teller.typed(ran)
        self.teller.say("A search of the courier finds two sealed files:")
        self.teller.shown(
            f"{path.name:<8}{path.stat().st_size:>9} bytes   {_first_line(path)}"
            for path in (self.places.outbox, self.places.inbox)
        )
        self.check_traces(self.places.outbox.parent, "what the courier carries")

    def read(self) -> tuple[str, str]:
        """A caseworker takes the letters in and reads; returns both cases, the first family's first."""
        self.teller.act("A caseworker reads, at the machine without a network")
        self.say_desk_options()
        self.teller.typed(must("desk", "import", *self.one, self.places.inbox))
        listed = must("desk", "list", *self.one)
        self.teller.typed(listed)
        cases = {line.split()[0]: line for line in listed.out.strip().split("\n")}
        first = next(case for case, line in cases.items() if story.FIRST_FORM["full-name"] in line)
        second = next(case for case in cases if case != first)
        shown = must("desk", "show", *self.one, first, "--language", "uk")
        self.teller.typed(shown)
        # A terminal is not asked to colour pictures: their selector is left out.
        text = story.FIRST_FORM["text"].replace("\ufe0f", "")
        self.teller.must("she reads exactly what the family wrote", text in shown.out)
        return first, second

    def say_desk_options(self) -> None:
        """What $ONE and $TWO stand for."""
        self.teller.say("$ONE is her vault, key file and password; $TWO is her colleague's:")
        self.teller.shown(f"{self.one[at]} {self.one[at + 1]}" for at in range(0, len(self.one), 2))

    def answer(self, case: str) -> None:
        """She answers, a second one confirms, both sign what goes out."""
        self.teller.act("She answers; a second caseworker confirms; both sign")
        write_file(Path("text.txt"), f"{story.ANSWER_TEXT}\n".encode())
        today = datetime.now(UTC).date().isoformat()
        knowledge = ["--work", "answered", *story.KNOWLEDGE, "--date", today[:7], "--text-file", "text.txt"]
        answered = must("desk", "answer", *self.one, *knowledge, case)
        self.teller.typed(answered)
        alone = run("desk", "confirm", *self.one, case)
        self.teller.typed(alone)
        self.teller.must("she cannot confirm her own answer", alone.status != 0)
        self.teller.pause()
        self.teller.typed(must("desk", "confirm", *self.two, case))
        self.teller.say("The vault is copied to a second medium; only what is safe there is acknowledged.")
        self.teller.typed(must("desk", "backup", *self.one, "--same-device", "vault-copy"))
        exported = must("desk", "export", *self.one, *self.two, self.places.outbox)
        self.teller.typed(exported)

    def look_at_mailbox(self) -> None:
        """What the server publishes."""
        self.teller.act("What the server publishes")
        mailbox = self.places.server / "mailbox"
        newest = max((path for path in (mailbox / "desk").iterdir()), key=lambda path: int(path.name))
        files = sorted(path for path in newest.rglob("*") if path.is_file())
        self.teller.shown(
            f"{path.relative_to(mailbox)!s:<24}{path.stat().st_size:>9} bytes" for path in files
        )
        self.teller.say(
            "Both open inquiries were sealed anew, answered or not, and the free seats were filled with "
            "decoys. Who reads takes one slice, and cannot be seen to find anything in it."
        )
        self.check_traces(self.places.server, "the server's files")

    def come_back(self) -> None:
        """Both families look."""
        self.teller.act("The families come back with their ten words")
        read = self.family("check", "--words-file", FAMILY / "paper.txt")
        self.teller.typed(read)
        self.teller.must("the first family reads the answer", story.ANSWER_TEXT in read.out)
        other = json.loads(self.family("check", "--words-file", FAMILY / "paper-2.txt", "--json").out)
        self.teller.must(
            "the second reads that its letter was received", other["answer"]["work"] == "received"
        )

    def add_and_withdraw(self) -> None:
        """One family adds, the other withdraws; the server cannot tell which is which."""
        self.teller.act("One family adds what it learnt, the other withdraws")
        write_json(FAMILY / "more.json", story.ADDITION)
        self.teller.typed(
            self.family(
                "add",
                "--words-file",
                FAMILY / "paper.txt",
                "--form",
                FAMILY / "more.json",
                "--language",
                "uk",
            )
        )
        self.teller.typed(
            self.family("withdraw", "--words-file", FAMILY / "paper-2.txt", "--yes", "--language", "ru")
        )
        letters = looking.stored_letters(self.places)
        self.teller.shown(f"{letter.hash[:24]}…    {letter.size}   {letter.day}" for letter in letters)
        sizes = {letter.size for letter in letters}
        self.teller.must(
            "at the server all four letters look alike", (len(letters), sizes) == (4, {LETTER_BYTES})
        )
        self.check_traces(self.places.server, "the server's files")

    def read_again(self, first: str, second: str) -> None:
        """The desk takes both in."""
        self.teller.act("The desk takes in what came")
        self.teller.typed(must("desk", "import", *self.one, self.places.inbox))
        listed = must("desk", "list", *self.one)
        self.teller.typed(listed)
        self.teller.must("the withdrawn inquiry is no longer open", second not in listed.out)
        shown = must("desk", "show", *self.two, first, "--language", "uk")
        self.teller.must("the addition stands in its inquiry", story.ADDITION["text"] in shown.out)
        self.check_traces(self.places.vault.parent, "the desk's vault as it lies on the disk")

    def refuse(self) -> None:
        """What is refused, and said so."""
        self.teller.act("What is refused")
        words = (FAMILY / "paper.txt").read_text(encoding="utf-8").split()
        write_file(FAMILY / "mistyped.txt", " ".join([*words[:2], "абракадабра", *words[3:]]).encode())
        self.refused("passphrase-unknown-word", "check", "--words-file", FAMILY / "mistyped.txt")
        trust = decode_trust(self.places.trust.read_bytes())
        other = replace(trust, genesis=bytes(32), known_head=bytes(32))
        write_file(FAMILY / "other-trust", other.encode())
        before = len(looking.stored_letters(self.places))
        self.teller.say("A family whose trust root is of another genesis than the one this server shows:")
        form = ("--form", FAMILY / "form.json", "--words-out", FAMILY / "paper-3.txt")
        self.refused("keyring-genesis", "submit", *form, trust=FAMILY / "other-trust")
        sent = len(looking.stored_letters(self.places)) - before
        self.teller.must("nothing was sent", sent == 0)

    def refused(self, code: str, command: str, *options: str | Path, trust: Path | None = None) -> None:
        """A family's command that must be refused with this code."""
        handed_over = trust or self.places.trust
        ran = run("family", command, "--server", self.url, "--trust", handed_over, *options)
        self.teller.typed(ran)
        self.teller.must(f"refused: {code}", ran.status != 0 and f"error {code}:" in ran.err)
        self.teller.pause()

    def family(self, command: str, *options: str | Path) -> Ran:
        """A family's command that must succeed."""
        return must("family", command, "--server", self.url, "--trust", self.places.trust, *options)


def write_json(path: Path, value: object) -> None:
    """A JSON file, as a person would write it."""
    write_file(path, json.dumps(value, ensure_ascii=False, indent=2).encode())


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline(80).decode("ascii", errors="replace").strip()
