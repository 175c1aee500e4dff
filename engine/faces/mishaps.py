"""What a user reads when something goes wrong: one line, whatever it was."""

from typing import Final

import typer

from engine.errors import WenzeError, os_reason

CLICK_ERROR: Final[type[Exception]] = next(
    c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException"
)
"""Base of the errors in how a command is called; typer brings click inside itself and exports no name for it."""
USAGE: Final = {
    "Missing parameter": "缺少参数",
    "Missing option": "缺少选项",
    "Missing argument": "缺少参数",
    "No such option": "没有这个选项",
    "No such command": "没有这个命令",
    "requires an argument": "须有值",
    "Got unexpected extra argument": "多余的参数",
    "Did you mean": "是否想写",
    "Possible options": "可能是",
    "Invalid value for ": "值无效：",
    "Input should be a valid integer, unable to parse string as an integer": "应为整数",
    "Input should be greater than or equal to": "应不小于",
}


def told(error: BaseException) -> str:
    """What a user reads of an error: one line."""
    if isinstance(error, WenzeError):
        return str(error).splitlines()[0]
    if isinstance(error, (typer.Abort, KeyboardInterrupt)):
        return "已中断。"
    if isinstance(error, MemoryError):
        return "内存不足；请减少一次评估的记录，或换用内存更大的机器。"
    if isinstance(error, CLICK_ERROR):
        text = " ".join(error.format_message().split())  # type: ignore[attr-defined]
        for english, chinese in USAGE.items():
            text = text.replace(english, chinese)
        return f"{text} 用 --help 查看用法。"
    if isinstance(error, OSError):
        return f"读写失败：{error.filename or '输出'}（{os_reason(error)}）；请检查磁盘空间和权限。"
    return f"程序内部错误（{type(error).__name__}）；请保留输入并报告。设置环境变量 WENZE_DEBUG=1 可见详情。"
