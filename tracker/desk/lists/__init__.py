"""Lists of captives as people send them: read, kept, compared. A row is a claim (docs/spec/lists.md).

Nothing here knows of answers or acts: a list can propose, and never change a status. The way in is
``reading.read_table``, ``guessing.guess_mapping``, ``preview.preview``, ``keeping.take_list``; what is there
already is read through a ``shelf.Shelf`` of the open vault.
"""
