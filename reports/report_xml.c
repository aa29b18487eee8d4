/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#include "report/report.h"

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
	char safe[4096];

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

static void write_text(xmlTextWriterPtr w, const char *text)
{
	char safe[4096];

	clean(text, safe, sizeof(safe));
	xmlTextWriterWriteString(w, X(safe));
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
	write_params(w, "statement", r->statement, r->n_statement);
	xmlTextWriterEndElement(w);
	xmlTextWriterStartElement(w, X("basis"));
	attr(w, "profile", r->profile->id);
	attr(w, "title", r->profile->title);
	attr(w, "catalogue", r->catalogue_version);
	attr(w, "vectors", r->vectors_version);
	attr_u64(w, "seed", r->seed);
	attr(w, "strict", r->strict ? "yes" : "no");
	if (r->shards > 0)
		xmlTextWriterWriteFormatAttribute(w, X("shard"), "%u/%u", r->shard, r->shards);
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
	unsigned cases[VERDICT_ERROR + 1] = {0}, expected = 0, unexpected = 0;
	struct report_outcome outcome = report_outcome(r);

	for (size_t i = 0; i < r->n_cases; i++) {
		const struct report_case *c = &r->cases[i];
		expected += c->expected;
		unexpected += c->unexpected_pass;
		cases[c->verdict] += !c->expected && !c->unexpected_pass;
	}
	xmlTextWriterStartElement(w, X("summary"));
	attr_u64(w, "code", (uint64_t)outcome.code);
	attr(w, "outcome", outcome.words);
	attr(w, "lesser", outcome.lesser ? "yes" : "no");
	attr_u64(w, "planned", r->planned);
	attr_u64(w, "cases", r->n_cases);
	for (int v = VERDICT_PASS; v <= VERDICT_ERROR; v++)
		attr_u64(w, verdict_name((enum verdict)v), cases[v]);
	attr_u64(w, "none", cases[VERDICT_NONE]);
	attr_u64(w, "expected-failure", expected);
	attr_u64(w, "unexpected-pass", unexpected);
	if (r->defects_tried > 0) {
		attr_u64(w, "killed", r->killed);
		attr_u64(w, "defects", r->defects_tried);
	}
	for (size_t d = 0; d < r->profile->n_documents; d++) {
		xmlTextWriterStartElement(w, X("document"));
		attr(w, "id", r->profile->documents[d]);
		write_count(w, r, r->profile->documents[d], true);
		write_count(w, r, r->profile->documents[d], false);
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndElement(w);
}

static void write_ledger(xmlTextWriterPtr w, const struct report *r)
{
	xmlTextWriterStartElement(w, X("ledger"));
	attr(w, "today", r->today);
	for (size_t i = 0; i < r->n_entries; i++) {
		const struct report_entry *e = &r->entries[i];
		xmlTextWriterStartElement(w, X("expect"));
		attr(w, "case", e->of_case);
		attr(w, "requirement", e->requirement);
		attr(w, "match", e->match);
		attr(w, "owner", e->owner);
		attr(w, "expires", e->expires);
		attr(w, "state", ledger_state_name(e->state));
		attr_u64(w, "matched", e->matched);
		write_text(w, e->why);
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndElement(w);
}

static void write_vectors(xmlTextWriterPtr w, const struct report *r)
{
	for (size_t i = 0; i < r->n_vectors; i++) {
		const struct report_vector *v = &r->vectors[i];
		xmlTextWriterStartElement(w, X("vector"));
		attr(w, "id", v->id);
		attr(w, "file", v->file);
		attr(w, "covers", v->covers);
		write_text(w, v->purpose);
		xmlTextWriterEndElement(w);
	}
	for (size_t i = 0; i < r->n_defects; i++) {
		xmlTextWriterStartElement(w, X("defect"));
		attr(w, "id", r->defects[i].id);
		attr(w, "must", r->defects[i].must);
		write_text(w, r->defects[i].text);
		xmlTextWriterEndElement(w);
	}
}

static void write_requirement(xmlTextWriterPtr w, const struct report_requirement *q)
{
	xmlTextWriterStartElement(w, X("requirement"));
	attr(w, "id", q->requirement->id);
	attr(w, "level", level_name(q->level));
	attr(w, "basis", basis_name(q->basis));
	attr(w, "verdict", requirement_state_name(q->state));
	attr(w, "topic", q->requirement->topic);
	attr(w, "document", q->document);
	attr(w, "section", q->section);
	if (q->requirement->never_testable)
		attr(w, "testable", "never");
	if (q->elsewhere)
		attr(w, "elsewhere", "yes");
	for (int v = VERDICT_PASS; v <= VERDICT_ERROR; v++) {
		if (q->cases[v] > 0)
			attr_u64(w, verdict_name((enum verdict)v), q->cases[v]);
	}
	text_element(w, "text", q->requirement->text);
	text_element(w, "condition", q->requirement->condition);
	text_element(w, "convention", q->requirement->convention);
	text_element(w, "holds", q->requirement->holds);
	text_element(w, "reason", q->reason);
	xmlTextWriterEndElement(w);
}

/* A finding that passed is one line: who says so, about what, and the events that show it. */
static void write_passed(xmlTextWriterPtr w, const struct finding *f)
{
	char ids[PROOF_EVENTS * 12] = "";
	size_t n = 0;

	for (size_t i = 0; i < f->n_events; i++)
		n += (size_t)snprintf(ids + n, sizeof(ids) - n, "%s%u", i > 0 ? " " : "", f->events[i]);
	if (f->n_events > 0)
		attr(w, "events", ids);
}

static void write_compared(xmlTextWriterPtr w, const char *reason)
{
	struct report_compared rows[COMPARED_MAX];
	size_t n = report_compare(reason, rows, COMPARED_MAX);

	for (size_t i = 0; i < n; i++) {
		xmlTextWriterStartElement(w, X("compared"));
		attr(w, "name", rows[i].name);
		attr(w, "wanted", rows[i].wanted[0] != '\0' ? rows[i].wanted : NULL);
		attr(w, "seen", rows[i].seen);
		attr(w, "fits", rows[i].fits ? "yes" : "no");
		xmlTextWriterEndElement(w);
	}
}

static void write_finding(xmlTextWriterPtr w, const struct report_finding *rf)
{
	const struct finding *f = &rf->finding;
	char expected[sizeof(f->reason) + 64], seen[sizeof(f->reason) + 64];

	xmlTextWriterStartElement(w, X("finding"));
	attr(w, "requirement", f->requirement);
	attr(w, "verdict", verdict_name(f->verdict));
	attr(w, "by", f->source);
	if (f->line > 0)
		attr_u64(w, "line", (uint64_t)f->line);
	if (f->verdict <= VERDICT_PASS) {
		write_passed(w, f);
		xmlTextWriterEndElement(w);
		return;
	}
	if (rf->expected > 0)
		attr_u64(w, "expected", rf->expected);
	text_element(w, "reason", f->reason);
	report_split_reason(f->reason, expected, seen, sizeof(expected));
	if (expected[0] != '\0' && seen[0] != '\0') {
		text_element(w, "wanted", expected);
		text_element(w, "seen", seen);
	}
	write_compared(w, f->reason);
	text_element(w, "script", rf->script);
	for (size_t i = 0; i < f->n_events; i++) {
		xmlTextWriterStartElement(w, X("event"));
		attr_u64(w, "id", f->events[i]);
		attr_time(w, "time", rf->times[i]);
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndElement(w);
}

static void write_frames(xmlTextWriterPtr w, const struct report_detail *d)
{
	for (uint32_t i = 0; i < d->n_frames; i++) {
		const struct detail_frame *f = &d->frames[i];
		xmlTextWriterStartElement(w, X("frame"));
		attr_u64(w, "event", f->event);
		attr_time(w, "time", f->time);
		attr(w, "line", d->text + f->line);
		for (uint32_t k = 0; k < f->n_fields; k++) {
			const struct detail_field *field = &d->fields[f->first_field + k];
			xmlTextWriterStartElement(w, X("field"));
			attr(w, "name", d->text + field->name);
			attr(w, "value", d->text + field->text);
			if (field->unit != 0)
				attr(w, "unit", d->text + field->unit);
			xmlTextWriterEndElement(w);
		}
		xmlTextWriterEndElement(w);
	}
}

static void write_step(xmlTextWriterPtr w, const struct report_detail *d, const struct detail_step *s)
{
	xmlTextWriterStartElement(w, X("step"));
	attr_u64(w, "event", s->event);
	attr_time(w, "time", s->time);
	if (s->times > 1) {
		attr_u64(w, "times", s->times);
		attr_time(w, "last", s->last);
	}
	attr_u64(w, "from", s->from);
	attr_u64(w, "to", s->to);
	attr(w, "kind", d->text + s->kind);
	if (s->name != 0)
		attr(w, "name", d->text + s->name);
	if (s->what != 0)
		attr(w, "what", d->text + s->what);
	const struct {
		bool is;
		const char *name;
	} marks[] = {{s->lost, "lost"}, {s->bad, "bad"}, {s->proof, "proof"}, {s->decides, "decides"}};
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (marks[i].is)
			attr(w, marks[i].name, "yes");
	}
	xmlTextWriterEndElement(w);
}

static void write_ladder(xmlTextWriterPtr w, const struct report_detail *d)
{
	xmlTextWriterStartElement(w, X("ladder"));
	attr_u64(w, "after", d->left_out);
	for (uint32_t i = 0; i < d->n_nodes; i++) {
		xmlTextWriterStartElement(w, X("node"));
		attr(w, "name", d->text + d->nodes[i].name);
		attr(w, "is",
		     d->nodes[i].iut       ? "iut"
		     : d->nodes[i].network ? "network"
		     : d->nodes[i].several ? "several"
					   : "tester");
		xmlTextWriterEndElement(w);
	}
	for (uint32_t i = 0; i < d->n_steps; i++)
		write_step(w, d, &d->steps[i]);
	xmlTextWriterEndElement(w);
}

static void write_case(xmlTextWriterPtr w, const struct report_case *c)
{
	xmlTextWriterStartElement(w, X("case"));
	attr(w, "id", c->id);
	attr_u64(w, "number", c->number);
	attr(w, "vector", c->vector);
	attr(w, "role", c->role);
	attr(w, "verdict", case_verdict_name(c));
	attr_u64(w, "seed", c->seed);
	attr_time(w, "duration", c->duration);
	attr_u64(w, "events", c->n_events);
	attr(w, "capture", c->capture);
	write_params(w, "param", c->params, c->n_params);
	if (c->error != NULL) {
		xmlTextWriterStartElement(w, X("error"));
		attr(w, "blame", c->blame);
		write_text(w, c->error);
		xmlTextWriterEndElement(w);
	}
	if (c->cause.who != NULL) {
		xmlTextWriterStartElement(w, X("cause"));
		attr(w, "who", c->cause.who);
		write_text(w, c->cause.why);
		xmlTextWriterEndElement(w);
	}
	text_element(w, "replay", c->replay);
	for (size_t i = 0; i < c->n_findings; i++)
		write_finding(w, &c->findings[i]);
	if (c->detail != NULL && c->detail->n_frames > 0)
		write_frames(w, c->detail);
	if (c->detail != NULL && c->detail->n_steps > 0)
		write_ladder(w, c->detail);
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
	if (r->today != NULL)
		write_ledger(w, r);
	write_vectors(w, r);
	for (size_t i = 0; i < r->n_requirements; i++)
		write_requirement(w, &r->requirements[i]);
	for (size_t i = 0; i < r->n_cases; i++)
		write_case(w, &r->cases[i]);
	xmlTextWriterEndElement(w);
	bool ok = xmlTextWriterEndDocument(w) >= 0;
	xmlFreeTextWriter(w);
	return ok && fflush(f) == 0 && !ferror(f);
}
