/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RSVP engine (RFC 2205 Version 1, RFC 2209): see state.h for its parts. Not here:
 * IPv6, UDP encapsulation, INTEGRITY, policy decisions, refresh reduction, reassembly of fragments.
 */
#include <stdlib.h>
#include <string.h>

#include "state.h"

#define DEFAULT_REFRESH VT_S(30)
#define DEFAULT_K       3
/* Keeps every product of K, Kb and R far from overflow. */
#define MAX_FACTOR 10000
/* Flags and offset of a datagram that is a fragment. */
#define FRAGMENT 0x3fff

struct rsvp_engine *rsvp_engine_create(const struct rsvp_config *config, uint64_t seed)
{
	if (config->n_ifaces < 1 || config->n_ifaces > RSVP_MAX_IFACES)
		return NULL;
	struct rsvp_engine *e = calloc(1, sizeof(*e));
	if (!e)
		return NULL;
	e->c = *config;
	if (e->c.refresh < VT_MS(1))
		e->c.refresh = DEFAULT_REFRESH;
	/* TIME_VALUES has 32 bits of milliseconds. */
	if (e->c.refresh > VT_MS(UINT32_MAX))
		e->c.refresh = VT_MS(UINT32_MAX);
	if (e->c.k == 0)
		e->c.k = DEFAULT_K;
	if (e->c.kb == 0)
		e->c.kb = RE_DEFAULT_KB;
	e->c.k = e->c.k > MAX_FACTOR ? MAX_FACTOR : e->c.k;
	e->c.kb = e->c.kb > MAX_FACTOR ? MAX_FACTOR : e->c.kb;
	e->local = -1;
	for (int i = 0; i < e->c.n_ifaces; i++) {
		if (e->c.ifaces[i].local)
			e->local = i;
	}
	rng_seed(&e->rng, seed);
	return e;
}

void rsvp_engine_free(struct rsvp_engine *e)
{
	if (!e)
		return;
	re_session_free_all(e);
	free(e->heap);
	free(e->items);
	free(e->out_tc);
	wr_free(&e->out_octets);
	wr_free(&e->body);
	free(e);
}

/* Messages between neighbours that are not for this node are plain packets to it (RFC 2209 2). */
static void pass_on(struct rsvp_engine *e, int iface, const struct ip4_hdr *ip, const uint8_t *packet)
{
	int out;
	uint32_t next_hop;
	if (ip->ttl <= 1 || !re_route(e, ip->dst, &out, &next_hop) || out == iface || e->c.ifaces[out].local)
		return;
	re_send_raw(e, out, next_hop ? next_hop : ip->dst, packet, ip->total_len, (uint8_t)(ip->ttl - 1));
}

static bool travels_end_to_end(uint8_t type)
{
	return type == RSVP_PATH || type == RSVP_PATHTEAR || type == RSVP_RESVCONF;
}

void rsvp_engine_packet(struct rsvp_engine *e, vtime now, int iface, const uint8_t *packet, size_t len)
{
	re_timers_run(e, now - 1);
	e->now = now > e->now ? now : e->now;
	struct ip4_hdr ip;
	if (iface < 0 || iface >= e->c.n_ifaces || ip4_decode(packet, len, &ip).code != WIRE_OK)
		return;
	if (ip.protocol != IPPROTO_RSVP_ || ip.frag & FRAGMENT)
		return;
	const uint8_t *payload = packet + ip.hdr_len;
	size_t n = (size_t)(ip.total_len - ip.hdr_len);
	if (n < 2)
		return;
	if (!travels_end_to_end(payload[1]) && !re_is_own(e, ip.dst)) {
		pass_on(e, iface, &ip, packet);
		return;
	}
	struct wire_outcome o = rsvp_decode(payload, n, &e->in);
	/* Faults of form have no cause and are not answered (RFC 2205 Appendix B). */
	if (o.code != WIRE_OK && o.cause == 0)
		return;
	bool answerable = e->in.type == RSVP_PATH || e->in.type == RSVP_RESV;
	if (o.code != WIRE_OK && !answerable)
		return;
	switch (e->in.type) {
	case RSVP_PATH:
		re_path(e, iface, &ip, &o);
		break;
	case RSVP_RESV:
		re_resv(e, &ip, &o);
		break;
	case RSVP_PATHERR:
		re_patherr(e);
		break;
	case RSVP_RESVERR:
		re_resverr(e, iface);
		break;
	case RSVP_PATHTEAR:
		re_path_tear(e, iface, &ip);
		break;
	case RSVP_RESVTEAR:
		re_resv_tear(e, &ip);
		break;
	case RSVP_RESVCONF:
		re_resvconf(e, iface, &ip);
		break;
	}
}

bool rsvp_engine_request(struct rsvp_engine *e, vtime now, const char *line, char *err, size_t err_len)
{
	re_timers_run(e, now - 1);
	e->now = now > e->now ? now : e->now;
	return re_request(e, line, err, err_len);
}

void rsvp_engine_time(struct rsvp_engine *e, vtime now)
{
	re_timers_run(e, now);
}

vtime rsvp_engine_next(const struct rsvp_engine *e)
{
	return e->n_heap ? e->heap[0].due : VTIME_NEVER;
}
