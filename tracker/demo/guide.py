"""What to type to play family, courier and caseworker in the demo."""

from datetime import date

from tracker.demo.cast import CASEWORKERS, ORIGIN, Places
from tracker.demo.running import program
from tracker.demo.setup import desk_options

_TEXT = """
The family's page is {url}/uk/   also /ru/ and /en/
The courier's page is {url}/courier   ({origin}: not for real inquiries)

Be a family in the browser. For the others, open a second terminal in the same
folder. First, once, for the two caseworkers' parts:

    one() {{ {tracker} desk "$@" {one}; }}
    two() {{ {tracker} desk "$@" {two}; }}

1. A family asks, in the browser or here. Ten words come up: write them down, they
   are the only way back.

    {tracker} family submit --server {url} --trust {trust}

2. The server closes its batch of letters. It does so by itself once a day; here,
   the operator does it now.

    {tracker} server close-batch --config {config}

3. The courier brings the desk's outbox to the server and takes the inbox back.

    {tracker} courier exchange --server {url} {outbox} {inbox}

4. A caseworker takes the letters in and reads. CASE is the number that `list`
   shows. (The desk warns that it is ONLINE: a real one has no network.)

    one import {inbox}
    one list
    one show CASE

5. The caseworker answers. That somebody is located, a second one must confirm.
   Both sign the outbox, which holds every open inquiry sealed anew. The server
   keeps letters until a copy of the vault has them too.

    echo "Your letter was read." | one answer CASE --work answered \\
        --knowledge located --source icrc --date {month} --confidence high \\
        --text-file -
    two confirm CASE
    one backup {copy} --same-device
    one export {outbox}
    two sign {outbox}

6. The courier goes again (the command of 3), and the family comes back with its
   ten words, in the browser or here.

    {tracker} family check --server {url} --trust {trust}
    {tracker} family add --server {url} --trust {trust}
    {tracker} family withdraw --server {url} --trust {trust}

Also worth a look:

    {tracker} server check --config {config}
    {tracker} audit {archive} --trust {trust}
    {tracker} audit {url} --trust {trust}

Ctrl-C stops the server. Remove the folder {root} to begin anew.
"""


def guide(places: Places, url: str, today: date) -> str:
    """The exact commands, as they are to be typed where this program was started."""
    one, two = (" ".join(map(str, desk_options(places, name))) for name in CASEWORKERS)
    return _TEXT.format(
        url=url,
        origin=ORIGIN,
        tracker=program(),
        one=one,
        two=two,
        trust=places.trust,
        config=places.config,
        outbox=places.outbox,
        inbox=places.inbox,
        archive=places.archive,
        root=places.root,
        copy=places.vault.with_name("vault-copy"),
        month=f"{today:%Y-%m}",
    )
