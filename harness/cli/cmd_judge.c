/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts again from stored traces: the same judging as after a run, with nothing but the files. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run_options.h"
#include "run_report.h"
#include "trace_store.h"

enum { OPT_PROFILE, OPT_PICS, OPT_LEDGER, OPT_TODAY, OPT_REPORT, OPT_JUNIT, OPT_HTML, OPT_STRICT, OPT_QUIET };
static const struct option_def defs[] = {
    [OPT_PROFILE] = {"profile", 0, "ID", "judge under this profile instead of the run's"},
    [OPT_PICS] = {"pics", 0, "FILE", "what the implementation claims to support"},
    [OPT_LEDGER] = {"ledger", 0, "FILE", "failures that are known, with owner and expiry date"},
    [OPT_TODAY] = {"today", 0, "DATE", "the day the ledger is held against, YYYY-MM-DD (today)"},
    [OPT_REPORT] = {"report", 0, "FILE", "write the XML report; - is standard output"},
    [OPT_JUNIT] = {"junit", 0, "FILE", "write JUnit XML"},
    [OPT_HTML] = {"html", 0, "FILE", "write the HTML report"},
    [OPT_STRICT] = {"strict", 0, NULL, "a failed SHOULD or open point counts as well"},
    [OPT_QUIET] = {"quiet", 'q', NULL, "no summary"},
    {NULL, 0, NULL, NULL},
};

static bool take(void *ctx, int index, const char *value)
{
	return run_options_take(ctx, run_option(defs[index].name), value);
}

static bool judge_one(const struct run_setup *s, const char *dir, const struct planned *p, const struct stored_case *c,
		      struct case_result *r, size_t *detailed)
{
	char folder[200], path[4096], err[1024] = "";

	case_folder(&p->vcase, folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/%s.trace", dir, folder);
	FILE *f = infile_open(path, err, sizeof(err));
	if (f == NULL) {
		cli_usage_error("%s", err);
		return false;
	}
	struct trace *t = trace_load(f, path, err, sizeof(err));
	fclose(f);
	if (t == NULL) {
		cli_usage_error("%s", err);
		return false;
	}
	r->seed = c->seed;
	r->duration = c->duration;
	r->n_events = c->n_events;
	memcpy(r->blame, c->blame, sizeof(r->blame));
	memcpy(r->error, c->error, sizeof(r->error));
	bool ok = suite_judge(&s->suite, s->selection.profile, s->pics, &s->pixit, &p->vcase, t, r);
	if (r->error[0] != '\0' && (r->verdict != VERDICT_FAIL || strcmp(r->blame, "harness") == 0))
		r->verdict = VERDICT_ERROR;
	suite_explain(t, r, *detailed < DETAIL_CASES_MAX);
	*detailed += r->verdict > VERDICT_PASS;
	trace_free(t);
	return ok;
}

static const struct stored_case *find(const struct trace_store *t, const char *id)
{
	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->cases[i].id, id) == 0)
			return &t->cases[i];
	}
	return NULL;
}

static int judge_all(struct run_setup *s, const struct run_options *o, const char *dir, const struct trace_store *t)
{
	struct requirement_sum sum = {0};
	size_t n, judged = 0, detailed = 0;
	struct planned *cases = suite_plan(&s->suite, &s->selection, &n);
	struct case_result *results = calloc(n + 1, sizeof(*results));
	int code = EXIT_USAGE;
	bool ok = cases != NULL && results != NULL;

	for (size_t i = 0; ok && i < n; i++) {
		const struct stored_case *c = find(t, cases[i].vcase.id);
		if (c != NULL && cases[i].choice == CHOSEN) {
			ok = judge_one(s, dir, &cases[i], c, &results[i], &detailed);
			judged++;
		} else if (c == NULL && cases[i].choice == CHOSEN) {
			cases[i].choice = NOT_SELECTED;
			snprintf(cases[i].why, sizeof(cases[i].why), "no trace of it is stored");
		}
	}
	struct run_outcome outcome = {
	    .suite = &s->suite,
	    .selection = &s->selection,
	    .pixit = &s->pixit,
	    .command = "judge",
	    .iut_spec = t->iut,
	    .probe = t->probe,
	    .hello = &t->hello,
	    .pics_file = o->pics,
	    .ledger = s->ledger,
	    .today = s->today,
	    .seed = t->seed,
	    .strict = o->strict,
	    .reproducible = true,
	    .cases = cases,
	    .results = results,
	    .n = n,
	};
	struct report_paths paths = {o->report, o->junit, o->html};
	if (ok && s->ledger != NULL)
		ledger_apply(s->ledger, s->today, &s->suite, cases, n, results);
	struct run_report *report =
	    ok && suite_sum(&s->suite, &s->selection, cases, n, results, &sum) ? run_report_make(&outcome, &sum) : NULL;
	if (report != NULL && run_report_write(report, &paths)) {
		if (!o->quiet)
			run_report_summary(report, &paths, stderr, cli_colour(STDERR_FILENO));
		code = judged > 0 ? run_report_code(report) : EXIT_NOTHING_TESTED;
	} else if (report != NULL) {
		code = EXIT_HARNESS;
	}
	run_report_free(report);
	requirement_sum_free(&sum);
	for (size_t i = 0; results != NULL && i < n; i++)
		case_result_free(&results[i]);
	free(results);
	free(cases);
	return code;
}

int cmd_judge(int argc, char **argv)
{
	struct run_options o;
	struct run_setup s;
	struct trace_store t;
	char err[1024] = "";

	run_options_init(&o);
	o.profile = NULL;
	int first =
	    options_parse(argc, argv, "judge [OPTION...] DIR",
			  "Give the verdicts again from the traces that 'isatm run --trace DIR' kept.", defs, take, &o);
	if (first < 0)
		return EXIT_USAGE;
	if (first != argc - 1)
		return cli_usage_error("judge takes one folder of traces");
	if (!trace_store_read(argv[first], &t, err, sizeof(err)))
		return cli_usage_error("%s", err);
	if (o.profile == NULL)
		o.profile = t.profile;
	o.iut = t.iut;
	int code = EXIT_USAGE;
	if (run_setup(&s, &o)) {
		s.pixit = t.pixit;
		code = judge_all(&s, &o, argv[first], &t);
		run_setup_free(&s);
	}
	trace_store_free(&t);
	return code;
}
