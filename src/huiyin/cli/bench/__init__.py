"""`huiyin bench`: 100,000 cases in one congress, measured through the real server as the app role under the policies.

The data lies in a home of its own (HUIYIN_BENCH_HOME, default ./bench-data) and is kept for the next run.
"""

from huiyin.cli.bench.command import bench

__all__ = ["bench"]
