"""A connector that does what a test wants: the configuration's "behave" names it."""

import itertools
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time

SPEC = {
    "connectionSpecification": {
        "type": "object",
        "properties": {
            "behave": {"type": "string"},
            "password": {"type": "string", "airbyte_secret": True},
            "nested": {"oneOf": [{"properties": {"token": {"type": "string", "airbyte_secret": True}}}]},
        },
    }
}


def say(message):
    print(json.dumps(message), flush=True)


def row(stream, **data):
    say({"type": "RECORD", "record": {"stream": stream, "data": data, "emitted_at": 0}})


def log(text):
    say({"type": "LOG", "log": {"level": "WARN", "message": text}})


def check(config):
    works = config.get("password") == "right"
    status = {"status": "SUCCEEDED" if works else "FAILED"}
    if not works:
        status["message"] = "refused " + config.get("password", "")
    say({"type": "CONNECTION_STATUS", "connectionStatus": status})


def garbage(config, path):
    print("Welcome to this library!\n\n{not json}", flush=True)
    print('{"type": 7}', flush=True)
    row("people", id=1)


def secrets(config, path):
    log("signing in with " + config["password"])
    print("plain " + config["nested"]["token"], flush=True)
    print("to stderr " + config["password"], file=sys.stderr, flush=True)
    log(json.dumps({"inside json": config["password"]}))
    error = {"message": "wrong: " + config["password"], "internal_message": "at " + config["nested"]["token"]}
    error.update(stack_trace="line 1", failure_type="config_error")
    say({"type": "TRACE", "trace": {"type": "ERROR", "emitted_at": 0, "error": error}})
    sys.exit(1)


def environment(config, path):
    mode = stat.S_IMODE(os.stat(path).st_mode)
    folder = stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode)
    row("people", variables=sorted(os.environ), mode=oct(mode), folder=oct(folder), config=path)
    for _ in range(200):
        if not os.path.exists(path):
            break
        time.sleep(0.05)
    row("people", gone=not os.path.exists(path))


def long_line(config, path):
    print("x" * 50_000_000, flush=True)


def killed(config, path):
    log("so much memory")
    os.kill(os.getpid(), signal.SIGKILL)


def crash(config, path):
    raise ValueError("nobody thought of this: " + config["password"])


def endless(config, path):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)", path])
    row("people", config=path, folder=os.getcwd())
    time.sleep(1000)


def flood(config, path):
    megabyte = "y" * 1_000_000
    for n in range(1000):
        with open("counter", "w") as counter:
            counter.write(str(n))
        if n == 0:
            row("people", counter=os.path.abspath("counter"))
        log(megabyte)


def strangers(config, path):
    row("nobody chose", id=1)
    row("people", id=2)
    row("nobody chose", id=3)


def reads(config, path):
    for wanted in config["paths"]:
        try:
            os.listdir(wanted) if os.path.isdir(wanted) else open(wanted, "rb").read(100)
            row("people", path=wanted, outcome="read")
        except OSError:
            row("people", path=wanted, outcome="refused")
    open(config["paths"][-1])


def writes(config, path):
    for wanted in config["paths"]:
        try:
            open(wanted, "w").write("planted")
            row("people", path=wanted, outcome="written")
        except OSError:
            row("people", path=wanted, outcome="refused")
    open(config["paths"][-1], "w")


def connects(config, path):
    for host in config["hosts"]:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as connection:
            connection.settimeout(5)
            row("people", host=host, error=connection.connect_ex((host, config["port"])))


def forks(config, path):
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)


def allocates(config, path):
    held = []
    while True:
        held.append(bytearray(os.urandom(1)) * (10 << 20))


def allocates_in_many(config, path):
    for _ in range(8):
        if os.fork() == 0:
            held = bytearray(os.urandom(1)) * (config["mebibytes"] << 20)
            time.sleep(1000)
            return held
    time.sleep(1000)


def a_large_file(config, path):
    with open("large", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 10 << 30)


def many_files(config, path):
    for number in itertools.count():
        with open("part%d" % (number % 60), "wb") as file:
            file.write(bytes(1 << 20))


def hidden_files(config, path):
    os.makedirs("closed/within")
    with open("closed/within/part", "wb") as file:
        file.write(bytes(40 << 20))
    os.chmod("closed/within", 0)
    os.chmod("closed", 0)
    time.sleep(1000)


def migrates(config, path):
    folder = os.path.dirname(path)
    catalog = os.path.join(folder, "catalog.json")
    with open(path, "w") as file:
        json.dump(dict(config, behave="migrated"), file)
    say({"type": "CONTROL", "control": {"type": "CONNECTOR_CONFIG", "connectorConfig": {"config": {"a": 1}}}})
    # Time for the caller to delete it.
    time.sleep(0.5)
    refused = []
    attempts = {
        "remove": lambda: os.remove(catalog),
        "create": lambda: open(os.path.join(folder, "other"), "w").close(),
        "rename": lambda: os.rename(folder, folder + "-moved"),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError:
            refused.append(name)
    with open(path) as file:
        behave = json.load(file)["behave"]
    row("people", behave=behave, catalog=os.path.exists(catalog), refused=" ".join(refused))


def numbers(config, path):
    data = '{"a":NaN,"b":-Infinity,"c":' + "7" * 5000 + "}"
    print('{"type":"RECORD","record":{"stream":"people","data":' + data + "}}", flush=True)


def unreadable(config, path):
    row("people", id=1)
    print(config["line"], flush=True)
    row("people", id=2)


def cut_off(config, path):
    row("people", id=1)
    print('{"type": "RECORD", "record": {"stream": "peo', end="", flush=True)
    sys.exit(config.get("status", 0))


def status(stream, status):
    descriptor = {"stream_descriptor": {"name": stream}, "status": status}
    say({"type": "TRACE", "trace": {"type": "STREAM_STATUS", "emitted_at": 0, "stream_status": descriptor}})


def statuses(config, path):
    for stream, step in config["steps"]:
        row(stream, id=1) if step == "ROW" else status(stream, step)


def main():
    verb, *options = sys.argv[1:]
    if verb == "spec":
        return say({"type": "SPEC", "spec": SPEC})
    path = options[options.index("--config") + 1]
    with open(path) as file:
        config = json.load(file)
    if verb == "check":
        return check(config)
    return globals()[config["behave"]](config, path)
