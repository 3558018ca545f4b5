"""Reads logs in folders with the package aics-tlog; run by the Python of .venv-outside, never imported.

A line of JSON in: folder, log, witnesses, quorum, now, max_age, inclusion (indices), consistency (sizes).
A line of JSON out: size, root and the proofs asked for, or ``error``.
"""

import json
import sys
from pathlib import Path
from typing import Any

from aics_tlog import (
    FileSystemTileReader,
    VerifiedTileReader,
    audit_tiles,
    consistency_proof_from_tiles,
    inclusion_proof_from_tiles,
    parse_note,
    parse_vkey,
    tree_root_from_tiles,
    verify_checkpoint,
    verify_consistency,
    verify_inclusion,
)


def judge(asked: dict[str, Any]) -> dict[str, Any]:
    """The checkpoint with its quorum, the whole tree, and proofs made from its tiles and verified."""
    folder = Path(asked["folder"])
    verdict = verify_checkpoint(
        parse_note((folder / "checkpoint").read_bytes()),
        parse_vkey(asked["log"]),
        [parse_vkey(key) for key in asked["witnesses"]],
        asked["quorum"],
        expected_origin=asked["log"].partition("+")[0],
        max_age_seconds=asked["max_age"],
        max_future_seconds=24 * 3600,
        now=asked["now"],
    )
    if not verdict.ok:
        return {"error": verdict.error}
    size, root = verdict.size, verdict.root
    audit_tiles(FileSystemTileReader(folder), size, root)
    tiles = VerifiedTileReader(FileSystemTileReader(folder), size, root)
    answer: dict[str, Any] = {"size": size, "root": root.hex(), "inclusion": [], "consistency": []}
    for index in asked["inclusion"]:
        proof = inclusion_proof_from_tiles(tiles, index, size)
        assert verify_inclusion(tiles.leaf_hash(index), index, size, proof, root)
        answer["inclusion"].append([node.hex() for node in proof])
    for old in asked["consistency"]:
        proof = consistency_proof_from_tiles(tiles, old, size)
        assert verify_consistency(old, size, tree_root_from_tiles(tiles, old, size), root, proof)
        answer["consistency"].append([node.hex() for node in proof])
    return answer


def main() -> None:
    """Answers until the input ends."""
    for line in sys.stdin:
        try:
            answer = judge(json.loads(line))
        except (ValueError, OSError, AssertionError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
