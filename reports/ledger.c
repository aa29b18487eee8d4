/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of expected failures: reading it, and finding what foresees a failure. */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "xml/xml.h"

struct ledger {
	size_t n;
	struct report_entry *entries;
};

bool ledger_date_ok(const char *date)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day, end = 0;

	if (strlen(date) != 10 || strspn(date, "0123456789-") != 10 ||
	    sscanf(date, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10)
		return false;
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
	return day <= days[month - 1] + leap;
}

/* Linear in practice: after a '*' only the last one is tried again. */
bool ledger_match(const char *pattern, const char *text)
{
	const char *star = NULL, *mark = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			mark = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star;
			text = ++mark;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

void ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n; i++) {
		const char *texts[] = {l->entries[i].of_case, l->entries[i].requirement, l->entries[i].match,
				       l->entries[i].owner,   l->entries[i].expires,     l->entries[i].why};
		for (size_t k = 0; k < sizeof(texts) / sizeof(*texts); k++)
			free((void *)texts[k]);
	}
	free(l->entries);
	free(l);
}

struct ledger *ledger_load(const char *file, const char *data_dir, char *err, size_t err_len)
{
	char schema[4096];
	struct xml_errors e;
	struct ledger *l = calloc(1, sizeof(*l));
	size_t n = 0;

	snprintf(schema, sizeof(schema), "%s/reports/schema/ledger.rng", data_dir);
	xml_errors_init(&e, err, err_len);
	xmlDocPtr doc = l != NULL ? xml_load(file, schema, &e) : NULL;
	for (xmlNodePtr c = doc != NULL ? xml_first(xmlDocGetRootElement(doc)) : NULL; c != NULL; c = xml_next(c))
		n++;
	if (doc != NULL)
		l->entries = calloc(n + 1, sizeof(*l->entries));
	if (doc != NULL && l->entries == NULL)
		xml_error(&e, file, 0, "out of memory");
	for (xmlNodePtr c = e.count == 0 && doc != NULL ? xml_first(xmlDocGetRootElement(doc)) : NULL; c != NULL;
	     c = xml_next(c)) {
		struct report_entry *to = &l->entries[l->n++];
		*to = (struct report_entry){.of_case = xml_attr(c, "case"),
					    .requirement = xml_attr(c, "requirement"),
					    .match = xml_attr(c, "match"),
					    .owner = xml_attr(c, "owner"),
					    .expires = xml_attr(c, "expires"),
					    .why = xml_text(c),
					    .state = LEDGER_NOT_RUN,
					    .line = xml_line(c)};
		if (to->expires != NULL && !ledger_date_ok(to->expires))
			xml_error(&e, file, xml_line(c), "there is no day %.20s", to->expires);
		if (to->why == NULL || to->why[0] == '\0')
			xml_error(&e, file, xml_line(c), "an expected failure needs a reason");
	}
	xmlFreeDoc(doc);
	if (doc != NULL && e.count == 0)
		return l;
	ledger_free(l);
	return NULL;
}

size_t ledger_n(const struct ledger *l)
{
	return l->n;
}

const struct report_entry *ledger_entries(const struct ledger *l)
{
	return l->entries;
}

unsigned ledger_find(const struct ledger *l, const char *of_case, const char *requirement, const char *reason)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct report_entry *e = &l->entries[i];
		if (e->of_case != NULL && strcmp(e->of_case, of_case) != 0)
			continue;
		if (e->requirement != NULL && (requirement == NULL || strcmp(e->requirement, requirement) != 0))
			continue;
		if (ledger_match(e->match, reason))
			return (unsigned)i + 1;
	}
	return 0;
}

void ledger_settle(struct ledger *l, size_t i, enum ledger_state state, size_t matched)
{
	l->entries[i].state = state;
	l->entries[i].matched = matched;
}
