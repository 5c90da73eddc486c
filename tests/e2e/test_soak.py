"""A morning's tickets at one kiosk, as fast as they come: nothing of them stays in the process but the log on its disk.

The whole day is `make bench ARGS="--only soak"`; here are as many as show a leak of a kibibyte a ticket.
"""

from __future__ import annotations

from tests.bench.mall import BROKER, HUB, bench_mall
from tests.bench.soak import GROWTH_KIB, Growth, Sample, growth, live

TICKETS = 480
LEAK_KIB = 1000.0  # in a thousand tickets; the first hundreds still fill some caches


def test_a_kiosk_keeps_nothing_of_a_ticket_that_is_on_paper_no_memory_no_thread_no_file():
    with bench_mall() as mall:
        mall.start(BROKER)
        mall.start(HUB)
        samples = live(mall, TICKETS)
    grown = growth(samples)
    assert samples[-1].tickets == TICKETS
    assert grown.memory_kib < LEAK_KIB
    assert (grown.threads, grown.files) == (0, 0)


def a_day(leak_kib: float = 0.0, *, odd: float = 0.0, threads: int = 0, files: int = 0) -> list[Sample]:
    """Samples of a process that warms up, and then leaks so much a ticket."""
    found = []
    for tickets in range(50, 2001, 50):
        warming = 900.0 * min(1.0, tickets / 600)
        memory = 38_000.0 + warming + leak_kib * tickets + (odd if tickets == 1500 else 0.0)
        late = tickets > 1600
        found.append(Sample(tickets, memory, 5 + threads * late, 11 + files * late))
    return found


def test_a_process_that_only_warms_up_is_flat_and_one_odd_sample_does_not_matter():
    assert growth(a_day()) == Growth(0.0, 0, 0)
    assert growth(a_day(odd=4000.0)).flat


def test_a_leak_of_a_hundred_bytes_a_ticket_shows_in_a_day_and_so_do_a_thread_and_a_file():
    assert growth(a_day(0.1)).memory_kib > GROWTH_KIB
    assert not growth(a_day(0.1)).flat
    assert not growth(a_day(threads=1)).flat
    assert not growth(a_day(files=1)).flat
