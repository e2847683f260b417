"""Gives Schemathesis what exists: ids in paths and queries, bodies that the web app would send, members who call.

Reads the file DALGO_KNOWN, which OpenApiConformanceIT writes, and counts answers by operation into the file DALGO_CALLS.
"""

import atexit
import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from string import Template
from threading import Lock

import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation

KNOWN = json.loads(Path(os.environ["DALGO_KNOWN"]).read_text())
IDS = KNOWN["ids"]
BODIES = json.loads(Path(__file__).with_name("bodies.json").read_text())

# Fields of bodies, and the names of what they name.
FIELDS = {
    "sourceId": "source_id",
    "sourceDefId": "source_definition_id",
    "source_def_id": "source_definition_id",
    "destinationId": "destination_id",
    "destinationDefId": "definition_id",
    "connectionId": "connection_id",
    "input_node_uuid": "node_uuid",
    "uuid": "uuid",
    "role_uuid": "role_uuid",
    "invited_role_uuid": "role_uuid",
}

QUERIES = {
    "hashkey": "hashkey",
    "job_id": "job_id",
    "source_schema": "schema",
    "schema_name": "schema",
    "input_name": "table",
    "json_column": "json_column",
    "order_by": "column",
}

HEADERS = {"X-Notification-Key": "webhook_key"}



def sign_in(username):
    answer = requests.post(
        KNOWN["url"] + "/api/v2/login", json={"username": username, "password": IDS["password"]}, timeout=30
    )
    answer.raise_for_status()
    return "Bearer " + answer.cookies["access_token"]


MANAGER = sign_in(IDS["manager"])

lock = Lock()
numbers = defaultdict(int)
answers = defaultdict(Counter)
seconds = Counter()


def following(name):
    with lock:
        numbers[name] += 1
        return numbers[name]


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = operation_id(case)
    case.headers["Authorization"] = MANAGER
    case.headers["x-dalgo-org"] = KNOWN["org"]
    if case.meta is None or case.method.upper() != case.operation.method.upper():
        return
    names = dict(IDS, number=str(following("number")))
    if operation in KNOWN["callers"]:
        call_as_another_member(case, names)
    # Of four calls with nothing wrong the first sends what the web app would send, two name what exists, and one keeps
    # what was invented. What is wrong with the others shall not be an id.
    wrong = not all(component.mode == GenerationMode.POSITIVE for component in case.meta.components.values())
    turn = 2 if wrong else following(operation) % 4
    if turn == 0:
        return
    if is_positive(case, ParameterLocation.PATH):
        case.path_parameters.update({name: IDS[name] for name in case.path_parameters if name in IDS})
    if is_positive(case, ParameterLocation.QUERY):
        case.query.update({name: IDS[QUERIES[name]] for name in case.query if name in QUERIES})
    if is_positive(case, ParameterLocation.HEADER):
        case.headers.update({name: IDS[HEADERS[name]] for name in case.headers if name in HEADERS})
    if is_positive(case, ParameterLocation.BODY):
        if turn == 1 and operation in BODIES:
            case.body = filled(BODIES[operation], names)
        else:
            name_what_exists(case.body)


@schemathesis.hook
def after_call(context, case, response):
    if case.method.upper() == case.operation.method.upper():
        with lock:
            answers[operation_id(case)][str(response.status_code)] += 1
            seconds[operation_id(case)] += response.elapsed


@atexit.register
def report():
    Path(os.environ["DALGO_CALLS"]).write_text(json.dumps({"answers": answers, "seconds": seconds}))


def operation_id(case):
    return case.operation.definition.raw["operationId"]


def call_as_another_member(case, names):
    """The operation can end the session or the membership of its caller."""
    names["caller"] = KNOWN["caller"] % following("caller")
    names["target"] = KNOWN["caller"] % following("caller")
    case.headers["Authorization"] = sign_in(names["caller"])
    case.headers["x-dalgo-org"] = KNOWN["callersOrg"]


def is_positive(case, location):
    component = case.meta.components.get(location) if case.meta else None
    return component is not None and component.mode == GenerationMode.POSITIVE


def filled(value, names):
    if isinstance(value, str):
        text = Template(value).safe_substitute(names)
        return int(text) if value == "${warehouse_port}" else text
    if isinstance(value, dict):
        return {name: filled(inner, names) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, names) for inner in value]
    return value


def name_what_exists(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in FIELDS and isinstance(inner, str):
                value[name] = IDS[FIELDS[name]]
            else:
                name_what_exists(inner)
    elif isinstance(value, list):
        for inner in value:
            name_what_exists(inner)
