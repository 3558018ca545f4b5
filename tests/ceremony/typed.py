"""Commands of `tracker ceremony`, typed in this process."""

from click.testing import CliRunner, Result

from crypto.errors import TrackerError
from tracker.ceremony.commands import group


def type_in(*arguments: object, typed: str = "") -> Result:
    """What comes of typing a command."""
    return CliRunner().invoke(group, [str(argument) for argument in arguments], input=typed)


def done(*arguments: object, typed: str = "") -> str:
    """The output of a command that must succeed."""
    result = type_in(*arguments, typed=typed)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def code(*arguments: object, typed: str = "") -> str:
    """The code with which a command is refused."""
    error = type_in(*arguments, typed=typed).exception
    assert isinstance(error, TrackerError), error
    return error.code
