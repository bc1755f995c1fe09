"""Passwords of papers, as they were typed."""

from __future__ import annotations

import threading


class Passwords:
    """Passwords by paper, held in memory until this process ends and never written down. Thread-safe."""

    def __init__(self) -> None:
        self._passwords: dict[str, str] = {}
        self._lock = threading.Lock()

    def get(self, paper_id: str) -> str | None:
        """Return the password typed for a paper in this process; None where none was."""
        with self._lock:
            return self._passwords.get(paper_id)

    def remember(self, paper_id: str, password: str) -> None:
        """Hold the password in memory."""
        with self._lock:
            self._passwords[paper_id] = password

    def forget(self, paper_id: str) -> None:
        """Forget the password of a paper, where there is one."""
        with self._lock:
            self._passwords.pop(paper_id, None)

    def clear(self) -> None:
        """Forget all passwords."""
        with self._lock:
            self._passwords.clear()
