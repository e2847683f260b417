#!/usr/bin/env python3
"""Installs connectors of Airbyte, asks each for its specification, and writes down which of them answered.

The registry (src/main/resources/light/connectors.json) and the table in docs/connectors.md hold what was tried and
nothing else: a package that failed is in the table, with the reason, and not in the registry. Packages that are not
named keep their entries. Wants `uv` on the path and the Pythons themselves; takes about 15 seconds for each package.

    src/connectors/try_connectors.py                      # all of packages.txt
    src/connectors/try_connectors.py airbyte-source-faker # these only
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REGISTRY = ROOT / "src/main/resources/light/connectors.json"
FAILURES = HERE / "failures.json"
PAGE = ROOT / "docs/connectors.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"

# In this order: most connectors were released for 3.11, and those with an old CDK break on it.
PYTHONS = ["3.11", "3.10", "3.12"]
INSTALLATION_SECONDS = 300
SPEC_SECONDS = 90

NAMES = {
    "file": "File (CSV, JSON, Excel, Feather, Parquet)",
    "faker": "Sample Data (Faker)",
    "s3": "S3",
    "gcs": "Google Cloud Storage",
    "sftp-bulk": "SFTP Bulk",
    "microsoft-onedrive": "Microsoft OneDrive",
    "hubspot": "HubSpot",
    "github": "GitHub",
    "commcare": "CommCare",
    "surveycto": "SurveyCTO",
    "quickbooks": "QuickBooks",
    "zoho-crm": "Zoho CRM",
    "google-analytics-data-api": "Google Analytics 4",
}

SPEC = """
import sys
from importlib.metadata import distribution
scripts = distribution(sys.argv[1]).entry_points
scripts = [e for e in scripts if e.group == "console_scripts" and e.name.startswith("source-")]
sys.argv = [scripts[0].name, "spec"]
sys.exit(scripts[0].load()())
"""

DESCRIBE = """
import json, sys
from importlib.metadata import distribution, version, PackageNotFoundError
d = distribution(sys.argv[1])
try:
    cdk = version("airbyte-cdk")
except PackageNotFoundError:
    cdk = ""
print(json.dumps({"version": d.version, "cdk": cdk,
    "licence": d.metadata.get("License-Expression") or d.metadata.get("License") or ""}))
"""


def run(line: list[str], seconds: int, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never")
    try:
        return subprocess.run(
            line, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(line, 124, "", f"no end after {seconds} s")


def megabytes(folder: Path) -> int:
    return sum(f.lstat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink()) // 1_000_000


def answered(output: str) -> bool:
    for line in output.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            continue
        if isinstance(message, dict) and message.get("type") == "SPEC":
            return "connectionSpecification" in message.get("spec", {})
    return False


def told(output: str) -> str:
    """What a connector that speaks the protocol says about its failure."""
    for line in output.splitlines():
        try:
            error = json.loads(line)["trace"]["error"]
        except (ValueError, KeyError, TypeError):
            continue
        return error.get("internal_message") or error.get("message") or ""
    return ""


def reason(outcome: subprocess.CompletedProcess[str]) -> str:
    if said := told(outcome.stdout).strip():
        return said.splitlines()[-1][:160].replace("|", "/")
    lines = [line.strip() for line in (outcome.stderr or outcome.stdout).splitlines() if line.strip()]
    return (lines[-1][:160] if lines else f"ended with status {outcome.returncode}, without a word").replace("|", "/")


def attempt(requirement: str, python: str) -> tuple[dict | None, str]:
    """One package on one Python: its entry, or why there is none."""
    package = requirement.split("==")[0]
    work = Path(tempfile.mkdtemp(prefix="connector-"))
    try:
        environment = work / "environment"
        interpreter = str(environment / "bin" / "python")
        made = run(["uv", "venv", "-q", "--python", python, str(environment)], 60, work)
        if made.returncode != 0:
            return None, reason(made)
        begin = time.monotonic()
        installed = run(["uv", "pip", "install", "-q", "--python", interpreter, requirement], INSTALLATION_SECONDS, work)
        seconds = time.monotonic() - begin
        if installed.returncode != 0:
            return None, reason(installed)
        size = megabytes(environment)
        begin = time.monotonic()
        spec = run([interpreter, "-I", "-c", SPEC, package], SPEC_SECONDS, work)
        spec_seconds = time.monotonic() - begin
        if not answered(spec.stdout):
            return None, reason(spec)
        about = json.loads(run([interpreter, "-I", "-c", DESCRIBE, package], 30, work).stdout)
        short = package.removeprefix("airbyte-source-")
        return {
            "package": package,
            "version": about["version"],
            "name": NAMES.get(short, short.replace("-", " ").title()),
            "image": "airbyte/source-" + short,
            "python": python,
            "licence": about["licence"],
            "tried": {
                "cdk": about["cdk"],
                "installSeconds": round(seconds),
                "specSeconds": round(spec_seconds, 1),
                "megabytes": size,
            },
        }, ""
    finally:
        shutil.rmtree(work, ignore_errors=True)


def load(file: Path) -> dict[str, dict]:
    return {e["package"]: e for e in json.loads(file.read_text())} if file.exists() else {}


def save(file: Path, entries: dict[str, dict]) -> None:
    ordered = [entries[package] for package in sorted(entries)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n")


def write_table(entries: dict[str, dict], failures: dict[str, dict]) -> None:
    rows = [
        "| Connector | Package | Version | Python | CDK | Licence | Install, s | `spec`, s | MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for package in sorted(entries):
        e, tried = entries[package], entries[package]["tried"]
        rows.append(
            f"| {e['name']} | `{package}` | {e['version']} | {e['python']} | {tried['cdk']} | {e['licence']} "
            f"| {tried['installSeconds']} | {tried['specSeconds']} | {tried['megabytes']} |"
        )
    rows += ["", f"{len(entries)} answered, {len(failures)} did not:", ""]
    rows += [f"- `{package}`: {failures[package]['reason']}" for package in sorted(failures)]
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + "\n".join(rows).rstrip() + "\n" + END + rest.split(END)[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", help="packages to try; all of packages.txt without any")
    wanted = parser.parse_args().packages or [
        line.strip() for line in (HERE / "packages.txt").read_text().splitlines() if line.strip() and line[0] != "#"
    ]
    entries, failures = load(REGISTRY), load(FAILURES)
    for requirement in wanted:
        package = requirement.split("==")[0]
        said: list[str] = []
        for python in PYTHONS:
            entry, why = attempt(requirement, python)
            if entry:
                entries[package] = entry
                failures.pop(package, None)
                print(f"{package} {entry['version']}: answered on Python {python}", flush=True)
                break
            said.append(f"{python}: {why}")
        else:
            entries.pop(package, None)
            failures[package] = {"package": package, "reason": "; ".join(said)}
            print(f"{package}: {failures[package]['reason']}", file=sys.stderr, flush=True)
        save(REGISTRY, entries)
        save(FAILURES, failures)
        write_table(entries, failures)


if __name__ == "__main__":
    main()
