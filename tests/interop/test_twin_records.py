"""Random forms, answers, texts and pictures: the command line's rules and the browser's give the same."""

import json
import random
from collections import Counter
from typing import Any

import pytest

from crypto.encoding import canonical_json
from crypto.errors import ClockWrong, TrackerError
from crypto.letter import Attachment
from tests.interop import random_forms
from tests.interop.twin import Outcome, Twin, attempt
from tests.records.answers import answer
from tests.simulators.camera import jpeg, png
from tests.vectors import cast
from tests.vectors.operations import OPERATIONS
from tests.vectors.test_hostile import spoiled
from tests.vectors.test_vectors import CASES
from tracker.family.entry import read_entry
from tracker.records import errors as records_errors
from tracker.records.browser_data import browser_data
from tracker.records.form import FIELDS, FORM_MAX_BYTES, LANGUAGES
from tracker.records.form_steps import steps
from tracker.records.language import explain, month_and_day
from tracker.records.pictures import check_attachments
from tracker.records.reading import read_answer, read_late, read_nothing, read_warnings
from tracker.records.typed_date import date_words
from tracker.records.vocabulary import CLOSED_WHY, CONFIDENCE, KNOWLEDGE, LISTS, SOURCES, WORK

FORMS, PICTURES, DATES = 1500, 3000, 1000


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def agree(twin: Twin, operation: str, **given: Any) -> Outcome:
    """What both make of an operation of the vectors."""
    expected = attempt(OPERATIONS[operation], **given)
    assert twin.ask(operation, **given) == expected, given
    return expected


def test_the_same_faults_are_found_in_any_form(twin: Twin, rng: random.Random) -> None:
    seen: Counter[str] = Counter()
    for _ in range(FORMS):
        kind = rng.choice(["inquiry", "inquiry", "addition", "probe"])
        given = {"form": as_json(random_forms.form(rng)), "kind": kind, "attachments": rng.randrange(2)}
        faults = agree(twin, "form/faults", **given).output["faults"]
        seen.update([fault["code"] for fault in faults] or ["none"])
    assert seen["none"] > FORMS / 100, seen
    assert len(seen) > 10, seen


def test_the_size_of_the_whole_is_the_same(twin: Twin) -> None:
    form = {"text": "🕊" * 4000, "other-names": [f"{'я' * 190}{n}" for n in range(8)]}
    form["home"] = "🕊" * 200
    room = FORM_MAX_BYTES - len(canonical_json(form | {"court": ""}))
    for length, codes in ((room, []), (room + 1, ["form-too-large"])):
        given = as_json(form | {"court": "a" * length})
        faults = agree(twin, "form/faults", form=given, kind="addition", attachments=0).output["faults"]
        assert [fault["code"] for fault in faults] == codes


def test_a_form_grows_and_shrinks_in_the_same_way(twin: Twin, rng: random.Random) -> None:
    form: dict[str, Any] = {}
    for _ in range(FORMS):
        agree(twin, "form/steps", form=as_json(form), kind=rng.choice(["inquiry", "addition"]))
        question = rng.choice(steps(form))
        value = random_forms.value(question.field, rng)
        if rng.random() < 0.2:
            came = agree(twin, "form/skipped", form=as_json(form), path=question.path)
        else:
            came = agree(twin, "form/answered", form=as_json(form), path=question.path, value=as_json(value))
        if came.output:
            form = json.loads(came.output["form"])
        agree(twin, "form/sibling", form=as_json(form))


def test_pictures_come_out_the_same_byte_by_byte(twin: Twin, rng: random.Random) -> None:
    sources = [case.given["source"] for case in CASES if case.operation == "pictures/strip"]
    seen: Counter[str | None] = Counter()
    for _ in range(PICTURES):
        source = rng.choice(sources)
        for _ in range(rng.randrange(3)):
            source = spoiled(source, rng)
        seen[agree(twin, "pictures/strip", source=source).code] += 1
    assert seen[None] > PICTURES / 20, seen
    assert len(seen) == 3, seen


def test_a_picture_of_millions_of_parts_ends_well(twin: Twin) -> None:
    many = jpeg(b"\xff\xc4\0\2" * 1_000_000, b"\xff\xe1\0\x12Exif\0\0MM\0*\0\0\0\x08\xff\xff" * 100_000)
    assert agree(twin, "pictures/strip", source=many).output["turned"] is False
    chunk = bytes.fromhex("0000000049444154") + bytes.fromhex("35af061e")
    assert len(agree(twin, "pictures/strip", source=png(chunk * 500_000)).output["picture"]) > 6_000_000


@pytest.mark.parametrize("sizes", [[], [1, 2], [1] * 9, [4_000_000], [4_000_000, 1], [0]])
@pytest.mark.parametrize("media_type", ["image/jpeg", "image/gif"])
def test_what_may_go_with_a_letter_is_the_same(twin: Twin, sizes: list[int], media_type: str) -> None:
    expected = attempt(
        lambda: (
            check_attachments([Attachment(media_type, bytes(size)) for size in sizes]) or {"accepted": True}
        )
    )
    given = [[media_type, size] for size in sizes]
    assert twin.ask("records/attachments", sizes=given) == expected


def sections(read: list[tuple[str, list[str]]]) -> dict[str, Any]:
    return {"sections": [{"heading": heading, "paragraphs": paragraphs} for heading, paragraphs in read]}


def contents(rng: random.Random) -> list[dict[str, Any]]:
    """An answer for every work, knowledge and other word."""
    made = [answer(work.id, known.id) for work in WORK for known in KNOWLEDGE if work.id != "withdrawn"]
    made += [answer("withdrawn"), *(answer("closed", why=why) for why in CLOSED_WHY)]
    for content in made:
        knowledge = content["knowledge"]
        for name in ("conditions", "exile"):
            if name in knowledge:
                knowledge[name] = rng.choice(LISTS[name])
        if "date" in knowledge:
            knowledge |= {
                "date": rng.choice(["2026", "2026-02", "2026-02-07"]),
                "confidence": rng.choice(CONFIDENCE),
            }
            knowledge["source"] = "icrc" if knowledge["value"] == "confirmed" else rng.choice(SOURCES)
        if "routes" in knowledge:
            knowledge["routes"] = rng.sample(LISTS["route"], rng.randrange(1, 5))
        if content["work"] != "withdrawn":
            content["text"] = rng.choice(["", "Рядок {one}\n$& $1 </p>"])
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_read_the_same(twin: Twin, rng: random.Random, language: str) -> None:
    for content in contents(rng):
        read = twin.do("records/read-answer", language=language, content=as_json(content))
        assert read == sections(read_answer(content, language)), content
    for until, again in (("2026-03-01", "2026-03-09"), ("2024-12-31", "2025-01-07")):
        read = twin.do("records/read-nothing", language=language, until=until, again=again)
        assert read == sections(read_nothing(language, until, again))
    assert twin.do("records/read-late", language=language, due="2026-05-09")["line"] == read_late(
        language, "2026-05-09"
    )
    for origin in ("rehearsal/demo", "people.example/inquiries"):
        assert twin.do("records/read-warnings", language=language, origin=origin)["lines"] == read_warnings(
            language, origin
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_written_the_same(twin: Twin, language: str) -> None:
    for date in (
        "1987",
        *(f"2026-{month:02}" for month in range(1, 13)),
        *(f"2026-{m:02}-0{m % 9 + 1}" for m in range(1, 13)),
    ):
        assert twin.do("records/date", language=language, date=date)["written"] == month_and_day(
            language, date
        )


def all_errors(kind: type[TrackerError]) -> set[type[TrackerError]]:
    return {kind}.union(*(all_errors(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_are_explained_the_same(twin: Twin, language: str) -> None:
    data = browser_data(language, cast.trust())
    facts = {
        "limit": 200,
        "position": 3,
        "count": 9,
        "least": 0,
        "most": 17,
        "ours": 1_780_000_000,
        "theirs": 1_770_000_000,
    }
    for kind in sorted(all_errors(TrackerError), key=lambda kind: kind.code):
        met = f"error.{kind.code}" in data["texts"] or kind.code in data["refusals"]
        for given in (
            {},
            facts,
            facts | {"field": "birth"},
            {"field": "last-seen.when"},
            {"field": "nothing"},
        ):
            said = twin.do("records/explain", language=language, code=kind.code, facts=given)["explained"]
            if met and kind is not records_errors.ServerRefused and kind.code != "signer-retired":
                assert said == explain(language, kind(**given)), kind.code


@pytest.mark.parametrize("theirs", [-1, 0, 951_782_399, 253_402_300_799, 253_402_300_800, 2**53 - 1])
def test_any_time_is_written_the_same(twin: Twin, theirs: int) -> None:
    facts = {"ours": 1_780_000_000, "theirs": theirs}
    said = twin.do("records/explain", language="en", code="clock-wrong", facts=facts)["explained"]
    assert said == explain("en", ClockWrong("", **facts))


@pytest.mark.parametrize("code", ["storage-full", "busy", "epoch-superseded"])
def test_what_the_server_says_of_itself_is_said(twin: Twin, code: str) -> None:
    facts = {"server_code": code, "status": 503}
    said = twin.do("records/explain", language="uk", code="server-refused", facts=facts)["explained"]
    assert said == explain("uk", records_errors.ServerRefused("", **facts))


def test_what_is_typed_is_read_the_same(twin: Twin, rng: random.Random) -> None:
    kinds = ("approximate-date", "day", "number", "text", "long-text")
    names, years = [*date_words().months], ["1987", "1987 р.", "87", "1987 года"]
    fields = [field for field in FIELDS if field.kind in kinds]
    for _ in range(DATES):
        field = rng.choice(fields)
        typed = rng.choice(
            [
                random_forms.day(rng),
                rng.choice(".,/").join(
                    [f"{rng.randrange(40)}", f"{rng.randrange(14)}", rng.choice(["1987", "24"])]
                ),
                f"{rng.randrange(40)} {rng.choice(names)[: rng.randrange(1, 9)]} {rng.choice(years)}",
                f" {rng.randrange(130)} ",
                random_forms.text(rng, 3),
            ]
        )
        typed = "".join(letter for letter in typed if letter not in random_forms.HALVES)
        expected = attempt(lambda: {"value": read_entry(field, typed)})  # noqa: B023 - called at once
        assert twin.ask("records/typed", path=field.key, typed=typed) == expected, typed
