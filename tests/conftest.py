"""The fixtures stand in `tests.support.plugin`: read there what a test may ask for."""

pytest_plugins = ["tests.support.plugin"]
