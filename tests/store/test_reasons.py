"""What the system refused is told in Chinese."""

import errno

import pytest

from engine.errors import os_reason


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(errno.EROFS, "Read-only file system"), "磁盘是只读的"),
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限"),
        (OSError(errno.ENOTTY, "Inappropriate ioctl"), "Inappropriate ioctl"),
        (OSError("decoder"), "decoder"),
        (OSError(), "系统错误"),
    ],
)
def test_a_reason_is_chinese_where_it_is_known_and_never_empty(error: OSError, said: str) -> None:
    assert os_reason(error) == said
