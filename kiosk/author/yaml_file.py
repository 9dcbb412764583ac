"""A YAML file as authors write it: plain values, and the line each of them stands on.

Read by PyYAML's composer, so that nothing is guessed: every value stays the text that was typed.
Aliases, anchors, tags, a second document, a key twice and values nested deeper than `MAX_DEPTH`
are faults.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.author import typos
from kiosk.author.letters import TEXTS_KEPT, Passage, lines, quote
from kiosk.author.values import Context, did_you_mean
from kiosk.errors import ExhibitError, Fault

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_DEPTH = 20

Value: TypeAlias = str | list["Value"] | dict[str, "Value"]
Step: TypeAlias = str | int
Shape = TypeVar("Shape", bound=BaseModel)

_TOO_DEEP = "values inside values inside values"
_KNOWN_TROUBLE = {
    _TOO_DEEP: (f"values nested more than {MAX_DEPTH} deep", "nothing in an exhibit needs this"),
    "but found another document": ("a second document", "take out what stands below '---'"),
    "mapping values are not allowed here": (
        "a ': ' where it cannot stand",
        "put words that hold ': ' in quotes; see how far this line and the one above stand in",
    ),
    "found character '\\t' that cannot start any token": (
        "a tab",
        "begin lines with spaces, never with tabs",
    ),
    "found unexpected end of stream": ("a quote that is never closed", "close it"),
    "expected ',' or ']', but got '<stream end>'": ("a '[' that is never closed", "close it"),
    "expected ',' or '}', but got '?'": ("a '?' between { and }", "put the words in quotes"),
    "expected ',' or ']', but got '?'": ("a '?' between [ and ]", "put the words in quotes"),
    "expected ',' or '}', but got '<stream end>'": ("a '{' that is never closed", "close it"),
    "could not find expected ':'": ("a line without ':'", "write 'key: value'"),
    "expected <block end>, but found '<block sequence start>'": (
        "an item that does not stand in line",
        "let every '-' of a list stand equally far in",
    ),
    "expected <block end>, but found '<block mapping start>'": (
        "a line that stands further in than its neighbours",
        "let every key of a mapping stand equally far in",
    ),
    "expected <block end>, but found '<scalar>'": (
        "words after the closing quote",
        "put the whole value in one pair of quotes, of the other kind if it holds quotes",
    ),
}
_SIGN = re.compile(r"'(.)' that cannot start any token|expected alphabetic or numeric character")
"""Signs that YAML keeps for itself; emphasis in Markdown begins with one."""
_OTHER_TROUBLE = "look at this line and the one above: words with ': ', '#', '[' or '{' need quotes"
_WANTED = {
    "model_type": ("keys and values", "write 'key: value' lines below it"),
    "model_attributes_type": ("keys and values", "write 'key: value' lines below it"),
    "tuple_type": ("a list", "write items that begin with '- ', or [] for none"),
    "too_short": ("at least one item", "add it"),
}


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The values of one file, and where they stand."""

    file: str
    values: dict[str, Value]
    lines: dict[tuple[Step, ...], int]
    """The line of the value at each path: of its key, or of the item's first word."""
    blocks: set[tuple[Step, ...]]
    """Where words stand in a block, below their key."""
    passages: tuple[Passage, ...]
    """All words in the file, but not the comments."""

    def line(self, *path: Step) -> int:
        """The line where the value at `path` stands, or the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def first_line(self, *path: Step) -> int:
        """The line where the words at `path` begin: for a `|` block the one below its key."""
        return self.line(*path) + (path in self.blocks)

    def value(self, *path: Step) -> Any:  # noqa: ANN401 - anything may stand in YAML
        """The value at `path`; None if nothing stands there."""
        value: Any = self.values
        for step in path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int):
                value = value[step]
            else:
                return None
        return value

    def items(self, *path: Step) -> Iterator[tuple[int, dict[str, Value]]]:
        """The mappings in the list at `path`, with their numbers; none if there is no such list."""
        listed = self.value(*path)
        for number, item in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(item, dict):
                yield number, item

    def names(self, *path: Step, key: str = "id") -> Iterator[tuple[str, int]]:
        """The name under `key` of each of these mappings that has one, and its line."""
        for number, item in self.items(*path):
            name = item.get(key)
            if isinstance(name, str) and name.strip():
                yield name, self.line(*path, number, key)

    def validate(self, shape: type[Shape], context: Context) -> Shape:
        """The values as an object of the given shape. Raises ExhibitError with all faults."""
        try:
            return shape.model_validate(self.values, context=context)
        except ValidationError as error:
            raise ExhibitError(list(self._faults(error, shape))) from error

    def _faults(self, error: ValidationError, shape: type[BaseModel]) -> Iterator[Fault]:
        """Each error with its line. A misspelt key is one fault, not also a missing one."""
        details = error.errors(include_url=False)
        misspelt: set[tuple[Step, ...]] = set()
        for each in details:
            if each["type"] == "extra_forbidden":
                *around, key = each["loc"]
                here, known = self.value(*around), _keys(shape, tuple(around))
                missing = [word for word in known if word not in here]
                advice = did_you_mean(str(key), missing, "")
                if advice:
                    misspelt.add((*around, advice.split("'")[1]))
                what = f"unknown key '{quote(str(key))}'"
                advice = advice or f"take it out; known here are {', '.join(known)}"
                yield Fault(self.file, self.line(*each["loc"]), what, advice)
        for each in details:
            # pydantic calls a list too short as well when its items are at fault
            short = each["type"] == "too_short" and self.value(*each["loc"])
            if each["type"] != "extra_forbidden" and each["loc"] not in misspelt and not short:
                yield self._fault(each)

    def _fault(self, each: ErrorDetails) -> Fault:
        context = each.get("ctx", {})
        what, advice = each["msg"], "correct it"
        if each["type"] == "missing":
            key = each["loc"][-1]
            what, advice = f"the key '{key}' is missing", f"add '{key}: …'"
        elif each["type"] == "fault":
            what, advice = context["what"], context["advice"]
        elif each["type"] == "too_long":
            what = f"{_path_in_words(each['loc'])} has {context['actual_length']} items"
            advice = f"keep at most {context['max_length']}"
        elif each["type"] in _WANTED:
            wanted, advice = _WANTED[each["type"]]
            what = f"{_path_in_words(each['loc'])} needs {wanted}"
        return Fault(self.file, self.line(*each["loc"]), what, advice)


def twice(named: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int, int]]:
    """Each of these names that was there before, its line, and the line where it was first."""
    first: dict[str, int] = {}
    for name, line in named:
        if name in first:
            yield name, line, first[name]
        first.setdefault(name, line)


@lru_cache(TEXTS_KEPT)
def read(text: str, file: str) -> YamlFile:
    """The YAML mapping in `text`. Raises ExhibitError with what cannot be read, and where."""
    refused: list[Fault] = []
    try:
        root = _Composer(text, file, refused).get_single_node()
    except yaml.MarkedYAMLError as error:
        trouble = _trouble(error, file)
        noticed = error.problem_mark.line + 1 if error.problem_mark else trouble.line
        slips = list(typos.in_lines(lines(text), file, noticed))
        raise ExhibitError([*refused, *(slips or [trouble])]) from error
    except yaml.YAMLError as error:
        raise ExhibitError([Fault(file, 1, "this is not YAML", "write 'key: value'")]) from error
    if not isinstance(root, yaml.MappingNode):
        what = "there is nothing in it" if root is None else "this is not a list of 'key: value'"
        line = root.start_mark.line + 1 if root else 1
        fault = Fault(file, line, what, "write 'key: value' lines")
        raise ExhibitError([*refused, fault])
    builder = _Builder(file, lines(text))
    values = builder.mapping(root, ())
    if refused or builder.faults:
        raise ExhibitError([*refused, *builder.faults])
    return YamlFile(file, values, builder.lines, builder.blocks, tuple(builder.passages))


class _Composer(yaml.SafeLoader):
    """PyYAML's composer, which refuses all of YAML that an author has no need of."""

    def __init__(self, text: str, file: str, refused: list[Fault]) -> None:
        super().__init__(text)
        self._refused = refused
        self._file = file
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """One value. An alias becomes an empty text, and a fault."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call] # has no stub
        if isinstance(event, yaml.AliasEvent):
            what = f"an alias, '*{event.anchor}'"
            self._refuse(event, what, "put the words in double quotes, or write them out")
            self.get_event()  # type: ignore[no-untyped-call] # has no stub
            mark: Any = event.start_mark
            return yaml.ScalarNode("", "", mark, mark)
        if event.anchor is not None:
            what = f"an anchor, '&{event.anchor}'"
            self._refuse(event, what, "take it out, or put the words in quotes")
            event.anchor = None
        if event.tag is not None:
            what = "a tag, a word that begins with '!'"
            self._refuse(event, what, "take it out, or put the words in quotes")
        if self._depth >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem=_TOO_DEEP, problem_mark=event.start_mark)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _refuse(self, event: Any, what: str, advice: str) -> None:  # noqa: ANN401 - no stub
        line = event.start_mark.line + 1
        self._refused.append(Fault(self._file, line, quote(what), advice))


@dataclass(slots=True)
class _Builder:
    """Turns PyYAML's nodes into plain values."""

    file: str
    source: list[str]
    lines: dict[tuple[Step, ...], int] = field(default_factory=dict)
    blocks: set[tuple[Step, ...]] = field(default_factory=set)
    passages: list[Passage] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def mapping(self, node: yaml.MappingNode, path: tuple[Step, ...]) -> dict[str, Value]:
        """The values of a mapping, each on the line of its key."""
        self.lines.setdefault(path, node.start_mark.line + 1)
        values: dict[str, Value] = {}
        if node.flow_style and (slip := typos.in_flow(node.value, self.file)):
            self.faults.append(slip)
            return values
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(line, "a key that is not a word", "write 'key: value'")
                continue
            key = _clean(key_node.value)
            if slip := typos.in_key(key, self.file, line):
                self.faults.append(slip)
                continue
            if key in values:
                first = self.lines[(*path, key)]
                self._refuse(line, f"the key '{quote(key)}' stands on line {first} too", "keep one")
                continue
            self.lines[(*path, key)] = line
            values[key] = self._value(value_node, (*path, key))
        return values

    def _value(self, node: yaml.Node, path: tuple[Step, ...]) -> Value:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                self.lines[(*path, number)] = item.start_mark.line + 1
            return [self._value(item, (*path, n)) for n, item in enumerate(node.value)]
        if slip := typos.in_words(node, self.source, self.file):
            self.faults.append(slip)
        self._remember(node, path)
        return _clean(node.value)

    def _remember(self, node: Any, path: tuple[Step, ...]) -> None:  # noqa: ANN401 - no stub
        """Keep the words with their line; if they run over several lines, each with its own."""
        first, last = node.start_mark.line, node.end_mark.line
        if node.style in ("|", ">"):
            self.blocks.add(path)
            first += 1
        if last > first:
            self.passages.extend(
                Passage(number + 1, self.source[number]) for number in range(first, last)
            )
        self.passages.append(Passage(first + 1, " ".join(node.value.splitlines())))

    def _refuse(self, line: int, what: str, advice: str) -> None:
        self.faults.append(Fault(self.file, line, what, advice))


def _clean(words: str) -> str:
    """Words as composed characters; half a surrogate pair, a fault told apart, becomes "?"."""
    return unicodedata.normalize("NFC", words.encode("utf-8", "replace").decode("utf-8"))


def _trouble(error: yaml.MarkedYAMLError, file: str) -> Fault:
    """PyYAML's complaint in an author's words."""
    mark = error.problem_mark or error.context_mark
    problem = error.problem or "this cannot be read"
    what, advice = _KNOWN_TROUBLE.get(
        problem, (f"YAML cannot be read here: {problem}", _OTHER_TROUBLE)
    )
    if problem not in _KNOWN_TROUBLE and (sign := _SIGN.search(problem)):
        signs = f"'{sign[1]}'" if sign[1] else "'*' or '&'"
        what, advice = f"words that begin with {signs}", "put all of them in double quotes"
    opened = "stream" in problem or problem == "could not find expected ':'"
    if opened and error.context_mark:  # what began there is never finished
        mark = error.context_mark
    return Fault(file, mark.line + 1 if mark else 1, quote(what, 200), advice)


def _path_in_words(path: tuple[Step, ...]) -> str:
    """What stands at a path, in words."""
    *_, around, last = ("", *path)
    return f"'{last}'" if isinstance(last, str) else f"item {last + 1} of '{around}'"


def _keys(shape: type[BaseModel], path: tuple[Step, ...]) -> list[str]:
    """The keys that may stand in the mapping at `path` of a shape."""
    for step in path:
        if isinstance(step, str):
            field_ = next(f for name, f in shape.model_fields.items() if step in (name, f.alias))
            shape = next(_shapes(field_.annotation))
    return [field_.alias or name for name, field_ in shape.model_fields.items()]


def _shapes(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any type there is
    """The shapes that a type is made of, such as Photo in tuple[Photo, ...]."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _shapes(part)
