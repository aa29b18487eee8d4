/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of an ATMARP client. One entry per neighbour, each a small machine:
 *
 *   ASKING        the server is being asked; packets wait (RFC 2225 8.5)
 *   VALID         resolved, at most 15 min old
 *   REVALIDATING  still valid, the server is being asked again before the entry ages
 *   PROBING       the server does not answer: InATMARP_Request on the VC (8.5.1)
 *   FAILED        no address; not asked again for a while, whatever is sent
 *
 * Entries in REVALIDATING and PROBING stop serving traffic once they are 15 min old.
 * The registration is an entry too: the one for our own address.
 * Not here: several servers, E.164 addresses of our own, PVCs.
 */
#include "ipoatm/arp.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "wire/atmarp.h"

enum entry_state { ASKING, VALID, REVALIDATING, PROBING, FAILED };

static const struct {
	vtime reply;      /* between repeated requests */
	int tries;        /* requests before the server counts as silent */
	int probes;       /* InATMARP_Requests before the peer counts as gone */
	vtime renew, age; /* RFC 2225 8.5.1: valid for 15 min; asked again a minute before */
	vtime failed;     /* pause after ATMARP_NAK or silence, so that no packet asks anew (RFC 2583 3) */
} times = {VT_S(5), 4, 2, VT_S(840), VT_S(900), VT_S(10)};

#define WAITING_MAX 64 /* packets that wait for one address */

struct waiting {
	struct waiting *next;
	bool control;
	size_t len;
	uint8_t octets[];
};

struct entry {
	struct entry *next;
	uint32_t ip;
	struct atm_addr atm; /* not in ASKING and FAILED */
	enum entry_state state;
	bool own;    /* our registration: never probed, never given up */
	bool wanted; /* somebody waits for ARP_OUT_RESOLVED or _UNRESOLVED */
	int tries;
	vtime deadline; /* of the state's timer */
	vtime born;     /* when last confirmed */
	struct waiting *first, **last;
	int n_waiting;
};

struct output {
	struct output *next;
	struct arp_out out;
	uint8_t octets[];
};

struct arp {
	struct arp_config config;
	struct entry *entries, **last_entry;
	struct entry *hit; /* last entry found: packets come in runs */
	vtime now;
	struct output *first, **last, *given;
};

struct arp *arp_create(const struct arp_config *config)
{
	struct arp *a = calloc(1, sizeof *a);
	if (!a)
		return NULL;
	a->config = *config;
	a->last_entry = &a->entries;
	a->last = &a->first;
	return a;
}

static void free_waiting(struct entry *e)
{
	while (e->first) {
		struct waiting *w = e->first;
		e->first = w->next;
		free(w);
	}
	e->last = &e->first;
	e->n_waiting = 0;
}

void arp_free(struct arp *a)
{
	if (!a)
		return;
	while (a->entries) {
		struct entry *e = a->entries;
		a->entries = e->next;
		free_waiting(e);
		free(e);
	}
	while (a->first) {
		struct output *o = a->first;
		a->first = o->next;
		free(o);
	}
	free(a->given);
	free(a);
}

static void put(struct arp *a, struct arp_out out, const uint8_t *octets, size_t len)
{
	struct output *o = malloc(sizeof *o + len);
	if (!o)
		return;
	o->next = NULL;
	o->out = out;
	o->out.octets = o->octets;
	o->out.len = len;
	if (len)
		memcpy(o->octets, octets, len);
	*a->last = o;
	a->last = &o->next;
}

bool arp_drain(struct arp *a, struct arp_out *out)
{
	free(a->given);
	a->given = a->first;
	if (!a->given)
		return false;
	a->first = a->given->next;
	if (!a->first)
		a->last = &a->first;
	*out = a->given->out;
	return true;
}

static void put_arp(struct arp *a, struct arp_out out, const struct atmarp *m)
{
	struct wr w = {0};
	atmarp_encode(&w, m);
	if (!w.failed)
		put(a, out, w.p, w.len);
	wr_free(&w);
}

/* ATMARP_Request to the server for ip; our own ip makes it a registration (RFC 2225 8.5 (2)). */
static void ask(struct arp *a, uint32_t ip)
{
	put_arp(a, (struct arp_out){.kind = ARP_OUT_TO, .atm = a->config.server},
		&(struct atmarp){.op = ATMARP_REQUEST,
				 .has_src_atm = true,
				 .src_atm = a->config.atm,
				 .has_src_ip = true,
				 .src_ip = a->config.ip,
				 .has_tgt_ip = true,
				 .tgt_ip = ip});
}

/* InATMARP_Request on the SVC itself: all but the target IP non-null (RFC 2225 8.3). */
static void probe(struct arp *a, const struct entry *e)
{
	put_arp(a, (struct arp_out){.kind = ARP_OUT_TO, .atm = e->atm},
		&(struct atmarp){.op = INATMARP_REQUEST,
				 .has_src_atm = true,
				 .src_atm = a->config.atm,
				 .has_src_ip = true,
				 .src_ip = a->config.ip,
				 .has_tgt_atm = true,
				 .tgt_atm = e->atm});
}

static struct entry *find(struct arp *a, uint32_t ip)
{
	if (a->hit && a->hit->ip == ip)
		return a->hit;
	for (struct entry *e = a->entries; e; e = e->next) {
		if (e->ip == ip) {
			a->hit = e;
			return e;
		}
	}
	return NULL;
}

static struct entry *add(struct arp *a, uint32_t ip)
{
	struct entry *e = calloc(1, sizeof *e);
	if (!e)
		return NULL;
	e->ip = ip;
	e->own = ip == a->config.ip;
	e->last = &e->first;
	e->deadline = VTIME_NEVER;
	*a->last_entry = e;
	a->last_entry = &e->next;
	return e;
}

static void delete_entry(struct arp *a, struct entry *e)
{
	struct entry **at = &a->entries;
	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	if (a->last_entry == &e->next)
		a->last_entry = at;
	if (a->hit == e)
		a->hit = NULL;
	free_waiting(e);
	free(e);
}

static void start_asking(struct arp *a, vtime now, struct entry *e, enum entry_state state)
{
	e->state = state;
	e->tries = 1;
	e->deadline = vtime_add(now, times.reply);
	ask(a, e->ip);
}

static struct entry *get(struct arp *a, vtime now, uint32_t ip)
{
	struct entry *e = find(a, ip);
	if (!e) {
		e = add(a, ip);
		if (e)
			start_asking(a, now, e, ASKING);
	}
	return e;
}

void arp_start(struct arp *a, vtime now)
{
	a->now = now;
	get(a, now, a->config.ip);
}

static bool serves(const struct arp *a, const struct entry *e)
{
	switch (e->state) {
	case VALID:
	case REVALIDATING:
	case PROBING:
		return a->now < vtime_add(e->born, times.age);
	case ASKING:
	case FAILED:
		break;
	}
	return false;
}

bool arp_lookup(struct arp *a, uint32_t ip, struct atm_addr *atm)
{
	const struct entry *e = find(a, ip);
	if (!e || !serves(a, e))
		return false;
	*atm = e->atm;
	return true;
}

static void put_result(struct arp *a, struct entry *e, bool ok)
{
	e->wanted = false;
	put(a, (struct arp_out){.kind = ok ? ARP_OUT_RESOLVED : ARP_OUT_UNRESOLVED, .ip = e->ip, .atm = e->atm}, NULL,
	    0);
}

void arp_resolve(struct arp *a, vtime now, uint32_t ip)
{
	a->now = now;
	struct entry *e = get(a, now, ip);
	if (!e)
		return;
	if (serves(a, e))
		put_result(a, e, true);
	else if (e->state == FAILED)
		put_result(a, e, false);
	else
		e->wanted = true;
}

void arp_queue(struct arp *a, vtime now, uint32_t ip, const uint8_t *packet, size_t len, bool control)
{
	struct atm_addr atm;
	a->now = now;
	if (arp_lookup(a, ip, &atm)) {
		put(a, (struct arp_out){.kind = ARP_OUT_PACKET, .ip = ip, .atm = atm, .control = control}, packet, len);
		return;
	}
	struct entry *e = get(a, now, ip);
	if (!e || e->state == FAILED || e->n_waiting >= WAITING_MAX)
		return;
	struct waiting *w = malloc(sizeof *w + len);
	if (!w)
		return;
	w->next = NULL;
	w->control = control;
	w->len = len;
	memcpy(w->octets, packet, len);
	*e->last = w;
	e->last = &w->next;
	e->n_waiting++;
}

/* An answer: the entry is good for another 15 minutes, and what waited goes out. */
static void confirm(struct arp *a, vtime now, struct entry *e, const struct atm_addr *atm)
{
	bool waited = !serves(a, e);
	e->atm = *atm;
	e->state = VALID;
	e->born = now;
	e->deadline = vtime_add(now, times.renew);
	for (struct waiting *w = e->first; w; w = w->next)
		put(a, (struct arp_out){.kind = ARP_OUT_PACKET, .ip = e->ip, .atm = e->atm, .control = w->control},
		    w->octets, w->len);
	free_waiting(e);
	if (waited || e->wanted)
		put_result(a, e, true);
}

static void fail(struct arp *a, vtime now, struct entry *e)
{
	free_waiting(e);
	e->state = FAILED;
	e->deadline = vtime_add(now, times.failed);
	if (e->wanted)
		put_result(a, e, false);
}

/* Not revalidated: the SVC is closed and the entry removed (RFC 2225 8.5.1). */
static void revalidation_failed(struct arp *a, struct entry *e)
{
	put(a, (struct arp_out){.kind = ARP_OUT_CLOSE, .ip = e->ip, .atm = e->atm}, NULL, 0);
	if (e->wanted)
		put_result(a, e, false);
	delete_entry(a, e);
}

static void reply(struct arp *a, uint32_t vc, const struct atmarp *req, enum atmarp_op op)
{
	put_arp(a, (struct arp_out){.kind = ARP_OUT_ON_VC, .vc = vc},
		&(struct atmarp){.op = op,
				 .has_src_atm = true,
				 .src_atm = a->config.atm,
				 .has_src_ip = true,
				 .src_ip = a->config.ip,
				 .has_tgt_atm = req->has_src_atm,
				 .tgt_atm = req->src_atm,
				 .tgt_e164 = req->src_e164,
				 .has_tgt_ip = req->has_src_ip,
				 .tgt_ip = req->src_ip});
}

static void take_reply(struct arp *a, vtime now, const struct atmarp *m)
{
	struct entry *e = m->has_src_ip ? find(a, m->src_ip) : NULL;
	if (!e || !m->has_src_atm)
		return;
	/* RFC 2225 8.5 (2): registered only if the server names our own addresses. */
	if (e->own && !atm_addr_equal(&m->src_atm, &a->config.atm))
		return;
	confirm(a, now, e, &m->src_atm);
}

void arp_packet(struct arp *a, vtime now, uint32_t vc, const uint8_t *octets, size_t len)
{
	struct atmarp m;
	a->now = now;
	if (atmarp_decode(octets, len, &m).code != WIRE_OK)
		return;
	struct entry *e;
	switch (m.op) {
	case ATMARP_REQUEST:
		/* Answered on whatever VC it came (RFC 2225 8.5 (3)), if it asks for us. */
		if (m.has_tgt_ip && m.tgt_ip == a->config.ip && !(m.has_src_ip && m.src_ip == a->config.ip))
			reply(a, vc, &m, ATMARP_REPLY);
		return;
	case INATMARP_REQUEST:
		reply(a, vc, &m, INATMARP_REPLY);
		return;
	case ATMARP_REPLY:
	case INATMARP_REPLY:
		take_reply(a, now, &m);
		return;
	case ATMARP_NAK:
		/* The request comes back with another operation code: its target is what is unknown. */
		e = m.has_tgt_ip ? find(a, m.tgt_ip) : NULL;
		if (!e || e->own)
			return;
		if (e->state == ASKING)
			fail(a, now, e);
		else if (e->state == REVALIDATING)
			revalidation_failed(a, e);
		return;
	}
}

void arp_forget(struct arp *a, const struct atm_addr *atm)
{
	for (struct entry *e = a->entries, *next; e; e = next) {
		next = e->next;
		if (!e->own && e->state != ASKING && e->state != FAILED && atm_addr_equal(&e->atm, atm))
			delete_entry(a, e);
	}
}

static void again(struct arp *a, vtime now, struct entry *e)
{
	e->tries++;
	e->deadline = vtime_add(now, times.reply);
	ask(a, e->ip);
}

static void expire(struct arp *a, vtime now, struct entry *e)
{
	switch (e->state) {
	case ASKING:
		/* The registration is repeated for as long as it takes. */
		if (e->own || e->tries < times.tries)
			again(a, now, e);
		else
			fail(a, now, e);
		return;
	case VALID:
		if (e->own || a->config.vc_open(a->config.ctx, &e->atm))
			start_asking(a, now, e, REVALIDATING);
		else if (now < vtime_add(e->born, times.age))
			e->deadline = vtime_add(e->born, times.age);
		else
			delete_entry(a, e);
		return;
	case REVALIDATING:
		if (e->own || e->tries < times.tries) {
			again(a, now, e);
			return;
		}
		e->state = PROBING;
		e->tries = 0;
		/* The server is silent, so the peer itself is asked (RFC 2225 8.5.1). */
		__attribute__((fallthrough));
	case PROBING:
		if (e->tries >= times.probes || !a->config.vc_open(a->config.ctx, &e->atm)) {
			revalidation_failed(a, e);
			return;
		}
		e->tries++;
		e->deadline = vtime_add(now, times.reply);
		probe(a, e);
		return;
	case FAILED:
		delete_entry(a, e);
		return;
	}
}

void arp_time(struct arp *a, vtime now)
{
	a->now = now;
	for (struct entry *e = a->entries, *next; e; e = next) {
		next = e->next;
		if (e->deadline <= now)
			expire(a, now, e);
	}
}

vtime arp_next(const struct arp *a)
{
	vtime t = VTIME_NEVER;
	for (const struct entry *e = a->entries; e; e = e->next)
		t = vtime_min(t, e->deadline);
	return t;
}
