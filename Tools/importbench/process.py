"""How an interpreter is started for a measurement: alike for every build."""

import os
import subprocess
import time

# -I: no environment variable, no user site and no current directory has a say,
# and .pyc files are written whatever PYTHONDONTWRITEBYTECODE is.
# A build folder switches frozen modules off; installed, they are on.
FLAGS = ("-I", "-X", "frozen_modules=on")


def environment():
    """Few variables, and always the same ones."""
    kept = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "HOME")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    env["LC_ALL"] = "C.UTF-8"
    return env


def command(python, *arguments, flags=FLAGS):
    return [os.fspath(python), *flags, *arguments]


def run_timed(argv, env):
    """Run *argv*; (wall time in ns, what it printed).

    Little stands between the clock and the process: no shell, no thread, no
    polling.
    """
    reader, writer = os.pipe()
    actions = ((os.POSIX_SPAWN_DUP2, writer, 1),
               (os.POSIX_SPAWN_CLOSE, reader))
    start = time.perf_counter_ns()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=actions)
    os.close(writer)
    chunks = []
    while chunk := os.read(reader, 4096):
        chunks.append(chunk)
    _, status = os.waitpid(pid, 0)
    elapsed = time.perf_counter_ns() - start
    os.close(reader)
    if status:
        raise SystemExit(f"{' '.join(argv)}\nended with status "
                         f"{os.waitstatus_to_exitcode(status)}")
    return elapsed, b"".join(chunks).decode()


def understands_clauses(python):
    """Does this interpreter know `import name version X`?"""
    probe = "compile('import m version 1.0', '<probe>', 'exec')"
    return subprocess.run(command(python, "-c", probe), env=environment(),
                          stderr=subprocess.DEVNULL).returncode == 0


def describe(python):
    """The first line of sys.version."""
    done = subprocess.run(
        command(python, "-c",
                "import sys; print(sys.version.splitlines()[0])"),
        env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{python} does not run:\n{done.stderr}")
    return done.stdout.strip()
