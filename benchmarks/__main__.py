"""``make bench``: measures, prints the table, writes the JSON (benchmarks/README.md)."""

import sys

if __name__ == "__main__":
    # Not above: processes that the measured code spawns import this module again, and should do no more.
    from benchmarks.command import main

    sys.exit(main())
