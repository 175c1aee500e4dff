"""Texts that try to be more than text: formulas, marks of templates, tags, paths, directions, lengths."""

from itertools import count

SEEDS = (
    "=cmd|'/c calc'!A1", '=HYPERLINK("http://e.org","点")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "=1;2", "'=1",
    "{{7*7}}", "{{ organ }}", "{% for x in y %}", "{%p if 1 %}", "{%tr endfor %}", "{#gone#}", "{_{ x }_}", "{{r x }}", "${7*7}",
    "#{7*7}", "<%= 7 %>", "<w:p>", "</w:t></w:r></w:p>", "<w:br/>", "<script>alert(1)</script>", "<img src=x onerror=a()>",
    "<a href=http://e.org>x</a>", "</td></tr></table>", "<!-- x -->", "<![CDATA[x]]>", "]]>", "&amp;", "&#x3c;", "&nbsp;",
    "<svg onload=a()>", "</text></svg>", "javascript:a()", "http://e.org/a?b=c&d", "\\\\e.org\\x", "file:///etc/passwd", "../../x",
    "..\\..\\x", "/etc/passwd", "C:\\x", "a\x00b", "a\x07b", "a\x1bb", "a\nb", "a\r\nb", "a\u2028b", "a\x85b", "\u202eabc",
    "abc\u2066d\u2069", "\u200bab", "a\u00adb", "\ufeffab", "_x0041_", "_x000D_", "0012", "1e5", "TRUE", "2022-02-22", "1/2",
    "#let x = 1", "$x^2$", "*b* _i_", "`raw`", '#include "x"', "#sys.inputs", "@label", "\\u{41}", "~", "--", "...", "[x]", "“有罪”",
    "”故意“", "处分", "𠮷𬭎", "虒亭镇墕圐圙垯", "😀", "שלום", "مرحبا", "e\u0301", "Ａ１", "㈱", "\ud800", "\ufffe", "  两端有空格  ",
    "长" * 4096, "A" * 4096, "=" * 300, "<" * 300, "{" * 200, '"' * 50, "%s%n%x", "NaN", "null", "'; DROP TABLE x; --",
)  # fmt: skip
LONG = 1000
WRAPPERS = ("{}", "甲{}乙", "{}矿", "（{}）", " {}", "{}{}", "{}。")


def hostile(number: int) -> list[str]:
    """So many different texts, the plain seeds first."""
    out: dict[str, None] = {}
    for turn in count():
        wrapper = WRAPPERS[turn % len(WRAPPERS)]
        for seed in SEEDS:
            if len(seed) < LONG or turn == 0:
                out[wrapper.replace("{}", seed) + (str(turn) if turn >= len(WRAPPERS) else "")] = None
            if len(out) == number:
                return list(out)
    raise AssertionError
