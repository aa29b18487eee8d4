/* SPDX-License-Identifier: Apache-2.0 */
/* What of itself an implementation shows in a trace, for the comparison with what it claims (its PICS). */
#ifndef CONFORMANCE_FEATURES_H
#define CONFORMANCE_FEATURES_H

#include <stdint.h>

#include "trace/trace.h"

enum feature {
	FEATURE_ACTIVE, /* it takes part: a call placed or accepted, or an RSVP message sent */
	FEATURE_LLC,    /* sends frames with LLC/SNAP, or names LLC in a SETUP or CONNECT */
	FEATURE_VCMUX,  /* sends VC-multiplexed frames, or names only that in a SETUP or CONNECT */
	FEATURE_P2MP,   /* adds a party to a call */
	FEATURES
};

/* Bit k is set if feature k is shown by the implementation under test. */
uint32_t features_shown(const struct trace *t);

#endif
