/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"
#include "run_options.h"
#include "run_report.h"
#include "trace_store.h"

struct on_done {
	struct progress progress;
	const struct planned *cases;
	size_t n;
	bool verbose;
};

/* The verdict below the live trace of a case, with what did not pass. */
static void say_verdict(const struct case_result *r)
{
	printf("=> %s\n", verdict_name(r->verdict));
	for (size_t k = 0; k < r->n_findings; k++) {
		const struct finding *f = &r->findings[k].finding;
		char heading[80];
		snprintf(heading, sizeof(heading), "   %s %.40s: ", verdict_name(f->verdict),
			 f->requirement != NULL ? f->requirement : "preamble");
		if (f->verdict > VERDICT_PASS)
			print_folded(stdout, heading, 6, f->reason, ' ');
	}
	if (r->error[0] != '\0') {
		char heading[40];
		snprintf(heading, sizeof(heading), "   error of %s: ", r->blame);
		print_folded(stdout, heading, 6, r->error, ' ');
	}
	printf("\n");
	fflush(stdout);
}

static const char *next_case(const struct planned *cases, size_t i, size_t n)
{
	while (i < n && cases[i].choice != CHOSEN)
		i++;
	return i < n ? cases[i].vcase.id : "";
}

static void on_case(void *ctx, size_t i, const struct planned *p, const struct case_result *r)
{
	struct on_done *d = ctx;

	(void)p;
	if (d->verbose)
		say_verdict(r);
	/* What is waited for now is the next one in order. */
	progress_step(&d->progress, next_case(d->cases, i + 1, d->n), r->verdict >= VERDICT_FAIL);
}

static int dry_run(const struct planned *cases, size_t n)
{
	size_t chosen = 0;

	for (size_t i = 0; i < n; i++) {
		if (cases[i].choice != CHOSEN)
			continue;
		printf("%s\n", cases[i].vcase.id);
		chosen++;
	}
	return chosen > 0 ? EXIT_AS_EXPECTED : EXIT_NOTHING_TESTED;
}

static void wall_clock(char out[32])
{
	time_t now = time(NULL);
	struct tm t;

	gmtime_r(&now, &t);
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &t);
}

/* Every place that will be written is tried before anything runs. */
static bool places_ok(const struct run_options *o)
{
	const char *const files[] = {o->report, o->junit, o->html};
	const char *const dirs[] = {o->pcap, o->trace};
	char err[512] = "";

	for (size_t i = 0; i < 2; i++) {
		if (dirs[i] != NULL && !make_folders(dirs[i], err, sizeof(err))) {
			cli_usage_error("%s", err);
			return false;
		}
	}
	for (size_t i = 0; i < 3; i++) {
		struct outfile out;
		if (files[i] == NULL || strcmp(files[i], "-") == 0)
			continue;
		if (!outfile_open(&out, files[i], err, sizeof(err)) || !outfile_close(&out, false, err, sizeof(err))) {
			cli_usage_error("%s", err);
			return false;
		}
	}
	return true;
}

static int run(const struct run_options *o, struct run_setup *s, struct iut_factory *iut, const char *probe,
	       const struct iut_hello *hello, struct planned *cases, size_t n)
{
	struct case_result *results = calloc(n + 1, sizeof(*results));
	struct requirement_sum sum = {0};
	struct on_done done = {.cases = cases, .n = n, .verbose = o->verbose};
	char started[32];
	const char *stopped = NULL;
	size_t chosen = 0;
	int code = EXIT_HARNESS;

	if (results == NULL) {
		cli_usage_error("out of memory");
		return EXIT_HARNESS;
	}
	for (size_t i = 0; i < n; i++)
		chosen += cases[i].choice == CHOSEN;
	wall_clock(started);
	double begin = wall_seconds();
	progress_start(&done.progress, chosen, o->verbose || o->quiet, next_case(cases, 0, n));
	struct run_plan plan = {
	    .suite = &s->suite,
	    .profile = s->selection.profile,
	    .iut = iut,
	    .pixit = &s->pixit,
	    .pics = s->pics,
	    .seed = o->seed,
	    .jobs = o->verbose ? 1 : o->jobs,
	    .fail_fast = o->fail_fast,
	    .verbose = o->verbose,
	    .trace_dir = o->trace,
	    .pcap_dir = o->pcap,
	    .done = on_case,
	    .ctx = &done,
	};
	suite_run(&plan, cases, n, results, &stopped);
	progress_end(&done.progress);
	struct run_outcome outcome = {
	    .suite = &s->suite,
	    .selection = &s->selection,
	    .pixit = &s->pixit,
	    .command = "run",
	    .iut_spec = o->iut,
	    .probe = probe,
	    .hello = hello,
	    .pcap_dir = o->pcap,
	    .beside = o->report != NULL ? o->report : o->html,
	    .pics_file = o->pics,
	    .pixit_file = o->pixit,
	    .ledger = s->ledger,
	    .today = s->today,
	    .killed = s->killed,
	    .defects_tried = s->defects_tried,
	    .seed = o->seed,
	    .strict = o->strict,
	    .reproducible = o->reproducible,
	    .stopped = stopped,
	    .started = started,
	    .seconds = wall_seconds() - begin,
	    .cases = cases,
	    .results = results,
	    .n = n,
	};
	struct report_paths paths = {o->report, o->junit, o->html};
	if (s->ledger != NULL)
		ledger_apply(s->ledger, s->today, &s->suite, cases, n, results);
	struct run_report *report =
	    suite_sum(&s->suite, &s->selection, cases, n, results, &sum) ? run_report_make(&outcome, &sum) : NULL;
	if (report == NULL) {
		cli_usage_error("out of memory");
	} else {
		bool written =
		    (o->trace == NULL || trace_store_write(o->trace, &outcome)) && run_report_write(report, &paths);
		fflush(stdout);
		if (!o->quiet)
			run_report_summary(report, &paths, stderr, cli_colour(STDERR_FILENO));
		code = written ? run_report_code(report) : EXIT_HARNESS;
	}
	run_report_free(report);
	requirement_sum_free(&sum);
	for (size_t i = 0; i < n; i++)
		case_result_free(&results[i]);
	free(results);
	return code;
}

/* Without a sane greeting nothing can run; anything else that the probe finds stands in the report. */
static bool probe_iut(struct iut_factory *iut, const char *spec, struct iut_hello *hello, char *text, size_t len)
{
	struct iut_probe_report report = {0};

	if (iut_probe(iut, &report)) {
		snprintf(text, len, "passed");
	} else {
		snprintf(text, len, "failed: %s", report.text);
		fprintf(stderr, "isatm: the probe of '%s' failed: %s\n", spec, report.text);
	}
	*hello = report.said;
	return report.hello && report.configured;
}

int cmd_run(int argc, char **argv)
{
	struct run_options o;
	struct run_setup s;
	char err[1024] = "", probe[300];
	struct iut_hello hello = {0};
	int code = EXIT_USAGE;

	run_options_init(&o);
	int first = options_parse(argc, argv, "run [OPTION...]",
				  "Run the conformance suite, or part of it, against an implementation.",
				  run_option_defs, run_options_take, &o);
	if (first < 0)
		return EXIT_USAGE;
	if (first < argc)
		return cli_usage_error("run takes no operand '%s'", argv[first]);
	if (!run_setup(&s, &o))
		return EXIT_USAGE;
	size_t n;
	struct planned *cases = suite_plan(&s.suite, &s.selection, &n);
	struct iut_factory *iut = cases != NULL ? iut_factory_create(o.iut, err, sizeof(err)) : NULL;
	if (iut != NULL)
		iut_factory_set_limits(iut, &o.limits);
	if (iut == NULL)
		cli_usage_error("%s", err[0] != '\0' ? err : "out of memory");
	else if (o.dry_run)
		code = dry_run(cases, n);
	else if (places_ok(&o))
		code = probe_iut(iut, o.iut, &hello, probe, sizeof(probe)) ? run(&o, &s, iut, probe, &hello, cases, n)
									   : EXIT_IUT;
	if (iut != NULL)
		iut_factory_free(iut);
	free(cases);
	run_setup_free(&s);
	return code;
}
