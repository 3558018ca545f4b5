"""Families: the reference client, the browser's twin. It stores nothing."""
