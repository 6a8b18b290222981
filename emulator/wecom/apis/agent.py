"""agent/get and agent/list. Source: path 90227."""

from emulator.wecom.apis.send import check_agent
from emulator.wecom.apps import App
from emulator.wecom.call import Answer, Call, ok

LOGO = "https://p.qlogo.cn/logo/0"


def get(call: Call) -> Answer:
    """The token's own application with its visible range."""
    app = check_agent(call, call.number("agentid"))
    return ok(
        **_short(app),
        description="",
        allow_userinfos={"user": [{"userid": user} for user in sorted(app.visible.users)]},
        allow_partys={"partyid": sorted(app.visible.departments)},
        allow_tags={"tagid": sorted(app.visible.tags)},
        close=int(app.is_closed),
        redirect_domain=app.redirect_domain,
        report_location_flag=int(app.reports_location),
        isreportenter=int(app.reports_entering),
        home_url="",
        customized_publish_status=1,
    )


def list_all(call: Call) -> Answer:
    """Applications that this token may see: its own."""
    return ok(agentlist=[_short(call.app)])


def _short(app: App) -> dict[str, object]:
    return {"agentid": app.agent_id, "name": app.name, "square_logo_url": LOGO}
