"""Witnesses: cosigning what logs show, and remembering it, for an organisation of its own."""
