"""Asks a witness with the client of aics-witness: run in that package's own environment, with none of ours.

Takes ``url``, ``vkey``, ``entries`` (hex) and ``notes`` as JSON; gives for each note its lines, or an error.
"""

import json
import sys

from aics_tlog import MerkleTree
from aics_witness import FeederError, WitnessClient


def main() -> None:
    """Answers one question."""
    given = json.load(sys.stdin)
    tree = MerkleTree([bytes.fromhex(entry) for entry in given["entries"]])
    said = []
    with WitnessClient(given["url"], given["vkey"], max_attempts=1) as client:
        for note in given["notes"]:
            try:
                said.append({"lines": client.submit(note, tree.consistency_proof)})
            except FeederError as error:
                status = getattr(error, "status", None)
                said.append({"error": type(error).__name__} | ({} if status is None else {"status": status}))
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
