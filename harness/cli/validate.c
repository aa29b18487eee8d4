/* SPDX-License-Identifier: Apache-2.0 */
#include "validate.h"

#include <stdlib.h>
#include <string.h>

#include "qualification.h"
#include "trace_store.h"
#include "xml/xml.h"

struct checking {
	struct run_setup *s;
	const char *file;
	char *err;
	size_t len;
};

static bool check_vector(struct checking *c)
{
	return suite_vector_file(&c->s->suite, c->file, c->err, c->len) != NULL;
}

static bool check_topology(struct checking *c)
{
	return vector_topology_check(c->s->suite.vectors, c->file, c->err, c->len);
}

static bool check_pics(struct checking *c)
{
	struct pics *p = pics_load(c->file, c->s->suite.dir, c->err, c->len);

	pics_free(p);
	return p != NULL;
}

static bool check_pixit(struct checking *c)
{
	return pixit_load(c->file, c->s->suite.dir, &c->s->pixit, c->err, c->len);
}

static bool check_report(struct checking *c)
{
	return report_check(c->file, c->s->suite.dir, c->s->suite.catalogue, c->err, c->len);
}

/* All ids of cases, sorted. NULL if memory runs out. */
static char **case_ids(const struct suite *s, size_t *n)
{
	size_t total = 0;

	for (size_t i = 0; i < vector_set_n(s->vectors); i++)
		total += vector_expand(vector_at(s->vectors, i), NULL, 0);
	struct vcase *cases = calloc(total + 1, sizeof(*cases));
	char **ids = calloc(total + 1, sizeof(*ids));
	*n = 0;
	for (size_t i = 0; cases != NULL && ids != NULL && i < vector_set_n(s->vectors); i++) {
		size_t k = vector_expand(vector_at(s->vectors, i), cases, total);
		for (size_t j = 0; j < k; j++)
			*n += (ids[*n] = strdup(cases[j].id)) != NULL;
	}
	free(cases);
	return ids;
}

static void free_ids(char **ids, size_t n)
{
	for (size_t i = 0; ids != NULL && i < n; i++)
		free(ids[i]);
	free(ids);
}

static void no_such_case(struct xml_errors *e, const char *file, int line, const char *id, char *const *ids, size_t n)
{
	const char *close = did_you_mean(id, (const char *const *)ids, n);

	xml_error(e, file, line, "there is no case %.150s%s%s%s", id, close != NULL ? "; did you mean " : "",
		  close != NULL ? close : "", close != NULL ? "?" : "");
}

static bool stands(char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(ids[i], id) == 0)
			return true;
	}
	return false;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* An entry that foresees nothing would be found stale at the end of a run; here it is known before. */
static void check_entry(struct checking *c, struct xml_errors *e, const struct report_entry *all, size_t i,
			char *const *ids, size_t n)
{
	const struct report_entry *x = &all[i];

	if (x->requirement != NULL && catalogue_find(c->s->suite.catalogue, x->requirement) == NULL)
		xml_error(e, c->file, x->line, "names %.60s, which is not in the catalogue", x->requirement);
	if (x->of_case != NULL && !stands(ids, n, x->of_case))
		no_such_case(e, c->file, x->line, x->of_case, ids, n);
	for (size_t k = 0; k < i; k++) {
		if (!same(all[k].of_case, x->of_case) || !same(all[k].requirement, x->requirement) ||
		    !same(all[k].match, x->match))
			continue;
		xml_error(e, c->file, x->line, "the same failure is expected in line %d already", all[k].line);
		return;
	}
}

static bool check_ledger(struct checking *c)
{
	struct ledger *l = ledger_load(c->file, c->s->suite.dir, c->err, c->len);
	struct xml_errors e;
	size_t n;

	if (l == NULL)
		return false;
	xml_errors_init(&e, c->err, c->len);
	char **ids = case_ids(&c->s->suite, &n);
	for (size_t i = 0; ids != NULL && i < ledger_n(l); i++)
		check_entry(c, &e, ledger_entries(l), i, ids, n);
	if (ids == NULL)
		xml_error(&e, c->file, 0, "out of memory");
	free_ids(ids, n);
	ledger_free(l);
	return e.count == 0;
}

/* Ids once, and only requirements that there are. */
static bool check_definitions(struct checking *c, const char *schema)
{
	char path[4096];
	struct xml_errors e;

	snprintf(path, sizeof(path), "%s/conformance/schema/%s.rng", c->s->suite.dir, schema);
	xml_errors_init(&e, c->err, c->len);
	xmlDocPtr doc = xml_load(c->file, path, &e);
	xmlNodePtr first = doc != NULL ? xml_first(xmlDocGetRootElement(doc)) : NULL;
	for (xmlNodePtr n = first; n != NULL; n = xml_next(n)) {
		char *id = xml_attr(n, "id");
		for (xmlNodePtr k = first; id != NULL && k != n; k = xml_next(k)) {
			char *other = xml_attr(k, "id");
			if (same(id, other))
				xml_error(&e, c->file, xml_line(n), "%.80s stands already in line %d", id, xml_line(k));
			free(other);
		}
		free(id);
		for (xmlNodePtr k = xml_first(n); k != NULL; k = xml_next(k)) {
			char *names = xml_attr(k, "requirement");
			if (names != NULL && catalogue_find(c->s->suite.catalogue, names) == NULL)
				xml_error(&e, c->file, xml_line(k), "names %.60s, which is not in the catalogue",
					  names);
			free(names);
		}
	}
	xmlFreeDoc(doc);
	return e.count == 0;
}

static bool check_catalogue(struct checking *c)
{
	return check_definitions(c, "catalogue");
}

static bool check_profile(struct checking *c)
{
	return check_definitions(c, "profile");
}

static bool check_defects(struct checking *c)
{
	return check_definitions(c, "defects");
}

static bool check_trace(struct checking *c)
{
	FILE *f = infile_open(c->file, c->err, c->len);
	struct trace *t = f != NULL ? trace_load(f, c->file, c->err, c->len) : NULL;

	if (f != NULL)
		fclose(f);
	if (t != NULL)
		trace_free(t);
	return t != NULL;
}

static bool check_traces(struct checking *c)
{
	struct trace_store t;
	struct xml_errors e;
	size_t n;

	if (!trace_store_read_file(c->file, &t, c->err, c->len))
		return false;
	xml_errors_init(&e, c->err, c->len);
	if (profiles_find(c->s->suite.profiles, t.profile) == NULL)
		xml_error(&e, c->file, 0, "there is no profile '%.60s'", t.profile);
	char **ids = case_ids(&c->s->suite, &n);
	for (size_t i = 0; ids != NULL && i < t.n; i++) {
		if (!stands(ids, n, t.cases[i].id))
			no_such_case(&e, c->file, t.cases[i].line, t.cases[i].id, ids, n);
		for (size_t k = 0; k < i; k++) {
			if (strcmp(t.cases[k].id, t.cases[i].id) != 0)
				continue;
			xml_error(&e, c->file, t.cases[i].line, "case %s stands already in line %d", t.cases[i].id,
				  t.cases[k].line);
			break;
		}
	}
	free_ids(ids, n);
	trace_store_free(&t);
	return e.count == 0;
}

static bool check_qualification(struct checking *c)
{
	return qualification_read(c->file, c->s);
}

static const struct kind {
	const char *name; /* root element of XML; beginning of another file's first line */
	bool (*check)(struct checking *c);
} xml_kinds[] = {{"vector", check_vector},       {"topology", check_topology}, {"pics", check_pics},
		 {"pixit", check_pixit},         {"ledger", check_ledger},     {"report", check_report},
		 {"catalogue", check_catalogue}, {"profile", check_profile},   {"defects", check_defects}},
  text_kinds[] = {
      {"isatm-trace ", check_trace}, {"isatm-run ", check_traces}, {"isatm-qualification ", check_qualification}};

static const struct kind *text_kind(const char *file)
{
	char line[40] = "", err[512];
	FILE *f = infile_open(file, err, sizeof(err));

	if (f != NULL) {
		if (fgets(line, sizeof(line), f) == NULL)
			line[0] = '\0';
		fclose(f);
	}
	for (size_t i = 0; i < sizeof(text_kinds) / sizeof(*text_kinds); i++) {
		if (strncmp(line, text_kinds[i].name, strlen(text_kinds[i].name)) == 0)
			return &text_kinds[i];
	}
	return NULL;
}

/* NULL after a complaint in err. */
static const struct kind *xml_kind(const char *file, char *err, size_t len)
{
	struct xml_errors e;

	xml_errors_init(&e, err, len);
	xmlDocPtr doc = xml_load_limit(file, NULL, XML_MAX_REPORT, &e);
	if (doc == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(xml_kinds) / sizeof(*xml_kinds); i++) {
		if (xml_is(xmlDocGetRootElement(doc), xml_kinds[i].name)) {
			xmlFreeDoc(doc);
			return &xml_kinds[i];
		}
	}
	xml_error(&e, file, 1,
		  "<%.60s> is not a vector, topology, pics, pixit, ledger, report, catalogue, profile or defects",
		  xml_name(xmlDocGetRootElement(doc)));
	xmlFreeDoc(doc);
	return NULL;
}

bool validate_file(struct run_setup *s, const char *file)
{
	char err[65536] = "";
	struct checking c = {s, file, err, sizeof(err)};
	const struct kind *kind = text_kind(file);

	if (kind == NULL)
		kind = xml_kind(file, err, sizeof(err));
	if (kind != NULL && kind->check(&c))
		return true;
	if (err[0] != '\0')
		cli_usage_error("%s", err);
	return false;
}
