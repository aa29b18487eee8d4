/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference stack as egress with many reservations, seen as any IUT is: through its
 * adapter. A user on the switch stands for the ingress, the address server knows it, and a
 * best-effort VC comes from it. Then Path refreshes come as cells of that VC and Resv
 * refreshes as packets on the IP side, spread evenly over the refresh period. They are made
 * ready before and handed over without the switch, so that the time is the stack's own; its
 * signalling goes on over the switch, and what else it sends is counted and forgotten.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "bench_users.h"
#include "iut/iut.h"
#include "services/atmarp_server.h"
#include "tester/packet.h"
#include "wire/cell.h"
#include "wire/llc.h"

#define REFRESH        VT_S(30)
#define INGRESS        0x0a000001u /* 10.0.0.1 */
#define SERVER         0x0a0000feu
#define SENDER         0x0a010002u
#define RECEIVER       0x0a020002u /* and as many above it as are needed */
#define EGRESS_IP_SIDE 0x0a020001u
#define SENDER_PORT    4000
#define FIRST_PORT     1024
#define PORTS          50000 /* sessions of one receiver */
#define CELLS          6     /* room for a Path with its headers */
#define RESV           192   /* likewise, octets */
#define A_RUN          500   /* reservations */
#define SIGNALLING_VCI 5

struct reservation {
	uint8_t cell[CELLS][CELL_LEN];
	uint8_t resv[RESV];
	uint16_t n_cells, resv_len;
};

struct rsvp {
	struct bench_net net; /* users[0] is the ingress */
	struct atmarp_server *arp;
	struct iut_factory *factory;
	struct iut *iut;
	int port; /* of the IUT */
	vtime next;
	bool failed, pending;
	uint16_t vci; /* of the best-effort VC, at the IUT */
	unsigned n, at;
	struct reservation *r;
	vtime start;      /* when reservation 0 was first refreshed */
	uint64_t round;   /* of refreshes */
	uint64_t sent[2]; /* messages of the IUT: over ATM, on the IP side */
};

static void complain(struct rsvp *x, const char *what, const char *detail)
{
	if (!x->failed)
		fprintf(stderr, "isatm: %s: %s\n", what, detail);
	x->failed = true;
}

static void cell_in(void *ctx, vtime now, const uint8_t cell[53])
{
	struct rsvp *x = ctx;

	iut_cell(x->iut, now, cell);
	x->pending = true;
	engine_stop(x->net.engine);
}

/* Let the IUT live up to now, and carry its signalling. 'all': also what else it sends, as long as VCs are opened. */
static void pump(struct rsvp *x, vtime now, bool all)
{
	struct iut_output o;

	x->pending = false;
	if (!iut_advance(x->iut, now, &x->next))
		complain(x, "the stack", iut_fault_text(x->iut));
	while (iut_drain(x->iut, &o)) {
		if (o.port == IUT_IP) {
			x->sent[1]++;
		} else if (o.port == IUT_CELL) {
			unsigned vci = (unsigned)(o.octets[1] & 15) << 12 | o.octets[2] << 4 | o.octets[3] >> 4;
			if (vci != SIGNALLING_VCI)
				x->sent[0] += o.octets[3] >> 1 & PTI_LAST;
			if ((all || vci == SIGNALLING_VCI) && !fabric_cell(x->net.fabric, x->port, o.time, o.octets))
				complain(x, "the stack", "a cell in a slot that is taken or past");
		}
	}
}

/* Engine and IUT in step up to 'until'. */
static void run_until(struct rsvp *x, vtime until, bool all)
{
	vtime now;

	do {
		engine_run(x->net.engine, x->next < until ? x->next : until);
		now = engine_now(x->net.engine);
		if (x->pending || x->next <= now)
			pump(x, now, all);
	} while (now < until && !x->failed);
}

static bool open_network(struct rsvp *x)
{
	struct atmarp_server_config arp = atmarp_server_defaults();
	const struct atm_addr ingress = bench_address(1), server = bench_address(3);

	x->net.engine = engine_create(clock_virtual());
	x->net.fabric = x->net.engine != NULL ? fabric_create(x->net.engine, NULL, 1) : NULL;
	if (x->net.fabric == NULL || !bench_user_open(&x->net.users[0], &x->net, &ingress, false))
		return false;
	arp.ip = SERVER;
	arp.port.version = UNI_31;
	arp.port.address = server;
	x->arp = atmarp_server_create(x->net.engine, x->net.fabric, &arp);
	return x->arp != NULL && atmarp_server_add(x->arp, INGRESS, &ingress);
}

static bool open_iut(struct rsvp *x)
{
	struct fabric_port_config port = fabric_port_defaults();
	const struct fabric_end end = {.ctx = x, .cell = cell_in};
	const struct atm_addr own = bench_address(2), server = bench_address(3);
	char own_text[ATM_ADDR_TEXT], server_text[ATM_ADDR_TEXT], err[256] = "";

	atm_addr_text(&own, own_text);
	atm_addr_text(&server, server_text);
	struct iut_setting settings[] = {
	    {.key = "role", .value = "egress"},
	    {.key = "uni-version", .value = "3.1"},
	    {.key = "atm-address", .value = own_text},
	    {.key = "link-cell-bps", .value = "149760000"},
	    {.key = "atm-ip", .value = "10.0.0.2/24"},
	    {.key = "ip-ip", .value = "10.2.0.1/16"},
	    {.key = "route", .value = "10.1.0.0/16 via 10.0.0.1"},
	    {.key = "arp-server", .value = server_text},
	    {.key = "encapsulation", .value = "llc"},
	};
	size_t n = sizeof(settings) / sizeof(*settings);

	port.name = "egress";
	port.version = UNI_31;
	port.address = own;
	port.cell_bps = BENCH_CELL_BPS;
	port.delay = VT_US(10);
	port.cells = true;
	x->port = fabric_add_port(x->net.fabric, &port, &end);
	x->factory = iut_factory_create("reference", err, sizeof(err));
	if (x->factory != NULL) {
		/* However long the measurement goes on: this is no case. */
		struct iut_limits limits = iut_limits_default();
		limits.case_records = limits.case_octets = UINT64_MAX;
		iut_factory_set_limits(x->factory, &limits);
	}
	x->iut = x->factory != NULL && x->port >= 0 ? iut_open(x->factory, err, sizeof(err)) : NULL;
	if (x->iut == NULL || !iut_configure_all(x->iut, settings, n) || !iut_start(x->iut, 1, err, sizeof(err))) {
		complain(x, "the stack", err);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (settings[i].refused)
			complain(x, settings[i].key, settings[i].reason);
	}
	pump(x, 0, true);
	return !x->failed;
}

static void told(struct bench_user *u, vtime now, const struct uni_out *o)
{
	struct rsvp *x = u->ctx;
	struct fabric_conn_info info;

	(void)now;
	uint32_t conn = o->kind == UNI_SETUP_CONF ? fabric_conn_of_vc(u->net->fabric, u->port, 0, o->vci) : 0;
	if (conn != 0 && fabric_conn(u->net->fabric, conn, &info))
		x->vci = info.called_vci;
}

/* Signalling is up, the IUT registered, and a best-effort VC comes in. */
static bool open_vc(struct rsvp *x)
{
	struct bench_user *u = &x->net.users[0];
	const struct atm_addr egress = bench_address(2);
	const struct q2931_msg setup = bench_setup(&egress);

	run_until(x, VT_S(1), true);
	u->told = told;
	u->ctx = x;
	uni_setup_req(u->uni, VT_S(1), &setup);
	bench_user_pump(u, VT_S(1));
	run_until(x, VT_S(2), true);
	if (x->vci == 0)
		complain(x, "the stack", "it did not take the best-effort call");
	return !x->failed;
}

static bool make_path(struct rsvp *x, struct reservation *r, const struct rsvp_body *common, struct packets *packets)
{
	struct rsvp_body body = *common;
	const struct packet_hdr h = {.src = SENDER, .dst = body.session, .ttl = 63, .router_alert = true};
	uint8_t message[RSVP_BODY_MAX];
	struct wr pdu = {0};
	size_t len;

	body.kind = RSVP_BODY_PATH;
	body.hop = INGRESS;
	const uint8_t *octets = packet_ip(packets, &h, 46, message, rsvp_body_write(&body, message), &len);
	octets = octets != NULL ? packet_llc(packets, ETHERTYPE_IPV4, octets, len, &len) : NULL;
	if (octets != NULL)
		aal5_encode(&pdu, octets, len, 0);
	bool ok = octets != NULL && !pdu.failed && pdu.len <= CELLS * CELL_PAYLOAD;
	r->n_cells = ok ? (uint16_t)(pdu.len / CELL_PAYLOAD) : 0;
	for (unsigned i = 0; i < r->n_cells; i++) {
		const struct cell_hdr cell = {.vci = x->vci, .pti = i + 1 == r->n_cells ? PTI_LAST : 0};
		cell_hdr_encode(&cell, r->cell[i]);
		memcpy(r->cell[i] + 5, pdu.p + i * CELL_PAYLOAD, CELL_PAYLOAD);
	}
	wr_free(&pdu);
	return ok;
}

static bool make_resv(struct reservation *r, const struct rsvp_body *common, struct packets *packets)
{
	struct rsvp_body body = *common;
	const struct packet_hdr h = {.src = body.session, .dst = EGRESS_IP_SIDE, .ttl = 64};
	uint8_t message[RSVP_BODY_MAX];
	size_t len;

	body.kind = RSVP_BODY_RESV;
	body.hop = body.session;
	const uint8_t *octets = packet_ip(packets, &h, 46, message, rsvp_body_write(&body, message), &len);
	if (octets == NULL || len > RESV)
		return false;
	memcpy(r->resv, octets, len);
	r->resv_len = (uint16_t)len;
	return true;
}

static bool make_messages(struct rsvp *x)
{
	struct packets *packets = packets_create();
	bool ok = packets != NULL;

	for (unsigned i = 0; ok && i < x->n; i++) {
		const struct rsvp_body common = {.ttl = 63,
						 .session = RECEIVER + i / PORTS,
						 .protocol = 17,
						 .port = (uint16_t)(FIRST_PORT + i % PORTS),
						 .refresh_ms = 30000,
						 .sender = SENDER,
						 .sender_port = SENDER_PORT,
						 .r = 1000,
						 .b = 2000,
						 .p = 10000,
						 .m = 100,
						 .M = 1000};
		ok = make_path(x, &x->r[i], &common, packets) && make_resv(&x->r[i], &common, packets);
	}
	packets_free(packets);
	if (!ok)
		complain(x, "the messages", "they could not be made");
	return ok;
}

/* The next refreshes of A_RUN reservations, each pair at its time. */
static uint64_t run(void *ctx)
{
	struct rsvp *x = ctx;
	unsigned n = A_RUN;

	for (unsigned k = 0; k < n && !x->failed; k++) {
		const struct reservation *r = &x->r[x->at];
		vtime now = x->start + (vtime)x->round * REFRESH + (vtime)(REFRESH / x->n * x->at);
		run_until(x, now, false);
		for (unsigned i = 0; i < r->n_cells; i++)
			iut_cell(x->iut, now, r->cell[i]);
		iut_ip(x->iut, now, r->resv, r->resv_len);
		pump(x, now, false);
		x->round += x->at + 1 == x->n;
		x->at = x->at + 1 < x->n ? x->at + 1 : 0;
	}
	return x->failed ? 0 : 2 * (uint64_t)n;
}

/* The first round makes the state, so its memory can be told; the stack has opened its own VC to the ingress by then.
 */
static bool first_round(struct rsvp *x, double *memory)
{
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;

	x->start = VT_S(3);
	while (x->round == 0 && !x->failed) {
		const struct reservation *r = &x->r[x->at];
		vtime now = x->start + (vtime)(REFRESH / x->n * x->at);
		run_until(x, now, true);
		for (unsigned i = 0; i < r->n_cells; i++)
			iut_cell(x->iut, now, r->cell[i]);
		iut_ip(x->iut, now, r->resv, r->resv_len);
		pump(x, now, true);
		x->round += ++x->at == x->n;
	}
	x->at = 0;
	*memory = (double)(mallinfo2().uordblks + mallinfo2().hblkhd) - (double)before;
	return !x->failed;
}

/* Has the stack sent on a Path to the receiver and a Resv to the ingress for each reservation at least once? */
static bool all_there(struct rsvp *x)
{
	char text[120];

	if (x->sent[0] >= x->n && x->sent[1] >= x->n)
		return true;
	snprintf(text, sizeof(text), "of %u reservations it sent on %llu Resv and %llu Path", x->n,
		 (unsigned long long)x->sent[0], (unsigned long long)x->sent[1]);
	complain(x, "the stack", text);
	return false;
}

bool bench_rsvp(double seconds, unsigned n, struct bench_rsvp *out)
{
	struct rsvp *x = calloc(1, sizeof(*x));

	*out = (struct bench_rsvp){0};
	if (x == NULL)
		return false;
	x->n = n;
	x->next = VTIME_NEVER;
	x->r = calloc(n, sizeof(*x->r));
	if (x->r != NULL && open_network(x) && open_iut(x) && open_vc(x) && make_messages(x) &&
	    first_round(x, &out->memory) && all_there(x))
		out->refreshes = bench_rate(seconds, run, x);
	if (x->iut != NULL)
		iut_close(x->iut);
	if (x->factory != NULL)
		iut_factory_free(x->factory);
	atmarp_server_free(x->arp);
	bench_net_close(&x->net);
	free(x->r);
	free(x);
	return out->refreshes > 0;
}
