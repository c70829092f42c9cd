"""A line of shell → pipelines of simple commands: quotes, here-documents, pipes, redirections, `&&`, `||` and `;`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple


class LineError(ValueError):
    """A line that is no shell."""


class Part(NamedTuple):
    """A piece of a word: text, or a script whose output takes its place. Within quotes that output stays one word."""

    text: str
    script: bool = False
    quoted: bool = False


@dataclass
class Simple:
    """One command with its words and redirections."""

    words: list[str] = field(default_factory=list)
    stdin: str | None = None  # of a here-document or here-string
    stdin_file: str = ""
    stdout_file: str = ""
    append: bool = False
    stderr_file: str = ""
    stderr_to_stdout: bool = False
    substitutions: dict[int, list[Part]] = field(default_factory=dict)  # the place of a word with $( ) → its parts


@dataclass
class Pipeline:
    """Commands joined by pipes. `after`: run it only `&&` success or `||` failure of the one before; `;` always."""

    commands: list[Simple] = field(default_factory=list)
    after: str = ";"


_ESCAPED = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_BACKSLASH = re.compile(r"\\(.)", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "e": "\x1b"}
_OPERATORS = re.compile(r"2>&1|1>&2|&>|2>>|2>|>>|>|<<<|<<-|<<|<|\|\||&&|\||;|&|\n")


@dataclass
class _Token:
    text: str
    operator: bool = False
    quoted: bool = False
    parts: list[Part] = field(default_factory=list)  # if a part of it is a script


def parse(script: str) -> list[Pipeline]:
    """The pipelines of a script. LineError says why it is none."""
    return _Parser(script).pipelines()


class _Parser:
    def __init__(self, script: str) -> None:
        self.text = script
        self.place = 0
        self.waiting: list[tuple[Simple, str, bool]] = []  # here-documents whose text begins on the next line

    def pipelines(self) -> list[Pipeline]:
        found: list[Pipeline] = []
        current, after = Pipeline(), ";"
        simple = Simple()
        while True:
            token = self._token()
            if token is None or (token.operator and token.text in (";", "&&", "||", "\n", "|", "&")):
                if simple.words or simple.stdout_file:
                    current.commands.append(simple)
                    simple = Simple()
                elif token is not None and token.text in ("|", "&&", "||"):
                    raise LineError(f"syntax error near unexpected token `{token.text}'")
                if token is not None and token.text == "\n":
                    self._here_documents()
                if token is not None and token.text == "|":
                    continue
                if current.commands:
                    current.after = after
                    found.append(current)
                    current = Pipeline()
                    after = ";"
                if token is None:
                    self._here_documents()
                    return found
                after = (
                    token.text if token.text in ("&&", "||") else (";" if token.text != "\n" or not found else after)
                )
            elif token.operator:
                self._redirect(simple, token.text)
            else:
                if token.parts:
                    simple.substitutions[len(simple.words)] = token.parts
                simple.words.append(token.text)

    def _redirect(self, simple: Simple, operator: str) -> None:
        if operator == "2>&1":
            simple.stderr_to_stdout = True
            return
        if operator == "1>&2":
            simple.stdout_file = "/dev/stderr"
            return
        target = self._token()
        if target is None or target.operator:
            raise LineError("syntax error near unexpected token `newline'")
        if operator in ("<<", "<<-"):
            simple.stdin = ""
            self.waiting.append((simple, target.text, operator == "<<-"))
        elif operator == "<<<":
            simple.stdin = target.text + "\n"
        elif operator == "<":
            simple.stdin_file = target.text
        elif operator in ("2>", "2>>"):
            simple.stderr_file = target.text
        else:
            simple.stdout_file = target.text
            simple.append = operator == ">>"
            simple.stderr_to_stdout = simple.stderr_to_stdout or operator == "&>"

    def _here_documents(self) -> None:
        for simple, word, dedent in self.waiting:
            lines = []
            while True:
                if self.place >= len(self.text):
                    raise LineError(f"the here-document does not end: there is no line {word}")
                end = self.text.find("\n", self.place)
                end = len(self.text) if end < 0 else end
                line = self.text[self.place : end]
                self.place = min(end + 1, len(self.text))
                line = line.lstrip("\t") if dedent else line
                if line == word:
                    break
                if end >= len(self.text):
                    raise LineError(f"the here-document does not end: there is no line {word}")
                lines.append(line + "\n")
            simple.stdin = "".join(lines)
        self.waiting = []

    def _token(self) -> _Token | None:
        text = self.text
        while self.place < len(text) and (text[self.place] in " \t" or text.startswith("\\\n", self.place)):
            self.place += 2 if text[self.place] == "\\" else 1
        if self.place >= len(text):
            return None
        if text[self.place] == "#":
            end = text.find("\n", self.place)
            self.place = len(text) if end < 0 else end
            return self._token()
        operator = _OPERATORS.match(text, self.place)
        if operator:
            self.place = operator.end()
            return _Token(operator[0], operator=True)
        return self._word()

    def _word(self) -> _Token:
        text, word, quoted = self.text, "", False
        self.parts: list[Part] = []
        while self.place < len(text):
            character = text[self.place]
            if text.startswith("$'", self.place):
                word += self._escaped()
                quoted = True
            elif character == "'":
                end = text.find("'", self.place + 1)
                if end < 0:
                    raise LineError("unexpected EOF while looking for matching `''")
                word += text[self.place + 1 : end]
                self.place, quoted = end + 1, True
            elif character == '"':
                scripts = len(self.parts)
                inside = self._double_quoted(word)
                word = word + inside if len(self.parts) == scripts else inside
                quoted = True
            elif text.startswith("$(", self.place) or character == "`":
                self._substitute(word, quoted=False)
                word = ""
            elif character == "\\" and self.place + 1 < len(text):
                word += "" if text[self.place + 1] == "\n" else text[self.place + 1]
                self.place += 2
            elif character in " \t\n;|&<>":
                break
            else:
                word += character
                self.place += 1
        if self.parts:
            parts = [*self.parts, Part(word)]
            return _Token("".join(part.text for part in parts), quoted=quoted, parts=parts)
        return _Token(word, quoted=quoted)

    def _escaped(self) -> str:
        """`$'one\\ntwo'`: a word in which a backslash begins a sign that is hard to type."""
        found = _ESCAPED.match(self.text, self.place)
        if found is None:
            raise LineError("unexpected EOF while looking for matching `''")
        self.place = found.end()
        return _BACKSLASH.sub(_sign, found[1])

    def _substitute(self, before: str, *, quoted: bool) -> None:
        """`$(script)` or `script` in backquotes, from its first character."""
        start = self.place + (1 if self.text[self.place] == "`" else 2)
        end = self.text.find("`", start) if self.text[self.place] == "`" else self._closing(start)
        if end < 0:
            raise LineError("unexpected EOF while looking for matching `)'")
        self.parts += [Part(before), Part(self.text[start:end], script=True, quoted=quoted)]
        self.place = end + 1

    def _closing(self, start: int) -> int:
        """The place of the parenthesis that ends what begins here; -1 if there is none."""
        depth, quote = 1, ""
        for place in range(start, len(self.text)):
            character = self.text[place]
            if quote:
                quote = "" if character == quote else quote
            elif character in "'\"":
                quote = character
            elif character in "()":
                depth += 1 if character == "(" else -1
                if depth == 0:
                    return place
        return -1

    def _double_quoted(self, before: str) -> str:
        """What stands between double quotes. `before` is what the word has so far: a script within ends it as a part."""
        text, word, scripts = self.text, "", len(self.parts)
        self.place += 1
        while self.place < len(text) and text[self.place] != '"':
            if text[self.place] == "\\" and self.place + 1 < len(text) and text[self.place + 1] in '"\\$`\n':
                word += "" if text[self.place + 1] == "\n" else text[self.place + 1]
                self.place += 2
            elif text.startswith("$(", self.place):
                self._substitute((before if len(self.parts) == scripts else "") + word, quoted=True)
                word = ""
            else:
                word += text[self.place]
                self.place += 1
        if self.place >= len(text):
            raise LineError("unexpected EOF while looking for matching `\"'")
        self.place += 1
        return word


def _sign(found: re.Match[str]) -> str:
    """The sign that a backslash and a letter stand for."""
    letter = found[1]
    return _SIGNS.get(letter, letter if letter in "\\'\"?" else f"\\{letter}")


def here_document_word(line: str) -> str:
    """The word that ends the here-document that this line begins; "" if it begins none."""
    match = re.search(r"<<-?\s*(['\"]?)(\w+)\1", line)
    return match[2] if match else ""
