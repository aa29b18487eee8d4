/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the page of a case that did not pass shows of its trace: the steps of the
 * ladder diagram, the frames that prove the findings field by field, and the likely
 * cause. Built from the trace while it is at hand, bounded, without pointers into
 * it, so that a worker process can hand it on and the trace can go.
 */
#ifndef REPORT_DETAIL_H
#define REPORT_DETAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conformance/judge.h"
#include "trace/trace.h"

#define LADDER_STEPS_MAX  400 /* rows of one diagram, around the deciding event */
#define DETAIL_FRAMES_MAX 24  /* decoded frames of one case */
#define DETAIL_FIELDS_MAX 64  /* fields of one frame */
#define DETAIL_CASES_MAX  200 /* cases of one run that get a detail: a report stays readable */

/* A column of the diagram: a node, the network, or several nodes that have no part in the decision. */
struct detail_node {
	uint32_t name; /* offset into text */
	bool iut, network, several;
};
/* A row: an arrow between two columns, or a note at one (from == to). 'times' events from 'time' to 'last' are folded
 * into it. Kind "gap" stands for 'times' rows that are left out. */
struct detail_step {
	uint32_t event; /* the first of them */
	uint32_t times;
	vtime time, last;
	uint8_t from, to;
	bool lost, bad, proof, decides;
	uint32_t kind, name, what; /* offsets into text */
};
struct detail_frame {
	uint32_t event, line; /* line: offset into text */
	vtime time;
	uint32_t first_field, n_fields;
};
struct detail_field {
	uint32_t name, text, unit; /* offsets into text */
};
struct report_detail {
	uint32_t n_nodes, n_steps, n_frames, n_fields, n_text;
	uint32_t left_out; /* rows after the last that is shown */
	struct detail_node *nodes;
	struct detail_step *steps;
	struct detail_frame *frames;
	struct detail_field *fields;
	char *text; /* texts, each ended by a zero octet; offset 0 is "" */
};

/* Of a trace and the findings of its case. False if memory runs out; *d is then empty. Free with detail_free. */
bool detail_build(const struct trace *t, const struct finding *const *findings, size_t n, struct report_detail *d);
void detail_free(struct report_detail *d);
bool detail_empty(const struct report_detail *d);
/* Append a text, cut at 'most' octets; its offset, 0 if memory runs out. */
uint32_t detail_text(struct report_detail *d, const char *text, size_t most);

/* The event that decided: the latest of those that prove the finding, which broke the rule or should have had an
 * answer. 0 if there is none. */
uint32_t finding_decides(const struct finding *f);

/* Who most likely has to look: "implementation", "adapter", "environment" or "harness", and why. */
struct likely_cause {
	const char *who, *why; /* static */
};
/* verdict, blame ("" if none) and error text of the case, its findings, its trace (NULL if there is none). */
struct likely_cause cause_of(enum verdict verdict, const char *blame, const char *error,
			     const struct finding *const *findings, size_t n, const struct trace *t);

#endif
