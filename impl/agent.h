/* SPDX-License-Identifier: Apache-2.0 */
/* The other end of harness/iut/PROTOCOL.md: one record in, its answer out. It knows nothing but stack.h. */
#ifndef IMPL_AGENT_H
#define IMPL_AGENT_H

#include <stdbool.h>
#include <stddef.h>

#define AGENT_NAME    "isatm-reference"
#define AGENT_VERSION "0.1"

struct agent;
struct agent *agent_create(void); /* NULL if memory runs out */
void agent_free(struct agent *a);
/* Carry out one record, without its line feed; its text is changed. The answer is added to the output. */
void agent_record(struct agent *a, char *record);
/* What has been answered since agent_clear; NULL if memory ran out for it. Valid until the next call. */
const char *agent_output(const struct agent *a, size_t *len);
void agent_clear(struct agent *a);

#endif
