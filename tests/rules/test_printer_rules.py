"""Where a printer may be, and how long it is left alone when it does not answer."""

import ipaddress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import rules
from labels.stocks import STOCKS

ONE_MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "host",
    ["192.168.7.20", "10.0.0.3", "zebra.bench.local", "Zebra-2", "fe9::1", "[2001:db8::7]", "printer."],
)
def test_an_address_or_a_name_is_taken(host):
    assert rules.clean_host(host) == host.strip("[]").lower()


@pytest.mark.parametrize(
    "host",
    [
        "", " ", "http://10.0.0.3", "10.0.0.3:9100", "10.0.0.3/24", "zebra/..", "user@zebra", "zebra bench", "-zebra",
        "zebra-", "a..b", "2130706433", "127.1", "0x7f.0x1", "0177.0.0.01", "zebra\r\nHost: x", "%31", "a" * 64,
        ".".join(["ab"] * 100), "zébra", "fe80::1%eth0;ls",
    ],
)  # fmt: skip
def test_anything_else_is_no_address(host):
    with pytest.raises(rules.NotAPrinterAddress):
        rules.clean_host(host)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "169.254.169.254", "169.254.1.1", "fe80::1", "224.0.0.1",
        "ff02::1", "255.255.255.255", "240.0.0.1", "100.100.100.200", "fd00:ec2::254", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::",
    ],
)  # fmt: skip
def test_no_printer_is_here(address):
    assert not rules.may_print_at(ipaddress.ip_address(address))
    with pytest.raises(rules.AddressForbidden):
        rules.check_host(address)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "printer.localhost"])
def test_this_machine_by_its_name_is_no_printer_either(host):
    with pytest.raises(rules.AddressForbidden):
        rules.check_host(host)


@pytest.mark.parametrize(
    "address", ["192.168.7.20", "10.1.2.3", "172.16.0.9", "fd12:3456::7", "::ffff:10.0.0.3"]
)
def test_a_printer_may_be_here(address):
    assert rules.may_print_at(ipaddress.ip_address(address))


def test_a_setting_says_where_printers_are_and_nowhere_else():
    only = (ipaddress.ip_network("192.168.7.0/24"), ipaddress.ip_network("127.0.0.1/32"))
    for address, may in [
        ("192.168.7.20", True),
        ("127.0.0.1", True),
        ("192.168.8.1", False),
        ("10.0.0.1", False),
    ]:
        assert rules.may_print_at(ipaddress.ip_address(address), only) is may
    everywhere = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
    for address in ("169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254"):
        assert not rules.may_print_at(ipaddress.ip_address(address), everywhere)


@given(st.ip_addresses(v=4))
def test_an_address_in_another_dress_is_the_same_address(address):
    dressed = [f"::ffff:{address}", f"64:ff9b::{address}"]
    assert {rules.may_print_at(ipaddress.ip_address(one)) for one in dressed} == {rules.may_print_at(address)}


@pytest.mark.parametrize("queue", ["ipp/print", "/printers/labels", "printers/Zebra_2.1"])
def test_a_queue_is_a_plain_path(queue):
    assert rules.clean_queue(queue) == queue.strip("/")


@pytest.mark.parametrize(
    "queue", ["", "/", "a b", "../admin", "a/../b", "a?b", "a#b", "a\r\nb", "x" * 121, "a//b", "%2e"]
)
def test_anything_else_is_no_queue(queue):
    with pytest.raises(rules.NotAQueueName):
        rules.clean_queue(queue)


def test_the_pause_grows_and_stops_growing():
    pauses = [rules.pause_after(tries) for tries in range(1, 12)]
    assert pauses[0] == ONE_MINUTE
    assert pauses == sorted(pauses)
    assert set(pauses[4:]) == {15 * ONE_MINUTE}


def test_no_paper_has_labels_larger_than_its_page():
    for stock in STOCKS.values():
        across = stock.left + stock.columns * stock.width + (stock.columns - 1) * stock.gap_across
        down = stock.top + stock.rows * stock.height + (stock.rows - 1) * stock.gap_down
        assert across <= stock.page_width + 1e-6, stock.key
        assert down <= stock.page_height + 1e-6, stock.key
