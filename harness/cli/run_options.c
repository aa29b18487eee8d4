/* SPDX-License-Identifier: Apache-2.0 */
#include "run_options.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "qualification.h"

#define MAX_JOBS 64

enum option {
	OPT_IUT,
	OPT_PICS,
	OPT_PIXIT,
	OPT_PROFILE,
	OPT_REQUIREMENT,
	OPT_VECTOR,
	OPT_CASE,
	OPT_SHARD,
	OPT_LIMIT,
	OPT_SEED,
	OPT_JOBS,
	OPT_REPORT,
	OPT_JUNIT,
	OPT_HTML,
	OPT_PCAP,
	OPT_TRACE,
	OPT_LEDGER,
	OPT_TODAY,
	OPT_QUALIFICATION,
	OPT_REPRODUCIBLE,
	OPT_STRICT,
	OPT_DRY_RUN,
	OPT_FAIL_FAST,
	OPT_VERBOSE,
	OPT_QUIET,
};
const struct option_def run_option_defs[] = {
    [OPT_IUT] = {"iut", 0, "SPEC",
		 "the implementation: reference (default), child:COMMAND, or one of mute, refuse-all, echo"},
    [OPT_PICS] = {"pics", 0, "FILE", "what it claims to support; without it everything is tried"},
    [OPT_PIXIT] = {"pixit", 0, "FILE", "values needed to run it; without it the defaults"},
    [OPT_PROFILE] = {"profile", 0, "ID", "the requirements that hold (issll-1998); see isatm list profiles"},
    [OPT_REQUIREMENT] = {"requirement", 'r', "ID", "only cases that serve this requirement; repeatable"},
    [OPT_VECTOR] = {"vector", 0, "GLOB", "only vectors whose id matches, or a vector file; repeatable"},
    [OPT_CASE] = {"case", 0, "ID", "only this case; repeatable"},
    [OPT_SHARD] = {"shard", 0, "I/N", "only the I-th of N parts of the cases; isatm report merge joins them"},
    [OPT_LIMIT] = {"limit", 0, "NAME=VALUE", "what one IUT may use, like answer=10s or memory=1GiB; repeatable"},
    [OPT_SEED] = {"seed", 0, "N", "seed of everything that is random (1)"},
    [OPT_JOBS] = {"jobs", 'j', "N", "worker processes (one for each core); the result is the same for any number"},
    [OPT_REPORT] = {"report", 0, "FILE", "write the XML report; - is standard output"},
    [OPT_JUNIT] = {"junit", 0, "FILE", "write JUnit XML"},
    [OPT_HTML] = {"html", 0, "FILE", "write the HTML report"},
    [OPT_PCAP] = {"pcap", 0, "DIR", "keep captures, one folder for each case"},
    [OPT_TRACE] = {"trace", 0, "DIR", "keep event traces, for isatm judge"},
    [OPT_LEDGER] = {"ledger", 0, "FILE", "failures that are known, with owner and expiry date"},
    [OPT_TODAY] = {"today", 0, "DATE", "the day the ledger is held against, YYYY-MM-DD (today)"},
    [OPT_QUALIFICATION] = {"qualification", 0, "FILE", "kill score for the report, as isatm qualify --output wrote it"},
    [OPT_REPRODUCIBLE] = {"reproducible", 0, NULL, "leave wall-clock times and the machine out of the report"},
    [OPT_STRICT] = {"strict", 0, NULL, "a failed SHOULD or open point counts as well"},
    [OPT_DRY_RUN] = {"dry-run", 'n', NULL, "say which cases would run, and stop"},
    [OPT_FAIL_FAST] = {"fail-fast", 0, NULL, "stop after the first case that fails"},
    [OPT_VERBOSE] = {"verbose", 'v', NULL, "show each event of each case (one job)"},
    [OPT_QUIET] = {"quiet", 'q', NULL, "no progress, no summary"},
    {NULL, 0, NULL, NULL},
};

void run_options_init(struct run_options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	*o = (struct run_options){.iut = "reference", .profile = "issll-1998", .seed = 1};
	o->limits = iut_limits_default();
	o->jobs = cores < 1 ? 1 : cores > MAX_JOBS ? MAX_JOBS : (unsigned)cores;
}

static bool number(const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *n)
{
	char *end;

	errno = 0;
	unsigned long long v = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || v < least || v > most) {
		cli_usage_error("--%s: '%s' is not a number from %llu to %llu", option, text, (unsigned long long)least,
				(unsigned long long)most);
		return false;
	}
	*n = v;
	return true;
}

static bool push(const char **list, size_t *n, const char *option, const char *value)
{
	if (*n == SELECT_MAX) {
		cli_usage_error("--%s: at most %d of them", option, SELECT_MAX);
		return false;
	}
	list[(*n)++] = value;
	return true;
}

static bool shard(const char *text, struct run_options *o)
{
	char end;

	if (strspn(text, "0123456789/") == strlen(text) && strlen(text) < 14 &&
	    sscanf(text, "%u/%u%c", &o->shard, &o->shards, &end) == 2 && o->shard >= 1 && o->shard <= o->shards &&
	    o->shards <= 100000)
		return true;
	cli_usage_error("--shard: '%s' is not I/N with I from 1 to N, as 2/4", text);
	return false;
}

static bool take_limit(struct run_options *o, const char *value)
{
	char err[160];

	if (iut_limits_set(&o->limits, value, err, sizeof(err)))
		return true;
	cli_usage_error("--limit: %s", err);
	return false;
}

bool run_options_take(void *ctx, int index, const char *value)
{
	struct run_options *o = ctx;
	const char **const texts[] = {
	    [OPT_IUT] = &o->iut,
	    [OPT_PICS] = &o->pics,
	    [OPT_PIXIT] = &o->pixit,
	    [OPT_PROFILE] = &o->profile,
	    [OPT_REPORT] = &o->report,
	    [OPT_JUNIT] = &o->junit,
	    [OPT_HTML] = &o->html,
	    [OPT_PCAP] = &o->pcap,
	    [OPT_TRACE] = &o->trace,
	    [OPT_LEDGER] = &o->ledger,
	    [OPT_QUALIFICATION] = &o->qualification,
	};
	bool *const switches[] = {
	    [OPT_REPRODUCIBLE] = &o->reproducible, [OPT_STRICT] = &o->strict,   [OPT_DRY_RUN] = &o->dry_run,
	    [OPT_FAIL_FAST] = &o->fail_fast,       [OPT_VERBOSE] = &o->verbose, [OPT_QUIET] = &o->quiet,
	};
	uint64_t n;

	switch ((enum option)index) {
	case OPT_REQUIREMENT:
		return push(o->requirements, &o->n_requirements, "requirement", value);
	case OPT_VECTOR:
		return push(o->vectors, &o->n_vectors, "vector", value);
	case OPT_CASE:
		return push(o->cases, &o->n_cases, "case", value);
	case OPT_SHARD:
		return shard(value, o);
	case OPT_TODAY:
		o->today = value;
		if (!ledger_date_ok(value))
			cli_usage_error("--today: '%s' is not a day as 2026-01-31", value);
		return ledger_date_ok(value);
	case OPT_LIMIT:
		return take_limit(o, value);
	case OPT_SEED:
		return number("seed", value, 0, UINT64_MAX, &o->seed);
	case OPT_JOBS:
		if (!number("jobs", value, 1, MAX_JOBS, &n))
			return false;
		o->jobs = (unsigned)n;
		return true;
	default:
		if (value != NULL)
			*texts[index] = value;
		else
			*switches[index] = true;
		return true;
	}
}

int run_option(const char *name)
{
	for (int i = 0; run_option_defs[i].name != NULL; i++) {
		if (strcmp(run_option_defs[i].name, name) == 0)
			return i;
	}
	return -1;
}

static bool check_requirement(const struct suite *s, const char *id)
{
	if (catalogue_find(s->catalogue, id) != NULL)
		return true;
	const char **ids = calloc(catalogue_n(s->catalogue), sizeof(*ids));
	for (size_t i = 0; ids != NULL && i < catalogue_n(s->catalogue); i++)
		ids[i] = catalogue_at(s->catalogue, i)->id;
	const char *close = ids != NULL ? did_you_mean(id, ids, catalogue_n(s->catalogue)) : NULL;
	cli_usage_error("there is no requirement %s%s%s%s", id, close != NULL ? "; did you mean " : "",
			close != NULL ? close : "", close != NULL ? "?" : "");
	free(ids);
	return false;
}

static bool find_profile(struct run_setup *s, const char *id)
{
	const char *ids[64], *close;
	size_t n = profiles_n(s->suite.profiles);

	s->selection.profile = profiles_find(s->suite.profiles, id);
	if (s->selection.profile != NULL)
		return true;
	for (size_t i = 0; i < n && i < 64; i++)
		ids[i] = profiles_at(s->suite.profiles, i)->id;
	close = did_you_mean(id, ids, n < 64 ? n : 64);
	cli_usage_error("there is no profile %s%s%s%s", id, close != NULL ? "; did you mean " : "",
			close != NULL ? close : "", close != NULL ? "?" : "");
	return false;
}

/* A vector outside the tree is named by its file; anything else is a pattern over ids. */
static bool add_vector(struct run_setup *s, const char *word)
{
	char err[65536] = "";
	size_t n = strlen(word);

	if (n > 4 && strcmp(word + n - 4, ".xml") == 0) {
		const struct vector *v = suite_vector_file(&s->suite, word, err, sizeof(err));
		if (v == NULL) {
			cli_usage_error("%s", err);
			return false;
		}
		word = vector_id(v);
	}
	bool found = false;
	for (size_t i = 0; i < vector_set_n(s->suite.vectors); i++)
		found = found || fnmatch(word, vector_id(vector_at(s->suite.vectors, i)), 0) == 0;
	if (!found) {
		const char *ids[1024], *close;
		size_t k = 0;
		for (; k < vector_set_n(s->suite.vectors) && k < 1024; k++)
			ids[k] = vector_id(vector_at(s->suite.vectors, k));
		close = did_you_mean(word, ids, k);
		cli_usage_error("no vector matches '%s'%s%s%s", word, close != NULL ? "; did you mean " : "",
				close != NULL ? close : "", close != NULL ? "?" : "");
		/* A mistyped id is wrong use. A pattern that matches nothing leaves nothing to test: the run says so.
		 */
		if (strpbrk(word, "*?[") == NULL)
			return false;
	}
	s->selection.globs[s->selection.n_globs++] = word;
	return true;
}

static bool load_statement(struct run_setup *s, const struct run_options *o)
{
	char err[65536] = "", reference[4096];
	const char *pics = o->pics;

	if (pics == NULL && strcmp(o->iut, "reference") == 0) {
		snprintf(reference, sizeof(reference), "%s/conformance/pics/reference.xml", s->suite.dir);
		pics = reference;
	}
	s->pics = pics != NULL ? pics_load(pics, s->suite.dir, err, sizeof(err)) : pics_everything();
	if (s->pics == NULL) {
		cli_usage_error("%s", err[0] != '\0' ? err : "out of memory");
		return false;
	}
	s->selection.pics = s->pics;
	s->pixit = vector_pixit_defaults();
	if (o->pixit != NULL && !pixit_load(o->pixit, s->suite.dir, &s->pixit, err, sizeof(err))) {
		cli_usage_error("%s", err);
		return false;
	}
	return true;
}

/* Every case that is named must be one, selected or not. */
static bool check_cases(const struct run_setup *s)
{
	struct selection all = {.profile = s->selection.profile, .pics = s->pics};
	size_t n;
	struct planned *cases = s->selection.n_cases > 0 ? suite_plan(&s->suite, &all, &n) : NULL;
	const char **ids = cases != NULL ? calloc(n + 1, sizeof(*ids)) : NULL;
	bool ok = true;

	for (size_t i = 0; ids != NULL && i < n; i++)
		ids[i] = cases[i].vcase.id;
	for (size_t i = 0; ok && ids != NULL && i < s->selection.n_cases; i++) {
		const char *id = s->selection.cases[i];
		for (size_t k = 0; k < n && (ok = strcmp(ids[k], id) == 0, !ok); k++)
			;
		const char *close = ok ? NULL : did_you_mean(id, ids, n);
		if (!ok)
			cli_usage_error("there is no case '%s'%s%s%s", id, close != NULL ? "; did you mean " : "",
					close != NULL ? close : "", close != NULL ? "?" : "");
	}
	free(ids);
	free(cases);
	return ok;
}

static bool load_ledger(struct run_setup *s, const struct run_options *o)
{
	char err[65536] = "";
	time_t now = time(NULL);
	struct tm t;

	gmtime_r(&now, &t);
	strftime(s->today, sizeof(s->today), "%Y-%m-%d", &t);
	if (o->today != NULL)
		snprintf(s->today, sizeof(s->today), "%s", o->today);
	if (o->ledger == NULL)
		return true;
	s->ledger = ledger_load(o->ledger, s->suite.dir, err, sizeof(err));
	if (s->ledger == NULL)
		cli_usage_error("%s", err);
	return s->ledger != NULL;
}

bool run_setup(struct run_setup *s, const struct run_options *o)
{
	*s = (struct run_setup){0};
	if (!suite_load(&s->suite))
		return false;
	bool ok = find_profile(s, o->profile);
	for (size_t i = 0; ok && i < o->n_requirements; i++) {
		ok = check_requirement(&s->suite, o->requirements[i]);
		s->selection.requirements[s->selection.n_requirements++] = o->requirements[i];
	}
	for (size_t i = 0; ok && i < o->n_vectors; i++)
		ok = add_vector(s, o->vectors[i]);
	for (size_t i = 0; ok && i < o->n_cases; i++)
		s->selection.cases[s->selection.n_cases++] = o->cases[i];
	s->selection.shard = o->shard;
	s->selection.shards = o->shards;
	ok = ok && load_statement(s, o) && check_cases(s) && load_ledger(s, o) &&
	     (o->qualification == NULL || qualification_read(o->qualification, s));
	if (!ok)
		run_setup_free(s);
	return ok;
}

void run_setup_free(struct run_setup *s)
{
	pics_free(s->pics);
	ledger_free(s->ledger);
	suite_free(&s->suite);
	*s = (struct run_setup){0};
}
