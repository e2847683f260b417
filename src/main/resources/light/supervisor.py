"""Runs one connector in the sandbox that the flows have for dbt, or says what this machine offers for that.

    python -I -S -c <this> <folder of dalgo_flows> probe <folder> [<mechanism to leave out>...]
    python -I -S -c <this> <folder of dalgo_flows> run <attempt> <program> [<argument>...]

Standard input is a lifeline. When it closes, because the attempt was cancelled or because the process that started
this one is gone, or when the connector ends, everything that the connector started is killed and its folders go. The
exit status is the connector's, 128 and the number of the signal when a signal ended it, or that of a limit.
"""

import contextlib
import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

sys.path.append(sys.argv[1])

from dalgo_flows.errors import StepFailed
from dalgo_flows.sandbox import confine, supervisor
from dalgo_flows.sandbox.isolation import Isolation, probe, readable_paths
from dalgo_flows.sandbox.network import base_addresses
from dalgo_flows.sandbox.run_folder import free_user, own, remove
from dalgo_flows.sandbox.spec import Limits, SandboxSpec
from dalgo_flows.settings import WorkerSettings

# The locks on these users are the machine's: an attempt and a step of a worker never have the same one.
USERS = WorkerSettings.from_environment({}).sandbox_users


def tell(folder, *left_out):
    found = replace(probe(Path(folder), USERS[0]), **{name: getattr(Isolation(), name) for name in left_out})
    json.dump(
        {
            "isolation": asdict(found),
            "words": found.describe(),
            "confines": found.separates_organisations,
            # With Landlock alone, everything in /dev/shm is open to every program of the same user.
            "private_memory": found.own_user or found.bubblewrap is not None,
        },
        sys.stdout,
    )
    sys.stdout.flush()
    return 0


def run(text, *command):
    attempt = json.loads(text)
    work, inputs = Path(attempt["work"]), Path(attempt["inputs"])
    # Connectors rewrite it when its form is an older version's.
    configuration = inputs / "config.json"
    isolation = Isolation(**attempt["isolation"])
    with contextlib.ExitStack() as stack:
        user = None
        if isolation.own_user:
            try:
                user = stack.enter_context(free_user(USERS[1:]))
            except StepFailed as taken:
                os.write(2, f"{taken}\n".encode())
                return confine.CANNOT_CONFINE
            own(work, user)
            # The caller removes them while the connector lives, by their paths: the folder stays the caller's.
            inputs.chmod(0o711)
            for file in inputs.iterdir():
                own(file, user)
        addresses = base_addresses(private=False, environ={}, with_proxies=False)
        spec = SandboxSpec(
            read=(*readable_paths([Path(command[0])]), *attempt["read"], str(inputs)),
            write=(str(work), *([str(configuration)] if configuration.exists() else [])),
            user=user,
            owns_user=True,
            addresses=replace(addresses, networks=tuple(attempt["networks"]), loopback=attempt["loopback"]),
            limits=Limits(**attempt["limits"]),
        )
        try:
            return supervisor.main([isolation.apply_to(spec).to_json(), "0", *command])
        finally:
            for folder in (work, inputs):
                remove(folder)


os._exit({"probe": tell, "run": run}[sys.argv[2]](*sys.argv[3:]))
