"""What hostile files are made of: archives, workbooks and texts given as their parts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

MIB = 1 << 20
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK_PARTS = {
    "[Content_Types].xml": f"""<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>""",
    "_rels/.rels": f"""<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": f"""<?xml version="1.0"?><workbook xmlns="{NAMESPACE}" xmlns:r="{_RELATIONS}">
<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>""",
}
SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"
SMALL_SHEET = '<row r="1"><c r="A1"><v>1</v></c></row>'

Parts = Mapping[str, str | bytes | Iterable[bytes]]


def archive(path: Path, parts: Parts) -> Path:
    """A zip of these parts; one given as pieces is written as a stream."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in parts.items():
            with file.open(name, "w", force_zip64=False) as part:
                pieces = [content] if isinstance(content, str | bytes) else content
                for piece in pieces:
                    part.write(piece.encode() if isinstance(piece, str) else piece)
    return path


def sheet_xml(rows: str | bytes | Iterable[bytes], head: str = "", dimension: str = "") -> Iterable[bytes]:
    """The XML of a sheet with these rows; `head` stands before the root element."""
    yield f'<?xml version="1.0"?>{head}<worksheet xmlns="{NAMESPACE}">{dimension}<sheetData>'.encode()
    if isinstance(rows, str | bytes):
        yield rows.encode() if isinstance(rows, str) else rows
    else:
        yield from rows
    yield b"</sheetData></worksheet>"


def xlsx(
    path: Path,
    rows: str | bytes | Iterable[bytes] = SMALL_SHEET,
    head: str = "",
    dimension: str = "",
    **parts: str | bytes | Iterable[bytes],
) -> Path:
    """A workbook of one sheet; `parts` by name replace or add others (`__` for `/`)."""
    more = {name.replace("__", "/") + ".xml": content for name, content in parts.items()}
    return archive(path, {**WORKBOOK_PARTS, SHEET: sheet_xml(rows, head, dimension), **more})


def strings_xml(*texts: str) -> Iterable[bytes]:
    yield f'<?xml version="1.0"?><sst xmlns="{NAMESPACE}">'.encode()
    for text in texts:
        yield f"<si><t>{text}</t></si>".encode()
    yield b"</sst>"


def ods(path: Path, rows: str, head: str = "", manifest: str = "") -> Path:
    """An OpenDocument spreadsheet of one sheet with these rows."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive(path, {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest or "<manifest/>"})


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
