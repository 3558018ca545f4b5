"""What an import did, and what somebody must look into, in words (pure)."""

from rich.text import Text

from tracker.desk.console.wording import Speaks, say
from tracker.desk.events import Alarm
from tracker.desk.importing import ImportResult
from tracker.desk.state import Fate

_NAMES = {
    Fate.STORED: "stored",
    Fate.UNREADABLE: "unreadable",
    Fate.PROBE: "probes",
    Fate.REPLAYED: "replayed",
    Fate.AFTER_WITHDRAWAL: "after-withdrawal",
    Fate.GONE: "gone",
    Fate.WITHHELD: "withheld",
}


def report_text(speaker: Speaks, result: ImportResult) -> Text:
    """Counts by fate, alarms in words, and what to do next."""
    text = Text()
    for fate, name in _NAMES.items():
        if count := result.fates[fate]:
            text.append(f"{count:7d}  {say(speaker, f'import.fate.{name}')}\n")
    for name, count in (("already", result.already), ("reopened", result.reopened)):
        if count:
            text.append(f"{count:7d}  {say(speaker, f'import.fate.{name}')}\n")
    if not text:
        text.append(f"{say(speaker, 'import.nothing-new')}\n")
    for alarm in result.alarms:
        text.append(f"‼ {alarm_words(speaker, alarm)}\n", "bold")
    if result.doubt is not None:
        text.append(f"△ {say(speaker, 'import.doubt', number=result.doubt.about)}\n", "bold")
    text.append(f"\n{say(speaker, 'import.next')}\n")
    return text


def alarm_words(speaker: Speaks, alarm: Alarm) -> str:
    """An alarm of the log: what it means, and what to do."""
    return say(speaker, f"log-alarm.{alarm.code}", number=alarm.about)
