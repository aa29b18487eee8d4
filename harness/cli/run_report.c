/* SPDX-License-Identifier: Apache-2.0 */
#include "run_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli.h"

/* The cases that ran, as the report has them; arrays are malloc'ed. */
struct rows {
	size_t n, *of_case; /* index into rows of each planned case, SIZE_MAX if it did not run */
	struct report_case *cases;
	struct report_param (*params)[VECTOR_MAX_PARAMS];
	char (*replay)[420], (*capture)[200];
	struct report_proof *proofs;
	struct report_requirement *requirements;
};

static void rows_free(struct rows *r)
{
	free(r->of_case);
	free(r->cases);
	free(r->params);
	free(r->replay);
	free(r->capture);
	free(r->proofs);
	free(r->requirements);
}

static void fill_case(const struct run_outcome *o, size_t i, struct rows *rows)
{
	const struct vcase *c = &o->cases[i].vcase;
	const struct case_result *r = &o->results[i];
	size_t n = rows->n;
	struct report_case *to = &rows->cases[n];

	for (size_t k = 0; k < c->n_params; k++)
		rows->params[n][k] = (struct report_param){c->params[k].name, c->params[k].value};
	snprintf(rows->replay[n], sizeof(rows->replay[n]),
		 "isatm run --iut '%s' --profile %s --seed %" PRIu64 " --case '%s' -v", o->iut_spec,
		 o->selection->profile->id, o->seed, c->id);
	if (o->pcap_dir != NULL) {
		memcpy(rows->capture[n], "pcap/", 5);
		case_folder(c, rows->capture[n] + 5, sizeof(rows->capture[n]) - 5);
	}
	*to = (struct report_case){
	    .id = c->id,
	    .vector = vector_id(c->vector),
	    .purpose = vector_purpose(c->vector),
	    .role = c->role,
	    .file = vector_file(c->vector),
	    .n_params = c->n_params,
	    .params = rows->params[n],
	    .seed = r->seed,
	    .verdict = r->verdict,
	    .error = r->error[0] != '\0' ? r->error : NULL,
	    .blame = r->blame,
	    .duration = r->duration,
	    .n_events = r->n_events,
	    .capture = o->pcap_dir != NULL ? rows->capture[n] : NULL,
	    .replay = rows->replay[n],
	    .n_findings = r->n_findings,
	    .findings = r->findings,
	};
	rows->of_case[i] = rows->n++;
}

static bool has_run(const struct run_outcome *o, size_t i)
{
	return o->cases[i].choice == CHOSEN && o->results[i].verdict != VERDICT_NONE;
}

/* Proofs name planned cases; the report names those that ran. */
static void fill_requirements(const struct requirement_sum *sum, struct rows *rows)
{
	size_t used = 0;

	for (size_t i = 0; i < sum->n; i++) {
		rows->requirements[i] = sum->requirements[i];
		rows->requirements[i].proofs = rows->proofs + used;
		for (size_t k = 0; k < sum->requirements[i].n_proofs; k++) {
			const struct report_proof *p = &sum->requirements[i].proofs[k];
			rows->proofs[used++] = (struct report_proof){rows->of_case[p->of_case], p->of_finding};
		}
	}
}

static bool fill(const struct run_outcome *o, const struct requirement_sum *sum, struct rows *rows)
{
	size_t proofs = 0;

	for (size_t i = 0; i < sum->n; i++)
		proofs += sum->requirements[i].n_proofs;
	*rows = (struct rows){
	    .of_case = calloc(o->n + 1, sizeof(*rows->of_case)),
	    .cases = calloc(o->n + 1, sizeof(*rows->cases)),
	    .params = calloc(o->n + 1, sizeof(*rows->params)),
	    .replay = calloc(o->n + 1, sizeof(*rows->replay)),
	    .capture = calloc(o->n + 1, sizeof(*rows->capture)),
	    .proofs = calloc(proofs + 1, sizeof(*rows->proofs)),
	    .requirements = calloc(sum->n + 1, sizeof(*rows->requirements)),
	};
	if (rows->of_case == NULL || rows->cases == NULL || rows->params == NULL || rows->replay == NULL ||
	    rows->capture == NULL || rows->proofs == NULL || rows->requirements == NULL)
		return false;
	for (size_t i = 0; i < o->n; i++) {
		rows->of_case[i] = SIZE_MAX;
		if (has_run(o, i))
			fill_case(o, i, rows);
	}
	fill_requirements(sum, rows);
	return true;
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

bool run_report(const struct run_outcome *o, const struct requirement_sum *sum, const struct report_paths *paths)
{
	struct rows rows;
	struct utsname host = {0};
	struct pixit_text pixit;
	char machine[200], vectors[17];
	bool ok = fill(o, sum, &rows);

	uname(&host);
	snprintf(machine, sizeof(machine), "%.60s %.60s", host.sysname, host.machine);
	vectors_version(o->suite, vectors);
	struct report r = {
	    .tool_version = ISATM_VERSION,
	    .command = o->command,
	    .iut_spec = o->iut_spec,
	    .iut_name = o->iut_name,
	    .iut_version = o->iut_version,
	    .profile = o->selection->profile,
	    .seed = o->seed,
	    .strict = o->strict,
	    .catalogue_version = catalogue_version(o->suite->catalogue),
	    .vectors_version = vectors,
	    .probe = o->probe,
	    .incomplete = o->stopped != NULL,
	    .incomplete_why = o->stopped,
	    .started = o->reproducible ? NULL : o->started,
	    .machine = machine,
	    .wall_seconds = o->seconds,
	    .n_cases = rows.n,
	    .cases = rows.cases,
	    .n_requirements = sum->n,
	    .requirements = rows.requirements,
	};
	r.n_pics = pics_params(o->selection->pics, &r.pics);
	r.n_pixit = pixit_params(o->pixit, &pixit);
	r.pixit = pixit.params;

	/* HTML and JUnit are made from the XML; without --report it is a file that goes again. */
	char temp[] = "/tmp/isatm-report-XXXXXX";
	const char *source = paths->xml;
	bool derived = paths->junit != NULL || paths->html != NULL;
	if (ok && derived && (source == NULL || strcmp(source, "-") == 0)) {
		int fd = mkstemp(temp);
		ok = fd >= 0;
		if (ok)
			close(fd);
		source = temp;
		ok = ok && write_xml(&r, temp);
	}
	if (ok && paths->xml != NULL)
		ok = write_xml(&r, paths->xml);
	if (ok && paths->junit != NULL)
		ok = render(source, o->suite->dir, "junit", paths->junit);
	if (ok && paths->html != NULL)
		ok = render(source, o->suite->dir, "html", paths->html);
	if (source == temp)
		unlink(temp);
	rows_free(&rows);
	return ok;
}

static bool breach_counts(const struct report_requirement *q, bool strict)
{
	bool must = q->level == LEVEL_MUST || q->level == LEVEL_MUST_NOT;
	bool firm = q->basis == BASIS_KEYWORD || q->basis == BASIS_STATED;

	return q->state == REQ_FAIL && (strict || (must && firm));
}

int run_exit_code(const struct run_outcome *o, const struct requirement_sum *sum)
{
	bool harness = false, iut = false, breach = false, decided = false;

	for (size_t i = 0; i < o->n; i++) {
		if (!has_run(o, i))
			continue;
		decided = decided || o->results[i].verdict == VERDICT_PASS || o->results[i].verdict == VERDICT_FAIL;
		if (o->results[i].error[0] != '\0')
			*(strcmp(o->results[i].blame, "iut") == 0 ? &iut : &harness) = true;
	}
	for (size_t i = 0; i < sum->n; i++)
		breach = breach || breach_counts(&sum->requirements[i], o->strict);
	if (harness)
		return EXIT_HARNESS;
	if (iut)
		return EXIT_IUT;
	if (breach)
		return EXIT_NONCONFORMING;
	return decided ? EXIT_AS_EXPECTED : EXIT_NOTHING_TESTED;
}

struct paint {
	const char *red, *green, *yellow, *off;
};

static void count_line(FILE *f, const struct paint *p, const char *name, const struct report_count *c)
{
	fprintf(f, "  %-7s %s%3u passed%s", name, p->green, c->by_state[REQ_PASS], p->off);
	unsigned failed = c->by_state[REQ_FAIL] + c->by_state[REQ_ERROR];
	fprintf(f, "  %s%u failed%s", failed > 0 ? p->red : "", failed, failed > 0 ? p->off : "");
	unsigned open = c->by_state[REQ_INCONCLUSIVE];
	fprintf(f, "  %s%u inconclusive%s", open > 0 ? p->yellow : "", open, open > 0 ? p->off : "");
	fprintf(f, "  %u not tested\n",
		c->by_state[REQ_UNTESTED] + c->by_state[REQ_NOT_APPLICABLE] + c->by_state[REQ_SKIPPED]);
}

void run_summary(const struct run_outcome *o, const struct requirement_sum *sum, FILE *f, bool colour)
{
	struct paint p =
	    colour ? (struct paint){"\033[31m", "\033[32m", "\033[33m", "\033[0m"} : (struct paint){"", "", "", ""};
	struct report r = {
	    .profile = o->selection->profile, .n_requirements = sum->n, .requirements = sum->requirements};
	struct report_count must = report_count(&r, NULL, true), should = report_count(&r, NULL, false);
	size_t ran = 0, shown = 0, bad = 0;
	vtime covered = 0;

	for (size_t i = 0; i < o->n; i++) {
		if (!has_run(o, i))
			continue;
		ran++;
		covered += o->results[i].duration;
		bad += o->results[i].verdict != VERDICT_PASS;
	}
	fprintf(f, "profile %s, %zu cases, %.1f h of protocol time", o->selection->profile->id, ran,
		(double)covered / 3.6e12);
	if (!o->reproducible && o->seconds > 0)
		fprintf(f, " in %.2f s", o->seconds);
	fprintf(f, "%s%s\n", o->stopped != NULL ? ", incomplete: " : "", o->stopped != NULL ? o->stopped : "");
	count_line(f, &p, "MUST", &must);
	count_line(f, &p, "SHOULD", &should);
	for (size_t i = 0; i < o->n && shown < 5; i++) {
		const struct case_result *c = &o->results[i];
		if (!has_run(o, i) || c->verdict < VERDICT_FAIL)
			continue;
		const char *reason = c->error;
		for (size_t k = 0; k < c->n_findings && reason == c->error; k++) {
			if (c->findings[k].finding.verdict == VERDICT_FAIL)
				reason = c->findings[k].finding.reason;
		}
		fprintf(f, "%s%s%s %s\n     %.74s\n", p.red, verdict_name(c->verdict), p.off, o->cases[i].vcase.id,
			reason);
		shown++;
	}
	if (bad > shown)
		fprintf(f, "%zu case%s did not pass; the report names them all\n", bad, bad == 1 ? "" : "s");
}
