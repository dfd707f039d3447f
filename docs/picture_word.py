"""Make the picture of an annotated Word file: `python docs/picture_word.py` (needs LibreOffice and Chromium).

LibreOffice lays out the annotated Word file; it shows comments in the margin on a screen only, so they are set
beside its page here, each at the line where its mark stands.
"""

from __future__ import annotations

import subprocess
import sys
from html import escape
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

from shrink import save

ROOT = Path(__file__).parent.parent
SCALE, CARD, GAP = 1.25, 400, 10
STYLE = """
body { margin: 0; background: #e9ebee; font: 13px/1.45 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif; color: #222; }
#page { position: absolute; left: 0; top: 0; }
svg { position: absolute; left: 0; top: 0; }
.card { position: absolute; box-sizing: border-box; background: #fff; border-left: 4px solid; padding: 6px 10px; box-shadow: 0 1px 3px #0003; }
.author { color: #666; font-size: 11px; } .title { font-weight: 600; }
"""
COLOURS = {"错误": "#c00000", "警告": "#9c5700", "提示": "#1f4e79"}


def main() -> None:
    """Write the picture into the folder beside this script."""
    sys.path.insert(0, str(ROOT))
    annotated_word(
        ROOT / "samples" / "project-faulty.docx", ROOT / "docs" / "pictures" / "annotated-word.png"
    )


def annotated_word(sample: Path, target: Path) -> None:
    """The first page of an annotated Word file with its comments."""
    import docx
    import pypdfium2

    from auditor import Selection, Settings
    from auditor.check import load_rules
    from auditor.engine import annotate_file

    _, copy = annotate_file(sample, "copy.docx", Settings(Selection().of(load_rules())), "zh", "auditor")
    comments = [comment.text for comment in docx.Document(BytesIO(copy)).comments]
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "copy.docx").write_bytes(copy)
        run("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
            'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}', "--outdir", folder,
            folder / "copy.docx")  # fmt: skip
        with pypdfium2.PdfDocument(folder / "copy.pdf") as pdf:
            page = pdf[0]
            page.render(scale=SCALE, draw_annots=False).to_pil().save(folder / "page.png")
            width, height = (round(side * SCALE) for side in page.get_size())
        anchors = marks(folder / "copy.pdf", height)
        cards = [(text, anchors["".join(text.split())]) for text in comments]
        bottom = write_html(folder / "page.html", cards, width)
        run("chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width + CARD + 30},{bottom}",
            f"--screenshot={folder / 'shot.png'}", (folder / "page.html").as_uri())  # fmt: skip
        save((folder / "shot.png").read_bytes(), target)


def run(program: str, *arguments: object) -> None:
    """Run a program that must be there."""
    subprocess.run([which(program) or program, *map(str, arguments)], check=True, capture_output=True)


def marks(path: Path, height: int) -> dict[str, tuple[float, float]]:
    """Where each comment's mark stands in pixels, by its text without white space."""
    from pypdf import PdfReader

    found = {}
    for entry in PdfReader(path).pages[0]["/Annots"]:  # type: ignore[attr-defined]
        mark: Any = entry.get_object()
        if mark["/Subtype"] == "/Text":
            left, bottom, _, top = map(float, mark["/Rect"])
            key = "".join(str(mark["/Contents"]).split())
            found[key] = (left * SCALE, height - (bottom + top) / 2 * SCALE)
    return found


def write_html(path: Path, cards: list[tuple[str, tuple[float, float]]], width: int) -> int:
    """The page with its cards, which do not overlap; where it may be cut off below."""
    body, lines = [], []
    free = 20.0
    for text, (x, y) in sorted(cards, key=lambda card: card[1][1]):
        title, *rest = text.split("\n")
        colour = COLOURS[title[:2]]
        rows = 2 + sum(1 + len(line) // 34 for line in rest)
        top = max(free, y - 20)
        free = top + rows * 19 + 14 + GAP
        body.append(
            f'<div class="card" style="left:{width + 20}px;top:{top}px;width:{CARD}px;border-color:{colour}">'
            f'<div class="author">auditor</div><div class="title" style="color:{colour}">{escape(title)}</div>'
            f"{''.join(f'<div>{escape(line)}</div>' for line in rest)}</div>"
        )
        lines.append(
            f'<polyline points="{x},{y} {width - 6},{y} {width + 20},{top + 22}" fill="none" stroke="{colour}" '
            f'stroke-dasharray="4 3"/><circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
        )
    bottom = round(free) + 20
    path.write_text(
        f"<!doctype html><meta charset='utf-8'><style>{STYLE}</style><img id='page' src='page.png'>"
        f"<svg width='{width + CARD}' height='{bottom}'>{''.join(lines)}</svg>{''.join(body)}",
        "utf-8",
    )
    return bottom


if __name__ == "__main__":
    main()
