/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Best-effort paths: one for each ATM address that something was sent to or that has
 * called. Packets wait while the first VC is being set up. Any best-effort VC serves,
 * whichever side has called; calls that cross both stand (RFC 1755 3.3).
 *
 *   DOWN -> CALLING -> UP, and HOLD after a refusal, so that no stream of packets
 *   turns into a stream of calls.
 *
 * The path also carries RSVP. When it is released abnormally while QoS VCs go to the
 * same address, it is set up again; if that does not work out in time, the QoS VCs
 * are given up (RFC 2380 2.1).
 */
#include "vcm_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/fsm.h"
#include "intserv/mapping.h"

#include "be.h"

#define QUEUE_MAX    64      /* packets that wait for a VC */
#define HOLD         VT_S(1) /* after a refused call */
#define HOLD_FAILING VT_S(5) /* the same while the control path of QoS VCs is being restored */

struct queued {
	struct queued *next;
	uint16_t ethertype;
	bool control;
	size_t len;
	uint8_t octets[];
};

struct peer {
	struct vcm *v;
	struct atm_addr atm;
	int state;
	struct vc *vcs;     /* those that may send, oldest first */
	struct vc *pending; /* our call */
	struct queued *first, **last;
	unsigned n_queued;
	bool failing;      /* the path is down and QoS VCs depend on it */
	uint32_t next_hop; /* whose address is to be resolved again before the call */
	struct tq_timer hold, give_up;
	vtime now;
	UT_hash_handle hh;
};

enum { DOWN, CALLING, UP, HOLDING, N_STATES };
enum { SEND, CONNECTED, INCOMING, REFUSED, GONE, HOLD_OVER, N_EVENTS };

static const char *const state_names[] = {"DOWN", "CALLING", "UP", "HOLD"};
static const char *const event_names[] = {"SEND", "CONNECTED", "INCOMING", "REFUSED", "GONE", "HOLD_OVER"};

static int hold(struct peer *p)
{
	tq_start(&p->v->timers, &p->hold, vtime_add(p->now, p->failing ? HOLD_FAILING : HOLD));
	return HOLDING;
}

static int act_call(void *self, const void *arg)
{
	struct peer *p = self;
	struct vcm *v = p->v;
	struct q2931_msg setup = {0};
	mapping_be_setup(v->config.version, false, v->config.line_cells, v->config.mtu, &setup);
	p->pending = svc_call(v, p->now, false, &p->atm, &setup);
	if (!p->pending)
		return hold(p);
	p->pending->peer = p;
	return CALLING;
}

/* A VC can send: what waited goes out, and the control path stands again. */
static int act_up(void *self, const void *arg)
{
	struct peer *p = self;
	while (p->first) {
		struct queued *q = p->first;
		p->first = q->next;
		svc_send(p->vcs, p->now, q->ethertype, q->octets, q->len, 0, q->control);
		free(q);
	}
	p->last = &p->first;
	p->n_queued = 0;
	p->failing = false;
	tq_stop(&p->v->timers, &p->give_up);
	tq_stop(&p->v->timers, &p->hold);
	return UP;
}

static int act_hold(void *self, const void *arg)
{
	return hold(self);
}

static int act_gone(void *self, const void *arg)
{
	struct peer *p = self;
	return p->pending ? CALLING : DOWN;
}

/* The address must be resolved afresh before the control path is called again (RFC 2225 8.5.2). */
static int act_hold_over(void *self, const void *arg)
{
	struct peer *p = self;
	if (p->failing && p->next_hop) {
		vcm_put(p->v, (struct vcm_out){.kind = VCM_OUT_RESOLVE, .ip = p->next_hop});
		return DOWN;
	}
	return p->first ? act_call(p, arg) : DOWN;
}

/* clang-format off */
static const struct fsm_row rows[N_STATES * N_EVENTS] = {
	[DOWN * N_EVENTS + SEND]         = {act_call, FSM_BY_ACTION, "RFC 1755 3.1"},
	[DOWN * N_EVENTS + INCOMING]     = {act_up, UP, "RFC 1755 3.1"},

	[CALLING * N_EVENTS + SEND]      = {fsm_ignore, FSM_SAME, "queued"},
	[CALLING * N_EVENTS + CONNECTED] = {act_up, UP, "RFC 1755 3.1"},
	[CALLING * N_EVENTS + INCOMING]  = {act_up, UP, "RFC 1755 3.3: crossing calls both stand"},
	[CALLING * N_EVENTS + REFUSED]   = {act_hold, FSM_BY_ACTION, "RFC 1755 8"},

	[UP * N_EVENTS + CONNECTED]      = {fsm_ignore, FSM_SAME, "RFC 1755 3.3"},
	[UP * N_EVENTS + INCOMING]       = {fsm_ignore, FSM_SAME, "RFC 1755 3.3"},
	[UP * N_EVENTS + REFUSED]        = {fsm_ignore, FSM_SAME, "another VC stands"},
	[UP * N_EVENTS + GONE]           = {act_gone, FSM_BY_ACTION, "RFC 1755 3.4"},

	[HOLDING * N_EVENTS + SEND]      = {fsm_ignore, FSM_SAME, "queued"},
	[HOLDING * N_EVENTS + INCOMING]  = {act_up, UP, "RFC 1755 3.1"},
	[HOLDING * N_EVENTS + HOLD_OVER] = {act_hold_over, FSM_BY_ACTION, "RFC 2380 2.1"},
};
/* clang-format on */

static int unforeseen(void *self, int state, int event, const void *arg)
{
	return FSM_SAME;
}

static const struct fsm_def machine = {
    .name = "best-effort path",
    .state_names = state_names,
    .event_names = event_names,
    .n_states = N_STATES,
    .n_events = N_EVENTS,
    .rows = rows,
    .unforeseen = unforeseen,
};

static void drop_queue(struct peer *p)
{
	while (p->first) {
		struct queued *q = p->first;
		p->first = q->next;
		free(q);
	}
	p->last = &p->first;
	p->n_queued = 0;
}

static void peer_free(struct peer *p)
{
	drop_queue(p);
	tq_stop(&p->v->timers, &p->hold);
	tq_stop(&p->v->timers, &p->give_up);
	HASH_DEL(p->v->peers, p);
	free(p);
}

/* Deliver an event. The peer may be gone afterwards: one that is down and waited for by nobody is forgotten. */
static void step(struct peer *p, vtime now, int event)
{
	p->now = now;
	fsm_step(&machine, &p->state, event, p, NULL);
	if (p->state == DOWN && !p->first && !p->failing)
		peer_free(p);
}

static void hold_fired(struct tq_timer *t, vtime now)
{
	step(t->owner, now, HOLD_OVER);
}

static void give_up_fired(struct tq_timer *t, vtime now)
{
	struct peer *p = t->owner;
	struct vcm *v = p->v;
	struct atm_addr atm = p->atm;
	p->failing = false;
	drop_queue(p);
	if (p->state == DOWN)
		peer_free(p);
	if (DEFECT(controlfail_qos_kept))
		return;
	res_control_lost(v, now, &atm);
}

static struct peer *find(const struct vcm *v, const struct atm_addr *atm)
{
	struct peer *p;
	HASH_FIND(hh, v->peers, atm, sizeof *atm, p);
	return p;
}

static struct peer *get(struct vcm *v, const struct atm_addr *atm)
{
	struct peer *p = find(v, atm);
	if (p)
		return p;
	p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->v = v;
	p->atm = *atm;
	p->state = DOWN;
	p->last = &p->first;
	vcm_timer_init(&p->hold, p, hold_fired);
	vcm_timer_init(&p->give_up, p, give_up_fired);
	HASH_ADD(hh, v->peers, atm, sizeof p->atm, p);
	if (!p->v) {
		free(p);
		return NULL;
	}
	return p;
}

void peers_free(struct vcm *v)
{
	struct peer *p, *next;
	HASH_ITER(hh, v->peers, p, next)
	{
		peer_free(p);
	}
}

static void add_vc(struct peer *p, struct vc *vc)
{
	struct vc **at = &p->vcs;
	while (*at)
		at = &(*at)->next_of_peer;
	*at = vc;
	vc->next_of_peer = NULL;
	vc->peer = p;
}

void peer_connected(struct vc *vc, vtime now)
{
	struct peer *p = vc->peer;
	p->pending = NULL;
	add_vc(p, vc);
	step(p, now, CONNECTED);
}

void peer_attach(struct vc *vc, vtime now)
{
	struct peer *p = get(vc->v, &vc->party);
	if (!p)
		return;
	add_vc(p, vc);
	step(p, now, INCOMING);
}

void peer_detach(struct vc *vc)
{
	struct peer *p = vc->peer;
	struct vc **at = &p->vcs;
	while (*at && *at != vc)
		at = &(*at)->next_of_peer;
	if (*at)
		*at = vc->next_of_peer;
	vc->peer = NULL;
	if (!p->vcs)
		step(p, p->now, GONE);
}

/* The way to the peer is broken: restore it within the time given, if QoS VCs depend on it. */
static void start_failing(struct peer *p, vtime now)
{
	struct vcm *v = p->v;
	p->next_hop = res_next_hop_at(v, &p->atm);
	if (p->failing || !p->next_hop)
		return;
	p->failing = true;
	tq_start(&v->timers, &p->give_up, vtime_add(now, v->config.reestablish));
}

void peer_refused(struct vc *vc, vtime now, uint8_t cause)
{
	struct peer *p = vc->peer;
	p->pending = NULL;
	vc->peer = NULL;
	if (p->state != UP) {
		start_failing(p, now);
		/* What waited has nowhere to go; RSVP repeats its messages, data is lost (RFC 1755 8). */
		drop_queue(p);
	}
	step(p, now, REFUSED);
}

static bool abnormal(uint8_t cause)
{
	return cause != CAUSE_NORMAL && cause != CAUSE_NORMAL_30;
}

void peer_lost(struct vc *vc, vtime now, uint8_t cause)
{
	struct peer *p = vc->peer;
	struct vcm *v = p->v;
	struct atm_addr atm = p->atm;
	bool last = p->vcs == vc && !vc->next_of_peer;
	p->now = now;
	if (!abnormal(cause) || !last) {
		peer_detach(vc);
		return;
	}
	vcm_put(v, (struct vcm_out){.kind = VCM_OUT_FORGET, .atm = atm});
	start_failing(p, now);
	if (p->failing && !p->pending)
		vcm_put(v, (struct vcm_out){.kind = VCM_OUT_RESOLVE, .ip = p->next_hop});
	bool failing = p->failing;
	peer_detach(vc);
	if (DEFECT(controlfail_qos_released_at_once) && failing)
		res_control_lost(v, now, &atm);
}

void peer_resolved(struct vcm *v, vtime now, uint32_t ip, bool ok, const struct atm_addr *atm)
{
	struct peer *p, *next;
	HASH_ITER(hh, v->peers, p, next)
	{
		if (!p->failing || p->next_hop != ip || p->state != DOWN)
			continue;
		p->now = now;
		if (ok && atm_addr_equal(&p->atm, atm))
			step(p, now, SEND);
		else
			p->state = hold(p);
	}
}

void vcm_send_be(struct vcm *v, vtime now, const struct atm_addr *atm, uint16_t ethertype, const uint8_t *packet,
		 size_t len, bool control)
{
	struct peer *p = get(v, atm);
	if (!p)
		return;
	if (DEFECT(init_setup_on_path) && control && ethertype == ETHERTYPE_IPV4)
		res_open_ahead(v, now, atm, packet, len);
	if (p->vcs) {
		svc_send(p->vcs, now, ethertype, packet, len, 0, control);
		return;
	}
	if (p->n_queued < QUEUE_MAX) {
		struct queued *q = malloc(sizeof *q + len);
		if (q) {
			*q = (struct queued){.ethertype = ethertype, .control = control, .len = len};
			memcpy(q->octets, packet, len);
			*p->last = q;
			p->last = &q->next;
			p->n_queued++;
		}
	}
	step(p, now, SEND);
}

bool vcm_be_open(const struct vcm *v, const struct atm_addr *atm)
{
	const struct peer *p = find(v, atm);
	return p && p->vcs;
}

void vcm_be_close(struct vcm *v, vtime now, const struct atm_addr *atm)
{
	for (struct peer *p = find(v, atm); p && p->vcs; p = find(v, atm)) {
		struct vc *vc = p->vcs;
		p->now = now;
		peer_detach(vc);
		svc_release(vc, now);
	}
}
