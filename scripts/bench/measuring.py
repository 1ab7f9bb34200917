"""What the measurements of engines have in common: timing commands, rows of the table, work in parallel."""

import queue
import subprocess
import sys
import threading
import time

failed = False


def measure(*command):
    """Wall time of a whole process, in ms."""
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    wall = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return wall * 1000


def row(title, one, reference, other, limit, broken):
    """One line of the table; `limit` is the highest ratio, `broken` is what else is not as promised."""
    global failed
    ratio = one / other
    if ratio > limit:
        broken = broken + [f"ratio over {limit}"]
    failed = failed or bool(broken)
    print(
        f"| {title} | {one:.1f} | {reference} | {other:.1f} | {ratio:.3g} (≤ {limit}) | - "
        f"| {', '.join(broken) or 'ok'} |",
        flush=True,
    )


def concurrently(count, connect, work, workers=16):
    """Does `work(connection, number)` for all numbers below `count`; each worker has a connection of its own."""
    numbers = queue.Queue()
    for number in range(count):
        numbers.put(number)

    def worker():
        connection = connect()
        while True:
            try:
                work(connection, numbers.get_nowait())
            except queue.Empty:
                return

    threads = [threading.Thread(target=worker) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def finish():
    """Ends the process with 1 if a promise is broken."""
    sys.exit(1 if failed else 0)
