"""Builds `approval.docx`, `receipt.docx` and `notice-receipt.docx` beside the letter's template: `python tests/referrals/build_form_templates.py`.

All are forms to fill in, in Word or WPS; what stands in braces is filled in by `engine/referrals/forms.py`.
"""

from collections.abc import Iterable

import build_letter_template as letter

FOLDER = letter.TARGET.parent
LABEL, VALUE = 2900, 5945
CELL = letter.style("Cell", "表格文字", letter.exact(420, before=60, after=60), letter.size(28))
EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
CHOICES = "□谈话函询　□初步核实　□暂存待查　□予以了结　□立案　□其他："

APPROVAL: tuple[tuple[str, str], ...] = (
    ("移送材料编号", "{{ package }}"),
    ("涉及单位", "{{ organ }}"),
    ("接收机关", "{{ receiver }}"),
    ("接收机关的理由", "{{ reason }}"),
    ("评估日", "{{ as_of }}"),
    ("认定事项", "{{ findings }}"),
    ("状态", "{{ statuses }}"),
    ("已有处理和同一期间的另一件", "{{ handled }}"),
    ("密级（具名人员填）", "{{ secrecy }}"),
    ("知悉范围（具名人员填）", "{{ scope }}"),
    ("起草人签名、日期", ""),
    ("审批人签名、日期（不得为起草人）", ""),
    ("审批意见", ""),
)
RECEIPT: tuple[tuple[str, str], ...] = (
    ("移送材料编号", "{{ package }}"),
    ("移送单位", "{{ office }}"),
    ("涉及单位", "{{ organ }}"),
    ("移送函文号", ""),
    ("收到日期", ""),
    ("接收单位", ""),
    ("接收人", ""),
    ("校验结果", "□相符　□不相符："),
    ("受理编号", ""),
    ("处置方式", CHOICES),
    ("处置日期", ""),
    ("说明", ""),
)


NOTICE_RECEIPT: tuple[tuple[str, str], ...] = (
    ("函件编号", "{{ package }}"),
    ("函件名称", "{{ title }}"),
    ("发函单位", "{{ office }}"),
    ("函件文号", ""),
    ("收到日期", ""),
    ("接收单位", ""),
    ("接收人", ""),
    ("说明", ""),
)


def cell(width: int, text: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{letter.paragraph("Cell", text)}</w:tc>'
    )


def row(*cells: tuple[int, str], head: bool = False) -> str:
    again = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(cell(*c) for c in cells)}</w:tr>"


def table(widths: Iterable[int], rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{LABEL + VALUE}" w:type="dxa"/><w:tblBorders>{EDGES}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def fields(rows: Iterable[tuple[str, str]]) -> str:
    return table((LABEL, VALUE), "".join(row((LABEL, label), (VALUE, value)) for label, value in rows))


def members(body: str) -> dict[str, bytes]:
    parts = letter.members()
    parts["word/document.xml"] = (
        f"{letter.HEAD}<w:document {letter.SPACES}><w:body>{body}{letter.SECTION}</w:body></w:document>".encode()
    )
    plain = letter.paragraph("Rule")
    for number in (1, 2, 3):
        parts[f"word/header{number}.xml"] = f"{letter.HEAD}<w:hdr {letter.SPACES}>{plain}</w:hdr>".encode()
    parts["word/footer1.xml"] = letter.footer("PageOdd").encode()
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", f"{CELL}</w:styles>".encode())
    return parts


def approval() -> dict[str, bytes]:
    third = (LABEL + VALUE) // 3
    loop = (
        row((third, "没有记录的类别"), (third, "查无人签名"), (third, "日期"), head=True)
        + row((third, "{%tr for one in empty %}"), (third, ""), (third, ""))
        + row((third, "{{ one }}"), (third, "{{ searched_by }}"), (third, "{{ searched_on }}"))
        + row((third, "{%tr endfor %}"), (third, ""), (third, ""))
    )
    body = (
        letter.paragraph("Title2", "移送材料审批页") + fields(APPROVAL)
        + letter.paragraph("Body", "有利情节、相互矛盾和未采信的记录共{{ told }}件。下列类别在记录中没有，须由具名人员查明后签名：")
        + table((third, third, third), loop) + letter.paragraph("Body")
    )  # fmt: skip
    return members(body)


def receipt() -> dict[str, bytes]:
    return to_return(RECEIPT, "请在方框内划“√”，或者只保留所选的一项；填好后退回移送单位。")


def notice_receipt() -> dict[str, bytes]:
    return to_return(NOTICE_RECEIPT, "填好后退回发函单位。")


def to_return(rows: Iterable[tuple[str, str]], how: str) -> dict[str, bytes]:
    """A receipt: its rows, how to fill it in, where the recipient's seal goes."""
    body = (
        letter.paragraph("Title2", "回执") + letter.paragraph("Recipient", "{{ office }}：") + fields(rows)
        + letter.paragraph("Body", how)
        + letter.paragraph("Body") + letter.paragraph("Sender", "（接收单位盖章处）") + letter.paragraph("Day", "　　　　年　　月　　日")
    )  # fmt: skip
    return members(body)


if __name__ == "__main__":
    (FOLDER / "approval.docx").write_bytes(letter.zip_of(approval()))
    (FOLDER / "receipt.docx").write_bytes(letter.zip_of(receipt()))
    (FOLDER / "notice-receipt.docx").write_bytes(letter.zip_of(notice_receipt()))
