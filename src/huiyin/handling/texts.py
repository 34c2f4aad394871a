"""Words of the room 办: refusals and notices."""

NOT_RECEIVED = "还没有签收。请先签收，再登记沟通、写答复。"
RETURNING = "这一件正在申请退回，等交办方答复。要继续办理，请先收回退回申请。"
OPINION_MISSING = "会办单位“{body}”还没有提出意见。"
MEETING_MISSING = "规程要求{stage}见面，还没有{stage}的见面记录。"
OR_SAY_WHY = "请先补上；确实不能等的，写明原因后再发出。"
JOINT_WAITS = "这份答复函由几家共同答复，还要等 {bodies} 审签同意。"
NO_OPINION = "还没有写会办意见。请写一段意见，或者上传盖章的正式文件。"
CHASED_TODAY = "一天之内已经催过。请等一等，或者打电话给会办单位的联系人。"
NO_LETTER = "还没有写答复函。请先写答复，或者上传盖章的正式文件。"
RECEIVED_BEFORE = "{no} 已经签收过"
NOT_WRITABLE = "这份答复函已经送审签或者发出，不能再改。要改请先撤回送审，或者请负责人退回修改。"
NOT_WRITABLE_JOINTLY = "这份答复函由几家共同答复，“{body}”正在审签或者已经审签，现在不能改。要改请他们先退回修改。"
NO_CLASS = "还没有选办理结果类别。"
UNKNOWN_CLASS = "类别“{code}”不在本级规程里，请重新选择。"
CLASS_NEEDS_DATE = "“{label}”要写明办成的期限。"
CLASS_NEEDS_REASON = "“{label}”要写明原因。"
NO_NUMBER = "还没有填发文字号。"
NO_SIGNATORY = "还没有填签发人。"
NOT_TALKED = "规程要求答复前与代表沟通，这一轮办理还没有沟通记录。请先登记沟通。"
NOT_MET = "规程要求答复前与代表当面沟通，这一轮办理还没有见面记录。请先登记。"
CONTACT_LATER = "沟通日期不能晚于今天。"
CONTACT_EARLY = "沟通日期不能早于交办日期（{on}）。"
NO_NOTE = "请写一两句：谈了什么，代表怎么说。"
WORK_BEGUN = "签收后已经登记了沟通或送审了答复，不能撤销签收。先撤销这些，再撤销签收。"
CHANGED_SINCE_CLEARED = "答复函审签后又改过。请退回修改，重新送审签，再发出。"
NOBODY_REVIEWS = (
    "本级规程要求答复函审签后报“{role}”，“{body}”现在没有这个席位，报上去没有人办。"
    "答复函没有动。请本级管理员先在“设置 → 席位”里给“{body}”开“{role}”席位，再审签。"
)
# By the moment that is missing.
NOT_PASSED = {
    "reviewed": "本级规程要求政府办审核后才能发出，这一稿还没有经政府办审核。请退回修改，重新送审签。",
    "signed_off": "本级规程要求分管领导签批后才能发出，这一稿还没有经分管领导签批。请退回修改，重新送审签。",
}
TURN_OF = {
    "reviewed": "这份答复函在等政府办审核，审核通过以后才由分管领导签批。",
    "signed_off": "这份答复函政府办这一步已经过了，在等分管领导签批。",
}
# By the moment at which a version of a letter is kept.
MOMENTS = {
    "shown": "初步答复函送代表",
    "submitted": "送审签",
    "sent_back": "负责人退回修改",
    "cleared": "审签同意",
    "reviewed": "审核通过",
    "signed_off": "分管领导签批同意",
    "declined": "报审时退回修改",
    "sent": "发出",
}
TALK_WAS_CORRECTED = "这次沟通更正过，代表已经收到通知，不能再撤销。还有不对的，请再更正一次。"
WAS_FOLLOWED = "已经发了更正函，答复函不能再撤回。还有不对的，请再发一份更正函。"
TALK_CHANGED = "承办单位刚刚更正了这条沟通记录。请看一遍现在的内容，再说对不对。"
NOT_THAT_CONTACT = "这条沟通记录不在这一轮办理里，请刷新再看。"
NO_COPY = "这封答复函没有发给您的席位。"
SERVED_LATER = "送达日期不能晚于今天。"
SERVED_EARLY = "送达日期不能早于答复函发出的日期（{on}）。"
SERVED_HOW = "请选一种送达方式。"
ALL_SERVED = "每位代表的纸质送达都已经登记过，不用再登记。"
ALL_CHECKED = "这一轮的沟通记录代表都已经核对过，不用再记。"
COPY_SERVED = "这位代表的纸质送达已经登记过，请刷新再看。"
SEND_BACK_REASON = "请写明退回的原因，经办人会看到。"
NOTICES = {
    "contact.record": "{no}《{title}》登记了一次与您的沟通，请看看记得对不对。",
    "contact.confirm_by_phone": "{no}《{title}》：代表工委按您在电话里说的，记下了您对沟通记录的核对意见。",
    "letter.serve_on_paper": "{no}《{title}》：已登记答复函的纸质件送达代表。",
    "letter.submit": "{no}《{title}》的答复函等您审签。",
    "letter.send_back": "{no}《{title}》的答复函退回修改，意见在案卷里。",
    "letter.clear": "{no}《{title}》的答复函，负责人已审签同意。",
    "letter.reopen": "{no}《{title}》：几家共同答复的答复函退回修改了，改好后请重新送审签。",
    "letter.send_jointly": "{no}《{title}》：共同主办的答复函已经发出。",
    "letter.recall_jointly": "{no}《{title}》：共同主办的答复函撤回了，还没有发出。",
    "letter.send": "{no}《{title}》已答复，答复函可以看了。",
    "letter.send:lead": "{no}《{title}》已答复。请看答复函，再作评价。",
}
WHAT_WAS_WRONG = "请写明哪里错了、为什么更正，代表会看到。"
SAME_TALK = "沟通记录没有变化，不用更正。"
PHOTOS_STAY = "沟通已经登记，照片随记录留着。要补照片，请在“更正沟通记录”里补。"
TALK_OVER = "这一轮办理已经结束，不能再补沟通记录和照片。"
NO_FOLLOW_UP = "请写明更正的内容：原来怎么说，现在应当怎么说。"
CORRECTING_NOTICES = {
    "contact.correct": "{no}《{title}》更正了一次与您的沟通记录，请再看看记得对不对。",
    "letter.follow_up": "{no}《{title}》的答复有更正，请看更正函。原来的答复函仍可查看。",
}
REVIEW_NOTICES = {
    "letter.pass_up": "{no}《{title}》的答复函，承办单位负责人已审签，等您这里审核、签批。",
    "letter.review": "{no}《{title}》的答复函，政府办已审核通过，等您签批。",
    "letter.decline": "{no}《{title}》的答复函，报审时退回修改，意见在案卷里。改好后请重新送审签。",
    "letter.approve": "{no}《{title}》的答复函已审核、签批通过，可以发出。",
}
REPLY_DUE = "{no}《{title}》的答复。"
FIRST_CONTACT_DUE = "{no}《{title}》，规程要求与代表首次联系。"
OPINION_DUE = "{no}《{title}》的会办意见。"
ASSIST_NOTICES = {
    "opinion.give": "{no}《{title}》：会办单位提出了意见，可以看了。",
    "opinion.redo": "{no}《{title}》：主办单位请重新提出会办意见，原因在案卷里。",
    "opinion.chase": "催办：{no}《{title}》还等着你们的会办意见，请尽快提出。",
}
SENT_LETTER_CHANGED = "答复函 {id}（{number}《{title}》）发出后被改动过。"

ANSWERED_NOT_WITHDRAWN = "承办单位已经答复，不能再撤回。对答复有意见的，请在评价里写明。"
WITH = "与{numbers}。"
REASON = "原因：{reason}"
MERGED_OTHERWISE = "送审以后，并案的件有了变化，函头写的编号不对了。请退回修改，看过以后重新送审。"
SAVED_MEANWHILE = "刚才有人存过这份答复函。请打开看过再并用。"
TO_ALL = "各位代表："
ANSWERED_NOT_MERGED = "{no}的答复已经发给代表，这一组件的并案不能再变。有新情况的，用更正函或者重新办理。"

# -- 逐条答复、送审前检查 ------------------------------------------------------------------------------------------------

POINT_NEEDS_DATE = "第 {number} 条写了“正在办”，还没有写完成期限。"
POINT_NEEDS_PLAN = "第 {number} 条写了“列入计划”，还没有写什么计划、什么时候。"
POINT_NEEDS_REASON = "第 {number} 条写了“现在办不到”，还没有写原因。"
POINT_UNTIL = "，{on:%Y}年{on.month}月{on.day}日前完成"
# By the outcome; {until} is empty where no day was given.
POINT_SAYS = {
    "open": "还没有定。",
    "adopted": "已经采纳、办成。",
    "doing": "正在办{until}。",
    "planned": "已列入计划{until}。",
    "cannot": "现在办不到。",
}
POINTS_HEAD = "对您提出的要求，逐条答复如下："
POINT_LINE = "{number}、{ask}——{said}"
ASK_UNANSWERED = "第 {number} 条要求还没有答复。"
SENTENCE_COPIED = "这句话与本单位发过的《{title}》里的一样。"
CHECK_FOUND = "送审前检查有 {count} 处要看：{first}改好再送审签；确实要这样送的，写明原因。"

# -- 初步答复函 --------------------------------------------------------------------------------------------------------

DRAFT_OPEN = "初步答复函已经送给代表，还没有回音。等代表说了同意不同意，再送新的一稿。"
DRAFT_NOT_WORDS = "盖章的正式文件不作初步答复函。请在这里写出正文，送给代表看。"
NO_DRAFT_OPEN = "没有等您表态的初步答复函。承办单位可能已经收回，请回到案卷再看。"
DRAFT_NEEDS_REASON = "请写一两句：哪里不同意，希望怎么改。"
NOTHING_TO_VERIFY = "没有要核实的：代表没有不同意这一稿，或者已经核实过。"
VERIFY_NEEDS_WORDS = "请写明核实的情况。"
DRAFT_WANTED = "本级规程要求正式答复前把初步答复函送代表看，还没有送过。"
DRAFT_WAITS = "初步答复函在等代表表态。代表说了同意不同意，或者代表工委核实以后，再送审签。"
DRAFT_DISAGREED = "代表不同意初步答复函，在等代表工委核实。核实以后按核实的意见办。"
DRAFT_AGAIN = "代表工委核实的意见是再沟通、再办理。请改好以后，把新的一稿送代表看。"
DRAFT_CHANGED = "代表同意的那一稿之后，正文又改过。请把现在的一稿送代表看，或者改回代表同意的那一稿。"
DRAFT_NOTICES = {
    "draft.offer": "{no}《{title}》有一份初步答复函请您看，请您说同意不同意。",
    "draft.agree": "代表同意{no}《{title}》的初步答复函，可以送审签。",
    "draft.disagree": "代表不同意{no}《{title}》的初步答复函。",
    "draft.disagree:officers": "代表不同意{no}《{title}》的初步答复函，请核实。",
    "draft.note_word": "代表工委代记了您对{no}《{title}》初步答复函的意见。",
    "draft.note_word:unit_clerks": "代表对{no}《{title}》的初步答复函有了意见，由代表工委代记。",
    "draft.verify": "{no}《{title}》的初步答复函，代表工委已经核实，请按核实的意见办。",
    "draft.verify:lead": "您不同意的{no}《{title}》初步答复函，代表工委已经核实。",
}
# -- 约见 --------------------------------------------------------------------------------------------------------------------

# Why an appointment ends with its round, by the round's new state. To a unit all ends of a round read the same.
AT_REST = {
    "answered": "答复已经发出，这次约见由系统结束。还要见面的，请重新约。",
    "concluded": "这一件已经办结，这次约见由系统结束。",
    "lapsed": "这一件已经办结，这次约见由系统结束。",
    "reordered": "代表工委要求重新办理，这次约见由系统结束，请在新的一轮里重新约。",
    "recalled": "这一件不再由本单位办理，这次约见由系统结束。",
    "terminated": "代表撤回了这一件，办理终止，这次约见由系统结束。",
}
TALKED_ON_THE_PHONE = "已经打过电话，登记了沟通，这次约见由系统结束。"
ANSWER_TAKEN_BACK = "答复已经撤回，约见照原来的安排。"
CALL_WITHDRAWN = "沟通记录已经撤销，代表仍请来电话。"
RESUME_LABEL = "约见恢复（{state}）"
APPOINTMENT_RESUMED = "{no}《{title}》：与{body}的约见恢复了，照原来的安排。"
APPOINTMENT_MOVED = "这次约见现在是“{state}”，不能接着登记。您写的没有丢，请回到案卷看一看，再登记沟通。"
APPOINTED_SINCE = "登记沟通以后又约了新的见面。请先取消新的约见，再撤销这次沟通记录。"
APPOINTED_ALREADY = "这一件已经有一次约见，还没有见。要换时间，请在那次约见里“另约时间”，或者先取消它。"
APPOINTED_JOINTLY = "共同主办的“{body}”已经约了代表，请和他们一起去，不用再约一次。"
NO_TIMES = "还没有写时间。请至少提出一个时间。"
TIMES_TWICE = "最多提出 {most} 个时间，不要重复。"
TIME_PAST = "{when}已经过了，请改一个以后的时间。"
TIME_FAR = "{when}太远了，请看看是不是写错了年月；约见最多提前四个月。"
TIME_IS_OVER = "{when}已经过了，不能再选。请选别的时间，或者另提时间。"
NOT_THAT_TIME = "对方没有提出这个时间，可能刚刚改过。请看看现在的时间再选。"
NO_PLACE = "请写明在哪里见面。"
SAY_WHY_APPOINTMENT = "请写明原因，对方会看到。"
NOT_YET = "约的是{when}，时间还没有到。要改期请“另约时间”，不见了请“取消约见”。"
APPOINTMENT_WENT_ON = "这次约见已经有了新的变化，不能再收回。不见了的，请“取消约见”，写明原因。"
APPOINTMENT_NOTICES = {
    "appointment.offer": "{no}《{title}》：{body}想和您见面谈一谈，请选一个时间。",
    "appointment.offer_anew": "{no}《{title}》：{body}另外提了见面时间，请您选一个。",
    "appointment.accept": "{no}《{title}》：代表接受了见面时间，{when}。",
    "appointment.accept:lead": "{no}《{title}》：代表工委按您在电话里说的，接受了与{body}见面的时间，{when}。",
    "appointment.counter": "{no}《{title}》：代表请改见面时间，另提了时间，请答复。",
    "appointment.counter:lead": "{no}《{title}》：代表工委按您在电话里说的，请{body}改见面时间。",
    "appointment.ask_call": "{no}《{title}》：代表请您打电话商量见面的时间。",
    "appointment.ask_call:lead": "{no}《{title}》：代表工委按您在电话里说的，请{body}给您打电话。",
    "appointment.decline": "{no}《{title}》：代表谢绝了这次约见，原因在案卷里。",
    "appointment.decline:lead": "{no}《{title}》：代表工委按您在电话里说的，谢绝了{body}的约见。",
    "appointment.agree": "{no}《{title}》：{body}同意见面时间，{when}。",
    "appointment.cancel": "{no}《{title}》：与{body}的约见取消了，原因在案卷里。",
    "appointment.miss": "{no}《{title}》：{body}登记了{when}的约见没有见成，原因在案卷里。",
    "appointment.close": "{no}《{title}》：与{body}的约见结束了，原因在案卷里。",
    "appointment.remind": "提醒：{when}，{no}《{title}》，代表与{body}见面。",
}
APPOINTMENT_REMINDED_LATE = "当天系统未运行，事后补发"
BY_PHONE_SAID = "按代表在电话里说的：{label}"
