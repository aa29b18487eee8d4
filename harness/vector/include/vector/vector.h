/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test vectors: XML files checked against vectors/schema/vector.rng, expanded by
 * their matrix into cases, run against an IUT, and judged from the trace alone.
 */
#ifndef VECTOR_VECTOR_H
#define VECTOR_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "trace/trace.h"

#define VECTOR_MAX_PARAMS 8

struct iut_factory;
struct vector;
struct vector_set;

/* Load every *.xml under 'root' (sorted by path), or one file. NULL and "file:line: reason" lines in err. */
struct vector_set *vector_set_load(const char *root, char *err, size_t err_len);
/* Add one file to a set (a vector outside the tree). */
bool vector_set_add(struct vector_set *s, const char *file, char *err, size_t err_len);
/* Is the file a topology that vectors could use? False with "file:line: reason" lines in err. */
bool vector_topology_check(const struct vector_set *s, const char *file, char *err, size_t err_len);
void vector_set_free(struct vector_set *s);
size_t vector_set_n(const struct vector_set *s);
const struct vector *vector_at(const struct vector_set *s, size_t i);
const struct vector *vector_by_id(const struct vector_set *s, const char *id);

const char *vector_id(const struct vector *v); /* "teardown/received-best-effort-idle" */
const char *vector_purpose(const struct vector *v);
const char *vector_file(const struct vector *v);
size_t vector_n_covers(const struct vector *v); /* requirement ids */
const char *vector_covers(const struct vector *v, size_t i);
size_t vector_n_needs(const struct vector *v); /* PICS items */
const char *vector_needs(const struct vector *v, size_t i);
bool vector_has_groups(const struct vector *v); /* its topology has multicast groups */

/* One case: a vector with one value for each parameter of its matrix. */
struct vcase {
	const struct vector *vector;
	char id[160];     /* "dynqos/upgrade[ingress,uni=3.1,encapsulation=llc]" */
	const char *role; /* "ingress", "egress", "host-sender", "host-receiver" */
	size_t n_params;
	struct {
		const char *name, *value;
	} params[VECTOR_MAX_PARAMS]; /* "uni" "3.1", "encapsulation" "llc", ... */
};
const char *vcase_param(const struct vcase *c, const char *name); /* NULL if it has none of that name */
/* The same, or what the vector's <pixit> sets; NULL if neither has it. */
const char *vcase_setting(const struct vcase *c, const char *name);
/* All cases of a vector in a fixed order (roles outermost, then parameters as written). Stops at 'max';
 * returns the number it would give. */
size_t vector_expand(const struct vector *v, struct vcase *cases, size_t max);

/* Values of the PIXIT that running needs; times in ns. Defaults in vector_pixit_defaults(). */
struct vector_pixit {
	vtime H; /* waiting time before "nothing happened" */
	vtime tau, retry, reestablish, be_idle, refresh;
	uint32_t lifetime_k;
	vtime lifetime_max; /* upper bound of state lifetime */
	vtime tolerance;    /* of times that the IUT chooses (tau, retry) */
	uint64_t link_cell_bps;
};
struct vector_pixit vector_pixit_defaults(void);
/* Can cases be run with these values? False: which one cannot, and what is taken, in why. */
bool vector_pixit_ok(const struct vector_pixit *p, char *why, size_t len);
/* The values in force in a case: those given, with the settings of its vector over them. */
struct vector_pixit vcase_pixit(const struct vcase *c, const struct vector_pixit *given);

/* What became of one run. The trace is the caller's afterwards (trace_free). */
struct vrun {
	struct trace *trace;
	bool harness_error; /* the harness itself could not go on; text says why */
	bool iut_fault;     /* the adapter failed, or the IUT crashed, hung, flooded */
	char text[256];
	vtime duration; /* virtual time covered */
	uint64_t events;
	char iut_name[64], iut_version[32];
};
/* Run one case; without an IUT (NULL) all nodes are testers. 'verbose' (may be NULL) gets each trace event as it is
 * recorded. */
void vcase_run(const struct vcase *c, struct iut_factory *iut, const struct vector_pixit *pixit, uint64_t seed,
	       void (*verbose)(void *ctx, const struct trace *t, const struct trace_event *e), void *ctx,
	       struct vrun *out);

/* Expectations of the script, judged from a trace (fresh or loaded; the marks that the
 * run left in it tell when each window began). */
enum vverdict { VV_PASS, VV_INCONCLUSIVE, VV_FAIL };
struct vexpectation {
	enum vverdict verdict;
	const char *requirement; /* requirement id, or NULL: of the vector as a whole */
	int line;                /* line of the element in the vector file */
	char text[240];          /* what was expected, and what was seen instead */
	uint32_t events[8];      /* ids of the events that prove it */
	size_t n_events;
};
/* Returns the number of expectations; at most 'max' are stored. No vector that loads has more than
 * VECTOR_MAX_EXPECTATIONS, nor more than VECTOR_MAX_FINDINGS if those that name no requirement count once for each that
 * it covers. */
#define VECTOR_MAX_EXPECTATIONS 512
#define VECTOR_MAX_FINDINGS     4096
size_t vcase_judge(const struct vcase *c, const struct trace *t, const struct vector_pixit *pixit,
		   struct vexpectation *out, size_t max);

#endif
