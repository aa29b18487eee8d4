/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "run_options.h"

static int list_requirements(const struct run_setup *s)
{
	for (size_t i = 0; i < catalogue_n(s->suite.catalogue); i++) {
		const struct requirement *r = catalogue_at(s->suite.catalogue, i);
		const char *state = r->never_testable ? "never" : r->untested != NULL ? "later" : "tested";
		printf("%-16s %-10s %-7s %.43s\n", r->id, level_name(r->level), state, r->text);
	}
	return EXIT_AS_EXPECTED;
}

static int list_vectors(const struct run_setup *s)
{
	for (size_t i = 0; i < vector_set_n(s->suite.vectors); i++) {
		const struct vector *v = vector_at(s->suite.vectors, i);
		printf("%-36s", vector_id(v));
		for (size_t k = 0; k < vector_n_covers(v); k++)
			printf(" %s", vector_covers(v, k));
		printf("\n");
	}
	return EXIT_AS_EXPECTED;
}

static int list_cases(const struct run_setup *s)
{
	size_t n;
	struct planned *cases = suite_plan(&s->suite, &s->selection, &n);

	for (size_t i = 0; cases != NULL && i < n; i++)
		printf("%s\n", cases[i].vcase.id);
	free(cases);
	return EXIT_AS_EXPECTED;
}

static int list_profiles(const struct run_setup *s)
{
	for (size_t i = 0; i < profiles_n(s->suite.profiles); i++) {
		const struct profile *p = profiles_at(s->suite.profiles, i);
		printf("%-12s %s\n", p->id, p->title);
	}
	return EXIT_AS_EXPECTED;
}

static int list_defects(const struct run_setup *s)
{
	for (size_t i = 0; i < defects_n(s->suite.defects); i++) {
		const struct defect_info *d = defects_at(s->suite.defects, i);
		printf("%-36s", d->id);
		if (d->variant)
			printf(" (variant)");
		for (size_t k = 0; k < d->n_must; k++)
			printf(" %s", d->must[k]);
		printf("\n");
	}
	return EXIT_AS_EXPECTED;
}

static const struct {
	const char *name;
	int (*list)(const struct run_setup *s);
} lists[] = {
    {"requirements", list_requirements}, {"vectors", list_vectors}, {"cases", list_cases},
    {"profiles", list_profiles},         {"defects", list_defects},
};

static const struct option_def defs[] = {{NULL, 0, NULL, NULL}};

static bool take(void *ctx, int index, const char *value)
{
	(void)ctx;
	(void)index;
	(void)value;
	return true;
}

int cmd_list(int argc, char **argv)
{
	struct run_options o;
	struct run_setup s;
	const char *names[sizeof(lists) / sizeof(*lists)];
	size_t n = sizeof(lists) / sizeof(*lists);

	run_options_init(&o);
	int first =
	    options_parse(argc, argv, "list [requirements|vectors|cases|profiles|defects]",
			  "List what there is, one on a line; requirements if nothing is named.", defs, take, NULL);
	if (first < 0)
		return EXIT_USAGE;
	const char *what = first < argc ? argv[first] : "requirements";
	if (argc > first + 1)
		return cli_usage_error("list takes one word");
	for (size_t i = 0; i < n; i++) {
		names[i] = lists[i].name;
		if (strcmp(lists[i].name, what) != 0)
			continue;
		if (!run_setup(&s, &o))
			return EXIT_USAGE;
		int code = lists[i].list(&s);
		run_setup_free(&s);
		return code;
	}
	const char *close = did_you_mean(what, names, n);
	return cli_usage_error("there is no list of '%s'%s%s%s", what, close != NULL ? "; did you mean " : "",
			       close != NULL ? close : "", close != NULL ? "?" : "");
}
