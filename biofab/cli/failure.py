"""Tells an error: one sentence on stderr, an object on stdout where JSON was asked for, never a traceback."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from biofab import __version__
from biofab.errors import Description, ExitCode, describe


def tell(error: BaseException, *, as_json: bool) -> int:
    """Tells the error and returns the exit code. The stack of an unexpected one goes to a file that is named."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error, file=sys.stderr)  # noqa: T201
        return int(ExitCode.BAD_INPUT)
    told = _usage(error) or describe(error)
    if told.exit_code == ExitCode.INTERRUPTED:
        told = Description("Interrupted", ("interrupted",), told.exit_code)
    elif told.exit_code == ExitCode.INTERNAL:
        told = _internal(error, told)
    for line in told.lines:
        print(f"error: {line}", file=sys.stderr)  # noqa: T201
    if as_json:
        print(json.dumps(told.to_dict(), indent=2, ensure_ascii=False))  # noqa: T201
    sys.stdout.flush()
    return int(told.exit_code)


def _usage(error: BaseException) -> Description | None:
    """What the command line's own parser says; its classes are private to typer, their method is not."""
    if type(error).__module__.partition(".")[0] not in ("typer", "click"):
        return None
    words = getattr(error, "format_message", None)
    if words is None:
        return None
    message = str(words()).strip().rstrip(".")
    return Description("UsageError", (message[:1].lower() + message[1:],), ExitCode.BAD_INPUT)


def _internal(error: BaseException, told: Description) -> Description:
    path = _keep_stack(error)
    where = f"; the details are in {path}" if path else ""
    line = f"this is a fault of biofab, not yours: {told.kind}: {told.lines[0]}{where}"
    return Description(told.kind, (line,), told.exit_code)


def _keep_stack(error: BaseException) -> Path | None:
    """Writes the stack to the state folder, or to the temporary one; None when neither can be written."""
    import platformdirs

    now = datetime.now(UTC)
    text = f"biofab {__version__}, Python {sys.version}\n{now.isoformat()}\n\n" + "".join(
        traceback.format_exception(error)
    )
    for folder in (Path(platformdirs.user_state_dir("biofab")), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"biofab-fault-{now:%Y%m%dT%H%M%S%f}.txt"
            path.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return path
    return None
