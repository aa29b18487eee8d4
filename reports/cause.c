/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who most likely has to look first. A table of rules over a few plain facts of the
 * case; the first rule whose facts all hold decides. It is a hint for people and
 * changes no verdict.
 */
#include <string.h>

#include "report/detail.h"

enum fact {
	ERROR_HARNESS = 1 << 0,     /* the harness itself could not go on */
	ERROR_ENVIRONMENT = 1 << 1, /* something that was to be there was not */
	ERROR_ADAPTER = 1 << 2,
	SPAWN = 1 << 3,     /* the child could not be started */
	CRASH = 1 << 4,     /* it ended by itself */
	HANG = 1 << 5,      /* it answers no more */
	FLOOD = 1 << 6,     /* it says more than it may */
	PROTOCOL = 1 << 7,  /* records that the control protocol does not know */
	REFUSED = 1 << 8,   /* a control request was answered by error */
	SILENT = 1 << 9,    /* the IUT sent no signalling and no packet at all */
	FAILED = 1 << 10,   /* a breach was found */
	PREAMBLE = 1 << 11, /* only the preamble did not come about */
	SEEN = 1 << 12,     /* something that the IUT sent proves the breach */
	GARBAGE = 1 << 13,  /* a frame of the IUT's does not decode */
	FAULT = 1 << 14,    /* the script made faults */
	AWAITED = 1 << 15,  /* the script waited for something in vain */
	REACHED = 1 << 16,  /* data that reached a tester proves the breach */
};

static const struct {
	unsigned facts;
	const char *who, *why;
} rules[] = {
    {ERROR_HARNESS, "harness", "the harness could not go on; this says nothing about the implementation"},
    {ERROR_ENVIRONMENT, "environment", "something that the run needs was not there"},
    {SPAWN, "environment", "the implementation could not be started"},
    {PROTOCOL, "adapter", "the adapter broke the protocol of PROTOCOL.md"},
    {ERROR_ADAPTER, "adapter", "the adapter failed"},
    {CRASH, "implementation", "the implementation ended in the middle of the case"},
    {FLOOD, "implementation", "the implementation said more than any case can need"},
    {HANG | SILENT, "adapter", "the implementation never sent anything and then answered no more"},
    {HANG, "implementation", "the implementation stopped answering in the middle of the case"},
    {REFUSED | SILENT, "adapter", "a request was refused and nothing was ever sent"},
    {REFUSED, "adapter", "a request of the script was refused by the adapter"},
    {FAILED | GARBAGE, "implementation", "it sent a frame that does not decode"},
    {FAILED | SEEN, "implementation", "it sent what the requirement does not allow"},
    {FAILED | REACHED, "implementation", "its data reached a receiver otherwise than the requirement allows"},
    {SILENT, "adapter", "the implementation sent nothing at all: is it connected?"},
    {FAILED | FAULT, "implementation", "what had to happen after the scripted fault did not"},
    {FAILED, "implementation", "what had to happen did not"},
    {PREAMBLE, "implementation", "the case did not come as far as the point that it tests"},
    {AWAITED, "implementation", "what the script waited for did not come, and so it did not come to its point"},
    {0, "environment", "the case ended without a decision"},
};

static const struct {
	const char *name;
	unsigned fact;
} iut_events[] = {
    {"crash", CRASH}, {"hang", HANG}, {"flood", FLOOD}, {"protocol", PROTOCOL}, {"spawn", SPAWN},
};

static unsigned facts_of_trace(const struct trace *t)
{
	unsigned facts = SILENT;

	for (size_t i = 0; t != NULL && i < trace_n(t); i++) {
		const struct trace_event *e = trace_at(t, i);
		bool iut = trace_node_is_iut(t, e->node);
		for (size_t k = 0; e->kind == TRACE_IUT && k < sizeof(iut_events) / sizeof(*iut_events); k++) {
			if (strcmp(e->name, iut_events[k].name) == 0)
				facts |= iut_events[k].fact;
		}
		if (e->kind == TRACE_NET && strcmp(e->name, "fault") == 0)
			facts |= FAULT;
		if (!iut || e->dir != TRACE_OUT)
			continue;
		if (e->kind == TRACE_CONTROL && strcmp(e->name, "error") == 0)
			facts |= REFUSED;
		if (e->pco == PCO_IP || (e->pco == PCO_ATM && e->kind != TRACE_SAAL))
			facts &= ~(unsigned)SILENT;
		if (e->bad)
			facts |= GARBAGE;
	}
	return facts;
}

struct likely_cause cause_of(enum verdict verdict, const char *blame, const char *error,
			     const struct finding *const *findings, size_t n, const struct trace *t)
{
	unsigned facts = facts_of_trace(t);

	if (verdict <= VERDICT_PASS)
		return (struct likely_cause){0};
	if (error[0] != '\0') {
		facts |= strcmp(blame, "harness") == 0       ? ERROR_HARNESS
			 : strcmp(blame, "environment") == 0 ? ERROR_ENVIRONMENT
			 : strcmp(blame, "adapter") == 0     ? ERROR_ADAPTER
							     : 0;
		if ((facts & (SPAWN | CRASH | HANG | FLOOD | PROTOCOL)) == 0 && strcmp(blame, "iut") == 0)
			facts |= CRASH;
	}
	for (size_t i = 0; i < n; i++) {
		const struct finding *f = findings[i];
		facts |= f->verdict == VERDICT_FAIL ? FAILED : 0u;
		facts |= f->verdict == VERDICT_INCONCLUSIVE && f->requirement == NULL ? PREAMBLE : 0u;
		facts |= f->verdict == VERDICT_INCONCLUSIVE && strncmp(f->reason, "awaited: ", 9) == 0 ? AWAITED : 0u;
		uint32_t id = f->verdict == VERDICT_FAIL ? finding_decides(f) : 0;
		const struct trace_event *e = t != NULL && id != 0 ? trace_by_id(t, id) : NULL;
		if (e != NULL && trace_node_is_iut(t, e->node) && e->dir == TRACE_OUT)
			facts |= SEEN;
		if (e != NULL && !trace_node_is_iut(t, e->node) && e->dir == TRACE_IN && e->kind == TRACE_DATA)
			facts |= REACHED;
	}
	for (size_t i = 0;; i++) {
		if ((facts & rules[i].facts) == rules[i].facts)
			return (struct likely_cause){rules[i].who, rules[i].why};
	}
}
