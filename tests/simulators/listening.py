"""A server of the tests' own, listening in a thread for as long as it is needed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

_LOOKS_UP_SECONDS = 0.05


@contextmanager
def listening(server: BaseServer) -> Iterator[int]:
    """Serves until the end of the block; gives the port."""
    thread = threading.Thread(target=server.serve_forever, args=(_LOOKS_UP_SECONDS,))
    with server:
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
