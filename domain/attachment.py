"""Which files a request takes: known by their content, and named so that a name neither leads anywhere nor lies."""

import re

from domain.text_fold import clean

LARGEST = 20 * 1024 * 1024  # bytes: the most that WeCom passes on of a file
MOST = 20  # of one request, as many as one field may have
LONGEST_NAME = 200  # characters, as a field keeps it
_MEGABYTE = 1024 * 1024

_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Names inside an archive are not compressed, so they are found without opening it.
_PARTS = (
    (b"word/document.xml", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/presentation.xml", f"{_OFFICE}presentationml.presentation"),
)
_MACROS = b"vbaProject.bin"
# The first is given to a file whose name says something else.
_EXTENSIONS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    f"{_OFFICE}wordprocessingml.document": ("docx",),
    f"{_OFFICE}spreadsheetml.sheet": ("xlsx",),
    f"{_OFFICE}presentationml.presentation": ("pptx",),
    "text/csv": ("csv",),
    "text/plain": ("txt",),
}
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UNFIT = re.compile(r'[<>:"|?*]')


class AttachmentRefused(ValueError):
    """The file is not taken. Says in Chinese what was not done, why, and what to do."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"附件没有收下：{cause}")


def check(name: str, content: bytes, kept: int) -> str:
    """The media type of a file that may be taken; `kept` is how many the request has.

    Raises:
        AttachmentRefused: it may not.
    """
    if not content:
        raise AttachmentRefused("文件是空的。请重新选择文件。")
    if len(content) > LARGEST:
        size, most = -(-len(content) // _MEGABYTE), LARGEST // _MEGABYTE
        raise AttachmentRefused(f"文件有 {size} MB，最大 {most} MB。请压缩或拆开后再发。")
    if kept >= MOST:
        raise AttachmentRefused(f"一件申请最多 {MOST} 个附件。请先删去不需要的。")
    media_type = media_type_of(name, content)
    if media_type is None:
        raise AttachmentRefused("只收 PDF、图片、docx、xlsx、pptx、txt 和 csv，不收带宏的文件。请另存为其中一种再发。")
    return media_type


def media_type_of(name: str, content: bytes) -> str | None:
    """By the content itself, never by a declared type; the name only tells a table of text from other text."""
    known = next((media_type for start, media_type in _STARTS if content.startswith(start)), None)
    if known:
        return known
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(_ZIP):
        return _office_type(content)
    if not _is_text(content):
        return None
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"


def clean_name(name: str, media_type: str) -> str:
    """The last part of the name, without what a file system or a page could mistake, ending as the content is."""
    last = re.split(r"[/\\]", name)[-1]
    spoken = _UNFIT.sub("_", clean(last)).rstrip(". ")
    extensions = _EXTENSIONS[media_type]
    stem, dot, ending = spoken.rpartition(".")
    if not dot or ending.lower() not in extensions:
        stem, ending = spoken, extensions[0]
    longest = LONGEST_NAME - len(ending) - 1
    return f"{stem[:longest].strip('. ') or '附件'}.{ending}"


def _office_type(content: bytes) -> str | None:
    if b"[Content_Types].xml" not in content or _MACROS in content:
        return None
    return next((media_type for part, media_type in _PARTS if part in content), None)


def _is_text(content: bytes) -> bool:
    if _CONTROLS.search(content):
        return False
    return any(_decodes(content, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
