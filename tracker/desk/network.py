"""Whether this machine could reach others: a desk belongs on one that cannot."""

from pathlib import Path

INTERFACES = Path("/sys/class/net")
_LOOPBACK_TYPE = "772"


def connected_interfaces(folder: Path = INTERFACES) -> list[str]:
    """Names of the network interfaces, other than loopback, that are up."""
    if not folder.is_dir():
        return []
    return sorted(item.name for item in folder.iterdir() if _is_up(item))


def _is_up(interface: Path) -> bool:
    kind, state = interface / "type", interface / "operstate"
    if not kind.is_file() or kind.read_text().strip() == _LOOPBACK_TYPE:
        return False
    return state.read_text().strip() not in {"down", "lowerlayerdown", "notpresent"}
