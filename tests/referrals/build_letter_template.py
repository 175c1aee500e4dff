"""Builds `engine/referrals/templates/letter.docx`, the same bytes each time: `python tests/referrals/build_letter_template.py`.

GB/T 9704-2012, letter form: A4, top 37 mm, left 28 mm, type area 156 × 225 mm, 22 lines of 28 characters, 三号仿宋.
The office may edit the result in Word or WPS; what stands in braces is filled in by `engine/referrals/letter.py`.
"""

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from letter_text import TEXT

from engine.referrals.fixed_zip import zip_of

TARGET = Path(__file__).parents[2] / "engine" / "referrals" / "templates" / "letter.docx"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LINE = 579  # twips: 225 mm / 22
CHARACTER = -849  # 1/4096 pt less than 16 pt: 156 mm / 28
TIGHT = -5  # twips a character
# LibreOffice gives a 16 pt character two cells of a 15.8 pt grid. So the page declares its grid, and the paragraphs
# reach the same 22 lines of 28 characters by exact line height and spacing, in Word, WPS and LibreOffice alike.
# Aligned left: under such a grid LibreOffice 7.4 drops the comma that ends a justified line, without a trace.
RED = "C00000"


def fonts(east: str, west: str = "Times New Roman") -> str:
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{west}" w:hAnsi="{west}" w:eastAsia="{east}" w:cs="{west}"/>'
    )


def run(text: str, properties: str = "") -> str:
    inner = f'<w:rFonts w:hint="eastAsia"/>{properties}'
    return f'<w:r><w:rPr>{inner}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(style: str, text: str = "", extra: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{run(text) if text else ""}</w:p>'


def style(
    name: str, shown: str, paragraph_properties: str, run_properties: str, following: str = "Body"
) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{shown}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="{following}"/><w:qFormat/>'
        f"<w:pPr>{paragraph_properties}</w:pPr><w:rPr>{run_properties}</w:rPr></w:style>"
    )


def size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def exact(line: int, before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


INDENT = '<w:ind w:firstLineChars="200" w:firstLine="632"/>'
KEEP = "<w:keepNext/><w:keepLines/>"
BODY = fonts("仿宋_GB2312")
# Left under the red line (GB/T 9704-2012, 10.1): a frame; Word runs the number beside it, LibreOffice one line below.
SECRECY = '<w:framePr w:w="4200" w:h="579" w:hRule="exact" w:wrap="around" w:vAnchor="text" w:hAnchor="text" w:x="1" w:y="1"/>'
STYLES = "".join(
    (
        style("Body", "公文正文", INDENT, ""),
        style("Keep", "公文正文 与下段同页", KEEP + INDENT, ""),
        style("Recipient", "主送机关", "<w:keepNext/>", ""),
        style("Title2", "公文标题", KEEP + exact(700) + '<w:jc w:val="center"/>',
              fonts("方正小标宋简体") + '<w:spacing w:val="0"/>' + size(44), "Recipient"),
        style("Head1", "公文一级标题", KEEP + INDENT + '<w:outlineLvl w:val="0"/>', fonts("黑体")),
        style("Head2", "公文二级标题", "<w:keepNext/>" + INDENT + '<w:outlineLvl w:val="1"/>', fonts("楷体_GB2312")),
        style("Letterhead", "发文机关标志", exact(640, after=227) + '<w:jc w:val="center"/>',
              fonts("方正小标宋简体") + f'<w:color w:val="{RED}"/><w:spacing w:val="0"/>' + size(48)),
        style("Rule", "红色双线", exact(20) + '<w:ind w:left="-397" w:right="-397"/>', size(2)),
        style("Secrecy", "密级和保密期限", SECRECY, fonts("黑体")),
        style("Scope", "知悉范围", KEEP, fonts("黑体")),
        style("Number", "发文字号", '<w:jc w:val="right"/>', ""),
        style("FirstAttachment", "附件说明", KEEP + '<w:ind w:left="2054" w:hanging="1422"/><w:jc w:val="left"/>', ""),
        style("Attachment", "附件说明 续", KEEP + '<w:ind w:left="2054" w:hanging="474"/><w:jc w:val="left"/>', ""),
        style("Sender", "发文机关署名", KEEP + '<w:ind w:right="632"/><w:jc w:val="right"/>', ""),
        style("Day", "成文日期", KEEP + '<w:ind w:right="1264"/><w:jc w:val="right"/>', ""),
        style("Contact", "附注", INDENT, ""),
        style("PageOdd", "页码 单页", exact(320, after=170) + '<w:ind w:right="280"/><w:jc w:val="right"/>',
              fonts("宋体", "宋体") + size(28)),
        style("PageEven", "页码 双页", exact(320, after=170) + '<w:ind w:left="280"/><w:jc w:val="left"/>',
              fonts("宋体", "宋体") + size(28)),
    )
)  # fmt: skip

SECTION = (
    "<w:sectPr>"
    + "".join(
        f'<w:{kind}Reference w:type="{when}" r:id="{kind}-{when}"/>'
        for kind in ("header", "footer")
        for when in ("first", "default", "even")
    )
    + '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="1701" w:footer="1134" w:gutter="0"/>'
    f'<w:titlePg/><w:docGrid w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="{CHARACTER}"/></w:sectPr>'
)


def watermark(number: int) -> str:
    """草稿 across the page, as Word's own watermark command makes it."""
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
        '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" '
        f'shapetype="t"/></v:shapetype><v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" '
        'type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:400pt;height:200pt;'
        "rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d9d9d9" '
        'stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt" '
        'string="草稿"/></v:shape></w:pict></w:r>'
    )


def border(side: str) -> str:
    """The thick line outside, the thin one inside: thick above thin at the top, thin above thick at the foot."""
    return f'<w:pBdr><w:{side} w:val="thinThickSmallGap" w:sz="24" w:space="1" w:color="{RED}"/></w:pBdr>'


def header(number: int, *, first: bool) -> str:
    mark = f'<w:p><w:pPr><w:pStyle w:val="Rule"/></w:pPr>{watermark(number)}</w:p>'
    inner = paragraph("Letterhead", "{{ office }}") + paragraph("Rule", extra=border("top")) if first else ""
    return f"{HEAD}<w:hdr {SPACES}>{inner}{mark}</w:hdr>"


def footer(name: str) -> str:
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' if kind in {"begin", "separate", "end"} else kind
        for kind in ("begin", '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>', "separate",
                     "<w:r><w:t>1</w:t></w:r>", "end")
    )  # fmt: skip
    inner = f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run("— ")}{field}{run(" —")}</w:p>'
    if name == "Rule":
        inner = paragraph("Rule", extra=border("bottom"))
    return f"{HEAD}<w:ftr {SPACES}>{inner}</w:ftr>"


def styles() -> str:
    return (
        f'{HEAD}<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr>{BODY}<w:kern w:val="2"/>{size(32)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/><w:wordWrap w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:snapToGrid w:val="0"/>{exact(LINE)}<w:jc w:val="left"/></w:pPr>'
        f'<w:rPr>{BODY}<w:spacing w:val="{TIGHT}"/>{size(32)}</w:rPr></w:style>{STYLES}</w:styles>'
    )


def font(name: str, other: str) -> str:
    return (
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
    )


def relations(entries: list[tuple[str, str, str]]) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
        f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in entries
    ) + "</Relationships>"  # fmt: skip


def members(text: Sequence[tuple[str, str]] = TEXT) -> dict[str, bytes]:
    body = "".join(
        paragraph(style, line, "<w:keepNext/>" if (style, line) == ("Body", "") else "")
        for style, line in text
    )
    kinds = {"styles": "styles", "settings": "settings", "fontTable": "fontTable"}
    parts = {
        "word/document.xml": f"{HEAD}<w:document {SPACES}><w:body>{body}{SECTION}</w:body></w:document>",
        "word/styles.xml": styles(),
        "word/settings.xml": (
            f'{HEAD}<w:settings {SPACES}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>'
            '<w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="579"/>'
            '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:spaceForUL/>'
            "<w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
            '<w:adjustLineHeightInTable/><w:useFELayout/><w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
            '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
        ),
        "word/fontTable.xml": f"{HEAD}<w:fonts {SPACES}>"
        + font("仿宋_GB2312", "仿宋") + font("楷体_GB2312", "楷体") + font("黑体", "SimHei")
        + font("方正小标宋简体", "方正小标宋_GBK") + font("宋体", "SimSun") + "</w:fonts>",
        "docProps/core.xml": (
            f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>移送函模板</dc:title>'
            '<dc:creator>Wenze 问责</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2022-02-22T00:00:00Z'
            "</dcterms:created></cp:coreProperties>"
        ),
    }  # fmt: skip
    entries = [(f"part-{name}", f"{R}/{kind}", f"{name}.xml") for name, kind in kinds.items()]
    for number, when in enumerate(("first", "default", "even"), 1):
        parts[f"word/header{number}.xml"] = header(number, first=when == "first")
        foot = {"first": "Rule", "default": "PageOdd", "even": "PageEven"}[when]
        parts[f"word/footer{number}.xml"] = footer(foot)
        entries += [(f"{k}-{when}", f"{R}/{k}", f"{k}{number}.xml") for k in ("header", "footer")]
    parts["word/_rels/document.xml.rels"] = relations(entries)
    parts["_rels/.rels"] = relations(
        [
            ("document", f"{R}/officeDocument", "word/document.xml"),
            ("core", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ]
    )
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{word}.{_kind(name)}+xml"/>'
        for name in sorted(parts)
        if _kind(name)
    )
    parts["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )
    return {name: text.encode() for name, text in parts.items()}


def _kind(name: str) -> str:
    stem = name.removeprefix("word/").removesuffix(".xml").rstrip("123")
    return (
        {"document": "document.main"}.get(stem, stem)
        if name.startswith("word/") and "_rels" not in name
        else ""
    )


if __name__ == "__main__":
    TARGET.write_bytes(zip_of(members()))
