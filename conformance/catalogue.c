/* SPDX-License-Identifier: Apache-2.0 */
#include "conformance/catalogue.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "text_pool.h"
#include "xml/xml.h"

struct catalogue {
	struct pool pool;
	struct requirement *r;
	size_t n;
	char version[17];
};

/* FNV-1a over all texts: two catalogues with the same digest say the same. */
static uint64_t digest(uint64_t h, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		h = (h ^ (uint8_t)*text) * 0x100000001b3u;
	return (h ^ 0x1f) * 0x100000001b3u;
}

static bool read_source(struct catalogue *c, struct requirement *r, xmlNodePtr n)
{
	struct requirement_source *s = pool_push(&c->pool, (void **)&r->sources, &r->n_sources, sizeof(*s));
	char *level = xml_attr(n, "level"), *basis = xml_attr(n, "basis");
	bool ok = s != NULL && level != NULL && basis != NULL;

	if (ok) {
		s->document = pool_take(&c->pool, xml_attr(n, "document"));
		s->section = pool_take(&c->pool, xml_attr(n, "section"));
		s->level = level_by_name(level);
		s->basis = basis_by_name(basis);
		ok = s->document != NULL && s->section != NULL;
	}
	free(level);
	free(basis);
	return ok;
}

static void read_untested(struct catalogue *c, struct requirement *r, xmlNodePtr n)
{
	char *since = xml_attr(n, "since");

	r->never_testable = since != NULL && strcmp(since, "never") == 0;
	r->untested = pool_take(&c->pool, xml_text(n));
	free(since);
}

static bool read_requirement(struct catalogue *c, xmlNodePtr node, const char *topic, const char *file)
{
	struct requirement *r = pool_push(&c->pool, (void **)&c->r, &c->n, sizeof(*r));

	if (r == NULL)
		return false;
	const struct {
		const char *element;
		const char **to;
	} texts[] = {{"condition", &r->condition},  {"needs", &r->needs},       {"text", &r->text},
		     {"holds", &r->holds},          {"violated", &r->violated}, {"provoke", &r->provoke},
		     {"convention", &r->convention}};
	char *level = xml_attr(node, "level");
	r->id = pool_take(&c->pool, xml_attr(node, "id"));
	r->topic = topic;
	r->roles = pool_take(&c->pool, xml_attr(node, "role"));
	r->file = file;
	r->line = xml_line(node);
	bool ok = level != NULL && r->id != NULL && r->roles != NULL;
	if (ok)
		r->level = level_by_name(level);
	free(level);
	for (xmlNodePtr n = xml_first(node); ok && n != NULL; n = xml_next(n)) {
		if (xml_is(n, "source"))
			ok = read_source(c, r, n);
		else if (xml_is(n, "untested"))
			read_untested(c, r, n);
		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
			if (xml_is(n, texts[i].element))
				ok = (*texts[i].to = pool_take(&c->pool, xml_text(n))) != NULL;
		}
	}
	return ok;
}

static bool read_file(struct catalogue *c, const char *path, const char *schema, struct xml_errors *e)
{
	xmlDocPtr doc = xml_load(path, schema, e);

	if (doc == NULL)
		return false;
	xmlNodePtr root = xmlDocGetRootElement(doc);
	const char *topic = pool_take(&c->pool, xml_attr(root, "topic"));
	const char *file = pool_take(&c->pool, strdup(path));
	bool ok = topic != NULL && file != NULL;
	for (xmlNodePtr n = xml_first(root); ok && n != NULL; n = xml_next(n)) {
		ok = read_requirement(c, n, topic, file);
		if (!ok)
			xml_error(e, path, xml_line(n), "out of memory");
	}
	xmlFreeDoc(doc);
	return ok;
}

static void check_unique(const struct catalogue *c, struct xml_errors *e)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct requirement *first = catalogue_find(c, c->r[i].id);
		if (first != &c->r[i])
			xml_error(e, c->r[i].file, c->r[i].line, "requirement %s stands already at %s:%d", c->r[i].id,
				  first->file, first->line);
	}
}

static void set_version(struct catalogue *c)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < c->n; i++) {
		const struct requirement *r = &c->r[i];
		h = digest(digest(digest(digest(h, r->id), r->text), level_name(r->level)), r->roles);
		for (size_t k = 0; k < r->n_sources; k++)
			h = digest(digest(digest(h, r->sources[k].document), level_name(r->sources[k].level)),
				   basis_name(r->sources[k].basis));
	}
	snprintf(c->version, sizeof(c->version), "%016" PRIx64, h);
}

struct catalogue *catalogue_load(const char *dir, char *err, size_t err_len)
{
	struct xml_errors e;
	struct catalogue *c = calloc(1, sizeof(*c));
	char folder[4096], schema[4096], **names = NULL;

	xml_errors_init(&e, err, err_len);
	snprintf(folder, sizeof(folder), "%s/requirements", dir);
	snprintf(schema, sizeof(schema), "%s/schema/catalogue.rng", dir);
	int n = c != NULL ? xml_files(folder, false, &names) : -1;
	if (n <= 0)
		xml_error(&e, folder, 0, "holds no requirements");
	for (int i = 0; i < n; i++) {
		if (e.count == 0)
			read_file(c, names[i], schema, &e);
		free(names[i]);
	}
	free(names);
	if (c != NULL && e.count == 0)
		check_unique(c, &e);
	if (e.count > 0) {
		catalogue_free(c);
		return NULL;
	}
	set_version(c);
	return c;
}

void catalogue_free(struct catalogue *c)
{
	if (c != NULL)
		pool_free(&c->pool);
	free(c);
}

size_t catalogue_n(const struct catalogue *c)
{
	return c->n;
}

const struct requirement *catalogue_at(const struct catalogue *c, size_t i)
{
	return &c->r[i];
}

const struct requirement *catalogue_find(const struct catalogue *c, const char *id)
{
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->r[i].id, id) == 0)
			return &c->r[i];
	}
	return NULL;
}

const char *catalogue_version(const struct catalogue *c)
{
	return c->version;
}
