/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/catalogue.h"
#include "text_pool.h"
#include "xml/xml.h"

struct defects {
	struct pool pool;
	struct defect_info *d;
	size_t n;
};

static bool read_defect(struct defects *ds, xmlNodePtr node, const char *file)
{
	struct defect_info *d = pool_push(&ds->pool, (void **)&ds->d, &ds->n, sizeof(*d));

	if (d == NULL || (d->id = pool_take(&ds->pool, xml_attr(node, "id"))) == NULL)
		return false;
	d->variant = xml_is(node, "variant");
	d->file = file;
	d->line = xml_line(node);
	for (xmlNodePtr n = xml_first(node); n != NULL; n = xml_next(n)) {
		if (xml_is(n, "text")) {
			d->text = pool_take(&ds->pool, xml_text(n));
		} else if (xml_is(n, "must-fail")) {
			const char **must = pool_push(&ds->pool, (void **)&d->must, &d->n_must, sizeof(*must));
			if (must == NULL || (*must = pool_take(&ds->pool, xml_attr(n, "requirement"))) == NULL)
				return false;
		} else {
			size_t same = d->n_may;
			const char **may = pool_push(&ds->pool, (void **)&d->may, &d->n_may, sizeof(*may));
			const char **why = pool_push(&ds->pool, (void **)&d->may_why, &same, sizeof(*why));
			if (may == NULL || why == NULL ||
			    (*may = pool_take(&ds->pool, xml_attr(n, "requirement"))) == NULL ||
			    (*why = pool_take(&ds->pool, xml_attr(n, "because"))) == NULL)
				return false;
		}
	}
	return d->text != NULL;
}

static void check(const struct defects *ds, struct xml_errors *e)
{
	for (size_t i = 0; i < ds->n; i++) {
		const struct defect_info *first = defects_find(ds, ds->d[i].id);
		if (first != &ds->d[i])
			xml_error(e, ds->d[i].file, ds->d[i].line, "%s stands already at %s:%d", ds->d[i].id,
				  first->file, first->line);
	}
}

struct defects *defects_load(const char *dir, char *err, size_t err_len)
{
	struct xml_errors e;
	struct defects *ds = calloc(1, sizeof(*ds));
	char folder[4096], schema[4096], **names = NULL;

	xml_errors_init(&e, err, err_len);
	snprintf(folder, sizeof(folder), "%s/defects", dir);
	snprintf(schema, sizeof(schema), "%s/schema/defects.rng", dir);
	int n = ds != NULL ? xml_files(folder, false, &names) : -1;
	if (n <= 0)
		xml_error(&e, folder, 0, "holds no defects");
	for (int i = 0; i < n; i++) {
		xmlDocPtr doc = e.count == 0 ? xml_load(names[i], schema, &e) : NULL;
		const char *file = pool_take(&ds->pool, names[i]);
		for (xmlNodePtr d = doc != NULL ? xml_first(xmlDocGetRootElement(doc)) : NULL; d != NULL;
		     d = xml_next(d)) {
			if (file == NULL || !read_defect(ds, d, file))
				xml_error(&e, folder, 0, "out of memory");
		}
		xmlFreeDoc(doc);
	}
	free(names);
	if (ds != NULL && e.count == 0)
		check(ds, &e);
	if (e.count > 0) {
		defects_free(ds);
		return NULL;
	}
	return ds;
}

void defects_free(struct defects *d)
{
	if (d != NULL)
		pool_free(&d->pool);
	free(d);
}

size_t defects_n(const struct defects *d)
{
	return d->n;
}

const struct defect_info *defects_at(const struct defects *d, size_t i)
{
	return &d->d[i];
}

const struct defect_info *defects_find(const struct defects *d, const char *id)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->d[i].id, id) == 0)
			return &d->d[i];
	}
	return NULL;
}
