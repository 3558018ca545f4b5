"""Lists of captives as people send them: read, kept, compared. A row is a claim (docs/spec/lists.md).

Nothing here knows of cases, answers or acts: a list can propose, and never change a status.
"""
