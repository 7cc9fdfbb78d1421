"""Progress: seconds per step, whatever shows them."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest

from biofab.progress import Bar, Lines, Progress, Silent, terminal_progress

KINDS: list[Callable[[io.StringIO], Progress]] = [lambda stream: Silent(), Lines, Bar]


@pytest.mark.parametrize("kind", KINDS)
def test_seconds_of_every_step_are_kept(kind: Callable[[io.StringIO], Progress]) -> None:
    with kind(io.StringIO()) as progress:
        progress.step("one")
        time.sleep(0.02)
        progress.advance(0.5)
        progress.step("two")
        progress.say("a line")
        progress.step("one")
        time.sleep(0.02)
    assert list(progress.seconds) == ["one", "two"]
    assert 0.04 <= progress.seconds["one"] < 2.0
    assert progress.seconds["two"] < 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_passes_and_the_step_is_ended(kind: Callable[[io.StringIO], Progress]) -> None:
    progress = kind(io.StringIO())

    def fails() -> None:
        with progress:
            progress.step("one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert "one" in progress.seconds


def test_lines_name_steps_and_seconds() -> None:
    stream = io.StringIO()
    with Lines(stream) as progress:
        progress.step("phenotype")
    assert stream.getvalue() == "phenotype ...\nphenotype: 0.0 s\n"


def test_bar_shows_steps_and_words_without_markup() -> None:
    stream = io.StringIO()
    with Bar(stream) as progress:
        progress.step("phenotype")
        progress.advance(2.0)
        progress.say("[bold]as it is[/bold]")
    assert "phenotype" in stream.getvalue()
    assert "[bold]as it is[/bold]" in stream.getvalue()


def test_a_pipe_gets_lines_and_a_terminal_a_bar() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert isinstance(terminal_progress(io.StringIO()), Lines)
    assert isinstance(terminal_progress(Terminal()), Bar)


@pytest.mark.parametrize(
    ("error", "word"), [(KeyboardInterrupt, "interrupted after 0.0 s"), (ZeroDivisionError, "failed after 0.0 s")]
)
@pytest.mark.parametrize("kind", [Lines, Bar])
def test_a_step_that_is_broken_off_says_so(
    kind: Callable[[io.StringIO], Progress], error: type[BaseException], word: str
) -> None:
    stream = io.StringIO()
    progress = kind(stream)

    def breaks() -> None:
        with progress:
            progress.step("one")
            progress.step("two")
            raise error

    with pytest.raises(error):
        breaks()
    assert f"two: {word}" in stream.getvalue()
    assert "one: interrupted" not in stream.getvalue()
    assert "one: failed" not in stream.getvalue()


def test_the_seconds_of_the_last_step_can_be_read() -> None:
    with Silent() as progress:
        progress.step("one")
        assert "one" not in progress.seconds
        progress.end()
        progress.end()
        assert list(progress.seconds) == ["one"]
