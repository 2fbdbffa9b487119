"""Where a webhook may go: over TLS, to an address outside this network, and to the very address that was checked."""

import ipaddress
import socket
from typing import NamedTuple

import httpx

from zilv.errors import ZilvError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
URL_MAX = 1024


class Refused(Exception):  # noqa: N818
    """A URL that resolves to an address nothing may be sent to. `code` is short and stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Target(NamedTuple):
    """One request's destination: the URL with the checked address in it, and the name it stands for."""

    url: httpx.URL
    host: str

    @property
    def authority(self) -> str:
        """The Host header."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.url.port is None else f"{name}:{self.url.port}"


def checked_url(url: str, private: bool) -> str:
    """A URL that can be an endpoint's. Raises ZilvError."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        parsed = httpx.URL("")
    if not parsed.host or len(url) > URL_MAX or parsed.userinfo or parsed.fragment or not url.isprintable():
        raise ZilvError("--url 须为 https://… · --url is expected as https://… without user name")
    literal = _literal(parsed.host)
    loopback = parsed.host == "localhost" or (literal is not None and literal.is_loopback)
    if parsed.scheme != "https" and not (parsed.scheme == "http" and loopback):
        raise ZilvError("--url 须用 https；仅本机可用 http · --url needs https; http only on this machine")
    if loopback and not private:
        raise ZilvError("本机地址须加 --allow-private · an address of this machine needs --allow-private")
    if literal is not None and not permitted(literal, private):
        raise ZilvError("内网地址须加 --allow-private · an address of a private network needs --allow-private")
    return str(parsed)


def permitted(address: Address, private: bool) -> bool:
    """Whether something may be sent there; never to link-local addresses, where clouds keep their credentials."""
    address = _unwrapped(address)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return private or address.is_global


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one only wraps."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    return wrapped or address


def targets(url: str, private: bool) -> list[Target]:
    """Resolve a URL and check every address it stands for; at least one, in the order to try them. Raises Refused."""
    parsed = httpx.URL(url)
    try:
        found = socket.getaddrinfo(parsed.host, parsed.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("name_not_found") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not all(permitted(address, private) for address in addresses):
        raise Refused("address_not_permitted")
    return [Target(parsed.copy_with(host=str(address)), parsed.host) for address in dict.fromkeys(addresses)]


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
