"""Manifests: YAML or JSON text → objects, as kubectl reads it; aliases are refused, and size and depth are limited."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from ...cluster.machinery import json_reading
from ...cluster.machinery.go_json import compact
from ...cluster.machinery.objects import Object
from ...cluster.machinery.resources import Resource, resource_of_kind
from ...cluster.presets import PUBLISHED
from .errors import Failure, raise_all
from .invocation import Invocation
from .resource_names import UnknownKind

MAX_CHARACTERS = 512 * 1024
MAX_VALUES = 20_000
_VALIDATING = ("strict", "true", "warn")
_TRUE = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
_FALSE = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
_WORDS = (_TRUE | _FALSE) - frozenset(["true", "True", "TRUE", "false", "False", "FALSE"])
_NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_OCTAL = re.compile(r"[-+]?0o?[0-7]+\Z")
_HEXADECIMAL = re.compile(r"[-+]?0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object from a file: `source` is the file's name as kubectl shows it."""

    object: Object
    resource: Resource
    source: str


def read(call: Invocation, sources: list[str]) -> list[Manifest]:
    """The objects of the files that `-f` names; `-` is standard input. Failure if none can be read.

    Where some can, what is wrong with the others is left in `call.unread`: it is told when these are dealt with.
    """
    found: list[Manifest] = []
    unread: list[Failure] = []
    for name, documents_of_file in _files(call, sources):
        try:
            for document in documents_of_file:
                _read_document(call, document, name, found, unread)
        except Failure as failure:  # the rest of this file is not read
            unread.append(failure)
    unknown = next((failure for failure in unread if isinstance(failure, UnknownKind)), None)
    if unknown is not None and not call.discovered:
        raise unknown  # it may be a custom kind: the server is asked
    if not found:
        raise_all(unread)
    call.unread += unread
    return found


def _read_document(call: Invocation, document: Any, source: str, found: list[Manifest], unread: list[Failure]) -> None:
    """Sort a document's objects into what can be read and what not. Failure if the commands that validate refuse it."""
    if call.flags.get("validate") in _VALIDATING:
        _check_type(document, source)
    for obj in _flattened(document):
        try:
            found.append(_mapped(obj, source, call))
        except Failure as failure:
            unread.append(failure)


def _files(call: Invocation, sources: list[str]) -> Iterator[tuple[str, Iterable[Any]]]:
    """(the file's name, its documents); with `-k` the folder's name and the objects that it makes."""
    if call.built is not None:
        yield from ((source, call.built) for source in sources)
        return
    texts = [one for source in sources for one in _texts(call, source)]  # a path that is not there comes first
    yield from ((name, _each_document(text, name)) for name, text in texts)


def _texts(call: Invocation, source: str) -> Iterator[tuple[str, str]]:
    if source == "-":
        yield "STDIN", call.stdin
        return
    if source in PUBLISHED:
        yield source, json.dumps({"apiVersion": "v1", "kind": "List", "items": PUBLISHED[source]()})
        return
    if source.startswith(("http://", "https://")):
        raise Failure(f'unable to read URL "{source}": there is no way out to the internet from here')
    path = source.removeprefix("./")
    if path in call.files:
        yield source, call.files[path]
        return
    folder = path.rstrip("/") + "/"
    inside = sorted(name for name in call.files if path in (".", "") or name.startswith(folder))
    inside = [name for name in inside if name.endswith((".yaml", ".yml", ".json"))]
    if not inside:
        raise Failure(f'the path "{source}" does not exist')
    for name in inside:
        yield name, call.files[name]


def documents(text: str, source: str, *, newer: bool = False) -> list[Any]:
    """The documents of a text; empty ones are left out. Failure says where it is broken. `newer`: see `load_yaml`."""
    return list(_each_document(text, source, newer=newer))


def _each_document(text: str, source: str, *, newer: bool = False) -> Iterator[Any]:
    if len(text) > MAX_CHARACTERS:
        raise Failure(f"{source} is too long: {len(text)} characters, and at most {MAX_CHARACTERS} are read here")
    if text.lstrip().startswith("{"):
        yield from _json_documents(text, source)
        return
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.startswith("---") and (not line[3:].strip() or line[3:].strip().startswith("#")):
            parts.append([])
        else:
            parts[-1].append(line)
    for part in parts:
        document = load_yaml("\n".join(part), source, newer=newer)
        if document is not None:
            yield document


def _json_documents(text: str, source: str) -> Iterator[Any]:
    values = place = 0
    try:
        json_reading.check_depth(text)
    except ValueError as error:
        raise Failure(f"error parsing {source}: json: {error}") from error
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        try:
            document, place = json_reading.read_next(text, place)
        except json.JSONDecodeError as error:
            if error.pos >= len(text.rstrip()):
                raise Failure(f"error parsing {source}: unexpected EOF") from error
            character = text[error.pos]
            raise Failure(f"error parsing {source}: invalid character '{character}' {go_context(error.msg)}") from error
        except ValueError as error:
            raise Failure(f"error parsing {source}: {error}") from error
        values += _values(document)
        if values >= MAX_VALUES:
            raise Failure(f"error parsing {source}: json: more than {MAX_VALUES} values are not read here")
        yield document


def _values(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(1 + _values(item) for item in value.values())
    return 1 + sum(_values(item) for item in value) if isinstance(value, list) else 1


def go_context(message: str) -> str:
    """What Go says of a character that Python's JSON does not like."""
    if "Expecting property name" in message:
        return "looking for beginning of object key string"
    if "Expecting ',' delimiter" in message:
        return "after object key:value pair"
    if "':'" in message:
        return "after object key"
    return "looking for beginning of value"


def load_yaml(text: str, source: str = "", *, newer: bool = False) -> Any:
    """One YAML document as JSON. `newer`: as YAML 1.2 has it, where yes and no are words."""
    start = f"error parsing {source}: error converting YAML to JSON: " if source else "error converting YAML to JSON: "
    try:
        events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return _Builder(events, newer).document()
    except yaml.MarkedYAMLError as error:
        raise Failure(f"{start}yaml: {_where(error)}{_problem(error)}") from error
    except yaml.YAMLError as error:
        raise Failure(f"{start}yaml: control characters are not allowed") from error
    except _Refused as refused:
        raise Failure(f"{start}{refused}") from refused


class _Refused(ValueError):
    """YAML that is not read here."""


class _Builder:
    """Makes JSON of YAML events."""

    def __init__(self, events: Iterator[yaml.Event], newer: bool) -> None:
        self.events = events
        self.newer = newer
        self.values = 0

    def document(self) -> Any:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                return self._value(next(self.events), 0)
        return None

    def _value(self, event: yaml.Event, depth: int) -> Any:
        self.values += 1
        if depth > json_reading.MAX_DEPTH:
            raise _Refused(f"yaml: more than {json_reading.MAX_DEPTH} levels are not read here")
        if self.values > MAX_VALUES:
            raise _Refused(f"yaml: more than {MAX_VALUES} values are not read here")
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(f"yaml: aliases are not read here: write out what *{event.anchor} stands for")
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style and event.tag is None
            return event.value if not plain or (self.newer and event.value in _WORDS) else scalar(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(following := next(self.events), yaml.SequenceEndEvent):
                items.append(self._value(following, depth + 1))
            return items
        mapping: dict[str, Any] = {}
        while not isinstance(following := next(self.events), yaml.MappingEndEvent):
            key = self._value(following, depth + 1)
            mapping[_key(key)] = self._value(next(self.events), depth + 1)
        return mapping


def _key(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        raise _Refused("yaml: invalid map key: a key must be a text")
    return "null" if value is None else str(value)


def scalar(text: str) -> Any:
    """What a plain scalar means to Go's YAML."""
    if text in _NOTHING:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text[0] not in "0123456789+-.":
        return text
    digits = text.replace("_", "")
    for pattern, base in ((_HEXADECIMAL, 16), (_OCTAL, 8)):
        if pattern.match(digits):
            value = int(digits.replace("o", ""), base)
            return value if -(1 << 63) <= value < 1 << 64 else text
    return _number(digits) if _INTEGER.match(digits) or _FLOAT.match(text) else text


def _number(text: str) -> Any:
    """As Go reads it: of 64 bits, or a float; what is too large for that too is text."""
    try:
        number = json_reading.integer(text) if _INTEGER.match(text) else float(text)
    except ValueError:
        return text
    if isinstance(number, float) and number.is_integer() and abs(number) < 1 << 63:
        return int(number)
    return number if abs(number) < float("inf") else text


def _where(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return ""
    line = mark.line + (1 if mark.line and isinstance(error, yaml.scanner.ScannerError) else 0)
    return f"line {line}: " if line else ""


_PROBLEMS = (  # how PyYAML says it, how Go says it
    ("mapping values are not allowed here", "mapping values are not allowed in this context"),
    ("found character '\\t' that cannot start any token", "found character that cannot start any token"),
    ("expected <block end>, but found '-'", "did not find expected '-' indicator"),
    ("expected <block end>", "did not find expected key"),
    ("expected ',' or '}'", "did not find expected ',' or '}'"),
    ("expected ',' or ']'", "did not find expected ',' or ']'"),
    ("expected the node content", "did not find expected node content"),
)


def _problem(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "unknown problem parsing YAML content"
    return next((go for python, go in _PROBLEMS if problem.startswith(python)), problem)


def _check_type(document: Any, source: str) -> None:
    """kubectl validates what it is about to write: it must be an object, with a kind and a version."""
    if not isinstance(document, dict):
        raise _unvalidated(source, "invalid object to validate")
    missing = [f"{field} not set" for field in ("apiVersion", "kind") if not document.get(field)]
    if missing:
        raise _unvalidated(source, missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]")
    if _is_list(document):
        for item in document["items"]:
            _check_type(item, source)


def _flattened(document: Any) -> list[Any]:
    """A document, or the items of a list."""
    if not _is_list(document):
        return [document]
    return [obj for item in document["items"] for obj in _flattened(item)]


def _is_list(document: Any) -> bool:
    return isinstance(document, dict) and document.get("kind") == "List" and isinstance(document.get("items"), list)


def _unvalidated(source: str, why: str) -> Failure:
    return Failure(
        f'error validating "{source}": error validating data: {why}; '
        "if you choose to ignore these errors, turn validation off with --validate=false"
    )


def _mapped(obj: Any, source: str, call: Invocation) -> Manifest:
    """The object with its namespace, and its resource."""
    if obj is None:
        raise Failure(f"unable to decode \"{source}\": Object 'Kind' is missing in 'null'")
    if not isinstance(obj, dict):
        have = "array" if isinstance(obj, list) else _NAMES[type(obj)]
        raise Failure(
            f'unable to decode "{source}": json: cannot unmarshal {have} into Go value of type unstructured.detector'
        )
    if not obj.get("kind"):
        raise Failure(f"unable to decode \"{source}\": Object 'Kind' is missing in '{compact(in_order(obj))}'")
    api_version = str(obj.get("apiVersion") or "")
    metadata: Object = obj["metadata"] if isinstance(obj.get("metadata"), dict) else {}
    name, namespace = metadata.get("name") or "", metadata.get("namespace") or ""
    resource = resource_of_kind(str(obj["kind"]), api_version) or next(
        (one for one in call.custom if (one.kind, one.api_version) == (obj["kind"], api_version)), None
    )
    _check_metadata(obj, source)
    obj = in_order(obj)
    metadata = obj.get("metadata") or {}
    if resource is None:
        raise UnknownKind(
            f'resource mapping not found for name: "{name}" namespace: "{namespace}" from "{source}": '
            f'no matches for kind "{obj["kind"]}" in version "{api_version}"\nensure CRDs are installed first'
        )
    if not resource.namespaced:
        return Manifest(obj, resource, source)
    if namespace and call.flags["namespace"] and namespace != call.flags["namespace"]:
        raise Failure(
            f'the namespace from the provided object "{namespace}" does not match the namespace '
            f"\"{call.namespace}\". You must pass '--namespace={namespace}' to perform this operation."
        )
    return Manifest({**obj, "metadata": {**metadata, "namespace": namespace or call.namespace}}, resource, source)


_NAMES = {bool: "bool", int: "number", float: "number", str: "string", list: "array", dict: "object"}


def _check_metadata(obj: Object, source: str) -> None:
    """kubectl itself looks at the metadata: texts must be texts."""
    metadata = obj.get("metadata")
    if metadata is None:
        return
    if not isinstance(metadata, dict):
        raise _undecodable(source, metadata, "metadataOnlyObject.metadata", "v1.ObjectMeta")
    for key in sorted(metadata):
        value = metadata[key]
        if key in ("name", "generateName", "namespace", "resourceVersion", "uid"):
            if value is not None and not isinstance(value, str):
                raise _undecodable(source, value, f"ObjectMeta.metadata.{key}", "string")
        elif key in ("labels", "annotations") and value is not None:
            if not isinstance(value, dict):
                raise _undecodable(source, value, f"ObjectMeta.metadata.{key}", "map[string]string")
            for one in (value[name] for name in sorted(value)):
                if one is not None and not isinstance(one, str):
                    raise _undecodable(source, one, f"ObjectMeta.metadata.{key}", "string")


def _undecodable(source: str, value: Any, field: str, wanted: str) -> Failure:
    have = _NAMES[type(value)]
    return Failure(
        f'unable to decode "{source}": json: cannot unmarshal {have} into Go struct field {field} of type {wanted}'
    )


def in_order(value: Any) -> Any:
    """The same with every object's keys sorted, as Go writes its maps: errors come in this order."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value)}
    return [in_order(one) for one in value] if isinstance(value, list) else value
