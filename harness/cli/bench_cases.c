/* SPDX-License-Identifier: Apache-2.0 */
#include "bench_cases.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/bench.h"
#include "cli.h"
#include "run_options.h"
#include "run_report.h"

#define SEED 1

enum { PASSING, FAILING, KINDS };
static const char *const ids[KINDS] = {"bench/passes", "bench/fails"};

struct bench_cases {
	struct run_setup setup;
	struct planned *all; /* of the suite, with those of 'cases' among them */
	struct planned *cases[KINDS];
	char folder[64];
	char files[KINDS + 1][80]; /* vectors, report */
};

/* Both have the same script, only that one forbids what always happens. The matrix makes many cases of one vector. */
static bool write_vector(const char *path, int kind)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		return false;
	fprintf(f,
		"<vector xmlns=\"urn:isatm:vector:1\" id=\"%s\">\n"
		"<purpose>The least that a case can be.</purpose><covers>TEARDOWN-2</covers>\n"
		"<role>ingress</role><topology>T1</topology><matrix><values name=\"n\">",
		ids[kind]);
	for (int i = 1; i <= BENCH_CASES_MAX; i++)
		fprintf(f, "%d%s", i, i < BENCH_CASES_MAX ? " " : "");
	fprintf(f,
		"</values></matrix>\n"
		"<script start=\"0s\" settle=\"0s\"><mark name=\"begin\"/>\n"
		"<await message=\"BGN\" node=\"iut\" dir=\"out\"/>\n"
		"<never what=\"it sends this\" message=\"%s\" node=\"iut\" dir=\"out\" "
		"after=\"begin\"/></script></vector>\n",
		kind == FAILING ? "BGN" : "RELEASE");
	return fclose(f) == 0;
}

static struct planned *find(struct planned *all, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(vector_id(all[i].vcase.vector), id) == 0)
			return &all[i];
	}
	return NULL;
}

static bool open_cases(struct bench_cases *b)
{
	struct run_options o;
	char err[4096] = "";
	size_t n;

	run_options_init(&o);
	if (!run_setup(&b->setup, &o))
		return false;
	for (int k = 0; k < KINDS; k++) {
		if (!write_vector(b->files[k], k)) {
			cli_usage_error("%s: cannot be written", b->files[k]);
			return false;
		}
		if (suite_vector_file(&b->setup.suite, b->files[k], err, sizeof(err)) == NULL) {
			cli_usage_error("%s", err);
			return false;
		}
	}
	b->all = suite_plan(&b->setup.suite, &b->setup.selection, &n);
	for (int k = 0; k < KINDS; k++)
		b->cases[k] = b->all != NULL ? find(b->all, n, ids[k]) : NULL;
	if (b->cases[PASSING] != NULL && b->cases[FAILING] != NULL)
		return true;
	cli_usage_error("out of memory");
	return false;
}

struct bench_cases *bench_cases_open(void)
{
	static const char *const names[] = {"passes.xml", "fails.xml", "report.xml"};
	const char *temp = getenv("TMPDIR");
	struct bench_cases *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return NULL;
	snprintf(b->folder, sizeof(b->folder), "%.40s/isatm-bench.XXXXXX", temp != NULL ? temp : "/tmp");
	if (mkdtemp(b->folder) == NULL) {
		cli_usage_error("%s: no folder can be made there", b->folder);
		free(b);
		return NULL;
	}
	for (int i = 0; i <= KINDS; i++)
		snprintf(b->files[i], sizeof(b->files[i]), "%s/%s", b->folder, names[i]);
	if (open_cases(b))
		return b;
	bench_cases_close(b);
	return NULL;
}

void bench_cases_close(struct bench_cases *b)
{
	if (b == NULL)
		return;
	free(b->all);
	if (b->setup.suite.vectors != NULL)
		run_setup_free(&b->setup);
	for (int i = 0; i <= KINDS; i++)
		unlink(b->files[i]);
	rmdir(b->folder);
	free(b);
}

/* Run, judge, sum up and write the report. */
static bool run_cases(const struct run_setup *setup, const char *spec, struct iut_factory *iut, const char *report,
		      const struct planned *cases, size_t n, struct case_result *results)
{
	const char *stopped = NULL;
	struct requirement_sum sum = {0};
	const struct run_plan plan = {
	    .suite = &setup->suite,
	    .profile = setup->selection.profile,
	    .iut = iut,
	    .pixit = &setup->pixit,
	    .pics = setup->pics,
	    .seed = SEED,
	    .jobs = 1,
	};
	const struct report_paths paths = {.xml = report};
	const struct iut_hello hello = {.name = "isatm-reference", .version = ISATM_VERSION};

	memset(results, 0, n * sizeof(*results));
	double begin = bench_wall();
	suite_run(&plan, cases, n, results, &stopped);
	bool ok = suite_sum(&setup->suite, &setup->selection, cases, n, results, &sum);
	const struct run_outcome outcome = {
	    .suite = &setup->suite,
	    .selection = &setup->selection,
	    .pixit = &setup->pixit,
	    .command = "run",
	    .iut_spec = spec,
	    .probe = "passed",
	    .hello = &hello,
	    .seed = SEED,
	    .stopped = stopped,
	    .started = "1998-08-01T00:00:00Z",
	    .seconds = bench_wall() - begin,
	    .cases = cases,
	    .results = results,
	    .n = n,
	};
	ok = ok && run_report(&outcome, &sum, &paths);
	requirement_sum_free(&sum);
	for (size_t i = 0; i < n; i++)
		case_result_free(&results[i]);
	if (stopped != NULL)
		cli_usage_error("%s", stopped);
	return ok && stopped == NULL;
}

struct trivial {
	struct bench_cases *b;
	const struct bench_cases_kind *kind;
	struct iut_factory *iut;
	struct case_result *results;
};

static uint64_t run_trivial(void *ctx)
{
	const struct trivial *t = ctx;
	enum verdict wanted = t->kind->failing ? VERDICT_FAIL : VERDICT_PASS;

	if (!run_cases(&t->b->setup, t->kind->iut, t->iut, t->b->files[KINDS], t->b->cases[t->kind->failing],
		       t->kind->n, t->results))
		return 0;
	for (unsigned i = 0; i < t->kind->n; i++) {
		if (t->results[i].verdict != wanted) {
			cli_usage_error("a trivial case does not end as it should: %s", t->results[i].error);
			return 0;
		}
	}
	return t->kind->n;
}

double bench_cases(struct bench_cases *b, double seconds, const struct bench_cases_kind *kind)
{
	char err[1024] = "";
	struct trivial t = {.b = b, .kind = kind, .results = calloc(kind->n, sizeof(*t.results))};
	double rate = 0;

	t.iut = iut_factory_create(kind->iut, err, sizeof(err));
	if (t.iut == NULL)
		cli_usage_error("%s", err);
	else if (t.results != NULL)
		rate = bench_rate(seconds, run_trivial, &t);
	if (t.iut != NULL)
		iut_factory_free(t.iut);
	free(t.results);
	return rate;
}

bool bench_suite(struct bench_suite *out)
{
	struct run_options o;
	struct run_setup setup;
	char err[1024] = "";
	double cpu = bench_cpu(), wall = bench_wall();
	size_t n;

	*out = (struct bench_suite){0};
	run_options_init(&o);
	if (!run_setup(&setup, &o))
		return false;
	struct planned *cases = suite_plan(&setup.suite, &setup.selection, &n);
	struct case_result *results = calloc(n + 1, sizeof(*results));
	struct iut_factory *iut = iut_factory_create("reference", err, sizeof(err));
	bool ok = cases != NULL && results != NULL && iut != NULL &&
		  run_cases(&setup, "reference", iut, "/dev/null", cases, n, results);
	for (size_t i = 0; ok && i < n; i++) {
		out->protocol += (double)results[i].duration / (double)VT_S(1);
		out->cases += cases[i].choice == CHOSEN;
	}
	if (iut != NULL)
		iut_factory_free(iut);
	free(results);
	free(cases);
	run_setup_free(&setup);
	out->cpu = bench_cpu() - cpu;
	out->wall = bench_wall() - wall;
	return ok;
}

const char *bench_child(void)
{
	static char spec[PATH_MAX + 32];
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	snprintf(spec, sizeof(spec), "child:%s/isatm-iut", dirname(self));
	if (access(spec + strlen("child:"), X_OK) == 0)
		return spec;
	cli_usage_error("%s is not there; it belongs beside isatm", spec + strlen("child:"));
	return NULL;
}
