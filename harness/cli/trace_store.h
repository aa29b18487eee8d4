/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of kept traces: run.txt says what was run, CASE.trace holds each case's events. */
#ifndef CLI_TRACE_STORE_H
#define CLI_TRACE_STORE_H

#include "run_report.h"

/* Write DIR/run.txt for a finished run. False after a message. */
bool trace_store_write(const char *dir, const struct run_outcome *o);

/* What run.txt says. Texts are owned; trace_store_free. */
#define STORE_TEXT 1024
struct stored_case {
	char id[160];
	char blame[12], error[256];
	uint64_t seed, n_events;
	vtime duration;
	int line; /* of run.txt */
};
struct trace_store {
	char iut[STORE_TEXT], probe[300], profile[64];
	struct iut_hello hello; /* roles, uni and control are not known if roles is "" */
	uint64_t seed;
	struct vector_pixit pixit;
	size_t n;
	struct stored_case *cases;
};
/* False with "file:line: reason" in err. */
bool trace_store_read(const char *dir, struct trace_store *t, char *err, size_t err_len);
/* The same of the file itself. */
bool trace_store_read_file(const char *path, struct trace_store *t, char *err, size_t err_len);
void trace_store_free(struct trace_store *t);

#endif
