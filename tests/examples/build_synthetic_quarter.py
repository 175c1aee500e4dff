"""Builds the two tables of the synthetic quarter that a text editor can't keep: one XLSX, one GB18030 CSV.

`python tests/examples/build_synthetic_quarter.py` writes them anew; the same content gives the same bytes.
"""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

TABLES = Path(__file__).resolve().parents[2] / "examples" / "synthetic-quarter" / "tables"
WORKBOOK, EVIDENCE = "办公室台账.xlsx", "失职线索.csv"
_STAMP = datetime(2022, 3, 28, 8)  # noqa: DTZ001 - what is written into the file has no zone
_DOS_STAMP = (2022, 3, 28, 8, 0, 0)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAVED_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

SHEETS = {
    "询问": """\
询问编号,矿点编号,发出日期,发往单位,答复期限,答复日期,备注
I01,S15,2022-03-22,乡镇人民政府,2022-03-25,,合成数据：逾期未答复
I02,S07,2022-02-21,乡镇人民政府,2022-02-25,2022-02-24,合成数据：按期答复
I03,S06,2022-02-14,县级人民政府,2022-02-18,2022-02-22,合成数据：迟到的答复
I04,S04,2022-03-17,部门:合成样例应急管理局,2022-03-24,,合成数据：部门逾期未答复
I05,S08,2022-03-24,乡镇人民政府,2022-03-31,,合成数据：尚未到期
I90,S16,2022-02-01,乡镇人民政府,2022年2月,,合成数据：错误行，期限只有年月
""",
    "任职": """\
人员编号,姓名,单位,行政区划,职务,责任类别,任职日期,离任日期,任职文件,干部管理机关,备注
P01,合成甲,镇人民政府,柳林县/薛村镇,镇长,主要负责人,2020-05-06,,合成任〔2020〕1号,,合成数据：姓名均为编造；有任职文件
P02,合成乙,镇人民政府,柳林县/薛村镇,副镇长,相关负责人,2019-03-01,2022-02-15,合成任〔2019〕2号,,合成数据：期间离任
P03,合成丙,镇人民政府,柳林县/庄上镇,镇长,主要负责人,2021-06-01,,,,合成数据：没有任职文件，只写职务
P04,合成丁,县级人民政府,柳林县,县长,主要负责人,2021-07-01,,合成任〔2021〕3号,中共吕梁市委组织部,合成数据：有干部管理机关
P05,合成戊,县级人民政府,离石区,区长,主要负责人,2021-07-01,,,,合成数据：没有任职文件，只写职务
P06,合成己,镇人民政府,寿阳县/南燕竹镇,镇长,主要负责人,2022-03-11,,合成任〔2022〕4号,,合成数据：发现次日到任
""",
    "已有处理": """\
处理编号,单位,矿点编号,行政区划,处理种类,处理日期,处理机关,文号,备注
A01,镇人民政府,,柳林县/薛村镇,立案调查,2022-03-16,合成样例纪检监察机关,合成立〔2022〕5号,合成数据：已立案
A02,,S12,离石区/信义镇,处分,2022-03-07,合成样例纪检监察机关,,合成数据：只指矿点
A03,部门:合成样例自然资源局,,柳林县,移送,2022-03-20,合成样例安委办,合成移〔2022〕6号,合成数据：此前已移送一次
""",
}
DUTY_EVIDENCE = """\
线索编号,行政区划,单位,职务,线索种类,行为,发生日期,来源,是否核实,核实单位,核实日期,矿点编号,涉及的纪检监察机关,备注
E01,柳林县,部门:合成样例自然资源局,副局长,失职渎职,送达停工通知后未复查井口,二〇二二年二月二十日,合成督查,是,合成样例安委办,2022年3月5日,S01,,合成数据：部门与矿点
E02,柳林县/薛村镇,镇人民政府,副镇长,失职渎职,接到通知后未到场,2022/2/6,合成督查,是,合成样例安委办,2022/2/10,S01,,合成数据：核实在通知施行之前
E03,离石区,部门:合成样例公安分局,大队长,保护伞,检查前向井口报信,2022.3.2,合成督查,是,合成样例安委办,2022.3.12,S03,,合成数据：限制知悉；矿点在邻县
E04,柳林县/李家湾乡,村:合成样例村,村委会主任,失职渎职,知情不报,2022-03-09,合成举报核查,否,,,S03,,合成数据：未核实
E05,寿阳县,县级人民政府,副县长,失职渎职,压下县局的停产建议,2022-03-01,合成督查,是,合成样例安委办,2022-03-18,,晋中市纪委监委,合成数据：已核实，且指向接收机关
E06,寿阳县,垂直管理机构:合成样例矿山安全监察处,监察员,失职渎职,未到现场而签字,2022-02-25,合成督查,是,合成样例安委办,,S24,,合成数据：没有核实日期，以发生日期计
E07,离石区/信义镇,乡镇党委,党委书记,失职渎职,要求暂缓封井,2022-02-27,合成举报核查,否,,,S12,离石区纪委监委,合成数据：未核实，且指向接收机关
E90,柳林县/不存在镇,镇人民政府,镇长,失职渎职,合成行为,2022-03-01,合成督查,否,,,,,合成数据：错误行，没有这个镇
"""


def workbook() -> bytes:
    """The XLSX with the sheets 询问, 任职, 已有处理: typed dates, fixed times, stored uncompressed."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, text in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in csv.reader(io.StringIO(text)):
            sheet.append([date.fromisoformat(cell) if _DAY.fullmatch(cell) else cell or None for cell in row])
    saved = io.BytesIO()
    book.save(saved)
    fixed = io.BytesIO()
    stamp = _STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, _DOS_STAMP)
            entry.create_system = 3
            target.writestr(entry, _SAVED_AT.sub(rb"\g<1>" + stamp, source.read(name)))
    return fixed.getvalue()


def evidence() -> bytes:
    """The CSV as an older Excel saves it: GB18030, CR LF."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(csv.reader(io.StringIO(DUTY_EVIDENCE)))
    return out.getvalue().encode("gb18030")


def build(folder: Path) -> None:
    """Write both files into a folder."""
    (folder / WORKBOOK).write_bytes(workbook())
    (folder / EVIDENCE).write_bytes(evidence())


if __name__ == "__main__":
    build(TABLES)
