"""Which IP addresses lie in the public internet, so that nobody makes the server call into its own network (B4)."""

import ipaddress

# IPv6 prefix of addresses that stand for an IPv4 address in their last 32 bits.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What Python, in one version or another, takes for public and is not: set aside for protocols (192.0.0.192 answers in one
# cloud with its machines' secrets), the address under which another cloud speaks with its machines, relays between the
# Internets, and what is kept for local translation, segments and documentation.
_KEPT = [
	ipaddress.ip_network(network)
	for network in (
		"192.0.0.0/24",
		"168.63.129.16/32",
		"192.88.99.0/24",
		"100.64.0.0/10",
		"198.18.0.0/15",
		"64:ff9b:1::/48",
		"2001::/23",
		"3fff::/20",
		"5f00::/16",
	)
]
# What companies number their own machines by; no cloud answers there with its machines' secrets, as on link-local addresses.
_IN_HOUSE = [
	ipaddress.ip_network(network)
	for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
]
# Two clouds' secrets stand on a unique local address.
_CLOUDS = [ipaddress.ip_network(network) for network in ("fd00:ec2::/32", "fd20:ce::/32")]


def is_in_house(address: str) -> bool:
	"""Whether `address` is one of a company's own network, or of this machine; not link-local, nor one of a cloud's own."""
	ip = ipaddress.ip_address(address.partition("%")[0])
	if isinstance(ip, ipaddress.IPv6Address) and (inner := _ipv4_within(ip)):
		ip = inner
	kept, ours = (
		[network for network in networks if network.version == ip.version]
		for networks in (_CLOUDS, _IN_HOUSE)
	)
	return any(ip in network for network in ours) and not any(ip in network for network in kept)


def is_public(address: str) -> bool:
	"""Whether `address` (IPv4 or IPv6 as text) is neither private, loopback, link-local, multicast nor reserved.

	An IPv6 address that stands for an IPv4 address is judged by that one. Raises ValueError for what is no address.
	"""
	ip = ipaddress.ip_address(address.partition("%")[0])
	if isinstance(ip, ipaddress.IPv6Address):
		if ip.sixtofour or ip.teredo:
			return False  # a tunnel, whose other end nobody has judged
		if inner := _ipv4_within(ip):
			return is_public(str(inner))
		if ip.is_site_local:
			return False
	if any(ip in network for network in _KEPT if network.version == ip.version):
		return False
	return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _ipv4_within(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
	if ip in _NAT64:
		return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
	return ip.ipv4_mapped
