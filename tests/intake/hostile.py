"""Files made to do harm, by a script: each is small, and would be large, endless or dangerous where a reader trusts it.

`python -m tests.intake.hostile FOLDER` writes them all.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import xlwt  # type: ignore[import-untyped]

from .hostile_parts import LAUGHS, MIB, NAMESPACE, SHEET, SMALL_SHEET, WORKBOOK_PARTS, archive, ods, strings_xml, xlsx


def zip_bomb(path: Path) -> Path:
    return xlsx(path, rows=(b" " * MIB for _ in range(400)))


def zip_bomb_in_a_bundle(path: Path) -> Path:
    return archive(path, {"名单.csv": (b"0," * (MIB // 2) for _ in range(400))})


def nested_bundle(path: Path) -> Path:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("a.csv", "1,2\n")
    return archive(path, {"b.csv": "甲,乙\n", "inner.zip": inner.getvalue()})


def disguised_nested_bundle(path: Path) -> Path:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("a.csv", "1,2\n")
    return archive(path, {"inner.xlsx": inner.getvalue()})


def many_parts(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for number in range(30_000):
            file.writestr(f"{number}.csv", b"")
    return path


def climbing_path(path: Path) -> Path:
    return archive(path, {"../../名单.csv": "甲,乙\n1,2\n"})


def climbing_path_of_windows(path: Path) -> Path:
    return archive(path, {"..\\..\\名单.csv": "甲,乙\n1,2\n"})


def absolute_path(path: Path) -> Path:
    return archive(path, {"/etc/名单.csv": "甲,乙\n1,2\n"})


def drive_path(path: Path) -> Path:
    return archive(path, {"C:/名单.csv": "甲,乙\n1,2\n"})


def zero_in_a_name(path: Path) -> Path:
    archive(path, {"a.csvX.exe": "甲,乙\n"})
    path.write_bytes(path.read_bytes().replace(b"a.csvX.exe", b"a.csv\0.exe"))
    return path


def symbolic_link(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("名单.csv")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return path


def repeated_part(path: Path) -> Path:
    archive(path, {"a.csv": "1,2\n", "b.csv": "3,4\n"})
    path.write_bytes(path.read_bytes().replace(b"b.csv", b"a.csv"))
    return path


def overlapping_parts(path: Path) -> Path:
    """Many directory entries that all point at the same bytes."""
    archive(path, {"a.csv": b"0," * MIB})
    data = path.read_bytes()
    at = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    record = data[at:end]
    records = b"".join(record.replace(b"a.csv", f"{number:05d}".encode()) for number in range(1000))
    local = data[:at]
    tail = b"PK\x05\x06\0\0\0\0" + struct.pack("<HHIIH", 1000, 1000, len(records), len(local), 0)
    path.write_bytes(local + records + tail)
    return path


def forged_size(path: Path) -> Path:
    """The directory declares a few bytes, with their checksum; unpacked it is 200 MiB."""
    xlsx(path, rows=(b" " * MIB for _ in range(200)))
    with zipfile.ZipFile(path) as file:
        info = file.getinfo(SHEET)
        with file.open(info) as part:
            crc = zlib.crc32(part.read(1000))
    true = struct.pack("<III", info.CRC, info.compress_size, info.file_size)
    path.write_bytes(path.read_bytes().replace(true, struct.pack("<III", crc, info.compress_size, 1000)))
    return path


def encrypted_zip(path: Path) -> Path:
    archive(path, {"a.csv": "1,2\n"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    return path


def before_a_zip(path: Path) -> Path:
    xlsx(path)
    path.write_bytes(b"GIF89a" + path.read_bytes())
    return path


def zip_then_another_file(path: Path) -> Path:
    xlsx(path)
    path.write_bytes(path.read_bytes() + b"<html><script>alert(1)</script></html>" * 3)
    return path


def two_zips(path: Path) -> Path:
    xlsx(path)
    first = path.read_bytes()
    xlsx(path, rows="<row/>")
    path.write_bytes(first + path.read_bytes())
    return path


def laughing_sheet(path: Path) -> Path:
    return xlsx(path, '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>', head=LAUGHS)


def laughing_strings(path: Path) -> Path:
    return xlsx(
        path, xl__sharedStrings=f'<?xml version="1.0"?>{LAUGHS}<sst xmlns="{NAMESPACE}"><si><t>&i;</t></si></sst>'
    )


def laughing_workbook(path: Path) -> Path:
    return xlsx(path, xl__workbook=WORKBOOK_PARTS["xl/workbook.xml"].replace("<workbook", LAUGHS + "<workbook"))


def external_entity(path: Path) -> Path:
    head = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return xlsx(path, '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>', head=head)


def late_entity(path: Path) -> Path:
    """The definition stands behind a long comment."""
    return xlsx(path, SMALL_SHEET, head=f"<!--{'x' * 3 * MIB}-->{LAUGHS}")


def laughing_ods(path: Path) -> Path:
    return ods(
        path, "<table:table-row><table:table-cell><text:p>&i;</text:p></table:table-cell></table:table-row>", LAUGHS
    )


def last_column(path: Path) -> Path:
    cells = "".join(f'<c r="{column_letters(number)}1"><v>{number}</v></c>' for number in range(1, 16_385))
    return xlsx(path, f'<row r="1">{cells}</row>')


def far_corner(path: Path) -> Path:
    return xlsx(path, '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def far_corner_in_disguise(path: Path) -> Path:
    """The row says 1, its cell says otherwise, and a harmless one follows."""
    return xlsx(path, '<row r="1"><c r="XFD1048576"><v>1</v></c><c r="A1"><v>1</v></c></row>')


def far_cell(path: Path) -> Path:
    """A sheet of ordinary width with one cell at the very bottom."""
    row = "".join(f'<c r="{column_letters(number)}1"><v>1</v></c>' for number in range(1, 41))
    return xlsx(path, f'<row r="1">{row}</row><row r="1048576"><c r="A1048576"><v>1</v></c></row>')


def row_beyond_the_last(path: Path) -> Path:
    return xlsx(path, '<row r="9999999"><c r="A9999999"><v>1</v></c></row>')


def cells_without_end_in_a_row(path: Path) -> Path:
    return xlsx(path, b'<row r="1">' + b"<c><v>1</v></c>" * 400_000 + b"</row>")


def too_many_cells(path: Path) -> Path:
    row = b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"
    return xlsx(path, (row * 100 for _ in range(250)))


def repeated_string(path: Path) -> Path:
    """A workbook of a few hundred KiB that uses one long text hundreds of thousands of times."""
    row = b'<row><c t="s"><v>0</v></c></row>'
    return xlsx(path, (row * 1000 for _ in range(300)), xl__sharedStrings=strings_xml("品" * 32_000))


def long_inline_text(path: Path) -> Path:
    pieces = (b"x" * MIB for _ in range(12))
    rows = (b'<row r="1"><c r="A1" t="inlineStr"><is><t>', *pieces, b"</t></is></c></row>")
    return xlsx(path, rows)


def endless_row(path: Path) -> Path:
    return xlsx(path, (b'<row r="1">', *(b"<c/>" * (MIB // 4) for _ in range(12)), b"</row>"))


def repeated_rows_of_ods(path: Path) -> Path:
    cell = '<table:table-cell office:value-type="string"><text:p>品</text:p></table:table-cell>'
    return ods(path, f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>')


def repeated_columns_of_ods(path: Path) -> Path:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000000000"/>'
    return ods(path, f"<table:table-row>{cell}</table:table-row>")


def repeated_cells_of_ods(path: Path) -> Path:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000"/>'
    return ods(path, f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>')


def long_text_repeated_in_ods(path: Path) -> Path:
    text = "品" * 30_000
    cell = f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    return ods(path, f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>')


def protected_ods(path: Path) -> Path:
    return ods(path, "", manifest="<manifest><encryption-data/></manifest>")


def compound_file(path: Path, *streams: str) -> Path:
    """A compound file of 512-byte sectors with these streams, all empty."""
    entries = b""
    for name in ("Root Entry", *streams):
        encoded = name.encode("utf-16-le")
        entries += encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, 5 if not entries else 2, 1)
        entries += struct.pack("<III", *(0xFFFFFFFF,) * 3) + b"\0" * 36 + struct.pack("<IQ", 0xFFFFFFFE, 0)
    directory = entries.ljust(512, b"\0")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    )
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += struct.pack("<I", 0xFFFFFFFF) * 108
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    path.write_bytes(header.ljust(512, b"\xff") + table + directory)
    return path


def protected_xlsx(path: Path) -> Path:
    return compound_file(path, "EncryptionInfo", "EncryptedPackage")


def word_document(path: Path) -> Path:
    return compound_file(path, "WordDocument", "1Table")


def looping_compound_file(path: Path) -> Path:
    compound_file(path, "Workbook")
    data = bytearray(path.read_bytes())
    data[512 + 4 : 512 + 8] = struct.pack("<I", 1)
    path.write_bytes(bytes(data))
    return path


def xls_bytes(path: Path) -> bytearray:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for row in range(200):
        sheet.write(row, 0, f"甲{row}")
    book.save(str(path))
    return bytearray(path.read_bytes())


def protected_xls(path: Path) -> Path:
    data = xls_bytes(path)
    at = data.find(b"\x09\x08\x10\x00", 512) + 20
    data[at : at + 2] = b"\x2f\x00"
    path.write_bytes(bytes(data))
    return path


def truncated_xls(path: Path) -> Path:
    data = xls_bytes(path)
    path.write_bytes(bytes(data[: len(data) // 2]))
    return path


def truncated_xlsx(path: Path) -> Path:
    data = xlsx(path).read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def xlsx_with_a_broken_part(path: Path) -> Path:
    data = bytearray(xlsx(path, SMALL_SHEET * 1000).read_bytes())
    at = data.find(SHEET.encode()) + len(SHEET) + 20
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(bytes(data))
    return path


def endless_line(path: Path) -> Path:
    """2 GB without a line end; the file is sparse where the system can do that, and then its end is zeros."""
    with path.open("wb") as file:
        file.write("名称,住所\n".encode() + b"x," * (2 * MIB))
        file.truncate(2_000_000_000)
    return path


def endless_zeros(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    return path


def endless_quote(path: Path) -> Path:
    path.write_bytes(b'a,b\n"' + b"x,y\n" * MIB)
    return path


def wide_text(path: Path) -> Path:
    path.write_bytes(b"x," * 20_000 + b"x\n" + b"1,2\n" * 10)
    return path


def deep_json(path: Path) -> Path:
    path.write_bytes(b'{"a": ' + b"[" * 100_000 + b"\n")
    return path


def many_keys(path: Path) -> Path:
    path.write_bytes(b"".join(f'{{"k{number}": 1}}\n'.encode() for number in range(5_000)))
    return path


def parquet_that_lies(path: Path) -> Path:
    path.write_bytes(b"PAR1" + b"\xff" * 200 + struct.pack("<I", 100) + b"PAR1")
    return path


def parquet_with_a_large_footer(path: Path) -> Path:
    path.write_bytes(b"PAR1" + b"\0" * 200 + struct.pack("<I", 0x7FFFFFFF) + b"PAR1")
    return path


def web_page(path: Path) -> Path:
    path.write_bytes(b"<html><body><table>" + b"<tr><td>1</td></tr>" * 1000)
    return path


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def million_blank_rows(path: Path) -> Path:
    """Harmless: the rows are styled and hold nothing."""
    rows = (b'<row r="%d" s="1" customFormat="1"/>' % number for number in range(2, 1_048_577))
    return xlsx(path, SMALL_SHEET.encode() + b"".join(rows))


def lying_dimension(path: Path) -> Path:
    """Harmless: the sheet says that it is as large as can be, and holds one cell."""
    return xlsx(path, dimension='<dimension ref="A1:XFD1048576"/>')


def blank_styled_columns(path: Path) -> Path:
    """Harmless: the row is styled to the last column."""
    blanks = "".join(f'<c r="{column_letters(number)}1" s="1"/>' for number in range(2, 16_385))
    return xlsx(path, f'<row r="1"><c r="A1"><v>1</v></c>{blanks}</row>')


def blank_rows_of_ods(path: Path) -> Path:
    """Harmless: as spreadsheet programs end every sheet."""
    cells = '<table:table-cell table:number-columns-repeated="16384"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048570">{cells}</table:table-row>'
    cell = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    return ods(path, cell + blank)


Maker = Callable[[Path], Path]

HOSTILE: dict[Maker, tuple[str, str]] = {
    zip_bomb: ("a.xlsx", "many times larger"),
    zip_bomb_in_a_bundle: ("a.zip", "many times larger"),
    nested_bundle: ("a.zip", "another archive"),
    disguised_nested_bundle: ("a.zip", "another archive"),
    many_parts: ("a.zip", "archive of 30000 parts"),
    climbing_path: ("a.zip", "leads out of the archive"),
    climbing_path_of_windows: ("a.zip", "leads out of the archive"),
    absolute_path: ("a.zip", "leads out of the archive"),
    drive_path: ("a.zip", "leads out of the archive"),
    zero_in_a_name: ("a.zip", "leads out of the archive"),
    symbolic_link: ("a.zip", "is a link"),
    repeated_part: ("a.zip", "more than once"),
    overlapping_parts: ("a.zip", "shares its bytes"),
    forged_size: ("a.xlsx", "not as large as the archive says"),
    encrypted_zip: ("a.zip", "protected by a password"),
    before_a_zip: ("a.xlsx", "It is a picture"),
    zip_then_another_file: ("a.xlsx", "Other content stands"),
    two_zips: ("a.xlsx", "Other content stands"),
    laughing_sheet: ("a.xlsx", "defines XML entities"),
    laughing_strings: ("a.xlsx", "defines XML entities"),
    laughing_workbook: ("a.xlsx", "defines XML entities"),
    external_entity: ("a.xlsx", "defines XML entities"),
    late_entity: ("a.xlsx", "defines XML entities"),
    laughing_ods: ("a.ods", "defines XML entities"),
    last_column: ("a.xlsx", "content in column XFD"),
    far_corner: ("a.xlsx", "content in column XFD"),
    far_corner_in_disguise: ("a.xlsx", "more memory than is allowed"),
    far_cell: ("a.xlsx", "Its content reaches over 41943040 cells"),
    row_beyond_the_last: ("a.xlsx", "content in row 9999999"),
    cells_without_end_in_a_row: ("a.xlsx", "content in column"),
    too_many_cells: ("a.xlsx", "many times larger"),
    repeated_string: ("a.xlsx", "Its texts are longer"),
    long_inline_text: ("a.xlsx", "Row 1 alone is longer"),
    endless_row: ("a.xlsx", "Row 1 alone is longer"),
    repeated_rows_of_ods: ("a.ods", "content in row 1000000000"),
    repeated_columns_of_ods: ("a.ods", "content in column"),
    repeated_cells_of_ods: ("a.ods", "Its content reaches over 1000000000 cells"),
    long_text_repeated_in_ods: ("a.ods", "Its texts are longer"),
    protected_ods: ("a.ods", "protected by a password"),
    protected_xlsx: ("a.xlsx", "protected by a password"),
    protected_xls: ("a.xls", "protected by a password"),
    word_document: ("a.xls", "text document"),
    looping_compound_file: ("a.xls", "damaged"),
    truncated_xls: ("a.xls", "damaged"),
    truncated_xlsx: ("a.xlsx", "damaged"),
    xlsx_with_a_broken_part: ("a.xlsx", "damaged"),
    endless_line: ("a.csv", "Line 2 is longer"),
    endless_zeros: ("a.csv", "bytes that no text has"),
    endless_quote: ("a.csv", "opened in line 2 and never closed"),
    wide_text: ("a.csv", "content in column"),
    deep_json: ("a.jsonl", "No line of the file is a record"),
    many_keys: ("a.jsonl", "content in column"),
    parquet_that_lies: ("a.parquet", "damaged"),
    parquet_with_a_large_footer: ("a.parquet", "damaged"),
    web_page: ("a.xls", "web page"),
}
"""Each with the name that it goes by, and words of the sentence with which it is refused."""

HARMLESS: dict[Maker, str] = {
    million_blank_rows: "a.xlsx",
    lying_dimension: "a.xlsx",
    blank_styled_columns: "a.xlsx",
    blank_rows_of_ods: "a.ods",
}
"""Files that only look like harm; each has the one cell 1."""


if __name__ == "__main__":
    for make, name in [*((make, name) for make, (name, _) in HOSTILE.items()), *HARMLESS.items()]:
        place = Path(sys.argv[1]) / make.__name__
        place.mkdir(parents=True, exist_ok=True)
        print(make(place / name))
