/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A root and up to 70 leaves on one fabric. Each host keeps what it was told and the numbers of the
 * packets that it got; every signalling message on any UNI becomes a word, for example
 *   "0>ADD PARTY p1"  "2<SETUP p0"  "0<ADD PARTY REJECT 17 p1"     host, direction, causes, endpoint reference
 */
#ifndef FABRIC_TESTS_P2MP_WORLD_H
#define FABRIC_TESTS_P2MP_WORLD_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "engine/engine.h"
#include "fabric/fabric.h"
#include "uni/uni.h"

#define P2MP_HOSTS  71
#define MAX_PACKETS 4096
#define SAID        16384

struct p2mp_world;

struct p2mp_host {
	struct p2mp_world *w;
	int port, number;
	struct fabric_port_config config;
	struct uni *uni;
	engine_event timer;
	vtime timer_at;
	uni_call call; /* of the last SETUP */
	uint16_t vci;
	uint16_t party;           /* of the last output about one */
	uint8_t refuse, cause;    /* to refuse with; of the last end */
	bool silent, alerts;      /* takes no call; says ALERTING before it accepts */
	bool over;                /* the call was released */
	struct q2931_msg setup;   /* SETUP or ADD PARTY received, or CONNECT */
	uint8_t got[MAX_PACKETS]; /* copies of each packet */
};

struct p2mp_world {
	struct engine *e;
	struct fabric *f;
	struct p2mp_host hosts[P2MP_HOSTS];
	int n_hosts;
	char said[SAID], notes[SAID];
	bool quiet;            /* keep no words */
	uint32_t conn;         /* that the messages must belong to, 0: any */
	struct q2931_msg last; /* message on the UNI of the root */
	uint8_t octets[512];   /* of that message */
	size_t len;
	/* of hosts added from now on */
	uint64_t rate;
	uint32_t first_vci;
	bool proceeding_last; /* no CALL PROCEEDING */
};

static void p2mp_word(char *list, const char *word)
{
	ck_assert_uint_lt(strlen(list) + strlen(word) + 2, SAID);
	if (*list)
		strcat(list, " ");
	strcat(list, word);
}

static void p2mp_frame_seen(void *ctx, const struct fabric_frame *f)
{
	struct p2mp_world *w = ctx;
	struct q2931_msg m;
	if (f->vci != 5) {
		ck_assert(f->conn != 0);
		return;
	}
	if (!f->ok || f->len < 13 || (f->sdu[f->len - 4] & 0x0f) != 8)
		return;
	/* SSCOP SD: up to 3 octets of padding, then the trailer */
	size_t len = f->len - 4 - (f->sdu[f->len - 4] >> 6);
	if (q2931_decode(f->sdu, len, w->hosts[f->port].config.version, &m).code != WIRE_OK)
		return;
	uint8_t missing[8];
	size_t n_missing;
	ck_assert_msg(m.n_bad == 0 && q2931_validate(&m, f->to_network, missing, &n_missing).code == WIRE_OK, "%s",
		      q2931_type_name(m.type));
	uint32_t conn = fabric_conn_of_call(w->f, f->port, f->to_network, m.call_ref, m.call_ref_flag);
	if (w->conn)
		ck_assert_uint_eq(conn, w->conn);
	if (f->port == 0) {
		w->last = m;
		ck_assert_uint_le(len, sizeof(w->octets));
		memcpy(w->octets, f->sdu, len);
		w->len = len;
	}
	if (w->quiet)
		return;
	char word[64];
	int n = snprintf(word, sizeof(word), "%d%c%s", f->port, f->to_network ? '>' : '<', q2931_type_name(m.type));
	if (m.cause.present)
		n += snprintf(word + n, sizeof(word) - (size_t)n, " %u", m.cause.value);
	if (m.endpoint_ref.present)
		snprintf(word + n, sizeof(word) - (size_t)n, " p%u", m.endpoint_ref.value);
	p2mp_word(w->said, word);
}

static void p2mp_note(void *ctx, const struct fabric_note *n)
{
	struct p2mp_world *w = ctx;
	static const char *const names[] = {"open", "closed", "fault", "cac", "link", "leaf", "gone"};
	char word[96];
	if (n->kind == FABRIC_LINK || w->quiet)
		return;
	snprintf(word, sizeof(word), "%s %s%s%d", names[n->kind], n->text, n->to_port < 0 ? " " : " to ", n->to_port);
	p2mp_word(w->notes, word);
}

static void p2mp_drain(struct p2mp_host *h, vtime now);

static void p2mp_timer(void *ctx, vtime now)
{
	struct p2mp_host *h = ctx;
	h->timer = 0;
	h->timer_at = VTIME_NEVER;
	uni_time(h->uni, now);
	p2mp_drain(h, now);
}

static void p2mp_told(struct p2mp_host *h, vtime now, const struct uni_out *o)
{
	if (o->kind != UNI_FRAME && o->party)
		h->party = o->party;
	switch (o->kind) {
	case UNI_FRAME:
		ck_assert(fabric_send_frame(h->w->f, h->port, now, 0, 5, 0, o->octets, o->len, 0));
		break;
	case UNI_SETUP_IND:
		h->call = o->call;
		h->vci = o->vci;
		h->setup = *o->msg;
		h->over = false;
		if (h->alerts)
			uni_alerting_req(h->uni, now, o->call);
		if (h->refuse)
			uni_release_req(h->uni, now, o->call, h->refuse, NULL, 0);
		else if (!h->silent)
			uni_setup_resp(h->uni, now, o->call, NULL);
		break;
	case UNI_ADD_PARTY_IND:
		h->setup = *o->msg;
		if (h->alerts)
			uni_party_alerting_req(h->uni, now, o->call, o->party);
		if (h->refuse)
			uni_add_party_reject(h->uni, now, o->call, o->party, h->refuse);
		else if (!h->silent)
			uni_add_party_resp(h->uni, now, o->call, o->party);
		break;
	case UNI_SETUP_CONF:
		h->vci = o->vci;
		h->setup = *o->msg;
		break;
	case UNI_RELEASE_IND:
	case UNI_PARTY_REJECT_IND:
	case UNI_DROP_PARTY_IND:
		h->cause = o->cause;
		h->over |= o->kind == UNI_RELEASE_IND;
		break;
	case UNI_RELEASE_CONF:
		h->over = true;
		break;
	default:
		break;
	}
}

static void p2mp_drain(struct p2mp_host *h, vtime now)
{
	struct uni_out out;
	while (uni_drain(h->uni, &out))
		p2mp_told(h, now, &out);
	vtime next = uni_next(h->uni);
	if (next == h->timer_at)
		return;
	if (h->timer)
		engine_cancel(h->w->e, h->timer);
	h->timer_at = next;
	h->timer = next == VTIME_NEVER ? 0 : engine_at(h->w->e, next, p2mp_timer, h);
}

static void p2mp_arrived(void *ctx, vtime now, uint8_t vpi, uint16_t vci, uint32_t clp1, const uint8_t *sdu, size_t len,
			 uint8_t uu)
{
	struct p2mp_host *h = ctx;
	if (vci == 5) {
		uni_frame(h->uni, now, sdu, len);
		p2mp_drain(h, now);
		return;
	}
	ck_assert_uint_ge(len, 2);
	unsigned n = (unsigned)sdu[0] << 8 | sdu[1];
	ck_assert_uint_lt(n, MAX_PACKETS);
	h->got[n]++;
}

static struct atm_addr p2mp_addr(int n)
{
	struct atm_addr a;
	ck_assert(atm_addr_parse("47009181000000000000010001.020000000000.00", &a));
	a.octets[18] = (uint8_t)n;
	return a;
}

/* Host n has address n + 1; the root is 0. */
static struct p2mp_host *p2mp_add_host(struct p2mp_world *w, enum uni_version version, vtime delay)
{
	struct p2mp_host *h = &w->hosts[w->n_hosts];
	struct fabric_end end = {.ctx = h, .frame = p2mp_arrived};
	h->w = w;
	h->number = w->n_hosts;
	h->config = fabric_port_defaults();
	h->config.name = "H";
	h->config.version = version;
	h->config.delay = delay;
	h->config.address = p2mp_addr(w->n_hosts + 1);
	if (w->rate)
		h->config.cell_bps = w->rate;
	h->config.first_vci = w->first_vci;
	h->config.proceeding_first = !w->proceeding_last;
	h->port = fabric_add_port(w->f, &h->config, &end);
	ck_assert_int_eq(h->port, w->n_hosts);
	h->timer_at = VTIME_NEVER;
	h->uni =
	    uni_create(&(struct uni_config){.version = version, .address = h->config.address, .first_call_ref = 2});
	ck_assert_ptr_nonnull(h->uni);
	w->n_hosts++;
	return h;
}

/* A fabric with a root and leaves, all of one version, none with a call. */
static struct p2mp_world *p2mp_open(enum uni_version version, int leaves)
{
	struct p2mp_world *w = calloc(1, sizeof(*w));
	ck_assert_ptr_nonnull(w);
	struct fabric_tap tap = {w, p2mp_frame_seen, p2mp_note};
	w->e = engine_create(clock_virtual());
	w->f = fabric_create(w->e, &tap, 1);
	for (int i = 0; i <= leaves; i++)
		p2mp_add_host(w, version, VT_US(10));
	return w;
}

static void p2mp_close(struct p2mp_world *w)
{
	fabric_free(w->f);
	for (int i = 0; i < w->n_hosts; i++)
		uni_free(w->hosts[i].uni);
	engine_free(w->e);
	free(w);
}

static void p2mp_run(struct p2mp_world *w, vtime span)
{
	engine_run(w->e, engine_now(w->e) + span);
}

static void p2mp_said_at(struct p2mp_world *w, const char *want, int line)
{
	ck_assert_msg(strcmp(w->said, want) == 0, "line %d: got '%s', expected '%s'", line, w->said, want);
	*w->said = 0;
}
#define SAID_IS(w, want) p2mp_said_at(w, want, __LINE__)

static void p2mp_noted_at(struct p2mp_world *w, const char *want, int line)
{
	ck_assert_msg(strcmp(w->notes, want) == 0, "line %d: got '%s', expected '%s'", line, w->notes, want);
	*w->notes = 0;
}
#define NOTED_IS(w, want) p2mp_noted_at(w, want, __LINE__)

/* The SETUP of golden S31mp or S40mp to host n. */
static struct q2931_msg p2mp_setup(enum uni_version version, int n)
{
	struct q2931_msg m = {
	    .version = version,
	    .type = Q2931_SETUP,
	    .aal = {.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 9188, .has_sscs = true},
	    .traffic = {.present = true, .has_options = true, .tag_fwd = true, .tag_bwd = true},
	    .bearer = {.present = true,
		       .class_ = 16,
		       .has_5a = true,
		       .octet_5a = version == UNI_40 ? 10 : 8,
		       .configuration = 1},
	    .blli = {.n = 1,
		     .b = {{.has_l2 = true, .l2 = 0x0c, .has_l3 = true, .l3 = 0x0b, .has_ipi = true, .ipi = 0xcc}}},
	    .qos = {.present = true, .coding = 3, .fwd = 3, .bwd = 3},
	    .called = {.present = true, .plan = 2, .aesa = p2mp_addr(n + 1)},
	    .calling = {.present = true, .plan = 2, .has_5a = true, .screening = 1, .aesa = p2mp_addr(1)},
	    .endpoint_ref = {.present = true},
	};
	m.traffic.has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01 | 1u << TD_FWD_SCR0 | 1u << TD_BWD_SCR0 |
			1u << TD_FWD_MBS0 | 1u << TD_BWD_MBS0;
	m.traffic.value[TD_FWD_PCR01] = 20000;
	m.traffic.value[TD_FWD_SCR0] = 5000;
	m.traffic.value[TD_FWD_MBS0] = 384;
	if (version == UNI_40) {
		m.traffic.fd_fwd = m.traffic.fd_bwd = true;
		m.ext_qos = (struct ie_ext_qos){
		    .present = true, .has_clr_fwd = true, .clr_fwd = 8, .has_clr_bwd = true, .clr_bwd = 0xff};
	}
	return m;
}

static void p2mp_call(struct p2mp_world *w, int n)
{
	struct p2mp_host *root = &w->hosts[0];
	struct q2931_msg m = p2mp_setup(root->config.version, n);
	root->call = uni_setup_req(root->uni, engine_now(w->e), &m);
	root->over = false;
	ck_assert_uint_ne(root->call, 0);
	p2mp_drain(root, engine_now(w->e));
}

static uint16_t p2mp_add(struct p2mp_world *w, int n)
{
	struct p2mp_host *root = &w->hosts[0];
	struct q2931_msg m = p2mp_setup(root->config.version, n);
	uint16_t party = uni_add_party_req(root->uni, engine_now(w->e), root->call, &m);
	p2mp_drain(root, engine_now(w->e));
	return party;
}

static void p2mp_drop(struct p2mp_world *w, uint16_t party, uint8_t cause)
{
	struct p2mp_host *root = &w->hosts[0];
	uni_drop_party_req(root->uni, engine_now(w->e), root->call, party, cause);
	p2mp_drain(root, engine_now(w->e));
}

/* A packet of the root with a number, of 'len' octets. */
static void p2mp_packet(struct p2mp_world *w, unsigned number, size_t len)
{
	uint8_t sdu[9188] = {(uint8_t)(number >> 8), (uint8_t)number};
	struct p2mp_host *root = &w->hosts[0];
	ck_assert(fabric_send_frame(w->f, root->port, engine_now(w->e), 0, root->vci, 0, sdu, len, 0));
}

/* State of the last party that had the address of host n. */
static struct fabric_party_info p2mp_party(struct p2mp_world *w, uint32_t conn, int n)
{
	struct fabric_party_info info, last = {.state = FABRIC_PARTY_GONE, .cause = 255};
	struct atm_addr a = p2mp_addr(n + 1);
	for (uint32_t i = 0; fabric_party(w->f, conn, i, &info); i++)
		if (atm_addr_equal(&info.called, &a))
			last = info;
	return last;
}

#endif
