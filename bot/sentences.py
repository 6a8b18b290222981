"""What went wrong, in one Chinese sentence for whoever can mend it: what was not done, why, and what to do now."""

import errno

from adapters.ports import PlatformFailure
from bot.problems import SettingsError
from domain.directory_reading import DirectoryRefused
from storage.embedded import EmbeddedError
from storage.failures import Failure, classify, sqlstate


class Unable(Exception):
    """A command could not be carried out. Shown as it stands."""


DATABASE_CODES = {
    "28P01": "数据库拒绝了用户名或密码。请检查 database.url。",
    "28000": "数据库不允许这个用户从这里登录。请检查 database.url 和数据库的 pg_hba.conf。",
    "3D000": "数据库服务器上没有这个数据库。请先创建它，或检查 database.url 末尾的库名。",
    "42501": "数据库用户的权限不够。请把数据库的属主设为这个用户。",
    "42P01": "数据库还没有建表。请先运行 run.py migrate。",
    "25006": "数据库是只读的。请检查 database.url 是否指向主库。",
    "53100": "数据库的磁盘满了。请清理磁盘后重试。",
    "53300": "数据库的连接数用完了。请调大 max_connections，或减少 database.pool_size。",
}
UNREACHABLE = "连不上数据库。请确认数据库已启动，database.url 的地址和端口没有写错。"
FILE_CODES = {
    errno.EACCES: "没有权限使用 {name}。请检查文件或目录的属主和权限。",
    errno.EPERM: "没有权限使用 {name}。请检查文件或目录的属主和权限。",
    errno.ENOENT: "找不到 {name}。请检查路径。",
    errno.ENOTDIR: "{name} 的上级不是目录。请检查路径。",
    errno.EISDIR: "{name} 是一个目录。请给出文件名。",
    errno.ENOSPC: "磁盘满了，没有写完。请清理磁盘后重试。",
    errno.EROFS: "{name} 所在的磁盘是只读的。请换一个目录。",
    errno.EMFILE: "打开的文件太多。请调大 ulimit -n 后重试。",
}


def sentence_for(error: BaseException) -> str | None:
    """The sentence, or None for what nobody but us can mend."""
    if isinstance(error, Unable | SettingsError | EmbeddedError | DirectoryRefused):
        return str(error)
    if isinstance(error, PlatformFailure):
        return f"{error.hint}（{error.code}）。"
    if known := DATABASE_CODES.get(sqlstate(error)):
        return known
    if isinstance(error, OSError) and error.errno in FILE_CODES:
        return FILE_CODES[error.errno].format(name=error.filename or "这个文件")
    if classify(error) is Failure.CONNECTION:
        return UNREACHABLE
    return None


def cannot_listen(host: str, port: int, error: OSError) -> Unable:
    """Why the address cannot be used."""
    match error.errno:
        case errno.EADDRINUSE:
            cause = "这个端口正被另一个程序占用。请换一个端口，或先停止那个程序"
        case errno.EACCES | errno.EPERM:
            cause = "系统不允许普通用户使用 1024 以下的端口。请换一个端口，前面用反向代理"
        case _:
            cause = "这台机器没有这个地址。请检查 server.host"
    return Unable(f"无法在 {host}:{port} 上监听，没有启动：{cause}。")
