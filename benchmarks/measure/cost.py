"""What a million uploads cost on Lambda: a model, the same for all.

- Prices of x86 in us-east-1, November 2026, without the free tier: per GB-second and per request. S3 and SNS cost all
  contestants the same for the renditions and are left out.
- Lambda gives processor time in proportion to memory, one core at 1769 MB. All contestants work on one thread, so more
  than one core is of no use: an upload is billed processor time / share of a core, plus the time that it only waited.
- The memory is the cheapest multiple of 64 MB that holds the measured peak and 10 % more.
"""

import math

GB_SECOND = 0.0000166667
REQUEST = 0.20 / 1e6
ONE_CORE = 1769
CHOICES = [128, *range(192, 3009, 64)]


def billed_ms(cpu_ms, wall_ms, memory):
    return math.ceil(cpu_ms / min(1, memory / ONE_CORE) + max(0, wall_ms - cpu_ms))


def per_million(cpu_ms, wall_ms, peak):
    """(dollars for a million uploads, memory in MB, billed milliseconds of one) at the best memory."""
    return min(
        (
            1e6 * (billed_ms(cpu_ms, wall_ms, memory) / 1000 * memory / 1024 * GB_SECOND + REQUEST),
            memory,
            billed_ms(cpu_ms, wall_ms, memory),
        )
        for memory in CHOICES
        if memory >= 1.1 * peak
    )
