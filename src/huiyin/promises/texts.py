"""Words of the room 诺: refusals, and what the check of a letter names."""

NO_WHAT = "还没有写承诺办什么。"
NOT_IN_LETTER = "答复函里没有这句话。请先保存答复函，再标记。"
ALREADY_MARKED = "这句话已经标记为承诺。"
NEEDS_DAY = "写了期限的承诺，要填到哪一天为止。"
NEEDS_CONDITION = "有前提的承诺，要写明前提是什么。"
DAY_PAST = "承诺的期限不能早于今天。"
UNMARKED = "这句话像是承诺（{due}），还没有标记。"
NONE_MARKED = "“{label}”要记入承诺台账，还没有标记承诺事项。请标记办什么、什么时候办成、谁负责。"

DUE_KINDS = {"dated": "有期限", "conditional": "有前提", "vague": "没有说定时间"}
