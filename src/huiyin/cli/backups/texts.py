"""Longer words of backup and restore."""

README = """这是“回音”的一份备份，由 huiyin backup 做成，请整个目录一起保管，不要改动里面的任何文件。

里面有什么
  manifest.json   清单：每个文件的 SM3 摘要、做备份时各表的行数、各条事件链的链头
  manifest.sm3    清单自己的摘要；第二行是用密钥算的，没有密钥的人造不出来
  database.dump   数据库（PostgreSQL 的 custom 格式），其中有密封的评价
  files/          附件，按内容的 SM3 存放
  anchors/        事件链的锚点

里面没有密钥。电话号码是加密的，没有密钥解不开。密钥用 huiyin keys save 另存，请放在别处。
没有登录状态：恢复以后，每个人要重新登录，密码不变。

怎么恢复
  export HUIYIN_HOME=/srv/huiyin-new       一个空的或者还不存在的目录
  huiyin restore 这个目录 --keys 密钥文件

不用回音也能核对
  openssl dgst -sm3 manifest.json          与 manifest.sm3 的第一行相同
"""

UNUSABLE = """{what}
这个目录还不能使用：网页、后台任务和备份都不会启动。
查清以后：换一个空目录重新恢复；或者，确认缺的就是缺了、决定仍用它的，删除文件 {mark}。
"""
