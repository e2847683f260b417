"""Calls the command of a connector, within its sandbox: python -I -c <this> <package> <argument>..."""

import os
import signal
import sys
from importlib.metadata import distribution


def connect(package, arguments):
    scripts = [e for e in distribution(package).entry_points if e.group == "console_scripts"]
    own = [e for e in scripts if e.name == package.removeprefix("airbyte-")]
    found = own or [e for e in scripts if e.name.startswith("source-")]
    if not found:
        sys.exit("the package " + package + " has no command source-...")
    sys.argv = [found[0].name, *arguments]
    sys.exit(found[0].load()())


# Python ignores the signal of a file that is too large; the attempt is to end with it, and to say so.
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
# Bubblewrap sets it.
os.environ.pop("PWD", None)
connect(sys.argv[1], sys.argv[2:])
