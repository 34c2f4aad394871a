"""The database of an installation: the embedded PostgreSQL, its roles, and the SQL of grants.

`binaries` finds PostgreSQL, `account` says which system user runs it, `server` starts and stops it, `roles` makes roles
and the database, `grants` writes the SQL migrations need. Nothing here imports Django, so that the process that
supervises an installation stays small.
"""
