"""Runs scripts one after another in one process: a JSON list of programs comes in, a list of outcomes goes out."""

import contextlib
import io
import json
import sys
import traceback

outcomes = []
for program in json.load(sys.stdin):
    printed = io.StringIO()
    complaint = ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(program, "script.py", "exec"), {"__name__": "__main__"})
    except Exception:
        complaint = traceback.format_exc(limit=3)
    outcomes.append({"output": printed.getvalue(), "complaint": complaint})
json.dump(outcomes, sys.stdout)
