/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

bool suite_load(struct suite *s)
{
	char err[65536] = "", path[4096];

	*s = (struct suite){.dir = data_dir()};
	if (s->dir == NULL)
		return false;
	snprintf(path, sizeof(path), "%s/conformance", s->dir);
	if ((s->catalogue = catalogue_load(path, err, sizeof(err))) == NULL ||
	    (s->profiles = profiles_load(path, err, sizeof(err))) == NULL ||
	    (s->defects = defects_load(path, err, sizeof(err))) == NULL) {
		cli_usage_error("%s", err);
		suite_free(s);
		return false;
	}
	snprintf(path, sizeof(path), "%s/vectors", s->dir);
	if ((s->vectors = vector_set_load(path, err, sizeof(err))) == NULL) {
		cli_usage_error("%s", err);
		suite_free(s);
		return false;
	}
	return true;
}

void suite_free(struct suite *s)
{
	if (s->catalogue != NULL)
		catalogue_free(s->catalogue);
	if (s->profiles != NULL)
		profiles_free(s->profiles);
	if (s->defects != NULL)
		defects_free(s->defects);
	if (s->vectors != NULL)
		vector_set_free(s->vectors);
	*s = (struct suite){0};
}

const struct vector *suite_vector_file(struct suite *s, const char *file, char *err, size_t err_len)
{
	size_t n = vector_set_n(s->vectors);
	struct stat named, loaded;

	for (size_t i = 0; i < n && stat(file, &named) == 0; i++) {
		const struct vector *v = vector_at(s->vectors, i);
		if (stat(vector_file(v), &loaded) == 0 && loaded.st_ino == named.st_ino &&
		    loaded.st_dev == named.st_dev)
			return v;
	}
	return vector_set_add(s->vectors, file, err, err_len) ? vector_at(s->vectors, n) : NULL;
}

bool case_fits(const struct profile *p, const struct vcase *c)
{
	for (size_t i = 0; i < p->n_fits; i++) {
		const char *value = vcase_setting(c, p->fits[i].param);
		if (value != NULL && strcmp(value, p->fits[i].value) != 0)
			return false;
	}
	return true;
}

static bool covers(const struct vector *v, const char *requirement)
{
	for (size_t i = 0; i < vector_n_covers(v); i++) {
		if (strcmp(vector_covers(v, i), requirement) == 0)
			return true;
	}
	return false;
}

/* Does the profile hold a row that the vector is about? The rest of a case proves nothing that other cases do not. */
static bool concerns(const struct suite *s, const struct profile *p, const struct vector *v)
{
	enum level level;
	enum basis basis;
	const char *document;
	bool any = p->n_documents == 0; /* every row */

	for (size_t i = 0; i < vector_n_covers(v) && !any; i++) {
		const struct requirement *r = catalogue_find(s->catalogue, vector_covers(v, i));
		any = r == NULL || profile_level(p, r, &level, &basis, &document);
	}
	return any;
}

static bool selected(const struct selection *sel, const struct vcase *c, char *why, size_t len)
{
	bool ok = sel->n_requirements == 0;

	for (size_t i = 0; i < sel->n_requirements; i++)
		ok = ok || covers(c->vector, sel->requirements[i]);
	if (!ok) {
		snprintf(why, len, "not selected by --requirement");
		return false;
	}
	ok = sel->n_globs == 0;
	for (size_t i = 0; i < sel->n_globs; i++)
		ok = ok || fnmatch(sel->globs[i], vector_id(c->vector), 0) == 0;
	if (!ok) {
		snprintf(why, len, "not selected by --vector");
		return false;
	}
	ok = sel->n_cases == 0;
	for (size_t i = 0; i < sel->n_cases; i++)
		ok = ok || strcmp(sel->cases[i], c->id) == 0;
	if (!ok)
		snprintf(why, len, "not selected by --case");
	return ok;
}

/* The chosen cases are dealt out one by one, so that shards are alike in size and length. */
static void take_shard(const struct selection *sel, struct planned *cases, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; sel->shards > 0 && i < n; i++) {
		if (cases[i].choice != CHOSEN || k++ % sel->shards == sel->shard - 1)
			continue;
		cases[i].choice = OTHER_SHARD;
		snprintf(cases[i].why, sizeof(cases[i].why), "its cases are in another shard");
	}
}

struct planned *suite_plan(const struct suite *s, const struct selection *sel, size_t *n)
{
	size_t total = 0;

	for (size_t i = 0; i < vector_set_n(s->vectors); i++)
		total += vector_expand(vector_at(s->vectors, i), NULL, 0);
	struct planned *cases = calloc(total + 1, sizeof(*cases));
	struct vcase *expanded = calloc(total + 1, sizeof(*expanded));
	*n = 0;
	for (size_t i = 0; cases != NULL && expanded != NULL && i < vector_set_n(s->vectors); i++) {
		size_t k = vector_expand(vector_at(s->vectors, i), expanded, total - *n);
		for (size_t j = 0; j < k; j++) {
			struct planned *p = &cases[(*n)++];
			p->vcase = expanded[j];
			p->choice = CHOSEN;
			if (!selected(sel, &p->vcase, p->why, sizeof(p->why))) {
				p->choice = NOT_SELECTED;
			} else if (!case_fits(sel->profile, &p->vcase)) {
				p->choice = NOT_SELECTED;
				snprintf(p->why, sizeof(p->why), "its configuration does not fit profile %s",
					 sel->profile->id);
			} else if (!concerns(s, sel->profile, p->vcase.vector)) {
				p->choice = NOT_SELECTED;
				snprintf(p->why, sizeof(p->why), "profile %s has none of the rows that it covers",
					 sel->profile->id);
			} else if (!pics_allows(sel->pics, &p->vcase, p->why, sizeof(p->why))) {
				p->choice = NOT_APPLICABLE;
			}
		}
	}
	free(expanded);
	take_shard(sel, cases, cases != NULL ? *n : 0);
	return cases;
}

/* Names of folders stand for one case each: where a value has letters that are not kept, a digest of the id tells it
 * from others. */
void case_folder(const struct vcase *c, char *out, size_t len)
{
	static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
	uint64_t digest = 0xcbf29ce484222325u;
	bool plain = true;
	size_t n = 0;

	for (size_t i = 0; i < c->n_params; i++)
		plain = plain && c->params[i].value[strspn(c->params[i].value, kept)] == '\0';
	for (const char *p = c->id; *p != '\0' && n + 1 < len; p++) {
		digest = (digest ^ (uint8_t)*p) * 0x100000001b3u;
		if (*p == '=' || memchr(kept, *p, sizeof(kept) - 1) != NULL)
			out[n++] = *p;
		else if (*p != ']')
			out[n++] = '.';
	}
	out[n] = '\0';
	if (!plain && n < len)
		snprintf(out + n, len - n, ".%016" PRIx64, digest);
}

void case_result_free(struct case_result *r)
{
	free(r->findings);
	r->findings = NULL;
	r->n_findings = 0;
	detail_free(&r->detail);
}
