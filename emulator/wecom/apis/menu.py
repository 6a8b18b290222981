"""menu/create, menu/get and menu/delete. Source: path 90231."""

from emulator.wecom.apis.send import check_agent
from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.errors import ApiError
from emulator.wecom.menu_rules import check_menu

NO_MENU = 46003


def create(call: Call) -> Answer:
    """Set the menu; it replaces the one before."""
    app = check_agent(call, call.number("agentid"))
    check_menu(call.body)
    app.menu = dict(call.body.content)
    return ok()


def get(call: Call) -> Answer:
    """The menu as it was set."""
    app = check_agent(call, call.number("agentid"))
    if app.menu is None:
        raise ApiError(NO_MENU)
    return ok(**app.menu)


def delete(call: Call) -> Answer:
    """Take the menu away."""
    app = check_agent(call, call.number("agentid"))
    if app.menu is None:
        raise ApiError(NO_MENU)
    app.menu = None
    return ok()
