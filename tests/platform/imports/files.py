"""Files as offices send them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

REGISTER = ("企业名称,统一社会信用代码,所属县区,企业类型,成立日期\n"
            "示例卫辉机械有限公司,91410781MA00000017,卫辉市,有限责任公司,2015-03-02\n"
            "示例卫辉食品有限公司,91410781MA00000090,卫辉市,有限责任公司,2016-04-05\n")  # fmt: skip


def csv(text: str, name: str = "名册.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode("gb18030"), content_type="text/csv")


def workbook(rows: list[list[object]], name: str = "名单.xlsx", sheet: str = "名单") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())
