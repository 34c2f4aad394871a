from __future__ import annotations

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL


class DatabaseWrapper(PostgreSQL):
    def is_usable(self) -> bool:
        """Asked before every page. On this machine the kernel knows: a server that ended the connection has left
        something to read, and an idle line has nothing. Elsewhere a firewall may have dropped it silently: ask."""
        if self.connection is not None and not self.connection.closed and self.connection.info.host.startswith("/"):
            waiting = select.poll()
            waiting.register(self.connection.fileno(), select.POLLIN)
            if not waiting.poll(0):
                return True
        return super().is_usable()
