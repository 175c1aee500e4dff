"""Builds `engine/referrals/templates/notice.docx` in the form of the letter: `python tests/ledgers/build_notice_template.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "referrals"))

import build_letter_template as letter  # type: ignore[import-not-found]

TARGET = letter.TARGET.with_name("notice.docx")
TEXT = (
    ("Body", "{%p if secrecy %}"),
    ("Secrecy", "{{ secrecy }}"),
    ("Body", "{%p endif %}"),
    ("Number", "〔    〕    号"),
    ("Body", "{%p if restricted %}"),
    ("Scope", "{{ restricted }}"),
    ("Body", "{%p endif %}"),
    ("Body", ""),
    ("Body", ""),
    ("Title2", "{{ title }}"),
    ("Body", ""),
    ("Recipient", "{{ receiver }}："),
    ("Body", "{{ opening }}"),
    ("Head1", "一、{{ heading }}"),
    ("Body", "{%p for item in items %}"),
    ("Body", "{{ item }}"),
    ("Body", "{%p endfor %}"),
    ("Head1", "二、需要说明的情况"),
    ("Body", "{%p for line in closing %}"),
    ("Body", "{{ line }}"),
    ("Body", "{%p endfor %}"),
    ("Keep", "专此函达。"),
    ("Keep", ""),
    ("Body", "{%p for attachment in attachments %}"),
    ("Body", "{%p if loop.first %}"),
    ("FirstAttachment", "附件：{% if loop.length > 1 %}{{ loop.index }}. {% endif %}{{ attachment }}"),
    ("Body", "{%p else %}"),
    ("Attachment", "{{ loop.index }}. {{ attachment }}"),
    ("Body", "{%p endif %}"),
    ("Body", "{%p endfor %}"),
    ("Keep", ""),
    ("Sender", "{{ office }}"),
    ("Day", "\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"),
    ("Keep", ""),
    ("Contact", "（联系人：\u3000\u3000\u3000\u3000\u3000联系电话：\u3000\u3000\u3000\u3000\u3000\u3000）"),
)


def built() -> bytes:
    """The template's bytes, the same each time."""
    data: bytes = letter.zip_of(letter.members(TEXT))
    return data


if __name__ == "__main__":
    TARGET.write_bytes(built())
