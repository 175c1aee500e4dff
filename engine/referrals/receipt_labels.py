"""The labels of a 回执 and its choices: the same words on the docx, on the xlsx, and where a filled one is read back."""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "移送材料编号": "package", "移送函文号": "number", "收到日期": "received_on", "接收单位": "received_by", "接收人": "person",
    "校验结果": "checked", "受理编号": "accepted_as", "处置方式": "disposition", "处置日期": "disposed_on", "说明": "note",
}  # fmt: skip
"""Label → field of `Receipt`, in the order of the form."""
NOTICE_FIELDS: Final[Mapping[str, str]] = {
    "函件编号": "package", "函件文号": "number", "收到日期": "received_on", "接收单位": "received_by", "接收人": "person",
    "说明": "note",
}  # fmt: skip
"""The same of a letter that goes alone, a 撤回函 or a 督办函: nothing is checked or disposed of, no referral is named."""
CHECKED: Final = ("相符", "不相符")
DISPOSITIONS: Final = ("谈话函询", "初步核实", "暂存待查", "予以了结", "立案", "其他")
