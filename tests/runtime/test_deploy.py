"""What an installation is made of outside the program: `deploy/`."""

from __future__ import annotations

import getpass
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_command_of_the_service_takes_its_settings_and_lets_the_caller_s_go_first(folder: Path) -> None:
    settings = folder / "huiyin.env"
    settings.write_text("# 说明 A=1\nHUIYIN_HOME=/srv/hui yin\nHUIYIN_HOSTS=a.example,b.example\n\nPORT=8001")
    done = subprocess.run(
        [ROOT / "deploy" / "huiyin"],
        env={
            "PATH": os.environ["PATH"],
            "HUIYIN_SETTINGS": str(settings),
            "HUIYIN_PROGRAM": "/usr/bin/env",
            "HUIYIN_USER": getpass.getuser(),
            "PORT": "9000",
        },
        capture_output=True,
        text=True,
    )
    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert (told["HUIYIN_HOME"], told["HUIYIN_HOSTS"], told["PORT"]) == ("/srv/hui yin", "a.example,b.example", "9000")
    assert "A" not in told


def test_the_command_of_the_service_says_when_it_may_not_read_the_settings(folder: Path) -> None:
    done = subprocess.run(
        [ROOT / "deploy" / "huiyin"],
        env={"PATH": os.environ["PATH"], "HUIYIN_SETTINGS": str(folder / "nowhere")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "sudo huiyin" in done.stderr
