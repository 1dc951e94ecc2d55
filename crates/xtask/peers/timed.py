"""Run a command; print its processor seconds and its peak memory in MB as one JSON line.

    python timed.py [--most SECONDS] COMMAND [ARGUMENT...]

Standard input goes to the command; its own output is dropped. Seconds are user and system time, which other load
disturbs less than the clock; both figures are those of the command alone. With --most, a command that takes more
processor seconds is ended, and the exit code is part of the answer, negative for a signal; else it must be 0.
"""
import json
import os
import resource
import subprocess
import sys

command, most = sys.argv[1:], None
if command[0] == "--most":
    most, command = int(command[1]), command[2:]


def limit():
    if most is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))


process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=limit)
_, status, usage = os.wait4(process.pid, 0)
seconds = usage.ru_utime + usage.ru_stime
code = os.waitstatus_to_exitcode(status)
if code != 0 and most is None:
    sys.exit(f"{command[0]} ended with {code}")
print(json.dumps({"seconds": seconds, "peak_mb": usage.ru_maxrss / 1024, "code": code}))
