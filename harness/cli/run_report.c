/* SPDX-License-Identifier: Apache-2.0 */
#include "crosscheck.h"
#include "run_report.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli.h"
#include "memory.h"
#include "run_report_priv.h"
#include "vector_lines.h"

/* The cases that ran, as the report has them, and what they point to. */
struct run_report {
	struct report report;
	const struct run_outcome *outcome;
	char machine[200], vectors_version[17];
	struct pixit_text pixit;
	struct crosscheck cross;
	struct report_case *cases;
	struct report_param (*params)[VECTOR_MAX_PARAMS];
	char captures[PATH_MAX + 1]; /* their folder, seen from that of the report, with a slash behind it; or "" */
	struct report_vector *vectors;
	struct report_defect *defects;
	char **texts; /* everything else that is owned */
	size_t n_texts, cap_texts;
};

void run_report_free(struct run_report *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n_texts; i++)
		free(r->texts[i]);
	free(r->texts);
	free(r->cases);
	free(r->params);
	free(r->vectors);
	free(r->defects);
	free(r);
}

/* Keep a malloc'ed text; "" if there is none. */
static const char *own(struct run_report *r, char *text)
{
	if (text != NULL && r->n_texts == r->cap_texts) {
		size_t cap = r->cap_texts == 0 ? 64 : 2 * r->cap_texts;
		char **grown = realloc(r->texts, cap * sizeof(*grown));
		if (grown == NULL) {
			free(text);
			return "";
		}
		r->texts = grown;
		r->cap_texts = cap;
	}
	if (text == NULL)
		return "";
	r->texts[r->n_texts++] = text;
	return text;
}

/* A word as a shell takes it: in single quotes, those in it as '\\''. */
static void quote(FILE *f, const char *word)
{
	putc('\'', f);
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			fputs("'\\''", f);
		else
			putc(*word, f);
	}
	putc('\'', f);
}

static const char *replay_command(struct run_report *r, const char *id)
{
	const struct run_outcome *o = r->outcome;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		return "";
	fputs("isatm run", f);
	if (strcmp(o->iut_spec, "reference") != 0) {
		fputs(" --iut ", f);
		quote(f, o->iut_spec);
	}
	fprintf(f, " --profile %s --seed %" PRIu64, o->selection->profile->id, o->seed);
	const struct {
		const char *option, *value;
	} files[] = {{"pics", o->pics_file}, {"pixit", o->pixit_file}, {"case", id}};
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (files[i].value == NULL)
			continue;
		fprintf(f, " --%s ", files[i].option);
		quote(f, files[i].value);
	}
	fputs(" -v", f);
	return own(r, memory_text(f, &text));
}

/* Where the captures are for who has the report. A folder that is not below the report's has no name there that would
 * hold elsewhere: then each case's alone is told. */
static void find_captures(struct run_report *r)
{
	const struct run_outcome *o = r->outcome;
	const char *slash = o->beside != NULL ? strrchr(o->beside, '/') : NULL;
	char of[PATH_MAX] = ".", from[PATH_MAX], to[PATH_MAX];

	if (slash != NULL)
		snprintf(of, sizeof(of), "%.*s", (int)(slash - o->beside) + 1, o->beside);
	if (o->pcap_dir == NULL || realpath(of, from) == NULL || realpath(o->pcap_dir, to) == NULL)
		return;
	size_t n = strlen(from) > 1 ? strlen(from) : 0; /* the root has its slash already */
	if (strncmp(from, to, n) == 0 && to[n] == '/' && to[n + 1] != '\0')
		snprintf(r->captures, sizeof(r->captures), "%s/", to + n + 1);
}

static const char *capture_name(struct run_report *r, const struct vcase *c)
{
	char folder[200];

	case_folder(c, folder, sizeof(folder));
	size_t len = strlen(r->captures) + strlen(folder) + 1;
	char *name = malloc(len);
	if (name != NULL)
		snprintf(name, len, "%s%s", r->captures, folder);
	return own(r, name);
}

/* Is the whole failure of this case foreseen? */
static bool foreseen(const struct case_result *c)
{
	bool any = false;

	for (size_t i = 0; i < c->n_findings; i++) {
		if (c->findings[i].finding.verdict == VERDICT_FAIL && c->findings[i].expected == 0)
			return false;
		any = any || c->findings[i].finding.verdict == VERDICT_FAIL;
	}
	return any && c->verdict == VERDICT_FAIL && c->error[0] == '\0';
}

static void fill_case(struct run_report *r, size_t i)
{
	const struct run_outcome *o = r->outcome;
	const struct vcase *c = &o->cases[i].vcase;
	const struct case_result *from = &o->results[i];
	size_t n = r->report.n_cases++;
	bool passed = from->verdict <= VERDICT_PASS;

	for (size_t k = 0; k < c->n_params; k++)
		r->params[n][k] = (struct report_param){c->params[k].name, c->params[k].value};
	for (size_t k = 0; k < from->n_findings && !detail_empty(&from->detail); k++) {
		struct report_finding *f = &from->findings[k];
		if (f->finding.line > 0 && f->finding.verdict > VERDICT_PASS)
			f->script = own(r, vector_lines(vector_file(c->vector), f->finding.line));
	}
	r->cases[n] = (struct report_case){
	    .id = c->id,
	    .vector = vector_id(c->vector),
	    .role = c->role,
	    .number = i + 1,
	    .n_params = c->n_params,
	    .params = r->params[n],
	    .seed = from->seed,
	    .verdict = from->verdict,
	    .expected = foreseen(from),
	    .unexpected_pass = from->unexpected_pass,
	    .error = from->error[0] != '\0' ? from->error : NULL,
	    .blame = from->blame,
	    .duration = from->duration,
	    .n_events = from->n_events,
	    .capture = o->pcap_dir != NULL ? capture_name(r, c) : NULL,
	    .replay = passed ? NULL : replay_command(r, c->id),
	    .cause = from->cause,
	    .n_findings = from->n_findings,
	    .findings = from->findings,
	    .detail = detail_empty(&from->detail) ? NULL : &from->detail,
	};
}

static bool has_run(const struct run_outcome *o, size_t i)
{
	return o->cases[i].choice == CHOSEN && o->results[i].verdict != VERDICT_NONE;
}

static const char *joined(struct run_report *r, const char *const *words, size_t n)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	for (size_t i = 0; f != NULL && i < n; i++)
		fprintf(f, "%s%s", i > 0 ? " " : "", words[i]);
	return own(r, memory_text(f, &text));
}

static void fill_suite(struct run_report *r)
{
	const struct suite *s = r->outcome->suite;
	size_t dir = strlen(s->dir);
	const char *covers[256];

	for (size_t i = 0; i < vector_set_n(s->vectors); i++) {
		const struct vector *v = vector_at(s->vectors, i);
		const char *file = vector_file(v);
		size_t n = 0;
		for (; n < vector_n_covers(v) && n < 256; n++)
			covers[n] = vector_covers(v, n);
		bool inside = strncmp(file, s->dir, dir) == 0 && file[dir] == '/';
		r->vectors[r->report.n_vectors++] = (struct report_vector){vector_id(v), inside ? file + dir + 1 : file,
									   vector_purpose(v), joined(r, covers, n)};
	}
	for (size_t i = 0; i < defects_n(s->defects); i++) {
		const struct defect_info *d = defects_at(s->defects, i);
		if (!d->variant)
			r->defects[r->report.n_defects++] =
			    (struct report_defect){d->id, d->text, joined(r, d->must, d->n_must)};
	}
}

/* Digest of the vectors that were loaded: ids and purposes. */
static void vectors_version(const struct suite *s, char out[17])
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < vector_set_n(s->vectors); i++) {
		const struct vector *v = vector_at(s->vectors, i);
		const char *texts[] = {vector_id(v), vector_purpose(v)};
		for (size_t k = 0; k < 2; k++) {
			for (const char *p = texts[k]; *p != '\0'; p++)
				h = (h ^ (uint8_t)*p) * 0x100000001b3u;
		}
	}
	snprintf(out, 17, "%016" PRIx64, h);
}

/* Has every case of the suite that applies run, so that what was never shown is not there? */
static bool is_whole(const struct run_outcome *o)
{
	const struct selection *s = o->selection;

	return s->n_globs == 0 && s->n_cases == 0 && s->n_requirements == 0 && s->shards == 0 && o->stopped == NULL;
}

struct run_report *run_report_make(const struct run_outcome *o, const struct requirement_sum *sum)
{
	struct run_report *r = calloc(1, sizeof(*r));
	struct utsname host = {0};

	if (r == NULL)
		return NULL;
	r->outcome = o;
	r->cases = calloc(o->n + 1, sizeof(*r->cases));
	r->params = calloc(o->n + 1, sizeof(*r->params));
	r->vectors = calloc(vector_set_n(o->suite->vectors) + 1, sizeof(*r->vectors));
	r->defects = calloc(defects_n(o->suite->defects) + 1, sizeof(*r->defects));
	if (r->cases == NULL || r->params == NULL || r->vectors == NULL || r->defects == NULL) {
		run_report_free(r);
		return NULL;
	}
	uname(&host);
	snprintf(r->machine, sizeof(r->machine), "%.60s %.60s", host.sysname, host.machine);
	vectors_version(o->suite, r->vectors_version);
	r->report = (struct report){
	    .tool_version = ISATM_VERSION,
	    .command = o->command,
	    .iut_spec = o->iut_spec,
	    .iut_name = o->hello->name,
	    .iut_version = o->hello->version,
	    .profile = o->selection->profile,
	    .seed = o->seed,
	    .strict = o->strict,
	    .catalogue_version = catalogue_version(o->suite->catalogue),
	    .vectors_version = r->vectors_version,
	    .shard = o->selection->shard,
	    .shards = o->selection->shards,
	    .probe = o->probe,
	    .incomplete = o->stopped != NULL,
	    .incomplete_why = o->stopped,
	    .killed = o->killed,
	    .defects_tried = o->defects_tried,
	    .started = o->reproducible ? NULL : o->started,
	    .machine = r->machine,
	    .wall_seconds = o->seconds,
	    .vectors = r->vectors,
	    .defects = r->defects,
	    .cases = r->cases,
	    .n_requirements = sum->n,
	    .requirements = sum->requirements,
	};
	if (o->ledger != NULL) {
		r->report.today = o->today;
		r->report.n_entries = ledger_n(o->ledger);
		r->report.entries = ledger_entries(o->ledger);
	}
	r->report.n_pics = pics_params(o->selection->pics, &r->report.pics);
	r->report.n_pixit = pixit_params(o->pixit, &r->pixit);
	r->report.pixit = r->pixit.params;
	for (size_t i = 0; i < o->n; i++)
		r->report.planned += o->cases[i].choice == CHOSEN;
	const struct iut_hello *hello = o->hello->roles[0] != '\0' ? o->hello : NULL;
	crosscheck(&r->cross, o->selection->pics, hello, is_whole(o), o->cases, o->results, o->n);
	r->report.n_statement = r->cross.n;
	r->report.statement = r->cross.params;
	fill_suite(r);
	find_captures(r);
	for (size_t i = 0; i < o->n; i++) {
		if (has_run(o, i))
			fill_case(r, i);
	}
	return r;
}

static bool write_xml(const struct report *r, const char *path)
{
	char err[512] = "";
	struct outfile o;

	if (!outfile_open(&o, path, err, sizeof(err))) {
		cli_usage_error("%s", err);
		return false;
	}
	bool ok = report_write(r, o.f);
	if (!outfile_close(&o, ok, err, sizeof(err)) || !ok) {
		cli_usage_error("%s", err[0] != '\0' ? err : "the report could not be written");
		return false;
	}
	return true;
}

static bool render(const char *from, const char *dir, const char *style, const char *to)
{
	char err[4096] = "";
	struct outfile o;

	if (!outfile_open(&o, to, err, sizeof(err))) {
		cli_usage_error("%s", err);
		return false;
	}
	bool ok = report_render(from, dir, style, o.f, err, sizeof(err));
	if (!outfile_close(&o, ok, err, sizeof(err)) || !ok) {
		cli_usage_error("%s", err);
		return false;
	}
	return true;
}

bool run_report_write(const struct run_report *r, const struct report_paths *paths)
{
	/* HTML and JUnit are made from the XML; without --report it is a file that goes again. */
	char err[512] = "";
	struct outfile temp = {0};
	const char *source = paths->xml, *dir = r->outcome->suite->dir;
	bool derived = paths->junit != NULL || paths->html != NULL, ok = true;

	if (derived && (source == NULL || strcmp(source, "-") == 0)) {
		ok = outfile_temporary(&temp, err, sizeof(err)) && report_write(&r->report, temp.f);
		if (!ok)
			cli_usage_error("%s", err[0] != '\0' ? err : "the report could not be written");
		source = temp.temp;
	}
	if (ok && paths->xml != NULL)
		ok = write_xml(&r->report, paths->xml);
	if (ok && paths->junit != NULL)
		ok = render(source, dir, "junit", paths->junit);
	if (ok && paths->html != NULL)
		ok = render(source, dir, "html", paths->html);
	return outfile_close(&temp, false, err, sizeof(err)) && ok;
}

bool run_report(const struct run_outcome *o, const struct requirement_sum *sum, const struct report_paths *paths)
{
	struct run_report *r = run_report_make(o, sum);
	bool ok = r != NULL && run_report_write(r, paths);

	if (r == NULL)
		cli_usage_error("out of memory");
	run_report_free(r);
	return ok;
}

int run_report_code(const struct run_report *r)
{
	return report_outcome(&r->report).code;
}

const struct report *run_report_of(const struct run_report *r)
{
	return &r->report;
}

const struct run_outcome *run_report_outcome(const struct run_report *r)
{
	return r->outcome;
}
