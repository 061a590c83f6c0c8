"""Signals that stop a run: each ends it as Ctrl-C does, with a report, and none disturbs the writing of that."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Never

_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_NOBODY_ELSES = (signal.SIG_DFL, signal.default_int_handler)
_PATIENCE = 1.0
"""Seconds until an interruption is repeated that led to nothing."""


class Interruption:
    """How signals are handled during one run; nothing changes outside of the main thread, where Python takes none."""

    def __init__(self) -> None:
        self._before: dict[int, signal._HANDLER] = {}
        self._repetition: threading.Timer | None = None

    def all_like_ctrl_c(self) -> None:
        """Let SIGTERM and SIGHUP raise KeyboardInterrupt as SIGINT does, unless they are handled or ignored already."""
        for number in _ENDING:
            if signal.getsignal(number) in _NOBODY_ELSES:
                self._set(number, self._interrupt)

    def none(self) -> None:
        """Ignore them: the run ends, and whoever asks twice must not lose the report that is written meanwhile."""
        for number in _ENDING:
            self._set(number, signal.SIG_IGN)
        self._do_not_repeat()

    def as_before(self) -> None:
        """Handle them as before the run."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        self._do_not_repeat()

    def _set(self, number: int, handler: signal._HANDLER) -> None:
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(number, handler)
            self._before.setdefault(number, before)

    def _interrupt(self, number: int, _: FrameType | None) -> Never:
        """Interrupt, and again until the run ends: what is raised while the garbage collector calls back is lost."""
        self._do_not_repeat()
        self._repetition = threading.Timer(_PATIENCE, signal.raise_signal, [number])
        self._repetition.daemon = True
        self._repetition.start()
        raise KeyboardInterrupt

    def _do_not_repeat(self) -> None:
        if self._repetition is not None:
            self._repetition.cancel()
