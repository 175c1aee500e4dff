"""A small quarter as rows of tables, and the forms in which departments send them."""

import csv
import io
import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import Workbook

Rows = Mapping[str, str]
Tables = Mapping[str, list[Rows]]

AS_OF = "2022-03-07"
XIAOYI, LIULIN, SHOUYANG, LISHI = "141181000000", "141125000000", "140725000000", "141102000000"
COUNTY = "order446.county-two-illegal-coal-mines"
TOWNSHIP = "order446.township-illegal-coal-mine"
DAYS = (
    "verified_on",
    "ordered_on",
    "executed_on",
    "result_on",
    "checked_on",
    "sent_on",
    "due_on",
    "occurred_on",
    "from_on",
    "on",
)

_TABLES = {
    "sites": """\
site_id,name,mineral,jurisdiction
A,甲煤矿,coal,孝义市/西辛庄镇
B,乙煤矿,coal,孝义市/下堡镇
C,丙煤矿,coal,柳林县/薛村镇
D,丁煤矿,coal,寿阳县/南燕竹镇
E,戊煤矿,coal,离石区/西属巴街道
F,己煤矿,coal,柳林县/庄上镇
G,庚铁矿,iron,寿阳县/平头镇
""",
    "discoveries": """\
discovery_id,site_id,situation,producing,missing_licences,verified_on,found_by,note
D1,A,1a,yes,mining_permit,2022-02-01,孝义市自然资源局,夜间采掘
D2,B,4,yes,,2022-02-15,孝义市应急管理局,
D3,C,1a,yes,mining_permit,2022-02-01,柳林县自然资源局,
D4,D,1a;2,yes,mining_permit;safety_permit,2022-03-01,寿阳县自然资源局,
D5,E,1a,yes,mining_permit,2022-02-01,离石区自然资源局,
D6,F,1a,unknown,mining_permit,2022-02-10,柳林县自然资源局,
D7,G,1a,yes,mining_permit,2022-02-23,寿阳县自然资源局,
""",
    "measures": """\
measure_id,site_id,kind,ordered_on,executed_on,by,result_on,result,result_by
M1,A,order,2022-02-02,,孝义市自然资源局,,,
M2,C,seal,2022-02-11,2022-02-12,薛村镇人民政府,2022-02-12,stopped,柳林县应急管理局
""",
    "checks": """\
check_id,site_id,checked_on,result,checked_by
C1,A,2022-02-10,producing,孝义市应急管理局
C2,C,2022-02-05,producing,柳林县应急管理局
C3,D,2022-03-03,no_measure,寿阳县应急管理局
C4,E,2022-02-05,producing,离石区应急管理局
C5,G,2022-02-25,producing,寿阳县应急管理局
C7,B,2022-02-20,no_measure,孝义市应急管理局
""",
    "inquiries": """\
inquiry_id,site_id,sent_on,sent_to,due_on,answered_on
I1,F,2022-02-14,township_government,2022-02-18,
""",
    "duty_evidence": """\
evidence_id,jurisdiction,organ,post,kind,act,occurred_on,source,verified,verified_by,verified_on,site_id
V1,柳林县/薛村镇,township_government,副镇长,dereliction,接到通知后未到场,2022-02-03,合成督查,yes,柳林县安委办,2022-02-25,C
V2,寿阳县/南燕竹镇,township_government,镇长,dereliction,知情不报,2022-03-02,合成举报核查,no,,,D
V3,孝义市,department:合成样例能源局,科长,dereliction,未复查井口,2022-02-12,合成督查,yes,孝义市安委办,2022-02-26,A
""",
    "posts": """\
name,organ,jurisdiction,post,role,from_on,document
合成甲,county_government,孝义市,市长,principal,2020-05-06,合成任〔2020〕1号
""",
    "prior_actions": """\
action_id,site_id,jurisdiction,kind,on,by
P1,C,柳林县,investigation,2022-02-20,合成样例监察机关
""",
}


def tables() -> dict[str, list[Rows]]:
    """The quarter anew, so that a test may change it."""
    return {name: list(csv.DictReader(io.StringIO(text))) for name, text in _TABLES.items()}


def two_mines() -> dict[str, list[Rows]]:
    """The example of the contract: two coal mines of 孝义市, discovered within one month."""
    mine = {"A", "B"}
    return {n: [r for r in tables()[n] if r["site_id"] in mine] for n in ("sites", "discoveries", "checks")}


def as_csv(folder: Path, given: Tables, *, encoding: str = "utf-8", shuffled: int | None = None) -> Path:
    """One CSV a table; with a seed, rows and columns in another order."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(shuffled)  # noqa: S311 - an order, no secret
    for name, given_rows in given.items():
        rows, heads = list(given_rows), list(given_rows[0])
        if shuffled is not None:
            chance.shuffle(rows)
            chance.shuffle(heads)
        text = io.StringIO()
        writer = csv.DictWriter(text, heads)
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
    return folder


def as_workbook(folder: Path, given: Tables) -> Path:
    """All tables as sheets of one workbook, days as days of the spreadsheet."""
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.remove(book.active)
    for name, rows in given.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([date.fromisoformat(v) if v and k in DAYS else v for k, v in row.items()])
    book.save(folder / "各表.xlsx")
    return folder
