"""Words of the page 并案办理."""

NO_SUCH_NUMBER = "没有找到编号“{number}”。请填本次会议已登记的件的编号，几个编号用顿号隔开。"
SEVERAL_OF_NUMBER = "编号“{number}”不止一件，请从上面的相似件里选，或者填印发的编号。"
NOBODY_CHOSEN = "还没有选和哪几件一起办理。勾选上面的件，或者填编号。"
MERGED = "已并案：{numbers}，主件{lead}。各件的代表会收到通知。"
LIKE = "{no}《{title}》{lead}{near}"
NEAR_COPY = " · 几乎一样"
