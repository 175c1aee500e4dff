"""Every error a user can meet: one line that says where, what, why and how to mend it."""

import errno
from typing import Final

_REASONS: Final = {
    errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘配额已用完", errno.EROFS: "磁盘是只读的", errno.EIO: "磁盘出错",
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.ENOENT: "没有这个文件或目录", errno.EEXIST: "已经存在",
    errno.EISDIR: "是目录，不是文件", errno.ENOTDIR: "上级不是目录", errno.ENOTEMPTY: "目录不是空的",
    errno.ENAMETOOLONG: "文件名太长", errno.EFBIG: "文件太大", errno.EMFILE: "打开的文件太多", errno.EBUSY: "正在使用",
    errno.EXDEV: "不在同一磁盘", errno.ELOOP: "链接循环",
}  # fmt: skip


def os_reason(error: OSError) -> str:
    """Why the system refused, in a few Chinese words; a number that has none is told as the system tells it."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error) or "系统错误"


class WenzeError(Exception):
    """Base of all errors of this program; its text is a whole Chinese sentence for the user."""


class UsageError(WenzeError):
    """An argument, a path or a settings file is wrong (exit code 2)."""


class PlaceError(WenzeError):
    """A place can't be resolved in the tree of divisions."""


class TreeError(WenzeError):
    """A tree of divisions is not a tree: a cycle, an orphan, two parents or two codes at once."""


class RuleError(WenzeError):
    """A rule can't be used: its text is unsound, or no value holds on the day asked for."""


class ReasoningError(WenzeError):
    """The chain died, hung or contradicted itself; the findings of some place can't be trusted."""
