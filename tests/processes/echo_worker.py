"""A worker for tests: it answers, sleeps, computes, takes memory or sends nonsense as it is asked to."""

from __future__ import annotations

import os
import struct
import sys
import time

from lib.processes.limits import begin_worker
from lib.processes.protocol import read_message, write_message


def main(memory_mb: int) -> None:
    requests, answers = begin_worker(memory_mb)
    while (message := read_message(requests)) is not None:
        header, body = message
        if header["do"] == "sleep":
            time.sleep(header.get("seconds", 600))
        if header["do"] == "compute":
            while True:
                pass
        if header["do"] == "allocate":
            body = bytes(header["mb"] * 1_000_000)[:1]
        if header["do"] == "environment":
            body = repr(dict(os.environ)).encode()
        if header["do"] == "nest":
            nested = b"[" * 100_000
            answers.write(struct.pack(">II", len(nested), 0) + nested)
            answers.flush()
            continue
        write_message(answers, header, body)


if __name__ == "__main__":
    main(int(sys.argv[1]))
