/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shards of one run joined into the report that the whole run would have given,
 * octet for octet. Verdicts of requirements are made again from the findings, as a run
 * makes them from its results.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "xml/xml.h"

#define MOST_STATEMENTS 1000

struct merging {
	const struct report *const *shards;
	size_t n;
	struct report out;
	struct report_case *cases;
	struct report_requirement *requirements;
	struct report_entry *entries;
	struct report_param *statement;
	const struct report_vector **vector_of; /* of each case */
	char *why;
	char *err;
	size_t err_len;
};

static bool refuse(struct merging *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(struct merging *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->err, m->err_len, fmt, ap);
	va_end(ap);
	for (char *p = m->err; *p != '\0'; p++)
		*p = *p >= 0x20 && *p < 0x7f ? *p : '?';
	return false;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_params(const struct report_param *a, size_t n, const struct report_param *b, size_t k)
{
	if (n != k)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!same(a[i].name, b[i].name) || !same(a[i].value, b[i].value))
			return false;
	}
	return true;
}

static bool same_basis(struct merging *m)
{
	const struct report *a = m->shards[0];

	for (size_t i = 1; i < m->n; i++) {
		const struct report *b = m->shards[i];
		const struct {
			const char *what;
			bool same;
		} rows[] = {
		    {"implementation", same(a->iut_spec, b->iut_spec) && same(a->iut_name, b->iut_name) &&
					   same(a->iut_version, b->iut_version)},
		    {"profile", same(a->profile->id, b->profile->id)},
		    {"catalogue", same(a->catalogue_version, b->catalogue_version)},
		    {"set of vectors", same(a->vectors_version, b->vectors_version) && a->n_vectors == b->n_vectors},
		    {"seed", a->seed == b->seed},
		    {"strictness", a->strict == b->strict},
		    {"tool", same(a->tool_version, b->tool_version) && same(a->command, b->command)},
		    {"PICS", same_params(a->pics, a->n_pics, b->pics, b->n_pics)},
		    {"PIXIT", same_params(a->pixit, a->n_pixit, b->pixit, b->n_pixit)},
		    {"set of requirements", a->n_requirements == b->n_requirements},
		    {"number of shards", a->shards == b->shards && a->shards > 0},
		    {"ledger", a->n_entries == b->n_entries && same(a->today, b->today)},
		};
		for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
			if (!rows[k].same)
				return refuse(
				    m, "the reports do not belong together: report %zu has another %s than the first",
				    i + 1, rows[k].what);
		}
		for (size_t k = 0; k < a->n_requirements; k++) {
			if (!same(a->requirements[k].requirement->id, b->requirements[k].requirement->id))
				return refuse(
				    m, "the reports do not belong together: report %zu has other requirements", i + 1);
		}
	}
	return true;
}

/* Each shard once; those that are missing leave the whole incomplete. */
static bool all_there(struct merging *m)
{
	unsigned total = m->shards[0]->shards, missing = 0;
	char *seen = calloc(total + 1u, 1);
	size_t used = 0, len = 4096;

	m->why = calloc(1, len);
	if (seen == NULL || m->why == NULL) {
		free(seen);
		return refuse(m, "out of memory");
	}
	for (size_t i = 0; i < m->n; i++) {
		unsigned s = m->shards[i]->shard;
		if (total > 0 && seen[s]++ != 0) {
			free(seen);
			return refuse(m, "shard %u/%u is given twice", s, total);
		}
		if (m->shards[i]->incomplete && !m->out.incomplete) {
			m->out.incomplete = true;
			used +=
			    (size_t)snprintf(m->why + used, len - used, "a shard was stopped: %.200s",
					     m->shards[i]->incomplete_why != NULL ? m->shards[i]->incomplete_why : "");
		}
	}
	for (unsigned s = 1; s <= total; s++) {
		if (seen[s] != 0)
			continue;
		m->out.incomplete = true;
		if (missing++ < 20 && used + 40 < len)
			used += (size_t)snprintf(m->why + used, len - used, "%sshard %u/%u is missing",
						 used > 0 ? ", " : "", s, total);
	}
	free(seen);
	m->out.incomplete_why = m->why;
	return true;
}

static int by_number(const void *a, const void *b)
{
	const struct report_case *x = a, *y = b;

	return x->number != y->number ? (x->number < y->number ? -1 : 1) : strcmp(x->id, y->id);
}

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct report_case *const *)a)->id, (*(const struct report_case *const *)b)->id);
}

static bool join_cases(struct merging *m)
{
	size_t total = 0, n = 0;

	for (size_t i = 0; i < m->n; i++)
		total += m->shards[i]->n_cases;
	m->cases = calloc(total + 1, sizeof(*m->cases));
	const struct report_case **ids = calloc(total + 1, sizeof(const struct report_case *));
	bool ok = (m->cases != NULL && ids != NULL) || refuse(m, "out of memory");
	for (size_t i = 0; ok && i < m->n; i++) {
		for (size_t k = 0; k < m->shards[i]->n_cases; k++)
			m->cases[n++] = m->shards[i]->cases[k];
	}
	if (ok)
		qsort(m->cases, n, sizeof(*m->cases), by_number);
	for (size_t i = 0; ok && i < n; i++)
		ids[i] = &m->cases[i];
	if (ok)
		qsort(ids, n, sizeof(const struct report_case *), by_id);
	for (size_t i = 1; ok && i < n; i++) {
		if (strcmp(ids[i - 1]->id, ids[i]->id) == 0)
			ok = refuse(m, "case %.150s stands in two reports", ids[i]->id);
	}
	free(ids);
	/* A run keeps the details of its first cases only; so does the whole. */
	size_t detailed = 0;
	for (size_t i = 0; ok && i < n; i++) {
		if (m->cases[i].verdict > VERDICT_PASS && detailed++ >= DETAIL_CASES_MAX)
			m->cases[i].detail = NULL;
	}
	m->out.cases = m->cases;
	m->out.n_cases = n;
	return ok;
}

/* The verdict of one requirement over all cases, as a run computes it. */
static void join_requirement(struct merging *m, size_t at)
{
	struct report_requirement *q = &m->requirements[at];
	struct requirement_tally t = {0};
	bool applies = false;

	*q = m->shards[0]->requirements[at];
	memset(q->cases, 0, sizeof(q->cases));
	for (size_t i = 0; i < m->n; i++)
		applies = applies || m->shards[i]->requirements[at].state != REQ_NOT_APPLICABLE;
	for (size_t i = 0; i < m->out.n_cases; i++) {
		const struct report_case *c = &m->cases[i];
		bool covered = m->vector_of[i] != NULL && xml_has_word(m->vector_of[i]->covers, q->requirement->id);
		tally_case(&t, c->verdict, c->error, c->findings, c->n_findings, covered, q->requirement->id, q->cases);
	}
	/* A row of an option that is not claimed, whatever its cases show. */
	if (!applies)
		return;
	q->reason = NULL;
	q->elsewhere = false;
	if (tally_state(&t, &q->state, &q->reason))
		return;
	/* No case says anything: what the shards say of it, of which another shard's cases are the least. */
	for (size_t i = 0; i < m->n; i++) {
		const struct report_requirement *s = &m->shards[i]->requirements[at];
		if (i > 0 && (s->elsewhere || !q->elsewhere))
			continue;
		q->state = s->state;
		q->reason = s->reason;
		q->elsewhere = s->elsewhere;
	}
}

static bool join_requirements(struct merging *m)
{
	const struct report *first = m->shards[0];

	m->requirements = calloc(first->n_requirements + 1, sizeof(*m->requirements));
	m->vector_of = calloc(m->out.n_cases + 1, sizeof(const struct report_vector *));
	if (m->requirements == NULL || m->vector_of == NULL)
		return refuse(m, "out of memory");
	for (size_t i = 0; i < m->out.n_cases; i++) {
		for (size_t k = 0; k < first->n_vectors && m->vector_of[i] == NULL; k++) {
			if (strcmp(first->vectors[k].id, m->cases[i].vector) == 0)
				m->vector_of[i] = &first->vectors[k];
		}
	}
	for (size_t i = 0; i < first->n_requirements; i++)
		join_requirement(m, i);
	m->out.requirements = m->requirements;
	return true;
}

/* An entry of the ledger is as its most telling shard says: passed unexpectedly only if no shard saw it fail. */
static bool join_ledger(struct merging *m)
{
	const struct report *first = m->shards[0];

	m->entries = calloc(first->n_entries + 1, sizeof(*m->entries));
	if (m->entries == NULL)
		return refuse(m, "out of memory");
	for (size_t i = 0; i < first->n_entries; i++) {
		m->entries[i] = first->entries[i];
		for (size_t k = 1; k < m->n; k++) {
			const struct report_entry *e = &m->shards[k]->entries[i];
			if (!same(e->of_case, m->entries[i].of_case) ||
			    !same(e->requirement, m->entries[i].requirement) || !same(e->match, m->entries[i].match))
				return refuse(m, "the reports do not belong together: report %zu has another ledger",
					      k + 1);
			if (e->state < m->entries[i].state)
				m->entries[i].state = e->state;
			m->entries[i].matched += e->matched;
		}
	}
	m->out.entries = m->entries;
	return true;
}

/* What one shard says of the PICS holds for all; said by several it stands once. */
static bool join_statement(struct merging *m)
{
	size_t n = 0;

	m->out.planned = 0;
	for (size_t i = 0; i < m->n; i++) {
		n += m->shards[i]->n_statement;
		m->out.planned += m->shards[i]->planned;
	}
	m->statement = calloc(n + 1, sizeof(*m->statement));
	if (m->statement == NULL)
		return refuse(m, "out of memory");
	n = 0;
	for (size_t i = 0; i < m->n; i++) {
		for (size_t k = 0; k < m->shards[i]->n_statement; k++) {
			const struct report_param *p = &m->shards[i]->statement[k];
			bool stands = false;
			for (size_t j = 0; j < n; j++)
				stands = stands || same(m->statement[j].name, p->name);
			if (!stands && n == MOST_STATEMENTS)
				return refuse(m, "more than %d differences from the PICS", MOST_STATEMENTS);
			if (!stands)
				m->statement[n++] = *p;
		}
	}
	m->out.statement = m->statement;
	m->out.n_statement = n;
	return true;
}

bool report_merge(const struct report *const *shards, size_t n, FILE *out, struct report_outcome *outcome, char *err,
		  size_t err_len)
{
	struct merging m = {.shards = shards, .n = n, .out = *shards[0], .err = err, .err_len = err_len};
	bool ok = same_basis(&m);

	if (ok && shards[0]->shards == 0)
		ok = refuse(&m, "the first report is of no shard; nothing is to be merged");
	m.out.incomplete = false;
	m.out.shard = m.out.shards = 0;
	for (size_t i = 1; ok && i < n; i++) {
		m.out.wall_seconds += shards[i]->wall_seconds;
		if (shards[i]->started == NULL || m.out.started == NULL)
			m.out.started = NULL;
		else if (strcmp(shards[i]->started, m.out.started) < 0)
			m.out.started = shards[i]->started;
	}
	ok = ok && all_there(&m) && join_cases(&m) && join_requirements(&m) && join_ledger(&m) && join_statement(&m);
	if (ok) {
		*outcome = report_outcome(&m.out);
		ok = report_write(&m.out, out) || refuse(&m, "the report could not be written");
		if (m.out.incomplete && outcome->code == 0)
			outcome->code = 4;
	}
	free(m.cases);
	free(m.requirements);
	free(m.entries);
	free(m.statement);
	free(m.vector_of);
	free(m.why);
	return ok;
}
