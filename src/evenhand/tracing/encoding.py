"""Encoding in several processes at once, each with one thread.

The bundled encoders spend much of their time in Python, so that threads do not help; and their
matrix products are so small that more than one thread for each makes them slower. A process is
started anew rather than copied: scripts without a main guard, and programs with threads, stay safe.
Texts go to it as JSON with their length before them, vectors come back as bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from queue import SimpleQueue
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from evenhand.engines.local import in_order, threads

_WORTH = 1_500  # texts; with fewer, starting processes takes longer than it saves
_MOST = 8  # each holds the model: 250 MB
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_LENGTH_BYTES = 8
# Not as -m: the room imports this module, and Python would warn of running it a second time.
_SERVING = """
import sys
from evenhand.tracing.encoders import bundled_vectors
from evenhand.tracing.encoding import serve
serve(bundled_vectors(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
"""

Block = list[str]
Vectors = npt.NDArray[np.float32]


def in_processes(
    name: str, blocks: Iterable[Block], dimensions: int, processes: int
) -> Iterator[Vectors]:
    """Encode blocks of texts with a bundled encoder, each in whichever process is free.

    Yields the vectors of each block (len(block), dimensions), in order. Raises RuntimeError when a
    process ends before its time.
    """
    path = os.pathsep.join(place for place in sys.path if place)
    with ExitStack() as stack:
        free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for _ in range(processes):
            started = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-c", _SERVING, name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ONE_THREAD, "PYTHONPATH": path},
            )
            stack.callback(_ended, started)
            free.put(started)

        def encoded(block: Block) -> Vectors:
            process = free.get()
            try:
                return _asked(process, block, dimensions)
            finally:
                free.put(process)

        yield from in_order(encoded, blocks, processes)


def processes_for(texts: int) -> int:
    """Say in how many processes to encode so many texts; 1 means in this one."""
    return 1 if texts < _WORTH else min(threads(), _MOST)


def serve(vectors: Callable[[Block], object], source: BinaryIO, sink: BinaryIO) -> None:
    """Encode what comes in until nothing more does."""
    while length := source.read(_LENGTH_BYTES):
        block = json.loads(source.read(int.from_bytes(length, "little")))
        sink.write(np.ascontiguousarray(vectors(block), np.float32).tobytes())
        sink.flush()


def _ended(process: subprocess.Popen[bytes]) -> None:
    """End a process, in the middle of its work or not."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):  # what was still to be sent is not needed any more
                pipe.close()
    process.wait()


def _asked(process: subprocess.Popen[bytes], block: Block, dimensions: int) -> Vectors:
    said = json.dumps(block).encode("ascii")
    size = len(block) * dimensions * np.dtype(np.float32).itemsize
    try:
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        process.stdin.write(len(said).to_bytes(_LENGTH_BYTES, "little") + said)
        process.stdin.flush()
        data = process.stdout.read(size)
    except BrokenPipeError:
        data = b""
    if len(data) != size:
        raise RuntimeError(
            f"A process that encodes sentences ended (exit {process.poll()}); the machine may have "
            "no memory left."
        )
    return np.frombuffer(data, np.float32).reshape(len(block), dimensions)
