/* SPDX-License-Identifier: Apache-2.0 */
/* Which elements and attributes a vector has: said in words before the schema says it in its own. */
#ifndef VECTOR_STRUCTURE_H
#define VECTOR_STRUCTURE_H

#include <stdbool.h>

#include "vtree.h"

/* Complaints go to e; false if there was one. What passes has all children and attributes that its readers rely on. */
bool structure_check(const char *file, const struct vnode *root, struct xml_errors *e);

#endif
