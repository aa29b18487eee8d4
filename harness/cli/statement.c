/* SPDX-License-Identifier: Apache-2.0 */
#include "statement.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vector/units.h"
#include "xml/xml.h"

#define MAX_ENTRIES 64

struct pics {
	bool everything;
	size_t n;
	struct report_param params[MAX_ENTRIES]; /* "roles" "uni" "encapsulation", then items with "yes" or "no" */
};

struct pics *pics_everything(void)
{
	struct pics *p = calloc(1, sizeof(*p));

	if (p != NULL)
		p->everything = true;
	return p;
}

void pics_free(struct pics *p)
{
	for (size_t i = 0; p != NULL && i < p->n; i++) {
		free((char *)p->params[i].name);
		free((char *)p->params[i].value);
	}
	free(p);
}

struct pics *pics_load(const char *file, const char *dir, char *err, size_t err_len)
{
	char schema[4096];
	struct xml_errors e;
	struct pics *p = calloc(1, sizeof(*p));

	snprintf(schema, sizeof(schema), "%s/conformance/schema/pics.rng", dir);
	xml_errors_init(&e, err, err_len);
	xmlDocPtr doc = xml_load(file, schema, &e);
	xmlNodePtr n = doc != NULL && p != NULL ? xml_first(xmlDocGetRootElement(doc)) : NULL;
	for (; n != NULL && e.count == 0; n = xml_next(n)) {
		bool item = xml_is(n, "item");
		char *name = item ? xml_attr(n, "id") : strdup(xml_name(n));
		char *value = item ? xml_attr(n, "supported") : xml_text(n);
		if (p->n == MAX_ENTRIES || name == NULL || value == NULL) {
			xml_error(&e, file, xml_line(n), "more than %d entries", MAX_ENTRIES);
			free(name);
			free(value);
			break;
		}
		for (size_t i = 0; i < p->n; i++) {
			if (strcmp(p->params[i].name, name) == 0)
				xml_error(&e, file, xml_line(n), "'%s' is stated twice", name);
		}
		p->params[p->n++] = (struct report_param){name, value};
	}
	xmlFreeDoc(doc);
	if (e.count > 0 || p == NULL) {
		pics_free(p);
		return NULL;
	}
	return p;
}

static const char *entry(const struct pics *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->params[i].name, name) == 0)
			return p->params[i].value;
	}
	return NULL;
}

bool pics_claims(const struct pics *p, const char *item)
{
	const char *claimed = p == NULL || p->everything ? "yes" : entry(p, item);

	return claimed != NULL && strcmp(claimed, "yes") == 0;
}

bool pics_allows(const struct pics *p, const struct vcase *c, char *why, size_t len)
{
	const struct {
		const char *name, *value;
	} dimensions[] = {
	    {"roles", c->role}, {"uni", vcase_param(c, "uni")}, {"encapsulation", vcase_param(c, "encapsulation")}};

	if (p->everything)
		return true;
	for (size_t i = 0; i < sizeof(dimensions) / sizeof(*dimensions); i++) {
		const char *claimed = entry(p, dimensions[i].name);
		if (dimensions[i].value != NULL && claimed != NULL && !xml_has_word(claimed, dimensions[i].value)) {
			snprintf(why, len, "PICS %s: %s is not claimed", dimensions[i].name, dimensions[i].value);
			return false;
		}
	}
	for (size_t i = 0; i < vector_n_needs(c->vector); i++) {
		const char *item = vector_needs(c->vector, i);
		if (!pics_claims(p, item)) {
			snprintf(why, len, "PICS item %s is not claimed", item);
			return false;
		}
	}
	/* An implementation may be for single receivers only (RFC 2382 4.2.2). */
	const char *groups = entry(p, "point-to-multipoint");
	if (vector_has_groups(c->vector) && groups != NULL && strcmp(groups, "no") == 0) {
		snprintf(why, len, "PICS item point-to-multipoint is not claimed, and the topology has groups");
		return false;
	}
	return true;
}

size_t pics_params(const struct pics *p, const struct report_param **params)
{
	*params = p->params;
	return p->n;
}

/* Names of the PIXIT's values and where they go. */
enum pixit_type { PIXIT_TIME, PIXIT_NUMBER, PIXIT_RATE };
static const struct {
	const char *name;
	enum pixit_type type;
	size_t offset;
} entries[PIXIT_ENTRIES] = {
#define ENTRY(name, type, member)                                                                                      \
	{                                                                                                              \
		name, type, offsetof(struct vector_pixit, member)                                                      \
	}
    ENTRY("H", PIXIT_TIME, H),
    ENTRY("tau", PIXIT_TIME, tau),
    ENTRY("retry", PIXIT_TIME, retry),
    ENTRY("reestablish", PIXIT_TIME, reestablish),
    ENTRY("be-idle", PIXIT_TIME, be_idle),
    ENTRY("refresh", PIXIT_TIME, refresh),
    ENTRY("lifetime-k", PIXIT_NUMBER, lifetime_k),
    ENTRY("lifetime-max", PIXIT_TIME, lifetime_max),
    ENTRY("tolerance", PIXIT_TIME, tolerance),
    ENTRY("link-rate", PIXIT_RATE, link_cell_bps),
#undef ENTRY
};

static bool set_value(struct vector_pixit *pixit, const char *name, const char *text, char *why, size_t len)
{
	for (size_t i = 0; i < PIXIT_ENTRIES; i++) {
		void *to = (char *)pixit + entries[i].offset;
		uint64_t n;
		if (strcmp(entries[i].name, name) != 0)
			continue;
		if (entries[i].type == PIXIT_TIME)
			return unit_time(text, to, why, len);
		if (entries[i].type == PIXIT_RATE)
			return unit_rate(text, to, why, len);
		if (!unit_number(text, 100, &n, why, len))
			return false;
		*(uint32_t *)to = (uint32_t)n;
		return true;
	}
	snprintf(why, len, "unknown value '%s'", name);
	return false;
}

bool pixit_load(const char *file, const char *dir, struct vector_pixit *pixit, char *err, size_t err_len)
{
	char schema[4096];
	struct xml_errors e;

	snprintf(schema, sizeof(schema), "%s/conformance/schema/pixit.rng", dir);
	xml_errors_init(&e, err, err_len);
	xmlDocPtr doc = xml_load(file, schema, &e);
	for (xmlNodePtr n = doc != NULL ? xml_first(xmlDocGetRootElement(doc)) : NULL; n != NULL; n = xml_next(n)) {
		char *name = xml_attr(n, "name"), *value = xml_attr(n, "is"), why[160];
		if (name == NULL || value == NULL)
			xml_error(&e, file, xml_line(n), "out of memory");
		else if (!set_value(pixit, name, value, why, sizeof(why)))
			xml_error(&e, file, xml_line(n), "%s: %s", name, why);
		else if (!vector_pixit_ok(pixit, why, sizeof(why)))
			xml_error(&e, file, xml_line(n), "%s", why);
		free(name);
		free(value);
	}
	xmlFreeDoc(doc);
	return e.count == 0;
}

size_t pixit_params(const struct vector_pixit *p, struct pixit_text *t)
{
	for (size_t i = 0; i < PIXIT_ENTRIES; i++) {
		const void *from = (const char *)p + entries[i].offset;
		if (entries[i].type == PIXIT_TIME)
			snprintf(t->buf[i], sizeof(t->buf[i]), "%.9gs", (double)*(const vtime *)from / 1e9);
		else if (entries[i].type == PIXIT_RATE)
			snprintf(t->buf[i], sizeof(t->buf[i]), "%.9gMbps", (double)*(const uint64_t *)from / 1e6);
		else
			snprintf(t->buf[i], sizeof(t->buf[i]), "%" PRIu32, *(const uint32_t *)from);
		t->params[i] = (struct report_param){entries[i].name, t->buf[i]};
	}
	return PIXIT_ENTRIES;
}
