/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Golden RSVP datagrams. Each is a complete IP packet, its objects line by line
 * with their reading beside them; 'fields' is what the reading says, in the order
 * of rsvp_fields. They were built from field values by a separate program and
 * agree with tshark and tcpdump.
 */
#ifndef WIRE_TESTS_GOLDEN_RSVP_H
#define WIRE_TESTS_GOLDEN_RSVP_H

/* clang-format off */
struct golden {
	const char *id, *title, *hex, *fields;
};

static const struct golden golden_good[] = {
	{"GV-01", "IPv4 Path, unicast, full Adspec (general + GS + CL), as the ingress edge sends it into the ATM subnet",
	 "460000c4000000003e2efab5c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "1001cb7a3e0000ac" /* Path, checksum cb7a, Send_TTL 62, length 172 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "00540d0200000013" /* ADSPEC, 19 words follow */
	 "01000008" /* service 1, break bit 0, 8 words */
	 "0400000100000001" /* IS hops 1 */
	 "060000014b864700" /* bandwidth 17600000 */
	 "08000001000000fa" /* latency 250 */
	 "0a000001000023dc" /* MTU 9180 */
	 "02000008" /* service 2, break bit 0, 8 words */
	 "85000001000023dc" /* Ctot 9180 */
	 "8600000100000212" /* Dtot 530 */
	 "87000001000023dc" /* Csum 9180 */
	 "8800000100000212" /* Dsum 530 */
	 "05000000", /* service 5, break bit 0, 0 words */
	 "flags=0 ttl=62 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 time.refresh=30000 sender.address=192.0.2.10 "
	 "sender.port=4000 tspec.r=125000 tspec.b=16000 tspec.p=250000 tspec.m=64 tspec.M=1500 "
	 "adspec.global-break=0 adspec.hops=1 adspec.bandwidth=17600000 adspec.latency=250 "
	 "adspec.mtu=9180 adspec.gs.break=0 adspec.gs.c-tot=9180 adspec.gs.d-tot=530 adspec.gs.c-sum=9180 "
	 "adspec.gs.d-sum=530 adspec.cls.break=0 "},
	{"GV-02", "IPv4 Path from a sending host that cannot police: E_Police on, peak rate infinite, empty GS fragment with break bit",
	 "460000a4000000003f2ef9d5c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 63, protocol 46 */
	 "94040000" /* router alert */
	 "1001420d3f00008c" /* Path, checksum 420d, Send_TTL 63, length 140 */
	 "000c0101c63364141101138c" /* SESSION 198.51.100.20 protocol 17 flags 01 port 5004 */
	 "000c0301c000020a00000000" /* RSVP_HOP 192.0.2.10 LIH 0 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f0000054774240045fa0000" /* SENDER_TSPEC r 62500, b 8000, p infinite, m 100, M 1500 */
	 "7f80000000000064000005dc"
	 "00340d020000000b" /* ADSPEC, 11 words follow */
	 "01000008" /* service 1, break bit 0, 8 words */
	 "0400000100000000" /* IS hops 0 */
	 "060000014b3ebc20" /* bandwidth 12500000 */
	 "080000010000000a" /* latency 10 */
	 "0a000001000005dc" /* MTU 1500 */
	 "02800000" /* service 2, break bit 1, 0 words */
	 "05000000", /* service 5, break bit 0, 0 words */
	 "flags=0 ttl=63 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=1 hop.address=192.0.2.10 hop.lih=0 time.refresh=30000 sender.address=192.0.2.10 "
	 "sender.port=4000 tspec.r=62500 tspec.b=8000 tspec.p=inf tspec.m=100 tspec.M=1500 "
	 "adspec.global-break=0 adspec.hops=0 adspec.bandwidth=12500000 adspec.latency=10 adspec.mtu=1500 "
	 "adspec.gs.break=1 adspec.cls.break=0 "},
	{"GV-03", "IPv6 Path, unicast, full Adspec, with the hop-by-hop router alert (value 1)",
	 "6000000000d8003e" /* IPv6, hop limit 62 */
	 "20010db8000a00000000000000000010" /* source 2001:db8:a::10 */
	 "20010db8000b00000000000000000020" /* destination 2001:db8:b::20 */
	 "2e00050200010100" /* hop-by-hop: router alert 1 */
	 "10016a043e0000d0" /* Path, checksum 6a04, Send_TTL 62, length 208 */
	 "0018010220010db8000b000000000000000000201100138c" /* SESSION 2001:db8:b::20 protocol 17 flags 00 port 5004 */
	 "0018030220010db8000f0000000000000000000100000001" /* RSVP_HOP 2001:db8:f::1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "00180b0220010db8000a0000000000000000001000000fa0" /* SENDER_TEMPLATE 2001:db8:a::10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "00540d0200000013" /* ADSPEC, 19 words follow */
	 "01000008" /* service 1, break bit 0, 8 words */
	 "0400000100000001" /* IS hops 1 */
	 "060000014b864700" /* bandwidth 17600000 */
	 "08000001000000fa" /* latency 250 */
	 "0a000001000023dc" /* MTU 9180 */
	 "02000008" /* service 2, break bit 0, 8 words */
	 "85000001000023dc" /* Ctot 9180 */
	 "8600000100000212" /* Dtot 530 */
	 "87000001000023dc" /* Csum 9180 */
	 "8800000100000212" /* Dsum 530 */
	 "05000000", /* service 5, break bit 0, 0 words */
	 "flags=0 ttl=62 session.address=2001:db8:b::20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=2001:db8:f::1 hop.lih=1 time.refresh=30000 "
	 "sender.address=2001:db8:a::10 sender.port=4000 tspec.r=125000 tspec.b=16000 tspec.p=250000 "
	 "tspec.m=64 tspec.M=1500 adspec.global-break=0 adspec.hops=1 adspec.bandwidth=17600000 "
	 "adspec.latency=250 adspec.mtu=9180 adspec.gs.break=0 adspec.gs.c-tot=9180 adspec.gs.d-tot=530 "
	 "adspec.gs.c-sum=9180 adspec.gs.d-sum=530 adspec.cls.break=0 "},
	{"GV-04", "IPv4 Path for a multicast session, second sender, no Adspec",
	 "46000070000000001f2e5a4fc000020be9fc0005" /* IPv4 192.0.2.11 > 233.252.0.5, TTL 31, protocol 46 */
	 "94040000" /* router alert */
	 "100149991f000058" /* Path, checksum 4999, Send_TTL 31, length 88 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000007" /* RSVP_HOP 203.0.113.1 LIH 7 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020b00000fa2" /* SENDER_TEMPLATE 192.0.2.11 port 4002 */
	 "00240c0200000007010000067f0000054774240045fa0000" /* SENDER_TSPEC r 62500, b 8000, p infinite, m 100, M 9180 */
	 "7f80000000000064000023dc",
	 "flags=0 ttl=31 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=7 time.refresh=30000 sender.address=192.0.2.11 "
	 "sender.port=4002 tspec.r=62500 tspec.b=8000 tspec.p=inf tspec.m=100 tspec.M=9180 "},
	{"GV-05", "IPv4 Path with Adspec overrides: CL bandwidth (parameter 6) inside service 5, global break bit on",
	 "460000a8000000003e2efad1c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "1001ba933e000090" /* Path, checksum ba93, Send_TTL 62, length 144 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "00380d020000000c" /* ADSPEC, 12 words follow */
	 "01800008" /* service 1, break bit 1, 8 words */
	 "0400000100000002" /* IS hops 2 */
	 "060000014b864700" /* bandwidth 17600000 */
	 "08000001ffffffff" /* latency 4294967295 */
	 "0a000001000005dc" /* MTU 1500 */
	 "05000002" /* service 5, break bit 0, 2 words */
	 "060000014a864700", /* bandwidth 4400000 */
	 "flags=0 ttl=62 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 time.refresh=30000 sender.address=192.0.2.10 "
	 "sender.port=4000 tspec.r=125000 tspec.b=16000 tspec.p=250000 tspec.m=64 tspec.M=1500 "
	 "adspec.global-break=1 adspec.hops=2 adspec.bandwidth=17600000 adspec.latency=4294967295 "
	 "adspec.mtu=1500 adspec.cls.break=0 adspec.cls.bandwidth=4400000 "},
	{"GV-06", "IPv4 Resv, FF, Controlled-Load, with a confirmation request",
	 "4500007c00000000ff2e434fcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "10021815ff000068" /* Resv, checksum 1815, Send_TTL 255, length 104 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000001" /* RSVP_HOP 203.0.113.2 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "00080f01c6336414" /* RESV_CONFIRM 198.51.100.20 */
	 "000808010000000a" /* STYLE FF */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "000c0a01c000020a00000fa0", /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "flags=0 ttl=255 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=1 time.refresh=30000 "
	 "confirm.address=198.51.100.20 style=FF style.vector=10 flow.count=1 flowspec.service=CL "
	 "flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 flowspec.M=1500 "
	 "filter.address=192.0.2.10 filter.port=4000 "},
	{"GV-07", "IPv4 Resv, FF, Guaranteed, two packed flow descriptors, second FLOWSPEC omitted (same as the first)",
	 "4500008c00000000ff2e433fcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "1002ca52ff000078" /* Resv, checksum ca52, Send_TTL 255, length 120 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000808010000000a" /* STYLE FF */
	 "003009020000000a020000097f00000547f42400467a0000" /* FLOWSPEC Guaranteed, r 125000, b 16000, p 250000, m 64, M 1500, R 250000, S 0 */
	 "4874240000000040000005dc820000024874240000000000"
	 "000c0a01c000020a00000fa0" /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "000c0a01c000020b00000fa2", /* FILTER_SPEC 192.0.2.11 port 4002 */
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=7 time.refresh=30000 style=FF style.vector=10 "
	 "flow.count=2 flowspec.service=GS flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 "
	 "flowspec.m=64 flowspec.M=1500 flowspec.R=250000 flowspec.S=0 filter.address=192.0.2.10 "
	 "filter.port=4000 filter.address=192.0.2.11 filter.port=4002 "},
	{"GV-08", "IPv4 Resv, SE, Controlled-Load, two senders",
	 "4500008000000000ff2e434bcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "1002b5dfff00006c" /* Resv, checksum b5df, Send_TTL 255, length 108 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "0008080100000012" /* STYLE SE */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "000c0a01c000020a00000fa0" /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "000c0a01c000020b00000fa2", /* FILTER_SPEC 192.0.2.11 port 4002 */
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=7 time.refresh=30000 style=SE style.vector=18 "
	 "flow.count=1 flowspec.service=CL flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 "
	 "flowspec.m=64 flowspec.M=1500 filter.address=192.0.2.10 filter.port=4000 "
	 "filter.address=192.0.2.11 filter.port=4002 "},
	{"GV-09", "IPv4 Resv, SE, Guaranteed with slack, one sender",
	 "4500008000000000ff2e434bcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "1002612eff00006c" /* Resv, checksum 612e, Send_TTL 255, length 108 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "0008080100000012" /* STYLE SE */
	 "003009020000000a020000097f00000547f42400467a0000" /* FLOWSPEC Guaranteed, r 125000, b 16000, p 250000, m 64, M 1500, R 187500, S 20000 */
	 "4874240000000040000005dc8200000248371b0000004e20"
	 "000c0a01c000020a00000fa0", /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=7 time.refresh=30000 style=SE style.vector=18 "
	 "flow.count=1 flowspec.service=GS flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 "
	 "flowspec.m=64 flowspec.M=1500 flowspec.R=187500 flowspec.S=20000 filter.address=192.0.2.10 "
	 "filter.port=4000 "},
	{"GV-10", "IPv4 Resv, WF, Controlled-Load, with SCOPE (two senders, ascending)",
	 "4500007400000000ff2e4357cb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "1002b20bff000060" /* Resv, checksum b20b, Send_TTL 255, length 96 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0701c000020ac000020b" /* SCOPE 192.0.2.10, 192.0.2.11 */
	 "0008080100000011" /* STYLE WF */
	 "0024090200000007050000067f0000054774240045fa0000" /* FLOWSPEC Controlled-Load, r 62500, b 8000, p infinite, m 100, M 9180 */
	 "7f80000000000064000023dc",
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=7 time.refresh=30000 scope.address=192.0.2.10 "
	 "scope.address=192.0.2.11 style=WF style.vector=17 flow.count=1 flowspec.service=CL "
	 "flowspec.r=62500 flowspec.b=8000 flowspec.p=inf flowspec.m=100 flowspec.M=9180 "},
	{"GV-11", "IPv4 Resv, WF, Guaranteed, with a confirmation request, no SCOPE",
	 "4500007c00000000ff2e434fcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "100214e5ff000068" /* Resv, checksum 14e5, Send_TTL 255, length 104 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "00080f01c6336414" /* RESV_CONFIRM 198.51.100.20 */
	 "0008080100000011" /* STYLE WF */
	 "003009020000000a020000097f0000054774240045fa0000" /* FLOWSPEC Guaranteed, r 62500, b 8000, p infinite, m 100, M 9180, R 125000, S 1000 */
	 "7f80000000000064000023dc8200000247f42400000003e8",
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=7 time.refresh=30000 "
	 "confirm.address=198.51.100.20 style=WF style.vector=17 flow.count=1 flowspec.service=GS "
	 "flowspec.r=62500 flowspec.b=8000 flowspec.p=inf flowspec.m=100 flowspec.M=9180 "
	 "flowspec.R=125000 flowspec.S=1000 "},
	{"GV-12", "IPv6 Resv, FF, Controlled-Load",
	 "60000000008c00ff" /* IPv6, hop limit 255 */
	 "20010db8000f00000000000000000002" /* source 2001:db8:f::2 */
	 "20010db8000f00000000000000000001" /* destination 2001:db8:f::1 */
	 "2e00050200010100" /* hop-by-hop: router alert 1 */
	 "1002eff7ff000084" /* Resv, checksum eff7, Send_TTL 255, length 132 */
	 "0018010220010db8000b000000000000000000201100138c" /* SESSION 2001:db8:b::20 protocol 17 flags 00 port 5004 */
	 "0018030220010db8000f0000000000000000000200000001" /* RSVP_HOP 2001:db8:f::2 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000808010000000a" /* STYLE FF */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "00180a0220010db8000a0000000000000000001000000fa0", /* FILTER_SPEC 2001:db8:a::10 port 4000 */
	 "flags=0 ttl=255 session.address=2001:db8:b::20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=2001:db8:f::2 hop.lih=1 time.refresh=30000 style=FF style.vector=10 "
	 "flow.count=1 flowspec.service=CL flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 "
	 "flowspec.m=64 flowspec.M=1500 filter.address=2001:db8:a::10 filter.port=4000 "},
	{"GV-13", "IPv6 Resv, SE, Guaranteed, with a confirmation request",
	 "6000000000ac00ff" /* IPv6, hop limit 255 */
	 "20010db8000f00000000000000000002" /* source 2001:db8:f::2 */
	 "20010db8000f00000000000000000001" /* destination 2001:db8:f::1 */
	 "2e00050200010100" /* hop-by-hop: router alert 1 */
	 "1002c74cff0000a4" /* Resv, checksum c74c, Send_TTL 255, length 164 */
	 "0018010220010db8000b000000000000000000201100138c" /* SESSION 2001:db8:b::20 protocol 17 flags 00 port 5004 */
	 "0018030220010db8000f0000000000000000000200000001" /* RSVP_HOP 2001:db8:f::2 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "00140f0220010db8000b00000000000000000020" /* RESV_CONFIRM 2001:db8:b::20 */
	 "0008080100000012" /* STYLE SE */
	 "003009020000000a020000097f00000547f42400467a0000" /* FLOWSPEC Guaranteed, r 125000, b 16000, p 250000, m 64, M 1500, R 250000, S 0 */
	 "4874240000000040000005dc820000024874240000000000"
	 "00180a0220010db8000a0000000000000000001000000fa0", /* FILTER_SPEC 2001:db8:a::10 port 4000 */
	 "flags=0 ttl=255 session.address=2001:db8:b::20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=2001:db8:f::2 hop.lih=1 time.refresh=30000 "
	 "confirm.address=2001:db8:b::20 style=SE style.vector=18 flow.count=1 flowspec.service=GS "
	 "flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 flowspec.M=1500 "
	 "flowspec.R=250000 flowspec.S=0 filter.address=2001:db8:a::10 filter.port=4000 "},
	{"GV-14", "IPv4 PathTear (sender descriptor reduced to the template)",
	 "46000044000000003e2efb35c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "100546253e00002c" /* PathTear, checksum 4625, Send_TTL 62, length 44 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "000c0b01c000020a00000fa0", /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "flags=0 ttl=62 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 sender.address=192.0.2.10 sender.port=4000 "},
	{"GV-15", "IPv6 PathTear (SENDER_TSPEC present, to be ignored)",
	 "60000000007c003e" /* IPv6, hop limit 62 */
	 "20010db8000a00000000000000000010" /* source 2001:db8:a::10 */
	 "20010db8000b00000000000000000020" /* destination 2001:db8:b::20 */
	 "2e00050200010100" /* hop-by-hop: router alert 1 */
	 "100533533e000074" /* PathTear, checksum 3353, Send_TTL 62, length 116 */
	 "0018010220010db8000b000000000000000000201100138c" /* SESSION 2001:db8:b::20 protocol 17 flags 00 port 5004 */
	 "0018030220010db8000f0000000000000000000100000001" /* RSVP_HOP 2001:db8:f::1 LIH 1 */
	 "00180b0220010db8000a0000000000000000001000000fa0" /* SENDER_TEMPLATE 2001:db8:a::10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=62 session.address=2001:db8:b::20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=2001:db8:f::1 hop.lih=1 sender.address=2001:db8:a::10 "
	 "sender.port=4000 tspec.r=125000 tspec.b=16000 tspec.p=250000 tspec.m=64 tspec.M=1500 "},
	{"GV-16", "IPv4 ResvTear, FF, FLOWSPEC left out",
	 "4500004800000000ff2e4383cb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "10067e07ff000034" /* ResvTear, checksum 7e07, Send_TTL 255, length 52 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000001" /* RSVP_HOP 203.0.113.2 LIH 1 */
	 "000808010000000a" /* STYLE FF */
	 "000c0a01c000020a00000fa0", /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "flags=0 ttl=255 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=1 style=FF style.vector=10 flow.count=1 "
	 "filter.address=192.0.2.10 filter.port=4000 "},
	{"GV-17", "IPv4 ResvTear, SE, one of two senders, FLOWSPEC present (to be ignored)",
	 "4500006c00000000ff2e435fcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "10060be1ff000058" /* ResvTear, checksum 0be1, Send_TTL 255, length 88 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008080100000012" /* STYLE SE */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "000c0a01c000020b00000fa2", /* FILTER_SPEC 192.0.2.11 port 4002 */
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=7 style=SE style.vector=18 flow.count=1 "
	 "flowspec.service=CL flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 "
	 "flowspec.M=1500 filter.address=192.0.2.11 filter.port=4002 "},
	{"GV-18", "IPv4 ResvTear, WF (empty flow descriptor list)",
	 "4500003c00000000ff2e438fcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "10069a04ff000028" /* ResvTear, checksum 9a04, Send_TTL 255, length 40 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008080100000011", /* STYLE WF */
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=7 style=WF style.vector=17 flow.count=0 "},
	{"GV-19", "IPv4 ResvErr, FF, admission failure: bandwidth unavailable, no reservation in place",
	 "4500007800000000ff2e4353cb007101cb007102" /* IPv4 203.0.113.1 > 203.0.113.2, TTL 255, protocol 46 */
	 "10048990ff000064" /* ResvErr, checksum 8990, Send_TTL 255, length 100 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "000c0601cb00710100010002" /* ERROR_SPEC node 203.0.113.1 flags 00 code 1 value 0x0002 */
	 "000808010000000a" /* STYLE FF */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "000c0a01c000020a00000fa0", /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "flags=0 ttl=255 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 error.node=203.0.113.1 error.flags=0 "
	 "error.inplace=0 error.code=1 error.value=2 style=FF style.vector=10 flow.count=1 "
	 "flowspec.service=CL flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 "
	 "flowspec.M=1500 filter.address=192.0.2.10 filter.port=4000 "},
	{"GV-20", "IPv4 ResvErr, SE, admission failure on an increase: InPlace on, MTU too large",
	 "4500008400000000ff2e4347cb007101cb007102" /* IPv4 203.0.113.1 > 203.0.113.2, TTL 255, protocol 46 */
	 "1004bcbcff000070" /* ResvErr, checksum bcbc, Send_TTL 255, length 112 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000007" /* RSVP_HOP 203.0.113.1 LIH 7 */
	 "000c0601cb00710101010003" /* ERROR_SPEC node 203.0.113.1 flags 01 code 1 value 0x0003 */
	 "0008080100000012" /* STYLE SE */
	 "0024090200000007050000067f0000054774240045fa0000" /* FLOWSPEC Controlled-Load, r 62500, b 8000, p infinite, m 100, M 9200 */
	 "7f80000000000064000023f0"
	 "000c0a01c000020a00000fa0" /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "000c0a01c000020b00000fa2", /* FILTER_SPEC 192.0.2.11 port 4002 */
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=7 error.node=203.0.113.1 error.flags=1 "
	 "error.inplace=1 error.code=1 error.value=3 style=SE style.vector=18 flow.count=1 "
	 "flowspec.service=CL flowspec.r=62500 flowspec.b=8000 flowspec.p=inf flowspec.m=100 "
	 "flowspec.M=9200 filter.address=192.0.2.10 filter.port=4000 filter.address=192.0.2.11 "
	 "filter.port=4002 "},
	{"GV-21", "IPv4 ResvErr, WF, admission failure: delay bound, with SCOPE",
	 "4500008000000000ff2e434bcb007101cb007102" /* IPv4 203.0.113.1 > 203.0.113.2, TTL 255, protocol 46 */
	 "1004bd45ff00006c" /* ResvErr, checksum bd45, Send_TTL 255, length 108 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000007" /* RSVP_HOP 203.0.113.1 LIH 7 */
	 "000c0601cb00710100010001" /* ERROR_SPEC node 203.0.113.1 flags 00 code 1 value 0x0001 */
	 "00080701c000020a" /* SCOPE 192.0.2.10 */
	 "0008080100000011" /* STYLE WF */
	 "003009020000000a020000097f0000054774240045fa0000" /* FLOWSPEC Guaranteed, r 62500, b 8000, p infinite, m 100, M 9180, R 125000, S 1000 */
	 "7f80000000000064000023dc8200000247f42400000003e8",
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=7 error.node=203.0.113.1 error.flags=0 "
	 "error.inplace=0 error.code=1 error.value=1 scope.address=192.0.2.10 style=WF style.vector=17 "
	 "flow.count=1 flowspec.service=GS flowspec.r=62500 flowspec.b=8000 flowspec.p=inf flowspec.m=100 "
	 "flowspec.M=9180 flowspec.R=125000 flowspec.S=1000 "},
	{"GV-22", "IPv4 ResvErr, no path information (code 3)",
	 "4500007800000000ff2e4353cb007101cb007102" /* IPv4 203.0.113.1 > 203.0.113.2, TTL 255, protocol 46 */
	 "10048990ff000064" /* ResvErr, checksum 8990, Send_TTL 255, length 100 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "000c0601cb00710100030000" /* ERROR_SPEC node 203.0.113.1 flags 00 code 3 value 0x0000 */
	 "000808010000000a" /* STYLE FF */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "000c0a01c000020a00000fa0", /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "flags=0 ttl=255 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 error.node=203.0.113.1 error.flags=0 "
	 "error.inplace=0 error.code=3 error.value=0 style=FF style.vector=10 flow.count=1 "
	 "flowspec.service=CL flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 "
	 "flowspec.M=1500 filter.address=192.0.2.10 filter.port=4000 "},
	{"GV-23", "IPv4 ResvErr, conflicting style (code 5); the value names the FF style already in place",
	 "4500006c00000000ff2e435fcb007101cb007102" /* IPv4 203.0.113.1 > 203.0.113.2, TTL 255, protocol 46 */
	 "1004a581ff000058" /* ResvErr, checksum a581, Send_TTL 255, length 88 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000007" /* RSVP_HOP 203.0.113.1 LIH 7 */
	 "000c0601cb0071010005000a" /* ERROR_SPEC node 203.0.113.1 flags 00 code 5 value 0x000a */
	 "0008080100000011" /* STYLE WF */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=7 error.node=203.0.113.1 error.flags=0 "
	 "error.inplace=0 error.code=5 error.value=10 style=WF style.vector=17 flow.count=1 "
	 "flowspec.service=CL flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 "
	 "flowspec.M=1500 "},
	{"GV-24", "IPv4 ResvErr, traffic control: service unsupported (code 21, value 0x0002)",
	 "4500008400000000ff2e4347cb007101cb007102" /* IPv4 203.0.113.1 > 203.0.113.2, TTL 255, protocol 46 */
	 "10049de7ff000070" /* ResvErr, checksum 9de7, Send_TTL 255, length 112 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "000c0601cb00710100150002" /* ERROR_SPEC node 203.0.113.1 flags 00 code 21 value 0x0002 */
	 "000808010000000a" /* STYLE FF */
	 "003009020000000a020000097f00000547f42400467a0000" /* FLOWSPEC Guaranteed, r 125000, b 16000, p 250000, m 64, M 1500, R 250000, S 0 */
	 "4874240000000040000005dc820000024874240000000000"
	 "000c0a01c000020a00000fa0", /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "flags=0 ttl=255 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 error.node=203.0.113.1 error.flags=0 "
	 "error.inplace=0 error.code=21 error.value=2 style=FF style.vector=10 flow.count=1 "
	 "flowspec.service=GS flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 "
	 "flowspec.M=1500 flowspec.R=250000 flowspec.S=0 filter.address=192.0.2.10 filter.port=4000 "},
	{"GV-25", "IPv4 ResvConf, FF, Controlled-Load, answered by the sending host",
	 "46000078000000003f2efa01c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 63, protocol 46 */
	 "94040000" /* router alert */
	 "1007c94b3f000060" /* ResvConf, checksum c94b, Send_TTL 63, length 96 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0601c000020a00000000" /* ERROR_SPEC node 192.0.2.10 flags 00 code 0 value 0x0000 */
	 "00080f01c6336414" /* RESV_CONFIRM 198.51.100.20 */
	 "000808010000000a" /* STYLE FF */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "000c0a01c000020a00000fa0", /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "flags=0 ttl=63 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 error.node=192.0.2.10 error.flags=0 error.inplace=0 error.code=0 error.value=0 "
	 "confirm.address=198.51.100.20 style=FF style.vector=10 flow.count=1 flowspec.service=CL "
	 "flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 flowspec.M=1500 "
	 "filter.address=192.0.2.10 filter.port=4000 "},
	{"GV-26", "IPv6 ResvConf, SE, Guaranteed",
	 "6000000000a4003e" /* IPv6, hop limit 62 */
	 "20010db8000f00000000000000000001" /* source 2001:db8:f::1 */
	 "20010db8000b00000000000000000020" /* destination 2001:db8:b::20 */
	 "2e00050200010100" /* hop-by-hop: router alert 1 */
	 "1007ff8b3e00009c" /* ResvConf, checksum ff8b, Send_TTL 62, length 156 */
	 "0018010220010db8000b000000000000000000201100138c" /* SESSION 2001:db8:b::20 protocol 17 flags 00 port 5004 */
	 "0018060220010db8000f0000000000000000000100000000" /* ERROR_SPEC node 2001:db8:f::1 flags 00 code 0 value 0x0000 */
	 "00140f0220010db8000b00000000000000000020" /* RESV_CONFIRM 2001:db8:b::20 */
	 "0008080100000012" /* STYLE SE */
	 "003009020000000a020000097f00000547f42400467a0000" /* FLOWSPEC Guaranteed, r 125000, b 16000, p 250000, m 64, M 1500, R 250000, S 0 */
	 "4874240000000040000005dc820000024874240000000000"
	 "00180a0220010db8000a0000000000000000001000000fa0", /* FILTER_SPEC 2001:db8:a::10 port 4000 */
	 "flags=0 ttl=62 session.address=2001:db8:b::20 session.protocol=17 session.port=5004 "
	 "session.flags=0 error.node=2001:db8:f::1 error.flags=0 error.inplace=0 error.code=0 "
	 "error.value=0 confirm.address=2001:db8:b::20 style=SE style.vector=18 flow.count=1 "
	 "flowspec.service=GS flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 flowspec.m=64 "
	 "flowspec.M=1500 flowspec.R=250000 flowspec.S=0 filter.address=2001:db8:a::10 filter.port=4000 "},
	{"GV-27", "IPv4 PathErr, unknown object class: class 125, C-Type 1",
	 "4500006400000000ff2e4367cb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "100353bcff000050" /* PathErr, checksum 53bc, Send_TTL 255, length 80 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0601cb007102000d7d01" /* ERROR_SPEC node 203.0.113.2 flags 00 code 13 value 0x7d01 */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=255 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 error.node=203.0.113.2 error.flags=0 error.inplace=0 error.code=13 "
	 "error.value=32001 sender.address=192.0.2.10 sender.port=4000 tspec.r=125000 tspec.b=16000 "
	 "tspec.p=250000 tspec.m=64 tspec.M=1500 "},
	{"GV-28", "IPv4 PathErr, conflicting destination ports (code 7)",
	 "4500006400000000ff2e4367cb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "1003f3efff000050" /* PathErr, checksum f3ef, Send_TTL 255, length 80 */
	 "000c0101c633641411000000" /* SESSION 198.51.100.20 protocol 17 flags 00 port 0 */
	 "000c0601cb00710200070000" /* ERROR_SPEC node 203.0.113.2 flags 00 code 7 value 0x0000 */
	 "000c0b01c000020a00000000" /* SENDER_TEMPLATE 192.0.2.10 port 0 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=255 session.address=198.51.100.20 session.protocol=17 session.port=0 "
	 "session.flags=0 error.node=203.0.113.2 error.flags=0 error.inplace=0 error.code=7 error.value=0 "
	 "sender.address=192.0.2.10 sender.port=0 tspec.r=125000 tspec.b=16000 tspec.p=250000 tspec.m=64 "
	 "tspec.M=1500 "},
	{"GV-29", "IPv6 PathErr, bad Adspec value (code 21, value 0x0005)",
	 "6000000000d000ff" /* IPv6, hop limit 255 */
	 "20010db8000f00000000000000000002" /* source 2001:db8:f::2 */
	 "20010db8000f00000000000000000001" /* destination 2001:db8:f::1 */
	 "2e00050200010100" /* hop-by-hop: router alert 1 */
	 "10032029ff0000c8" /* PathErr, checksum 2029, Send_TTL 255, length 200 */
	 "0018010220010db8000b000000000000000000201100138c" /* SESSION 2001:db8:b::20 protocol 17 flags 00 port 5004 */
	 "0018060220010db8000f0000000000000000000200150005" /* ERROR_SPEC node 2001:db8:f::2 flags 00 code 21 value 0x0005 */
	 "00180b0220010db8000a0000000000000000001000000fa0" /* SENDER_TEMPLATE 2001:db8:a::10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc"
	 "00540d0200000013" /* ADSPEC, 19 words follow */
	 "01000008" /* service 1, break bit 0, 8 words */
	 "0400000100000001" /* IS hops 1 */
	 "060000014b864700" /* bandwidth 17600000 */
	 "08000001000000fa" /* latency 250 */
	 "0a000001000023dc" /* MTU 9180 */
	 "02000008" /* service 2, break bit 0, 8 words */
	 "85000001000023dc" /* Ctot 9180 */
	 "8600000100000212" /* Dtot 530 */
	 "87000001000023dc" /* Csum 9180 */
	 "8800000100000212" /* Dsum 530 */
	 "05000000", /* service 5, break bit 0, 0 words */
	 "flags=0 ttl=255 session.address=2001:db8:b::20 session.protocol=17 session.port=5004 "
	 "session.flags=0 error.node=2001:db8:f::2 error.flags=0 error.inplace=0 error.code=21 "
	 "error.value=5 sender.address=2001:db8:a::10 sender.port=4000 tspec.r=125000 tspec.b=16000 "
	 "tspec.p=250000 tspec.m=64 tspec.M=1500 adspec.global-break=0 adspec.hops=1 "
	 "adspec.bandwidth=17600000 adspec.latency=250 adspec.mtu=9180 adspec.gs.break=0 "
	 "adspec.gs.c-tot=9180 adspec.gs.d-tot=530 adspec.gs.c-sum=9180 adspec.gs.d-sum=530 "
	 "adspec.cls.break=0 "},
	{"GV-30", "IPv4 Path with a NULL object, one object to drop (class 188) and one to carry on (class 252)",
	 "46000090000000003e2efae9c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "1001fbf63e000078" /* Path, checksum fbf6, Send_TTL 62, length 120 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "00080000deadbeef" /* NULL */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000cbc0100007ed900000001" /* class 188 C-Type 1 */
	 "000cfc0100007ed9cafe0001" /* class 252 C-Type 1 */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=62 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 time.refresh=30000 "
	 "opaque=000cfc0100007ed9cafe0001 sender.address=192.0.2.10 sender.port=4000 tspec.r=125000 "
	 "tspec.b=16000 tspec.p=250000 tspec.m=64 tspec.M=1500 "},
	{"GV-31", "IPv4 Path with INTEGRITY (HMAC-MD5, HF on), RSVP checksum zero",
	 "46000094000000003e2efae5c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "100100003e00007c" /* Path, checksum 0000, Send_TTL 62, length 124 */
	 "0024040180000a0b0c0d0001000000010000000175153a3f" /* INTEGRITY flags 80 key 0a0b0c0d0001 sequence 4294967297 */
	 "fa45e9fc05f447181f032aa5"
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=62 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 time.refresh=30000 sender.address=192.0.2.10 "
	 "sender.port=4000 tspec.r=125000 tspec.b=16000 tspec.p=250000 tspec.m=64 tspec.M=1500 "},
	{"GV-32", "IPv4 Resv with INTEGRITY (HMAC-MD5, HF off), WF, Controlled-Load",
	 "4500008c00000000ff2e433fcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "10020000ff000078" /* Resv, checksum 0000, Send_TTL 255, length 120 */
	 "0024040100000a0b0c0d000100000001000000027bf099be" /* INTEGRITY flags 00 key 0a0b0c0d0001 sequence 4294967298 */
	 "0df4ebdc82d3bca8b4ae8908"
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "0008080100000011" /* STYLE WF */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=255 session.address=233.252.0.5 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.2 hop.lih=7 time.refresh=30000 style=WF style.vector=17 "
	 "flow.count=1 flowspec.service=CL flowspec.r=125000 flowspec.b=16000 flowspec.p=250000 "
	 "flowspec.m=64 flowspec.M=1500 "},
	{"GV-33", "IPv4 Integrity Challenge (type 25)",
	 "4500003000000000ff2e439bcb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "1019fc75ff00001c" /* Integrity Challenge, checksum fc75, Send_TTL 255, length 28 */
	 "0014400100000a0b0c0d00010123456789abcdef", /* CHALLENGE key 0a0b0c0d0001 cookie 0123456789abcdef */
	 ""},
	{"GV-34", "IPv4 Integrity Response (type 26), signed",
	 "4500005400000000ff2e4377cb007101cb007102" /* IPv4 203.0.113.1 > 203.0.113.2, TTL 255, protocol 46 */
	 "101a0000ff000040" /* Integrity Response, checksum 0000, Send_TTL 255, length 64 */
	 "0024040180000a0b0c0d0001000000010000000397ec79a3" /* INTEGRITY flags 80 key 0a0b0c0d0001 sequence 4294967299 */
	 "1ff033007b4bcacafeb7e0e1"
	 "0014400100000a0b0c0d00010123456789abcdef", /* CHALLENGE key 0a0b0c0d0001 cookie 0123456789abcdef */
	 ""},
	{"GV-35", "IPv4 Path in UDP (host without raw sockets) to the first-hop router, port Pu = 1698",
	 "45000074000000003f11f76dc000020ac0000201" /* IPv4 192.0.2.10 > 192.0.2.1, TTL 63, protocol 17 */
	 "06a206a200606dde" /* UDP 1698 > 1698 */
	 "100193843f000058" /* Path, checksum 9384, Send_TTL 63, length 88 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301c000020a00000000" /* RSVP_HOP 192.0.2.10 LIH 0 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=63 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=192.0.2.10 hop.lih=0 time.refresh=30000 sender.address=192.0.2.10 "
	 "sender.port=4000 tspec.r=125000 tspec.b=16000 tspec.p=250000 tspec.m=64 tspec.M=1500 "},
	{"GV-36", "IPv4 Path with a POLICY_DATA object (opaque element) that a policy-ignorant node must copy",
	 "46000080000000003e2efaf9c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "100107f43e000068" /* Path, checksum 07f4, Send_TTL 62, length 104 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "00100e01000800000008c00011223344" /* POLICY_DATA */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 "flags=0 ttl=62 session.address=198.51.100.20 session.protocol=17 session.port=5004 "
	 "session.flags=0 hop.address=203.0.113.1 hop.lih=1 time.refresh=30000 "
	 "opaque=00100e01000800000008c00011223344 sender.address=192.0.2.10 sender.port=4000 "
	 "tspec.r=125000 tspec.b=16000 tspec.p=250000 tspec.m=64 tspec.M=1500 "},
};

/* What a node refuses. */
static const struct golden golden_bad[] = {
	{"NV-01", "Path, RSVP checksum wrong by one bit",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "10011a8d3e000058" /* Path, checksum 1a8d, Send_TTL 62, length 88 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-02", "Path, version 2",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "20010a8c3e000058" /* Path, checksum 0a8c, Send_TTL 62, length 88 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-03", "Path, RSVP Length 4 more than the datagram holds",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "10011a883e00005c" /* Path, checksum 1a88, Send_TTL 62, length 92 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-04", "Path, RSVP Length ends 4 octets before the end of the last object (checksum right for that length)",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "1001206c3e000054" /* Path, checksum 206c, Send_TTL 62, length 84 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-05", "Path, TIME_VALUES with object length 6",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "10011a8e3e000058" /* Path, checksum 1a8e, Send_TTL 62, length 88 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0006050100007530000c0b01c000020a00000fa000240c02" /* TIME_VALUES with length 6; the rest cannot be framed */
	 "00000007010000067f00000547f42400467a000048742400"
	 "00000040000005dc",
	 ""},
	{"NV-06", "Path, TIME_VALUES with object length 0",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "10011a943e000058" /* Path, checksum 1a94, Send_TTL 62, length 88 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0000050100007530000c0b01c000020a00000fa000240c02" /* TIME_VALUES with length 0; the rest cannot be framed */
	 "00000007010000067f00000547f42400467a000048742400"
	 "00000040000005dc",
	 ""},
	{"NV-07", "Path, unknown class 125 (0bbbbbbb): answered by PathErr 13 / 0x7d01",
	 "46000078000000003e2efb01c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "10011ea13e000060" /* Path, checksum 1ea1, Send_TTL 62, length 96 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "00087d0100007ed9" /* class 125 C-Type 1 */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-08", "Path, SENDER_TSPEC with unknown C-Type 99: answered by PathErr 14 / 0x0c63",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "10011a2b3e000058" /* Path, checksum 1a2b, Send_TTL 62, length 88 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c6300000007010000067f00000547f42400467a0000" /* SENDER_TSPEC C-Type 99 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-09", "Resv, FF, first flow descriptor without FLOWSPEC",
	 "4500007400000000ff2e4357cb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "1002516eff000060" /* Resv, checksum 516e, Send_TTL 255, length 96 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000001" /* RSVP_HOP 203.0.113.2 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000808010000000a" /* STYLE FF */
	 "000c0a01c000020a00000fa0" /* FILTER_SPEC 192.0.2.10 port 4000 */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-10", "Path, destination port zero but source port 4000",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "10012e183e000058" /* Path, checksum 2e18, Send_TTL 62, length 88 */
	 "000c0101c633641411000000" /* SESSION 198.51.100.20 protocol 17 flags 00 port 0 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-11", "Path, Tspec with token rate NaN: PathErr 21 / 0x0004 expected",
	 "46000070000000003e2efb09c000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "100106c03e000058" /* Path, checksum 06c0, Send_TTL 62, length 88 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f0000057fc00000467a0000" /* SENDER_TSPEC r NaN, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-12", "Bundle (type 12) holding one Path: dropped by a node without refresh reduction",
	 "4500007400000000ff2e4357cb007101cb007102" /* IPv4 203.0.113.1 > 203.0.113.2, TTL 255, protocol 46 */
	 "110cef92ff000060" /* Bundle, checksum ef92, Send_TTL 255, length 96 */
	 "10011a8c3e000058" /* Path, checksum 1a8c, Send_TTL 62, length 88 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-13", "Path with MESSAGE_ID (class 23): answered by PathErr 13 / 0x1701 when refresh reduction is absent",
	 "4600007c000000003e2efafdc000020ac6336414" /* IPv4 192.0.2.10 > 198.51.100.20, TTL 62, protocol 46 */
	 "94040000" /* router alert */
	 "1101cd093e000064" /* Path, checksum cd09, Send_TTL 62, length 100 */
	 "000c17010112345600000001" /* MESSAGE_ID flags 1 epoch 0x123456 id 1 */
	 "000c0101c63364141100138c" /* SESSION 198.51.100.20 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710100000001" /* RSVP_HOP 203.0.113.1 LIH 1 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "000c0b01c000020a00000fa0" /* SENDER_TEMPLATE 192.0.2.10 port 4000 */
	 "00240c0200000007010000067f00000547f42400467a0000" /* SENDER_TSPEC r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
	{"NV-14", "Resv, style vector 0x000015 (reserved sender selection): ResvErr 6 expected",
	 "4500006800000000ff2e4363cb007102cb007101" /* IPv4 203.0.113.2 > 203.0.113.1, TTL 255, protocol 46 */
	 "10026d67ff000054" /* Resv, checksum 6d67, Send_TTL 255, length 84 */
	 "000c0101e9fc00051100138c" /* SESSION 233.252.0.5 protocol 17 flags 00 port 5004 */
	 "000c0301cb00710200000007" /* RSVP_HOP 203.0.113.2 LIH 7 */
	 "0008050100007530" /* TIME_VALUES 30000 ms */
	 "0008080100000015" /* STYLE unknown */
	 "0024090200000007050000067f00000547f42400467a0000" /* FLOWSPEC Controlled-Load, r 125000, b 16000, p 250000, m 64, M 1500 */
	 "4874240000000040000005dc",
	 ""},
};
/* clang-format on */

#endif
