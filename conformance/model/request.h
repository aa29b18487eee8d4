/* SPDX-License-Identifier: Apache-2.0 */
/* RSVP messages and lines of the control port, brought into one form. */
#ifndef MODEL_REQUEST_H
#define MODEL_REQUEST_H

#include "model/model.h"

/* Addresses and ports of one session and sender. */
struct key {
	char dst[20], src[20];
	uint64_t port, src_port;
};

#define MAX_SENDERS 8 /* that are looked at in one message */

/* What an RSVP message or a line on the control port says, in one form. */
struct request {
	struct key key;   /* of its first sender */
	size_t n_senders; /* 0: a wildcard, for all senders of the session */
	struct key senders[MAX_SENDERS];
	struct mspec specs[MAX_SENDERS]; /* for each of them */
	bool has_specs[MAX_SENDERS];
	struct mspec spec;
	char hop[20]; /* RSVP_HOP, "" on a control port */
	bool has_spec, tear, confirm, shared;
	bool wildcard;    /* WF */
	uint64_t covered; /* senders that it is for, by number of the session; filled in when these are known */
};

/* What is known of the bodies of messages: each is read once, however often it was repeated. */
struct requests;
struct requests *requests_create(const struct trace *t);
void requests_free(struct requests *r);

/* What an RSVP message, or a request or upcall on the control port (PROTOCOL.md sections 4 and 5), says; false if it
 * names no session. */
bool request_of(struct requests *r, const struct trace_event *e, struct request *q);

#endif
