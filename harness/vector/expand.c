/* SPDX-License-Identifier: Apache-2.0 */
/* A vector's head, and its cases: every role with every combination of its matrix. */
#include <stdio.h>
#include <string.h>

#include "set.h"

const char *vector_id(const struct vector *v)
{
	return v->id;
}

const char *vector_purpose(const struct vector *v)
{
	return v->purpose;
}

const char *vector_file(const struct vector *v)
{
	return v->file;
}

size_t vector_n_covers(const struct vector *v)
{
	return v->n_covers;
}

const char *vector_covers(const struct vector *v, size_t i)
{
	return i < v->n_covers ? v->covers[i] : NULL;
}

size_t vector_n_needs(const struct vector *v)
{
	return v->n_needs;
}

const char *vector_needs(const struct vector *v, size_t i)
{
	return i < v->n_needs ? v->needs[i] : NULL;
}

bool vector_has_groups(const struct vector *v)
{
	return v->topology->n_groups > 0;
}

const char *vcase_param(const struct vcase *c, const char *name)
{
	for (size_t i = 0; i < c->n_params; i++) {
		if (strcmp(c->params[i].name, name) == 0)
			return c->params[i].value;
	}
	return NULL;
}

const char *vcase_setting(const struct vcase *c, const char *name)
{
	const char *value = vcase_param(c, name);

	if (value == NULL && c->vector->pixit != NULL)
		value = vattr(c->vector->pixit, name);
	return value != NULL && value[0] == '$' ? vcase_param(c, value + 1) : value;
}

/* "topic/name[ingress,uni=3.1,encapsulation=llc]" */
static void name_case(struct vcase *c)
{
	size_t n = (size_t)snprintf(c->id, sizeof(c->id), "%s[%s", c->vector->id, c->role);

	for (size_t i = 0; i < c->n_params && n < sizeof(c->id); i++)
		n += (size_t)snprintf(c->id + n, sizeof(c->id) - n, ",%s=%s", c->params[i].name, c->params[i].value);
	if (n < sizeof(c->id))
		snprintf(c->id + n, sizeof(c->id) - n, "]");
}

size_t vector_expand(const struct vector *v, struct vcase *cases, size_t max)
{
	size_t combinations = 1, n = 0;

	for (size_t i = 0; i < v->n_params; i++)
		combinations *= v->params[i].n;
	for (size_t r = 0; r < v->n_roles; r++) {
		for (size_t k = 0; k < combinations; k++, n++) {
			if (n >= max)
				continue;
			struct vcase *c = &cases[n];
			size_t rest = k;

			memset(c, 0, sizeof(*c));
			c->vector = v;
			c->role = v->roles[r];
			c->n_params = v->n_params;
			/* The last parameter varies fastest. */
			for (size_t i = v->n_params; i-- > 0;) {
				c->params[i].name = v->params[i].name;
				c->params[i].value = v->params[i].values[rest % v->params[i].n];
				rest /= v->params[i].n;
			}
			name_case(c);
		}
	}
	return n;
}
