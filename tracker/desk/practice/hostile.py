"""A letter that was written to do something to a terminal, for the exercise: it does nothing (pure)."""

from typing import Any


def hostile_form(form: dict[str, Any]) -> dict[str, Any]:
    """The form of an inquiry with something in every place where a family may write."""
    return form | {
        "full-name": f"{form['full-name']} \x1b[31m\x1b]0;you\x07 \u202eгиворов",
        "other-names": ["Іванoв Cepгій", "a\u200b\u200b\u200bb", "Ж" + "\u0301\u0316" * 40],
        "home": "[/bold][@click=app.quit]тут[/]",
        "text": "Вправа: такий лист нічого не вдіє.\x1b[2J\x1b[H\x9b?1049l\r\n"
        "\x1b]52;c;eA==\x07 <- сюди мала б потрапити ваша кишеня\n\n\n\n\n\n\n\n[blink]кінець[/blink]",
    }
