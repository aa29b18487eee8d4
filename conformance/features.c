/* SPDX-License-Identifier: Apache-2.0 */
#include "conformance/features.h"

#include <string.h>

#define BLLI_L2_LLC 12 /* ISO 8802/2 */
#define ENCAP_LLC   1  /* of trace events */
#define ENCAP_VCMUX 2

static bool is(const struct trace_event *e, const char *name)
{
	return e->name != NULL && strcmp(e->name, name) == 0;
}

/* B-LLIs of a message that opens a VC: LLC has layer 2, VC multiplexing has layer 3 alone. */
static uint32_t offered(const struct trace *t, const struct trace_event *e)
{
	uint64_t n = 0, l2, l3;
	bool llc = trace_u64(t, e, "blli.l2", &l2) && l2 == BLLI_L2_LLC, third = trace_u64(t, e, "blli.l3", &l3);

	if (llc)
		return 1u << FEATURE_LLC;
	/* With several offers the fields are those of the first that has them. */
	trace_u64(t, e, "blli.count", &n);
	return third && n <= 1 ? 1u << FEATURE_VCMUX : 0;
}

static uint32_t shown(const struct trace *t, const struct trace_event *e)
{
	switch ((enum trace_kind)e->kind) {
	case TRACE_SIG:
		if (is(e, "SETUP") || is(e, "CONNECT"))
			return 1u << FEATURE_ACTIVE | offered(t, e);
		return is(e, "ADD PARTY") ? 1u << FEATURE_P2MP : 0;
	case TRACE_RSVP:
	case TRACE_DATA:
	case TRACE_IP:
		if (e->pco != PCO_ATM)
			return e->kind == TRACE_RSVP ? 1u << FEATURE_ACTIVE : 0;
		return (e->kind == TRACE_RSVP ? 1u << FEATURE_ACTIVE : 0) |
		       (e->encap == ENCAP_LLC     ? 1u << FEATURE_LLC
			: e->encap == ENCAP_VCMUX ? 1u << FEATURE_VCMUX
						  : 0);
	default:
		return 0;
	}
}

uint32_t features_shown(const struct trace *t)
{
	const uint32_t all = (1u << FEATURES) - 1;
	uint32_t bits = 0;

	for (size_t i = 0; i < trace_n(t) && bits != all; i++) {
		const struct trace_event *e = trace_at(t, i);
		if (e->dir == TRACE_OUT && !e->bad && trace_node_is_iut(t, e->node))
			bits |= shown(t, e);
	}
	return bits;
}
