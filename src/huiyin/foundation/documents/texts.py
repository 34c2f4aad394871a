"""Words of documents and of what is missing to make them."""

DRAFT = "草稿"
DRAFT_HEADER = "草稿，没有发出，不作为答复"
ATTACHMENTS = "附件："
COPIES_LABEL = "抄送："
SIGNED_BY_LABEL = "签发人："
NOTHING = "没有内容。"
CONTENTS = "目录"
SERIAL = "序号"

BUSY = "服务器正在做别的 PDF，等了 20 秒还没有轮到。请过一会儿再试。"
NO_PANGO = (
    "这台服务器上还没有装排版用的 Pango，做不出 PDF。请运维人员装上再试，不用重启："
    "Debian、Ubuntu 执行 apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；"
    "openEuler、麒麟执行 dnf install pango harfbuzz。"
)
NO_FONTS = (
    "这台服务器上还没有中文字体，PDF 里的字会成空框，所以没有做。请运维人员装上再试："
    "Debian、Ubuntu 执行 apt install fonts-noto-cjk；openEuler、麒麟执行 dnf install google-noto-serif-cjk-ttc-fonts，"
    "或者把单位已有的中文字体放进 /usr/local/share/fonts，再执行 fc-cache -f，不用重启。"
)
READY = "Pango 和中文字体都有"
READY_PLAIN = (
    "可以做。没有{missing}，公文用 Noto Serif CJK 代替；要和纸质公文同样的字体，把单位已购的字体放进 "
    "/usr/local/share/fonts，执行 fc-cache -f"
)
FANGSONG = "仿宋"
XIAOBIAOSONG = "小标宋"
