"""What is read of dbt's artifacts and error output, also when they are hostile."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dalgo_flows.dbt.results import RunResults, read_fault

MODEL = "model.ngo.places"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "checkout" / "target").mkdir(parents=True)
    return tmp_path / "checkout"


def entry(unique_id: str = MODEL, status: str = "success", **more: Any) -> dict[str, Any]:
    given = {"message": "SELECT 3", "execution_time": 1.23456, "adapter_response": {"rows_affected": 3}}
    return {"unique_id": unique_id, "status": status, "failures": None, **given, **more}


def write(checkout: Path, *results: Any, nodes: Any = None) -> None:
    (checkout / "target" / "run_results.json").write_text(json.dumps({"results": results}))
    (checkout / "target" / "manifest.json").write_text(json.dumps({"nodes": nodes or {}}))


def read(checkout: Path, *results: Any, nodes: Any = None) -> list[Any]:
    before = RunResults(checkout, str)
    write(checkout, *results, nodes=nodes)
    return before.read()


def test_a_result_has_its_node_from_the_manifest(checkout: Path) -> None:
    node = {"name": "places", "resource_type": "model", "original_file_path": "models/place/places.sql"}
    (result,) = read(checkout, entry(), nodes={MODEL: node})
    assert (result.name, result.resource_type, result.file) == ("places", "model", "models/place/places.sql")
    assert (result.status, result.seconds, result.rows, result.message) == ("success", 1.235, 3, "SELECT 3")
    assert not result.failed


def test_without_a_manifest_the_id_of_a_node_and_its_message_name_it(checkout: Path) -> None:
    message = "Database Error in model places (models/places.sql)\n  column c does not exist\n  LINE 7: c\n"
    message += "  compiled code at target/run/ngo/models/places.sql"
    before = RunResults(checkout, str)
    (checkout / "target" / "run_results.json").write_text(
        json.dumps({"results": [entry(status="error", message=message)]})
    )
    (result,) = before.read()
    assert (result.name, result.resource_type, result.file, result.line) == ("places", "model", "models/places.sql", 7)
    assert result.message == "Database Error: column c does not exist\nLINE 7: c"


def test_results_of_an_earlier_command_are_not_those_of_this_one(checkout: Path) -> None:
    write(checkout, entry())
    assert RunResults(checkout, str).read() == []
    before = RunResults(checkout, str)
    write(checkout, entry(), entry("model.ngo.b"))
    assert len(before.read()) == 2


def test_secrets_and_paths_are_taken_out_of_every_text(checkout: Path) -> None:
    before = RunResults(checkout, lambda text: text.replace("geheim", "*****"))
    write(
        checkout,
        entry("model.ngo.geheim", "error", message="password geheim"),
        nodes={"model.ngo.geheim": {"name": "geheim", "resource_type": "geheim", "original_file_path": "geheim.sql"}},
    )
    assert "geheim" not in repr(before.read())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        '{"results": 5}',
        '{"results": [1, null, "x", {}]}',
        '{"results": [{"unique_id": {}, "status": 1}]}',
        '{"results": ' + "[" * 100_000,
        "\x00\x01",
    ],
)
def test_files_that_are_no_results_are_none(checkout: Path, content: str) -> None:
    before = RunResults(checkout, str)
    (checkout / "target" / "run_results.json").write_text(content)
    assert before.read() == []


def test_numbers_that_are_none_or_without_end_are_left_out(checkout: Path) -> None:
    before = RunResults(checkout, str)
    text = json.dumps({"results": [entry(execution_time=float("nan"), adapter_response={"rows_affected": 7})]})
    (checkout / "target" / "run_results.json").write_text(text.replace("7", "9" * 100_000))
    (result,) = before.read()
    assert (result.seconds, result.rows) == (None, None)


def test_links_pipes_and_large_files_are_not_read(checkout: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write(checkout, entry())
    (checkout / "target").rename(elsewhere / "target")
    before = RunResults(checkout, str)
    (checkout / "target").symlink_to(elsewhere / "target")
    assert before.read() == []
    (checkout / "target").unlink()
    (checkout / "target").mkdir()
    file = checkout / "target" / "run_results.json"
    file.symlink_to(elsewhere / "target" / "run_results.json")
    assert before.read() == []
    file.unlink()
    os.mkfifo(file)
    assert before.read() == []
    file.unlink()
    with file.open("wb") as large:
        large.truncate((32 << 20) + 1)
    assert before.read() == []


def test_an_error_without_results_names_its_node_and_its_place() -> None:
    fault = read_fault(
        "Compilation Error in model b (models/b.sql)\n"
        "  unexpected '}', expected ')'\n"
        "    line 4\n"
        "      select {{ ref('a' }}"
    )
    assert (fault.resource_type, fault.name, fault.file, fault.line) == ("model", "b", "models/b.sql", 4)
    assert fault.message == "Compilation Error: unexpected '}', expected ')'\nline 4\nselect {{ ref('a' }}"


def test_an_error_without_a_node_names_the_file_that_it_mentions() -> None:
    fault = read_fault(
        "Parsing Error\n  Error reading ngo: models/places.yml - Runtime Error\n    Syntax error near line 3"
    )
    assert (fault.name, fault.file, fault.line) == (None, "models/places.yml", 3)


def test_a_stack_trace_becomes_its_exception() -> None:
    fault = read_fault(
        'Unhandled error\nTraceback (most recent call last):\n  File "/opt/x.py", line 3, in f\n    g()\n'
        "KeyError: 'x'\nafter"
    )
    assert fault.message == "Unhandled error\nKeyError: 'x'\nafter"
    assert fault.line is None
