"""Who asks what in the story. Everybody and everything in it is made up."""

from typing import Any

# A word that must never be found at the server: it stands in what the first family writes.
CANARY = "канарейка-7431"
ANSWER_CANARY = "ластівка-9912"
ADDITION_CANARY = "синиця-5518"

FIRST_FORM: dict[str, Any] = {
    "language": "uk",
    "holder": "russia",
    "category": "civilian",
    "full-name": "Вигадана Прикладенко",
    "birth": "1987",
    "home": "Вигадане місто",
    "last-seen": {"when": "2024-03", "where": "Вигадане село", "how": "relative"},
    "charge": "no-charge",
    "relation": "close-family",
    "urgent": ["medicine"],
    "wants": ["alive", "where"],
    "sharing": {"match": True},
    "text": f"П'ять слів об’єднано 🕊️ {CANARY}",
}
SECOND_FORM: dict[str, Any] = {
    "language": "ru",
    "holder": "russia",
    "category": "anti-war",
    "full-name": "Вымысел Примеров",
    "facility": "dont-know",
    "relation": "friend",
    "wants": ["lawyer", "send-letter"],
}
ADDITION: dict[str, Any] = {
    "last-seen": {"when": "2026", "how": "released-person"},
    "text": f"Є новини від людини, яка повернулася. {ADDITION_CANARY}",
}
ANSWER_TEXT = f"Представник Червоного Хреста бачив її. {ANSWER_CANARY}"
KNOWLEDGE = ["--knowledge", "located", "--source", "icrc", "--confidence", "high"]
