/* SPDX-License-Identifier: Apache-2.0 */
/* A loaded vector, as the files of this module see it. */
#ifndef VECTOR_SET_H
#define VECTOR_SET_H

#include "base/arena.h"
#include "topology.h"
#include "vector/vector.h"
#include "vtree.h"

#define MAX_CASES     4096      /* of one vector */
#define MAX_COVERS    64        /* requirements of one vector; judging keeps no more */
#define MAX_OCTETS    (1 << 18) /* of a vector's file */
#define MAX_ALL_STEPS 4000000   /* of all its cases together: what checking them may cost */

struct param {
	const char *name;
	size_t n;
	const char **values;
};

struct vector {
	const char *file, *id, *purpose;
	size_t n_covers, n_needs, n_roles;
	const char **covers, **needs, **roles;
	const struct topology *topology;
	size_t n_params;
	struct param params[VECTOR_MAX_PARAMS];
	const struct vnode *pixit; /* NULL if there is none */
	const struct vnode *script;
};

struct vector_set {
	struct arena arena;
	const char *root; /* folder with schema/ and topology/ */
	struct xml_schema *schema;
	size_t n, cap;
	struct vector **v;
	size_t n_topologies, cap_topologies;
	struct topology **topologies;
	const char *broken; /* id of the topology that was refused last, NULL none */
};

/* What a role makes of a topology. */
struct role {
	const char *name;
	const char *iut; /* host that the IUT plays, NULL for a case of testers alone */
	bool host;       /* the ends behind it are merged with it; its control port drives it */
};
const struct role *role_by_name(const char *name);

/* Does the text look like the id of a requirement ("DYNQOS-7")? Whether it exists is for the catalogue. */
bool requirement_id(const char *text);

#endif
