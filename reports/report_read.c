/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stored report back into values. The schema has checked the shape; here numbers
 * get their range, ids must be there once, columns and ledger numbers must exist, and
 * what the summary says is counted again: a report that does not add up is refused.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report_file.h"
#include "xml/xml.h"

#define CHUNK         (64u << 10)
#define MOST_FINDINGS 8192
#define MOST_ENTRIES  10000
#define MOST_PARAMS   256
#define MOST_SHARDS   100000

struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(16) char at[];
};

void *file_alloc(struct report_file *f, size_t n)
{
	n = (n + 15) & ~(size_t)15;
	if (f->chunks == NULL || f->chunks->size - f->chunks->used < n) {
		size_t size = n > CHUNK ? n : CHUNK;
		struct chunk *c = malloc(sizeof(*c) + size);
		if (c == NULL) {
			file_refuse(f, NULL, "out of memory");
			return NULL;
		}
		*c = (struct chunk){.next = f->chunks, .size = size};
		f->chunks = c;
	}
	void *p = f->chunks->at + f->chunks->used;
	f->chunks->used += n;
	return memset(p, 0, n);
}

bool file_refuse(struct report_file *f, xmlNodePtr n, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	if (f->ok) {
		va_start(ap, fmt);
		vsnprintf(text, sizeof(text), fmt, ap);
		va_end(ap);
		xml_error(f->errors, f->name, n != NULL ? xml_line(n) : 0, "%s", text);
	}
	f->ok = false;
	return false;
}

static const char *keep(struct report_file *f, const xmlChar *text)
{
	size_t n = strlen((const char *)text) + 1;
	char *copy = file_alloc(f, n);

	return copy != NULL ? xml_plain(memcpy(copy, text, n)) : "";
}

/* Value of an attribute, NULL if it is not there. */
static const char *str(struct report_file *f, xmlNodePtr n, const char *name)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	const char *copy = v != NULL ? keep(f, v) : NULL;

	xmlFree(v);
	return copy;
}

static const char *content(struct report_file *f, xmlNodePtr n)
{
	xmlChar *v = xmlNodeGetContent(n);
	const char *copy = v != NULL ? keep(f, v) : "";

	xmlFree(v);
	return copy;
}

/* Text of the child element of that name, NULL if there is none. */
static const char *child_text(struct report_file *f, xmlNodePtr n, const char *name)
{
	for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
		if (xml_is(c, name))
			return content(f, c);
	}
	return NULL;
}

static uint64_t num(struct report_file *f, xmlNodePtr n, const char *name, uint64_t most)
{
	char *v = xml_attr(n, name);
	uint64_t value = 0;

	if (v != NULL) {
		errno = 0;
		value = strtoull(v, NULL, 10);
		if (errno != 0 || value > most)
			file_refuse(f, n, "%s: %.24s is more than %" PRIu64, name, v, most);
	}
	free(v);
	return value <= most ? value : 0;
}

/* Seconds with up to nine decimals, as ns. */
static vtime ns(struct report_file *f, xmlNodePtr n, const char *name)
{
	char *v = xml_attr(n, name);
	vtime t = 0;

	if (v != NULL) {
		char *end;
		int64_t part = 0;
		t = strtoll(v, &end, 10);
		for (int i = 1; i < 10; i++)
			part = part * 10 + (*end == '.' && strlen(end) > (size_t)i ? end[i] - '0' : 0);
		if (t > INT64_MAX / 1000000000 - 1)
			file_refuse(f, n, "%s: %.24s s is too long", name, v);
		else
			t = t * 1000000000 + part;
	}
	free(v);
	return t;
}

static bool yes(xmlNodePtr n, const char *name)
{
	char *v = xml_attr(n, name);
	bool is = v != NULL && strcmp(v, "yes") == 0;

	free(v);
	return is;
}

static size_t count(xmlNodePtr parent, const char *name)
{
	size_t n = 0;

	for (xmlNodePtr c = xml_first(parent); c != NULL; c = xml_next(c))
		n += xml_is(c, name);
	return n;
}

/* One of a list of names that a function gives; the schema has made sure that it is one. */
static int one_of(struct report_file *f, xmlNodePtr n, const char *attribute, int last, const char *(*name)(int))
{
	char *v = xml_attr(n, attribute);
	int found = 0;

	for (int i = 0; v != NULL && i <= last; i++) {
		if (strcmp(name(i), v) == 0)
			found = i;
	}
	free(v);
	return found;
}

static const char *verdict_at(int i)
{
	return verdict_name((enum verdict)i);
}

static const char *state_at(int i)
{
	return requirement_state_name((enum requirement_state)i);
}

static const char *level_at(int i)
{
	return level_name((enum level)i);
}

static const char *basis_at(int i)
{
	return basis_name((enum basis)i);
}

static const char *ledger_at(int i)
{
	return ledger_state_name((enum ledger_state)i);
}

static const struct report_param *params(struct report_file *f, xmlNodePtr n, const char *name, size_t *out)
{
	size_t total = count(n, name), k = 0;
	struct report_param *p = file_alloc(f, (total + 1) * sizeof(*p));

	if (total > MOST_PARAMS)
		file_refuse(f, n, "more than %d elements <%s>", MOST_PARAMS, name);

	for (xmlNodePtr c = xml_first(n); p != NULL && c != NULL; c = xml_next(c)) {
		if (xml_is(c, name))
			p[k++] = (struct report_param){str(f, c, "name"), str(f, c, "value")};
	}
	*out = k;
	return p;
}

static void read_head(struct report_file *f, xmlNodePtr root)
{
	struct report *r = &f->report;

	r->tool_version = str(f, root, "tool");
	r->command = str(f, root, "command");
	r->incomplete = !yes(root, "complete");
	r->incomplete_why = str(f, root, "why");
	for (xmlNodePtr n = xml_first(root); n != NULL; n = xml_next(n)) {
		if (xml_is(n, "subject")) {
			r->iut_spec = str(f, n, "iut");
			r->iut_name = str(f, n, "name");
			r->iut_version = str(f, n, "version");
			r->probe = str(f, n, "probe");
			r->pics = params(f, n, "pics", &r->n_pics);
			r->pixit = params(f, n, "pixit", &r->n_pixit);
			r->statement = params(f, n, "statement", &r->n_statement);
		} else if (xml_is(n, "basis")) {
			f->profile.id = str(f, n, "profile");
			f->profile.title = str(f, n, "title");
			r->catalogue_version = str(f, n, "catalogue");
			r->vectors_version = str(f, n, "vectors");
			r->seed = num(f, n, "seed", UINT64_MAX);
			r->strict = yes(n, "strict");
			const char *shard = str(f, n, "shard");
			if (shard != NULL && (sscanf(shard, "%u/%u", &r->shard, &r->shards) != 2 ||
					      r->shard > r->shards || r->shards > MOST_SHARDS))
				file_refuse(f, n, "there is no shard %s", shard);
		} else if (xml_is(n, "environment")) {
			r->started = str(f, n, "started");
			r->machine = str(f, n, "machine");
			r->wall_seconds = (double)ns(f, n, "seconds") / 1e9;
		}
	}
	r->profile = &f->profile;
}

static void read_summary(struct report_file *f, xmlNodePtr n)
{
	size_t n_documents = count(n, "document");
	const char **documents = file_alloc(f, (n_documents + 1) * sizeof(*documents));

	if (n_documents > MOST_PARAMS)
		file_refuse(f, n, "more than %d elements <document>", MOST_PARAMS);
	f->report.planned = num(f, n, "planned", UINT32_MAX);
	f->report.killed = (unsigned)num(f, n, "killed", 100000);
	f->report.defects_tried = (unsigned)num(f, n, "defects", 100000);
	for (xmlNodePtr c = xml_first(n); documents != NULL && c != NULL; c = xml_next(c))
		documents[f->profile.n_documents++] = str(f, c, "id");
	f->profile.documents = documents;
	f->summary = n;
}

static void read_ledger(struct report_file *f, xmlNodePtr n)
{
	size_t n_entries = count(n, "expect");
	struct report_entry *entries = file_alloc(f, (n_entries + 1) * sizeof(*entries));

	if (n_entries > MOST_ENTRIES)
		file_refuse(f, n, "more than %d elements <expect>", MOST_ENTRIES);
	f->report.today = str(f, n, "today");
	f->report.entries = entries;
	for (xmlNodePtr c = xml_first(n); entries != NULL && c != NULL; c = xml_next(c))
		entries[f->report.n_entries++] = (struct report_entry){
		    .of_case = str(f, c, "case"),
		    .requirement = str(f, c, "requirement"),
		    .match = str(f, c, "match"),
		    .owner = str(f, c, "owner"),
		    .expires = str(f, c, "expires"),
		    .why = content(f, c),
		    .state = (enum ledger_state)one_of(f, c, "state", LEDGER_NOT_RUN, ledger_at),
		    .matched = num(f, c, "matched", 10000000),
		};
}

static void read_requirement(struct report_file *f, xmlNodePtr n, struct report_requirement *q)
{
	struct requirement *r = file_alloc(f, sizeof(*r));

	if (r == NULL)
		return;
	char *testable = xml_attr(n, "testable");
	r->never_testable = testable != NULL;
	free(testable);
	r->id = str(f, n, "id");
	r->topic = str(f, n, "topic");
	r->text = child_text(f, n, "text");
	r->condition = child_text(f, n, "condition");
	r->convention = child_text(f, n, "convention");
	r->holds = child_text(f, n, "holds");
	*q = (struct report_requirement){
	    .requirement = r,
	    .level = (enum level)one_of(f, n, "level", LEVEL_MAY, level_at),
	    .basis = (enum basis)one_of(f, n, "basis", BASIS_READING, basis_at),
	    .document = str(f, n, "document"),
	    .section = str(f, n, "section"),
	    .state = (enum requirement_state)one_of(f, n, "verdict", REQ_STATES - 1, state_at),
	    .reason = child_text(f, n, "reason"),
	    .elsewhere = yes(n, "elsewhere"),
	};
	for (int v = VERDICT_PASS; v <= VERDICT_ERROR; v++)
		q->cases[v] = (unsigned)num(f, n, verdict_at(v), 10000000);
}

static void read_finding(struct report_file *f, xmlNodePtr n, struct report_finding *rf)
{
	struct finding *x = &rf->finding;
	const char *reason = child_text(f, n, "reason"), *ids = str(f, n, "events");

	x->requirement = str(f, n, "requirement");
	x->verdict = (enum verdict)one_of(f, n, "verdict", VERDICT_ERROR, verdict_at);
	x->source = str(f, n, "by");
	x->line = (int)num(f, n, "line", INT32_MAX);
	rf->expected = (unsigned)num(f, n, "expected", f->report.n_entries);
	rf->script = child_text(f, n, "script");
	snprintf(x->reason, sizeof(x->reason), "%s", reason != NULL ? reason : "");
	for (const char *p = ids; p != NULL && *p != '\0' && x->n_events < PROOF_EVENTS;) {
		char *end;
		x->events[x->n_events++] = (uint32_t)strtoull(p, &end, 10);
		p = end + strspn(end, " \t\r\n");
	}
	for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
		if (!xml_is(c, "event"))
			continue;
		if (x->n_events == PROOF_EVENTS) {
			file_refuse(f, c, "more than %d events in a finding", PROOF_EVENTS);
			return;
		}
		rf->times[x->n_events] = ns(f, c, "time");
		x->events[x->n_events++] = (uint32_t)num(f, c, "id", UINT32_MAX);
	}
}

static uint32_t pool(struct report_file *f, struct report_detail *d, xmlNodePtr n, const char *name)
{
	char *v = xml_attr(n, name);
	uint32_t at = v != NULL ? detail_text(d, v, 1024) : 0;

	if (v != NULL && v[0] != '\0' && at == 0)
		file_refuse(f, n, "the texts of this case are too long");
	free(v);
	return at;
}

static void read_frame(struct report_file *f, xmlNodePtr n, struct report_detail *d)
{
	struct detail_frame *frame = &d->frames[d->n_frames++];

	*frame = (struct detail_frame){.event = (uint32_t)num(f, n, "event", UINT32_MAX),
				       .line = pool(f, d, n, "line"),
				       .time = ns(f, n, "time"),
				       .first_field = d->n_fields};
	for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c), frame->n_fields++)
		d->fields[d->n_fields++] = (struct detail_field){
		    .name = pool(f, d, c, "name"), .text = pool(f, d, c, "value"), .unit = pool(f, d, c, "unit")};
}

static void read_step(struct report_file *f, xmlNodePtr n, struct report_detail *d)
{
	struct detail_step *s = &d->steps[d->n_steps++];
	char *times = xml_attr(n, "times");

	*s = (struct detail_step){
	    .event = (uint32_t)num(f, n, "event", UINT32_MAX),
	    .times = times != NULL ? (uint32_t)num(f, n, "times", UINT32_MAX) : 1,
	    .time = ns(f, n, "time"),
	    .last = times != NULL ? ns(f, n, "last") : ns(f, n, "time"),
	    .from = (uint8_t)num(f, n, "from", d->n_nodes - 1),
	    .to = (uint8_t)num(f, n, "to", d->n_nodes - 1),
	    .kind = pool(f, d, n, "kind"),
	    .name = pool(f, d, n, "name"),
	    .what = pool(f, d, n, "what"),
	    .lost = yes(n, "lost"),
	    .bad = yes(n, "bad"),
	    .proof = yes(n, "proof"),
	    .decides = yes(n, "decides"),
	};
	free(times);
}

static void read_ladder(struct report_file *f, xmlNodePtr n, struct report_detail *d)
{
	d->left_out = (uint32_t)num(f, n, "after", UINT32_MAX);
	for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
		if (xml_is(c, "node")) {
			char *is = xml_attr(c, "is");
			d->nodes[d->n_nodes++] =
			    (struct detail_node){.name = pool(f, d, c, "name"),
						 .iut = is != NULL && strcmp(is, "iut") == 0,
						 .network = is != NULL && strcmp(is, "network") == 0,
						 .several = is != NULL && strcmp(is, "several") == 0};
			free(is);
		} else {
			read_step(f, c, d);
		}
	}
}

static void read_detail(struct report_file *f, xmlNodePtr n, struct report_case *to)
{
	size_t frames = 0, fields = 0, steps = 0, nodes = 0;

	for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
		frames += xml_is(c, "frame");
		fields += xml_is(c, "frame") ? count(c, "field") : 0;
		steps += xml_is(c, "ladder") ? count(c, "step") : 0;
		nodes += xml_is(c, "ladder") ? count(c, "node") : 0;
	}
	if (frames + steps == 0)
		return;
	if (nodes > 65 || steps > 100000 || frames > 1000 || fields > 100000) {
		file_refuse(f, n, "the diagram of this case is too large");
		return;
	}
	struct report_detail *d = file_alloc(f, sizeof(*d));
	if (d == NULL)
		return;
	to->detail = d;
	f->details[f->n_details++] = d;
	d->frames = calloc(frames + 1, sizeof(*d->frames));
	d->fields = calloc(fields + 1, sizeof(*d->fields));
	d->steps = calloc(steps + 1, sizeof(*d->steps));
	d->nodes = calloc(nodes + 1, sizeof(*d->nodes));
	if (d->frames == NULL || d->fields == NULL || d->steps == NULL || d->nodes == NULL) {
		file_refuse(f, NULL, "out of memory");
		return;
	}
	for (xmlNodePtr c = xml_first(n); f->ok && c != NULL; c = xml_next(c)) {
		if (xml_is(c, "frame"))
			read_frame(f, c, d);
		else if (xml_is(c, "ladder"))
			read_ladder(f, c, d);
	}
}

/* A path below the folder of the report, wherever that is. */
static bool is_below(const char *path)
{
	if (*path == '/' || *path == '\0' || strlen(path) >= 4096)
		return false;
	for (const char *p = path; *p != '\0'; p++) {
		bool begins = p == path || p[-1] == '/', up = strcspn(p, "/") == 2 && p[0] == '.' && p[1] == '.';
		if ((unsigned char)*p < ' ' || *p == '\\' || (begins && up))
			return false;
	}
	return true;
}

static void read_case(struct report_file *f, xmlNodePtr n, struct report_case *c)
{
	char *verdict = xml_attr(n, "verdict");
	size_t n_findings = count(n, "finding");
	struct report_finding *findings = file_alloc(f, (n_findings + 1) * sizeof(*findings));

	if (n_findings > MOST_FINDINGS)
		file_refuse(f, n, "more than %d findings in one case", MOST_FINDINGS);
	c->id = str(f, n, "id");
	c->number = num(f, n, "number", UINT32_MAX);
	c->vector = str(f, n, "vector");
	c->role = str(f, n, "role");
	c->seed = num(f, n, "seed", UINT64_MAX);
	c->duration = ns(f, n, "duration");
	c->n_events = num(f, n, "events", UINT64_MAX);
	c->capture = str(f, n, "capture");
	if (c->capture != NULL && !is_below(c->capture))
		file_refuse(f, n, "its capture is at no path below the report");
	c->params = params(f, n, "param", &c->n_params);
	c->expected = verdict != NULL && strcmp(verdict, "expected-failure") == 0;
	c->unexpected_pass = verdict != NULL && strcmp(verdict, "unexpected-pass") == 0;
	c->verdict = c->expected          ? VERDICT_FAIL
		     : c->unexpected_pass ? VERDICT_PASS
					  : (enum verdict)one_of(f, n, "verdict", VERDICT_ERROR, verdict_at);
	free(verdict);
	c->findings = findings;
	for (xmlNodePtr k = xml_first(n); f->ok && k != NULL; k = xml_next(k)) {
		if (xml_is(k, "error")) {
			c->error = content(f, k);
			c->blame = str(f, k, "blame");
		} else if (xml_is(k, "cause")) {
			c->cause = (struct likely_cause){str(f, k, "who"), content(f, k)};
		} else if (xml_is(k, "replay")) {
			c->replay = content(f, k);
		} else if (xml_is(k, "finding")) {
			read_finding(f, k, &findings[c->n_findings++]);
		}
	}
	if (f->ok)
		read_detail(f, n, c);
}

/* More of them than any suite has: what is made of them compares each with each. */
static bool not_too_many(struct report_file *f, xmlNodePtr root)
{
	static const struct {
		const char *name;
		size_t most;
	} rows[] = {{"requirement", 4096}, {"vector", 10000}, {"defect", 10000}, {"case", 100000}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (count(root, rows[i].name) > rows[i].most)
			return file_refuse(f, root, "more than %zu elements <%s>", rows[i].most, rows[i].name);
	}
	return true;
}

static bool read_all(struct report_file *f, xmlNodePtr root)
{
	if (!not_too_many(f, root))
		return false;
	struct report *r = &f->report;
	struct report_requirement *requirements =
	    file_alloc(f, (count(root, "requirement") + 1) * sizeof(*requirements));
	struct report_case *cases = file_alloc(f, (count(root, "case") + 1) * sizeof(*cases));
	struct report_vector *vectors = file_alloc(f, (count(root, "vector") + 1) * sizeof(*vectors));
	struct report_defect *defects = file_alloc(f, (count(root, "defect") + 1) * sizeof(*defects));

	f->details = file_alloc(f, (count(root, "case") + 1) * sizeof(*f->details));
	if (!f->ok)
		return false;
	r->requirements = requirements;
	r->cases = cases;
	r->vectors = vectors;
	r->defects = defects;
	read_head(f, root);
	for (xmlNodePtr n = xml_first(root); f->ok && n != NULL; n = xml_next(n)) {
		if (xml_is(n, "summary"))
			read_summary(f, n);
		else if (xml_is(n, "ledger"))
			read_ledger(f, n);
		else if (xml_is(n, "vector"))
			vectors[r->n_vectors++] = (struct report_vector){str(f, n, "id"), str(f, n, "file"),
									 content(f, n), str(f, n, "covers")};
		else if (xml_is(n, "defect"))
			defects[r->n_defects++] =
			    (struct report_defect){str(f, n, "id"), content(f, n), str(f, n, "must")};
		else if (xml_is(n, "requirement"))
			read_requirement(f, n, &requirements[r->n_requirements++]);
		else if (xml_is(n, "case"))
			read_case(f, n, &cases[r->n_cases++]);
	}
	return f->ok;
}

struct named {
	const char *id;
	xmlNodePtr at;
};

static int by_id(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : xml_line(x->at) - xml_line(y->at);
}

/* No two elements of this name have the same id. */
static bool each_once(struct report_file *f, struct named *names, const char *element)
{
	size_t n = 0;

	for (xmlNodePtr c = xml_first(xmlDocGetRootElement(f->doc)); f->ok && c != NULL; c = xml_next(c)) {
		if (xml_is(c, element))
			names[n++] = (struct named){str(f, c, "id"), c};
	}
	if (f->ok)
		qsort(names, n, sizeof(*names), by_id);
	for (size_t i = 1; f->ok && i < n; i++) {
		if (strcmp(names[i - 1].id, names[i].id) == 0)
			file_refuse(f, names[i].at, "%s %.150s stands twice, first in line %d", element, names[i].id,
				    xml_line(names[i - 1].at));
	}
	return f->ok;
}

static bool ids_once(struct report_file *f)
{
	static const char *const elements[] = {"case", "requirement", "vector", "defect"};
	const struct report *r = &f->report;
	struct named *names = calloc(r->n_cases + r->n_requirements + r->n_vectors + r->n_defects + 1, sizeof(*names));
	bool ok = names != NULL || file_refuse(f, NULL, "out of memory");

	for (size_t i = 0; ok && i < sizeof(elements) / sizeof(*elements); i++)
		ok = each_once(f, names, elements[i]);
	free(names);
	return ok;
}

/* What the summary says against what stands below it. */
static bool adds_up(struct report_file *f)
{
	const struct report *r = &f->report;
	uint64_t by[VERDICT_ERROR + 1] = {0}, expected = 0, unexpected = 0;
	struct report_outcome outcome = report_outcome(r);

	for (size_t i = 0; i < r->n_cases; i++) {
		expected += r->cases[i].expected;
		unexpected += r->cases[i].unexpected_pass;
		by[r->cases[i].verdict] += !r->cases[i].expected && !r->cases[i].unexpected_pass;
	}
	const struct {
		const char *name;
		uint64_t is;
	} rows[] = {
	    {"cases", r->n_cases},          {"pass", by[VERDICT_PASS]},      {"inconclusive", by[VERDICT_INCONCLUSIVE]},
	    {"fail", by[VERDICT_FAIL]},     {"error", by[VERDICT_ERROR]},    {"none", by[VERDICT_NONE]},
	    {"expected-failure", expected}, {"unexpected-pass", unexpected}, {"code", (uint64_t)outcome.code}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t says = num(f, f->summary, rows[i].name, UINT64_MAX);
		if (says != rows[i].is)
			return file_refuse(f, f->summary,
					   "the summary does not add up: it says %s %" PRIu64 ", below it are %" PRIu64,
					   rows[i].name, says, rows[i].is);
	}
	char *words = xml_attr(f->summary, "outcome");
	bool same = words != NULL && strcmp(words, outcome.words) == 0 && yes(f->summary, "lesser") == outcome.lesser;
	free(words);
	return same || file_refuse(f, f->summary, "the summary does not add up: its verdict is '%s'%s", outcome.words,
				   outcome.lesser ? ", though a SHOULD failed" : "");
}

struct report_file *report_open(const char *file, const char *data_dir, char *err, size_t err_len)
{
	struct report_file *f = calloc(1, sizeof(*f));
	struct xml_errors e;
	char schema[4096];

	xml_errors_init(&e, err, err_len);
	if (f == NULL) {
		xml_error(&e, file, 0, "out of memory");
		return NULL;
	}
	f->errors = &e;
	f->name = file;
	f->ok = true;
	snprintf(schema, sizeof(schema), "%s/reports/schema/report.rng", data_dir);
	f->doc = xml_load_limit(file, schema, XML_MAX_REPORT, &e);
	bool ok = f->doc != NULL && read_all(f, xmlDocGetRootElement(f->doc)) && ids_once(f) && adds_up(f);
	f->errors = NULL;
	if (ok)
		return f;
	report_close(f);
	return NULL;
}

const struct report *report_of(const struct report_file *f)
{
	return &f->report;
}

void report_close(struct report_file *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->n_details; i++)
		detail_free(f->details[i]);
	while (f->chunks != NULL) {
		struct chunk *next = f->chunks->next;
		free(f->chunks);
		f->chunks = next;
	}
	xmlFreeDoc(f->doc);
	free(f);
}
