"""Files: uploads of the application, and what people sent to its robot. Source: docs, media/upload and messageFiles."""

from emulator.dingtalk.apis.robot import check_robot
from emulator.dingtalk.call import Answer, Binary, Call
from emulator.dingtalk.errors import NewError, OldError
from emulator.dingtalk.letter import milliseconds

ILLEGAL = 40035
DOWNLOADS = "/downloads/"


def upload(call: Call) -> Answer:
    """Keep a file for later sends."""
    if call.upload is None:
        raise OldError(ILLEGAL)
    kind = call.query.get("type", "")
    media = call.org.media.put(kind, call.upload.file_name, call.upload.content)
    return call.ok(media_id=media.key, type=kind, created_at=milliseconds(call.now))


def find_download(call: Call) -> Answer:
    """The address of a file that somebody sent to the robot."""
    check_robot(call, call.body.text("robotCode"))
    key = call.org.media.open_download(call.body.text("downloadCode"))
    if key is None:
        raise NewError("invalidParameter.downloadCode.invalid")
    return {"downloadUrl": f"{call.world.base}{DOWNLOADS}{key}"}


def download(call: Call) -> Answer:
    """The file itself; whoever has the address may have it."""
    for org in call.world.orgs.values():
        media = org.media.download(call.parts["key"])
        if media:
            return Binary(media.content, file_name=media.file_name)
    raise NewError("resource.unavailable", status=404)
