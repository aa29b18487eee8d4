/* SPDX-License-Identifier: Apache-2.0 */
/* The elements of a vector or topology file, kept apart from libxml2: names, attributes, text, line. */
#ifndef VECTOR_VTREE_H
#define VECTOR_VTREE_H

#include <stddef.h>

#include "base/arena.h"
#include "xml/xml.h"

struct vattr {
	const char *name, *value;
};

struct vnode {
	const char *name;
	int line;
	const char *text; /* white space folded; "" if none */
	size_t n_attrs;
	struct vattr *attrs;
	struct vnode *first, *next; /* child elements, sibling elements */
};

/* Copy of an element and all below it, in the arena; NULL if memory runs out. The nesting is bounded by the
 * schema it was checked against and by the parser's own limit. */
struct vnode *vtree_copy(struct arena *a, xmlNodePtr n);
/* Value of an attribute, NULL if it has none of that name. */
const char *vattr(const struct vnode *n, const char *name);
/* First child element of a name, NULL if there is none. */
const struct vnode *vchild(const struct vnode *n, const char *name);
/* Words of a text, NUL-terminated in the arena; returns their number, 0 also if memory runs out (*words NULL). */
size_t vwords(struct arena *a, const char *text, const char ***words);

#endif
