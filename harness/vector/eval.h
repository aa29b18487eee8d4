/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expectations against a trace. The runner asks while the trace grows, to know when
 * to go on; the judge asks afterwards. Both use this, so they see the same.
 */
#ifndef VECTOR_EVAL_H
#define VECTOR_EVAL_H

#include "program.h"
#include "trace/parties.h"

#define VALUE_LEN 64

/* Kinds of connections, from their SETUPs. Grows with the trace. */
struct conn_kinds {
	uint8_t *kind; /* enum vc_kind by connection */
	uint32_t n;
	size_t seen; /* events looked at */
};

struct bindings {
	uint32_t conn[MAX_VARS];
	bool bound[MAX_VARS];
	char value[MAX_VARS][VALUE_LEN];
};

struct eval {
	const struct vprogram *p;
	const struct trace *t;
	struct conn_kinds kinds;
	struct bindings b;
	struct parties *parties; /* made when somebody asks */
};

void eval_init(struct eval *v, const struct vprogram *p, const struct trace *t);
void eval_free(struct eval *v);
enum vc_kind eval_conn_kind(struct eval *v, uint32_t conn);
/* Parties of the calls that stand in the trace so far; NULL if memory runs out. */
const struct parties *eval_parties(struct eval *v);

/* How near an event comes to an expectation. */
enum nearness { NEAR_NOT, NEAR_ALMOST /* the message, but not as expected */, NEAR_MATCH };
/* 'why' (may be NULL) gets the reason of an almost: every field that differs, with ", " between. Binds nothing. */
enum nearness eval_match(struct eval *v, const struct vmatch *m, const struct trace_event *e, char *why,
			 size_t why_len);
/* Bind what the expectation names. */
void eval_bind(struct eval *v, const struct vmatch *m, const struct trace_event *e);

/* A running await, expect, all or either. */
enum wait_state { WAIT_PENDING, WAIT_DONE, WAIT_EARLY };
struct waiting {
	enum wait_state state;
	const struct vstep *s;
	size_t next;           /* event to look at next, index */
	vtime start, deadline; /* of the window */
	uint32_t left[MAX_MEMBERS];
	uint32_t event[MAX_MEMBERS]; /* id of the last event each member took */
	size_t n_left;
	size_t end; /* WAIT_DONE: index behind the last event taken */
	uint32_t almost[MAX_MEMBERS];
	char why[MAX_MEMBERS][160]; /* reason of each member's last almost */
};
void waiting_begin(struct waiting *w, const struct vstep *s, size_t next, vtime start);
/* Look at the events that are there, up to the deadline. A wait that is over stays so. */
enum wait_state waiting_look(struct eval *v, struct waiting *w);

/* Words for people. */
void describe(const struct eval *v, const struct vmatch *m, char *text, size_t len);

#endif
