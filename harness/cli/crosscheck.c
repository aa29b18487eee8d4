/* SPDX-License-Identifier: Apache-2.0 */
#include "crosscheck.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "conformance/features.h"
#include "xml/xml.h"

/* What stands in a PICS beside its items: all its words, and where else they are said. */
#define NOT_GREETED SIZE_MAX
static const struct dimension {
	const char *name, *param; /* of the PICS; of a case (NULL: its role) */
	size_t greeting;          /* member of the greeting */
	const char *words[5];
} dimensions[] = {
    {"roles", NULL, offsetof(struct iut_hello, roles), {"ingress", "egress", "host-sender", "host-receiver"}},
    {"uni", "uni", offsetof(struct iut_hello, uni), {"3.0", "3.1", "4.0"}},
    {"encapsulation", "encapsulation", NOT_GREETED, {"llc", "vcmux-qos"}},
};

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

/* Of a list with commas, as greetings have it. */
static bool greeted(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; *p != '\0'; p += strspn(p, ",")) {
		size_t len = strcspn(p, ",");
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
	if (value == NULL || (e->word != NULL ? xml_has_word(value, e->word) : strcmp(value, "no") != 0))
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

/* The greeting and the PICS come from one vendor: what either of them has, the other must have. False if the word of
 * the PICS is not in the greeting, so that no case need show it. */
static bool agrees(struct crosscheck *c, const struct dimension *d, const char *word, bool in_pics,
		   const struct iut_hello *hello)
{
	if (hello == NULL || d->greeting == NOT_GREETED)
		return true;
	bool said = greeted((const char *)hello + d->greeting, word);
	if (in_pics && !said)
		add(c, d->name, word, "declared, but the implementation's greeting does not say it");
	else if (said && !in_pics)
		add(c, d->name, word, "not declared, but the implementation's greeting says it");
	else if (in_pics && strncmp(word, "host-", 5) == 0 && !hello->control)
		/* PROTOCOL.md section 2: the host roles need the control port. */
		add(c, d->name, word, "declared, but the implementation's greeting says control=no");
	return said || !in_pics;
}

void crosscheck(struct crosscheck *c, const struct pics *pics, const struct iut_hello *hello, bool whole,
		const struct planned *cases, const struct case_result *results, size_t n)
{
	const struct report_param *p;
	size_t n_params = pics_params(pics, &p);

	c->n = 0;
	for (size_t i = 0; i < n_params; i++) {
		const struct dimension *d = NULL;
		for (size_t k = 0; k < sizeof(dimensions) / sizeof(*dimensions); k++)
			d = strcmp(dimensions[k].name, p[i].name) == 0 ? &dimensions[k] : d;
		for (size_t k = 0; d != NULL && d->words[k] != NULL; k++) {
			bool in_pics = xml_has_word(p[i].value, d->words[k]);
			if (agrees(c, d, d->words[k], in_pics, hello) && in_pics && whole)
				claimed(c, d, d->words[k], cases, results, n);
		}
		if (d == NULL && whole && strcmp(p[i].value, "yes") == 0)
			claimed_item(c, p[i].name, cases, results, n);
	}
	for (size_t k = 0; k < sizeof(undeclared) / sizeof(*undeclared); k++)
		not_claimed(c, &undeclared[k], entry(p, n_params, undeclared[k].entry), cases, results, n);
}
