# ruff: noqa: E501 - one message, one line: a translator reads down the file
"""What `rules check` says: whole sentences for readers who know no YAML, each with its mend.

Braces are filled in by the checks; `{found}` is what stands in the file.
"""

# the file as text
TOO_LARGE = "文件超过 {limit} KB；规则文件应在一屏之内，请拆分。"
NOT_UTF8 = "第 {number} 个字节不是 UTF-8 文字；请用 UTF-8 编码另存。"
EMPTY = "文件是空的；请写入内容或删除该文件。"
WRONG_SUFFIX = "扩展名“{found}”不会被读取；规则文件请改名为 .yaml。"
STRAY = "这个文件不在任何文书的目录里；请移入有 instrument.yaml 的目录。"

# punctuation
FULLWIDTH_COLON = "“{found}：” 用了全角冒号；YAML 只认半角“:”，请改为“{found}: {rest}”。"
NO_SPACE = "“{found}:” 后面缺空格；YAML 要求冒号后留一个空格，请改为“{found}: {rest}”。"
FULLWIDTH_COMMA = "用了全角“{found}”分隔；YAML 只认半角逗号，请改为“, ”。"
FULLWIDTH_BRACKET = "用了全角括号“{found}”；YAML 只认半角，请改为“{mend}”。"
FULLWIDTH_QUOTE = "“{found}”整个放在全角引号里，引号会成为文字的一部分；请去掉引号，或改用半角单引号。"
FULLWIDTH_SPACE = "用了全角空格；YAML 只认半角空格，请改为半角空格。"
NO_BREAK_SPACE = (
    "用了不间断空格（U+00A0，看上去与空格一样，常随网页或 Word 的文字带来）；YAML 不认，请改为半角空格。"
)
FULLWIDTH_DASH = "列表项用了“{found}”；YAML 只认半角“- ”，请改为半角短横加空格。"
TAB = "用了制表符（Tab）；YAML 不许用 Tab，请改为空格。"

# YAML beyond what a rule file may use
ANCHOR = "用了锚点“&{found}”；规则文件不许用锚点和引用，请把内容直接写出来。"
ALIAS = "用了引用“*{found}”；规则文件不许用锚点和引用，请把内容直接写出来。"
TAG = "用了类型标记“{found}”；规则文件不许用标记，请删去。"
MERGE = "用了合并键“<<”；规则文件不许合并，请把内容直接写出来。"
TOO_DEEP = "嵌套超过 {limit} 层；规则文件不需要这样深，请检查缩进。"
MANY_DOCUMENTS = "一个文件里有多份文档（“---”）；一条规则一个文件，请拆分。"
DIRECTIVE = "用了“%”指令；规则文件不许用指令，请删去这一行。"
DUPLICATE_KEY = "“{found}”重复出现（第一次在第 {first} 行）；同一处只能写一次，请删去多余的一个。"
TWICE_ITEM = "列表里这一项与第 {first} 行的一项相同；请删去多余的一项，或者改正。"
ODD_KEY = "这里的名称不是一个词；请写成“名称: 值”。"
NO_SUCH_DAY = "“{found}”不是有效日期；日期写作 2022-02-22 的形式，且须真有这一天。"
SYNTAX = "YAML 写法有误（{problem}）；请检查这一行及上一行的缩进、冒号、引号和括号是否成对。"
NOT_A_MAPPING = "整个文件须为“名称: 值”的形式；请按规则文件的样式书写。"

# words and types
UNKNOWN_KEY = "不认识的词“{found}”；这里可用：{options}。{guess}"
UNKNOWN_WORD = "“{found}”不是这里可用的词；可用：{options}。{guess}"
GUESS = "是否想写“{guess}”？"
MISSING_KEY = "“{where}”缺少必填的“{found}”（{meaning}）；请补上。"
MISSING_ORIGIN = "参数“{where}”没有写出处；每个数字都要有出处，请补上 origin: law（法定）、province（省定）、city（市定）、local（本办公室）或 interpretation（解释）。"
BARE_NUMBER = "“{where}”直接写了数字 {found}；数字须在 parameters 中声明并写明出处，这里请写参数的名称。"
NUMBER_FOR_WORD = "“{where}”应是文字，却写成了整数 {found}；请加半角引号，写作 '{found}'。"
DATE_FOR_WORD = "“{where}”应是文字，却写成了日期 {found}；请加半角引号，写作 '{found}'。"
NEEDS_TEXT = "“{where}”应是文字；请在冒号后写一段文字。"
NEEDS_INTEGER = "“{where}”应是整数，却写成了“{found}”；请写不带引号的半角数字，例如 2。"
NEEDS_VALUE = "“{where}”的值“{found}”既不是整数也不是文字；请写整数、yes，或用 null 表示自该日起没有。"
NEEDS_DATE = "“{where}”应是日期，却写成了“{found}”；请写作 2022-02-22 的形式，不带引号。"
THOUSANDS = "“{found}”前面的逗号把一个数分成了两项；数字里不要写逗号，请写作 300000 的形式。"
NEEDS_BOOLEAN = "“{where}”应写 true 或 false，却写成了“{found}”；请改正。"
NEEDS_LIST = "“{where}”应是列表；请写作 [甲, 乙]，或每项一行以“- ”开头。"
NEEDS_MAPPING = "“{where}”应是“名称: 值”的形式；请写作 {{名称: 值}}。"
OUT_OF_RANGE = "“{where}”的值 {found} 超出范围；请写 0、1 或 2。"
ODD_VALUE = "“{where}”的值“{found}”不合要求（{problem}）；请改正。"
ODD_CONDITION = "when 的写法无法识别；须有 count（计数）、define（定义）、without（缺少）、every（周期）、needs（清单）、sum（超限）、while（重叠）、before（先后）、all 或 any（合并）、fact 加 where（事实）之一。"

# instruments, clauses and days
NO_INSTRUMENT = "目录里没有 instrument.yaml；请写明文书的 id、title、number、kind 和 in_force。"
NO_SOURCE = "目录里没有 source.txt；请把规则所依据的条文原文放进去，每条之前写一行“## 第几条第几款”。"
INSTRUMENT_NAME = "文书的 id“{found}”与目录名“{mend}”不一致；请改成一致。"
TWICE_INSTRUMENT = "文书“{found}”已在 {first} 中出现；同一文书只能有一个目录，请合并。"
UNKNOWN_INSTRUMENT = (
    "文书“{found}”不在所给的目录中；现有：{options}。{guess}请改正，或把该文书的目录一并给出。"
)
UNKNOWN_ARTICLE = "{instrument} 的 source.txt 里没有“## {found}”；现有：{options}。请改正条款号，或把该条原文补进 source.txt。"
NO_QUOTE = "依据“{found}”没有引文；请在 quote 里抄录规则所依据的原文。"
QUOTE_NOT_FOUND = "引文不在 {instrument} 的 source.txt“{article}”之下；请照原文逐字抄录（空格和繁简不计）。"
QUOTE_ELSEWHERE = "引文不在“{article}”之下，而在“{mend}”之下；请改正条款号。"
OUTSIDE_INSTRUMENT = "{found} 不在 {instrument} 的施行期间（{force}）之内；请改为期间之内的日期。"
LATER_BASIS = "{instrument} 自 {found} 起施行，晚于规则的起始日；请在这项依据里写 from: {found}。"
BASIS_OUTSIDE_RULE = "依据的起始日 {found} 不在规则的施行期间（{force}）之内；请改正。"
BACKWARDS = "结束日 {found} 早于起始日 {first}；请改正。"
RETIRED_OPEN = "status 是 retired（已停用），in_force 却没有 to（结束日）；请补上最后施行的一天。"

# notes for the reader
ONE_OCCASION = "applies 须恰好写一种适用情形：{options}；请改正。"
NOTHING_TO_QUOTE = (
    "{instrument} 的目录里没有 source.txt，引文无从核对；请放入条文原文，或者删去 quote，只写条号。"
)
TWICE_NOTE = "读者须知“{found}”已在 {first} 中出现；请改名，或者合并。"

# open norms
TWICE_NORM = "开放概念“{found}”已在 {first} 中出现；请改名，或者合并。"
NO_SUCH_NORM = "“{found}”不是 norms.yaml 里的开放概念；现有：{options}。{guess}"
TERM_NOT_QUOTED = "引文里没有“{found}”这个词；请抄录载有这个词的原文，或者改正 term。"

# matters for other bodies
ONE_RECIPIENT = "then 须恰好写一种：{options}；请改正。"
AMOUNT_FOR_APPRAISALS = "at_least（数额）用于 each: appraisal（价值认定），并且只用于它；请补上或者删去。"

# parameters
UNDECLARED = "参数“{found}”没有在 parameters 中声明；请声明它的单位、出处和各日的值。{guess}"
UNUSED = "参数“{found}”声明了却没有用到；请在 when 中使用，或删去。"
WRONG_UNIT = "参数“{found}”用在“{where}”，单位须为 {options}，却写了“{unit}”；请改正。"
NEEDS_NUMBERS = "参数“{found}”在 {day} 的值“{value}”应是不小于 {least} 的整数；请改正。"
NUMBER_TOO_LARGE = "参数“{found}”在 {day} 的值大于 {most}；没有哪个数量、数额或者期间会这样大，请改正。"
OUTSIDE_RANGE = (
    "参数“{found}”自 {day} 起的值 {value} 不在法定幅度（{low} 至 {high}）之内；请核对定数额的文件后改正。"
)
NEEDS_YES = "参数“{found}”在 {day} 的值“{value}”应写 yes，或用 null 表示自该日起不再适用；请改正。"
GAP = "参数“{found}”从 {day} 起没有值，规则却在施行；请补上该日的值。"
VALUE_AFTER_END = "参数“{found}”在 {day} 的值晚于规则的最后一天 {end}，永远用不到；请删去或改正日期。"
NO_VALUES = "参数“{found}”没有任何值；请写 values: {{日期: 值}}。"

NEVER_HOLDS = (
    "参数“{found}”在 {day} 的值到 {until} 就被下一个值取代，那时规则还没有施行，永远用不到；请删去。"
)
SAME_VALUE = (
    "参数“{found}”在 {day} 的值与前一个日期的值“{value}”相同，两段重叠；请删去后一个，或者改正其中一个。"
)
LAW_WITHOUT_QUOTE = "参数“{found}”的出处写的是法定，引文里却没有“{value}{unit}”；请改正数字，或抄录载有这个数字的原文，或改写出处。"
ENDED = "{instrument} 已于 {end} 结束施行，规则在 {day} 却仍以它为依据；请在 in_force 写 to: {end}，或改引现行的文书。"

LAW_NOT_LEFT = "参数“{found}”是法定的，各地不能另定；条文明文交由地方规定的，请在 left_to_place 里抄录那几个字，否则删去 places。"
LEFT_WITHOUT_QUOTE = "left_to_place 的“{found}”不在 legal_basis 的引文里；请抄录条文中交由地方规定的原文。"
PLACES_NOT_HERE = "参数“{found}”用在这种条件里，不能由各地另定；places 只用于缺少、周期、清单、超限的期限与数量，和按矿点计数的 at_least、within，请删去，或者另立一条规则。"
PLACES_NOT_OF_AMOUNTS = "参数“{found}”用来与记录的数额比较，不能由各地另定；一件记录在哪里比较都须得出同样的结果，请删去 places，各地数额不同的另立规则。"
TWICE_PLACE = "“{found}”在 places 里出现不止一次；一个地方只写一项，各日的值写在同一个 values 里。"
PLACE_OUTSIDE = "“{found}”在 {day} 的值不在规则的施行期间之内，永远用不到；请改正日期。"
PLACE_STARTS_EMPTY = (
    "“{found}”的第一个值是 null；null 表示自该日起改用上一级的值，没有先前的值就不必写，请删去。"
)
ORIGIN_OF_PLACE = "“{found}”是{level}一级，origin 须写 {mend}；请改正。"

# what can never, or must always, be met
NEVER_ONE = "“{where}”没有任何值能够满足，规则因此永远不成立；请改正所列的值。"
NEVER_BRANCH = "any 的这一项与 where 或者它自己的条件相抵触（{where}），永远不成立；请改正或删去。"
NEVER_CONTRADICTORY = "any 的这一项满足时，contradictory 也必然满足，只会得出“不能判断”；请改正其中一处。"
NEVER_ADMITTED = "any 的这一项要参数“{found}”为 yes 才算，而它在规则施行期间从未为 yes，永远不成立；请改正该参数或删去这一项。"
NEVER_EMPTY = "“{where}”是空的，规则永远不成立；请至少写一项。"
NEVER_LEVEL = "“{found}”在{level}一级成立，不会落在“{place}”之下，规则永远不成立；请改正级别。"
NEVER_TOGETHER = (
    "“{found}”只施行于 {force}，与本规则的施行期间没有一日相同，规则永远不成立；请改正其中一个期间。"
)
NEVER_DRAFT = "“{found}”还是草稿，不参与核查，本规则因此永远不成立；请先启用它，或把本规则也改为 draft。"
ALWAYS_ONE = "“{where}”的条件对每一个值都成立，等于没有条件；请删去，或改正所列的值。"
ALWAYS_BRANCH = "any 的这一项没有任何条件，其余各项因此都不起作用；请写明条件或删去。"
ALWAYS_EVIDENCE = "where 没有任何条件，每一件线索都会使规则成立；请写明条件，例如 verified: {is: yes}。"
ALWAYS_WINDOW = "至少 1 个就成立，窗口“{found}”因此不起作用；请删去 within，或改正数量。"

# words of the glossary
NOT_A_WORD = "“{found}”不是本系统的用语；请改为“{mend}”。"
JUDGING = "“{found}”是认定过错、意图或者处分的话；规则只写事实和条款，请改写，或者作为原文放进“”。"

# the rule among others
TWICE_LIMB = "本规则与 {first} 是同一情形、同一后果，施行期间又相交，会就同一件事得出两个结论；请停用其中一条，或改正条件。"
TWICE_LIMB_APART = (
    "本规则与 {first} 是同一情形、同一后果，施行期间又相交，阈值却不同（{found}）；请只留一条。"
)
WRONG_ID = "规则的 id 应为“{mend}”（文书.文件名），却写了“{found}”；请改成一致。"
TWICE_ID = "规则 id“{found}”已在 {first} 中用过；请改名。"
TWICE_DEFINED = "“{found}”已由 {first} 定义，且施行期间相交；同一日只能有一个定义，请改正。"
NOTHING_TO_COUNT = "{where} 的“{found}”既不是已定义的事实，也不是规则的 id；现有：{options}。{guess}"
MISNAMED = "“{found}”应是 {first} 的 id，那里却写成了“{mend}”；请改正那里的 id，这里不必改。"
NO_SUCH_RULE = "“{found}”不是任何规则的 id；现有：{options}。{guess}"
NOT_DEFINED_YET = "“{found}”的定义只施行于 {force}，没有盖住本规则的期间；请改正其中一个期间。"
SUCCEEDS_TOO_EARLY = "本规则自 {found} 起施行，前一规则“{first}”到 {end} 才结束；请改正其中一个日期。"
TOO_MANY_JOINS = "事实“{found}”用在 {number} 个合并条件里，超过 {limit} 个；推理部件会出错，请减少或拆分。"

# what counts, and what follows
UNKNOWN_COLUMN = "事实“{where}”没有可用于条件的列“{found}”；可用：{options}。{guess}"
ONE_OPERATOR = "“{where}”须恰好有一个比较词（is、in 或 not），却有 {number} 个；请分开写或删去。"
WRONG_OPERATOR = "“{where}”是代码或文字，不能用“{found}”比较；请改用 is、in 或 not。"
WRONG_DAY_OPERATOR = "“{where}”是日期，不能用“{found}”比较；请改用 on_or_after（不早于）或 before（早于）。"
WRONG_NUMBER_OPERATOR = (
    "“{where}”是数额，不能用“{found}”比较；请改用 at_least（不少于）或 at_most（不多于），后面写参数的名称。"
)
MAY_BE_EMPTY = "事实“{where}”的“{found}”可以空缺，在这种条件里空缺既不能算是也不能算否；请改用 {options}，或者写成定义（define）：定义遇到空缺得出“不能判断”。"
NEEDS_LISTED = "“{where}”用 in 比较，须给出列表，例如 [甲, 乙]。"
NEEDS_ONE = "“{where}”用 is 比较，只能给一个值；几个值请改用 in。"
UNKNOWN_CODE = "“{found}”不是“{where}”的代码；可用：{options}。{guess}"
INTEGER_CODE = "“{where}”的代码写成了整数 {found}；请加半角引号，写作 '{found}'。"
NO_STATE = "计数“{found}”没有写 state，或者写成了空的；请写 state: not_stopped。"
PER_NOT_HERE = "per 的“{found}”在这种条件里不能用：{reason}；这里可用：{options}，请改正，或者删去 per。"
STATE_NOT_REFERRED = "状态“{found}”不能用于移送：没有记录不是证据，不明的先询问，已停止的不再是没有制止；请只写 not_stopped，或者把结果改为 supervise 或 list。"
WRONG_DISTINCT = "count 是{what}，distinct 应为{mend}，却写了“{found}”；请改正。"
LEVEL_NOT_BELOW = "distinct 的“{found}”不在 in 的“{place}”之下；请改正其中一个。"
ONLY_TOWNSHIP = "kinds 只用于 in: township；请删去。"
UNKNOWN_KIND = "“{found}”不是乡级区划的类别；可用：{options}。{guess}"
ONE_CONSEQUENCE = "then 中 refer_to、supervise、list、derive 须恰好有一个，现有：{found}；请只留一个。"
NO_CONSEQUENCE = "then 中没有 refer_to、supervise、list、derive 之一；请写明规则成立后做什么。"
DERIVE_DEFINITION = "定义“{found}”的 then 须为 derive: {found}；请改正。"
DERIVE_ONLY = "derive 只用于定义（when 中有 define）；请改用 refer_to、supervise 或 list。"
ODD_NAME = "“{found}”不能作名称；名称只用小写字母、数字和下划线，以字母开头，例如 two_sites。"
NO_FINDING = "then 缺少 finding（结论的名称）；请补上。"
NO_ACCOUNTABLE = "then 有 {found}，却没有 accountable（谁负责）；请补上 {{organ: …, roles: […]}}。"
NO_ROLES = "移送须写明 roles（哪些岗位）；请补上 principal、responsible 或 direct。"
WRONG_ORGAN = "规则数的是{place}，accountable 却是“{found}”；请改为 {mend} 开头的单位。"
WRONG_ADDRESSEE = "supervise 的“{found}”与本规则不合；这里应为“{mend}”。"
RAISE_WITHOUT = "raise_levels 和 restricted 只用于 refer_to；请删去。"
EVIDENCE_OPERATOR = "线索的条件“{where}”只能用 is 或 in；推理部件不支持 {found}，请改写。"
ALL_SHAPE = "all 须由一项 duty_evidence 和一项已定义的事实组成；推理部件只支持这一种合并，请改写。"
ONE_TOGETHER = "all 至少要有两项结论；只有一项的，请改写为 any 和 in。"
ANY_SHAPE = "{where} 的每一项须写 finding: 规则的 id；请改写。"
SAME_EVENT = "这里与条件开头的事实完全相同，说不出先后或者有无；请写另一种事实，或补上 where。"
NEVER_LACKS = "needs 是空的，什么也不缺，规则永远不成立；请至少写一项。"
ONE_LIMB = "合并条件的每一项须恰好写 fact 或 finding 之一；请改正。"

# tests beside rules
NO_TEST = "没有测试文件 {found}；请写一个，至少含 {cases} 各一句。"
NO_RULE_FOR_TEST = "没有与这个测试同名的规则 {found}；请改名或删去。"
MISSING_CASE = "测试缺少情形“{found}”（{meaning}）；请补一句。"
NOT_A_LIST = "测试文件须为句子的列表，每句以“- sentence: …”开头；请改正。"
TWICE_SENTENCE = "这一句与第 {first} 行的句子相同；每句话须不同，请改写。"
UNKNOWN_TABLE = "不认识的表“{found}”；可用：{options}。{guess}"
SEEN_IN = "定义本身不产生结论；请写 seen_in: 规则的 id，说明在哪条规则的结论里看。"
NOT_SEEN_IN = "seen_in 的“{found}”不是计数“{mend}”的规则；可用：{options}。"
NO_PLACE = "{problem}{guess}"

# the duties of an instrument
DUTIES_NOT_A_LIST = "duties.yaml 须为列表，每句一项，以“- {id: …”开头；请改正。"
TWICE_DUTY = "句子“{found}”已在 {first} 列出；请改名或合并。"
SERVED_BY_NOTHING = "句子“{found}”写的是 served（已落实），却没有写由什么落实；请在 by 里写明，或改为 open。"
NO_REASON = "句子“{found}”没有落实，也没有说明理由；请补上 why。"
ODD_SOURCE = "“{found}”看不出是什么；请写 rule:规则编号、ledger:台账 或 table:表.列。"
NO_SOURCE_OF_DUTY = "“{found}”并不存在；现有：{options}。{guess}"
