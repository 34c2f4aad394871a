"""Words of the chain's refusals and of the tables made from the catalogue."""

NOT_YOURS = "您现在的席位不能“{step}”。如果确应由您办理，请切换席位，或请本级管理员核对席位。"
NOW_IS = "这件事项现在是“{state}”，不能“{step}”。页面可能是旧的，请刷新再看。"
PAGE_IS_OLD = "您打开页面之后，这件事项又有了变化。请刷新，看过现在的内容再办。"
GONE = "这件事项找不到了，可能已被撤销。请回到案头刷新再看。"
TOO_EARLY = "日期不能晚于今天，请改为实际发生的日期。"
UNDO_OVER = "已过可以撤销的时间（10 分钟），或者不是您本人办理的。需要更正的，请按规程另行办理。"
TOO_LATE_TO_UNDO = "对方已经查看或办理，不能再撤销。需要更正的，请按规程另行办理。"
