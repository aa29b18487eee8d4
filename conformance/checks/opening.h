/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Moves of a group's data from one VC to another, as the wire shows them: a new QoS VC
 * that is being completed, and a receiver that goes from a best-effort VC to a QoS VC.
 *
 * Who belongs to a new VC from the beginning: whoever was asked in before data left on it,
 * whoever had reserved before its SETUP, and, where it takes the place of another, whoever
 * was on that one. Only of those that came in later and reserved after the SETUP nobody
 * outside can say whether the IUT knew of them.
 */
#ifndef CHECKS_OPENING_H
#define CHECKS_OPENING_H

#include "checks/check.h"
#include "model/model.h"

/* A QoS VC to several parties on which data left: the VC before it, and when it was complete. */
struct opening {
	const struct mcall *call, *old; /* old: NULL for the first of its flow */
	const struct trace_event *data; /* first data frame on it */
	vtime complete;                 /* when the last of its first parties was in, or was refused */
	const struct party *last;       /* that one */
	size_t parties;
	bool unknown; /* a party was asked in after the data, and may have been known before */
};

/* False if the call is none. */
bool opening_of(const struct model *m, const struct mcall *c, struct opening *o);

/* When it was decided about the party: it came in, or it ended. */
vtime party_over(const struct party *x);

/* Each party x of a QoS VC that was on a best-effort VC of the same flow (y) when it was asked in; at most 'max' of
 * them, for an IUT may move parties without end. */
typedef void (*moved_fn)(const struct model *m, struct check_run *r, const struct party *x, const struct party *y);
void each_moved(const struct model *m, struct check_run *r, moved_fn fn, size_t max);

#endif
