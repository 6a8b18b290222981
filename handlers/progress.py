"""进度: where a leave stands, told to those whom it concerns."""

from domain.leave import leave_from
from domain.texts import replies
from handlers.turn import Turn
from storage.requests import Filed


async def tell_progress(turn: Turn, filed: Filed) -> bool:
    """Nothing is told to somebody whom the request does not concern, or does not concern yet; False for those."""
    request = filed.request
    if not request.concerns(turn.person.id):
        await turn.say(replies.NO_SUCH_REQUEST)
        return False
    await turn.say(replies.progress_of(request, leave_from(filed.fields), turn.office), request.no)
    return True
