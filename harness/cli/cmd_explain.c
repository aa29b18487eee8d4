/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "glossary.h"
#include "run_options.h"

/* Text folded under a heading. */
static void paragraph(const char *heading, const char *text)
{
	char first[32];

	snprintf(first, sizeof(first), "%-13s ", heading);
	if (text != NULL)
		print_folded(stdout, first, 14, text, ' ');
}

static bool covers(const struct vector *v, const char *requirement)
{
	for (size_t i = 0; i < vector_n_covers(v); i++) {
		if (strcmp(vector_covers(v, i), requirement) == 0)
			return true;
	}
	return false;
}

static bool must_fail(const struct defect_info *d, const char *requirement)
{
	for (size_t i = 0; i < d->n_must; i++) {
		if (strcmp(d->must[i], requirement) == 0)
			return true;
	}
	return false;
}

static void explain_requirement(const struct run_setup *s, const struct requirement *r)
{
	printf("%s  %s  (topic %s, role %s)\n", r->id, level_name(r->level), r->topic, r->roles);
	paragraph("Says", r->text);
	paragraph("When", r->condition);
	paragraph("PICS item", r->needs);
	paragraph("Holds", r->holds);
	paragraph("Violated", r->violated);
	paragraph("Provoked by", r->provoke);
	paragraph("Convention", r->convention);
	for (size_t i = 0; i < r->n_sources; i++)
		printf("%-13s %s %s: %s (%s)\n", i == 0 ? "Documents" : "", r->sources[i].document,
		       r->sources[i].section, level_name(r->sources[i].level), basis_name(r->sources[i].basis));
	paragraph("Not tested", r->untested);
	for (size_t i = 0; i < vector_set_n(s->suite.vectors); i++) {
		const struct vector *v = vector_at(s->suite.vectors, i);
		if (covers(v, r->id))
			printf("%-13s %s\n", "Vector", vector_id(v));
	}
	for (size_t i = 0; i < defects_n(s->suite.defects); i++) {
		const struct defect_info *d = defects_at(s->suite.defects, i);
		if (must_fail(d, r->id))
			printf("%-13s %s\n", "Defect", d->id);
	}
}

static void explain_vector(const struct vector *v)
{
	size_t n = vector_expand(v, NULL, 0);

	printf("%s  (%zu case%s)\n", vector_id(v), n, n == 1 ? "" : "s");
	paragraph("Tests", vector_purpose(v));
	for (size_t i = 0; i < vector_n_covers(v); i++)
		printf("%-13s %s\n", i == 0 ? "Covers" : "", vector_covers(v, i));
	for (size_t i = 0; i < vector_n_needs(v); i++)
		printf("%-13s %s\n", i == 0 ? "Needs" : "", vector_needs(v, i));
	printf("%-13s %s\n", "File", vector_file(v));
	printf("%-13s isatm run --vector %s -v\n", "Run it", vector_id(v));
}

static void explain_profile(const struct profile *p)
{
	printf("%s\n", p->id);
	paragraph("Title", p->title);
	for (size_t i = 0; i < p->n_documents; i++)
		printf("%-13s %s\n", i == 0 ? "Documents" : "", p->documents[i]);
	for (size_t i = 0; i < p->n_fits; i++)
		printf("%-13s cases with %s=%s\n", i == 0 ? "Judges" : "", p->fits[i].param, p->fits[i].value);
}

static void explain_defect(const struct defect_info *d)
{
	printf("%s  (%s)\n", d->id, d->variant ? "harmless variant" : "defect");
	paragraph(d->variant ? "Choice" : "Wrong", d->text);
	for (size_t i = 0; i < d->n_must; i++)
		printf("%-13s %s\n", i == 0 ? "Must fail" : "", d->must[i]);
	for (size_t i = 0; i < d->n_may; i++) {
		char text[1024];
		snprintf(text, sizeof(text), "%s: %s", d->may[i], d->may_why[i]);
		paragraph(i == 0 ? "May fail" : "", text);
	}
}

static bool explain(const struct run_setup *s, const char *id)
{
	const struct requirement *r = catalogue_find(s->suite.catalogue, id);
	const struct vector *v = vector_by_id(s->suite.vectors, id);
	const struct profile *p = profiles_find(s->suite.profiles, id);
	const struct defect_info *d = defects_find(s->suite.defects, id);

	const struct glossary_entry *g = glossary_find(id);
	unsigned value;
	const char *cause = glossary_cause(id, &value);

	if (g != NULL) {
		printf("%s  (%s)\n", g->id, g->title);
		paragraph("Means", g->text);
	}
	if (cause != NULL)
		printf("%s  %s\n%-13s a call was refused or released with this cause (Q.2931, Q.2610)\n", id, cause,
		       "Means");
	if (r != NULL)
		explain_requirement(s, r);
	if (v != NULL)
		explain_vector(v);
	if (p != NULL)
		explain_profile(p);
	if (d != NULL)
		explain_defect(d);
	return r != NULL || v != NULL || p != NULL || d != NULL || g != NULL || cause != NULL;
}

/* The nearest id of any kind. */
static const char *nearest(const struct run_setup *s, const char *id)
{
	size_t total = catalogue_n(s->suite.catalogue) + vector_set_n(s->suite.vectors) +
		       profiles_n(s->suite.profiles) + defects_n(s->suite.defects);
	for (size_t i = 0; glossary_at(i) != NULL; i++)
		total++;
	const char **ids = calloc(total + 1, sizeof(*ids)), *close = NULL;
	size_t n = 0;

	for (size_t i = 0; ids != NULL && glossary_at(i) != NULL; i++)
		ids[n++] = glossary_at(i)->id;
	for (size_t i = 0; ids != NULL && i < catalogue_n(s->suite.catalogue); i++)
		ids[n++] = catalogue_at(s->suite.catalogue, i)->id;
	for (size_t i = 0; ids != NULL && i < vector_set_n(s->suite.vectors); i++)
		ids[n++] = vector_id(vector_at(s->suite.vectors, i));
	for (size_t i = 0; ids != NULL && i < profiles_n(s->suite.profiles); i++)
		ids[n++] = profiles_at(s->suite.profiles, i)->id;
	for (size_t i = 0; ids != NULL && i < defects_n(s->suite.defects); i++)
		ids[n++] = defects_at(s->suite.defects, i)->id;
	if (ids != NULL)
		close = did_you_mean(id, ids, n);
	free(ids);
	return close;
}

static const struct option_def defs[] = {{NULL, 0, NULL, NULL}};

static bool take(void *ctx, int index, const char *value)
{
	(void)ctx;
	(void)index;
	(void)value;
	return true;
}

int cmd_explain(int argc, char **argv)
{
	struct run_options o;
	struct run_setup s;
	int code = EXIT_AS_EXPECTED;

	run_options_init(&o);
	int first = options_parse(argc, argv, "explain ID...",
				  "Explain a requirement, vector, profile, defect, verdict, exit code (exit-4), fault "
				  "of an adapter (hang), cause of a released call (cause-47), code of an RSVP error "
				  "(rsvp-error-1), or another of the words of isatm list words.",
				  defs, take, NULL);
	if (first < 0)
		return EXIT_USAGE;
	if (first == argc)
		return cli_usage_error("explain takes the id of a requirement, vector, profile or defect");
	if (!run_setup(&s, &o))
		return EXIT_USAGE;
	for (int i = first; i < argc; i++) {
		if (explain(&s, argv[i]))
			continue;
		const char *close = nearest(&s, argv[i]);
		code = cli_usage_error("nothing is called '%s'%s%s%s", argv[i], close != NULL ? "; did you mean " : "",
				       close != NULL ? close : "", close != NULL ? "?" : "");
	}
	run_setup_free(&s);
	return code;
}
