"""What people call the platforms."""

from collections.abc import Mapping

PLATFORM_NAMES: Mapping[str, str] = {"wecom": "企业微信", "dingtalk": "钉钉"}


def platform_name(platform: str) -> str:
    """The name, or our own word for a platform without one."""
    return PLATFORM_NAMES.get(platform, platform)
