"""Reads the imports of the product and holds the rules of docs/architecture.md."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import scanner

PACKAGE = Path(scanner.__file__).parent

FORBIDDEN = {
    "transport": (
        "scanner.acquire",
        "scanner.parse",
        "scanner.read",
        "scanner.join",
        "scanner.detect",
        "scanner.report",
        "scanner.cli",
    ),
    "parse": (
        "scanner.transport",
        "scanner.acquire",
        "scanner.read",
        "scanner.join",
        "scanner.detect",
        "scanner.report",
        "scanner.cli",
    ),
    "acquire": ("scanner.join", "scanner.detect", "scanner.report", "scanner.cli", "scanner.assess"),
    "join": ("scanner.transport", "scanner.detect", "scanner.report", "scanner.cli", "scanner.assess"),
    "detect": (
        "scanner.transport",
        "scanner.acquire",
        "scanner.parse",
        "scanner.read",
        "scanner.join",
        "scanner.report",
        "scanner.cli",
    ),
    "report": (
        "scanner.transport",
        "scanner.acquire",
        "scanner.parse",
        "scanner.join",
        "scanner.detect",
        "scanner.cli",
    ),
    "guidance": (
        "scanner.transport",
        "scanner.acquire",
        "scanner.parse",
        "scanner.join",
        "scanner.detect",
        "scanner.cli",
    ),
}
"""What the modules of a layer may not import."""

IO_MODULES = ("os", "pathlib", "subprocess", "socket", "io", "zipfile")


def _modules() -> dict[str, Path]:
    names = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = list(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


MODULES = _modules()


def _imports(path: Path, *, at_run_time: bool = False) -> set[str]:
    tree = ast.parse(path.read_text())
    skipped: set[ast.AST] = set()
    if at_run_time:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                skipped.update(inner for statement in node.body for inner in ast.walk(statement))
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _layer(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def test_there_are_modules_to_check() -> None:
    """The checks below look at real files."""
    assert len(MODULES) > 40


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_layer_imports_only_what_it_may(module: str) -> None:
    """No module reaches across the layers of the architecture."""
    forbidden = FORBIDDEN.get(_layer(module), ())
    crossed = {name for name in _imports(MODULES[module]) for layer in forbidden if f"{name}.".startswith(f"{layer}.")}
    assert crossed == set()


@pytest.mark.parametrize("module", sorted(name for name in MODULES if _layer(name) in {"parse", "join"}))
def test_a_parser_and_a_joiner_do_no_io(module: str) -> None:
    """Parsers take text and return rows, joiners take rows; they open nothing."""
    assert not _imports(MODULES[module]) & set(IO_MODULES)


def test_only_the_command_line_imports_click() -> None:
    """The library can be used without click."""
    users = {name for name, path in MODULES.items() if "click" in _imports(path)}
    assert users
    assert {_layer(name) for name in users} == {"cli"}


def test_only_the_command_line_and_the_terminal_report_import_rich() -> None:
    """Nothing but the terminal report needs rich."""
    users = {name for name, path in MODULES.items() if any(found.split(".")[0] == "rich" for found in _imports(path))}
    assert "scanner.report.terminal" in users
    assert all(name.startswith("scanner.report.terminal") or _layer(name) == "cli" for name in users)


def test_no_import_goes_in_a_circle() -> None:
    """Every module can be understood after those that it imports at run time."""
    graph = {
        name: _imports(path, at_run_time=True) & set(MODULES) - {name, "scanner"} for name, path in MODULES.items()
    }
    while leaves := [name for name, needs in graph.items() if not needs & set(graph)]:
        for name in leaves:
            del graph[name]
    assert graph == {}
