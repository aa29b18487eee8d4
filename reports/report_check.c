/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report says against itself and against the catalogue, beyond what every
 * reader needs: whether names that one part uses stand in the other, and whether the verdicts of
 * requirements, and the counts of documents and of the ledger, are those that its cases give.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report_file.h"
#include "xml/xml.h"

struct checking {
	const struct report_file *f;
	const struct report *r;
	const struct catalogue *catalogue;
	const struct report_vector **vector_of; /* of each case; NULL if the report does not have it */
	struct xml_errors *e;
};

static void known(struct checking *k, xmlNodePtr n, const char *id)
{
	if (id != NULL && catalogue_find(k->catalogue, id) == NULL)
		xml_error(k->e, k->f->name, xml_line(n), "names %.60s, which is not in the catalogue", id);
}

static void all_known(struct checking *k, xmlNodePtr n, const char *ids)
{
	char id[64];

	for (const char *p = ids; p != NULL && *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		snprintf(id, sizeof(id), "%.*s", (int)(len < sizeof(id) ? len : sizeof(id) - 1), p);
		known(k, n, id);
		p += len;
	}
}

static const struct report_vector *find_vector(const struct report *r, const char *id)
{
	for (size_t i = 0; i < r->n_vectors; i++) {
		if (strcmp(r->vectors[i].id, id) == 0)
			return &r->vectors[i];
	}
	return NULL;
}

/* A case's id is made of its vector, its role and its parameters. */
static bool id_fits(const struct report_case *c)
{
	const char *p = c->id;
	const char *const parts[] = {c->vector, "[", c->role};

	for (size_t i = 0; i < 3; i++) {
		size_t n = strlen(parts[i]);
		if (strncmp(p, parts[i], n) != 0)
			return false;
		p += n;
	}
	for (size_t i = 0; i < c->n_params; i++) {
		size_t name = strlen(c->params[i].name), value = strlen(c->params[i].value);
		if (*p != ',' || strncmp(p + 1, c->params[i].name, name) != 0 || p[1 + name] != '=' ||
		    strncmp(p + 2 + name, c->params[i].value, value) != 0)
			return false;
		p += 2 + name + value;
	}
	return strcmp(p, "]") == 0;
}

static void check_case(struct checking *k, xmlNodePtr n, size_t at)
{
	const struct report_case *c = &k->r->cases[at];
	size_t i = 0;

	if (k->vector_of[at] == NULL)
		xml_error(k->e, k->f->name, xml_line(n), "is of vector %.80s, which the report does not have",
			  c->vector);
	else if (!id_fits(c))
		xml_error(k->e, k->f->name, xml_line(n),
			  "case %.150s is not named after its vector, role and parameters", c->id);
	for (xmlNodePtr child = xml_first(n); child != NULL; child = xml_next(child)) {
		if (xml_is(child, "finding"))
			known(k, child, c->findings[i++].finding.requirement);
	}
}

/* The verdict and the counts of a requirement, as its cases give them. */
static void check_requirement(struct checking *k, xmlNodePtr n, const struct report_requirement *q)
{
	const char *id = q->requirement->id, *reason = NULL;
	struct requirement_tally t = {0};
	unsigned cases[VERDICT_ERROR + 1] = {0};
	enum requirement_state state = REQ_UNTESTED;

	known(k, n, id);
	for (size_t i = 0; i < k->r->n_cases; i++) {
		const struct report_case *c = &k->r->cases[i];
		const struct report_vector *v = k->vector_of[i];
		bool covered = v != NULL && v->covers != NULL && xml_has_word(v->covers, id);
		tally_case(&t, c->verdict, c->error, c->findings, c->n_findings, covered, id, cases);
	}
	for (int v = VERDICT_PASS; v <= VERDICT_ERROR; v++) {
		if (cases[v] != q->cases[v])
			xml_error(k->e, k->f->name, xml_line(n), "%s: says %u cases with verdict %s, there are %u", id,
				  q->cases[v], verdict_name((enum verdict)v), cases[v]);
	}
	bool silent = q->state == REQ_UNTESTED || q->state == REQ_NOT_APPLICABLE || q->state == REQ_SKIPPED;
	bool judged = tally_state(&t, &state, &reason);
	/* What belongs to an option that is not claimed is not applicable whatever is seen. */
	if (judged ? q->state != state && q->state != REQ_NOT_APPLICABLE : !silent)
		xml_error(k->e, k->f->name, xml_line(n), "%s: says %s, its cases say %s", id,
			  requirement_state_name(q->state), judged ? requirement_state_name(state) : "nothing");
}

static void check_entry(struct checking *k, xmlNodePtr n, const struct report_entry *e, size_t number)
{
	size_t matched = 0;

	known(k, n, e->requirement);
	for (size_t i = 0; i < k->r->n_cases; i++) {
		const struct report_case *c = &k->r->cases[i];
		for (size_t j = 0; j < c->n_findings; j++)
			matched += c->findings[j].expected == number;
	}
	if (matched != e->matched)
		xml_error(k->e, k->f->name, xml_line(n), "says that it foresaw %zu failures, there are %zu", e->matched,
			  matched);
}

static void check_count(struct checking *k, xmlNodePtr n, const struct report_count *c)
{
	const struct {
		const char *name;
		unsigned is;
	} totals[] = {{"total", c->total}, {"testable", c->testable}};

	for (size_t i = 0; i < 2 + REQ_STATES; i++) {
		const char *name = i < 2 ? totals[i].name : requirement_state_name((enum requirement_state)(i - 2));
		unsigned is = i < 2 ? totals[i].is : c->by_state[i - 2];
		char *says = xml_attr(n, name);
		if (says != NULL && strtoull(says, NULL, 10) != is)
			xml_error(k->e, k->f->name, xml_line(n), "says %s %.20s, below it are %u", name, says, is);
		free(says);
	}
}

static void check_summary(struct checking *k, xmlNodePtr summary)
{
	for (xmlNodePtr d = xml_first(summary); d != NULL; d = xml_next(d)) {
		char *id = xml_attr(d, "id");
		for (xmlNodePtr n = xml_first(d); id != NULL && n != NULL; n = xml_next(n)) {
			struct report_count c = report_count(k->r, id, xml_is(n, "must"));
			check_count(k, n, &c);
		}
		free(id);
	}
}

/* The elements below the root stand in the order of what was read from them. */
static void check_all(struct checking *k, xmlNodePtr root)
{
	size_t cases = 0, requirements = 0, vectors = 0, defects = 0;

	for (xmlNodePtr n = xml_first(root); n != NULL; n = xml_next(n)) {
		if (xml_is(n, "summary")) {
			check_summary(k, n);
		} else if (xml_is(n, "ledger")) {
			size_t i = 0;
			for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c), i++)
				check_entry(k, c, &k->r->entries[i], i + 1);
		} else if (xml_is(n, "vector")) {
			all_known(k, n, k->r->vectors[vectors++].covers);
		} else if (xml_is(n, "defect")) {
			all_known(k, n, k->r->defects[defects++].must);
		} else if (xml_is(n, "requirement")) {
			check_requirement(k, n, &k->r->requirements[requirements++]);
		} else if (xml_is(n, "case")) {
			check_case(k, n, cases++);
		}
	}
}

bool report_check(const char *file, const char *data_dir, const struct catalogue *catalogue, char *err, size_t err_len)
{
	struct report_file *f = report_open(file, data_dir, err, err_len);
	struct xml_errors e;

	if (f == NULL)
		return false;
	xml_errors_init(&e, err, err_len);
	f->name = file;
	struct checking k = {.f = f, .r = &f->report, .catalogue = catalogue, .e = &e};
	k.vector_of = calloc(k.r->n_cases + 1, sizeof(const struct report_vector *));
	if (k.vector_of == NULL)
		xml_error(&e, file, 0, "out of memory");
	for (size_t i = 0; k.vector_of != NULL && i < k.r->n_cases; i++)
		k.vector_of[i] = find_vector(k.r, k.r->cases[i].vector);
	if (k.vector_of != NULL)
		check_all(&k, xmlDocGetRootElement(f->doc));
	free(k.vector_of);
	report_close(f);
	return e.count == 0;
}
