"""Words of the office's pages that stand in code."""

SESSION = "第 {term} 届第 {number} 次会议"
ALL_SESSIONS = "全部会议"
BOTH_SIDES = "大会期间和闭会期间"

REGISTERED = "已登记《{title}》，领衔代表会收到通知。"
LEAD_AGAIN = "“{name}”已经是领衔代表，不用再写进联名代表。"
NUMBER_TAKEN = "这次会议里已经有 {no}《{title}》。请核对编号；确实是两件的，请换一个编号。"
NO_SESSION = "本级还没有建立届和会议，请先在“设置”里建立，再来登记。"
SECRET = (
    "看起来带有密级标志（{mark}）。涉密的件不能进本系统，请删去后按保密规定走线下渠道；"
    "内容本身不涉密的，请去掉密级标志再登记。"
)

HANDED_OVER = "已交办给{bodies}。10 分钟内可以撤销，过后承办单位会收到通知。"
ALSO = "并案的件一并交办"
ALSO_HINT = "交给同样的单位，每一件单独记录。不一起交的，去掉勾选。"
HANDED_OVER_TOGETHER = "已把 {n} 件交办给{bodies}：{numbers}。10 分钟内可以在各件的案卷里撤销。"
NOT_HANDED_OVER = "有 {n} 件没有交办：{why}"
CHOOSE_UNIT = "第 {n} 行还没有选单位。不用这一行的，请把负责什么也清空。"
PART_NEEDED = "“{body}”是分办，请写明负责哪一部分。"
NO_OFFICE = "还没有选交给哪个办公室。"

CORRECTED = "已更正，原来的内容仍可查看。"
SIGNERS_CORRECTED = "领衔、联名代表已更正，有关的代表都会收到通知。"
VOIDED = "已作废，编号不再使用，原因会一直保留。"

SETTLED = "已办结 {done} 件。"
SETTLED_BEFORE = "另有 {before} 件在您打开页面之后已经由同事办结。"
SETTLED_LATER = "一次最多办结 50 件，还有 {later} 件等着下一次。"
NOTHING_TICKED = "还没有选中任何一件。请先勾选，再办结。"
UNSATISFIED_TICKED = "选中的件里有代表不满意的，不能成批办结。请逐件决定重新办理，或者写明原因办结。"
ORDERED = "已要求重新办理，承办单位会收到通知。"
CLOSED = "已办结，原因和评价一起封存，只有代表工委看得到。"
SET_ASIDE = "已按“代表未评价”办结，这一件不计入满意率。"

ROWS_OF = {"numerator": "分子", "denominator": "分母"}

# Figures: what they are narrowed to, and the words of their spreadsheets.
NARROWED = {
    "unit": "{}承办",
    "mode": "承办方式是{}",
    "leader": "分管领导{}",
    "delegation": "{}代表领衔",
    "category": "类别“{}”",
}
PERIOD = "{since}至{until}第一次交办"
PERIOD_SINCE = "{since}及以后第一次交办"
PERIOD_UNTIL = "{until}及以前第一次交办"
PERIOD_BACKWARDS = "结束的日子比开始的早，请对调或者改一个。"
FIGURES_FILE = "{place}办理统计{on:%Y年%-m月%-d日}.xlsx"
FIGURES_TITLE = "{place}办理统计"
FIGURES_SAID = "范围：{sentence}。{at:%Y年%-m月%-d日 %H:%M} 从回音导出，只供代表工委使用。"
FIGURES_HEADINGS = (
    "表", "范围", "指标", "数的是", "分子", "分母", "结果", "分子数什么", "分母数什么", "怎么算",
)  # fmt: skip
NOTES_TITLE = "说明"
NOTES_HEADINGS = ("表", "说明")
WHOLE_PAGE = "整页"
CASES_TITLE = "各数的件"
CASES_HEADINGS = (
    "表", "范围", "指标", "分子里算几次", "分母里算几次", "编号", "标题", "代表", "承办单位", "状态", "登记",
)  # fmt: skip
CASES_TOO_MANY = "各数的件合起来有 {n} 行，太多，没有放进这个文件；请缩小范围，或在页面上点开一个数单独导出。"
ROWS_FILE = "{place}{words}{on:%Y年%-m月%-d日}.xlsx"
ROWS_SAID = "{words}，{counted} {unit}。“{indicator}”的{part}，{line}。范围：{sentence}。{at:%Y年%-m月%-d日 %H:%M} 从回音导出。"
ROWS_HEADINGS = ("编号", "标题", "代表", "承办单位", "状态", "登记", "算几次")
LONG_LIMIT = "勾上就按规程的长期限（{limit}），从同一个交办之日起算。以后也可以在案卷里认定。"
PAPER_ENTERED = "已登记。请另一位工作人员对照原件核对，核对以后才算代表的评价。"
PAPER_CONFIRMED = "已核对，登记为代表的评价，并通知了代表。"
PAPER_DROPPED = "已撤回这份登记。原件的扫描件留存备查。"
