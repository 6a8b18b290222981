"""What people call the platforms."""

from collections.abc import Mapping

from domain.events import Source

PLATFORM_NAMES: Mapping[str, str] = {"wecom": "企业微信", "dingtalk": "钉钉"}


def platform_name(platform: str) -> str:
    """The name, or our own word for a platform without one."""
    return PLATFORM_NAMES.get(platform, platform)


def is_called(source: Source, name: str) -> bool:
    """Whether people may mean this account by the name; by none they mean every one."""
    names = {"", source.account, platform_name(source.platform), f"{source.platform}:{source.account}"}
    return name.lower() in names


def brings_files(platform: str) -> bool:
    """Whether a file that is sent into the chat reaches us. WeCom hands an application pictures, and no files."""
    return platform in _BRINGING_FILES


_BRINGING_FILES = frozenset({"dingtalk"})
