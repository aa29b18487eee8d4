/* SPDX-License-Identifier: Apache-2.0 */
#include "crosscheck.h"

#include <stdio.h>
#include <string.h>

#include "conformance/features.h"

/* What stands in a PICS beside its items, and what shows it. */
static const struct dimension {
	const char *name, *param; /* of the PICS; of a case (NULL: its role) */
} dimensions[] = {{"roles", NULL}, {"uni", "uni"}, {"encapsulation", "encapsulation"}};

static const struct evidence {
	const char *entry, *word; /* word NULL: an item that is "no" */
	enum feature feature;
} undeclared[] = {{"encapsulation", "vcmux-qos", FEATURE_VCMUX}, {"point-to-multipoint", NULL, FEATURE_P2MP}};

static void add(struct crosscheck *c, const char *name, const char *word, const char *text)
{
	if (c->n == CROSSCHECK_MAX)
		return;
	snprintf(c->names[c->n], sizeof(c->names[0]), "%s%s%s", name, word != NULL ? " " : "",
		 word != NULL ? word : "");
	snprintf(c->texts[c->n], sizeof(c->texts[0]), "%s", text);
	c->params[c->n] = (struct report_param){c->names[c->n], c->texts[c->n]};
	c->n++;
}

static bool is_one_of(const char *list, const char *word, const char *between)
{
	size_t n = strlen(word);

	for (const char *p = list; *p != '\0'; p += strspn(p, between)) {
		size_t len = strcspn(p, between);
		if (len == n && memcmp(p, word, n) == 0)
			return true;
		p += len;
	}
	return false;
}

static enum feature shows(const struct dimension *d, const char *word)
{
	if (d->param != NULL && strcmp(d->param, "encapsulation") == 0)
		return strcmp(word, "llc") == 0 ? FEATURE_LLC : FEATURE_VCMUX;
	return FEATURE_ACTIVE;
}

/* A word of roles, uni or encapsulation that is claimed. */
static void claimed(struct crosscheck *c, const struct dimension *d, const char *word, const struct planned *cases,
		    const struct case_result *results, size_t n)
{
	size_t ran = 0, shown = 0;
	char text[160];

	for (size_t i = 0; i < n; i++) {
		const struct vcase *v = &cases[i].vcase;
		const char *value = d->param != NULL ? vcase_param(v, d->param) : v->role;
		if (cases[i].choice != CHOSEN || results[i].verdict == VERDICT_ERROR || value == NULL ||
		    strcmp(value, word) != 0)
			continue;
		ran++;
		shown += results[i].shown >> shows(d, word) & 1;
	}
	snprintf(text, sizeof(text), "declared, but never shown in the %zu cases that need it", ran);
	if (ran > 0 && shown == 0)
		add(c, d->name, word, text);
}

/* An item that is claimed is shown by a case that needs it and passes. */
static void claimed_item(struct crosscheck *c, const char *item, const struct planned *cases,
			 const struct case_result *results, size_t n)
{
	size_t ran = 0, shown = 0;
	char text[160];

	for (size_t i = 0; i < n; i++) {
		const struct vector *v = cases[i].vcase.vector;
		bool needs = false;
		for (size_t k = 0; k < vector_n_needs(v); k++)
			needs = needs || strcmp(vector_needs(v, k), item) == 0;
		if (!needs || cases[i].choice != CHOSEN || results[i].verdict == VERDICT_ERROR)
			continue;
		ran++;
		shown += results[i].verdict == VERDICT_PASS;
	}
	snprintf(text, sizeof(text), "declared, but none of the %zu cases that need it passes", ran);
	if (ran > 0 && shown == 0)
		add(c, item, NULL, text);
}

static const char *entry(const struct report_param *p, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(p[i].name, name) == 0)
			return p[i].value;
	}
	return NULL;
}

static void not_claimed(struct crosscheck *c, const struct evidence *e, const char *value, const struct planned *cases,
			const struct case_result *results, size_t n)
{
	if (value == NULL || (e->word != NULL ? is_one_of(value, e->word, " ") : strcmp(value, "no") != 0))
		return;
	for (size_t i = 0; i < n; i++) {
		char text[160];
		if (cases[i].choice != CHOSEN || !(results[i].shown >> e->feature & 1))
			continue;
		snprintf(text, sizeof(text), "not declared, but shown, first in %.120s", cases[i].vcase.id);
		add(c, e->entry, e->word, text);
		return;
	}
}

void crosscheck(struct crosscheck *c, const struct pics *pics, const char *roles, const char *uni, bool whole,
		const struct planned *cases, const struct case_result *results, size_t n)
{
	const struct report_param *p;
	size_t n_params = pics_params(pics, &p);

	c->n = 0;
	for (size_t i = 0; i < n_params; i++) {
		const struct dimension *d = NULL;
		for (size_t k = 0; k < sizeof(dimensions) / sizeof(*dimensions); k++)
			d = strcmp(dimensions[k].name, p[i].name) == 0 ? &dimensions[k] : d;
		if (d == NULL) {
			if (whole && strcmp(p[i].value, "yes") == 0)
				claimed_item(c, p[i].name, cases, results, n);
			continue;
		}
		const char *said = strcmp(d->name, "roles") == 0 ? roles : strcmp(d->name, "uni") == 0 ? uni : NULL;
		char words[256];
		snprintf(words, sizeof(words), "%s", p[i].value);
		for (char *save, *w = strtok_r(words, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save)) {
			if (said != NULL && *said != '\0' && !is_one_of(said, w, ","))
				add(c, d->name, w, "declared, but the implementation's greeting does not say it");
			else if (whole)
				claimed(c, d, w, cases, results, n);
		}
	}
	for (size_t k = 0; k < sizeof(undeclared) / sizeof(*undeclared); k++)
		not_claimed(c, &undeclared[k], entry(p, n_params, undeclared[k].entry), cases, results, n);
}
