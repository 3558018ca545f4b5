"""The letters of families who do not exist, put into the intake log of a practice deployment."""

from random import Random
from typing import Any

from crypto.envelope import SIZES
from crypto.letter import Attachment, Kind, Letter
from tracker.desk.practice.deployment import Deployment
from tracker.desk.practice.hostile import hostile_form
from tracker.desk.practice.letters import Inquiry, draw_addition
from tracker.desk.practice.picture import betraying_jpeg

_PICTURE_EVERY, _HOSTILE = 17, 13


class Families:
    """Everybody who writes; each inquiry is a family of its own, by its place in the list."""

    def __init__(self, deployment: Deployment, inquiries: list[Inquiry], rng: Random) -> None:
        self.deployment, self.inquiries, self.rng = deployment, inquiries, rng

    def ask(self, place: int, day: str) -> None:
        """The first letter of a family; some bring a picture, one is hostile."""
        inquiry = self.inquiries[place]
        form = hostile_form(inquiry.form) if place % 100 == _HOSTILE else inquiry.form
        pictures: tuple[Attachment, ...] = ()
        if place % _PICTURE_EVERY == 5:
            data = betraying_jpeg("Vyhadana Osoba", 48 + place % 3, 30 + place % 9)
            pictures = (Attachment("image/jpeg", data),)
        self._send(place, Kind.INQUIRY, day, form, pictures)

    def add(self, places: range, many: int, day: str) -> None:
        """So many of these families write again, as far as there are so many."""
        for place in self.rng.sample(places, min(many, len(places))):
            self._send(place, Kind.ADDITION, day, draw_addition(self.rng, self.inquiries[place], day))

    def withdraw(self, places: range, day: str) -> None:
        """One of these families withdraws."""
        self._send(self.rng.choice(places), Kind.WITHDRAWAL, day, {})

    def send_rubbish(self) -> None:
        """Something of an envelope's size that is none."""
        self.deployment.post_bytes(b"no letter\n".ljust(SIZES[0], b"\0"))

    def _send(
        self,
        place: int,
        kind: Kind,
        day: str,
        form: dict[str, Any],
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        family = f"family {place}"
        public = self.deployment.family(family).public
        self.deployment.post(Letter(kind, day, public, form, attachments), family)
