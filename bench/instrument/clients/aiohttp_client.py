"""A streaming client of the shape of vLLM's and AIPerf's: asyncio and aiohttp, each event split,
decoded and stamped in the task that reads it.

    aiohttp_client.py URL CONCURRENCY|RATE/s SECONDS OUT BODY [CA_FILE]

It takes the arguments and speaks the lines that ../c/epoll_client.c describes. At a rate it starts a
task for each request when it is due, as those do.
"""

import array
import asyncio
import json
import math
import resource
import signal
import ssl
import struct
import sys
import time

import aiohttp

START_SPACING_S = 0.0005
TIMEOUT_S = 6 * 60 * 60
READ_BUFFER_BYTES = 64 * 1024


def unix_origin_ms() -> float:
    """Unix time (ms) at which time.perf_counter() was zero; the tightest of several readings."""
    readings = []
    for _ in range(16):
        before = time.perf_counter_ns()
        wall = time.time_ns()
        took = time.perf_counter_ns() - before
        readings.append((took, wall - before - took / 2))
    return min(readings)[1] / 1e6


class Request:
    """What one request leaves behind; times in seconds of time.perf_counter()."""

    __slots__ = ("index", "sent", "arrivals", "numbers")

    def __init__(self, index: int) -> None:
        self.index = index
        self.sent = 0.0
        self.arrivals: list[float] = []
        self.numbers: list[str] = []


class Load:
    def __init__(self, session: aiohttp.ClientSession, url: str, body: bytes) -> None:
        self.session = session
        self.url = url
        self.body = body
        self.requests: list[Request] = []
        self.failed = 0
        self.first_due: float | None = None

    async def send_one(self) -> None:
        request = Request(len(self.requests))
        self.requests.append(request)
        headers = {
            "content-type": "application/json",
            "x-lapboard-index": str(request.index),
        }
        request.sent = time.perf_counter()
        async with self.session.post(self.url, data=self.body, headers=headers) as response:
            if response.status != 200:
                raise RuntimeError(f"the server answered {response.status}")
            pending = ""
            async for chunk in response.content.iter_any():
                pending += chunk.decode("utf-8")
                while "\n\n" in pending:
                    event, pending = pending.split("\n\n", 1)
                    event = event.strip()
                    if not event.startswith("data:"):
                        continue
                    data = event[5:].strip()
                    arrived = time.perf_counter()
                    if data == "[DONE]":
                        continue
                    content = json.loads(data)["choices"][0]["delta"].get("content")
                    if content:
                        request.arrivals.append(arrived)
                        request.numbers.append(content)

    async def run_slot(self, slot: int, stop: float) -> None:
        await asyncio.sleep(slot * START_SPACING_S)
        first = True
        while first or time.perf_counter() < stop:
            first = False
            try:
                await self.send_one()
            except (aiohttp.ClientError, RuntimeError) as error:
                self.failed += 1
                print(f"request failed: {error!r}", file=sys.stderr)
                return


    async def run_open(self, rate: float, seconds: float) -> None:
        self.first_due = time.perf_counter()
        tasks: set[asyncio.Task[None]] = set()
        for index in range(math.ceil(rate * seconds)):
            wait = self.first_due + index / rate - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(self.send_one())
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)


async def measure(url: str, amount: str, seconds: float, body: bytes, ca: str | None) -> Load:
    connector = aiohttp.TCPConnector(
        limit=0, keepalive_timeout=60, ssl=ssl.create_default_context(cafile=ca) if ca else True
    )
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, read_bufsize=READ_BUFFER_BYTES
    ) as session:
        load = Load(session, url, body)
        if amount.endswith("/s"):
            await load.run_open(float(amount.removesuffix("/s")), seconds)
        else:
            stop = time.perf_counter() + seconds
            await asyncio.gather(*(load.run_slot(slot, stop) for slot in range(int(amount))))
        say("drained")
        return load


def write_stamps(path: str, requests: list[Request]) -> int:
    """Writes the times and returns how many events did not carry their own number."""
    origin_ms = unix_origin_ms()
    misnumbered = 0
    with open(path, "wb") as file:
        for request in requests:
            for place, number in enumerate(request.numbers):
                if number.strip().isdigit() and int(number) != place:
                    misnumbered += 1
            sent_ms = origin_ms + request.sent * 1e3
            file.write(struct.pack("<IId", request.index, len(request.arrivals), sent_ms))
            array.array("d", (origin_ms + at * 1e3 for at in request.arrivals)).tofile(file)
    return misnumbered


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    url, amount, seconds, out, body = sys.argv[1:6]
    ca = sys.argv[6] if len(sys.argv) > 6 else None
    # The bench ends us by closing stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    say("ready")
    if not sys.stdin.readline():
        return
    load = asyncio.run(measure(url, amount, float(seconds), body.encode(), ca))
    misnumbered = write_stamps(out, load.requests)
    report = {"failed": load.failed, "misnumbered": misnumbered, "firstDueUnixMs": None}
    if load.first_due is not None:
        report["firstDueUnixMs"] = unix_origin_ms() + load.first_due * 1e3
    say("done " + json.dumps(report))
    sys.stdin.read()


main()
