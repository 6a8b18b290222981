"""What people call the platforms."""

from collections.abc import Mapping

PLATFORM_NAMES: Mapping[str, str] = {"wecom": "企业微信", "dingtalk": "钉钉"}


def platform_name(platform: str) -> str:
    """The name, or our own word for a platform without one."""
    return PLATFORM_NAMES.get(platform, platform)


def brings_files(platform: str) -> bool:
    """Whether a file that is sent into the chat reaches us. WeCom hands an application pictures, and no files."""
    return platform in _BRINGING_FILES


_BRINGING_FILES = frozenset({"dingtalk"})
