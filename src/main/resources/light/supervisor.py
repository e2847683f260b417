"""Runs one connector in a session of its own: python -I -c <this> <package> <argument>...

Standard input is a lifeline. When it closes, because the attempt was cancelled or because whoever started us is gone,
or when the connector ends, everything in the session is killed. The exit status is the connector's; 128 and the number
of the signal when a signal ended it.
"""

import os
import signal
import sys
import threading
from importlib.metadata import distribution


def connect(package, arguments):
    scripts = [e for e in distribution(package).entry_points if e.group == "console_scripts"]
    own = [e for e in scripts if e.name == package.removeprefix("airbyte-")]
    found = own or [e for e in scripts if e.name.startswith("source-")]
    if not found:
        sys.exit("the package " + package + " has no command source-...")
    sys.argv = [found[0].name, *arguments]
    sys.exit(found[0].load()())


def kill(session):
    try:
        os.killpg(session, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # nothing of it is left


def wait_for_end_of_input(session):
    while os.read(0, 1024):
        pass
    kill(session)


def supervise(child):
    threading.Thread(target=wait_for_end_of_input, args=(child,), daemon=True).start()
    if hasattr(os, "waitid"):
        # Not reaped yet: its number belongs to nobody else while the rest of the session is killed.
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        kill(child)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os._exit(status if status >= 0 else 128 - status)


started, starting = os.pipe()
child = os.fork()
if child:
    os.close(starting)
    os.read(started, 1)  # until the session is there and can be killed
    supervise(child)
else:
    os.setsid()
    os.umask(0o077)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.close(started)
    os.close(starting)
    connect(sys.argv[1], sys.argv[2:])
