/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bucket is kept as the time at which it is full again: a bucket that lacks n
 * octets fills up n / rate later, so no counter has to be advanced.
 */
#include "flow/bucket.h"

#define NS       1000000000u
#define RATE_MAX ((uint64_t)1 << 40)

static uint64_t clamp(float f)
{
	if (!(f > 0))
		return 0;
	return f >= (float)RATE_MAX ? RATE_MAX : (uint64_t)f;
}

void flow_bucket_change(struct flow_bucket *b, const struct tspec *t)
{
	b->rate = clamp(t->r);
	b->depth = clamp(t->b);
	b->m = t->m;
	b->M = t->M;
}

void flow_bucket_init(struct flow_bucket *b, const struct tspec *t)
{
	b->full_at = 0;
	flow_bucket_change(b, t);
}

bool flow_bucket_take(struct flow_bucket *b, vtime now, size_t len)
{
	if (len > b->M || b->rate == 0)
		return false;
	if (len < b->m)
		len = b->m;
	if (len > b->depth)
		return false;
	vtime full = b->full_at > now ? b->full_at : now;
	/* Octets missing now, rounded up, so that rounding never lets a packet through too early. */
	unsigned __int128 missing = ((unsigned __int128)(uint64_t)(full - now) * b->rate + NS - 1) / NS;
	if (missing + len > b->depth)
		return false;
	b->full_at = vtime_add(full, (vtime)(((unsigned __int128)len * NS + b->rate - 1) / b->rate));
	return true;
}
