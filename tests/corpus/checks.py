"""The checks of one document, each in a process of its own; a row says how they went."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from documents import DocumentFile
from processes import Limits, Ran, run
from warm import Warm

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
PACKAGE = "gen_client"
CHECKS = ("generate", "ledger", "compile", "import", "models", "mypy", "tests")
DEFAULT_CHECKS = ("generate", "ledger", "compile", "import")
GENERATING = ("rehearsal",)
PROBING = ("probe", "pydantic", "httpx2")
DETAILS = 25
_NOTHING_COLLECTED = 5

Row = dict[str, Any]


@dataclass(frozen=True)
class Generator:
    """A copy of the generator's source, so that edits during a run do no harm."""

    folder: Path
    digest: str

    @classmethod
    def snapshot(cls, parent: Path) -> Generator:
        """Copy the generator and its templates to a folder that is named after what they say."""
        paths = sorted(
            path
            for top in ("generator", "templates")
            for path in (REPOSITORY / top).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        )
        texts = {path.relative_to(REPOSITORY): path.read_bytes() for path in paths}
        joined = b"\0".join(str(name).encode() + b"\0" + text for name, text in texts.items())
        digest = hashlib.sha256(joined).hexdigest()[:12]
        folder = parent / f"generator-{digest}"
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text)
        return cls(folder, digest)

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes Python find the copy first."""
        paths = [str(self.folder / "generator"), str(HERE)]
        return {"PYTHONPATH": ":".join(paths), "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Bench:
    """Where and how the documents of one job are checked; nobody else uses `folder` meanwhile."""

    folder: Path
    generator: Generator
    generating: Warm
    probing: Warm
    limits: Limits
    formatter: str
    keep: Path | None

    @classmethod
    def open(
        cls,
        folder: Path,
        generator: Generator,
        limits: Limits,
        *,
        formatter: str,
        keep: Path | None,
    ) -> Bench:
        """Set a bench up; `close` ends the processes that it starts."""
        return cls(
            folder=folder,
            generator=generator,
            generating=Warm(GENERATING, generator.environment),
            probing=Warm(PROBING, {"PYTHONDONTWRITEBYTECODE": "1"}),
            limits=limits,
            formatter=formatter,
            keep=keep,
        )

    def close(self) -> None:
        """End the processes that were started for this bench."""
        self.generating.close()
        self.probing.close()

    def check(self, document: DocumentFile, wanted: frozenset[str]) -> Row:
        """Do the wanted checks; those that need the output are left out when there is none."""
        return _Checking(self, document).row(wanted)


def digest_of(document: DocumentFile) -> str:
    """Return the hash of a document's bytes."""
    return hashlib.sha256(document.path.read_bytes()).hexdigest()[:16]


class _Checking:
    def __init__(self, bench: Bench, document: DocumentFile) -> None:
        self._bench = bench
        self._document = document
        self._output = bench.folder / "output"
        self._facts: Row = {}

    def row(self, wanted: frozenset[str]) -> Row:
        shutil.rmtree(self._output, ignore_errors=True)
        self._output.mkdir(parents=True)
        checks: dict[str, Row] = {"generate": self._generate()}
        steps: dict[str, Callable[[], Row]] = {
            "ledger": self._ledger,
            "compile": lambda: self._probe("compile"),
            "import": lambda: self._probe("import"),
            "models": lambda: self._probe("models"),
            "mypy": self._mypy,
            "tests": self._tests,
        }
        if checks["generate"]["ok"]:
            checks |= {name: step() for name, step in steps.items() if name in wanted}
            self._count()
        if self._bench.keep is not None:
            kept = self._bench.keep / self._document.name
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(self._output, kept)
        shutil.rmtree(self._output)
        return {
            "document": self._document.name,
            "digest": digest_of(self._document),
            "generator": self._bench.generator.digest,
            "bytes": self._document.size,
            **self._facts,
            "checks": checks,
        }

    def _warm(self, warm: Warm, module: str, *arguments: str, path: str = "") -> Ran:
        limits = self._bench.limits
        return warm.run(module, *arguments, folder=self._output, limits=limits, path=path)

    def _run(self, *arguments: str, environment: Mapping[str, str]) -> Ran:
        command = [sys.executable, *arguments]
        bench = self._bench
        return run(command, folder=self._output, environment=environment, limits=bench.limits)

    def _count(self) -> None:
        texts = [p.read_bytes() for p in (self._output / "src").rglob("*.py")]
        self._facts["files"] = len(texts)
        self._facts["lines"] = sum(text.count(b"\n") for text in texts)

    def _generate(self) -> Row:
        ran = self._warm(
            *(self._bench.generating, "specloom.cli"),
            *("generate", str(self._document.path), "--output", "."),
            *(
                "--package",
                PACKAGE,
                "--formatter",
                self._bench.formatter,
                "--json",
                "--quiet",
                "--traceback",
            ),
        )
        if not ran.ok:
            return _result(ran, _crash(ran), ran.err.strip().splitlines()[-DETAILS:])
        made = json.loads(ran.out)[0]
        diagnostics = made["diagnostics"]
        (self._bench.folder / "diagnostics.json").write_text(json.dumps(diagnostics))
        codes = Counter(f"{d['code']} {d['name']}" for d in diagnostics)
        self._facts |= {
            "operations": made["operations"],
            "models": made["models"],
            "warnings": dict(sorted(codes.items())),
        }
        return _result(ran)

    def _ledger(self) -> Row:
        diagnostics = str(self._bench.folder / "diagnostics.json")
        document = str(self._document.path)
        ran = self._warm(self._bench.generating, "ledger", document, diagnostics)
        try:
            counted = json.loads(ran.out)
        except ValueError:
            return _result(ran, _crash(ran), ran.err.strip().splitlines()[-DETAILS:])
        self._facts["in_document"] = counted["totals"]
        self._facts["named_as_lost"] = counted["named"]
        losses = [f"{loss['kind']} {loss['name']} ({loss['at']})" for loss in counted["losses"]]
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(counted["lost"].items()))
        return _result(ran, f"lost in silence: {kinds}", losses)

    def _probe(self, what: str) -> Row:
        ran = self._warm(self._bench.probing, "probe", what, path=str(self._output / "src"))
        try:
            failures = json.loads(ran.out.strip().splitlines()[-1])
        except (ValueError, IndexError):
            return _result(ran, _crash(ran), ran.err.strip().splitlines()[-DETAILS:])
        lines = [
            " ".join(failure[key] for key in ("module", "place", "error", "code") if key in failure)
            for failure in failures
        ]
        return _result(ran, failures[0]["error"].splitlines()[0] if failures else "", lines)

    def _mypy(self) -> Row:
        ran = self._run(
            *("-m", "mypy", "--strict", "--cache-dir", str(self._bench.folder / "mypy_cache")),
            *("--no-color-output", "--no-error-summary", "--hide-error-context", "src"),
            environment={},
        )
        errors = [line for line in ran.out.splitlines() if ": error:" in line]
        cause = errors[0].partition(": error: ")[2] if errors else _crash(ran)
        return _result(ran, cause, [self._with_code(line) for line in errors[:DETAILS]]) | {
            "errors": len(errors)
        }

    def _tests(self) -> Row:
        ran = self._run(
            *(
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:asyncio",
                "--tb=short",
                "--maxfail=40",
            ),
            environment={**self._client_environment(), "COLUMNS": "400"},
        )
        if ran.code == _NOTHING_COLLECTED and not self._facts["operations"]:
            return {**_result(ran), "ok": True}
        lines = ran.out.strip().splitlines()
        failed = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
        causes = [line.partition(" - ")[2] for line in failed]
        cause = next(filter(None, causes), failed[0] if failed else _crash(ran))
        details = [*failed[:DETAILS], "", *_first_failure(lines)] if not ran.ok else []
        return _result(ran, cause, details) | {"summary": lines[-1] if lines else ""}

    def _client_environment(self) -> Mapping[str, str]:
        return {"PYTHONPATH": "src", "PYTHONDONTWRITEBYTECODE": "1"}

    def _with_code(self, line: str) -> str:
        place, number, _ = (*line.split(":", 2), "")[:3]
        try:
            code = (self._output / place).read_text("utf-8").splitlines()[int(number) - 1].strip()
        except (OSError, ValueError, IndexError):
            return line
        return f"{line}    <<< {code[:300]}"


def _result(ran: Ran, cause: str = "", details: list[str] | None = None) -> Row:
    """Return what a row says of a check."""
    result: Row = {"ok": ran.ok, "seconds": ran.seconds, "cpu": ran.cpu, "peak_mb": ran.peak_mb}
    if not ran.ok:
        result["cause"] = "out of time" if ran.timed_out else cause[:500]
        result["details"] = (details or [])[:60]
    return result


def _crash(ran: Ran) -> str:
    """Return the first useful line of what a failed command said, with the place of a traceback."""
    lines = [line for line in ran.err.strip().splitlines() if line.strip()]
    if not lines:
        return f"exit code {ran.code}"
    places = re.findall(r'File "[^"]*/specloom/([^"]+)", line (\d+), in (\S+)', ran.err)
    errors = [line for line in lines if re.match(r"\w[\w.]*(Error|Exception|Fault)\b", line)]
    if places and errors:
        file, number, function = places[-1]
        return f"{file}:{number} {function}: {errors[-1]}"
    telling = [line for line in lines if " error " in line] or lines
    return re.sub(r"^\S*:\d+:\d+: ", "", telling[0])


def _first_failure(lines: list[str]) -> list[str]:
    """Return what pytest shows of the first failure."""
    starts = [i for i, line in enumerate(lines) if line.startswith("____")]
    shown = lines[starts[0] : starts[0] + 90] if starts else lines
    return [line[:400] for line in shown if not re.fullmatch(r"[ ^~]*", line)][:35]
