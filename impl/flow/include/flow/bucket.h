/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The token bucket of a TSpec (RFC 2211 3, RFC 2215 3.6): which packets of a flow
 * are within their reservation. Integer arithmetic, exact at any time.
 */
#ifndef FLOW_BUCKET_H
#define FLOW_BUCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "wire/intserv.h"

struct flow_bucket {
	uint64_t rate;  /* octets/s */
	uint64_t depth; /* octets */
	uint32_t m, M;
	vtime full_at; /* when the bucket will be full again; what is missing now follows from it */
};

/* A full bucket with the parameters of t. Rates and depths beyond 2^40 are cut to that. */
void flow_bucket_init(struct flow_bucket *b, const struct tspec *t);
/* New parameters; what has been used up stays used up. */
void flow_bucket_change(struct flow_bucket *b, const struct tspec *t);
/* True if a packet of len octets (IP header included) conforms now; its tokens are
 * then taken. Packets below m count as m, packets above M never conform (RFC 2211 3). */
bool flow_bucket_take(struct flow_bucket *b, vtime now, size_t len);

#endif
