"""Words of the office's pages that stand in code."""

SESSION = "第 {term} 届第 {number} 次会议"
ALL_SESSIONS = "全部会议"
BOTH_SIDES = "大会期间和闭会期间"

REGISTERED = "已登记《{title}》，领衔代表会收到通知。"
NAME_UNKNOWN = "代表名册里没有“{name}”。请从提示里选，或者先在“设置”里补进代表名册。"
NAME_TWICE = "有 {n} 位叫“{name}”的代表，请写成其中一位：{labels}。"
LEAD_AGAIN = "“{name}”已经是领衔代表，不用再写进联名代表。"
COSIGNER_TWICE = "“{name}”写了两次，请去掉一个。"
NUMBER_TAKEN = "这次会议里已经有 {no}《{title}》。请核对编号；确实是两件的，请换一个编号。"
NO_SESSION = "本级还没有建立届和会议，请先在“设置”里建立，再来登记。"
SECRET = (
    "看起来带有密级标志（{mark}）。涉密的件不能进本系统，请删去后按保密规定走线下渠道；"
    "内容本身不涉密的，请去掉密级标志再登记。"
)

HANDED_OVER = "已交办给{bodies}。10 分钟内可以撤销，过后承办单位会收到通知。"
CHOOSE_UNIT = "第 {n} 行还没有选单位。不用这一行的，请把负责什么也清空。"
PART_NEEDED = "“{body}”是分办，请写明负责哪一部分。"
NO_OFFICE = "还没有选交给哪个办公室。"

CORRECTED = "已更正，原来的内容仍可查看。"
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
