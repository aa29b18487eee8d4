/* SPDX-License-Identifier: Apache-2.0 */
#include "bench_users.h"

#include <stdio.h>
#include <string.h>

#include "wire/cell.h"

#define VCI_SIGNALLING 5
#define SIGNALLING_SDU 4200 /* the longest SSCOP PDU */
#define AT_ONCE        64   /* calls that are set up at the same time; SSCOP's credit is smaller still */

struct atm_addr bench_address(unsigned n)
{
	struct atm_addr a = {{0}};

	atm_addr_parse("47000580ffde0000000000020500000000000000", &a);
	a.octets[18] = (uint8_t)n;
	return a;
}

struct q2931_msg bench_setup(const struct atm_addr *to)
{
	struct q2931_msg m = {
	    .version = UNI_31,
	    .type = Q2931_SETUP,
	    .aal = {.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 9188, .bwd_sdu = 9188},
	    .traffic = {.present = true, .best_effort = true},
	    .bearer = {.present = true, .class_ = 16, .has_5a = true},
	    .blli = {.n = 1, .b = {{.has_l2 = true, .l2 = 12}}},
	    .qos = {.present = true},
	    .called = {.present = true, .plan = 2, .aesa = *to},
	};

	m.traffic.has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01;
	m.traffic.value[TD_FWD_PCR01] = m.traffic.value[TD_BWD_PCR01] = BENCH_CELL_BPS / 424;
	return m;
}

static void due(void *ctx, vtime now)
{
	struct bench_user *u = ctx;

	u->timer = 0;
	u->timer_at = VTIME_NEVER;
	uni_time(u->uni, now);
	bench_user_pump(u, now);
}

void bench_user_pump(struct bench_user *u, vtime now)
{
	struct uni_out o;

	while (uni_drain(u->uni, &o)) {
		switch (o.kind) {
		case UNI_FRAME:
			fabric_send_frame(u->net->fabric, u->port, now, 0, VCI_SIGNALLING, 0, o.octets, o.len, 0);
			break;
		case UNI_LINK_UP:
			u->up = true;
			break;
		case UNI_SETUP_IND:
			uni_setup_resp(u->uni, now, o.call, NULL);
			break;
		default:
			if (u->told != NULL)
				u->told(u, now, &o);
			break;
		}
	}
	vtime next = uni_next(u->uni);
	if (next < u->timer_at) { /* waking too early is cheaper than moving the event with each message */
		engine_cancel(u->net->engine, u->timer);
		u->timer = engine_at(u->net->engine, next, due, u);
		u->timer_at = next;
	}
}

static void on_frame(void *ctx, vtime now, uint8_t vpi, uint16_t vci, uint32_t clp1, const uint8_t *sdu, size_t len,
		     uint8_t uu)
{
	struct bench_user *u = ctx;

	(void)vpi;
	(void)clp1;
	(void)uu;
	if (vci != VCI_SIGNALLING) {
		u->frames_in++;
		u->cells_in += aal5_cells(len);
		return;
	}
	uni_frame(u->uni, now, sdu, len);
	bench_user_pump(u, now);
}

static void on_cell(void *ctx, vtime now, const uint8_t cell[53])
{
	struct bench_user *u = ctx;
	uint16_t vci = (uint16_t)((cell[1] & 15) << 12 | cell[2] << 4 | cell[3] >> 4);
	bool last = cell[3] >> 1 & PTI_LAST;
	enum aal5_result result;
	const uint8_t *sdu;
	size_t len;
	uint8_t uu;

	if (vci != VCI_SIGNALLING) {
		u->cells_in++;
		u->frames_in += last;
		return;
	}
	if (aal5_reasm_cell(&u->signalling, cell + 5, last, &result, &sdu, &len, &uu) && result == AAL5_OK) {
		uni_frame(u->uni, now, sdu, len);
		bench_user_pump(u, now);
	}
}

bool bench_user_open(struct bench_user *u, struct bench_net *n, const struct atm_addr *address, bool cells)
{
	struct fabric_port_config port = fabric_port_defaults();
	const struct fabric_end end = {.ctx = u, .cell = on_cell, .frame = on_frame};
	const struct uni_config uni = {.version = UNI_31, .address = *address};

	*u = (struct bench_user){.net = n, .address = *address, .timer_at = VTIME_NEVER};
	u->signalling.max_sdu = SIGNALLING_SDU;
	port.name = "bench";
	port.version = UNI_31;
	port.address = *address;
	port.cell_bps = BENCH_CELL_BPS;
	port.delay = VT_US(10);
	port.cells = cells;
	u->port = fabric_add_port(n->fabric, &port, &end);
	u->uni = uni_create(&uni);
	if (u->port < 0 || u->uni == NULL) {
		fprintf(stderr, "isatm: out of memory\n");
		return false;
	}
	uni_start(u->uni, engine_now(n->engine));
	bench_user_pump(u, engine_now(n->engine));
	return true;
}

void bench_user_close(struct bench_user *u)
{
	uni_free(u->uni);
	aal5_reasm_free(&u->signalling);
}

bool bench_net_open(struct bench_net *n, bool cells)
{
	*n = (struct bench_net){.engine = engine_create(clock_virtual())};
	n->fabric = n->engine != NULL ? fabric_create(n->engine, NULL, 1) : NULL;
	if (n->fabric == NULL) {
		fprintf(stderr, "isatm: out of memory\n");
		return false;
	}
	for (unsigned i = 0; i < 2; i++) {
		struct atm_addr address = bench_address(i + 1);
		if (!bench_user_open(&n->users[i], n, &address, cells))
			return false;
	}
	engine_run(n->engine, VT_S(1));
	if (!n->users[0].up || !n->users[1].up) {
		fprintf(stderr, "isatm: signalling did not come up\n");
		return false;
	}
	return true;
}

void bench_net_close(struct bench_net *n)
{
	if (n->fabric != NULL)
		fabric_free(n->fabric);
	for (int i = 0; i < 2; i++)
		bench_user_close(&n->users[i]);
	if (n->engine != NULL)
		engine_free(n->engine);
}

struct setting_up {
	unsigned wanted, asked, active;
	uint16_t *vci;
	struct q2931_msg setup;
};

static void next_call(struct bench_user *u, vtime now, struct setting_up *s)
{
	if (s->asked < s->wanted && uni_setup_req(u->uni, now, &s->setup) != 0)
		s->asked++;
}

static void call_active(struct bench_user *u, vtime now, const struct uni_out *o)
{
	struct setting_up *s = u->ctx;

	if (o->kind == UNI_SETUP_CONF) {
		if (s->vci != NULL)
			s->vci[s->active] = o->vci;
		s->active++;
		next_call(u, now, s);
	}
	if (s->active == s->wanted)
		engine_stop(u->net->engine);
}

bool bench_net_calls(struct bench_net *n, unsigned calls, uint16_t *vci)
{
	struct bench_user *u = &n->users[0];
	struct setting_up s = {.wanted = calls, .vci = vci, .setup = bench_setup(&n->users[1].address)};
	vtime now = engine_now(n->engine);

	u->told = call_active;
	u->ctx = &s;
	for (unsigned i = 0; i < AT_ONCE; i++)
		next_call(u, now, &s);
	bench_user_pump(u, now);
	if (calls > 0)
		engine_run(n->engine, vtime_add(now, VT_S(60)));
	u->told = NULL;
	u->ctx = NULL;
	if (s.active == calls)
		return true;
	fprintf(stderr, "isatm: %u of %u calls came about\n", s.active, calls);
	return false;
}
