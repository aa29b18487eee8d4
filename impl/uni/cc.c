/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of one signalling channel: found by call reference (the common path) and by
 * handle, in time that does not depend on their number. Memory of ended calls is used
 * again, so that steady traffic allocates nothing.
 */

/* References and handles are numbers that count up: a multiplication spreads them well. */
#define HASH_FUNCTION(keyptr, keylen, hashv) ((hashv) = *(const uint32_t *)(keyptr)*2654435761u)
#define HASH_NONFATAL_OOM                    1

#include "uni/cc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *const cc_event_names[CC_EV_COUNT] = {
#define X(id, text) text,
    CC_EVENTS(X)
#undef X
};

#define OURS 0x80000000u

static uint32_t key_of(bool ours, uint32_t ref)
{
	return ref | (ours ? OURS : 0);
}

bool cc_init(struct cc *cc, const struct cc_side *side, const struct cc_config *config, const struct cc_hooks *hooks)
{
	memset(cc, 0, sizeof(*cc));
	cc->side = side;
	cc->config = *config;
	if (hooks)
		cc->hooks = *hooks;
	cc->next_ref =
	    config->first_call_ref > 0 && config->first_call_ref < Q2931_CR_DUMMY ? config->first_call_ref : 1;
	timers_init(&cc->timers, CT_CHANNEL_COUNT);
	struct saal_config saal = {.qsaal1 = config->version == UNI_30};
	cc->saal = saal_create(&saal);
	if (config->keep_ended)
		cc->ended = calloc(config->keep_ended, sizeof(*cc->ended));
	return cc->saal && (cc->ended || !config->keep_ended);
}

static void call_destroy(struct cc_call *c)
{
	cc_parties_free(c);
	wr_free(&c->setup);
	free(c);
}

void cc_deinit(struct cc *cc)
{
	struct cc_call *c, *next;
	HASH_CLEAR(hh_ref, cc->by_ref);
	HASH_ITER(hh_handle, cc->by_handle, c, next)
	{
		HASH_DELETE(hh_handle, cc->by_handle, c);
		call_destroy(c);
	}
	for (c = cc->spare; c; c = next) {
		next = c->next_spare;
		call_destroy(c);
	}
	while (cc->spare_party) {
		struct cc_party *p = cc->spare_party;
		cc->spare_party = p->next_spare;
		free(p);
	}
	saal_free(cc->saal);
	cc_queue_free(&cc->queue);
	wr_free(&cc->tx_octets);
	free(cc->ended);
	free(cc->heap);
}

struct cc_call *cc_find(const struct cc *cc, uint32_t handle)
{
	struct cc_call *c;
	HASH_FIND(hh_handle, cc->by_handle, &handle, sizeof(handle), c);
	return c && !c->gone ? c : NULL;
}

struct cc_call *cc_find_ref_ever(const struct cc *cc, bool ours, uint32_t ref)
{
	struct cc_call *c;
	uint32_t key = key_of(ours, ref);
	HASH_FIND(hh_ref, cc->by_ref, &key, sizeof(key), c);
	return c;
}

struct cc_call *cc_find_ref(const struct cc *cc, bool ours, uint32_t ref)
{
	struct cc_call *c = cc_find_ref_ever(cc, ours, ref);
	return c && !c->gone ? c : NULL;
}

static void forget(struct cc *cc, struct cc_call *c)
{
	HASH_DELETE(hh_ref, cc->by_ref, c);
	HASH_DELETE(hh_handle, cc->by_handle, c);
	c->next_spare = cc->spare;
	cc->spare = c;
}

/* A reference of ours that no call has. 0 if all are in use. */
static uint32_t free_ref(struct cc *cc)
{
	for (uint32_t i = 0; i < Q2931_CR_DUMMY - 1; i++) {
		uint32_t ref = cc->next_ref;
		cc->next_ref = ref + 1 < Q2931_CR_DUMMY ? ref + 1 : 1;
		if (!cc_find_ref(cc, true, ref))
			return ref;
	}
	return 0;
}

struct cc_call *cc_call_new(struct cc *cc, bool ours, uint32_t ref)
{
	if (ours && (ref = free_ref(cc)) == 0)
		return NULL;
	if (cc->next_handle == UINT32_MAX || cc->n_calls >= CC_MAX_CALLS)
		return NULL;
	struct cc_call *old = cc_find_ref_ever(cc, ours, ref);
	if (old) {
		assert(old->gone);
		forget(cc, old);
	}
	struct cc_call *c = cc->spare;
	if (c)
		cc->spare = c->next_spare;
	else if (!(c = calloc(1, sizeof(*c))))
		return NULL;
	struct wr setup = c->setup;
	wr_reset(&setup);
	*c = (struct cc_call){.cc = cc, .ours = ours, .ref = ref, .post = -1, .setup = setup};
	timers_init(&c->timers, CT_CALL_COUNT);
	c->key = key_of(ours, ref);
	c->handle = cc->next_handle + 1;
	HASH_ADD(hh_ref, cc->by_ref, key, sizeof(c->key), c);
	if (c->hh_ref.tbl) {
		HASH_ADD(hh_handle, cc->by_handle, handle, sizeof(c->handle), c);
		if (!c->hh_handle.tbl)
			HASH_DELETE(hh_ref, cc->by_ref, c);
	}
	if (!c->hh_ref.tbl || !c->hh_handle.tbl) {
		c->next_spare = cc->spare;
		cc->spare = c;
		return NULL;
	}
	cc->next_handle++;
	cc->n_calls++;
	return c;
}

/* The call is over. It stays findable for cc_find_ref_ever until its place in the ring is needed. */
static void end(struct cc_call *c)
{
	struct cc *cc = c->cc;
	timers_stop_all(&c->timers);
	cc_parties_free(c);
	cc_timers_changed(c);
	c->gone = true;
	cc->n_calls--;
	if (!cc->config.keep_ended) {
		forget(cc, c);
		return;
	}
	struct cc_call *oldest;
	uint32_t *at = &cc->ended[cc->ended_at];
	HASH_FIND(hh_handle, cc->by_handle, at, sizeof(*at), oldest);
	if (oldest)
		forget(cc, oldest);
	*at = c->handle;
	cc->ended_at = (cc->ended_at + 1) % cc->config.keep_ended;
}

void cc_call_drop(struct cc_call *c)
{
	assert(c->state == CC_NULL && !c->gone);
	end(c);
}

int cc_unforeseen(void *self, int state, int event, const void *arg)
{
	struct cc_call *c = self;
	c->cc->unforeseen++;
	return FSM_SAME;
}

void cc_step(struct cc_call *c, const struct cc_arg *arg)
{
	struct cc *cc = c->cc;
	struct cc_arg a = *arg;
	for (;;) {
		if (cc->coverage)
			cc->coverage[c->state * CC_EV_COUNT + a.event]++;
		c->post = -1;
		int from = c->state;
		fsm_step(cc->side->fsm, &c->state, a.event, c, &a);
		if (c->p2mp)
			cc_parties_follow(c, from, a.msg);
		if (c->post < 0)
			break;
		a = (struct cc_arg){
		    .event = (enum cc_event)c->post, .cause = &c->post_cause, .by_timer = c->post_by_timer};
	}
	if (c->state == CC_NULL)
		end(c);
	else
		cc_timers_changed(c);
}

void cc_step_all(struct cc *cc, const struct cc_arg *arg, bool (*which)(const struct cc_call *, const void *),
		 const void *ctx)
{
	struct cc_call *c = cc->by_handle, *next;
	/* An event ends at most its own call, which may push ended ones out of the ring, but no other. Calls in
	 * state null have not begun yet. */
	for (; c; c = next) {
		for (next = c->hh_handle.next; next && next->gone;)
			next = next->hh_handle.next;
		if (!c->gone && c->state != CC_NULL && (!which || which(c, ctx)))
			cc_step(c, arg);
	}
}
