"""The program that reads workbooks is confined before it reads a byte."""

import subprocess
import sys

import pytest

from tests.support import ROOT

CONFINED = "from crm.imports.tables.sheet_program import limit\nlimit('look')\n"


@pytest.mark.parametrize(
    ("does", "fails"),
    [
        ("import socket; socket.socket()", "Too many open files"),
        ("open('/etc/passwd')", "Too many open files"),
        ("bytearray(2 << 30)", "MemoryError"),
    ],
)
def test_after_its_limits_it_can_open_nothing_and_take_no_more(does: str, fails: str) -> None:
    program = "import socket\n" + CONFINED + f"try:\n    {does}\nexcept BaseException as error:\n    print(repr(error))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert fails in done.stdout
