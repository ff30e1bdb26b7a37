"""What the tests of the API stand on: rates that do not get in the way."""

import pytest

from apps.kernel.api.rates import WithKeyRate, WithoutKeyRate


@pytest.fixture(autouse=True)
def _no_rates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are not counted, but in the tests of the counting itself."""
    if request.path.stem != "test_rates":
        monkeypatch.setattr(WithoutKeyRate, "rate", None)
        monkeypatch.setattr(WithKeyRate, "rate", None)
