"""Write docs/rule-faults.md: ten faults planted in a rule of the office, what `check` says of each, the mended line.

Run with the project's own interpreter: `.venv/bin/python tests/rules/build_faults_page.py`.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engine.rules import BUNDLED, check_folder

PAGE: Final = BUNDLED.parent / "docs" / "rule-faults.md"
FILE: Final = "order446/county-two-illegal-coal-mines.yaml"
HEAD: Final = """\
# 规则文件的十种错误，照提示就能改

本页由 `tests/rules/build_faults_page.py` 生成，请勿手改；提示的文字由试验核对，与程序所说的一字不差。
十种错误都放在同一个规则文件里：`rulesets/{file}`。不懂 YAML 也能改：提示写明文件、第几行、第几列、错在哪里、怎样改。
检查一个目录：`wenze rules check rulesets`；全部错误一次列出，改完再检查一次，直到写着“没有错误”。
"""
LEAST: Final = "  minimum_sites: {unit: 处, origin: law, values: {2005-09-03: 2}}"
FAULTS: Final[tuple[tuple[str, str, str], ...]] = (
    ("用了全角冒号", "  within: window", "  within：window"),
    ("冒号后面没有空格", "  in: county", "  in:county"),
    ("用了 Tab 缩进", "  distinct: site", "\tdistinct: site"),
    ("同一个词写了两遍", "status: active", "status: active\nstatus: draft"),
    ("词拼错了", "  state: not_stopped", "  state: not_stoped"),
    ("数字没有写出处", LEAST, LEAST.replace("origin: law, ", "")),
    ("把数字直接写进条件", "  at_least: minimum_sites", "  at_least: 2"),
    ("法定的数字与条文不符", LEAST, LEAST.replace("2}}", "3}}")),
    ("日期超出文书的施行期间", "in_force: {from: 2005-09-03, to: 2024-04-30}", "in_force: {from: 2005-09-03, to: 2024-05-31}"),
    ("开放概念的编号写错", "leans_on: [effective-stop, responsible]", "leans_on: [effective-stops, responsible]"),
)  # fmt: skip
"""What is wrong, the line as it should be, the line (or lines) as it was written."""


def told(good: str, bad: str) -> list[str]:
    """What `check` prints of the bundled rules with one fault in the file, paths as seen from the project."""
    with TemporaryDirectory() as name:
        copy = Path(shutil.copytree(BUNDLED, Path(name) / "rulesets"))
        path = copy / FILE
        text = path.read_text(encoding="utf-8")
        assert text.count(f"{good}\n") == 1, good
        path.write_text(text.replace(f"{good}\n", f"{bad}\n"), encoding="utf-8")
        return [str(f).replace(f"{copy.as_posix()}/", "rulesets/") for f in check_folder([copy])]


def page() -> str:
    """The whole page."""
    parts = [HEAD.format(file=FILE)]
    for number, (title, good, bad) in enumerate(FAULTS, 1):
        shown = bad.replace("\t", "→")
        tab = "\n\n（→ 处是一个 Tab。）" if "\t" in bad else ""
        said = "\n".join(told(good, bad))
        parts.append(
            f"## {number}. {title}\n\n写成：\n\n```yaml\n{shown}\n```{tab}\n\n提示：\n\n```text\n{said}\n```\n\n"
            f"改成：\n\n```yaml\n{good}\n```\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
