# 回音：make run 启动，make help 列出其余。
PYTHON_IN := .venv/bin/python
export HUIYIN_HOME ?= var
export PORT ?= 8000
DEBIAN_OLDEST := /usr/lib/postgresql/15/bin
WORKERS ?= 2
# A large test run shares two processes; files stay together, so that a module's expensive fixtures are made once.
PYTEST = $(PYTHON_IN) -m pytest -n $(WORKERS) --dist loadfile --durations=25
# On the oldest PostgreSQL the rooms are tested, in which all SQL is; pages and documents ask the same rooms.
PAGES_APART = --ignore=tests/web --ignore=tests/browser --ignore=tests/documents

.PHONY: help run test test-deep lint bench spike clean

help:
	@echo 'make run        启动全部（第一次会安装依赖），Ctrl-C 停止；PORT=8001 换端口，HUIYIN_HOME=目录 换数据目录'
	@echo 'make test       快测试（自带 PostgreSQL；没有 Chromium 时跳过浏览器测试）'
	@echo 'make test-deep  长测试，然后在 Debian 的 PostgreSQL 15 上再跑一遍快测试（页面和文书除外）'
	@echo 'make lint       ruff、mypy、分层、迁移是否齐全'
	@echo 'make bench      十万件数据下的速度'
	@echo 'make spike      会议高峰：一千件在十分钟里提交'
	@echo 'make clean      删除缓存和 .venv，不动数据'

run:
	@scripts/environment run
	@exec $(PYTHON_IN) -m huiyin run

test:
	@scripts/environment dev
	$(PYTEST) -m 'not deep'

test-deep:
	@scripts/environment dev
	$(PYTEST) --dist worksteal -m deep
	@if [ -x $(DEBIAN_OLDEST)/postgres ]; then \
	  echo 'PostgreSQL 15:'; HUIYIN_PG_BIN=$(DEBIAN_OLDEST) $(PYTEST) -m 'not deep' $(PAGES_APART); \
	else \
	  echo '!!! PostgreSQL 15 IS NOT INSTALLED ($(DEBIAN_OLDEST)): the suite ran on the embedded 18 only !!!'; \
	fi

# Looking at code needs settings, and settings make keys: in a home that is nobody's.
lint: export HUIYIN_HOME := .mypy_cache/home
lint:
	@scripts/environment dev
	$(PYTHON_IN) -m ruff check .
	.venv/bin/lint-imports
	$(PYTHON_IN) -m mypy
	DJANGO_SETTINGS_MODULE=huiyin.settings $(PYTHON_IN) -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --skip-checks
	$(PYTHON_IN) scripts/long_files.py

bench:
	@scripts/environment run
	$(PYTHON_IN) -m huiyin bench

spike:
	@scripts/environment run
	$(PYTHON_IN) -m huiyin spike

clean:
	@case "$$(cd "$(HUIYIN_HOME)" 2>/dev/null && pwd)/" in \
	  "$$(pwd)/build/"*|"$$(pwd)/dist/"*|"$$(pwd)/.venv/"*|"$$(pwd)/"*_cache/*) \
	    echo '数据目录 $(HUIYIN_HOME) 在要清理的目录里面，没有清理。请先把它移到别处。'; exit 1;; esac
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache screens src/*.egg-info
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo '已清理。数据目录 $(HUIYIN_HOME) 没有动；要删除数据，请自己确认后手工删除。'
