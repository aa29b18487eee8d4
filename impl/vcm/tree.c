/* SPDX-License-Identifier: Apache-2.0 */
/* Leaf sets of our own point-to-multipoint VCs (RFC 2382 2.1.1.3, UNI 3.1 5.6); see tree.h. */
#include "tree.h"

#include <stdlib.h>
#include <string.h>

/* What the user is to hear of a change. */
static enum tree_news news_of(int from, int to, int event)
{
	if (to == LEAF_IN)
		return from == LEAF_CALLING || from == LEAF_ADDING ? TREE_LEAF_IN : TREE_NOTHING;
	if (to == LEAF_REFUSED)
		return TREE_LEAF_REFUSED;
	if (to == LEAF_OUT && from != LEAF_WAITING && from != LEAF_REFUSED)
		return event == L_LOST && (from == LEAF_IN || from == LEAF_EMPTYING) ? TREE_LEAF_LOST : TREE_LEAF_OUT;
	return TREE_NOTHING;
}

static void step(struct leaf *l, int event)
{
	int from = l->state;
	fsm_step(&leaf_machine, &l->state, event, l, NULL);
	if (l->state != from)
		l->news = news_of(from, l->state, event);
}

/* ---- leaves ---- */

static struct leaf *find(const struct tree *t, const struct atm_addr *atm)
{
	struct leaf *l;
	HASH_FIND(hh, t->leaves, atm, sizeof *atm, l);
	return l;
}

static void forget(struct leaf *l)
{
	HASH_DEL(l->t->leaves, l);
	free(l);
}

static void forget_leaves(struct tree *t, bool waiting_too)
{
	struct leaf *l, *next;
	HASH_ITER(hh, t->leaves, l, next)
	{
		if (waiting_too || l->state != LEAF_WAITING)
			forget(l);
	}
}

static struct leaf *by_endpoint(struct tree *t, uint16_t endpoint)
{
	for (struct leaf *l = t->leaves; l; l = l->hh.next) {
		bool known = l->state != LEAF_OUT && l->state != LEAF_WAITING && l->state != LEAF_REFUSED;
		if (known && l->endpoint == endpoint)
			return l;
	}
	return NULL;
}

#define ON_THE_WAY_IN  (1u << LEAF_WAITING | 1u << LEAF_CALLING | 1u << LEAF_ADDING | 1u << LEAF_BACK)
#define ON_THE_WAY_OUT (1u << LEAF_UNWANTED | 1u << LEAF_EMPTYING | 1u << LEAF_DROPPING)
#define STAYS          (ON_THE_WAY_IN | 1u << LEAF_IN)

static unsigned count(const struct tree *t, unsigned states)
{
	unsigned n = 0;
	for (const struct leaf *l = t->leaves; l; l = l->hh.next)
		n += (states >> l->state) & 1;
	return n;
}

int tree_leaf(const struct tree *t, const struct atm_addr *atm)
{
	const struct leaf *l = t ? find(t, atm) : NULL;
	return l ? l->state : LEAF_OUT;
}

bool tree_has(const struct tree *t, const struct atm_addr *atm)
{
	return tree_leaf(t, atm) == LEAF_IN;
}

bool tree_active(const struct tree *t)
{
	return t && t->vc && t->vc->state == VC_ACTIVE && !t->closing;
}

bool tree_multiplexed(const struct tree *t)
{
	return tree_active(t) && t->vc->encap == ENCAP_VCMUX;
}

bool tree_complete(const struct tree *t)
{
	return tree_active(t) && count(t, ON_THE_WAY_IN) == 0;
}

bool tree_busy(const struct tree *t)
{
	return t && count(t, ON_THE_WAY_IN | ON_THE_WAY_OUT) > 0;
}

/* ---- the call ---- */

static void unlist(struct tree *t)
{
	struct tree **at = &t->v->trees_emptying;
	while (*at && *at != t)
		at = &(*at)->next_emptying;
	if (*at)
		*at = t->next_emptying;
	t->emptying = false;
	tq_stop(&t->v->timers, &t->timer);
}

/* The call is over, and why; leaves that wait for the next one are kept. */
static void no_call(struct tree *t, enum tree_news news, uint8_t cause)
{
	if (t->vc)
		t->vc->tree = NULL;
	t->vc = NULL;
	unlist(t);
	forget_leaves(t, !t->closing);
	t->closing = false;
	t->news = news;
	t->news_cause = cause;
}

static void call_refused(struct tree *t, const struct atm_addr *party, uint8_t cause);

/* Call the first leaf that waits. */
static void call(struct tree *t)
{
	struct leaf *l = t->leaves;
	while (l && l->state != LEAF_WAITING)
		l = l->hh.next;
	if (!l || t->vc)
		return;
	struct q2931_msg setup = *t->setup;
	t->vc = svc_call(t->v, t->now, t->qos, &l->atm, &setup);
	if (!t->vc) {
		call_refused(t, &l->atm, 0);
		return;
	}
	t->vc->tree = t;
	t->vc->for_rsvp = t->for_rsvp;
	l->endpoint = 0;
	step(l, L_CALLED);
}

static void call_refused(struct tree *t, const struct atm_addr *party, uint8_t cause)
{
	t->news_leaf = *party;
	struct leaf *l = find(t, party);
	if (!t->stubborn || !l) {
		no_call(t, TREE_CALL_REFUSED, cause);
		return;
	}
	if (t->vc)
		t->vc->tree = NULL;
	t->vc = NULL;
	l->state = LEAF_REFUSED;
	l->news = TREE_LEAF_REFUSED;
	call(t);
	if (!t->vc && t->news == TREE_NOTHING)
		t->news = TREE_CALL_REFUSED;
}

static void free_now(struct tree *t)
{
	free(t->setup);
	free(t);
}

/* Tell the user all that is new. What it does meanwhile may make more news, or free the tree. */
static void flush(struct tree *t)
{
	if (t->telling)
		return;
	t->telling = true;
	while (!t->doomed) {
		enum tree_news news = t->news;
		if (news != TREE_NOTHING) {
			struct atm_addr leaf = t->news_leaf;
			t->news = TREE_NOTHING;
			t->tell(t->owner, t, t->now, news, news == TREE_CALL_REFUSED ? &leaf : NULL, t->news_cause);
			continue;
		}
		struct leaf *l = t->leaves;
		while (l && l->news == TREE_NOTHING)
			l = l->hh.next;
		if (!l)
			break;
		struct atm_addr leaf = l->atm;
		uint8_t cause = l->cause;
		news = l->news;
		l->news = TREE_NOTHING;
		if (l->state == LEAF_OUT)
			forget(l);
		t->tell(t->owner, t, t->now, news, &leaf, cause);
	}
	t->telling = false;
	if (t->doomed)
		free_now(t);
}

static void empty_leaves(struct tree *t, bool all)
{
	for (struct leaf *l = t->leaves; l; l = l->hh.next) {
		if (l->state == LEAF_EMPTYING && (all || flow_vc_sent(t->vc->link) >= l->frames_until))
			step(l, L_EMPTY);
	}
	if (count(t, 1u << LEAF_EMPTYING) == 0)
		unlist(t);
}

static void timer_fired(struct tq_timer *timer, vtime now)
{
	struct tree *t = timer->owner;
	t->now = now;
	empty_leaves(t, true);
}

void trees_emptied(struct vcm *v, vtime now)
{
	for (struct tree *t = v->trees_emptying, *next; t; t = next) {
		next = t->next_emptying;
		t->now = now;
		empty_leaves(t, false);
	}
}

struct tree *tree_new(struct vcm *v, bool qos, const struct q2931_msg *setup, void *owner, tree_tell tell)
{
	struct tree *t = calloc(1, sizeof *t);
	struct q2931_msg *copy = malloc(sizeof *copy);
	if (!t || !copy) {
		free(t);
		free(copy);
		return NULL;
	}
	*copy = *setup;
	*t = (struct tree){.v = v, .owner = owner, .tell = tell, .setup = copy, .qos = qos};
	vcm_timer_init(&t->timer, t, timer_fired);
	return t;
}

void tree_discard(struct tree *t)
{
	if (!t)
		return;
	t->closing = false;
	no_call(t, TREE_NOTHING, 0);
	free_now(t);
}

static void release(struct vc *vc, vtime now, bool when_empty)
{
	if (when_empty)
		svc_release_when_empty(vc, now);
	else
		svc_release(vc, now);
}

void tree_free(struct tree *t, vtime now, bool when_empty)
{
	if (!t)
		return;
	struct vc *vc = t->vc;
	t->closing = false;
	no_call(t, TREE_NOTHING, 0);
	if (vc)
		release(vc, now, when_empty);
	if (t->telling)
		t->doomed = true;
	else
		free_now(t);
}

void tree_close(struct tree *t, vtime now, bool when_empty)
{
	t->now = now;
	if (t->closing)
		return;
	forget_leaves(t, true);
	unlist(t);
	if (t->vc) {
		t->closing = true;
		release(t->vc, now, when_empty);
	} else {
		t->news = TREE_CALL_CLOSED;
	}
	flush(t);
}

void tree_add(struct tree *t, vtime now, const struct atm_addr *atm)
{
	struct leaf *l = find(t, atm);
	t->now = now;
	if (!l) {
		l = calloc(1, sizeof *l);
		if (!l)
			return;
		l->v = t->v;
		l->t = t;
		l->atm = *atm;
		HASH_ADD(hh, t->leaves, atm, sizeof l->atm, l);
		if (!l->v) {
			free(l);
			return;
		}
	}
	step(l, L_WANT);
	if (!t->vc)
		call(t);
	flush(t);
}

/* Nobody is left or comes: the call has no purpose. */
static void close_if_empty(struct tree *t)
{
	if (t->vc && !t->closing && count(t, STAYS | ON_THE_WAY_OUT) == 0)
		tree_close(t, t->now, true);
}

void tree_drop(struct tree *t, vtime now, const struct atm_addr *atm)
{
	struct leaf *l = find(t, atm);
	if (!l)
		return;
	t->now = now;
	unsigned others = count(t, STAYS) - ((STAYS >> l->state) & 1);
	if (others == 0 && t->vc && (l->state != LEAF_REFUSED || count(t, ON_THE_WAY_OUT) == 0)) {
		/* The last one goes with the call. */
		tree_close(t, now, true);
		return;
	}
	step(l, L_UNWANT);
	if (l->state == LEAF_OUT && l->news == TREE_NOTHING)
		forget(l);
	flush(t);
}

/* ---- what becomes of the call and its parties ---- */

/* Add the leaves that wait for an active call. */
static void add_waiting(struct tree *t)
{
	for (struct leaf *l = t->leaves; l; l = l->hh.next) {
		if (VARIANT(variant_parties_one_by_one) && count(t, 1u << LEAF_ADDING) > 0)
			break;
		if (l->state == LEAF_WAITING)
			step(l, L_UP);
	}
}

void tree_connected(struct vc *vc, vtime now)
{
	struct tree *t = vc->tree;
	t->now = now;
	struct leaf *first = by_endpoint(t, 0);
	/* The others first: a first leaf that is no longer wanted must not be the only one when it goes. */
	add_waiting(t);
	if (first)
		step(first, L_YES);
	flush(t);
}

void tree_refused(struct vc *vc, vtime now, uint8_t cause)
{
	struct tree *t = vc->tree;
	t->now = now;
	call_refused(t, &vc->party, cause);
	flush(t);
}

void tree_lost(struct vc *vc, vtime now, uint8_t cause)
{
	struct tree *t = vc->tree;
	t->now = now;
	no_call(t, t->closing ? TREE_CALL_CLOSED : TREE_CALL_LOST, cause);
	call(t);
	flush(t);
}

void tree_released(struct vc *vc, vtime now)
{
	struct tree *t = vc->tree;
	t->now = now;
	no_call(t, TREE_CALL_CLOSED, 0);
	if (t->leaves) {
		t->news = TREE_NOTHING;
		call(t);
	}
	flush(t);
}

void tree_idle(struct vc *vc, vtime now)
{
	struct tree *t = vc->tree;
	t->now = now;
	no_call(t, TREE_CALL_CLOSED, 0);
	flush(t);
}

void tree_party(struct vc *vc, vtime now, const struct uni_out *out)
{
	static const struct {
		enum uni_out_kind kind;
		int event;
	} events[] = {{UNI_ADD_PARTY_CONF, L_YES},
		      {UNI_PARTY_REJECT_IND, L_NO},
		      {UNI_DROP_PARTY_IND, L_LOST},
		      {UNI_DROP_PARTY_CONF, L_DROPPED}};
	struct tree *t = vc->tree;
	struct leaf *l = by_endpoint(t, out->party);
	t->now = now;
	if (l)
		l->cause = out->kind == UNI_PARTY_REJECT_IND ? out->cause : 0;
	for (size_t i = 0; l && i < sizeof events / sizeof events[0]; i++) {
		if (events[i].kind == out->kind)
			step(l, events[i].event);
	}
	if (l && l->state == LEAF_OUT && l->news == TREE_NOTHING)
		forget(l);
	if (VARIANT(variant_parties_one_by_one) && tree_active(t))
		add_waiting(t);
	close_if_empty(t);
	flush(t);
}
