"""Files as people send them, written by hand: workbooks by their parts, so that a test can spoil any of them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Cell = str | int | float | None
MAIN = "http" + "://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http" + "://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http" + "://schemas.openxmlformats.org/package/2006"


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
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""}/>'
        for i, name in enumerate(names, 1)
    )
    kind = f"{RELATIONS}/worksheet"
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{kind}" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    links += f'<Relationship Id="rIdS" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{i}.xml": sheets[name] for i, name in enumerate(names, 1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
        for name, data in (more or {}).items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
