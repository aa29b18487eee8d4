/* SPDX-License-Identifier: Apache-2.0 */
/* Check files against their schemas, and the suite against itself. */
#include <stdlib.h>
#include <string.h>

#include "validate.h"

static const struct option_def defs[] = {{NULL, 0, NULL, NULL}};

static bool take(void *ctx, int index, const char *value)
{
	(void)ctx;
	(void)index;
	(void)value;
	return true;
}

/* Every requirement that is not marked untested has a vector and a check; every id that is named exists. */
static bool validate_suite(const struct run_setup *s)
{
	bool ok = true;

	for (size_t i = 0; i < vector_set_n(s->suite.vectors); i++) {
		const struct vector *v = vector_at(s->suite.vectors, i);
		for (size_t k = 0; k < vector_n_covers(v); k++) {
			if (catalogue_find(s->suite.catalogue, vector_covers(v, k)) != NULL)
				continue;
			cli_usage_error("%s: covers %s, which is not in the catalogue", vector_file(v),
					vector_covers(v, k));
			ok = false;
		}
	}
	for (size_t i = 0; i < defects_n(s->suite.defects); i++) {
		const struct defect_info *d = defects_at(s->suite.defects, i);
		for (size_t k = 0; k < d->n_must + d->n_may; k++) {
			const char *id = k < d->n_must ? d->must[k] : d->may[k - d->n_must];
			if (catalogue_find(s->suite.catalogue, id) != NULL)
				continue;
			cli_usage_error("%s:%d: names %s, which is not in the catalogue", d->file, d->line, id);
			ok = false;
		}
	}
	for (size_t i = 0; i < catalogue_n(s->suite.catalogue); i++) {
		const struct requirement *r = catalogue_at(s->suite.catalogue, i);
		bool covered = false;
		for (size_t k = 0; k < vector_set_n(s->suite.vectors); k++) {
			const struct vector *v = vector_at(s->suite.vectors, k);
			for (size_t c = 0; c < vector_n_covers(v); c++)
				covered = covered || strcmp(vector_covers(v, c), r->id) == 0;
		}
		if (covered != (r->untested == NULL)) {
			cli_usage_error("%s:%d: %s is %s", r->file, r->line, r->id,
					covered ? "marked untested, but a vector covers it" : "covered by no vector");
			ok = false;
		}
	}
	return ok;
}

int cmd_validate(int argc, char **argv)
{
	struct run_options o;
	struct run_setup s;

	run_options_init(&o);
	int first = options_parse(
	    argc, argv, "validate [FILE...]",
	    "Check files of any kind, by their schemas and against the suite: vectors, topologies, PICS, PIXIT, "
	    "ledgers, reports, catalogue, profiles, defects, traces; without a file the whole suite, each by "
	    "itself and against each other.",
	    defs, take, NULL);
	if (first < 0)
		return EXIT_USAGE;
	if (!run_setup(&s, &o))
		return EXIT_USAGE;
	bool ok = true;
	if (first == argc)
		ok = validate_suite(&s);
	for (int i = first; i < argc; i++)
		ok = validate_file(&s, argv[i]) && ok;
	run_setup_free(&s);
	return ok ? EXIT_AS_EXPECTED : EXIT_USAGE;
}
