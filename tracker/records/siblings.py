"""A group of people sought: what is common is kept, what is a person's own is asked again.

The letters have words, keys and connections of their own: nothing on the wire says that they belong
together.
"""

from typing import Any

Form = dict[str, Any]

# What is true of one person only, and must not slip into the next letter by haste.
OWN = frozenset(
    {
        "full-name", "other-names", "birth", "sex", "age-then", "age-now", "given-names", "languages",
        "circumstances", "charge", "sentence-end", "papers", "daily-medicine", "communication", "video",
        "article", "next-hearing", "urgent", "asked-before", "asked-when", "siblings", "text", "sharing",
    }
)  # fmt: skip


def common(form: Form) -> Form:
    """The answers with which the letter about the next person of a group begins."""
    return {key: value for key, value in form.items() if key not in OWN}
