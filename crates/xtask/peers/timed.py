"""Run a command; print its processor seconds and its peak memory in MB as one JSON line.

    python timed.py COMMAND [ARGUMENT...]

Standard input goes to the command; its own output is dropped. Seconds are user and system time, which other load
disturbs less than the clock; both figures are those of the command alone.
"""
import json
import os
import subprocess
import sys

process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
seconds = usage.ru_utime + usage.ru_stime
if os.waitstatus_to_exitcode(status) != 0:
    sys.exit(f"{sys.argv[1]} ended with {os.waitstatus_to_exitcode(status)}")
print(json.dumps({"seconds": seconds, "peak_mb": usage.ru_maxrss / 1024}))
