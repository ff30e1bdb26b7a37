"""The last word of the probes: how many there were, and what they found."""

import pytest

from tests.access.probing.asking import TALLY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where it is seen, with -q too."""
    if TALLY.probes:
        terminalreporter.write_line(f"{TALLY.probes} probes, {len(TALLY.leaks)} leaks")
