"""Replies: templates, the check of their wording, their room in cells, the second caseworker's look."""
