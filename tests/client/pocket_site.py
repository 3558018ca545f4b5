"""A small service on a loopback port for the tests of the browser's modules, told by lines of JSON.

``python -m tests.client.pocket_site`` from the top of the repository; each line in gives one line out.
"""

import json
import sys
import time
from typing import Any

from crypto.encoding import b64encode
from crypto.envelope import open_envelope
from crypto.passphrase import decode
from tests.simulators.hostile_server import HostileServer, Reply, Request, refusal, serving
from tests.simulators.pocket_service import ORIGIN, PocketService, identity
from tracker import wordlists
from tracker.desk.days import add_days, day_of
from tracker.family import words


class PocketSite(HostileServer):
    """The pocket service with the lists of words, as pages see it."""

    def _honest(self, request: Request) -> Reply:
        if request.path == "/client/words":
            return Reply(wordlists.served())
        return super()._honest(request)

    # What a test may ask for.

    def story_so_far(self) -> list[list[Any]]:
        """Method, path, header names and length of the body of each request, and begins anew."""
        told = [
            [request.method, request.path, [name for name, _ in request.headers], len(request.body)]
            for request in self.requests
        ]
        self.requests.clear()
        return told

    def opened(self) -> list[dict[str, Any]]:
        """Every letter that was sent, as the newest caseworker reads it."""
        letters = [open_envelope(body, self.service.caseworkers[-1], ORIGIN) for body in self.letters]
        return [
            {
                "kind": letter.kind.value,
                "form": letter.form,
                "day": letter.day,
                "pictures": [b64encode(picture.data) for picture in letter.attachments],
            }
            for letter in letters
        ]

    def publish(self, typed: str, content: dict[str, Any] | None) -> dict[str, Any] | None:
        """A publication of today with this answer, or with decoys alone; gives the answer."""
        today = day_of(int(time.time()))
        answers = []
        if content is not None:
            content = content | {"answered": today, "again": add_days(today, 14)}
            (passphrase,) = decode(typed, wordlists.load())
            answers = [(words.keys_of(passphrase, ORIGIN).public, content)]
        self.published = self.service.publish(answers, 7, today, add_days(today, 7))
        return content

    def next_epoch(self) -> None:
        """Another caseworker comes, and one goes."""
        self.service.next_epoch([self.service.caseworkers[0], identity("chrystyna")])

    def refuse(self, path: str, code: str, times: int) -> None:
        """Refuses what is asked at a path, so many times."""
        left = [times]

        def altered(honest: Reply) -> Reply:
            left[0] -= 1
            return refusal(code, 409) if left[0] >= 0 else honest

        self.alter[path] = altered


def main() -> None:
    """Serves until its input ends."""
    service = PocketService(witnessed=True, cosigned_at=int(time.time()) - 3600)
    site = PocketSite(service)
    with serving(site.answer) as url:
        trust = {"trust": b64encode(service.trust.encode()), "epoch": service.trust.known_epoch}
        print(json.dumps({"url": url, **trust}), flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            print(json.dumps(getattr(site, asked["do"])(*asked["with"])), flush=True)


if __name__ == "__main__":
    main()
