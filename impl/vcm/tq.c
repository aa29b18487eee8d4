/* SPDX-License-Identifier: Apache-2.0 */
#include "tq.h"

#include <stdlib.h>

static bool before(const struct tq_timer *a, const struct tq_timer *b)
{
	return a->deadline != b->deadline ? a->deadline < b->deadline : a->seq < b->seq;
}

static void place(struct tq *q, size_t i, struct tq_timer *t)
{
	q->heap[i] = t;
	t->at = i + 1;
}

static void sift_up(struct tq *q, size_t i, struct tq_timer *t)
{
	while (i > 0 && before(t, q->heap[(i - 1) / 2])) {
		place(q, i, q->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	place(q, i, t);
}

static void sift_down(struct tq *q, size_t i, struct tq_timer *t)
{
	for (;;) {
		size_t c = 2 * i + 1;
		if (c >= q->n)
			break;
		if (c + 1 < q->n && before(q->heap[c + 1], q->heap[c]))
			c++;
		if (!before(q->heap[c], t))
			break;
		place(q, i, q->heap[c]);
		i = c;
	}
	place(q, i, t);
}

void tq_free(struct tq *q)
{
	free(q->heap);
	*q = (struct tq){0};
}

void tq_stop(struct tq *q, struct tq_timer *t)
{
	if (!t->at)
		return;
	size_t i = t->at - 1;
	t->at = 0;
	struct tq_timer *last = q->heap[--q->n];
	if (last == t)
		return;
	if (i > 0 && before(last, q->heap[(i - 1) / 2]))
		sift_up(q, i, last);
	else
		sift_down(q, i, last);
}

bool tq_start(struct tq *q, struct tq_timer *t, vtime deadline)
{
	tq_stop(q, t);
	if (q->n == q->cap) {
		size_t cap = q->cap ? 2 * q->cap : 8;
		struct tq_timer **heap = realloc(q->heap, cap * sizeof(*heap));
		if (!heap)
			return false;
		q->heap = heap;
		q->cap = cap;
	}
	t->deadline = deadline;
	t->seq = ++q->seq;
	sift_up(q, q->n++, t);
	return true;
}

vtime tq_next(const struct tq *q)
{
	return q->n ? q->heap[0]->deadline : VTIME_NEVER;
}

void tq_run(struct tq *q, vtime now)
{
	while (q->n && q->heap[0]->deadline <= now) {
		struct tq_timer *t = q->heap[0];
		tq_stop(q, t);
		t->fire(t, now);
	}
}
