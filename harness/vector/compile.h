/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the script compiler share. */
#ifndef VECTOR_COMPILE_H
#define VECTOR_COMPILE_H

#include "program.h"
#include "vector/units.h"

struct compiler {
	struct arena *a;
	struct vprogram *p;
	struct xml_errors *e;
	size_t cap;                                   /* of p->steps */
	bool conn_var[MAX_VARS], value_var[MAX_VARS]; /* bound by what stands before */
	bool awaited;                                 /* an await or expect stands before */
	struct unit_scope scope;
};

/* Complaint about an element; returns false. */
bool bad(struct compiler *c, const struct vnode *n, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Attribute with a leading $parameter replaced by its value; NULL if absent. */
const char *attr(struct compiler *c, const struct vnode *n, const char *name);
/* Attribute as one of "a b c": its index; 'absent' if it is not there; -2 after a complaint. */
int attr_word(struct compiler *c, const struct vnode *n, const char *name, const char *words, int absent);
bool attr_time(struct compiler *c, const struct vnode *n, const char *name, vtime absent, vtime *t);
bool attr_count(struct compiler *c, const struct vnode *n, const char *name, uint64_t absent, uint64_t max,
		uint64_t *v);
/* Number, or "all" as ALL_TIMES. */
bool attr_times(struct compiler *c, const struct vnode *n, const char *name, uint32_t absent, uint32_t *v);
bool attr_flow(struct compiler *c, const struct vnode *n, bool needed, int *flow);
bool attr_spec(struct compiler *c, const struct vnode *n, const char *name, bool needed, int *spec);
/* Name of a node of the topology; "iut" and "peer" are replaced. */
bool attr_node(struct compiler *c, const struct vnode *n, const char *absent, const char **node);
/* A list of hosts of the topology; "iut" is replaced. Not given: an empty list. */
bool attr_hosts(struct compiler *c, const struct vnode *n, const char *name, bool needed, struct vhosts *hosts);
/* One host of the topology, not played by the IUT if 'tester'; ANY if it is absent. */
bool attr_host(struct compiler *c, const struct vnode *n, const char *name, bool tester, int *host);
bool attr_group(struct compiler *c, const struct vnode *n, int *group);
/* "$name" of a bound connection. */
bool attr_conn(struct compiler *c, const struct vnode *n, const char *name, int *var);

/* Index of a variable, made if it is new; ANY after a complaint. */
int variable(struct compiler *c, const struct vnode *n, const char *name);
/* Index of a variable that exists, ANY. */
int variable_find(const struct compiler *c, const char *name);

/* Event of await, expect and never, and of members of all and either. */
bool compile_match(struct compiler *c, const struct vnode *n, struct vmatch *m);
/* Await, expect, all, either, never, connections, delivery. */
bool compile_judged(struct compiler *c, const struct vnode *n, struct vstep *s);
/* Stimuli, faults, testers. */
bool compile_action(struct compiler *c, const struct vnode *n, struct vstep *s);
/* The settings and parameters that a $name may stand for. */
bool scope_lookup(const void *ctx, const char *name, char *text, size_t len);
/* Does the whole script stay within what one case may send? */
bool check_volume(struct compiler *c, const struct vnode *script);
bool compile_settings(struct compiler *c, const struct vector_pixit *base);

#endif
