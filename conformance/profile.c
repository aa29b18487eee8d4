/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/catalogue.h"
#include "text_pool.h"
#include "xml/xml.h"

struct profiles {
	struct pool pool;
	struct profile *p;
	size_t n;
};

static bool read_profile(struct profiles *ps, const char *path, const char *schema, struct xml_errors *e)
{
	xmlDocPtr doc = xml_load(path, schema, e);
	struct profile *p = doc != NULL ? pool_push(&ps->pool, (void **)&ps->p, &ps->n, sizeof(*p)) : NULL;
	bool ok = p != NULL;

	if (ok) {
		xmlNodePtr root = xmlDocGetRootElement(doc);
		p->id = pool_take(&ps->pool, xml_attr(root, "id"));
		ok = p->id != NULL;
		for (xmlNodePtr n = xml_first(root); ok && n != NULL; n = xml_next(n)) {
			if (xml_is(n, "title")) {
				ok = (p->title = pool_take(&ps->pool, xml_text(n))) != NULL;
			} else if (xml_is(n, "document")) {
				const char **d =
				    pool_push(&ps->pool, (void **)&p->documents, &p->n_documents, sizeof(*d));
				ok = d != NULL && (*d = pool_take(&ps->pool, xml_attr(n, "id"))) != NULL;
			} else if (xml_is(n, "fits")) {
				struct profile_fit *f = pool_push(&ps->pool, (void **)&p->fits, &p->n_fits, sizeof(*f));
				ok = f != NULL && (f->param = pool_take(&ps->pool, xml_attr(n, "param"))) != NULL &&
				     (f->value = pool_take(&ps->pool, xml_attr(n, "is"))) != NULL;
			}
		}
	}
	if (doc != NULL && !ok)
		xml_error(e, path, 0, "out of memory");
	xmlFreeDoc(doc);
	return ok;
}

struct profiles *profiles_load(const char *dir, char *err, size_t err_len)
{
	struct xml_errors e;
	struct profiles *ps = calloc(1, sizeof(*ps));
	char folder[4096], schema[4096], **names = NULL;

	xml_errors_init(&e, err, err_len);
	snprintf(folder, sizeof(folder), "%s/profiles", dir);
	snprintf(schema, sizeof(schema), "%s/schema/profile.rng", dir);
	int n = ps != NULL ? xml_files(folder, false, &names) : -1;
	if (n <= 0)
		xml_error(&e, folder, 0, "holds no profiles");
	for (int i = 0; i < n; i++) {
		if (e.count == 0)
			read_profile(ps, names[i], schema, &e);
		free(names[i]);
	}
	free(names);
	if (e.count > 0) {
		profiles_free(ps);
		return NULL;
	}
	return ps;
}

void profiles_free(struct profiles *p)
{
	if (p != NULL)
		pool_free(&p->pool);
	free(p);
}

size_t profiles_n(const struct profiles *p)
{
	return p->n;
}

const struct profile *profiles_at(const struct profiles *p, size_t i)
{
	return &p->p[i];
}

const struct profile *profiles_find(const struct profiles *p, const char *id)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->p[i].id, id) == 0)
			return &p->p[i];
	}
	return NULL;
}

/* The first document of the profile that says anything decides, also when it says
 * the contrary or leaves the point open: then the requirement is not part of it. */
bool profile_level(const struct profile *p, const struct requirement *r, enum level *level, enum basis *basis,
		   const char **document)
{
	for (size_t d = 0; d < p->n_documents; d++) {
		for (size_t s = 0; s < r->n_sources; s++) {
			if (strcmp(r->sources[s].document, p->documents[d]) != 0)
				continue;
			*level = r->sources[s].level;
			*basis = r->sources[s].basis;
			*document = r->sources[s].document;
			return *level != LEVEL_CONTRARY && *level != LEVEL_NO_RULE;
		}
	}
	return false;
}
