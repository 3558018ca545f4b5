"""Ceremonies: making, in public and by several people, the keys that everybody else relies on."""
