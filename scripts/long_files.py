"""No file of code over 500 lines, migrations excepted."""

import subprocess
import sys
from pathlib import Path

LONGEST = 500
KINDS = {".py", ".html", ".css", ".js", ".toml", ".sql", ""}

listing = ["git", "ls-files", "-z", "src", "tests", "scripts"]
tracked = subprocess.run(listing, capture_output=True, text=True, check=True)
long = []
for name in tracked.stdout.split("\0"):
    file = Path(name)
    if not name or file.suffix not in KINDS or "migrations" in file.parts or not file.is_file():
        continue
    lines = file.read_bytes().count(b"\n")
    if lines > LONGEST:
        long.append(f"{name}: {lines} lines, {LONGEST} are allowed")
print("\n".join(long))
sys.exit(bool(long))
