"""How fast one client may go: the others are not made to wait for it."""

from __future__ import annotations

import pytest

from heloworld.smtp.limits.pace import BURST, CONNECTION, LOCAL, MOST_CLIENTS, Pace


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_without_a_limit_nobody_waits() -> None:
    pace = Pace(0)
    pace.spend("10.0.0.1", 10**9)
    assert (pace.turns("10.0.0.1", 100), pace.wait("10.0.0.1"), pace.may_connect("10.0.0.1")) == (100, 0.0, True)


def test_who_has_used_up_a_burst_waits_and_the_others_do_not(clock: Clock) -> None:
    pace = Pace(10, clock)
    burst = int(10 * BURST)
    assert pace.turns("10.0.0.1", 100) == burst
    pace.spend("10.0.0.1", burst)
    assert pace.turns("10.0.0.1", 100) == 0
    assert pace.wait("10.0.0.1") == pytest.approx(0.1)
    assert pace.turns("10.0.0.2", 100) == burst
    clock.now += 1
    assert pace.turns("10.0.0.1", 100) == 10
    clock.now += 3600
    assert pace.turns("10.0.0.1", 100) == burst


def test_a_large_letter_is_waited_for_by_its_own_client(clock: Clock) -> None:
    pace = Pace(10, clock)
    pace.spend("10.0.0.1", 1_000)
    assert pace.wait("10.0.0.1") == pytest.approx((1_000 - 10 * BURST + 1) / 10)
    assert not pace.may_connect("10.0.0.1")
    assert pace.may_connect("10.0.0.2")


def test_connections_count(clock: Clock) -> None:
    pace = Pace(10, clock)
    made = sum(pace.may_connect("10.0.0.1") for _ in range(1000))
    assert made == (10 * BURST + 10) // CONNECTION + 1


def test_a_network_of_ipv6_is_one_client_and_this_machine_many(clock: Clock) -> None:
    pace = Pace(10, clock)
    pace.spend("2001:db8::1", 10 * BURST)
    assert pace.turns("2001:db8::2", 100) == 0
    assert pace.turns("2001:db8:0:1::2", 100) == 10 * BURST
    assert pace.turns("127.0.0.1", 1000) == 10 * BURST * LOCAL


def test_clients_without_end_are_forgotten(clock: Clock) -> None:
    pace = Pace(10, clock)
    for number in range(2 * MOST_CLIENTS):
        pace.spend(f"10.0.{number // 256}.{number % 256}", 1)
        clock.now += 0.01
    assert len(pace._buckets) <= MOST_CLIENTS + 1
