"""Attachments of letters: listed, examined, taken out on purpose; never opened (docs/spec/attachments.md)."""
