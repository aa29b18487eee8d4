/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outputs of one channel, in the order in which they came about. Octets of frames share a
 * buffer, decoded messages that outputs point to a pool; both are used again once the owner has
 * drained everything. An output that finds no memory is lost, as on a wire.
 */
#include <stdlib.h>
#include <string.h>

#include "uni/cc.h"

static bool grow(void **list, size_t *cap, size_t n, size_t size)
{
	if (n < *cap)
		return true;
	size_t want = *cap ? *cap * 2 : 16;
	void *p = realloc(*list, want * size);
	if (!p)
		return false;
	*list = p;
	*cap = want;
	return true;
}

void cc_begin(struct cc *cc, vtime now)
{
	struct cc_queue *q = &cc->queue;
	cc->now = now;
	cc->rx = NULL;
	if (q->head < q->n)
		return;
	q->head = q->n = q->n_msgs = 0;
	if (q->octets.failed) {
		wr_free(&q->octets);
		memset(&q->octets, 0, sizeof(q->octets));
	}
	wr_reset(&q->octets);
}

struct q2931_msg *cc_rx_slot(struct cc *cc)
{
	struct cc_queue *q = &cc->queue;
	size_t had = q->cap_msgs;
	cc->rx = NULL;
	cc->rx_kept = false;
	if (!grow((void **)&q->msgs, &q->cap_msgs, q->n_msgs, sizeof(*q->msgs)))
		return NULL;
	for (size_t i = had; i < q->cap_msgs; i++)
		q->msgs[i] = NULL;
	if (!q->msgs[q->n_msgs])
		q->msgs[q->n_msgs] = malloc(sizeof(struct q2931_msg));
	return q->msgs[q->n_msgs];
}

void cc_rx_done(struct cc *cc)
{
	if (cc->rx && cc->rx_kept)
		cc->queue.n_msgs++;
	cc->rx = NULL;
}

struct cc_out *cc_last(struct cc *cc)
{
	return cc->queue.n ? &cc->queue.out[cc->queue.n - 1] : NULL;
}

void cc_put(struct cc *cc, enum cc_out_kind kind, const struct cc_call *call)
{
	struct cc_queue *q = &cc->queue;
	if (!grow((void **)&q->out, &q->cap, q->n, sizeof(*q->out)))
		return;
	struct cc_out *o = &q->out[q->n++];
	*o = (struct cc_out){.kind = kind};
	if (call) {
		o->call = call->handle;
		o->vpci = call->vpci;
		o->vci = call->vci;
		if (cc->rx) {
			o->msg = cc->rx;
			cc->rx_kept = true;
		}
	}
}

void cc_put_release(struct cc_call *call, const struct ie_cause *cause, bool by_timer, bool clearing)
{
	struct cc *cc = call->cc;
	size_t n = cc->queue.n;
	if (call->indicated)
		return;
	call->indicated = true;
	cc_put(cc, CC_OUT_RELEASE_IND, call);
	if (cc->queue.n == n)
		return;
	struct cc_out *o = cc_last(cc);
	o->cause = *cause;
	o->cause.present = true;
	o->by_timer = by_timer;
	o->clearing = clearing;
}

bool cc_drain(struct cc *cc, struct cc_out *out, const uint8_t **octets)
{
	struct cc_queue *q = &cc->queue;
	if (q->head == q->n)
		return false;
	*out = q->out[q->head++];
	*octets = out->len ? q->octets.p + out->off : NULL;
	return true;
}

void cc_queue_free(struct cc_queue *q)
{
	for (size_t i = 0; i < q->cap_msgs; i++)
		free(q->msgs[i]);
	free(q->msgs);
	free(q->out);
	wr_free(&q->octets);
}
