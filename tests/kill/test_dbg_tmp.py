import asyncio, asyncpg
from tests.kill.test_kill import *
from tests.kill.test_kill import campus
for n in list(globals()):
    if n.startswith("test_"): del globals()[n]
async def test_dbg(campus, address):
    program = campus.programs[0]
    program.start(crash_at="front.verified:3")
    def restart():
        if program.is_dead:
            print("DEAD -> restart"); program.start()
    await campus.ready()
    try:
        await tell_the_story(campus, restart)
    except BaseException as e:
        print("FAILED", repr(e))
        c = await asyncpg.connect(address)
        for t in ("select id,event_key,kind,lane,state,attempts,error from inbox", "select id,recipient,kind,state,attempts,available_at-now(),called_at is not null,error,payload::text from outbox", "select * from requests", "select * from alerts"):
            print(t)
            for r in await c.fetch(t): print("  ", tuple(r))
        raise
