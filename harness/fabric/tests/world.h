/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small world for tests: a fabric with scripted hosts, each a user side of its own
 * (impl/uni) on a port of cells or of frames, and a log of all that the tap is told.
 */
#ifndef FABRIC_TESTS_WORLD_H
#define FABRIC_TESTS_WORLD_H

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "fabric/fabric.h"
#include "uni/uni.h"
#include "wire/aal5.h"
#include "wire/cell.h"

#define UNUSED  __attribute__((unused))
#define STM1    149760000u
#define MAX_LOG 4096

struct host_call {
	uni_call call;
	uint16_t vci;
	bool incoming, proceeding, connected, over;
	uint8_t cause;
	bool by_timer;
	vtime connected_at, over_at, proceeding_at;
	struct q2931_msg setup, answer;
};

struct received {
	vtime at;
	uint16_t vci;
	uint32_t clp1;
	size_t len;
	uint32_t crc; /* of the SDU */
};

struct host {
	struct world *w;
	int port;
	struct fabric_port_config config;
	struct uni *uni;
	engine_event timer;
	vtime timer_at;
	uint64_t slot; /* next free one, for a host that owns its cells */
	struct aal5_reasm reasm[64];
	struct host_call calls[128];
	int n_calls;
	struct received got[512];
	int n_got;
	uint32_t oam;       /* cells that belong to no frame */
	bool silent;        /* takes no call */
	uint8_t refuse;     /* cause to refuse calls with */
	vtime answer_delay; /* before a call is accepted */
	bool says_proceeding;
};

struct world {
	struct engine *e;
	struct fabric *f;
	struct host hosts[6];
	int n_hosts;
	uint64_t rate;                     /* of the links of hosts added from now on; 0: STM-1 */
	struct fabric_frame seen[MAX_LOG]; /* without the octets; signalling left out */
	uint32_t seen_crc[MAX_LOG];
	int n_seen;
	char notes[256][64];
	struct fabric_note note[256];
	int n_notes;
	char *log;
	size_t log_len, log_cap;
	uint32_t signalling_conns; /* messages whose connection the fabric could name */
};

static void world_log(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void world_log(struct world *w, const char *format, ...)
{
	if (w->log_cap - w->log_len < 512) {
		w->log_cap = w->log_cap ? w->log_cap * 2 : 65536;
		w->log = realloc(w->log, w->log_cap);
		ck_assert_ptr_nonnull(w->log);
	}
	va_list args;
	va_start(args, format);
	w->log_len += (size_t)vsnprintf(w->log + w->log_len, 512, format, args);
	va_end(args);
}

static void world_frame(void *ctx, const struct fabric_frame *f)
{
	struct world *w = ctx;
	uint32_t crc = aal5_crc32(0, f->sdu, f->len);
	world_log(w, "%lld %lld port %d %s %u.%u conn %u cells %u clp %u %s %s len %zu crc %08x\n", (long long)f->first,
		  (long long)f->last, f->port, f->to_network ? "->" : "<-", f->vpi, f->vci, f->conn, f->cells, f->clp1,
		  f->ok ? "ok" : f->bad, f->dropped ? "dropped" : "", f->len, crc);
	if (f->vpi == 0 && f->vci == 5) {
		struct q2931_msg m;
		if (f->ok && f->len > 13 &&
		    q2931_decode(f->sdu, f->len - 4, w->hosts[f->port].config.version, &m).code == WIRE_OK)
			w->signalling_conns +=
			    fabric_conn_of_call(w->f, f->port, f->to_network, m.call_ref, m.call_ref_flag) != 0;
		return;
	}
	ck_assert_int_lt(w->n_seen, MAX_LOG);
	w->seen[w->n_seen] = *f;
	w->seen_crc[w->n_seen++] = crc;
}

static void world_note(void *ctx, const struct fabric_note *n)
{
	struct world *w = ctx;
	world_log(w, "%lld note %d conn %u %d %d %s\n", (long long)n->time, n->kind, n->conn, n->from_port, n->to_port,
		  n->text);
	if (w->n_notes < 256) {
		snprintf(w->notes[w->n_notes], 64, "%s", n->text);
		w->note[w->n_notes++] = *n;
	}
}

/* Has a note of this kind and text been told? */
UNUSED static bool world_noted(const struct world *w, enum fabric_note_kind kind, const char *text)
{
	for (int i = 0; i < w->n_notes; i++)
		if (w->note[i].kind == kind && strcmp(w->notes[i], text) == 0)
			return true;
	return false;
}

static void world_open(struct world *w, uint64_t seed)
{
	struct fabric_tap tap = {w, world_frame, world_note};
	memset(w, 0, sizeof(*w));
	w->e = engine_create(clock_virtual());
	w->f = fabric_create(w->e, &tap, seed);
	ck_assert_ptr_nonnull(w->f);
}

static void world_close(struct world *w)
{
	fabric_free(w->f);
	for (int i = 0; i < w->n_hosts; i++) {
		uni_free(w->hosts[i].uni);
		for (int k = 0; k < 64; k++)
			aal5_reasm_free(&w->hosts[i].reasm[k]);
	}
	engine_free(w->e);
	free(w->log);
}

static struct atm_addr world_addr(int n)
{
	struct atm_addr a;
	ck_assert(atm_addr_parse("47009181000000000000010001.020000000001.00", &a));
	a.octets[18] = (uint8_t)n;
	return a;
}

static void host_drain(struct host *h, vtime now);

/* ---- sending ---- */

/* One AAL5 frame; a host of cells sends them every 'spacing' slots, the first not before now. */
static void host_send(struct host *h, vtime now, uint16_t vci, const uint8_t *sdu, size_t len, unsigned spacing)
{
	struct world *w = h->w;
	if (!h->config.cells) {
		ck_assert(fabric_send_frame(w->f, h->port, now, 0, vci, 0, sdu, len, 0));
		return;
	}
	struct wr pdu = {0};
	aal5_encode(&pdu, sdu, len, 0);
	uint64_t slot = slot_at(now, h->config.cell_bps);
	slot = slot > h->slot ? slot : h->slot;
	for (size_t i = 0; i < pdu.len; i += 48) {
		uint8_t cell[53];
		struct cell_hdr hdr = {.vci = vci, .pti = i + 48 == pdu.len ? PTI_LAST : 0};
		cell_hdr_encode(&hdr, cell);
		memcpy(cell + 5, pdu.p + i, 48);
		ck_assert(fabric_cell(w->f, h->port, slot_time(slot, h->config.cell_bps), cell));
		h->slot = slot + 1;
		slot += spacing;
	}
	wr_free(&pdu);
}

/* A frame of 'cells' cells with its own pattern. */
UNUSED static uint32_t host_send_cells(struct host *h, uint16_t vci, unsigned cells, uint8_t pattern, unsigned spacing)
{
	static uint8_t sdu[65536];
	size_t len = cells * 48 - 8;
	for (size_t i = 0; i < len; i++)
		sdu[i] = (uint8_t)(pattern + i * 7);
	host_send(h, engine_now(h->w->e), vci, sdu, len, spacing);
	return aal5_crc32(0, sdu, len);
}

/* ---- receiving ---- */

static void host_data(struct host *h, vtime now, uint16_t vci, uint32_t clp1, const uint8_t *sdu, size_t len)
{
	if (vci == 5) {
		uni_frame(h->uni, now, sdu, len);
		host_drain(h, now);
		return;
	}
	ck_assert_int_lt(h->n_got, 512);
	h->got[h->n_got++] = (struct received){now, vci, clp1, len, aal5_crc32(0, sdu, len)};
}

static void host_frame(void *ctx, vtime now, uint8_t vpi, uint16_t vci, uint32_t clp1, const uint8_t *sdu, size_t len,
		       uint8_t uu)
{
	ck_assert_uint_eq(vpi, 0);
	host_data(ctx, now, vci, clp1, sdu, len);
}

static void host_cell(void *ctx, vtime now, const uint8_t cell[53])
{
	struct host *h = ctx;
	struct cell_hdr hdr;
	ck_assert(cell_hdr_decode(cell, &hdr));
	ck_assert_uint_lt(hdr.vci, 64);
	if (hdr.pti & PTI_NOT_USER) {
		h->oam++;
		return;
	}
	enum aal5_result result;
	const uint8_t *sdu;
	size_t len;
	uint8_t uu;
	h->reasm[hdr.vci].max_sdu = AAL5_MAX_SDU;
	if (aal5_reasm_cell(&h->reasm[hdr.vci], cell + 5, hdr.pti & PTI_LAST, &result, &sdu, &len, &uu) &&
	    result == AAL5_OK)
		host_data(h, now, hdr.vci, 0, sdu, len);
}

/* ---- calls ---- */

static struct host_call *host_find(struct host *h, uni_call call)
{
	for (int i = 0; i < h->n_calls; i++)
		if (h->calls[i].call == call)
			return &h->calls[i];
	ck_assert_int_lt(h->n_calls, 128);
	struct host_call *c = &h->calls[h->n_calls++];
	c->call = call;
	return c;
}

struct later {
	struct host *h;
	uni_call call;
};

static void host_accept(void *ctx, vtime now)
{
	struct later *l = ctx;
	uni_setup_resp(l->h->uni, now, l->call, NULL);
	host_drain(l->h, now);
	free(l);
}

static void host_timer(void *ctx, vtime now)
{
	struct host *h = ctx;
	h->timer = 0;
	h->timer_at = VTIME_NEVER;
	uni_time(h->uni, now);
	host_drain(h, now);
}

static void host_incoming(struct host *h, vtime now, const struct uni_out *out)
{
	struct host_call *c = host_find(h, out->call);
	c->incoming = true;
	c->setup = *out->msg;
	c->vci = out->vci;
	if (h->silent)
		return;
	if (h->refuse) {
		uni_release_req(h->uni, now, out->call, h->refuse, NULL, 0);
		return;
	}
	if (h->says_proceeding)
		uni_proceeding_req(h->uni, now, c->call);
	struct later *l = malloc(sizeof(*l));
	*l = (struct later){h, c->call};
	if (h->answer_delay)
		engine_at(h->w->e, now + h->answer_delay, host_accept, l);
	else
		host_accept(l, now);
}

static void host_drain(struct host *h, vtime now)
{
	struct uni_out out;
	while (uni_drain(h->uni, &out)) {
		if (out.kind == UNI_FRAME) {
			host_send(h, now, 5, out.octets, out.len, 1);
			continue;
		}
		if (out.kind == UNI_LINK_UP || out.kind == UNI_LINK_DOWN)
			continue;
		struct host_call *c = host_find(h, out.call);
		switch (out.kind) {
		case UNI_SETUP_IND:
			host_incoming(h, now, &out);
			break;
		case UNI_PROCEEDING_IND:
			c->proceeding = true;
			c->proceeding_at = now;
			break;
		case UNI_SETUP_CONF:
			c->answer = *out.msg;
			c->vci = out.vci;
			c->connected = true;
			c->connected_at = now;
			break;
		case UNI_COMPLETE_IND:
			c->connected = true;
			c->connected_at = now;
			break;
		case UNI_RELEASE_IND:
			c->cause = out.cause;
			c->by_timer = out.by_timer;
			if (out.msg)
				c->answer = *out.msg;
			c->over = true;
			c->over_at = now;
			break;
		case UNI_RELEASE_CONF:
			c->over = true;
			c->over_at = now;
			break;
		default:
			break;
		}
	}
	vtime next = uni_next(h->uni);
	if (next == h->timer_at)
		return;
	if (h->timer)
		engine_cancel(h->w->e, h->timer);
	h->timer_at = next;
	h->timer = next == VTIME_NEVER ? 0 : engine_at(h->w->e, next, host_timer, h);
}

/* Host n has address n. */
static struct host *host_add(struct world *w, enum uni_version version, bool cells, vtime delay)
{
	struct host *h = &w->hosts[w->n_hosts];
	struct fabric_end end = {h, host_cell, host_frame};
	char name[8];
	snprintf(name, sizeof(name), "H%d", w->n_hosts);
	h->w = w;
	h->config = fabric_port_defaults();
	h->config.name = name;
	h->config.version = version;
	h->config.cells = cells;
	h->config.delay = delay;
	h->config.cell_bps = w->rate ? w->rate : STM1;
	h->config.address = world_addr(w->n_hosts);
	h->port = fabric_add_port(w->f, &h->config, &end);
	ck_assert_int_eq(h->port, w->n_hosts);
	h->config.name = NULL;
	h->timer_at = VTIME_NEVER;
	struct uni_config uni = {.version = version, .address = h->config.address};
	h->uni = uni_create(&uni);
	ck_assert_ptr_nonnull(h->uni);
	w->n_hosts++;
	return h;
}

/* A SETUP to host n: best effort, or reserved with sustainable cell rates. */
UNUSED static struct q2931_msg setup_to(enum uni_version version, int n, bool best_effort, uint32_t fwd, uint32_t bwd)
{
	struct q2931_msg m = {
	    .version = version,
	    .type = Q2931_SETUP,
	    .aal = {.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 9188, .bwd_sdu = 9188},
	    .traffic = {.present = true, .best_effort = best_effort},
	    .bearer = {.present = true, .class_ = 16, .has_5a = true, .octet_5a = 10},
	    .blli = {.n = 1, .b = {{.has_l2 = true, .l2 = 0x0c}}},
	    .qos = {.present = true},
	    .called = {.present = true, .plan = 2, .aesa = world_addr(n)},
	};
	m.called.aesa.octets[19] = 0x77; /* the selector does not route */
	m.traffic.has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01;
	m.traffic.value[TD_FWD_PCR01] = m.traffic.value[TD_BWD_PCR01] = 353207;
	if (best_effort) {
		m.bearer.octet_5a = 0;
	} else {
		m.traffic.has |= 1u << TD_FWD_SCR0 | 1u << TD_BWD_SCR0 | 1u << TD_FWD_MBS0 | 1u << TD_BWD_MBS0;
		m.traffic.value[TD_FWD_SCR0] = fwd;
		m.traffic.value[TD_BWD_SCR0] = bwd;
		m.traffic.value[TD_FWD_MBS0] = m.traffic.value[TD_BWD_MBS0] = 100;
		m.qos.coding = 3;
		m.qos.fwd = m.qos.bwd = 3;
	}
	return m;
}

UNUSED static struct host_call *host_call(struct host *h, const struct q2931_msg *setup)
{
	vtime now = engine_now(h->w->e);
	uni_call call = uni_setup_req(h->uni, now, setup);
	ck_assert_uint_ne(call, 0);
	struct host_call *c = host_find(h, call);
	host_drain(h, now);
	return c;
}

UNUSED static void host_release(struct host *h, struct host_call *c, uint8_t cause)
{
	vtime now = engine_now(h->w->e);
	uni_release_req(h->uni, now, c->call, cause, NULL, 0);
	host_drain(h, now);
}

UNUSED static void run_for(struct world *w, vtime span)
{
	engine_run(w->e, engine_now(w->e) + span);
}

/* A best-effort call from one host to another, and what both see of it. */
struct pair {
	struct host_call *a, *b;
	uint32_t conn;
};
UNUSED static struct pair connect_pair(struct world *w, int from, int to)
{
	struct host *a = &w->hosts[from], *b = &w->hosts[to];
	struct q2931_msg setup = setup_to(a->config.version, to, true, 0, 0);
	struct host_call *c = host_call(a, &setup);
	run_for(w, VT_MS(150));
	ck_assert(c->connected);
	struct pair p = {c, &b->calls[b->n_calls - 1], fabric_n_conns(w->f)};
	ck_assert(p.b->connected);
	return p;
}

#define TEST_MAIN(name, ...)                                                                                           \
	int main(void)                                                                                                 \
	{                                                                                                              \
		const TTest *const tests[] = {__VA_ARGS__};                                                            \
		Suite *s = suite_create(name);                                                                         \
		TCase *t = tcase_create(name);                                                                         \
		for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)                                          \
			tcase_add_test(t, tests[i]);                                                                   \
		suite_add_tcase(s, t);                                                                                 \
		SRunner *r = srunner_create(s);                                                                        \
		srunner_run_all(r, CK_NORMAL);                                                                         \
		int failed = srunner_ntests_failed(r);                                                                 \
		srunner_free(r);                                                                                       \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                                           \
	}

#endif
