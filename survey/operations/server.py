"""The server: gunicorn with threads, one app a process, made after the fork."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from survey.foundation.database import Store
from survey.foundation.migrating import migrate
from survey.settings import secret_of

if TYPE_CHECKING:
    from survey.settings import Settings


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """Gunicorn configured from our settings and nothing else."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the app; called in each process after the fork, so no connection is shared."""
        return import_module("survey.app").create_app(self._settings)


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Bring the database up to date and serve until told to stop."""
    secret_of(settings)  # made before the processes start, so that none of them has to
    store = Store(settings.database)
    migrate(store)
    store.close()
    Server(settings, _options(settings, f"{host}:{port}")).run()


def _options(settings: Settings, bind: str) -> dict[str, Any]:
    return {
        "bind": bind,
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "gthread",
        "timeout": 30,
        "graceful_timeout": 30,
        "keepalive": 5,
        # A slow leak of any library ends with the process; the jitter keeps them from ending together.
        "max_requests": 50_000,
        "max_requests_jitter": 5_000,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
