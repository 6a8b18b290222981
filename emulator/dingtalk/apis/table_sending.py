"""The calls by which the application sends."""

from emulator.dingtalk.apis import cards, groups, media, notices, robot, sessions
from emulator.dingtalk.call import Api, get, post

NOTICES = "/topapi/message/corpconversation"
CARDS = "/v1.0/card/instances"

SENDING = (
    post("/v1.0/robot/oToMessages/batchSend", robot.batch_send),
    post("/v1.0/robot/otoMessages/batchRecall", robot.batch_recall),
    get("/v1.0/robot/oToMessages/readStatus", robot.read_status),
    post("/v1.0/robot/groupMessages/send", groups.send),
    post("/v1.0/robot/groupMessages/query", groups.query),
    post("/v1.0/robot/groupMessages/recall", groups.recall),
    post("/robot/sendBySession", sessions.send, is_open=True),
    post(f"{NOTICES}/asyncsend_v2", notices.send),
    post(f"{NOTICES}/getsendprogress", notices.get_progress),
    post(f"{NOTICES}/getsendresult", notices.get_result),
    post(f"{NOTICES}/recall", notices.recall),
    post(f"{NOTICES}/status_bar/update", notices.update_status_bar),
    Api(method="POST", path="/media/upload", run=media.upload, is_form=True),
    post("/v1.0/robot/messageFiles/download", media.find_download),
    get("/downloads/{key}", media.download, is_open=True),
    post(f"{CARDS}/createAndDeliver", cards.create_and_deliver),
    post(CARDS, cards.create),
    post(f"{CARDS}/deliver", cards.deliver),
    Api(method="PUT", path=CARDS, run=cards.update),
)
