"""Published examples of WeCom's encryption. V1 to V5 from the developer documentation, its samples and two SDKs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vector:
    name: str
    token: str
    aes_key: str
    owner: str
    timestamp: str
    nonce: str
    signature: str
    encrypted: str
    text: bytes


_V1 = ("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
_V5 = ("123456", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a")

V1 = Vector(
    "an XML text",
    *_V1,
    "1409659813",
    "1372623149",
    "477715d11cdb4164915debcba66cb864d751f3e6",
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TU"
    "UkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff"
    "0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVM"
    "NS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2p"
    "DBS8R07+qN+E7Q==",
    b"<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n"
    b"<FromUserName><![CDATA[mycreate]]></FromUserName>\n"
    b"<CreateTime>1409659813</CreateTime>\n"
    b"<MsgType><![CDATA[text]]></MsgType>\n"
    b"<Content><![CDATA[hello]]></Content>\n"
    b"<MsgId>4561255354251345929</MsgId>\n"
    b"<AgentID>218</AgentID>\n"
    b"</xml>",
)
V2 = Vector(
    "the check of an address",
    *_V1,
    "1409659589",
    "263014780",
    "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    b"1616140317555161061",
)
V3 = Vector(
    "a JSON text",
    *_V1,
    "1409659813",
    "1372623149",
    "0623cbc5a8cbee5bcc137c70de99575366fc2af3",
    "CZWs4CWRpI4VolQlvn4dlEC1alN2MUEY2VklGehgBVLBrlVF7SyT+SV+Toj43l4ayJ9UMGKphktKKmP7B2j/P1ey67XB8PBgS7Wr5/8+w/yWriZv3V"
    "moo/MH3/1HsIWZrPQ3N2mJrelStIfI2Y8kLKXA7EhfZgZX4o+ffdkZDM76SEl79Ib9mw7TGjZ9Aw/x/A2VjNbV1E8BtEbRxYYcQippYNw7hr8sFfa3"
    "nW1xLdxokt8QkRX83vK3DFP2F6TQFPL2Tu98UwhcUpPvdJBuu1/yiOQIScppV3eOuLWEsko=",
    b'{"ToUserName":"wx5823bf96d3bd56c7","FromUserName":"mycreate","CreateTime": 1409659813,'
    b'"MsgType":"text","Content":"hello","MsgId":4561255354251345929,"AgentID": 218}',
)
V4 = Vector(
    "the check of an address by the web debug tool",
    "kjr2TKI8umCBfVF3wAHk8JiPwma5VBme",
    "4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIws",
    "ww6a112864f8022910",
    "1583940690",
    "VHh7ymSeb0jc4lSb",
    "1ba3cb09c0d2c2b3ed6900d37f91a6efae6cb011",
    "6KmUQuPVu7UhjyVqRdbo5SfcRqaHvbUlKSHFvBV2ZuR6TIlKsygcfeSd1GDplg1C5KSKr6UPHCaC/nIX3ZNt9w==",
    b"94966531020182955848408",
)
V5 = Vector(
    "an encryption with known random bytes",
    *_V5,
    "1411525903",
    "461056294",
    "407518b7649e86ef23978113f92d27afa9296533",
    "9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtObvesEl5"
    "nZ+uBE8bviY0LWke8Zy9V/QYKxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03o"
    "xI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05UPPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nTYjxxEE"
    "8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3",
    b"<xml>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[test]]></Content>\n"
    b"<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>\n<ToUserName><![CDATA[messense]]></ToUserName>\n"
    b"<AgentID>1</AgentID>\n<CreateTime>1411525903</CreateTime>\n</xml>",
)
V5_ADDRESS = Vector(
    "the check of an address in an SDK's tests",
    *_V5,
    "1411443780",
    "437374425",
    "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96",
    "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==",
    b"5927782489442352469",
)
V6_FULL_PAD = Vector(
    "a text that needs a whole block of padding",
    *_V1[:2],
    "",
    "1641002400",
    "nonce1",
    "2014b1a9baf4470626303ea4532386de62f3900b",
    "y514aRT8yYkYNee3kPvkrBdwVxEt4C6AhyNSY3V+1+mwtgxrPbcnieAPnaGm/cJ+JeSUdK1VCED1wQjjg825RA==",
    b'{"a":"1234"}',
)
V6 = Vector(
    "a robot's text, without an owner",
    *_V1[:2],
    "",
    "1641002400",
    "nonce1",
    "9e56605c91ee09b15462bd3804298445f7acd02f",
    "y514aRT8yYkYNee3kPvkrMl7SwWsqAJAKJ0lCE5CkRSZof/2SuGxniCxwiCmPfKOkXWo6tFyQ6QxXtA0n844C2nxLaVrJAt3eG1TIIaUk+2HoE46NE"
    "TTQjPh7xJwyPQK1lEmQCWex8jhKfccIX6jqUFPA4aJx8WfgDfs2lFZhwRQs49udWmQLyIbcaeZ+Q/z4mp30f9GGBit0wA1arGYtA==",
    b'{"msgid":"M1","aibotid":"B1","chattype":"single","from":{"userid":"u1"},"msgtype":"text","text":{"content":"hi"}}',
)

ALL = (V1, V2, V3, V4, V5, V5_ADDRESS, V6_FULL_PAD, V6)
ADDRESS_CHECKS = (V2, V4, V5_ADDRESS)
