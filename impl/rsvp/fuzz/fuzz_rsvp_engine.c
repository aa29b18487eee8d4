/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RSVP engine under arbitrary events. The input is a list of records: an octet that
 * says what happens, an octet of length, and so many octets for it.
 */
#include <stdlib.h>
#include <string.h>

#include "rsvp/engine.h"
#include "wire/ip.h"

#define NET(b, d) (10u << 24 | (uint32_t)(b) << 16 | (uint32_t)(d))

static bool fuzz_route(void *ctx, uint32_t dst, int *iface, uint32_t *next_hop)
{
	*next_hop = 0;
	*iface = (int)(dst >> 16 & 3);
	return *iface < 3;
}

static rsvp_tc last_tc;

static void drain(struct rsvp_engine *e)
{
	struct rsvp_out o;
	volatile uint8_t sum = 0;
	while (rsvp_engine_drain(e, &o)) {
		for (size_t i = 0; i < o.len; i++)
			sum = (uint8_t)(sum + o.octets[i]);
		if (o.tc)
			last_tc = o.tc->id;
	}
}

/* The body of an RSVP message gets an IP header and the lengths and checksum that let it in. */
static void packet(struct rsvp_engine *e, vtime now, uint8_t how, const uint8_t *body, size_t len)
{
	struct wr w = {0};
	uint8_t copy[256];
	memcpy(copy, body, len);
	int iface = how & 1;
	if (len >= 8) {
		copy[0] = 0x10;
		copy[2] = copy[3] = 0;
		copy[6] = 0;
		copy[7] = (uint8_t)len;
	}
	struct ip4_hdr ip = {.ttl = how,
			     .protocol = IPPROTO_RSVP_,
			     .src = NET(0, 9),
			     .dst = how & 4 ? NET(1, 20) : NET(iface, 1),
			     .router_alert = how & 2};
	ip4_encode(&w, &ip, copy, len);
	rsvp_engine_packet(e, now, iface, w.p, w.len);
	wr_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rsvp_config c = {.n_ifaces = 3, .jitter = true, .route = fuzz_route};
	for (int i = 0; i < 3; i++)
		c.ifaces[i] = (struct rsvp_iface){.address = i < 2 ? NET(i, 1) : 0, .mtu = 9180, .local = i == 2};
	struct rsvp_engine *e = rsvp_engine_create(&c, 1);
	vtime now = 0;
	last_tc = 0;
	while (e && size >= 2) {
		uint8_t what = data[0];
		size_t len = data[1];
		data += 2;
		size -= 2;
		len = len < size ? len : size;
		char line[256];
		switch (what & 7) {
		case 0:
			rsvp_engine_packet(e, now, what >> 3 & 3, data, len);
			break;
		case 1:
			memcpy(line, data, len);
			line[len] = '\0';
			rsvp_engine_request(e, now, line, line, sizeof(line));
			break;
		case 2:
			rsvp_engine_tc_result(e, now, last_tc, what & 8, 1, 2);
			break;
		case 3:
			rsvp_engine_tc_lost(e, now, last_tc, 1, 2);
			break;
		case 4:
			now += VT_S(what >> 3);
			rsvp_engine_time(e, now);
			break;
		default:
			packet(e, now, what, data, len);
			break;
		}
		drain(e);
		data += len;
		size -= len;
	}
	rsvp_engine_free(e);
	return 0;
}
