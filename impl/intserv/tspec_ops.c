/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order, merging and addition of TSpecs and flowspecs: field by field, by the rules
 * of RFC 2211 8 and RFC 2212 "Ordering and Merging". No rule divides or subtracts, so an
 * infinite peak rate needs no case of its own: maxima and sums of it stay infinite.
 */
#include "intserv/tspec_ops.h"

#include <math.h>

/* RFC 2215 3.6; the lower bound of a bucket is an octet. */
#define RATE_MIN   1.0f
#define RATE_MAX   40e12f
#define BUCKET_MIN 1.0f
#define BUCKET_MAX 250e9f

/* NaN compares false with everything, so it falls out here. */
static bool in_range(float v, float lo, float hi)
{
	return v >= lo && v <= hi;
}

bool tspec_valid(const struct tspec *t)
{
	if (!in_range(t->r, RATE_MIN, RATE_MAX) || !in_range(t->b, BUCKET_MIN, BUCKET_MAX))
		return false;
	if (!in_range(t->p, RATE_MIN, RATE_MAX) && !(isinf(t->p) && t->p > 0))
		return false;
	return t->m > 0 && t->m <= t->M;
}

bool flowspec_valid(const struct flowspec *f)
{
	if (f->service != INTSERV_CLS && f->service != INTSERV_GS)
		return false;
	if (!tspec_valid(&f->t))
		return false;
	/* RFC 2212 "Invocation Information": p and R not below r. RFC 2211 does not ask for p >= r. */
	return f->service != INTSERV_GS || (f->t.p >= f->t.r && in_range(f->R, f->t.r, RATE_MAX));
}

bool tspec_equal(const struct tspec *a, const struct tspec *b)
{
	return a->r == b->r && a->b == b->b && a->p == b->p && a->m == b->m && a->M == b->M;
}

bool flowspec_equal(const struct flowspec *a, const struct flowspec *b)
{
	return a->service == b->service && tspec_equal(&a->t, &b->t) &&
	       (a->service != INTSERV_GS || (a->R == b->R && a->S == b->S));
}

/* May a stand in for b (RFC 2211 8)? A smaller m is the harder demand. */
static bool covers(const struct tspec *a, const struct tspec *b)
{
	return a->r >= b->r && a->b >= b->b && a->p >= b->p && a->m <= b->m && a->M >= b->M;
}

static enum order order_of(bool a_covers, bool b_covers)
{
	if (a_covers)
		return b_covers ? ORDER_EQUAL : ORDER_GREATER;
	return b_covers ? ORDER_LESS : ORDER_NONE;
}

enum order tspec_order(const struct tspec *a, const struct tspec *b)
{
	return order_of(covers(a, b), covers(b, a));
}

/* RFC 2212 "Ordering and Merging": a greater R and a smaller slack are the harder demand. */
static bool flowspec_covers(const struct flowspec *a, const struct flowspec *b)
{
	return covers(&a->t, &b->t) && (a->service != INTSERV_GS || (a->R >= b->R && a->S <= b->S));
}

enum order flowspec_order(const struct flowspec *a, const struct flowspec *b)
{
	if (a->service != b->service)
		return ORDER_NONE;
	return order_of(flowspec_covers(a, b), flowspec_covers(b, a));
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t max_u32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

bool flowspec_lub(const struct flowspec *a, const struct flowspec *b, struct flowspec *out)
{
	if (a->service != b->service)
		return false;
	/* The merged M is the smaller one although all else grows: a sender must not send packets that a receiver's
	 * path cannot carry (RFC 2210 2.3.2, RFC 2211 8). */
	*out = (struct flowspec){
	    .service = a->service,
	    .t = {.r = fmaxf(a->t.r, b->t.r),
		  .b = fmaxf(a->t.b, b->t.b),
		  .p = fmaxf(a->t.p, b->t.p),
		  .m = min_u32(a->t.m, b->t.m),
		  .M = min_u32(a->t.M, b->t.M)},
	    .R = fmaxf(a->R, b->R),
	    .S = min_u32(a->S, b->S),
	};
	return true;
}

bool flowspec_glb(const struct flowspec *a, const struct flowspec *b, struct flowspec *out)
{
	if (a->service != b->service)
		return false;
	/* RFC 2205 3.5 needs it, no document writes it down: the mirror of the order above. m may not pass M. */
	uint32_t M = min_u32(a->t.M, b->t.M);
	*out = (struct flowspec){
	    .service = a->service,
	    .t = {.r = fminf(a->t.r, b->t.r),
		  .b = fminf(a->t.b, b->t.b),
		  .p = fminf(a->t.p, b->t.p),
		  .m = min_u32(max_u32(a->t.m, b->t.m), M),
		  .M = M},
	    .R = fminf(a->R, b->R),
	    .S = max_u32(a->S, b->S),
	};
	return true;
}

void tspec_sum(const struct tspec *a, const struct tspec *b, struct tspec *out)
{
	*out = (struct tspec){
	    .r = a->r + b->r, .b = a->b + b->b, .p = a->p + b->p, .m = min_u32(a->m, b->m), .M = max_u32(a->M, b->M)};
}

void tspec_min(const struct tspec *a, const struct tspec *b, struct tspec *out)
{
	switch (tspec_order(a, b)) {
	case ORDER_LESS:
	case ORDER_EQUAL:
		*out = *a;
		return;
	case ORDER_GREATER:
		*out = *b;
		return;
	case ORDER_NONE:
		break;
	}
	/* Not ordered: the deeper bucket is kept, as lower rates make bursts last longer (RFC 2211 8, RFC 2212). */
	*out = (struct tspec){.r = fminf(a->r, b->r),
			      .b = fmaxf(a->b, b->b),
			      .p = fminf(a->p, b->p),
			      .m = min_u32(a->m, b->m),
			      .M = min_u32(a->M, b->M)};
}
