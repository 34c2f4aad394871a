"""Words of signing in. Nothing here may tell whether an account exists."""

WRONG = "账号或密码不对。请再试一次；忘了密码，请管理员补发登录单。"
WRONG_SLIP = "这个代码用不了：可能写错了，用过了，或者过期了。请核对登录单，或者请管理员补发一张。"
WRONG_PRESENT = "现在的密码不对。"
NOT_SAME = "两遍写得不一样，请再写一遍。"
PASSWORD_SET = "密码已设好，下次用它登录。"
ENTERED_AS = "您正以演示席位“{who}”查看。"
