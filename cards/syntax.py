"""Faults of TOML itself: where they are, and what to write instead, judged by the line as it stands."""

from __future__ import annotations

import re

from cards.errors import Fault

# What is often written, and what TOML wants; the first that fits the faulty line is told.
_HABITS = (
    (r"[“”„‘’«»]", 'quotes are straight: "text"'),
    (r"^\s*(//|;|%|/\*|--)", "a comment begins with #"),
    (r"=\s*[+-]?\d+,\d", "numbers have a decimal point and no commas: 0.45"),
    (r"=\s*[+-]?(\.\d|\d+\.(?!\d))", "a decimal point has a digit on both sides: 0.5"),
    (r"(?i)=\s*(true|false|yes|no|on|off)\b", "a choice is written true or false, in lower case"),
    (r"=\s*[+-]?0\d", "a number has no zeros in front"),
    (
        r"=\s*[+-]?[\d.]+\s*[A-Za-zµμ%°](?![\w.-]*\s*=)",
        'a number has its unit beside it: { value = 12, unit = "g/L", source = "…" }',
    ),
    (r"^\s*[\w.-]+\s*:", "a key and its value have = between them: key = value"),
)
# What the parser found, and what to do; the first whose beginning fits is told.
_ADVICE = (
    ("Unescaped", "write a path with / in place of \\"),
    ("Cannot", "it is written twice; keep one of them"),
    ("Duplicate", "it is written twice; keep one of them"),
    ("Unclosed array", "separate the entries by commas and close the list with ]"),
    ("Unclosed inline", "separate the entries by commas and close the table with } on the same line"),
    ("Expected ']'", "a table's name stands in brackets: [name]"),
    ("Expected '='", "expected key = value; a key of several words stands in quotes"),
    ("Unterminated", "close the text with the quote that it began with"),
    ('Expected "\'"', "close the text with the quote that it began with"),
    ("Illegal character", "text ends with a quote on the line where it began"),
    ("Invalid initial", "expected a key: letters, digits, - and _, and no comma before }"),
    ("Invalid statement", "expected key = value, or a table's name in brackets: [name]"),
    ("Invalid value", 'expected a number, true or false, or text in quotes: "text"'),
    ("Expected newline", "expected one key = value on a line"),
)


def syntax_fault(message: str, text: str, name: str) -> Fault:
    """The fault that TOML's parser tells of ``text`` in ``message``, with its line in the file ``name``."""
    what, _, where = message.partition(" (at ")
    words = where.replace(",", " ").split()
    lines = text.splitlines() or [""]
    line = int(words[1]) if len(words) > 1 and words[0] == "line" else len(lines)
    if what.startswith(("Unclosed", "Unterminated")):
        line = _begun(lines, min(line, len(lines)), what)
    advice = _advice(what, lines[min(line, len(lines)) - 1])
    twice = re.fullmatch(r"Cannot declare \((.*?),?\) twice", what)
    if twice:
        what = f"the table [{twice[1].replace(', ', '.')}] is written twice".replace("'", "")
        advice = "; keep one of them"
    return Fault(name, line, "", f"is not TOML: {what}{advice}")


def _advice(what: str, line: str) -> str:
    if not what.startswith(("Cannot", "Duplicate", "Unescaped", "Unterminated")):
        for pattern, advice in _HABITS:
            if re.search(pattern, line):
                return f"; {advice}"
    return next((f"; {advice}" for begins, advice in _ADVICE if what.startswith(begins)), "")


def _begun(lines: list[str], line: int, what: str) -> int:
    """The line at which the bracket or the text that is never closed began, as far as can be told."""
    marks = {"array": "[", "table": "{"}.get(what.split()[-1])
    for number in range(line, 0, -1):
        code = lines[number - 1].partition("#")[0].partition("=")[2]
        if marks is None:
            if code.count('"""') % 2 or code.count("'''") % 2:
                return number
        elif code.count(marks) > code.count({"[": "]", "{": "}"}[marks]):
            return number
    return line
