def brief(c):
    return f"   [{c.title}|{c.subtitle}] "+"; ".join(f"{r.label}={r.value}" for r in c.rows)+f" | {c.body!r} | "+" ".join(f"<{b.text} {b.action}>" for b in c.buttons)+(" CLOSE "+c.closing if c.closing else "")
async def test_try(college):
    who="李雷"
    async def s(w):
        n=await college.cards_of(who)
        v=(await college.card(who)) if n else None
        print(">>",w); 
        for t in await college.say(who,w): print("  :",t)
        m=await college.cards_of(who)
        if m and (m!=n or (await college.card(who))!=v): print("   NEW" if m!=n else "   upd", brief(await college.card(who)))
    async def p(b):
        print("## ",b)
        for t in await college.press(who,b): print("  :",t)
        print(brief(await college.card(who)))
    await s("请假"); await s("事假 明天下午"); await s("改成后天上午"); await p("修改"); await s("你好"); await s("事由 带孩子看病"); await s("返回"); await s("取消")
    await s("请假 明天下午"); await p("事假"); await p("取消")
    await s("请事假"); await s("待办"); await s("明天"); await s("草稿"); await s("明天上午"); await s("提交"); await s("提交")
    await s("请病假 下周二 两天"); 
    await s("我的申请"); await s("进度 1"); await s("催办 1001"); await s("催办"); await s("撤回");  await s("撤回 1001"); await s("余额"); await s("帮助"); await s("打卡"); await s("明天能请假吗"); await s("不请了"); await s("嘿嘿"); await s("驳回"); await s("同意 3"); await s("同意 5000")
    await s("请年假 明天"); await p("提交"); await s("请事假 11月31日"); await s("请事假 3月3日下午"); await s("明天去医院看牙请半天假")
    print(await college.enter(who))
    await s("同义 3"); await s("补事假 3月1日 看牙"); await s("请事假 周三"); await s("请公假 明天全天"); await s("去省里开会"); await s("请产假 下周一 到 5月31日")
    await s("取消"); await s("取消"); await s("返回"); await s("请个假"); await s("不是明天,是后天"); await s("病假")
