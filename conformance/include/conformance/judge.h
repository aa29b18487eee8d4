/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verdicts of a case, from its trace alone. Checks are invariants: each serves one
 * requirement, runs over every case of every vector, and says pass only if what
 * would provoke a breach was seen. Expectations of the vector's script come in
 * beside them; one that best-effort receivers miss something, where no best-effort VC
 * could be had, is inconclusive (BESTEFF-5). Verdicts join as in TTCN-3: they only get worse.
 */
#ifndef CONFORMANCE_JUDGE_H
#define CONFORMANCE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conformance/catalogue.h"
#include "trace/trace.h"

enum verdict {
	VERDICT_NONE, /* nothing to say: not covered and not provoked */
	VERDICT_PASS,
	VERDICT_INCONCLUSIVE,
	VERDICT_FAIL,
	VERDICT_ERROR,
};
const char *verdict_name(enum verdict v); /* "pass", ... */
static inline enum verdict verdict_join(enum verdict a, enum verdict b)
{
	return a > b ? a : b;
}

#define PROOF_EVENTS 12

/* One finding about one requirement in one case. */
struct finding {
	const char *requirement; /* NULL: the case as a whole (preamble) */
	enum verdict verdict;
	const char *source; /* "check" or "expectation" */
	char reason[240];   /* for people: expected against seen, or why inconclusive */
	uint32_t events[PROOF_EVENTS];
	size_t n_events;
	int line; /* of the expectation in the vector file */
};

/* Values of PIXIT and case that checks need; times in ns. */
struct judge_params {
	const char *role;          /* of the IUT */
	int uni;                   /* 30, 31, 40 */
	const char *encapsulation; /* "llc", "vcmux-qos" */
	vtime H, tau, retry, reestablish, be_idle, refresh, lifetime_max, tolerance;
	uint32_t lifetime_k;
	uint64_t link_cell_bps;
	bool backward, endpoint_override;
	/* Limited heterogeneity is not claimed (PICS): another model of RFC 2382 4.2.3 may put members without a
	 * reservation on QoS VCs, or give each next hop one of its own. */
	bool other_model;
};

struct judge_input {
	const struct trace *trace;
	struct judge_params params;
	size_t n_covers;
	const char *const *covers;
	size_t n_expectations;
	const struct finding *expectations; /* judged by the vector module */
};

struct case_verdict {
	enum verdict verdict; /* join of all findings */
	size_t n;
	struct finding *findings; /* checks of every requirement provoked or covered, then expectations; owned */
};

/* Judge one case. False if memory runs out. Free with case_verdict_free. */
bool judge_case(const struct judge_input *in, struct case_verdict *out);
void case_verdict_free(struct case_verdict *v);

/* Is there a check for this requirement? For list and validate. */
bool judge_has_check(const char *requirement);

#endif
