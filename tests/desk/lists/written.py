"""Files as people send them, written by hand: workbooks part by part, so that a test can spoil any."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Cell = str | int | float | None
MAIN = "http" + "://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http" + "://schemas.openxmlformats.org/officeDocument/2006/relationships"
R = f'xmlns:r="{RELATIONS}"'
PACKAGE = "http" + "://schemas.openxmlformats.org/package/2006"

OPEN = "urn:oasis:names:tc:opendocument:xmlns"
XML_PARTS = '<Default Extension="xml" ContentType="application/xml"/>'
HIDDEN = ' state="hidden"'
# The second style shows numbers as days.
STYLES = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'


def letters(column: int) -> str:
    """A column, from 0, as a spreadsheet calls it: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheet_xml(
    rows: Sequence[Sequence[Cell]], merged: Sequence[str] = (), dates: frozenset[int] = frozenset()
) -> str:
    """A worksheet; numbers in the columns of ``dates`` (from 0) are shown as days."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(value, f"{letters(place)}{number}", place in dates) for place, value in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    tail = f'<mergeCells count="{len(merged)}">{areas}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{tail}</worksheet>'


def _cell(value: Cell, place: str, is_date: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        style = ' s="1"' if is_date else ""
        return f'<c r="{place}"{style}><v>{value}</v></c>'
    if value.startswith("="):
        return f'<c r="{place}" t="str"><f>{escape(value[1:])}</f><v>computed</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def workbook(
    sheets: Mapping[str, str], more: Mapping[str, bytes] | None = None, hidden: Sequence[str] = ()
) -> bytes:
    """An XLSX of these worksheets (name to XML), and ``more`` parts beside."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"{HIDDEN if name in hidden else ""}/>'
        for i, name in enumerate(sheets, 1)
    )
    links = [_relation(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{XML_PARTS}</Types>',
        "_rels/.rels": _relations(_relation("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" {R}><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(*links, _relation("rIdS", "styles", "styles.xml")),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>',
        **{f"xl/worksheets/sheet{i}.xml": text for i, text in enumerate(sheets.values(), 1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in [*((name, text.encode()) for name, text in parts.items()), *(more or {}).items()]:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def _relations(*links: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'


def ods(rows_xml: str) -> bytes:
    """An ODS whose one sheet has these rows."""
    names = " ".join(f'xmlns:{part}="{OPEN}:{part}:1.0"' for part in ("office", "table", "text"))
    sheet = f'<office:spreadsheet><table:table table:name="а">{rows_xml}</table:table></office:spreadsheet>'
    table = f"<office:body>{sheet}</office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    parts = {
        "mimetype": kind,
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{OPEN}:manifest:1.0">{entry}</m:manifest>',
        "content.xml": f"<office:document-content {names}>{table}</office:document-content>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def ods_row(*cells: str, repeated: int = 1, wide: int = 1) -> str:
    """A row of texts; ``repeated`` so many times, each cell ``wide`` times."""
    head = f'<table:table-cell table:number-columns-repeated="{wide}" office:value-type="string">'
    texts = "".join(f"{head}<text:p>{escape(cell)}</text:p></table:table-cell>" for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{texts}</table:table-row>'
