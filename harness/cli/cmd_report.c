/* SPDX-License-Identifier: Apache-2.0 */
/* What is made from stored reports: other forms, what changed, shards joined. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "report/report.h"

#define MOST_SHARDS 4096

enum { OPT_OUTPUT };
static const struct option_def defs[] = {
    [OPT_OUTPUT] = {"output", 'o', "FILE", "write there; default and - are standard output"},
    {NULL, 0, NULL, NULL},
};

static bool take(void *ctx, int index, const char *value)
{
	(void)index;
	*(const char **)ctx = value;
	return true;
}

/* What an action has: its operands, where it writes, and where its style sheets and schemas are. */
struct job {
	const char *name, *dir;
	char **files;
	int n;
	FILE *out;
	int code; /* exit code; the output is kept unless it is EXIT_USAGE */
};

static void render(struct job *j)
{
	char err[65536] = "";

	if (!report_render(j->files[0], j->dir, j->name, j->out, err, sizeof(err)))
		j->code = cli_usage_error("%s", err);
}

static void diff(struct job *j)
{
	char err[65536] = "";
	struct report_file *old = report_open(j->files[0], j->dir, err, sizeof(err));
	struct report_file *new = old != NULL ? report_open(j->files[1], j->dir, err, sizeof(err)) : NULL;

	if (new == NULL)
		j->code = cli_usage_error("%s", err);
	else if (strcmp(report_of(old)->profile->id, report_of(new)->profile->id) != 0)
		j->code = cli_usage_error("the reports are of different profiles, %.60s and %.60s",
					  report_of(old)->profile->id, report_of(new)->profile->id);
	else
		j->code =
		    report_diff(report_of(old), report_of(new), j->out) > 0 ? EXIT_NONCONFORMING : EXIT_AS_EXPECTED;
	report_close(old);
	report_close(new);
}

static void merge(struct job *j)
{
	struct report_file **files = calloc((size_t)j->n, sizeof(*files));
	const struct report **reports = calloc((size_t)j->n, sizeof(const struct report *));
	struct report_outcome outcome;
	char err[65536] = "";
	bool ok = files != NULL && reports != NULL;

	for (int i = 0; ok && i < j->n; i++) {
		files[i] = report_open(j->files[i], j->dir, err, sizeof(err));
		ok = files[i] != NULL;
		if (ok)
			reports[i] = report_of(files[i]);
	}
	if (ok && report_merge(reports, (size_t)j->n, j->out, &outcome, err, sizeof(err)))
		j->code = outcome.code;
	else
		j->code = cli_usage_error("%s", err[0] != '\0' ? err : "out of memory");
	for (int i = 0; files != NULL && i < j->n; i++)
		report_close(files[i]);
	free(files);
	free(reports);
}

static const struct {
	const char *name;
	int least, most;
	const char *operands;
	void (*run)(struct job *j);
} actions[] = {
    {"html", 1, 1, "one report file", render},
    {"junit", 1, 1, "one report file", render},
    {"diff", 2, 2, "an old and a new report file", diff},
    {"merge", 1, MOST_SHARDS, "the report files of all shards", merge},
};
#define N_ACTIONS (sizeof(actions) / sizeof(*actions))

int cmd_report(int argc, char **argv)
{
	const char *output = "-", *names[N_ACTIONS];
	char err[4096] = "";
	struct outfile out;

	int first = options_parse(
	    argc, argv, "report html|junit|diff|merge [OPTION...] FILE...",
	    "Make HTML or JUnit from a report; say what changed from an old report to a new one "
	    "(exit 1 if anything regressed); join the reports of the shards of one run (exit code as that "
	    "of the whole run, 4 if a shard is missing).",
	    defs, take, &output);
	if (first < 0)
		return EXIT_USAGE;
	if (first == argc)
		return cli_usage_error("report takes html, junit, diff or merge, and report files");
	for (size_t i = 0; i < N_ACTIONS; i++) {
		names[i] = actions[i].name;
		if (strcmp(argv[first], actions[i].name) != 0)
			continue;
		struct job j = {
		    .name = actions[i].name, .dir = data_dir(), .files = argv + first + 1, .n = argc - first - 1};
		if (j.n < actions[i].least || j.n > actions[i].most)
			return cli_usage_error("report %s takes %s", actions[i].name, actions[i].operands);
		if (j.dir == NULL)
			return EXIT_USAGE;
		if (!outfile_open(&out, output, err, sizeof(err)))
			return cli_usage_error("%s", err);
		j.out = out.f;
		actions[i].run(&j);
		if (outfile_close(&out, j.code != EXIT_USAGE, err, sizeof(err)))
			return j.code;
		cli_usage_error("%s", err);
		return EXIT_HARNESS;
	}
	const char *close = did_you_mean(argv[first], names, N_ACTIONS);
	return cli_usage_error("report cannot '%s'%s%s%s", argv[first], close != NULL ? "; did you mean " : "",
			       close != NULL ? close : "", close != NULL ? "?" : "");
}
