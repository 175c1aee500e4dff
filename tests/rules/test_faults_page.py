"""Ten faults that a reader who knows no YAML mends from the messages alone: the page says what the program says."""

import re

from build_faults_page import FAULTS, FILE, PAGE, page

from engine.rules import BUNDLED


def test_the_page_is_what_the_program_says_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_each_of_the_ten_is_told_with_its_line_and_its_mend() -> None:
    assert len(FAULTS) == 10
    lines = (BUNDLED / FILE).read_text(encoding="utf-8").splitlines()
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    for section, (title, good, bad) in zip(sections, FAULTS, strict=True):
        said = section.partition("```text\n")[2].partition("\n```")[0].splitlines()
        line = lines.index(good) + bad.count("\n") + 1
        places = {int(m[1]) for one in said if (m := re.match(rf"rulesets/{re.escape(FILE)}:(\d+):", one))}
        assert line in places, (title, said)
        assert all("请" in one or "是否想写" in one for one in said), (title, said)
