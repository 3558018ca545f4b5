"""The console: the desk's second front end, and the only place with Textual (docs/guides/caseworker.md).

Widgets show and ask; what they do is in ``tracker.desk``, the same as the headless commands.
"""
