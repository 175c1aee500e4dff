"""The file of settings (YAML or JSON) → `Settings`; every value is checked, and a refusal says what may stand there."""

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, Final

from engine.errors import UsageError
from engine.periods import FAR, to_day
from engine.settings import (
    DEFAULT_OFFICE,
    DEFAULT_SERIES,
    SIGNATURE_ALGORITHMS,
    STATE_SECRETS,
    Clocks,
    Decision,
    Settings,
)

KNOWN: Final = {
    "office",
    "referral_workdays",
    "clocks",
    "number_series",
    "signature_algorithm",
    "require_release",
    "state_secrets",
    "fonts",
    "redactions",
    "parameters",
    "subdistrict_as_township",
    "response_days",
    "discovery_date",
}


_OWN: Final = {"redactions": ("文件", "随附的遮蔽规定"), "fonts": ("目录", "随附的字体")}
"""Setting → what it names, and what is used without it."""
DISCOVERY_DATES: Final = ("verified_on", "reported_on", "registered_on")


def _fail(path: Path, text: str) -> UsageError:
    return UsageError(f"设置文件 {path.name}：{text}")


def _said(value: Any) -> str:  # noqa: ANN401 - YAML gives what it gives
    """A value as a refusal prints it; days in lists and tables as they are written, too."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_said(k)}: {_said(v)}' for k, v in value.items())}}}"
    return f"[{', '.join(map(_said, value))}]" if isinstance(value, list) else str(value)


def _decision(path: Path, entry: Any) -> Decision:  # noqa: ANN401 - YAML gives what it gives; checked here
    if not isinstance(entry, dict) or not {"jurisdiction", "from", "basis"} <= set(entry):
        raise _fail(path, "subdistrict_as_township 的每一项须有 jurisdiction、from、basis（可有 to）。")
    days = []
    for key, unknown in (("from", 0), ("to", FAR)):
        value = entry.get(key)
        if value is not None and not isinstance(value, date):
            raise _fail(path, f"日期“{_said(value)}”无效；写作 2022-02-22 的形式。")
        days.append(to_day(value) if value else unknown)
    return Decision(str(entry["jurisdiction"]), days[0], days[1], str(entry["basis"]))


def _overrides(path: Path, data: dict[str, Any]) -> dict[str, int | str]:
    shapes = (("parameters", dict, "名称: 值"), ("subdistrict_as_township", list, "- 开头的清单"))
    for name, kind, form in shapes:
        if data.get(name) is not None and not isinstance(data[name], kind):
            raise _fail(path, f"{name} 须为“{form}”的形式。")
    overrides = dict(data.get("parameters") or {})
    overrides |= {k: data[k] for k in ("response_days", "discovery_date") if k in data}
    for name, value in overrides.items():
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, str))
            or (isinstance(value, int) and value < 0)
        ):
            raise _fail(path, f"{name} 的值“{_said(value)}”无效；须为不小于 0 的整数或文字。")
    column = overrides.get("discovery_date", "verified_on")
    if column not in DISCOVERY_DATES:
        raise _fail(
            path, f"discovery_date 的值“{_said(column)}”无效；须为 {'、'.join(DISCOVERY_DATES)} 之一。"
        )
    return overrides


def _clocks(path: Path, given: Any) -> Clocks:  # noqa: ANN401 - as above
    known = [f.name for f in fields(Clocks) if f.init]
    if given is not None and not isinstance(given, dict):
        raise _fail(path, "clocks 须为“名称: 值”的形式。")
    for name, value in (given or {}).items():
        if name not in known:
            raise _fail(path, f"clocks 中没有“{name}”；可用的：{'、'.join(known)}。")
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise _fail(path, f"clocks 的 {name} 的值“{_said(value)}”须为不小于 1 的整数。")
    return Clocks(**(given or {}))


def _flag(path: Path, name: str, given: Any) -> bool:  # noqa: ANN401 - as above
    if not isinstance(given, bool):
        raise _fail(path, f"{name} 的值“{_said(given)}”须为 true 或 false。")
    return given


def _series(path: Path, given: Any) -> str:  # noqa: ANN401 - as above
    if (
        not isinstance(given, str)
        or not given
        or not given.isprintable()
        or any(c in given for c in "〔〕")
        or given != given.strip()
    ):
        raise _fail(
            path, f"number_series 的值“{_said(given)}”须为可以印出的文字（不含〔〕），例如 晋安办问责移。"
        )
    return given


def _algorithm(path: Path, given: Any) -> str:  # noqa: ANN401 - as above
    if given not in SIGNATURE_ALGORITHMS:
        raise _fail(
            path,
            f"signature_algorithm 的值“{_said(given)}”无效；须为 {'、'.join(SIGNATURE_ALGORITHMS)} 之一。",
        )
    return str(given)


def _fit_for(path: Path, given: Any) -> str:  # noqa: ANN401 - as above
    if given is None:
        return ""
    if (
        not isinstance(given, dict)
        or set(given) != {"up_to", "basis"}
        or not str(given["basis"] or "").strip()
    ):
        raise _fail(
            path, "state_secrets 须写明 up_to（秘密、机密、绝密之一）和 basis（准许处理国家秘密的文件）。"
        )
    if given["up_to"] not in STATE_SECRETS:
        raise _fail(
            path,
            f"state_secrets 的 up_to“{_said(given['up_to'])}”无效；须为 {'、'.join(STATE_SECRETS)} 之一。",
        )
    return str(given["up_to"])


def _beside(path: Path, name: str, given: Any) -> Path | None:  # noqa: ANN401 - as above
    """The file or folder that a setting names, from where the settings lie."""
    if given is None:
        return None
    there, kind, else_ = path.parent / str(given), *_OWN[name]
    if not (there.is_dir() if kind == "目录" else there.is_file()):
        raise _fail(path, f"{name} 指的{kind} {there} 不存在；请核对，或删去这一项（用{else_}）。")
    return there


def load_settings(path: Path | None) -> Settings:
    """Read a YAML (or JSON) file of settings; None gives the defaults. Raises UsageError."""
    if path is None:
        return Settings()
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise _fail(path, f"不能读取：{str(error).splitlines()[0]}。") from error
    if data is None:
        return Settings()
    if not isinstance(data, dict):
        raise _fail(path, "须为“名称: 值”的形式。")
    unknown = sorted(set(map(str, data)) - KNOWN)
    if unknown:
        raise _fail(path, f"不认识的设置 {'、'.join(unknown)}；可用的设置：{'、'.join(sorted(KNOWN))}。")
    overrides = _overrides(path, data)
    workdays = data.get("referral_workdays", 5)
    if isinstance(workdays, bool) or not isinstance(workdays, int) or workdays < 0:
        raise _fail(path, f"referral_workdays 的值“{_said(workdays)}”须为不小于 0 的整数（工作日）。")
    return Settings(
        str(data.get("office", DEFAULT_OFFICE)),
        workdays,
        overrides,
        tuple(_decision(path, e) for e in data.get("subdistrict_as_township") or ()),
        _clocks(path, data.get("clocks")),
        _series(path, data.get("number_series", DEFAULT_SERIES)),
        _algorithm(path, data.get("signature_algorithm", SIGNATURE_ALGORITHMS[0])),
        require_release=_flag(path, "require_release", data.get("require_release", False)),
        fit_for=_fit_for(path, data.get("state_secrets")),
        redactions=_beside(path, "redactions", data.get("redactions")),
        fonts=_beside(path, "fonts", data.get("fonts")),
    )
