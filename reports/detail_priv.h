/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORTS_DETAIL_PRIV_H
#define REPORTS_DETAIL_PRIV_H

#include "report/detail.h"

/* Ids of the events that prove what did not pass, each once, in order. */
size_t proof_ids(const struct finding *const *findings, size_t n, uint32_t *ids, size_t most);
/* Fill nodes and steps of d. False if memory runs out. */
bool ladder_build(const struct trace *t, const struct finding *const *findings, size_t n, const uint32_t *ids,
		  size_t n_ids, struct report_detail *d);

/* One row while the trace is folded (fold.c): a step without its texts. */
struct row {
	uint32_t event, last_event, times;
	vtime time, last;
	uint16_t from, to; /* columns: nodes of the trace, and their number for the network */
	uint16_t first_to; /* where it went before its arrival was seen */
	uint8_t fold;      /* enum fold */
	bool lost, bad, proof, decides, again;
	bool many; /* several nodes did the same: 'event' is the first */
	uint64_t hash;
};
enum fold { FOLD_NONE, FOLD_SAAL, FOLD_REPEATED, FOLD_DATA };
struct rows {
	struct row *at;
	size_t n, cap, start; /* start: rows before the script began */
};
/* The whole trace as folded rows. decides: event that decided, 0 if none; line: of the vector, for the mark that
 * decided then. False if memory runs out; free rows->at. */
bool fold_trace(const struct trace *t, const uint32_t *ids, size_t n_ids, uint32_t decides, int line,
		struct rows *rows);

/* More nodes than a diagram has room for: groups of nodes share a column, that of their first (crowd.c). */
#define CROWD_GROUPS 2
struct crowd {
	size_t n[CROWD_GROUPS]; /* nodes of each; all 0: no crowd */
	uint16_t first[CROWD_GROUPS];
};
/* In a crowd, join rows that differ only in who did it, and let the first of a group stand for it. Nothing is done
 * where there is room. False if memory runs out. */
bool crowd_join(const struct trace *t, struct rows *rows, struct crowd *c);
/* What is written over the column of a node; true if it stands for several. */
bool crowd_name(const struct crowd *c, const struct trace *t, uint16_t node, char *name, size_t len);

#endif
