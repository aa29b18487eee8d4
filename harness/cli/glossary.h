/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the tool that are no requirement, vector, profile or defect: exit codes, verdicts, faults of an adapter,
 * likely causes, and the codes that RSVP errors and released calls carry. */
#ifndef CLI_GLOSSARY_H
#define CLI_GLOSSARY_H

#include <stdbool.h>
#include <stddef.h>

struct glossary_entry {
	const char *id;    /* "exit-4", "inconclusive", "rsvp-error-1" */
	const char *title; /* one line */
	const char *text;
};
/* NULL after the last. */
const struct glossary_entry *glossary_at(size_t i);
const struct glossary_entry *glossary_find(const char *id);
/* "cause-47": the name of that cause of Q.2931; NULL if id is none. *value is its number. */
const char *glossary_cause(const char *id, unsigned *value);
/* The name of a cause; NULL if it has none. */
const char *glossary_cause_name(unsigned value);

#endif
