"""What a million uploads cost: a model, the same for all, from what was measured.

- Requests are those that the benchmark's server has counted, also the refused ones, which S3 bills too.
- Lambda gives processor time in proportion to memory, one core at 1769 MB. All contestants work on one thread, so more
  than one core is of no use: an upload is billed processor time / share of a core, plus the time that it only waited.
- The memory is the cheapest multiple of 64 MB that holds the measured peak and 10 % more.
- Left out: the upload itself, mails, storage, logs and the free tier, which do not depend on the contestant.
"""

import math
from dataclasses import dataclass

PRICE_LIST = "list prices of us-east-1 (x86, S3 Standard, DynamoDB on demand with standard tables) as of 2025"
GB_SECOND = 0.0000166667
CALL = 0.20 / 1e6
REQUESTS = {"PUT": 5 / 1e6, "GET": 0.40 / 1e6, "HEAD": 0.40 / 1e6, "DELETE": 0, "Publish": 0.50 / 1e6, "table write": 0.625 / 1e6}

TABLE_WRITES = 2
"""Conditional writes for each upload with which a handler can promise "once" by a table: begun, done."""
TABLE_WRITE_MS = 5
"""An assumption: DynamoDB promises "single-digit milliseconds"."""

ONE_CORE = 1769
CHOICES = [128, *range(192, 3009, 64)]


@dataclass(frozen=True)
class Bill:
    """Dollars for a million uploads."""

    compute: float
    requests: float
    memory: int
    billed_ms: int

    @property
    def dollars(self):
        return self.compute + self.requests


def _billed_ms(cpu_ms, wall_ms, memory):
    return math.ceil(cpu_ms / min(1, memory / ONE_CORE) + max(0, wall_ms - cpu_ms))


def bill(cpu_ms, wall_ms, peak, requests):
    """The bill at the best memory; ``requests`` maps each kind to its number for one upload."""
    for_requests = 1e6 * sum(REQUESTS[kind] * count for kind, count in requests.items())
    bills = []
    for memory in CHOICES:
        if memory >= 1.1 * peak:
            billed = _billed_ms(cpu_ms, wall_ms, memory)
            bills.append(Bill(1e6 * (billed / 1000 * memory / 1024 * GB_SECOND + CALL), for_requests, memory, billed))
    return min(bills, key=lambda bill: bill.dollars)


def bill_with_table(cpu_ms, wall_ms, peak, requests):
    """The same if the handler also asked a DynamoDB table; the processor time for that is not counted."""
    return bill(cpu_ms, wall_ms + TABLE_WRITES * TABLE_WRITE_MS, peak, {**requests, "table write": TABLE_WRITES})
