from __future__ import annotations

import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lint.world.guard import ForbiddenError, follow, is_public, redacted, target

PUBLIC = ["8.8.8.8", "93.184.215.14", "192.88.98.255", "172.32.0.1", "100.63.255.255", "2001:4860:4860::8888"]
PRIVATE = [
    *("0.0.0.0", "0.255.1.2", "10.20.30.40", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.9", "192.0.2.55", "192.31.196.1"),
    *("192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.4", "203.0.113.200", "224.0.0.251"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1"),
    *("2001:1ff:ffff::1", "2001:db8:1::1", "2002:808:808::1", "2620:4f:8000::1", "3fff:1::1", "5f00::1", "fc00::1"),
    *("fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "fe80::1%eth0", "2001:4860:4860::8888%eth0"),
    *("", "localhost", "1.2.3", "1.2.3.4.5", "2130706433", "0x7f.1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_connected_to(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_other_address_may(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://pictures.example/a.png", "http://pictures.example/a.png"),
        ("HTTPS://Pictures.Example./a.png#top", "https://pictures.example/a.png"),
        ("https://pictures.example", "https://pictures.example/"),
        ("https://pictures.example?w=2", "https://pictures.example/?w=2"),
        ("https://pictures.example:443/a", "https://pictures.example/a"),
        ("http://pictures.example:8080/a", "http://pictures.example:8080/a"),
        ("http://pictures.example:/a", "http://pictures.example/a"),
        ("http://9.9.9.9/a", "http://9.9.9.9/a"),
        ("http://[2001:4860:4860:0::8888]/a", "http://[2001:4860:4860::8888]/a"),
        ("https://bücher.example/ä ö.png", "https://xn--bcher-kva.example/%C3%A4%20%C3%B6.png"),
        ("https://pictures.example/100%/a%20b.png", "https://pictures.example/100%25/a%20b.png"),
        ("https://pictures.example/a|b<c>\\d", "https://pictures.example/a%7Cb%3Cc%3E%5Cd"),
        ("https://my_host.example/a@b:c", "https://my_host.example/a@b:c"),
    ],
)
def test_a_good_address_is_written_one_way(url: str, sent: str) -> None:
    assert target(url).url == sent


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://pictures.example/a", "only http"),
        ("file:///etc/hostname", "only http"),
        ("javascript:alert(1)", "only http"),
        ("pictures.example/a.png", "only http"),
        ("", "only http"),
        ("http:pictures.example/a", "no host"),
        ("http:/pictures.example/a", "no host"),
        ("http:///a", "no host"),
        ("http:\\\\pictures.example\\a", "no host"),
        ("http://pictures.example\\@10.0.0.1/", "backslash"),
        ("http://ann:hush@pictures.example/", "user name"),
        ("http://pictures.example@10.0.0.1/", "user name"),
        ("http://10.0.0.1%2f@pictures.example/", "user name"),
        ("http://pictures%2eexample/", "percent"),
        ("http://pictures.example\t/", "control"),
        ("http://pict\nures.example/", "control"),
        ("http://pictures.example:25/", "port 25"),
        ("http://pictures.example:6379/", "port 6379"),
        ("http://pictures.example:0080/", "not written plainly"),
        ("http://pictures.example:99999999/", "not written plainly"),
        ("http://pictures.example:８０/", "malformed"),
        ("http://pictures.example:80:80/", "malformed"),
        ("http://-pictures.example/", "no valid name"),
        ("http://pictures..example/", "no valid name"),
        ("http://pictures .example/", "no valid name"),
        (f"http://{'a' * 64}.example/", "no valid name"),
        (f"http://{'abcdefgh.' * 30}example/", "no valid name"),
        ("http://xn--pi\ud800.example/", "international"),
        ("http://[::1/", "malformed"),
        ("http://[v1.x]/", "no address in brackets"),
        ("http://[fe80::1%25eth0]/", "percent"),
        ("http://[::1]/", "private or reserved"),
        ("http://[::ffff:9.9.9.9]/", "private or reserved"),
        ("http://127.0.0.1/", "private or reserved"),
        ("http://１２７.０.０.１/", "private or reserved"),
        ("http://127。0。0。1/", "private or reserved"),
        ("http://127.1/", "not written as a plain address"),
        ("http://2130706433/", "not written as a plain address"),
        ("http://0x7f000001/", "not written as a plain address"),
        ("http://0x7f.0.0.0x1/", "not written as a plain address"),
        ("http://0177.0.0.1/", "not written as a plain address"),
        ("http://pictures.example.127/", "not written as a plain address"),
        ("http://999.1.1.1/", "private or reserved"),
        ("http://localhost/", "single word"),
        ("http://LocalHost./", "single word"),
        ("http://loc\u00adalhost/", "single word"),
        ("http://intranet/", "single word"),
        ("http://printer.local/", "private networks"),
        ("http://app.localhost/", "private networks"),
        ("http://metadata.google.internal/", "private networks"),
        ("http://web.default.svc/", "private networks"),
        ("http://router.home.arpa/", "private networks"),
        ("http://wiki.corp/", "private networks"),
    ],
)
def test_every_other_address_is_refused_with_a_reason(url: str, reason: str) -> None:
    with pytest.raises(ForbiddenError, match=reason):
        target(url)


def test_a_reason_never_repeats_what_may_be_secret() -> None:
    for url in ("http://ann:hush@pictures.example/", "http://hush.local/?token=hush", "ftp://ann:hush@x/"):
        with pytest.raises(ForbiddenError) as caught:
            target(url)
        assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("wiki.corp", "https://wiki.corp/a"),
        ("wiki.corp", "http://WIKI.corp:8080/a"),
        ("wiki.corp:8000", "http://wiki.corp:8000/a"),
        ("10.1.2.3", "http://10.1.2.3/a"),
        ("[fd00::1]", "http://[fd00:0::1]/a"),
        ("intranet", "http://intranet/a"),
    ],
)
def test_a_house_may_name_hosts_of_its_own(allowed: str, url: str) -> None:
    with pytest.raises(ForbiddenError):
        target(url)
    assert target(url, (allowed,)).private


@pytest.mark.parametrize(
    "url",
    [
        "http://wiki.corp:9000/",
        "http://other.corp/",
        "http://a.wiki.corp/",
        "http://wiki.corp@10.0.0.1/",
        "http://10.0.0.1/",
    ],
)
def test_and_only_those(url: str) -> None:
    with pytest.raises(ForbiddenError):
        target(url, ("wiki.corp", "wiki.corp:8000"))


@pytest.mark.parametrize(
    ("location", "lands"),
    [
        ("/b", "http://pictures.example/b"),
        ("b?c", "http://pictures.example/x/b?c"),
        ("//other.example/b", "http://other.example/b"),
        ("https://other.example/b#c", "https://other.example/b"),
        ("caf\udcc3\udca9", "http://pictures.example/x/caf%C3%A9"),
    ],
)
def test_a_redirect_is_followed_as_a_browser_does(location: str, lands: str) -> None:
    assert follow(target("http://pictures.example/x/a"), location).url == lands


@pytest.mark.parametrize(
    "location",
    [
        *("//10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "http:\\\\10.0.0.1\\", "file:///etc/passwd"),
        *("gopher://10.0.0.1:70/", "http://user:hush@other.example/", "http://other.example:22/", "http://[bad"),
        *("http:10.0.0.1", "http://2130706433/", "data:text/html,x"),
    ],
)
def test_the_whole_policy_holds_for_a_redirect(location: str) -> None:
    with pytest.raises(ForbiddenError, match="redirect"):
        follow(target("http://pictures.example/x/a"), location)


HOSTS = st.one_of(
    st.ip_addresses().map(lambda ip: f"[{ip}]" if ip.version == 6 else str(ip)),
    st.from_regex(r"[a-z0-9.%@:\\\[\]_x-]{1,30}", fullmatch=True),
    st.text(max_size=20),
)


@given(
    st.sampled_from(["http:", "https:", "HTTP:", "ftp:", ""]),
    st.sampled_from(["//", "/", "\\\\", ""]),
    HOSTS,
    st.text(max_size=10),
)
@example("http:", "//", "0", "")
@example("http:", "//", "１", "\ud800")
def test_whatever_passes_is_ascii_and_public(scheme: str, slashes: str, host: str, rest: str) -> None:
    try:
        passed = target(f"{scheme}{slashes}{host}/{rest}")
    except ForbiddenError:
        return
    assert passed.url.isascii()
    assert passed.port in (80, 443, 8080, 8443)
    assert "@" not in passed.url.split("/")[2]
    assert target(passed.url) == passed  # reading it again changes nothing
    if passed.literal:
        ipaddress.ip_address(passed.host)
        assert is_public(passed.host)
    else:
        assert "." in passed.host


def test_secret_values_are_replaced_by_a_hash_that_keeps_them_apart() -> None:
    first = redacted("https://pictures.example/a.png?w=800&token=hush1&sig=hush2")
    assert first.startswith("https://pictures.example/a.png?w=800&token=redacted-")
    assert "hush" not in first
    assert first == redacted("https://pictures.example/a.png?w=800&token=hush1&sig=hush2")
    assert first != redacted("https://pictures.example/a.png?w=800&token=hush3&sig=hush2")
    assert "Ab1" not in redacted("https://pictures.example/a.png?x=Ab1Ab1Ab1Ab1Ab1Ab1Ab1Ab1Ab1")
    assert redacted("https://pictures.example/a.png?w=800&h=600") == "https://pictures.example/a.png?w=800&h=600"
