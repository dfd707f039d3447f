"""Forms of a PDF (drawings that pages and other forms draw): those that multiply without end are kept from PDFium.

PDFium cannot be interrupted while it opens a page. Whether a stream is a form is read from its dictionary as PDFium
reads it, however names are written; which form draws which is asked only where one draws several things.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from msgspec import Struct

from auditor.readers import bounds

STUMBLES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pypdf raises on files that PDFium still makes sense of, beside errors of its own."""

# Whether there may be any form: a name may be written with #, a value may stand elsewhere.
_MAYBE = re.compile(rb"/Form\b|/[^\s\0/<>\[\](){}%]*#[0-9A-Fa-f]{2}|/Subtype[\s\0]*[^\s\0/]")
_BLANK = rb"(?:[\s\0]|%[^\r\n]*+)"
_END = rb"(?![^\s\0/<>\[\](){}%])"
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})%b++([0-9]{1,5})%b++obj" % (_BLANK, _BLANK))
_TOKEN = re.compile(
    rb"%b*+(?:(?P<mark><<|>>|[\[\]])|/(?P<name>[^\s\0/<>\[\](){}%%]*+)|(?P<string>\()|<[^>]*+>"
    rb"|(?P<word>[^\s\0/<>\[\](){}%%]++))" % _BLANK
)
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"%b*+stream(?:\r\n|\n|\r)?" % _BLANK)
_DRAW = re.compile(rb"(?:/(?P<name>[^\s\0/<>\[\](){}%%]*)%b*)?(?<![^\s\0/<>\[\](){}%%])Do%b" % (_BLANK, _END))
_DEFLATED = re.compile(rb"\[?[\s\0]*/(?:FlateDecode|Fl)[\s\0]*\]?")
_FORM = b"Form"
_CHUNK = 65_536
_DEEPEST = 60
_ENDLESS = bounds.FORM_WEIGHT + 1


class _Form(Struct, frozen=True):
    """A form as the file holds it: where the value of its kind stands, and its content, None where that is not plain."""

    number: int
    start: int
    end: int
    content: bytes | None


def without_endless(data: bytes) -> tuple[bytes, bool]:
    """A file of which no page is drawn without end, and whether its forms had to be left out for that."""
    if _MAYBE.search(data) is None:
        return data, False
    forms = list(_forms(data))
    contents = [form.content for form in forms]
    plain = [content for content in contents if content is not None]
    if len(plain) == len(forms) and sum(map(len, plain)) <= bounds.FORM_CONTENT:
        # Forms that each draw one thing at most make no more than a chain.
        if all(len(_DRAW.findall(content)) <= 1 for content in plain):
            return data, False
        if not _multiply(data, forms):
            return data, False
    elif not _multiply(data, forms):
        return data, False
    left = bytearray(data)
    for form in forms:
        left[form.start : form.end] = b"/" + b"-" * (form.end - form.start - 1)
    return bytes(left), True


def _forms(data: bytes) -> Iterator[_Form]:
    """The streams that are forms, or may be: the value of their kind stands elsewhere."""
    encrypted = b"Encrypt" in _ESCAPED.sub(_unescaped, data)
    starts = list(_OBJECT.finditer(data))
    for start, following in zip(starts, [*(s.start() for s in starts[1:]), len(data)], strict=True):
        if data.find(b"stream", start.end(), following) < 0:
            continue
        values, at = _dictionary(data, start.end())
        stream = _STREAM.match(data, at)
        kind = values.get(b"Subtype")
        if stream is None or kind is None:
            continue
        stated = data[slice(*kind)]
        if stated.startswith(b"/") and _ESCAPED.sub(_unescaped, stated[1:]) != _FORM:
            continue
        content = None if encrypted else _content(data, stream.end(), values)
        yield _Form(int(start[1]), *kind, content)


def _dictionary(data: bytes, at: int) -> tuple[dict[bytes, tuple[int, int]], int]:
    """Where the values of a dictionary's own keys stand, the last of each key, and where the dictionary ends."""
    values: dict[bytes, tuple[int, int]] = {}
    key: bytes | None = None
    begun = depth = 0
    while (token := _TOKEN.match(data, at)) is not None:
        at = token.end()
        if token["string"]:
            at = _after_string(data, at)
        mark = token["mark"]
        if mark in (b"<<", b"["):
            depth += 1
            begun = token.start("mark") if depth == 2 else begun
        elif mark:
            depth -= 1
            if depth == 1 and key is not None:
                values[key], key = (begun, at), None
        elif depth == 1 and token["name"] is not None and key is None:
            key = _ESCAPED.sub(_unescaped, token["name"])
            continue
        elif depth == 1 and key is not None:
            first = token.start("name") - 1 if token["name"] is not None else token.start("word")
            values[key], key = (first if first >= 0 else token.start(), at), None
        if depth < 1:
            break
    return values, at


def _after_string(data: bytes, at: int) -> int:
    depth = 1
    for mark in _IN_STRING.finditer(data, at):
        depth += (mark[0] == b"(") - (mark[0] == b")")
        if not depth:
            return mark.end()
    return len(data)


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes((int(match[1], 16),))


def _content(data: bytes, start: int, values: dict[bytes, tuple[int, int]]) -> bytes | None:
    """A stream's content where it is plain or deflated; None where it takes more to tell."""
    stated = {key: data[slice(*values[key])] for key in values}
    if not values.keys().isdisjoint((b"DecodeParms", b"DP", b"FFilter", b"F")):
        return None
    if (packing := stated.get(b"Filter")) is None:
        length = stated.get(b"Length", b"")
        end = data.find(b"endstream", start)
        if not length.isdigit() or end < 0:
            return None
        return data[start : max(end, start + int(length[:10]))]
    if _DEFLATED.fullmatch(packing) is None:
        return None
    unpacker = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    for at in range(start, len(data), _CHUNK):
        try:
            part = unpacker.decompress(data[at : at + _CHUNK], bounds.FORM_CONTENT)
        except zlib.error:
            break
        parts.append(part)
        size += len(part)
        if size >= bounds.FORM_CONTENT:
            return None
        if unpacker.eof:
            break
    return b"".join(parts)


def _multiply(data: bytes, forms: list[_Form]) -> bool:
    """Whether what a page draws, with all that its forms draw, comes to too much; also where that cannot be told."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError
    from pypdf.generic import IndirectObject

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            # PDFium will say so.
            return False
        weights = _Weights(forms)
        for page in reader.pages:
            drawing = page.get_contents()
            content = b"" if drawing is None else drawing.get_data()
            if weights.of_content(content, _Resources(-1, page)) > bounds.FORM_WEIGHT:
                return True
            weights.known.clear()
        # Those that nothing but a field or a pattern draws.
        references = (IndirectObject(form.number, 0, reader) for form in forms)
        return any(weights.of_form(one, _Resources(-1, {})) > bounds.FORM_WEIGHT for one in references)
    except (PyPdfError, *STUMBLES):
        return True


class _Resources(Struct, frozen=True):
    """What a content may draw: that of a page, or of a form, told by its number, that brings its own."""

    owner: int
    holder: Any

    def drawn(self) -> Any:
        """What names stand for."""
        resources = _resolved(self.holder, "/Resources")
        return None if resources is None else _resolved(resources, "/XObject")


class _Weights:
    """How many forms are drawn by what is drawn once. `known` are those of forms, by what they may draw."""

    def __init__(self, forms: list[_Form]) -> None:
        self.known: dict[tuple[int, int], int] = {}
        self._contents: dict[int, list[bytes | None]] = {}
        for form in forms:
            self._contents.setdefault(form.number, []).append(form.content)

    def of_content(self, content: bytes, resources: _Resources, path: tuple[int, ...] = ()) -> int:
        drawn = resources.drawn()
        total = 0
        draws = Counter[bytes | None](match["name"] for match in _DRAW.finditer(content) if drawn)
        for written, times in draws.items():
            name = _ESCAPED.sub(_unescaped, written or b"").decode("latin-1")
            # Where a name means nothing to pypdf it may to PDFium: any of them, then.
            meant = [f"/{name}"] if f"/{name}" in drawn else [*drawn]
            total += times * max(self.of_form(drawn.raw_get(one), resources, path) for one in meant)
            if total > bounds.FORM_WEIGHT:
                return _ENDLESS
        return total

    def of_form(self, reference: Any, around: _Resources, path: tuple[int, ...] = ()) -> int:
        """A form itself and those that it draws; none for a picture, endless for one that draws itself."""
        number = getattr(reference, "idnum", 0)
        contents = self._contents.get(number)
        if contents is None:
            return 0
        if number in path or len(path) > _DEEPEST:
            return _ENDLESS
        form = reference.get_object()
        resources = _Resources(number, form) if "/Resources" in form else around
        key = number, resources.owner
        if key not in self.known:
            content = b" ".join(form.get_data() if plain is None else plain for plain in contents)
            self.known[key] = 1 + self.of_content(content, resources, (*path, number))
        return self.known[key]


def _resolved(holder: Any, key: str) -> Any:
    value = holder.get(key)
    return None if value is None else value.get_object()
