"""Which IP addresses lie in the public internet, so that nobody makes the server call into its own network."""

import ipaddress

# IPv6 prefix of addresses that stand for an IPv4 address in their last 32 bits.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
	"""Whether `address` (IPv4 or IPv6 as text) is neither private, loopback, link-local, multicast nor reserved.

	An IPv6 address that stands for an IPv4 address is judged by that one. Raises ValueError for what is no address.
	"""
	ip = ipaddress.ip_address(address.partition("%")[0])
	if isinstance(ip, ipaddress.IPv6Address):
		if inner := _ipv4_within(ip):
			return is_public(str(inner))
		if ip.is_site_local:
			return False
	return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _ipv4_within(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
	if ip in _NAT64:
		return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
	return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
