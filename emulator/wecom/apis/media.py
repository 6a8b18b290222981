"""media/upload and media/get. Source: path 90253."""

from emulator.wecom.call import Answer, Binary, Call, ok
from emulator.wecom.errors import ApiError
from emulator.wecom.media import media_type

NO_FILE = 44001
NO_MEDIA_ID = 41006


def upload(call: Call) -> Answer:
    """Keep a file for three days. The answer's errmsg is empty and created_at is text, as WeCom has it."""
    kind = media_type(call.query.get("type", ""))
    if call.upload is None:
        raise ApiError(NO_FILE)
    media = call.corp.media.put(kind, call.upload.file_name, call.upload.content, call.now)
    return ok(type=kind.value, media_id=media.media_id, created_at=str(int(media.created_at.timestamp()))) | {
        "errmsg": ""
    }


def get(call: Call) -> Answer:
    """The file itself."""
    media_id = call.query.get("media_id", "")
    if not media_id:
        raise ApiError(NO_MEDIA_ID)
    media = call.corp.media.get(media_id, call.now)
    return Binary(media.file_name, media.content)
