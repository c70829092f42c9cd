"""A small shell: the text of `sh -c "..."` becomes a flat list of instructions that a process works through.

Understood: `;`, newlines, `&&`, `||`, `|`, `&`, `!`, `( )`, `{ }`, `if`, `while`, `until`, `for`, quotes, `$NAME`, `${NAME:-x}`, `$(…)`,
`$((…))`, `NAME=x`, `>`, `>>`, `<` and `2>&1`. What it does not understand it refuses as sh does: with status 2.

Instructions are tuples: `("run", words, redirects)`, `("background", words, redirects)`, `("assign", name, word)`,
`("and", target)`: jump if the last status was not 0, `("or", target)`: jump if it was, `("jump", target)`, `("not",)`,
`("for", name, words, target)`, `("capture",)`, `("pipe",)`, `("unpipe",)`. A word is a tuple of parts: `("text", text)`,
`("name", name, quoted, default)`, `("output", instructions, quoted)`, `("sum", text)`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

Word = tuple[tuple[Any, ...], ...]
Instruction = tuple[Any, ...]
Instructions = tuple[Instruction, ...]

_OPERATORS = ("&&", "||", ";;", "2>&1", "1>&2", ">&2", "2>", ">>", ";", "\n", "&", "|", "(", ")", "<", ">")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[?$@#!0-9]")
_ASSIGNMENT = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=")
_ENDS = ("then", "else", "elif", "fi", "do", "done", "}", ")")


class SyntaxProblem(ValueError):
    """The text is no shell script."""


@lru_cache(maxsize=512)
def compiled(text: str) -> Instructions:
    """The instructions of a script. Raises SyntaxProblem."""
    parser = _Parser(_tokens(text))
    parser.list_of_commands(())
    if parser.place < len(parser.tokens):
        raise SyntaxProblem(f'syntax error: unexpected "{parser.word_text()}"')
    return tuple(parser.code)


def _tokens(text: str) -> list[Any]:
    """Words (tuples of parts) and operators (strings)."""
    tokens: list[Any] = []
    place = 0
    while place < len(text):
        character = text[place]
        if character in " \t\r":
            place += 1
        elif character == "\\" and text[place + 1 : place + 2] == "\n":
            place += 2
        elif character == "#":
            end = text.find("\n", place)
            place = len(text) if end < 0 else end
        else:
            operator = next((one for one in _OPERATORS if text.startswith(one, place)), None)
            if operator is not None:
                tokens.append(operator)
                place += len(operator)
            else:
                word, place = _word(text, place)
                tokens.append(word)
    return tokens


def _word(text: str, place: int) -> tuple[Word, int]:
    parts: list[tuple[Any, ...]] = []
    plain: list[str] = []
    quoted = False

    while place < len(text):
        character = text[place]
        if not quoted and (character in " \t\r\n;&|()<>"):
            break
        if character == "'" and not quoted:
            end = text.find("'", place + 1)
            if end < 0:
                raise SyntaxProblem("syntax error: unterminated quoted string")
            parts, plain = _flush(parts, plain)
            parts.append(("text", text[place + 1 : end]))
            place = end + 1
        elif character == '"':
            parts, plain = _flush(parts, plain)
            if not quoted:
                parts.append(("text", ""))
            quoted = not quoted
            place += 1
        elif character == "\\" and place + 1 < len(text):
            following = text[place + 1]
            if quoted and following not in '"$`\\\n':
                plain.append("\\")
            if following != "\n":
                plain.append(following)
            place += 2
        elif character == "$":
            part, place = _dollar(text, place, quoted)
            parts, plain = _flush(parts, plain)
            parts.append(part)
        elif character == "`":
            end = text.find("`", place + 1)
            if end < 0:
                raise SyntaxProblem("syntax error: unterminated quoted string")
            parts, plain = _flush(parts, plain)
            parts.append(("output", compiled(text[place + 1 : end]), quoted))
            place = end + 1
        else:
            plain.append(character)
            place += 1
    if quoted:
        raise SyntaxProblem("syntax error: unterminated quoted string")
    parts, plain = _flush(parts, plain)
    return tuple(parts), place


def _flush(parts: list[tuple[Any, ...]], plain: list[str]) -> tuple[list[tuple[Any, ...]], list[str]]:
    if plain:
        parts.append(("text", "".join(plain)))
    return parts, []


def _dollar(text: str, place: int, quoted: bool) -> tuple[tuple[Any, ...], int]:
    if text.startswith("$((", place):
        end = text.find("))", place)
        if end < 0:
            raise SyntaxProblem("syntax error: missing '))'")
        return ("sum", text[place + 3 : end]), end + 2
    if text.startswith("$(", place):
        end = _closing(text, place + 1)
        return ("output", compiled(text[place + 2 : end]), quoted), end + 1
    if text.startswith("${", place):
        end = text.find("}", place)
        if end < 0:
            raise SyntaxProblem("syntax error: missing '}'")
        name, _, default = text[place + 2 : end].partition(":-")
        return ("name", name, quoted, default), end + 1
    match = _NAME.match(text, place + 1)
    if match is None:
        return ("text", "$"), place + 1
    return ("name", match[0], quoted, ""), match.end()


def _closing(text: str, place: int) -> int:
    depth = 0
    quote = ""
    for index in range(place, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return index
    raise SyntaxProblem("syntax error: unterminated $(")


class _Parser:
    def __init__(self, tokens: list[Any]) -> None:
        self.tokens = tokens
        self.place = 0
        self.code: list[Instruction] = []

    def peek(self) -> Any:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def keyword(self) -> str:
        """The bare word at this place, "" if there is none."""
        token = self.peek()
        if isinstance(token, str):
            return token if token in "()" else ""
        if isinstance(token, tuple) and len(token) == 1 and token[0][0] == "text":
            return str(token[0][1])
        return ""

    def word_text(self) -> str:
        token = self.peek()
        return str(token) if isinstance(token, str) else self.keyword() or "word"

    def expect(self, word: str) -> None:
        if self.keyword() != word:
            raise SyntaxProblem(f'syntax error: unexpected "{self.word_text()}" (expecting "{word}")')
        self.place += 1

    def emit(self, *instruction: Any) -> int:
        self.code.append(instruction)
        return len(self.code) - 1

    def patch(self, place: int) -> None:
        """The jump at `place` leads to here."""
        self.code[place] = (*self.code[place][:-1], len(self.code))

    def skip(self, *operators: str) -> None:
        while isinstance(self.peek(), str) and self.peek() in operators:
            self.place += 1

    def list_of_commands(self, ends: tuple[str, ...]) -> None:
        self.skip(";", "\n")
        while self.peek() is not None and self.keyword() not in (*ends, ")"):
            if not ends and self.keyword() in _ENDS:
                raise SyntaxProblem(f'syntax error: unexpected "{self.keyword()}"')
            self.and_or()
            if self.peek() not in (";", "\n", "&") and self.peek() is not None and self.keyword() not in (*ends, ")"):
                raise SyntaxProblem(f'syntax error: unexpected "{self.word_text()}"')
            self.skip(";", "\n", "&")
        if ends and self.keyword() not in ends:
            raise SyntaxProblem(f'syntax error: unexpected end of file (expecting "{ends[0]}")')

    def and_or(self) -> None:
        self.pipeline()
        while self.peek() in ("&&", "||"):
            jump = self.emit("and" if self.peek() == "&&" else "or", 0)
            self.place += 1
            self.skip("\n")
            self.pipeline()
            self.patch(jump)

    def pipeline(self) -> None:
        negated = False
        while self.keyword() == "!":
            negated = not negated
            self.place += 1
        start = len(self.code)
        self.command()
        while self.peek() == "|":
            self.place += 1
            self.code.insert(start, ("capture",))
            self._shift(start)
            self.emit("pipe")
            start = len(self.code)
            self.command()
            self.emit("unpipe")
        if negated:
            self.emit("not")

    def _shift(self, start: int) -> None:
        for index in range(start + 1, len(self.code)):
            instruction = self.code[index]
            if instruction[0] in ("and", "or", "jump", "for") and instruction[-1] > start:
                self.code[index] = (*instruction[:-1], instruction[-1] + 1)

    def command(self) -> None:
        match self.keyword():
            case "if":
                self.conditional()
            case "while" | "until" as word:
                self.loop(word)
            case "for":
                self.counted()
            case "{":
                self.place += 1
                self.list_of_commands(("}",))
                self.expect("}")
            case "(":
                self.place += 1
                self.list_of_commands((")",))
                self.expect(")")
            case _:
                self.simple()

    def conditional(self) -> None:
        ends: list[int] = []
        while True:
            self.place += 1  # if, elif
            self.list_of_commands(("then",))
            self.expect("then")
            skip = self.emit("and", 0)
            self.list_of_commands(("elif", "else", "fi"))
            ends.append(self.emit("jump", 0))
            self.patch(skip)
            if self.keyword() != "elif":
                break
        if self.keyword() == "else":
            self.place += 1
            self.list_of_commands(("fi",))
        self.expect("fi")
        for jump in ends:
            self.patch(jump)

    def loop(self, word: str) -> None:
        self.place += 1
        start = len(self.code)
        self.list_of_commands(("do",))
        self.expect("do")
        leave = self.emit("and" if word == "while" else "or", 0)
        self.list_of_commands(("done",))
        self.expect("done")
        self.emit("jump", start)
        self.patch(leave)

    def counted(self) -> None:
        self.place += 1
        name = self.keyword()
        self.place += 1
        words: list[Word] = []
        if self.keyword() == "in":
            self.place += 1
            while isinstance(self.peek(), tuple):
                words.append(self.peek())
                self.place += 1
        self.skip(";", "\n")
        self.expect("do")
        start = self.emit("for", name, tuple(words), 0)
        self.list_of_commands(("done",))
        self.expect("done")
        self.emit("jump", start)
        self.patch(start)

    def simple(self) -> None:
        words: list[Word] = []
        redirects: list[tuple[str, Word]] = []
        assigned = False
        while True:
            token = self.peek()
            if isinstance(token, tuple):
                self.place += 1
                match = _ASSIGNMENT.match(token[0][1]) if token and token[0][0] == "text" and not words else None
                if match:
                    rest = (("text", token[0][1][match.end() :]), *token[1:])
                    self.emit("assign", match[1], rest)
                    assigned = True
                else:
                    words.append(token)
            elif token in (">", ">>", "<", "2>"):
                self.place += 1
                target = self.peek()
                if not isinstance(target, tuple):
                    raise SyntaxProblem("syntax error: unexpected end of file")
                self.place += 1
                redirects.append((token, target))
            elif token in ("2>&1", "1>&2", ">&2"):
                self.place += 1
            else:
                break
        if words:
            self.emit("background" if self.peek() == "&" else "run", tuple(words), tuple(redirects))
        elif not assigned and not redirects:
            raise SyntaxProblem(f'syntax error: unexpected "{self.word_text()}"')
