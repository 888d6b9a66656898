"""`python -m tests.bench.server APP PORT`: one of the measured apps under the settings of `hailong serve`."""

from __future__ import annotations

import sys
from typing import Any

from survey.app import create_app
from survey.operations.server import Server, _options
from survey.settings import Settings, read_settings, secret_of
from tests.bench import bare


class _Measured(Server):
    def __init__(self, app: str, settings: Settings, options: dict[str, Any]) -> None:
        self._app = app
        super().__init__(settings, options)

    def load(self) -> Any:
        """Make the app in the process that serves it."""
        return _APPS[self._app](self._settings)


_APPS = {
    "hello": lambda _settings: bare.hello(),
    "page": lambda _settings: bare.page(),
    "insert": lambda settings: bare.insert(settings.database),
    "ours": create_app,
}


def main() -> None:
    """Serve until told to stop; no process is renewed on the way, which would cost one subject and not another."""
    app, port = sys.argv[1:]
    settings = read_settings()
    secret_of(settings)
    options = _options(settings, f"127.0.0.1:{port}") | {"max_requests": 0, "max_requests_jitter": 0}
    _Measured(app, settings, options).run()


if __name__ == "__main__":
    main()
