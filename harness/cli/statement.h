/* SPDX-License-Identifier: Apache-2.0 */
/* PICS and PIXIT: what an implementation claims, and the values that running it needs. */
#ifndef CLI_STATEMENT_H
#define CLI_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "report/report.h"
#include "vector/vector.h"

struct pics;
/* Load a PICS file (schema conformance/schema/pics.rng under dir). NULL with "file:line: reason" in err. */
struct pics *pics_load(const char *file, const char *dir, char *err, size_t err_len);
/* What is assumed without a file: every role, version, encapsulation and item. */
struct pics *pics_everything(void);
void pics_free(struct pics *p);
/* Does the PICS claim what the case needs (role, UNI version, encapsulation, items)? If not, 'why' names the item. */
bool pics_allows(const struct pics *p, const struct vcase *c, char *why, size_t len);
/* Does it claim the item? Without a PICS (NULL) everything is claimed. */
bool pics_claims(const struct pics *p, const char *item);
/* Its entries, for the report. */
size_t pics_params(const struct pics *p, const struct report_param **params);

/* PIXIT: start from the defaults, take what the file says. False with "file:line: reason" in err. */
bool pixit_load(const char *file, const char *dir, struct vector_pixit *pixit, char *err, size_t err_len);
/* Entries of a PIXIT for the report, in a fixed order; the texts live in 'buf'. */
#define PIXIT_ENTRIES 10
struct pixit_text {
	struct report_param params[PIXIT_ENTRIES];
	char buf[PIXIT_ENTRIES][32];
};
size_t pixit_params(const struct vector_pixit *p, struct pixit_text *t);

#endif
