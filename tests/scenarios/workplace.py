"""Those who work with a deployment: its operator, its desk, the courier between them."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from tests.scenarios.people import Courier, Desk
from tests.simulators.deployment import Deployment
from tracker.server.commands import group as server_group


@dataclass
class Workplace:
    """A deployment and the people who work there; ``folder`` is where they keep what they carry."""

    folder: Path
    server: Deployment
    desk: Desk
    courier: Courier

    def close_batch(self) -> None:
        """The day's batch closes, by the operator's command beside the running server."""
        environment = {f"TRACKER_SERVER_{key.upper()}": value for key, value in self.server.settings.items()}
        given = ["close-batch", "--config", str(self.server.config)]
        closed = CliRunner(env=environment).invoke(server_group, given)
        assert closed.exit_code == 0, closed.output

    def carry(self, name: str) -> Counter[str]:
        """A working session ends: export, a walk to the server and back, import."""
        outbox = self.desk.export(self.folder / f"{name}.out")
        inbox = self.folder / f"{name}.in"
        self.courier.exchange(outbox, inbox)
        return self.desk.import_(inbox)
