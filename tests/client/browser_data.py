"""Prints what a page carries in its ``#data`` block, for the tests of the browser's modules.

``python -m tests.client.browser_data uk`` from the top of the repository.
"""

import json
import sys

from tests.vectors import cast
from tracker.records.browser_data import browser_data


def main(language: str) -> None:
    """One language's data as JSON, with the trust root of the vectors' cast."""
    json.dump(browser_data(language, cast.trust()), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
