"""Runs a module as a child that ends with its parent, however the parent ends.

The parent holds the other end of standard input: its end is the parent's end, its first byte the word to begin. What
takes long to import is imported before that word comes. The child gets a session of its own, so
that Ctrl-C in a terminal reaches the parent only, which then stops its children in order.
"""

import importlib
import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 10


def follow(parent: int) -> None:
    while os.read(parent, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    os.setsid()
    # Not inherited by grandchildren, who would otherwise read from the parent's pipe.
    pipe = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    # This script's folder is data, nothing to import from.
    sys.path.pop(0)
    for preloaded in filter(None, sys.argv[1].split(",")):
        importlib.import_module(preloaded)
    if not os.read(pipe, 1):
        sys.exit(0)
    threading.Thread(target=follow, args=(pipe,), daemon=True).start()
    module = sys.argv[2]
    sys.argv = [module, *sys.argv[3:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
