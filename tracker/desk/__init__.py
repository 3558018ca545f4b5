"""The offline desk: vault, letters in, answers out; a core without user interface, and its commands."""
