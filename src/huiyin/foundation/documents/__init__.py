"""Documents that leave the house as files: what they are made of (`paper`), PDF (`pdf`) and Word (`word`).

Knows letters, lists and files of sections, and nothing of what they are about. WeasyPrint and python-docx are imported
where they are used: the web process starts without them.
"""
