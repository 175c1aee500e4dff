"""Builds `matter.docx` and `matter-receipt.docx` beside the letter's template: `python tests/referrals/build_matter_templates.py`."""

import build_form_templates as form
import build_letter_template as letter

FOLDER = letter.TARGET.parent
TEXT = (
    ("Number", "〔    〕    号"),
    ("Body", ""),
    ("Body", ""),
    ("Title2", "{{ title }}"),
    ("Body", ""),
    ("Body", "{%p if receiver %}"),
    ("Recipient", "{{ receiver }}："),
    ("Body", "{%p endif %}"),
    ("Body", "{{ opening }}"),
    ("Body", "{%p for section in sections %}"),
    ("Head1", "{{ section.number }}、{{ section.heading }}"),
    ("Body", "{%p for line in section.lines %}"),
    ("Body", "{{ line }}"),
    ("Body", "{%p endfor %}"),
    ("Body", "{%p endfor %}"),
    ("Keep", "{{ ending }}"),
    ("Keep", ""),
    ("Body", "{%p for attachment in attachments %}"),
    ("Body", "{%p if loop.first %}"),
    ("FirstAttachment", "附件：{{ loop.index }}. {{ attachment }}"),
    ("Body", "{%p else %}"),
    ("Attachment", "{{ loop.index }}. {{ attachment }}"),
    ("Body", "{%p endif %}"),
    ("Body", "{%p endfor %}"),
    ("Keep", ""),
    ("Sender", "{{ office }}"),
    ("Day", "\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"),
    ("Keep", ""),
    ("Contact", "（联系人：\u3000\u3000\u3000\u3000\u3000联系电话：\u3000\u3000\u3000\u3000\u3000\u3000）"),
    ("Body", "{%p if copy_to %}"),
    ("Contact", "抄送：{{ copy_to }}。"),
    ("Body", "{%p endif %}"),
)
RECEIPT: tuple[tuple[str, str], ...] = (
    ("文书", "{{ title }}"),
    ("移送或者提请的机关", "{{ sender }}"),
    ("矿点", "{{ site }}"),
    ("文号", ""),
    ("收到日期和时刻", ""),
    ("接收单位", ""),
    ("接收人签字", ""),
    ("决定", "{{ choices }}"),
    ("决定日期、文号", ""),
    ("说明", ""),
)


def built() -> bytes:
    """The letter's template, the same bytes each time."""
    data: bytes = letter.zip_of(letter.members(TEXT))
    return data


def receipt() -> bytes:
    """The receipt that the recipient signs."""
    body = (
        letter.paragraph("Title2", "回执") + letter.paragraph("Recipient", "{{ sender }}：") + form.fields(RECEIPT)
        + letter.paragraph("Body") + letter.paragraph("Sender", "（接收单位盖章处）") + letter.paragraph("Day", "　　　　年　　月　　日")
    )  # fmt: skip
    data: bytes = letter.zip_of(form.members(body))
    return data


if __name__ == "__main__":
    (FOLDER / "matter.docx").write_bytes(built())
    (FOLDER / "matter-receipt.docx").write_bytes(receipt())
