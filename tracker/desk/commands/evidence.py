"""Evidence: taking an inquiry, or all about a person, out of the desk so that others can verify it."""

from pathlib import Path

import click

from tracker.desk.answering import find_case
from tracker.desk.commands.session import NEW_FILE, Session, now, vault_options
from tracker.desk.evidence.exporting import export_evidence, linked_cases
from tracker.desk.sharing import permissions_of
from tracker.records.form import LANGUAGES

language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    help="Language of what people read in it.",
)
case_number_option = click.option(
    "--confirm",
    "typed",
    prompt="This leaves the desk. The case number once more",
    help="The case number once more; asked for if left out.",
)


@click.command("evidence")
@vault_options()
@language_option
@click.option(
    "--with-linked", is_flag=True, help="Also every inquiry that is linked to this one: one person's."
)
@case_number_option
@click.argument("case")
@click.argument("folder", type=NEW_FILE)
def evidence(session: Session, language: str, with_linked: bool, typed: str, case: str, folder: Path) -> None:
    """Write the evidence about CASE as FOLDER, a new BagIt folder that you sign.

    It holds the original envelopes, what they said, the history, who had them, and proofs from the intake
    log. Anybody can verify it with bagit.py and ssh-keygen; README.txt in it says how. CONSENTS.txt says
    what the family allowed: read it before you show the folder to anybody.

    The folder is NOT encrypted: write it to a medium that you keep locked away. That it was taken out is
    recorded, and cannot be undone. A withdrawn case is refused.

    Example: tracker desk evidence --vault v --identity anna.identity C-000123 /media/court/evidence
    """
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        cases = linked_cases(vault.desk, found) if with_linked else [found]
        # The one whose number was typed comes first: it is the one that is checked.
        cases.sort(key=lambda item: item is not found)
        done = export_evidence(vault, cases, typed, folder, now(), language)
        allowed = {item.label: [each.name for each in permissions_of(item) if each.given] for item in cases}
    facts = {
        "folder": str(done.folder),
        "reference": done.reference,
        "cases": list(done.cases),
        "tagmanifest_sha256": done.digest.hex(),
        "allowed": allowed,
        "unfinished": [str(path) for path in done.unfinished],
    }
    lines = [f"{done.folder}: evidence {done.reference} of {', '.join(done.cases)}, signed and read back"]
    for label, names in allowed.items():
        lines.append(f"{label}: the family allowed {', '.join(names) or 'NOTHING'}")
    lines += [f"an export was cut off and left {path}: delete it" for path in done.unfinished]
    lines.append("it is not encrypted, and it is recorded that it left the desk")
    session.emit(facts, "\n".join(lines))
