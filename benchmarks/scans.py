"""How much of a scan is read: `python benchmarks/scans.py [--dpi 200] [--noise 12] [--angle 0.8] [NAME…]`.

The sample PDFs are drawn as pictures, laid askew, blurred, made noisy and packed like a scanner does. One line
a sample says how many rows (indicators, funds, scored items) are those of the PDF with its text, which findings
are lost and which are new, and what a page costs. Needs the extras `ocr` and `samples`; a page takes ten seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
import unicodedata
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy
import pypdfium2
from msgspec import Struct
from PIL import Image

from auditor.check import load_rules
from auditor.engine import Settings, audit_bytes
from auditor.finding import Severity
from auditor.outcome import Audit

if TYPE_CHECKING:
    from auditor.model.place import Field

SAMPLES = Path(__file__).parent.parent / "samples"


class Scanner(Struct, frozen=True):
    """How pages are spoiled: dots per inch, degrees askew, deviation of grey values, quality of the JPEG."""

    dpi: int = 200
    angle: float = 0.8
    noise: float = 12.0
    quality: int = 75


def pictures(data: bytes, scanner: Scanner) -> list[Image.Image]:
    """The pages of a PDF as a scanner sees them, every other one askew to the other side; the same each time."""
    pages: list[Image.Image] = []
    for number, page in enumerate(pypdfium2.PdfDocument(data)):
        grey = page.render(scale=scanner.dpi / 72, grayscale=True).to_numpy()
        height, width = grey.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), scanner.angle * (-1) ** number, 1)
        askew = cv2.warpAffine(grey, turn, (width, height), borderValue=(255,))
        grain = numpy.random.default_rng(number).normal(0, scanner.noise, (height, width))
        noisy = cv2.GaussianBlur(askew, (3, 3), 0) + grain
        stream = BytesIO()
        Image.fromarray(noisy.clip(0, 255).astype(numpy.uint8)).save(stream, "JPEG", quality=scanner.quality)
        pages.append(Image.open(stream))
    return pages


def packed(pages: list[Image.Image], form: str, dpi: int) -> bytes:
    """Pictures as one file: `PDF` or `TIFF`, the first as `JPEG` or `PNG`."""
    stream = BytesIO()
    rest = {"save_all": True, "append_images": pages[1:]} if form in ("PDF", "TIFF") else {}
    resolution = {"resolution": dpi} if form == "PDF" else {"dpi": (dpi, dpi)}
    pages[0].save(stream, form, **rest, **resolution)
    return stream.getvalue()


class Comparison(Struct, frozen=True):
    """What of a report is read from its scan: rows right and rows there are, findings lost and new, errors."""

    right: int
    rows: int
    lost: list[tuple[str, str]]
    new: list[tuple[str, str]]
    errors: int


def compared(original: Audit, scan: Audit) -> Comparison:
    """Two audits of one report, held against each other."""
    rows, read = rows_of(original), rows_of(scan)
    findings, found = ({(f.code, _plain(f.subject)) for f in a.result.findings} for a in (original, scan))
    errors = sum(f.severity is Severity.ERROR for f in scan.result.findings)
    return Comparison(
        (rows & read).total(), rows.total(), sorted(findings - found), sorted(found - findings), errors
    )


def rows_of(audit: Audit) -> Counter[tuple[str, ...]]:
    """Every row with its texts, however wide its characters are printed."""
    assert audit.report is not None, audit.path
    report = audit.report
    rows: Counter[tuple[str, ...]] = Counter()
    for i in report.indicators:
        direction = i.direction.value if i.direction else ""
        levels = _plain(i.level1 or ""), _plain(i.level2 or "")
        rows[(*levels, direction, *map(_text, (i.name, i.target, i.completion, i.weight, i.score)))] += 1
    for f in report.funds:
        rows[(f.name, *map(_text, (f.initial, f.adjusted, f.executed, f.rate, f.score)))] += 1
    for item in report.items:
        rows[tuple(map(_text, (item.name, item.weight, item.score)))] += 1
    return rows


def _text(field: Field | None) -> str:
    text = _plain(field.text) if field else ""
    return "" if text in ("—", "一", "-") else text


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def main() -> None:
    """Measure samples and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--noise", type=float, default=12.0)
    parser.add_argument("--angle", type=float, default=0.8)
    parser.add_argument("--quality", type=int, default=75)
    parser.add_argument("names", nargs="*", default=sorted(path.stem for path in SAMPLES.glob("*.pdf")))
    options = parser.parse_args()
    scanner = Scanner(options.dpi, options.angle, options.noise, options.quality)
    settings = Settings(load_rules())
    right = rows = 0
    for name in options.names:
        data = (SAMPLES / f"{name}.pdf").read_bytes()
        pages = pictures(data, scanner)
        scan = packed(pages, "PDF", scanner.dpi)
        start = time.process_time()
        audit = audit_bytes(scan, f"{name}.pdf", settings)
        cost = (time.process_time() - start) / len(pages)
        result = compared(audit_bytes(data, f"{name}.pdf", settings), audit)
        right, rows = right + result.right, rows + result.rows
        sys.stdout.write(
            f"{name:20} {result.right:3} of {result.rows:3} rows, {result.errors} errors,"
            f" {cost:.1f} s a page, lost {result.lost}, new {result.new}\n"
        )
    sys.stdout.write(f"{right} of {rows} rows = {right / rows:.1%}\n")


if __name__ == "__main__":
    main()
