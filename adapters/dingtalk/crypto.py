"""DingTalk's signatures beside the envelope's: what is said to the robot, and clicks on cards, over HTTP.

Source: the platform's pages on robots and card callbacks. They leave the body out altogether (see `callback.py`).
"""

import base64
import hmac


def robot_signature(client_secret: str, timestamp: str) -> str:
    """Of what is said to the robot over HTTP. It covers neither the sender nor the words."""
    return _in_base64(client_secret, f"{timestamp}\n{client_secret}")


def card_signature(api_secret: str, timestamp: str) -> str:
    """Of a click over HTTP. It covers neither the card nor who pressed."""
    return _in_base64(api_secret, timestamp)


def are_equal(expected: str, given: str) -> bool:
    """Comparison in constant time, for signatures that hold nothing but ASCII."""
    return hmac.compare_digest(expected, given)


def _in_base64(key: str, signed: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), signed.encode(), "sha256")).decode()
