"""A leash around one program: when its holder is gone, for whatever reason, the program goes too.

Run as ``python leash.py GRACE PROGRAM ARGUMENT…`` with a pipe as standard input. The holder ends the program by
closing the pipe, and a holder that was killed with SIGKILL has closed it as well, so no orphan can go on writing
to a warehouse. Standard library only: it starts with ``-I -S`` in a few milliseconds.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run the program in a process group of its own and answer its exit code (128 + n when signal n ended it)."""
    grace, command = float(arguments[0]), list(arguments[1:])
    # A handler, not SIG_IGN: what is ignored would stay ignored in the program.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as failure:
        os.write(2, f"cannot start {command[0]}: {failure.strerror}\n".encode())
        return 127
    threading.Thread(target=_end_with_holder, args=(program.pid, grace), daemon=True).start()
    code = program.wait()
    _signal_group(program.pid, signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _end_with_holder(group: int, grace: float) -> None:
    while os.read(0, 4096):
        pass
    _signal_group(group, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline:
        time.sleep(0.05)
        if not _signal_group(group, 0):
            return
    _signal_group(group, signal.SIGKILL)


def _signal_group(group: int, number: int) -> bool:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    # _exit: the watching thread still sits in its read, and the interpreter would wait for it.
    os._exit(main(sys.argv[1:]))
