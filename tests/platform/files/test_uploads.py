from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from mingpin.errors import Invalid, Unavailable
from mingpin.files.actions import store_upload
from mingpin.files.kinds import DOCUMENTS, KINDS, TABLES
from mingpin.files.models import StoredFile
from mingpin.files.places import UNFINISHED, place_of
from mingpin.files.serving import download, safe_name

pytestmark = pytest.mark.django_db
EVERY = tuple(KINDS)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def archive(**entries: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, text in entries.items():
            file.writestr(name.replace("__", "/"), text)
    return held.getvalue()


def workbook() -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        book.add_worksheet().write(0, 0, "名称")
    return held.getvalue()


def office(main: str, *more: str) -> bytes:
    return archive(**dict.fromkeys(("[Content_Types].xml", main, *more), "<x/>"))


GOOD = {
    "pdf": PDF,
    "png": PNG,
    "jpeg": JPEG,
    "xlsx": workbook(),
    "docx": office("word/document.xml"),
    "zip": archive(a="1"),
    "json": b'{"rows": [1, 2]}',
    "text": "名称,信用代码\n示例公司,91410781MA00000014\n".encode("gb18030"),
    "parquet": b"PAR1\x15\x04\x15PAR1",
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le"),
}
GOOD["ods"] = archive(**{"content.xml": "<x/>", "META-INF__manifest.xml": "<x/>"})


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_a_file_is_known_by_its_content_whatever_it_is_called(kind: str) -> None:
    sent = SimpleUploadedFile("看起来像网页.html", GOOD[kind], content_type="text/html")
    stored = store_upload(sent, kinds=EVERY)
    assert stored.media_type == KINDS[kind].media_type
    assert place_of(stored).read_bytes() == GOOD[kind]


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"\xef\xbb\xbf  <?xml version='1.0'?><x/>",
        b"MZ\x90\x00\x03" + b"\x00" * 100,
        b"\x7fELF\x02\x01\x01" + b"\x00" * 100,
        b"#!/bin/sh\necho",
        b"GIF89a\x01\x00\x01\x00",
        b"Rar!\x1a\x07\x00",
        office("xl/workbook.xml", "xl/vbaProject.bin"),
        office("ppt/presentation.xml"),
        b"PK\x03\x04 and then nothing",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le"),
        PDF + archive(a="1"),
        JPEG + archive(a="1"),
        b"text with \x01\x02 control characters",
    ],
)
def test_what_could_run_or_is_two_things_at_once_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        store_upload(SimpleUploadedFile("材料.pdf", content, content_type="application/pdf"), kinds=EVERY)
    assert refusal.value.what == "此文件不属于这里可以接收的种类。"
    assert refusal.value.field == "file"
    assert StoredFile.objects.count() == 0


def test_a_known_kind_that_is_not_wanted_here_is_named() -> None:
    with pytest.raises(Invalid) as refusal:
        store_upload(ContentFile(PDF), kinds=TABLES)
    assert refusal.value.what == "这是“PDF”文件，这里不收。"
    assert "Excel 工作簿" in refusal.value.remedy


def test_the_same_content_is_kept_once() -> None:
    first, second = store_upload(ContentFile(PDF)), store_upload(ContentFile(PDF))
    assert first == second
    assert StoredFile.objects.count() == 1


def test_content_that_was_lost_comes_back_with_the_next_upload() -> None:
    stored = store_upload(ContentFile(PDF))
    place_of(stored).unlink()
    store_upload(ContentFile(PDF))
    assert place_of(stored).read_bytes() == PDF


def test_a_file_that_is_too_large_or_empty_leaves_nothing(settings: Any) -> None:
    with pytest.raises(Invalid, match=r"文件超过 4.0\sKB"):
        store_upload(ContentFile(PDF + b" " * 5000), largest=4096)
    with pytest.raises(Invalid, match="文件是空的"):
        store_upload(ContentFile(b""))
    assert list((Path(settings.MEDIA_ROOT) / UNFINISHED).iterdir()) == []
    assert StoredFile.objects.count() == 0


def test_stored_content_cannot_be_executed() -> None:
    mode = place_of(store_upload(ContentFile(PDF))).stat().st_mode
    assert not mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH | stat.S_IROTH)


def test_a_download_is_never_a_page() -> None:
    stored = store_upload(ContentFile(PDF), kinds=DOCUMENTS)
    response = download(stored, "证明 材料.pdf")
    assert b"".join(response) == PDF  # type: ignore[arg-type]
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E8%AF%81%E6%98%8E%20%E6%9D%90%E6%96%99.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    assert response["Content-Type"] == "application/pdf"


def test_text_is_given_back_as_bytes_of_no_kind() -> None:
    stored = store_upload(ContentFile(GOOD["text"]), kinds=TABLES)
    assert download(stored, "名单.csv")["Content-Type"] == "application/octet-stream"


def test_a_file_whose_content_is_gone_cannot_be_told_now() -> None:
    stored = store_upload(ContentFile(PDF))
    place_of(stored).unlink()
    with pytest.raises(Unavailable, match="现在读不到这个文件"):
        download(stored, "a.pdf")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\材料\\证明.pdf", "证明.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a_Set-Cookie_ x=1.pdf"),
        ("\u202efdp.exe", "_fdp.exe"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 176 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept
