/* SPDX-License-Identifier: Apache-2.0 */
/* A tester on the ATM network: its port, frames in and out, registration, routes. */
#include "tester/host.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "host_priv.h"
#include "wire/atmarp.h"
#include "wire/ip.h"

#define VCI_SIGNALLING 5
#define REGISTER_AGAIN VT_S(5)   /* after the VC to the server was lost */
#define RENEW          VT_S(840) /* the server forgets who has not asked for 20 minutes (RFC 2225 8.4.2, 8.5.1) */

static void uni_due(void *ctx, vtime now);

static void open_arp(struct host *h, vtime now)
{
	struct q2931_msg setup;

	if (call_to(h, USE_ARP, &h->c.arp) != NULL)
		return;
	setup_be(h, &h->c.arp, &setup);
	call_open(h, now, USE_ARP, &h->c.arp, &setup);
}

static void send_arp(struct host *h, vtime now, const struct call *c, const struct atmarp *m)
{
	struct wr w = {0};
	size_t len;

	atmarp_encode(&w, m);
	const uint8_t *frame = !w.failed ? packet_llc(h->packets, ETHERTYPE_ARP, w.p, w.len, &len) : NULL;
	if (frame != NULL)
		fabric_send_frame(h->c.fabric, h->port, now, c->vpi, c->vci, 0, frame, len, 0);
	wr_free(&w);
}

static void arp_due(void *ctx, vtime now);

static void arp_again(struct host *h, vtime now, vtime span)
{
	engine_cancel(h->c.engine, h->arp_timer);
	h->arp_timer = engine_at(h->c.engine, vtime_add(now, span), arp_due, h);
}

/* A request for the own address renews the registration. */
static void arp_due(void *ctx, vtime now)
{
	struct host *h = ctx;
	const struct call *c = call_to(h, USE_ARP, &h->c.arp);

	h->arp_timer = 0;
	if (c == NULL || !c->active) {
		open_arp(h, now);
		return;
	}
	send_arp(h, now, c,
		 &(struct atmarp){.op = ATMARP_REQUEST,
				  .has_src_atm = true,
				  .src_atm = h->c.atm,
				  .has_src_ip = true,
				  .src_ip = h->c.ip,
				  .has_tgt_ip = true,
				  .tgt_ip = h->c.ip});
	arp_again(h, now, RENEW);
}

void host_arp_lost(struct host *h, vtime now)
{
	arp_again(h, now, REGISTER_AGAIN);
}

void host_pump(struct host *h, vtime now)
{
	struct uni_out o;

	/* What signalling reports may lead to new requests; they are served by the loop that is running. */
	if (h->draining)
		return;
	h->draining = true;
	while (uni_drain(h->uni, &o)) {
		if (o.kind == UNI_FRAME)
			fabric_send_frame(h->c.fabric, h->port, now, 0, VCI_SIGNALLING, 0, o.octets, o.len, 0);
		else if (o.kind == UNI_LINK_UP)
			open_arp(h, now);
		else
			call_signal(h, now, &o);
	}
	h->draining = false;
	vtime next = uni_next(h->uni);
	if (next != h->timer_at || h->timer == 0) {
		engine_cancel(h->c.engine, h->timer);
		h->timer = next != VTIME_NEVER ? engine_at(h->c.engine, next, uni_due, h) : 0;
		h->timer_at = next;
	}
}

static void uni_due(void *ctx, vtime now)
{
	struct host *h = ctx;

	h->timer = 0;
	uni_time(h->uni, now);
	host_pump(h, now);
}

void host_put(struct host *h, vtime now, const struct call *c, const uint8_t *packet, size_t len)
{
	if (c->encap == ENCAP_LLC)
		packet = packet_llc(h->packets, ETHERTYPE_IPV4, packet, len, &len);
	if (packet != NULL)
		fabric_send_frame(h->c.fabric, h->port, now, c->vpi, c->vci, 0, packet, len, 0);
}

/* RFC 2225 8.4.4: the server asks on the VC who is there. The body has no builder in libnet. */
static void on_arp(struct host *h, vtime now, const struct call *c, const uint8_t *octets, size_t len)
{
	struct atmarp m;

	if (atmarp_decode(octets, len, &m).code != WIRE_OK || m.op != INATMARP_REQUEST)
		return;
	send_arp(h, now, c,
		 &(struct atmarp){.op = INATMARP_REPLY,
				  .has_src_atm = true,
				  .src_atm = h->c.atm,
				  .has_src_ip = true,
				  .src_ip = h->c.ip,
				  .has_tgt_atm = m.has_src_atm,
				  .tgt_atm = m.src_atm,
				  .has_tgt_ip = m.has_src_ip,
				  .tgt_ip = m.src_ip});
	if (c->use == USE_ARP)
		arp_again(h, now, RENEW);
}

static void on_frame(void *ctx, vtime now, uint8_t vpi, uint16_t vci, uint32_t clp1, const uint8_t *sdu, size_t len,
		     uint8_t uu)
{
	struct host *h = ctx;
	uint16_t ethertype;
	size_t at;

	(void)clp1;
	(void)uu;
	if (vpi == 0 && vci == VCI_SIGNALLING) {
		uni_frame(h->uni, now, sdu, len);
		host_pump(h, now);
		return;
	}
	const struct call *c = call_by_vc(h, vpi, vci);
	llc_classify(sdu, len, &ethertype, &at);
	if (ethertype == ETHERTYPE_IPV4)
		rsvp_end_packet(h->rsvp, now, sdu + at, len - at);
	else if (ethertype == ETHERTYPE_ARP && c != NULL)
		on_arp(h, now, c, sdu + at, len - at);
}

static void rsvp_out(void *ctx, vtime now, uint32_t dst, const uint8_t *packet, size_t len)
{
	struct host *h = ctx;

	host_send(h->upstream, now, dst, HOST_NO_FLOW, NULL, 0, packet, len);
}

void host_upstream(struct host *h, struct host *by)
{
	h->upstream = by;
}

static bool add_port(struct host *h)
{
	struct fabric_port_config port = fabric_port_defaults();
	const struct fabric_end end = {.ctx = h, .frame = on_frame};

	port.name = h->c.name;
	port.version = h->c.uni;
	port.address = h->c.atm;
	port.cell_bps = h->c.cell_bps;
	port.delay = h->c.delay;
	port.cells = false;
	h->port = fabric_add_port(h->c.fabric, &port, &end);
	return h->port >= 0;
}

struct host *host_create(const struct host_config *config, struct packets *packets)
{
	struct host *h = calloc(1, sizeof(*h));

	if (h == NULL)
		return NULL;
	h->c = *config;
	h->packets = packets;
	h->upstream = h;
	h->policy[0] = h->policy[1] =
	    (struct host_policy){.action = CALLS_ACCEPT, .cause = 17, .answer = ANSWER_CHOSEN};
	h->as_ingress = (struct host_calls){.qos_on_resv = true};
	h->flows = calloc(config->n_flows + 1, sizeof(*h->flows));
	h->group_flows = mgroup_flows_create(config->n_flows);
	const struct uni_config uni = {
	    .version = config->uni, .address = config->atm, .first_call_ref = config->first_call_ref};
	h->uni = uni_create(&uni);
	const struct rsvp_end_config rsvp = {.engine = config->engine,
					     .address = config->rsvp_ip != 0 ? config->rsvp_ip : config->ip,
					     .routers = config->rsvp_ip != 0,
					     .refresh = config->refresh,
					     .n_flows = config->n_flows,
					     .flows = config->flows,
					     .ctx = h,
					     .send = rsvp_out,
					     .event = flow_event};
	h->rsvp = rsvp_end_create(&rsvp, packets);
	if (h->flows == NULL || h->group_flows == NULL || h->uni == NULL || h->rsvp == NULL || !add_port(h)) {
		host_free(h);
		return NULL;
	}
	uni_start(h->uni, engine_now(config->engine));
	host_pump(h, engine_now(config->engine));
	return h;
}

void host_free(struct host *h)
{
	if (h == NULL)
		return;
	while (h->calls != NULL)
		call_free(h->calls);
	engine_cancel(h->c.engine, h->timer);
	engine_cancel(h->c.engine, h->arp_timer);
	rsvp_end_free(h->rsvp);
	uni_free(h->uni);
	mgroups_free(h);
	free(h->flows);
	free(h);
}

int host_port(const struct host *h)
{
	return h->port;
}

struct rsvp_end *host_rsvp(struct host *h)
{
	return h->rsvp;
}

struct host_policy *host_policy(struct host *h, bool best_effort)
{
	return &h->policy[best_effort];
}

struct host_calls *host_calls(struct host *h)
{
	return &h->as_ingress;
}

static struct call *be_to(struct host *h, vtime now, uint32_t dst, bool always)
{
	const struct host_route *r = host_route_to(h, dst);
	struct q2931_msg setup;

	if (r == NULL)
		return NULL;
	struct call *c = always ? NULL : call_to(h, USE_BE, &r->atm);
	if (c != NULL)
		return c;
	setup_be(h, &r->atm, &setup);
	return call_open(h, now, USE_BE, &r->atm, &setup);
}

void host_open_be(struct host *h, vtime now, uint32_t dst)
{
	be_to(h, now, dst, true);
}

static struct call *by_conn(struct host *h, uint32_t conn)
{
	for (struct call *c = h->calls; c != NULL; c = c->next) {
		if (c->vci != 0 && fabric_conn_of_vc(h->c.fabric, h->port, c->vpi, c->vci) == conn)
			return c;
	}
	return NULL;
}

/* A copy on each of the connections that are there; false if none is. */
static bool send_on(struct host *h, vtime now, const uint32_t *conns, size_t n, const uint8_t *packet, size_t len)
{
	bool sent = false;

	for (size_t i = 0; i < n; i++) {
		struct call *named = by_conn(h, conns[i]);
		if (named == NULL)
			continue;
		sent = true;
		if (named->active)
			host_put(h, now, named, packet, len);
		else
			call_enqueue(named, packet, len);
	}
	return sent;
}

static void route(struct host *h, vtime now, uint32_t dst, size_t flow, const uint32_t *conns, size_t n,
		  const uint8_t *packet, size_t len)
{
	struct call *c = NULL;

	if (send_on(h, now, conns, n, packet, len))
		return;
	if (flow != HOST_NO_FLOW)
		c = flow_vc(h, flow);
	if (c == NULL && is_group(dst)) {
		mgroup_send(h, now, dst, flow, packet, len);
		return;
	}
	if (c == NULL)
		c = be_to(h, now, dst, false);
	if (c != NULL && c->active)
		host_put(h, now, c, packet, len);
	else if (c != NULL)
		call_enqueue(c, packet, len);
}

void host_send(struct host *h, vtime now, uint32_t dst, size_t flow, const uint32_t *conns, size_t n,
	       const uint8_t *packet, size_t len)
{
	/* What 'packets' has built is gone when it builds the frame around the first of several copies. */
	uint8_t *copy = n > 1 || is_group(dst) ? malloc(len) : NULL;

	if (copy != NULL)
		memcpy(copy, packet, len);
	route(h, now, dst, flow, conns, n, copy != NULL ? copy : packet, len);
	free(copy);
}

bool host_open_tree(struct host *h, vtime now, size_t flow, const struct tester_spec *spec, int offer, bool cbr,
		    const uint32_t *leaves, size_t n)
{
	struct atm_addr *atm = calloc(n, sizeof(*atm));
	struct call *c = NULL;
	struct q2931_msg setup;
	bool known = atm != NULL;

	for (size_t i = 0; i < n && known; i++) {
		const struct host_route *r = host_route_to(h, leaves[i]);
		known = r != NULL;
		if (known)
			atm[i] = r->atm;
	}
	if (known) {
		if (spec != NULL)
			setup_qos(h, &atm[0], spec, offer, cbr, &setup);
		else
			setup_be(h, &atm[0], &setup);
		c = mtree_open(h, now, spec != NULL ? USE_QOS : USE_BE, &setup, atm, n);
	}
	if (c != NULL)
		c->flow = flow;
	free(atm);
	return known;
}

bool host_add_leaf(struct host *h, vtime now, uint32_t conn, uint32_t leaf)
{
	struct call *c = by_conn(h, conn);
	const struct host_route *r = host_route_to(h, leaf);

	if (c == NULL || c->setup == NULL || r == NULL)
		return false;
	mtree_add(c, now, &r->atm);
	return true;
}

bool host_drop_leaf(struct host *h, vtime now, uint32_t conn, uint32_t leaf, uint8_t cause)
{
	struct call *c = by_conn(h, conn);
	const struct host_route *r = host_route_to(h, leaf);

	if (c == NULL || c->setup == NULL || r == NULL || !mtree_wants(c, &r->atm))
		return false;
	mtree_drop(c, now, &r->atm, cause);
	return true;
}

bool host_release(struct host *h, vtime now, uint32_t conn, uint8_t cause)
{
	struct call *c = by_conn(h, conn);

	if (c == NULL)
		return false;
	call_release(c, now, cause);
	return true;
}
