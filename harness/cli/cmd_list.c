/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "glossary.h"
#include "run_options.h"

/* Which rows are wanted; NULL: all. */
struct filter {
	const char *topic, *level, *document, *requirement;
	bool tested, untested;
};

enum { OPT_TOPIC, OPT_LEVEL, OPT_DOCUMENT, OPT_REQUIREMENT, OPT_TESTED, OPT_UNTESTED };
static const struct option_def defs[] = {
    [OPT_TOPIC] = {"topic", 0, "TOPIC", "only what belongs to this topic (of a vector or defect: before the /)"},
    [OPT_LEVEL] = {"level", 0, "LEVEL", "only requirements of this level: MUST (with MUST NOT), SHOULD, MAY"},
    [OPT_DOCUMENT] = {"document", 0, "ID", "only requirements that this document states, as R2380"},
    [OPT_REQUIREMENT] = {"requirement", 'r', "ID", "only vectors, cases and defects of this requirement"},
    [OPT_TESTED] = {"tested", 0, NULL, "only requirements that some vector covers"},
    [OPT_UNTESTED] = {"untested", 0, NULL, "only those that none covers, with the reason"},
    {NULL, 0, NULL, NULL},
};

static bool take(void *ctx, int index, const char *value)
{
	struct filter *f = ctx;
	const char **const texts[] = {&f->topic, &f->level, &f->document, &f->requirement};

	if (index <= OPT_REQUIREMENT)
		*texts[index] = value;
	else
		*(index == OPT_TESTED ? &f->tested : &f->untested) = true;
	return true;
}

/* Is 'topic' the part of an id before its '/'? */
static bool topic_of(const char *id, const char *topic)
{
	size_t n = strcspn(id, "/");

	return topic == NULL || (strlen(topic) == n && strncmp(id, topic, n) == 0);
}

static bool level_fits(enum level l, const char *level)
{
	const char *name = level_name(l);
	size_t n = level != NULL ? strlen(level) : 0;

	return level == NULL || strcmp(name, level) == 0 ||
	       (strncmp(name, level, n) == 0 && strcmp(name + n, " NOT") == 0);
}

static bool stated_in(const struct requirement *r, const char *document)
{
	for (size_t i = 0; i < r->n_sources; i++) {
		if (document == NULL || strcmp(r->sources[i].document, document) == 0)
			return true;
	}
	return document == NULL;
}

static bool covers(const struct vector *v, const char *requirement)
{
	for (size_t i = 0; i < vector_n_covers(v); i++) {
		if (requirement == NULL || strcmp(vector_covers(v, i), requirement) == 0)
			return true;
	}
	return requirement == NULL;
}

static bool covered(const struct suite *s, const char *requirement)
{
	for (size_t i = 0; i < vector_set_n(s->vectors); i++) {
		if (covers(vector_at(s->vectors, i), requirement))
			return true;
	}
	return false;
}

static size_t list_requirements(const struct run_setup *s, const struct filter *f)
{
	size_t n = 0;

	for (size_t i = 0; i < catalogue_n(s->suite.catalogue); i++) {
		const struct requirement *r = catalogue_at(s->suite.catalogue, i);
		bool tested = covered(&s->suite, r->id);
		const char *state = r->never_testable     ? "never"
				    : tested              ? "tested"
				    : r->untested != NULL ? "later"
							  : "none";
		if ((f->topic != NULL && strcmp(r->topic, f->topic) != 0) || !level_fits(r->level, f->level) ||
		    !stated_in(r, f->document) || (f->requirement != NULL && strcmp(r->id, f->requirement) != 0) ||
		    (f->tested && !tested) || (f->untested && tested))
			continue;
		printf("%-16s %-10s %-7s %.43s\n", r->id, level_name(r->level), state,
		       f->untested && r->untested != NULL ? r->untested : r->text);
		n++;
	}
	return n;
}

static size_t list_vectors(const struct run_setup *s, const struct filter *f)
{
	size_t n = 0;

	for (size_t i = 0; i < vector_set_n(s->suite.vectors); i++) {
		const struct vector *v = vector_at(s->suite.vectors, i);
		if (!topic_of(vector_id(v), f->topic) || !covers(v, f->requirement))
			continue;
		printf("%-36s", vector_id(v));
		for (size_t k = 0; k < vector_n_covers(v); k++)
			printf(" %s", vector_covers(v, k));
		printf("\n");
		n++;
	}
	return n;
}

static size_t list_cases(const struct run_setup *s, const struct filter *f)
{
	size_t n, shown = 0;
	struct planned *cases = suite_plan(&s->suite, &s->selection, &n);

	for (size_t i = 0; cases != NULL && i < n; i++) {
		const struct vcase *c = &cases[i].vcase;
		if (!topic_of(c->id, f->topic) || !covers(c->vector, f->requirement))
			continue;
		printf("%s\n", c->id);
		shown++;
	}
	free(cases);
	return shown;
}

static size_t list_profiles(const struct run_setup *s, const struct filter *f)
{
	(void)f;
	for (size_t i = 0; i < profiles_n(s->suite.profiles); i++) {
		const struct profile *p = profiles_at(s->suite.profiles, i);
		printf("%-12s %s\n", p->id, p->title);
	}
	return profiles_n(s->suite.profiles);
}

static size_t list_defects(const struct run_setup *s, const struct filter *f)
{
	size_t n = 0;

	for (size_t i = 0; i < defects_n(s->suite.defects); i++) {
		const struct defect_info *d = defects_at(s->suite.defects, i);
		bool named = f->requirement == NULL;
		for (size_t k = 0; k < d->n_must; k++)
			named = named || strcmp(d->must[k], f->requirement) == 0;
		if (!topic_of(d->id, f->topic) || !named)
			continue;
		printf("%-36s", d->id);
		if (d->variant)
			printf(" (variant)");
		for (size_t k = 0; k < d->n_must; k++)
			printf(" %s", d->must[k]);
		printf("\n");
		n++;
	}
	return n;
}

static size_t list_words(const struct run_setup *s, const struct filter *f)
{
	size_t n = 0;

	(void)s;
	(void)f;
	for (const struct glossary_entry *g; (g = glossary_at(n)) != NULL; n++)
		printf("%-18s %s\n", g->id, g->title);
	for (unsigned i = 1; i <= 127; i++) {
		const char *name = glossary_cause_name(i);
		if (name == NULL)
			continue;
		printf("cause-%-12u %s\n", i, name);
		n++;
	}
	return n;
}

static const struct {
	const char *name;
	size_t (*list)(const struct run_setup *s, const struct filter *f);
} lists[] = {
    {"requirements", list_requirements}, {"vectors", list_vectors}, {"cases", list_cases},
    {"profiles", list_profiles},         {"defects", list_defects}, {"words", list_words},
};

/* A word that fits nothing gets the nearest of those that would. False after a message. */
static bool known(const char *what, const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(words[i], word) == 0)
			return true;
	}
	const char *close = did_you_mean(word, words, n);
	cli_usage_error("there is no %s %s%s%s%s", what, word, close != NULL ? "; did you mean " : "",
			close != NULL ? close : "", close != NULL ? "?" : "");
	return false;
}

#define WORDS 4096
static bool check(const struct run_setup *s, const struct filter *f)
{
	static const char *const levels[] = {"MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"};
	const char **words = calloc(3 * WORDS, sizeof(*words)), **topics = words, **documents = words + WORDS,
		   **ids = words + 2 * WORDS;
	char(*prefixes)[48] = calloc(WORDS, sizeof(*prefixes));
	size_t n_topics = 0, n_documents = 0, n_ids = 0;
	bool ok = words != NULL && prefixes != NULL;

	for (size_t i = 0; ok && i < catalogue_n(s->suite.catalogue) && n_ids < WORDS; i++) {
		const struct requirement *r = catalogue_at(s->suite.catalogue, i);
		ids[n_ids++] = r->id;
		if (n_topics < WORDS)
			topics[n_topics++] = r->topic;
		for (size_t k = 0; k < r->n_sources && n_documents < WORDS; k++)
			documents[n_documents++] = r->sources[k].document;
	}
	for (size_t i = 0; ok && i < vector_set_n(s->suite.vectors) && n_topics < WORDS; i++) {
		const char *id = vector_id(vector_at(s->suite.vectors, i));
		snprintf(prefixes[i % WORDS], sizeof(*prefixes), "%.*s", (int)strcspn(id, "/"), id);
		topics[n_topics++] = prefixes[i % WORDS];
	}
	for (size_t i = 0; ok && i < defects_n(s->suite.defects) && n_topics < WORDS; i++) {
		const char *id = defects_at(s->suite.defects, i)->id;
		size_t at = (vector_set_n(s->suite.vectors) + i) % WORDS;
		snprintf(prefixes[at], sizeof(*prefixes), "%.*s", (int)strcspn(id, "/"), id);
		topics[n_topics++] = prefixes[at];
	}
	ok = ok && (f->topic == NULL || known("topic", f->topic, topics, n_topics)) &&
	     (f->level == NULL || known("level", f->level, levels, 5)) &&
	     (f->document == NULL || known("document", f->document, documents, n_documents)) &&
	     (f->requirement == NULL || known("requirement", f->requirement, ids, n_ids));
	free(words);
	free(prefixes);
	return ok;
}

int cmd_list(int argc, char **argv)
{
	struct run_options o;
	struct run_setup s;
	struct filter f = {0};
	const char *names[sizeof(lists) / sizeof(*lists)];
	size_t n = sizeof(lists) / sizeof(*lists);

	run_options_init(&o);
	int first = options_parse(
	    argc, argv, "list [WHAT] [OPTION...]",
	    "List what there is, one on a line. WHAT: requirements (if nothing is named), vectors, cases, profiles, "
	    "defects, or words: the exit codes, verdicts, faults and error codes that isatm explain knows. Exit code 4 "
	    "if nothing is left.",
	    defs, take, &f);
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
		int code = !check(&s, &f)              ? EXIT_USAGE
			   : lists[i].list(&s, &f) > 0 ? EXIT_AS_EXPECTED
						       : EXIT_NOTHING_TESTED;
		run_setup_free(&s);
		return code;
	}
	const char *close = did_you_mean(what, names, n);
	return cli_usage_error("there is no list of '%s'%s%s%s", what, close != NULL ? "; did you mean " : "",
			       close != NULL ? close : "", close != NULL ? "?" : "");
}
