/**
 * Small Python functions and constants, written for this project: code to fill prompts with. A piece
 * starts at a line without indentation and goes on while lines are indented.
 *
 * Changing one character changes every prompt made of it: it needs a new {@link FUNCTIONS_ID}.
 */
export const FUNCTIONS = `
import csv
import json
import logging
import math
import re
import time
from collections import defaultdict
from pathlib import Path
PAGE_SIZE = 50
MAX_RETRIES = 4
TIMEOUT_SECONDS = 12.5
DEFAULT_CURRENCY = "EUR"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
SLUG_PATTERN = re.compile(r"[^a-z0-9]+")
TAX_RATES = {"books": 0.07, "food": 0.07, "tools": 0.19}
logger = logging.getLogger(__name__)
class Parcel:
    def __init__(self, tracking_code: str, weight_grams: int, fragile: bool = False):
        self.tracking_code = tracking_code
        self.weight_grams = weight_grams
        self.fragile = fragile
        self.stops = []
class OutOfStock(Exception):
    def __init__(self, article: str, wanted: int, available: int):
        super().__init__(f"{article}: wanted {wanted}, only {available} left")
        self.article = article
        self.missing = wanted - available
class RingBuffer:
    def __init__(self, capacity: int):
        self._items = [None] * capacity
        self._next = 0
    def push(self, item):
        self._items[self._next % len(self._items)] = item
        self._next += 1
    def newest_first(self):
        count = min(self._next, len(self._items))
        for back in range(1, count + 1):
            yield self._items[(self._next - back) % len(self._items)]
class RateLimiter:
    def __init__(self, per_second: float, burst: int, clock=time.monotonic):
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._tokens = float(burst)
        self._seen = clock()
    def allow(self) -> bool:
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._seen) * self._per_second)
        self._seen = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
def clamp(value, low, high):
    return max(low, min(high, value))
def chunks(items, size):
    for start in range(0, len(items), size):
        yield items[start:start + size]
def slugify(title: str) -> str:
    slug = SLUG_PATTERN.sub("-", title.lower()).strip("-")
    return slug or "untitled"
def parse_duration(text: str) -> float:
    match = re.fullmatch(r"(\\d+(?:\\.\\d+)?)(ms|s|m|h)", text.strip())
    if match is None:
        raise ValueError(f"not a duration: {text!r}, write 250ms, 30s, 5m or 2h")
    amount, unit = match.groups()
    return float(amount) * {"ms": 0.001, "s": 1, "m": 60, "h": 3600}[unit]
def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return None
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
def moving_average(values, window):
    total = 0.0
    averages = []
    for index, value in enumerate(values):
        total += value
        if index >= window:
            total -= values[index - window]
        averages.append(total / min(index + 1, window))
    return averages
def group_by(items, key):
    groups = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)
def binary_search(ordered, wanted):
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(ordered) and ordered[low] == wanted else None
def topological_order(depends_on):
    order, state = [], {}
    def visit(node, trail):
        if state.get(node) == "done":
            return
        if state.get(node) == "open":
            raise ValueError("cycle: " + " > ".join(trail + [node]))
        state[node] = "open"
        for needed in depends_on.get(node, ()):
            visit(needed, trail + [node])
        state[node] = "done"
        order.append(node)
    for node in sorted(depends_on):
        visit(node, [])
    return order
def shortest_path(edges, start, goal):
    came_from = {start: None}
    frontier = [start]
    while frontier:
        node = frontier.pop(0)
        if node == goal:
            break
        for neighbour in edges.get(node, ()):
            if neighbour not in came_from:
                came_from[neighbour] = node
                frontier.append(neighbour)
    if goal not in came_from:
        return None
    path = [goal]
    while came_from[path[-1]] is not None:
        path.append(came_from[path[-1]])
    return path[::-1]
def edit_distance(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(right, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]
def read_settings(path: Path) -> dict:
    settings = {}
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise ValueError(f"{path}:{number}: expected name = value")
        settings[name.strip()] = value.strip()
    return settings
def invoice_total(lines, discount=0.0):
    net = sum(line.quantity * line.unit_price for line in lines)
    tax = sum(line.quantity * line.unit_price * TAX_RATES[line.kind] for line in lines)
    return round((net + tax) * (1 - discount), 2)
def retry(action, attempts=MAX_RETRIES, wait=0.2):
    for attempt in range(attempts):
        try:
            return action()
        except ConnectionError as error:
            if attempt == attempts - 1:
                raise
            logger.warning("attempt %d failed: %s", attempt + 1, error)
            time.sleep(wait * 2 ** attempt)
async def fetch_pages(client, url):
    page = 1
    while True:
        answer = await client.get(url, params={"page": page, "per_page": PAGE_SIZE})
        answer.raise_for_status()
        rows = answer.json()["rows"]
        for row in rows:
            yield row
        if len(rows) < PAGE_SIZE:
            return
        page += 1
def haversine_km(a, b):
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))
def write_report(path: Path, rows, columns):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=columns, extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: row.get(name, "") for name in columns})
def test_clamp_keeps_values_inside_the_limits():
    assert clamp(5, 0, 10) == 5
    assert clamp(-1, 0, 10) == 0
    assert clamp(11, 0, 10) == 10
def test_median_of_nothing_is_none():
    assert median([]) is None
    assert median([3]) == 3
    assert median([4, 1]) == 2.5
def test_slugify_leaves_no_dash_at_the_ends():
    assert slugify("  Hello, World! ") == "hello-world"
    assert slugify("!!!") == "untitled"
`;

/** Names this text in a run's record. */
export const FUNCTIONS_ID = "lapboard-python-functions-1";
