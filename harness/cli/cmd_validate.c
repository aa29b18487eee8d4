/* SPDX-License-Identifier: Apache-2.0 */
/* Check files against their schemas, and the suite against itself. */
#include <stdlib.h>
#include <string.h>

#include "run_options.h"
#include "xml/xml.h"

static const struct option_def defs[] = {{NULL, 0, NULL, NULL}};

static bool take(void *ctx, int index, const char *value)
{
	(void)ctx;
	(void)index;
	(void)value;
	return true;
}

/* A file of its own: its root element tells what it is. */
static bool validate_file(struct run_setup *s, const char *file)
{
	char err[65536] = "";
	struct xml_errors e;

	xml_errors_init(&e, err, sizeof(err));
	xmlDocPtr doc = xml_load(file, NULL, &e);
	if (doc == NULL) {
		cli_usage_error("%s", err);
		return false;
	}
	char root[64];
	snprintf(root, sizeof(root), "%s", xml_name(xmlDocGetRootElement(doc)));
	xmlFreeDoc(doc);
	bool ok = false;
	if (strcmp(root, "vector") == 0) {
		ok = suite_vector_file(&s->suite, file, err, sizeof(err)) != NULL;
	} else if (strcmp(root, "pics") == 0) {
		struct pics *p = pics_load(file, s->suite.dir, err, sizeof(err));
		ok = p != NULL;
		pics_free(p);
	} else if (strcmp(root, "pixit") == 0) {
		ok = pixit_load(file, s->suite.dir, &s->pixit, err, sizeof(err));
	} else {
		char schema[4096];
		const char *folder = strcmp(root, "report") == 0 ? "reports" : "conformance";
		snprintf(schema, sizeof(schema), "%s/%s/schema/%s.rng", s->suite.dir, folder, root);
		static const char *const known[] = {"catalogue", "profile", "defects", "report"};
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
			if (strcmp(known[i], root) == 0) {
				doc = xml_load_limit(file, schema, XML_MAX_REPORT, &e);
				ok = doc != NULL;
				xmlFreeDoc(doc);
			}
		}
		if (!ok && err[0] == '\0')
			xml_error(&e, file, 1,
				  "<%s> is not a vector, pics, pixit, catalogue, profile, defects or report", root);
	}
	if (!ok)
		cli_usage_error("%s", err);
	return ok;
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
	int first =
	    options_parse(argc, argv, "validate [FILE...]",
			  "Check files against their schemas; without a file the whole suite: catalogue, profiles, "
			  "defects and vectors, each by itself and against each other.",
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
