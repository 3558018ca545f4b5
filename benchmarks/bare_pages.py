"""The floors of rows 1 to 3: a bare page that fetches as many bytes, and the bare libraries in a worker."""

import functools
import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.link import Traffic
from benchmarks.processes import ROOT

_PAGE = re.compile(r"/page/(\d+)/(.*)")
_BYTES = re.compile(r"/bytes/\d+/(\d+)")
CRYPTO_PATH = "/crypto"
# Fetches one round after the other, each round at once; the page's own bytes may arrive meanwhile.
_FETCHING = """<!doctype html><html><head><link rel="icon" href="data:,"><script>
(async () => {{
  let number = 0;
  for (const sizes of {rounds}) await Promise.all(sizes.map(async (size) => {{
    number += 1;
    await (await fetch(`/bytes/${{number}}/${{size}}`)).arrayBuffer();
  }}));
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done));
  document.documentElement.dataset.done = performance.timeOrigin + performance.now();
}})();
</script></head><body><!--"""
_COMPUTING = """<!doctype html><html><head><link rel="icon" href="data:,"></head><body><script>
const worker = new Worker("/crypto.js");
worker.onmessage = ({ data }) => { document.documentElement.dataset.done = JSON.stringify(data); };
const [recipients, signatures] = location.search.slice(1).split(",").map(Number);
worker.postMessage({ recipients, signatures });
</script></body></html>"""


def bare_path(traffic: Traffic) -> str:
    """The address of the page that makes as many round trips for as many bytes as were seen."""
    (page, *others), *later = [[item.down for item in part] for part in traffic.rounds]
    rounds = [others, *later] if others else later
    return f"/page/{page}/{json.dumps(rounds, separators=(',', ':'))}"


class _Handler(BaseHTTPRequestHandler):
    """Answers with exactly as many bytes, head included, as the address says."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    crypto = b""

    def do_GET(self) -> None:
        path = self.path.replace("%22", '"').replace("%5B", "[").replace("%5D", "]")
        if page := _PAGE.fullmatch(path):
            self._answer("text/html", _FETCHING.format(rounds=page[2]).encode(), int(page[1]))
        elif part := _BYTES.fullmatch(path):
            self._answer("application/octet-stream", b"", int(part[1]))
        elif path.partition("?")[0] == CRYPTO_PATH:
            self._answer("text/html", _COMPUTING.encode(), 0)
        elif path == f"{CRYPTO_PATH}.js":
            self._answer("text/javascript", self.crypto, 0)
        else:
            self.send_error(404)

    def _answer(self, kind: str, body: bytes, size: int) -> None:
        """``size`` is that of the whole answer; the body alone if that is more."""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nCache-Control: no-store\r\nContent-Length: "
        room = size - len(head) - len("000000\r\n\r\n")
        body += os.urandom(max(room - len(body), 0)) if kind != "text/html" else b"x" * (room - len(body))
        self.wfile.write(f"{head}{len(body):06}\r\n\r\n".encode() + body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@contextmanager
def bare_server() -> Iterator[int]:
    """Serves the bare pages on a loopback port until the block ends."""
    handler = type("Handler", (_Handler,), {"crypto": bundled_crypto()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@functools.cache
def bundled_crypto() -> bytes:
    """The bare calls in one file, bundled as the page's workers are."""
    modules = ROOT / "client" / "node_modules"
    source = Path(__file__).with_name("bare_crypto.mjs")
    command = [
        str(_esbuild()), str(source), "--bundle", "--minify", "--format=iife", "--target=es2022",
        "--log-level=warning",
    ]  # fmt: skip
    ran = subprocess.run(
        command, env={**os.environ, "NODE_PATH": str(modules)}, check=True, stdout=subprocess.PIPE
    )
    return ran.stdout


def _esbuild() -> Path:
    (program,) = (ROOT / "client" / "node_modules" / "@esbuild").glob("*/bin/esbuild")
    return program
