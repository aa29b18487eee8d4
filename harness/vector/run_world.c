/* SPDX-License-Identifier: Apache-2.0 */
/* The world around the IUT: network, address server, testers, as the topology has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/rng.h"
#include "run.h"
#include "wire/ip.h"

uint32_t run_address(const struct run *r, int end)
{
	const struct topology *t = r->p.topology;
	bool merged = r->p.role->host && r->iut_host == t->ends[end].behind;

	return merged ? t->hosts[t->ends[end].behind].ip : t->ends[end].ip;
}

uint32_t run_destination(const struct run *r, int flow)
{
	const struct topo_flow *f = &r->p.topology->flows[flow];

	return f->group >= 0 ? r->p.topology->groups[f->group].ip : run_address(r, f->to);
}

struct actor run_actor(const struct run *r, int end)
{
	int behind = r->p.topology->ends[end].behind;

	if (r->hosts[behind] != NULL)
		return (struct actor){.kind = ACTOR_HOST, .host = r->hosts[behind], .end = host_rsvp(r->hosts[behind])};
	if (r->ends[end] != NULL)
		return (struct actor){.kind = ACTOR_END, .end = r->ends[end]};
	return (struct actor){.kind = ACTOR_CONTROL};
}

struct actor run_actor_at(const struct run *r, int host)
{
	for (size_t i = 0; i < r->p.topology->n_ends; i++) {
		if (r->p.topology->ends[i].behind == host)
			return run_actor(r, (int)i);
	}
	return (struct actor){.kind = ACTOR_CONTROL};
}

static void end_out(void *ctx, vtime now, uint32_t dst, const uint8_t *packet, size_t len)
{
	struct end_link *l = ctx;

	(void)dst;
	run_iut_ip(l->r, now, packet, len);
}

static void data_out(void *ctx, vtime now, size_t flow, uint32_t tag, const uint8_t *payload, size_t len)
{
	struct run *r = ctx;
	const struct topo_flow *f = &r->p.topology->flows[flow];
	const struct tester_flow *tf = &r->flows[flow];
	struct actor a = run_actor(r, f->from);
	(void)tag;
	const struct packet_hdr h = {.src = tf->src, .dst = tf->dst, .ttl = 63};
	size_t n;

	if (a.kind == ACTOR_CONTROL) {
		size_t head = strlen(r->send_heads[flow]);
		char *line = malloc(head + 2 * len + 1);
		if (line == NULL)
			return;
		memcpy(line, r->send_heads[flow], head);
		hex_put(line + head, payload, len);
		line[head + 2 * len] = '\0';
		run_iut_control(r, now, line);
		free(line);
		return;
	}
	const uint8_t *packet = packet_udp(r->packets, &h, tf->src_port, tf->dst_port, payload, len, &n);
	if (packet == NULL)
		return;
	if (a.kind == ACTOR_END)
		run_iut_ip(r, now, packet, n);
	else
		host_send(a.host, now, tf->dst, flow, r->on[flow].conn, r->on[flow].n, packet, n);
}

static const char *send_head(struct arena *a, const struct tester_flow *f)
{
	char head[96], dst[IP4_TEXT], src[IP4_TEXT];

	ip4_text(f->dst, dst);
	ip4_text(f->src, src);
	snprintf(head, sizeof(head), "send %s/%u/%u %s/%u ", dst, IPPROTO_UDP_, f->dst_port, src, f->src_port);
	return arena_strdup(a, head);
}

static bool make_tables(struct run *r)
{
	const struct topology *t = r->p.topology;
	struct arena *a = &r->arena;

	r->flows = arena_alloc(a, t->n_flows * sizeof(*r->flows));
	r->flow_numbers = arena_alloc(a, t->n_flows * sizeof(*r->flow_numbers));
	r->send_heads = arena_alloc(a, t->n_flows * sizeof(const char *));
	r->on = arena_alloc(a, t->n_flows * sizeof(*r->on));
	r->specs = arena_alloc(a, t->n_specs * sizeof(*r->specs));
	r->routes = arena_alloc(a, (t->n_hosts + 2 * t->n_ends) * sizeof(*r->routes));
	r->hosts = arena_alloc(a, t->n_hosts * sizeof(*r->hosts));
	r->ends = arena_alloc(a, t->n_ends * sizeof(struct rsvp_end *));
	r->end_links = arena_alloc(a, t->n_ends * sizeof(*r->end_links));
	if (!r->flows || !r->flow_numbers || !r->send_heads || !r->on || !r->specs || !r->routes || !r->hosts ||
	    !r->ends || !r->end_links)
		return false;
	for (size_t i = 0; i < t->n_flows; i++) {
		const struct topo_flow *f = &t->flows[i];
		r->flow_numbers[i] = f->number;
		r->flows[i] = (struct tester_flow){.number = f->number,
						   .src = run_address(r, f->from),
						   .dst = run_destination(r, (int)i),
						   .src_port = f->source_port,
						   .dst_port = f->port};
		r->send_heads[i] = send_head(a, &r->flows[i]);
		if (!r->send_heads[i])
			return false;
	}
	for (size_t i = 0; i < t->n_specs; i++) {
		const struct topo_spec *s = &t->specs[i];
		r->specs[i] = (struct tester_spec){.r = s->t.r,
						   .b = s->t.b,
						   .p = s->t.p,
						   .m = s->t.m,
						   .M = s->t.M,
						   .pcr = s->pcr.own,
						   .scr = s->scr.own,
						   .mbs = s->mbs.own};
	}
	for (size_t i = 0; i < t->n_hosts; i++)
		r->routes[r->n_routes++] = (struct host_route){t->hosts[i].ip, t->hosts[i].atm};
	for (size_t i = 0; i < t->n_ends; i++)
		r->routes[r->n_routes++] = (struct host_route){t->ends[i].ip, t->hosts[t->ends[i].behind].atm};
	return true;
}

static bool make_server(struct run *r)
{
	struct atmarp_server_config c = atmarp_server_defaults();
	const struct topo_host *like = &r->p.topology->hosts[0];

	c.port.name = r->p.topology->arp_name;
	c.port.version = r->p.uni;
	c.port.address = r->p.topology->arp;
	c.port.cell_bps = like->cell_bps;
	c.port.delay = like->delay;
	/* The last address of the LIS. */
	uint32_t host_part = like->ip_len >= 31 ? 0 : UINT32_MAX >> like->ip_len;
	c.ip = (like->ip & ~host_part) | (host_part & ~(uint32_t)1);
	r->arp = atmarp_server_create(r->engine, r->fabric, &c);
	if (r->arp == NULL)
		return false;
	r->node_of_port[atmarp_server_port(r->arp)] = (uint16_t)trace_node_by_name(r->trace, r->p.topology->arp_name);
	return true;
}

static bool make_host(struct run *r, size_t i)
{
	const struct topo_host *h = &r->p.topology->hosts[i];
	const struct host_config c = {
	    .engine = r->engine,
	    .fabric = r->fabric,
	    .name = h->name,
	    .uni = r->p.uni,
	    .atm = h->atm,
	    .arp = r->p.topology->arp,
	    .ip = h->ip,
	    .rsvp_ip = h->rsvp_node >= 0 ? r->p.topology->ends[h->rsvp_node].ip : 0,
	    .cell_bps = h->cell_bps,
	    .delay = h->delay,
	    .first_call_ref = 1,
	    .refresh = r->p.pixit.refresh,
	    .n_flows = r->p.topology->n_flows,
	    .n_specs = r->p.topology->n_specs,
	    .n_routes = r->n_routes,
	    .flows = r->flows,
	    .specs = r->specs,
	    .routes = r->routes,
	};

	r->hosts[i] = host_create(&c, r->packets);
	if (r->hosts[i] == NULL)
		return false;
	r->node_of_port[host_port(r->hosts[i])] = (uint16_t)trace_node_by_name(r->trace, h->name);
	return true;
}

/* The sender behind the IUT answers a Resv that asks for a confirmation (RFC 2205 3.1.9). */
static void end_event(void *ctx, vtime now, const struct rsvp_news *news)
{
	const struct end_link *l = ctx;

	if (news->event == RSVP_RESV_IN && news->confirm != 0)
		rsvp_end_confirm(l->r->ends[l->end], now, news->flows[0], news->style, &news->spec, news->confirm);
}

static bool make_end(struct run *r, size_t i)
{
	r->end_links[i] = (struct end_link){r, i};
	const struct rsvp_end_config c = {
	    .engine = r->engine,
	    .address = r->p.topology->ends[i].ip,
	    .refresh = r->p.pixit.refresh,
	    .n_flows = r->p.topology->n_flows,
	    .flows = r->flows,
	    .ctx = &r->end_links[i],
	    .send = end_out,
	    .event = end_event,
	};

	r->ends[i] = rsvp_end_create(&c, r->packets);
	return r->ends[i] != NULL;
}

bool run_is_root(const struct run *r, int group, int host)
{
	const struct topology *t = r->p.topology;

	for (size_t i = 0; i < t->n_flows; i++) {
		if (t->flows[i].group == group && t->ends[t->flows[i].from].behind == host)
			return true;
	}
	return false;
}

static void tell_testers(struct run *r, vtime now, int group, int host, bool joined)
{
	const struct topology *t = r->p.topology;

	for (size_t i = 0; i < t->n_hosts; i++) {
		if (r->hosts[i] != NULL && (int)i != host && run_is_root(r, group, (int)i))
			host_member(r->hosts[i], now, t->groups[group].ip, t->hosts[host].ip, joined);
	}
}

/* Who is in a group is part of the case; no UNI shows it. */
static void record_member(struct run *r, vtime now, int group, int host, bool joined)
{
	const struct topology *t = r->p.topology;
	char ip[IP4_TEXT], member[IP4_TEXT], atm[ATM_ADDR_TEXT];

	ip4_text(t->groups[group].ip, ip);
	ip4_text(t->hosts[host].ip, member);
	atm_addr_text(&t->hosts[host].atm, atm);
	run_record_text(r, TRACE_NET, now, "member", "group=%s node=%s ip=%s atm=%s state=%s", ip, t->hosts[host].name,
			member, atm, joined ? "in" : "out");
}

/* Hosts that are plain routers: no UNI shows that either. */
static void record_plain_routers(struct run *r)
{
	const struct topology *t = r->p.topology;
	char ip[IP4_TEXT], hop[IP4_TEXT], atm[ATM_ADDR_TEXT];

	for (const struct topo_host *h = t->hosts; h < t->hosts + t->n_hosts; h++) {
		if (h->rsvp_node < 0)
			continue;
		ip4_text(h->ip, ip);
		ip4_text(t->ends[h->rsvp_node].ip, hop);
		atm_addr_text(&h->atm, atm);
		run_record_text(r, TRACE_NET, 0, "plain-router", "node=%s ip=%s atm=%s hop=%s", h->name, ip, atm, hop);
	}
}

void run_member(struct run *r, vtime now, int group, int host, bool joined)
{
	record_member(r, now, group, host, joined);
	tell_testers(r, now, group, host, joined);
	run_iut_member(r, now, group, host, joined);
}

bool run_world_create(struct run *r)
{
	const struct topology *t = r->p.topology;
	const struct fabric_tap tap = run_record_tap(r);

	if (t->n_hosts + 1 > MAX_PORTS || !make_tables(r))
		return false;
	r->engine = engine_create(clock_virtual());
	r->packets = packets_create();
	r->fabric = r->engine != NULL ? fabric_create(r->engine, &tap, rng_derive(r->seed, "fabric")) : NULL;
	if (r->packets == NULL || r->fabric == NULL || !make_server(r))
		return false;
	for (size_t i = 0; i < t->n_hosts; i++) {
		if ((int)i != r->iut_host && !make_host(r, i))
			return false;
	}
	for (size_t i = 0; i < t->n_ends; i++) {
		if (t->ends[i].behind == r->iut_host && !r->p.role->host && !make_end(r, i))
			return false;
	}
	record_plain_routers(r);
	for (size_t g = 0; g < t->n_groups; g++) {
		for (size_t i = 0; i < t->groups[g].n_members; i++) {
			record_member(r, 0, (int)g, t->groups[g].members[i], true);
			tell_testers(r, 0, (int)g, t->groups[g].members[i], true);
		}
	}
	r->streams = streams_create(r->engine, t->n_flows, r->flow_numbers, r, data_out);
	return r->streams != NULL;
}

void run_world_free(struct run *r)
{
	const struct topology *t = r->p.topology;

	streams_free(r->streams);
	for (size_t i = 0; r->ends != NULL && i < t->n_ends; i++)
		rsvp_end_free(r->ends[i]);
	for (size_t i = 0; r->hosts != NULL && i < t->n_hosts; i++)
		host_free(r->hosts[i]);
	atmarp_server_free(r->arp);
	fabric_free(r->fabric);
	engine_free(r->engine);
	packets_free(r->packets);
}
