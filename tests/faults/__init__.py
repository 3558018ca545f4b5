"""Seeded faults: each promise broken on purpose, and the test that must notice (docs/threat-model.md)."""
