"""What a program asks of the system while it runs, as strace saw it: sockets, and files opened to write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SOCKET = re.compile(r"\bsocket\((\w+)")
_REACHING = re.compile(r"\b(connect|bind|listen|accept4?|sendto|sendmsg|recvfrom|recvmsg)\(.*sa_family=(\w+)")
_OPENED = re.compile(
    r"\b(?:open|openat|creat)\((?:AT_FDCWD, )?\"((?:[^\"\\]|\\.)*)\"(?:, ([A-Z_|]+))?.*= \d+"
)
_WRITING = {"O_WRONLY", "O_RDWR", "O_CREAT"}


@dataclass(frozen=True)
class SystemCalls:
    """A log that ``strace(log)`` led to."""

    log: Path

    @property
    def lines(self) -> list[str]:
        """Every call."""
        return self.log.read_text(errors="replace").splitlines()

    @property
    def families(self) -> set[str]:
        """Address families of sockets that were made or used."""
        made = {found[1] for line in self.lines if (found := _SOCKET.search(line))}
        return made | {found[2] for line in self.lines if (found := _REACHING.search(line))}

    def written(self) -> Iterator[Path]:
        """Files that were opened so that something could be written to them."""
        for line in self.lines:
            found = _OPENED.search(line)
            if found and (found[2] is None or _WRITING & set(found[2].split("|"))):
                yield Path(found[1])


def strace(log: Path) -> list[str]:
    """The beginning of a command that writes such a log, of a program and all that it starts."""
    calls = "%network,open,openat,creat,memfd_create"
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "300", "-e", f"trace={calls}", "-o", str(log)]
