"""Whether this machine could reach others: a desk belongs on one that cannot."""

from pathlib import Path

# The process's own view; /sys shows that of whoever mounted it.
NET = Path("/proc/self/net")
LOOPBACK = "lo"


def connected_interfaces(folder: Path = NET) -> list[str]:
    """Names of the network interfaces, other than loopback, that have an address or a route."""
    routes = [line.split()[0] for line in _lines(folder / "route")[1:]]
    addresses = [line.split()[-1] for line in _lines(folder / "if_inet6")]
    return sorted({*routes, *addresses} - {LOOPBACK})


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.strip()] if path.is_file() else []
