/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of building a model, in the order in which model_build calls them. False: out of memory. */
#ifndef MODEL_BUILD_H
#define MODEL_BUILD_H

#include "model/model.h"

bool build_sessions(struct model *m);
/* Of the sessions, when their packets are known. */
void build_excess(struct model *m);
bool build_calls(struct model *m);
/* Of build_calls, when the connections of all calls are known. */
bool build_conn_index(struct model *m);
/* Parties of the calls and when these stand, addresses of the next hops, members of groups. */
bool build_parties(struct model *m);
bool build_replacements(struct model *m);

/* Packets of groups and who got them. */
bool build_reach(struct model *m);

/* Append one zeroed element to an array that grows by doubling; NULL if memory runs out. */
void *model_push(void **array, size_t *n, size_t size);

#endif
