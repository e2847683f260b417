"""Gives Schemathesis ids that exist: in paths, and in bodies under the names that the web app uses."""

import os
from itertools import count

import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation

PREFIX = "DALGO_ID_"
IDS = {name[len(PREFIX) :]: value for name, value in os.environ.items() if name.startswith(PREFIX)}

FIELDS = {
    "sourceId": "source_id",
    "sourceDefId": "source_definition_id",
    "source_def_id": "source_definition_id",
    "destinationId": "destination_id",
    "destinationDefId": "definition_id",
    "connectionId": "connection_id",
    "input_node_uuid": "node_uuid",
    "uuid": "uuid",
}

# One call in five keeps the value that was invented.
KEPT = 5
calls = count()


@schemathesis.hook
def before_call(context, case, kwargs):
    if next(calls) % KEPT == 0:
        return
    if is_positive(case, ParameterLocation.PATH):
        case.path_parameters.update({name: IDS[name] for name in case.path_parameters if name in IDS})
    if is_positive(case, ParameterLocation.BODY):
        name_what_exists(case.body)


def is_positive(case, location):
    component = case.meta.components.get(location) if case.meta else None
    return component is not None and component.mode == GenerationMode.POSITIVE


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
