/* SPDX-License-Identifier: Apache-2.0 */
/* A small trace with an event of every kind, and its parts. */
#ifndef TRACE_TESTS_SAMPLE_H
#define TRACE_TESTS_SAMPLE_H

#include "../../../impl/wire/tests/octets.h"

#include "base/vtime.h"
#include "trace/probe_packet.h"
#include "trace/trace.h"
#include "wire/ip.h"
#include "wire/llc.h"

#define BE_SETUP                                                                                                       \
	"09030000010580005F58800009058C23E48123E4840059800009840563B7850563B7BE5E8000031080805F800001CC5C"             \
	"8000020000708000158247009181000000000000010001020000000002006C8000160281470091810000000000000100"             \
	"0102000000000100"
#define RELEASE_37 "09038000014D80000808800004 82A58485"
/* An SSCOP SD around a message. */
static inline size_t sd(const char *message, uint32_t n_s, uint8_t *out)
{
	size_t n = unhex(message, out, 4096), pad = -n & 3;
	memset(out + n, 0, pad);
	n += pad;
	out[n] = (uint8_t)(pad << 6 | 8);
	out[n + 1] = (uint8_t)(n_s >> 16);
	out[n + 2] = (uint8_t)(n_s >> 8);
	out[n + 3] = (uint8_t)n_s;
	return n + 4;
}

/* A numbered packet as an IP packet, to be freed with wr_free. */
static inline struct wr numbered(uint32_t flow, uint32_t seq, vtime sent, uint32_t len)
{
	struct probe_packet p = {.flow = flow, .seq = seq, .sent = sent, .len = len};
	struct wr udp = {0}, ip = {0};
	uint8_t *payload = malloc(len);
	require(payload);
	probe_packet_encode(payload, &p);
	struct udp_hdr u = {.src_port = 6000, .dst_port = 5000};
	udp_encode(&udp, 0x0a010001, 0x0a020002, &u, payload, len);
	struct ip4_hdr h = {.ttl = 64, .protocol = IPPROTO_UDP_, .src = 0x0a010001, .dst = 0x0a020002};
	ip4_encode(&ip, &h, udp.p, udp.len);
	wr_free(&udp);
	free(payload);
	return ip;
}

/* The same on a VC: with LLC/SNAP in front, or alone. */
static inline const struct trace_event *add_numbered(struct trace *t, uint16_t node, enum trace_dir dir, vtime time,
						     uint32_t conn, bool llc, uint32_t flow, uint32_t seq, vtime sent)
{
	struct wr ip = numbered(flow, seq, sent, 100), sdu = {0};
	if (llc) {
		uint8_t snap[LLC_SNAP_LEN];
		llc_snap_encode(snap, ETHERTYPE_IPV4);
		wr_octets(&sdu, snap, sizeof(snap));
	}
	wr_octets(&sdu, ip.p, ip.len);
	struct trace_frame_in f = {.node = node,
				   .dir = dir,
				   .first = time - 1000,
				   .time = time,
				   .vci = (uint16_t)(31 + conn),
				   .conn = conn,
				   .cells = 3,
				   .ok = true,
				   .sdu = sdu.p,
				   .len = sdu.len};
	const struct trace_event *e = trace_add_frame(t, &f);
	wr_free(&ip);
	wr_free(&sdu);
	return e;
}

static inline const struct trace_event *add_frame(struct trace *t, uint16_t node, enum trace_dir dir, vtime time,
						  uint16_t vci, const uint8_t *sdu, size_t len)
{
	struct trace_frame_in f = {.node = node,
				   .dir = dir,
				   .first = time,
				   .time = time,
				   .vci = vci,
				   .cells = 1,
				   .ok = true,
				   .sdu = sdu,
				   .len = len};
	return trace_add_frame(t, &f);
}

static inline const struct trace_event *add_hex(struct trace *t, uint16_t node, vtime time, uint16_t vci,
						const char *hex)
{
	uint8_t octets[4096];
	size_t n = unhex(hex, octets, sizeof(octets));
	return add_frame(t, node, TRACE_OUT, time, vci, octets, n);
}

/* Nodes S, I (IUT), E1. */
static inline struct trace *sample_nodes(void)
{
	struct trace *t = trace_create();
	require(t);
	require(trace_add_node(t, "S", false, 0) == 0);
	require(trace_add_node(t, "I", true, 31) == 1);
	require(trace_add_node(t, "E1", false, 40) == 2);
	return t;
}

static inline struct trace *sample(void)
{
	uint8_t octets[4096];
	struct trace *t = sample_nodes();
	add_hex(t, 1, 0, 5, "00000001 0100001E");
	add_hex(t, 1, VT_MS(1), 5, "00000001 0A000000");
	add_frame(t, 1, TRACE_OUT, VT_MS(2), 5, octets, sd(BE_SETUP, 0, octets));
	trace_add_text(t, TRACE_NET, 1, PCO_NONE, TRACE_IN, VT_MS(2), "conn-open", "from=I to=E1 class=be", 1);
	trace_add_text(t, TRACE_NET, 1, PCO_NONE, TRACE_IN, VT_MS(2), "fault", "text=hold CONNECT 5s", 0);
	add_frame(t, 1, TRACE_IN, VT_MS(3), 5, octets, sd(RELEASE_37, 1, octets));
	add_hex(t, 1, VT_MS(4), 40,
		"aaaa030000000806 0013 0800 14 00 0001 04 00 00 04 4700918100000000000001000102000000000100 c0000201 "
		"c0000202");
	struct wr ip = numbered(1, 7, VT_MS(4), 64);
	trace_add_ip(t, 1, TRACE_IN, VT_MS(4), ip.p, ip.len);
	wr_free(&ip);
	add_numbered(t, 1, TRACE_OUT, VT_MS(5), 1, true, 1, 7, VT_MS(4));
	add_numbered(t, 2, TRACE_IN, VT_MS(6), 1, false, 1, 7, VT_MS(4));
	struct trace_frame_in lost = {.node = 2,
				      .dir = TRACE_IN,
				      .first = VT_MS(7),
				      .time = VT_MS(7),
				      .vci = 32,
				      .conn = 1,
				      .cells = 1,
				      .clp1 = 1,
				      .ok = false,
				      .dropped = true,
				      .bad = "CRC of the frame",
				      .sdu = octets,
				      .len = 48};
	trace_add_frame(t, &lost);
	add_hex(t, 2, VT_MS(8), 16, "302502");
	add_hex(t, 2, VT_MS(8), 77, "fefe03cf");
	add_hex(t, 2, VT_MS(8), 5, "00000001 00000000");
	trace_add_control(t, 1, TRACE_IN, VT_MS(9),
			  "reserve 10.2.0.2/17/5000 style=FF 10.1.0.1/6000 service=CL r=1000.5 M=1500");
	trace_add_control(t, 1, TRACE_OUT, VT_MS(9), "error no such sender, try again");
	trace_add_text(t, TRACE_IUT, 1, PCO_NONE, TRACE_OUT, VT_MS(10), "crash", "text=killed by signal 11", 0);
	return t;
}

#endif
