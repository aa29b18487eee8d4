/* SPDX-License-Identifier: Apache-2.0 */
#include "tester/stream.h"

#include <stdlib.h>

#include "trace/probe_packet.h"

struct stream {
	struct streams *all;
	size_t flow;
	uint32_t seq, left, len, tag; /* left 0: no end */
	vtime every;
	bool ends;
	engine_event timer;
};

struct streams {
	struct engine *engine;
	size_t n;
	const uint32_t *numbers;
	void *ctx;
	stream_send send;
	struct stream *s;
	uint8_t payload[PROBE_PACKET_MAX];
};

struct streams *streams_create(struct engine *engine, size_t n_flows, const uint32_t *numbers, void *ctx,
			       stream_send send)
{
	struct streams *s = malloc(sizeof(*s));

	if (s == NULL)
		return NULL;
	s->engine = engine;
	s->n = n_flows;
	s->numbers = numbers;
	s->ctx = ctx;
	s->send = send;
	s->s = calloc(n_flows + 1, sizeof(*s->s));
	if (s->s == NULL) {
		free(s);
		return NULL;
	}
	for (size_t i = 0; i < n_flows; i++) {
		s->s[i].all = s;
		s->s[i].flow = i;
	}
	return s;
}

void streams_free(struct streams *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++)
		streams_stop(s, i);
	free(s->s);
	free(s);
}

static void send_one(struct stream *st, vtime now)
{
	struct streams *s = st->all;
	struct probe_packet p = {.flow = s->numbers[st->flow], .seq = ++st->seq, .sent = now, .len = st->len};

	probe_packet_encode(s->payload, &p);
	s->send(s->ctx, now, st->flow, st->tag, s->payload, st->len);
}

static void due(void *ctx, vtime now)
{
	struct stream *st = ctx;

	st->timer = 0;
	send_one(st, now);
	if (st->ends && --st->left == 0)
		return;
	st->timer = engine_at(st->all->engine, vtime_add(now, st->every), due, st);
}

void streams_start(struct streams *s, vtime now, size_t flow, vtime every, uint32_t count, uint32_t len, uint32_t tag)
{
	struct stream *st = &s->s[flow];

	streams_stop(s, flow);
	st->every = every;
	st->left = count;
	st->ends = count > 0;
	st->len = len;
	st->tag = tag;
	if (every > 0) {
		due(st, now);
		return;
	}
	for (uint32_t i = 0; i < count; i++)
		send_one(st, now);
}

void streams_stop(struct streams *s, size_t flow)
{
	engine_cancel(s->engine, s->s[flow].timer);
	s->s[flow].timer = 0;
}
