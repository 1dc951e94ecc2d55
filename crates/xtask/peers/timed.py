"""Run a command; print its seconds and its peak memory in MB as one JSON line.

    python timed.py COMMAND [ARGUMENT...]

Standard input goes to the command; its own output is dropped. The memory is that of the command alone.
"""
import json
import os
import subprocess
import sys
import time

start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
if os.waitstatus_to_exitcode(status) != 0:
    sys.exit(f"{sys.argv[1]} ended with {os.waitstatus_to_exitcode(status)}")
print(json.dumps({"seconds": seconds, "peak_mb": usage.ru_maxrss / 1024}))
