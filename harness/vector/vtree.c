/* SPDX-License-Identifier: Apache-2.0 */
#include "vtree.h"

#include <stdlib.h>
#include <string.h>

static const char *keep(struct arena *a, char *s)
{
	const char *copy = arena_strdup(a, s != NULL ? s : "");

	free(s);
	return copy;
}

static bool copy_attrs(struct arena *a, struct vnode *v, xmlNodePtr n)
{
	for (xmlAttrPtr p = n->properties; p != NULL; p = p->next)
		v->n_attrs++;
	v->attrs = arena_alloc(a, v->n_attrs * sizeof(*v->attrs));
	if (v->attrs == NULL)
		return false;
	size_t i = 0;
	for (xmlAttrPtr p = n->properties; p != NULL; p = p->next, i++) {
		v->attrs[i].name = arena_strdup(a, (const char *)p->name);
		v->attrs[i].value = keep(a, xml_attr(n, (const char *)p->name));
		if (v->attrs[i].name == NULL || v->attrs[i].value == NULL)
			return false;
	}
	return true;
}

struct vnode *vtree_copy(struct arena *a, xmlNodePtr n)
{
	struct vnode *v = arena_alloc(a, sizeof(*v));

	if (v == NULL)
		return NULL;
	v->name = arena_strdup(a, xml_name(n));
	v->line = xml_line(n);
	v->text = keep(a, xml_first(n) == NULL ? xml_text(n) : NULL);
	if (v->name == NULL || v->text == NULL || !copy_attrs(a, v, n))
		return NULL;
	struct vnode **tail = &v->first;
	for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
		*tail = vtree_copy(a, c);
		if (*tail == NULL)
			return NULL;
		tail = &(*tail)->next;
	}
	return v;
}

const char *vattr(const struct vnode *n, const char *name)
{
	for (size_t i = 0; i < n->n_attrs; i++) {
		if (strcmp(n->attrs[i].name, name) == 0)
			return n->attrs[i].value;
	}
	return NULL;
}

const struct vnode *vchild(const struct vnode *n, const char *name)
{
	for (const struct vnode *c = n->first; c != NULL; c = c->next) {
		if (strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

size_t vwords(struct arena *a, const char *text, const char ***words)
{
	char *copy = arena_strdup(a, text);
	size_t n = 0;

	*words = copy != NULL ? arena_alloc(a, (strlen(copy) / 2 + 1) * sizeof(**words)) : NULL;
	if (*words == NULL)
		return 0;
	for (char *save = NULL, *w = strtok_r(copy, " \t\r\n", &save); w != NULL; w = strtok_r(NULL, " \t\r\n", &save))
		(*words)[n++] = w;
	return n;
}
