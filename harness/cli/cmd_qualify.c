/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does the suite find what it should? Every defect of the second build must fail
 * the rows it names, in at least one case, and no row that it does not name; every harmless variant
 * must give the verdicts of the clean stack; the built-in empty implementations must earn no pass.
 */
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "progress.h"
#include "qualification.h"
#include "run_options.h"

enum { OPT_DEFECT, OPT_QUICK, OPT_JOBS, OPT_SEED, OPT_OUTPUT };
static const struct option_def defs[] = {
    [OPT_DEFECT] = {"defect", 'd', "ID", "only this defect or variant; repeatable"},
    [OPT_QUICK] = {"quick", 0, NULL, "run only the cases that cover a row the defect must fail"},
    [OPT_JOBS] = {"jobs", 'j', "N", "worker processes (one for each core)"},
    [OPT_SEED] = {"seed", 0, "N", "seed of everything that is random (1)"},
    [OPT_OUTPUT] = {"output", 'o', "FILE", "write the kill score, for isatm run --qualification"},
    {NULL, 0, NULL, NULL},
};

struct options {
	struct run_options run;
	const char *only[SELECT_MAX];
	size_t n_only;
	bool quick;
	const char *output;
};

static bool take(void *ctx, int index, const char *value)
{
	struct options *o = ctx;
	char *end;

	switch (index) {
	case OPT_DEFECT:
		if (o->n_only == SELECT_MAX) {
			cli_usage_error("--defect: at most %d of them", SELECT_MAX);
			return false;
		}
		o->only[o->n_only++] = value;
		return true;
	case OPT_QUICK:
		o->quick = true;
		return true;
	case OPT_OUTPUT:
		o->output = value;
		return true;
	case OPT_JOBS:
		o->run.jobs = (unsigned)strtoul(value, &end, 10);
		if (*end != '\0' || o->run.jobs < 1 || o->run.jobs > 64) {
			cli_usage_error("--jobs: '%s' is not a number from 1 to 64", value);
			return false;
		}
		return true;
	default:
		o->run.seed = strtoull(value, &end, 10);
		if (*end != '\0' || end == value) {
			cli_usage_error("--seed: '%s' is not a number", value);
			return false;
		}
		return true;
	}
}

/* Cases of so many events (24 hours of idle time) run only for the defects that name their rows, and for variants:
 * what else they could blame, the shorter cases of the same vectors blame as well. */
#define LONG_CASE 20000

/* Verdict of each catalogue row over the cases, indexed like the catalogue: every profile's rows count alike. */
struct verdicts {
	enum verdict *of;
	size_t errors;
	char error[256];
	uint64_t *events; /* of each planned case; may be NULL */
};

/* A row counts in a case only if some profile that contains it fits the case's configuration. */
static bool judged_in(const struct suite *s, const struct requirement *r, const struct vcase *c)
{
	enum level level;
	enum basis basis;
	const char *document;

	for (size_t i = 0; i < profiles_n(s->profiles); i++) {
		const struct profile *p = profiles_at(s->profiles, i);
		if (case_fits(p, c) && profile_level(p, r, &level, &basis, &document))
			return true;
	}
	return false;
}

static bool run_all(const struct run_setup *s, const struct options *o, const char *spec, const struct profile *profile,
		    const struct planned *cases, size_t n, struct verdicts *v)
{
	char err[512] = "";
	const char *stopped;
	struct iut_factory *iut = iut_factory_create(spec, err, sizeof(err));
	struct case_result *results = calloc(n + 1, sizeof(*results));

	memset(v->of, 0, catalogue_n(s->suite.catalogue) * sizeof(*v->of));
	v->errors = 0;
	if (iut == NULL || results == NULL) {
		cli_usage_error("%s", err[0] != '\0' ? err : "out of memory");
		free(results);
		return false;
	}
	struct run_plan plan = {.suite = &s->suite,
				.profile = profile,
				.iut = iut,
				.pixit = &s->pixit,
				.pics = s->pics,
				.seed = o->run.seed,
				.jobs = o->run.jobs};
	suite_run(&plan, cases, n, results, &stopped);
	for (size_t i = 0; i < n; i++) {
		if (v->events != NULL)
			v->events[i] = results[i].n_events;
		if (results[i].error[0] != '\0' && v->errors++ == 0)
			snprintf(v->error, sizeof(v->error), "%.100s: %.150s", cases[i].vcase.id, results[i].error);
		for (size_t k = 0; k < results[i].n_findings; k++) {
			const struct finding *f = &results[i].findings[k].finding;
			const struct requirement *r = catalogue_find(s->suite.catalogue, f->requirement);
			if (r == NULL || !judged_in(&s->suite, r, &cases[i].vcase))
				continue;
			for (size_t c = 0; c < catalogue_n(s->suite.catalogue); c++) {
				if (catalogue_at(s->suite.catalogue, c) == r)
					v->of[c] = verdict_join(v->of[c], f->verdict);
			}
		}
		case_result_free(&results[i]);
	}
	free(results);
	iut_factory_free(iut);
	return stopped == NULL;
}

static size_t row(const struct suite *s, const char *id)
{
	for (size_t i = 0; i < catalogue_n(s->catalogue); i++) {
		if (strcmp(catalogue_at(s->catalogue, i)->id, id) == 0)
			return i;
	}
	return SIZE_MAX;
}

static bool named(const char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(ids[i], id) == 0)
			return true;
	}
	return false;
}

/* One line of the matrix; false if the defect lives or an innocent row is blamed. */
static bool matrix_line(const struct suite *s, const struct defect_info *d, const struct verdicts *v)
{
	bool ok = true;

	printf("%-38s", d->id);
	for (size_t i = 0; i < d->n_must; i++) {
		size_t r = row(s, d->must[i]);
		bool killed = r != SIZE_MAX && v->of[r] == VERDICT_FAIL;
		printf(" %s%s", d->must[i], killed ? "" : " SURVIVED");
		ok = ok && killed;
	}
	for (size_t r = 0; r < catalogue_n(s->catalogue); r++) {
		const char *id = catalogue_at(s->catalogue, r)->id;
		if (v->of[r] != VERDICT_FAIL || named(d->must, d->n_must, id) || named(d->may, d->n_may, id))
			continue;
		printf(" BLAMED %s", id);
		ok = false;
	}
	if (v->errors > 0)
		printf(" (%zu cases ended in error: %s)", v->errors, v->error);
	printf("\n");
	return ok;
}

static bool variant_line(const struct suite *s, const struct defect_info *d, const struct verdicts *v,
			 const struct verdicts *clean)
{
	bool ok = v->errors == 0;

	printf("%-38s", d->id);
	for (size_t r = 0; r < catalogue_n(s->catalogue); r++) {
		if (v->of[r] == clean->of[r])
			continue;
		printf(" CHANGED %s (%s, was %s)", catalogue_at(s->catalogue, r)->id, verdict_name(v->of[r]),
		       verdict_name(clean->of[r]));
		ok = false;
	}
	if (v->errors > 0)
		printf(" ERROR %s", v->error);
	printf("%s\n", ok ? " no verdict changed" : "");
	return ok;
}

static bool empty_line(const struct suite *s, const char *spec, const struct verdicts *v)
{
	size_t passes = 0;

	printf("%-38s", spec);
	for (size_t r = 0; r < catalogue_n(s->catalogue); r++) {
		if (v->of[r] != VERDICT_PASS)
			continue;
		printf(" PASSED %s", catalogue_at(s->catalogue, r)->id);
		passes++;
	}
	printf("%s\n", passes == 0 ? " earned no pass" : "");
	return passes == 0;
}

/* Without --quick every case runs, so that blame is seen anywhere, but for the long ones. */
static void choose(const struct options *o, const struct defect_info *d, const struct planned *all, size_t n,
		   const uint64_t *events, struct planned *cases)
{
	memcpy(cases, all, n * sizeof(*cases));
	for (size_t i = 0; !d->variant && i < n; i++) {
		bool covers = false;
		for (size_t k = 0; k < vector_n_covers(cases[i].vcase.vector); k++)
			covers = covers || named(d->must, d->n_must, vector_covers(cases[i].vcase.vector, k));
		if (!covers && (o->quick || events[i] > LONG_CASE))
			cases[i].choice = NOT_SELECTED;
	}
}

struct tally {
	size_t defects, killed, variants, harmless, empty, empty_ok;
	size_t rows, rows_with_defect;
};

static bool wanted(const struct options *o, const char *id)
{
	return o->n_only == 0 || named(o->only, o->n_only, id);
}

static const char *next_wanted(const struct run_setup *s, const struct options *o, size_t i)
{
	while (i < defects_n(s->suite.defects) && !wanted(o, defects_at(s->suite.defects, i)->id))
		i++;
	return i < defects_n(s->suite.defects) ? defects_at(s->suite.defects, i)->id : "";
}

/* Every tested row has a defect that must fail it. */
static void count_rows(const struct suite *s, struct tally *t)
{
	for (size_t r = 0; r < catalogue_n(s->catalogue); r++) {
		const struct requirement *q = catalogue_at(s->catalogue, r);
		bool has = false;
		if (q->untested != NULL || q->level == LEVEL_MAY)
			continue;
		for (size_t i = 0; i < defects_n(s->defects); i++)
			has = has || named(defects_at(s->defects, i)->must, defects_at(s->defects, i)->n_must, q->id);
		t->rows++;
		t->rows_with_defect += has;
		if (!has)
			printf("%-38s HAS NO DEFECT\n", q->id);
	}
}

static bool qualify(struct run_setup *s, const struct options *o, const char *program, struct tally *t)
{
	/* Rows of all documents are judged, each case by case: see judged_in. */
	const struct profile profile = {.id = "everything", .title = ""};
	size_t n, rows = catalogue_n(s->suite.catalogue);
	struct verdicts v = {.of = calloc(rows, sizeof(*v.of))}, clean = {.of = calloc(rows, sizeof(*clean.of))};
	bool ok = v.of != NULL && clean.of != NULL;
	char spec[PATH_MAX + 200];

	s->selection.profile = &profile;
	struct planned *all = suite_plan(&s->suite, &s->selection, &n), *cases = calloc(n + 1, sizeof(*cases));
	clean.events = calloc(n + 1, sizeof(*clean.events));
	struct progress progress;
	size_t runs = o->n_only == 0 ? 4 : 1;
	for (size_t i = 0; i < defects_n(s->suite.defects); i++)
		runs += wanted(o, defects_at(s->suite.defects, i)->id);
	progress_start(&progress, runs, false, "reference");
	ok = ok && all != NULL && cases != NULL && clean.events != NULL &&
	     run_all(s, o, "reference", &profile, all, n, &clean);
	progress_end(&progress);
	for (size_t r = 0; ok && r < rows; r++) {
		if (clean.of[r] > VERDICT_PASS)
			printf("%-38s %s on the clean stack\n", catalogue_at(s->suite.catalogue, r)->id,
			       verdict_name(clean.of[r]));
	}
	progress_step(&progress, next_wanted(s, o, 0), false);
	for (size_t i = 0; ok && i < defects_n(s->suite.defects); i++) {
		const struct defect_info *d = defects_at(s->suite.defects, i);
		if (!wanted(o, d->id))
			continue;
		choose(o, d, all, n, clean.events, cases);
		snprintf(spec, sizeof(spec), "child:'%s' --defect %s", program, d->id);
		ok = run_all(s, o, spec, &profile, cases, n, &v);
		progress_end(&progress);
		bool good = d->variant ? variant_line(&s->suite, d, &v, &clean) : matrix_line(&s->suite, d, &v);
		fflush(stdout);
		*(d->variant ? &t->variants : &t->defects) += 1;
		*(d->variant ? &t->harmless : &t->killed) += good;
		progress_step(&progress, next_wanted(s, o, i + 1), !good);
	}
	static const char *const empty[] = {"mute", "refuse-all", "echo"};
	for (size_t i = 0; ok && o->n_only == 0 && i < 3; i++) {
		ok = run_all(s, o, empty[i], &profile, all, n, &v);
		progress_end(&progress);
		bool good = ok && empty_line(&s->suite, empty[i], &v);
		t->empty++;
		t->empty_ok += good;
		progress_step(&progress, i < 2 ? empty[i + 1] : "", !good);
	}
	progress_end(&progress);
	if (ok && o->n_only == 0)
		count_rows(&s->suite, t);
	free(cases);
	free(all);
	free(v.of);
	free(clean.of);
	free(clean.events);
	return ok;
}

/* False after a message that names the nearest. */
static bool known_defect(const struct suite *s, const char *id)
{
	size_t n = defects_n(s->defects);
	const char **ids = calloc(n + 1, sizeof(*ids));

	if (defects_find(s->defects, id) != NULL || ids == NULL) {
		bool found = ids != NULL;
		free(ids);
		return found;
	}
	for (size_t i = 0; i < n; i++)
		ids[i] = defects_at(s->defects, i)->id;
	const char *close = did_you_mean(id, ids, n);
	cli_usage_error("there is no defect or variant %s%s%s%s", id, close != NULL ? "; did you mean " : "",
			close != NULL ? close : "", close != NULL ? "?" : "; see 'isatm list defects'");
	free(ids);
	return false;
}

int cmd_qualify(int argc, char **argv)
{
	struct options o = {0};
	struct run_setup s;
	struct tally t = {0};
	char self[PATH_MAX], program[PATH_MAX + 16];

	run_options_init(&o.run);
	int first =
	    options_parse(argc, argv, "qualify [OPTION...]",
			  "Prove that the suite finds what it should: run it on the stack with one wrong decision at a "
			  "time, and on free choices that no verdict may mind.",
			  defs, take, &o);
	if (first < 0)
		return EXIT_USAGE;
	if (first < argc)
		return cli_usage_error("qualify takes no operand '%s'", argv[first]);
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[len > 0 ? len : 0] = '\0';
	snprintf(program, sizeof(program), "%s/isatm-iut-q", dirname(self));
	if (access(program, X_OK) != 0)
		return cli_usage_error("%s is not there: it is the stack with defects, built beside isatm", program);
	if (!run_setup(&s, &o.run))
		return EXIT_USAGE;
	for (size_t i = 0; i < o.n_only; i++) {
		if (!known_defect(&s.suite, o.only[i])) {
			run_setup_free(&s);
			return EXIT_USAGE;
		}
	}
	bool ran = qualify(&s, &o, program, &t);
	ran = ran && (o.output == NULL || qualification_write(o.output, &s, (unsigned)t.killed, (unsigned)t.defects));
	run_setup_free(&s);
	printf("%zu of %zu defects killed without wrong blame, %zu of %zu variants harmless, %zu of %zu empty "
	       "implementations without a pass",
	       t.killed, t.defects, t.harmless, t.variants, t.empty_ok, t.empty);
	if (o.n_only == 0)
		printf(", %zu of %zu rows with a defect", t.rows_with_defect, t.rows);
	printf("\n");
	if (!ran)
		return EXIT_HARNESS;
	return t.killed == t.defects && t.harmless == t.variants && t.empty_ok == t.empty &&
		       t.rows_with_defect == t.rows
		   ? EXIT_AS_EXPECTED
		   : EXIT_NONCONFORMING;
}
