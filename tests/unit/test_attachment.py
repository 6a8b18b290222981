"""Files are known by their content, and a name neither leads anywhere nor promises what the file is not."""

import io
import zipfile

import pytest

from domain.attachment import AttachmentRefused, check, clean_name, media_type_of


def office_file(*parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<xml/>" * 50)
    return packed.getvalue()


TAKEN = {
    b"%PDF-1.7\n": "application/pdf",
    b"\x89PNG\r\n\x1a\n....": "image/png",
    b"\xff\xd8\xff\xe0....": "image/jpeg",
    b"GIF89a....": "image/gif",
    b"RIFF\x10\x00\x00\x00WEBPVP8 ": "image/webp",
    office_file("word/document.xml"): "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    office_file("xl/workbook.xml"): "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    office_file("ppt/presentation.xml"): "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "姓名,金额\n张三,3\n".encode(): "text/csv",
    "姓名,金额\n张三,3\n".encode("gb18030"): "text/csv",
}
REFUSED = [
    b"MZ\x90\x00\x03 a program",
    b"\x7fELF\x02\x01\x01",
    b"RIFF\x10\x00\x00\x00AVI LIST",
    b"PK\x03\x04 some archive",
    office_file("word/document.xml", "word/vbaProject.bin"),
    office_file("other/part.xml"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document",
    b"text with a \x00 in it",
    b"\xff\xfe\xff neither one code nor the other \xff",
]


@pytest.mark.parametrize(("content", "media_type"), TAKEN.items(), ids=[*TAKEN.values()])
def test_a_file_is_what_its_content_says_whatever_its_name(content: bytes, media_type: str):
    assert check("any.csv", content, kept=0) == media_type


@pytest.mark.parametrize("content", REFUSED)
def test_programs_archives_macros_and_what_nobody_can_tell_are_refused(content: bytes):
    with pytest.raises(AttachmentRefused, match=r"^附件没有收下：只收 PDF.*请另存为其中一种再发。$"):
        check("表.docx", content, kept=0)


def test_an_empty_file_is_refused():
    with pytest.raises(AttachmentRefused, match="文件是空的"):
        check("a.pdf", b"", kept=0)


@pytest.mark.parametrize(
    ("name", "media_type", "kept"),
    [
        ("邀请函.pdf", "application/pdf", "邀请函.pdf"),
        ("照片.JPEG", "image/jpeg", "照片.JPEG"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\li\\表.csv", "text/csv", "表.csv"),
        ("page.html", "text/plain", "page.html.txt"),
        ("\u202efdp.exe", "image/png", "fdp.exe.png"),
        ('a<b>"c|?*:.pdf', "application/pdf", "a_b__c____.pdf"),
        ("...", "application/pdf", "附件.pdf"),
        (".pdf", "application/pdf", "附件.pdf"),
        ("", "image/gif", "附件.gif"),
        ("长" * 300 + ".pdf", "application/pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name_and_ends_as_the_content_is(name: str, media_type: str, kept: str):
    assert clean_name(name, media_type) == kept


def test_other_text_is_plain_text():
    assert media_type_of("说明.html", "<b>说明</b>".encode()) == "text/plain"
