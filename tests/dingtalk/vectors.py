"""Published examples of DingTalk's encryption and signatures, from its documentation, its samples and two SDKs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vector:
    name: str
    token: str
    aes_key: str
    key: str
    owner: str
    timestamp: str
    nonce: str
    signature: str
    encrypted: str
    random: bytes
    text: bytes


V1 = Vector(
    "the check of a suite's address, with a key that is not canonical",
    "123456",
    "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij",
    "e20e63eb8aa5ca5df3bdeb6ac73e638a871daf9f3a7e7db3be3a5af3396cde28",
    "suite4xxxxxxxxxxxxxxx",
    "1445827045067",
    "nEXhMP4r",
    "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0",
    "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9VrYeJ5as7"
    "XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==",
    b"hU3bEfGZZewzhG5a",
    b'{"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}',
)
V2 = Vector(
    "the check of an address",
    "mryue",
    "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7",
    "62e7b411f74de7dd3473571ee5c7fa035e7673adc30ded7cd3c6bad1ce5e71de",
    "ding6ccabc44d2c8d38b",
    "1608001896814",
    "WL4PK6yA",
    "03044561471240d4a14bb09372dfcfd4fd0e40cb",
    "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t"
    "8SB/qk4ROMu3",
    b"l7Y3EcX2CU5w8av3",
    b'{"EventType":"check_url"}',
)
V3 = Vector(
    "an answer",
    "tokenxxxx",
    "o1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus",
    "a35c346ae9b8db26a9b65cfc6a59e1c229237778de9f3b7d71bf709b3a6d82eb",
    "dingxxxxxx",
    "1605695694141",
    "WelUQl6bCqcBa2fM",
    "f36f4ba5337d426c7d4bca0dbcb06b3ddc1388fc",
    "X1VSe9cTJUMZu60d3kyLYTrBq5578ZRJtteU94wG0Q4Uk6E/wQYeJRIC0/UFW5Wkya1Ihz9oXAdLlyC9TRaqsQ==",
    b"WelUQl6bCqcBa2fM",
    b"success",
)
V4 = Vector(
    "an answer with a timestamp in seconds",
    "123456",
    "1234567890123456789012345678901234567890123",
    "d76df8e7aefcf74d76df8e7aefcf74d76df8e7aefcf74d76df8e7aefcf74d76d",
    "dingsnotzck6pm5veliw",
    "1614767836",
    "A7Co0cJLMzIDtMMI",
    "9a95a004dd16f5c307e849b994173f76aa26e5eb",
    "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==",
    b"dICkEDLj0eb6yAbc",
    b"success",
)
V5 = Vector(
    "Chinese, whose length is one of bytes",
    "",
    "aaabWe22zMdfpVVF6kFsZ9E4ODL1wjjykB5ifzjLzzz",
    "69a69b59edb6ccc75fa55545ea416c67d1383832f5c238f2901e627f38cbcf3c",
    "dingn4jxcg1w9jy9exxx",
    "",
    "",
    "",
    "cKVPF3fvpb646ZnKPbYn/bhwggCKWyF+4H4aqPLqmhD1wT7TKRRjHaRJs9/KcAK2oiiCeYS6FV30KJQoKDFmqg==",
    b"3S3b6Df7yFcbCqE2",
    "中文测试".encode(),
)

ALL = (V1, V2, V3, V4, V5)
SIGNED = (V1, V2, V3, V4)

# Key, timestamp and signature of the headers.
ROBOT = ("this is a secret", "1577262236757", "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=")
CARD = ("apisecret_demo", "1700000000000", "awt0d77XR+ceCm+ZMfyFp8//yYwswcp6KNgY1hDQGNA=")
