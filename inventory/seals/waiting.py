"""pyHanko waits in an event loop; we wait for pyHanko."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def to_its_end(deed: Coroutine[Any, Any, T]) -> T:
    """What comes of `deed`; in a thread of its own, for whoever asks may be in an event loop already."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(asyncio.run, deed).result()
