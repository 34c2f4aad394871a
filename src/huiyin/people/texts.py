"""Words of people, accounts and set-up."""

CODE_TAKEN = "代码“{code}”已经有了。请换一个代码，或者直接使用已有的本级。"
CODE_SHAPE = "代码只用小写字母、数字和连字符，例如 linjiang。"
