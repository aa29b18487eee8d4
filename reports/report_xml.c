/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#include "report/report.h"

const char *requirement_state_name(enum requirement_state s)
{
	static const char *const names[REQ_STATES] = {
	    [REQ_PASS] = "pass",       [REQ_INCONCLUSIVE] = "inconclusive", [REQ_FAIL] = "fail",
	    [REQ_ERROR] = "error",     [REQ_UNTESTED] = "untested",         [REQ_NOT_APPLICABLE] = "not-applicable",
	    [REQ_SKIPPED] = "skipped",
	};
	return names[s];
}

struct report_count report_count(const struct report *r, const char *document, bool must)
{
	struct report_count c = {0};

	for (size_t i = 0; i < r->n_requirements; i++) {
		const struct report_requirement *q = &r->requirements[i];
		bool is_must = q->level == LEVEL_MUST || q->level == LEVEL_MUST_NOT;
		if (q->level == LEVEL_MAY || is_must != must)
			continue;
		if (document != NULL && strcmp(q->document, document) != 0)
			continue;
		c.total++;
		c.by_state[q->state]++;
		c.testable += !q->requirement->never_testable;
	}
	return c;
}

#define X(s) ((const xmlChar *)(s))

/* Text from an IUT or a vector may hold octets that XML cannot carry: they become '?'. */
static void clean(const char *text, char *out, size_t len)
{
	size_t n = 0;

	for (; *text != '\0' && n + 1 < len; text++) {
		unsigned char c = (unsigned char)*text;
		out[n++] = (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' ? (char)c : '?';
	}
	out[n] = '\0';
}

static void attr(xmlTextWriterPtr w, const char *name, const char *value)
{
	char safe[1024];

	if (value == NULL)
		return;
	clean(value, safe, sizeof(safe));
	xmlTextWriterWriteAttribute(w, X(name), X(safe));
}

static void attr_u64(xmlTextWriterPtr w, const char *name, uint64_t v)
{
	xmlTextWriterWriteFormatAttribute(w, X(name), "%" PRIu64, v);
}

/* Virtual time as seconds with nine decimals: readers compute nothing from it. */
static void attr_time(xmlTextWriterPtr w, const char *name, vtime t)
{
	xmlTextWriterWriteFormatAttribute(w, X(name), "%" PRId64 ".%09" PRId64, t / 1000000000, t % 1000000000);
}

static void text_element(xmlTextWriterPtr w, const char *name, const char *text)
{
	char safe[4096];

	if (text == NULL)
		return;
	clean(text, safe, sizeof(safe));
	xmlTextWriterWriteElement(w, X(name), X(safe));
}

static void write_params(xmlTextWriterPtr w, const char *name, const struct report_param *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		xmlTextWriterStartElement(w, X(name));
		attr(w, "name", p[i].name);
		attr(w, "value", p[i].value);
		xmlTextWriterEndElement(w);
	}
}

static void write_head(xmlTextWriterPtr w, const struct report *r)
{
	xmlTextWriterStartElement(w, X("subject"));
	attr(w, "iut", r->iut_spec);
	attr(w, "name", r->iut_name);
	attr(w, "version", r->iut_version);
	attr(w, "probe", r->probe);
	write_params(w, "pics", r->pics, r->n_pics);
	write_params(w, "pixit", r->pixit, r->n_pixit);
	xmlTextWriterEndElement(w);
	xmlTextWriterStartElement(w, X("basis"));
	attr(w, "profile", r->profile->id);
	attr(w, "title", r->profile->title);
	attr(w, "catalogue", r->catalogue_version);
	attr(w, "vectors", r->vectors_version);
	attr_u64(w, "seed", r->seed);
	attr(w, "strict", r->strict ? "yes" : "no");
	xmlTextWriterEndElement(w);
	if (r->started != NULL) {
		xmlTextWriterStartElement(w, X("environment"));
		attr(w, "started", r->started);
		attr(w, "machine", r->machine);
		xmlTextWriterWriteFormatAttribute(w, X("seconds"), "%.3f", r->wall_seconds);
		xmlTextWriterEndElement(w);
	}
}

static void write_count(xmlTextWriterPtr w, const struct report *r, const char *document, bool must)
{
	struct report_count c = report_count(r, document, must);

	xmlTextWriterStartElement(w, X(must ? "must" : "should"));
	attr_u64(w, "total", c.total);
	attr_u64(w, "testable", c.testable);
	for (int s = 0; s < REQ_STATES; s++)
		attr_u64(w, requirement_state_name((enum requirement_state)s), c.by_state[s]);
	xmlTextWriterEndElement(w);
}

static void write_summary(xmlTextWriterPtr w, const struct report *r)
{
	unsigned cases[VERDICT_ERROR + 1] = {0};

	for (size_t i = 0; i < r->n_cases; i++)
		cases[r->cases[i].verdict]++;
	xmlTextWriterStartElement(w, X("summary"));
	attr_u64(w, "cases", r->n_cases);
	for (int v = VERDICT_PASS; v <= VERDICT_ERROR; v++)
		attr_u64(w, verdict_name((enum verdict)v), cases[v]);
	for (size_t d = 0; d < r->profile->n_documents; d++) {
		xmlTextWriterStartElement(w, X("document"));
		attr(w, "id", r->profile->documents[d]);
		write_count(w, r, r->profile->documents[d], true);
		write_count(w, r, r->profile->documents[d], false);
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndElement(w);
}

static void write_proof(xmlTextWriterPtr w, const struct report *r, const struct report_proof *p)
{
	const struct report_case *c = &r->cases[p->of_case];
	const struct report_finding *f = &c->findings[p->of_finding];

	xmlTextWriterStartElement(w, X("proof"));
	attr(w, "case", c->id);
	attr(w, "verdict", verdict_name(f->finding.verdict));
	attr(w, "by", f->finding.source);
	for (size_t i = 0; i < f->finding.n_events; i++) {
		xmlTextWriterStartElement(w, X("event"));
		attr_u64(w, "id", f->events[i].id);
		attr_time(w, "time", f->events[i].time);
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndElement(w);
}

static void write_requirement(xmlTextWriterPtr w, const struct report *r, const struct report_requirement *q)
{
	xmlTextWriterStartElement(w, X("requirement"));
	attr(w, "id", q->requirement->id);
	attr(w, "level", level_name(q->level));
	attr(w, "basis", basis_name(q->basis));
	attr(w, "verdict", requirement_state_name(q->state));
	attr(w, "topic", q->requirement->topic);
	attr(w, "document", q->document);
	attr(w, "section", q->section);
	text_element(w, "text", q->requirement->text);
	text_element(w, "condition", q->requirement->condition);
	text_element(w, "convention", q->requirement->convention);
	text_element(w, "reason", q->reason);
	for (size_t i = 0; i < q->n_proofs; i++)
		write_proof(w, r, &q->proofs[i]);
	xmlTextWriterEndElement(w);
}

static void write_finding(xmlTextWriterPtr w, const struct report_finding *f)
{
	xmlTextWriterStartElement(w, X("finding"));
	attr(w, "requirement", f->finding.requirement);
	attr(w, "verdict", verdict_name(f->finding.verdict));
	attr(w, "by", f->finding.source);
	if (f->finding.line > 0)
		attr_u64(w, "line", (uint64_t)f->finding.line);
	text_element(w, "reason", f->finding.reason);
	for (size_t i = 0; i < f->finding.n_events; i++) {
		char safe[256];
		xmlTextWriterStartElement(w, X("event"));
		attr_u64(w, "id", f->events[i].id);
		attr_time(w, "time", f->events[i].time);
		clean(f->events[i].line, safe, sizeof(safe));
		xmlTextWriterWriteString(w, X(safe));
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndElement(w);
}

static void write_case(xmlTextWriterPtr w, const struct report_case *c)
{
	xmlTextWriterStartElement(w, X("case"));
	attr(w, "id", c->id);
	attr(w, "vector", c->vector);
	attr(w, "role", c->role);
	attr(w, "verdict", verdict_name(c->verdict));
	attr_u64(w, "seed", c->seed);
	attr_time(w, "duration", c->duration);
	attr_u64(w, "events", c->n_events);
	attr(w, "capture", c->capture);
	write_params(w, "param", c->params, c->n_params);
	text_element(w, "purpose", c->purpose);
	if (c->error != NULL) {
		char safe[1024];
		xmlTextWriterStartElement(w, X("error"));
		attr(w, "blame", c->blame);
		clean(c->error, safe, sizeof(safe));
		xmlTextWriterWriteString(w, X(safe));
		xmlTextWriterEndElement(w);
	}
	text_element(w, "replay", c->replay);
	for (size_t i = 0; i < c->n_findings; i++)
		write_finding(w, &c->findings[i]);
	xmlTextWriterEndElement(w);
}

static int to_file(void *ctx, const char *octets, int n)
{
	return (int)fwrite(octets, 1, (size_t)n, ctx);
}

bool report_write(const struct report *r, FILE *f)
{
	xmlOutputBufferPtr buffer = xmlOutputBufferCreateIO(to_file, NULL, f, NULL);
	xmlTextWriterPtr w = buffer != NULL ? xmlNewTextWriter(buffer) : NULL;

	if (w == NULL)
		return false;
	xmlTextWriterSetIndent(w, 1);
	xmlTextWriterSetIndentString(w, X(" "));
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(w, X("report"));
	attr(w, "xmlns", "urn:isatm:report:1");
	attr(w, "version", REPORT_VERSION);
	attr(w, "tool", r->tool_version);
	attr(w, "command", r->command);
	attr(w, "complete", r->incomplete ? "no" : "yes");
	if (r->incomplete)
		attr(w, "why", r->incomplete_why);
	write_head(w, r);
	write_summary(w, r);
	for (size_t i = 0; i < r->n_requirements; i++)
		write_requirement(w, r, &r->requirements[i]);
	for (size_t i = 0; i < r->n_cases; i++)
		write_case(w, &r->cases[i]);
	xmlTextWriterEndElement(w);
	bool ok = xmlTextWriterEndDocument(w) >= 0;
	xmlFreeTextWriter(w);
	return ok && fflush(f) == 0 && !ferror(f);
}
