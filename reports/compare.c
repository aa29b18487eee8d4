/* SPDX-License-Identifier: Apache-2.0 */
/* Expected against seen, field by field: how reasons of the vector module are worded (harness/vector: eval.c,
 * judge.c, judge_delivery.c), taken apart for the table on the page of a case. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

struct table {
	struct report_compared *rows;
	size_t n, most;
};

static void copy(char *out, size_t len, const char *text, size_t n)
{
	snprintf(out, len, "%.*s", (int)(n < len ? n : len - 1), text);
}

static struct report_compared *row(struct table *t, const char *name, size_t n)
{
	static struct report_compared none;
	struct report_compared *r = t->n < t->most ? &t->rows[t->n++] : &none;

	*r = (struct report_compared){.fits = false};
	copy(r->name, sizeof(r->name), name, n);
	return r;
}

static bool starts(const char *text, size_t n, const char *with)
{
	return n >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

/* The part up to the next ", ", or to the end. */
static size_t part(const char *text)
{
	const char *comma = strstr(text, ", ");

	return comma != NULL ? (size_t)(comma - text) : strlen(text);
}

/* "pcr is 7, not 8", "pcr is 7, at least 8 expected", "it has no pcr", ... with ", " between. */
static void differing_fields(struct table *t, const char *p)
{
	static const char *const bounds[] = {"at least ", "at most ", "more than ", "less than "};
	struct report_compared *r = NULL;

	for (size_t n; *p != '\0'; p += n + (p[n] != '\0' ? 2 : 0)) {
		n = part(p);
		const char *is = strstr(p, " is ");
		bool bound = false;
		for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++)
			bound = bound || starts(p, n, bounds[i]);
		if (r != NULL && bound) {
			size_t tail = strlen(" expected");
			bool whole = n > tail && memcmp(p + n - tail, " expected", tail) == 0;
			copy(r->wanted, sizeof(r->wanted), p, whole ? n - tail : n);
		} else if (r != NULL && starts(p, n, "not ")) {
			copy(r->wanted, sizeof(r->wanted), p + 4, n - 4);
		} else if (r != NULL && starts(p, n, "no number")) {
			copy(r->wanted, sizeof(r->wanted), "a number", 8);
		} else if (starts(p, n, "it has no ")) {
			r = row(t, p + 10, n - 10);
			copy(r->wanted, sizeof(r->wanted), "any", 3);
			copy(r->seen, sizeof(r->seen), "none", 4);
		} else if (starts(p, n, "it has ") && memchr(p, '=', n) != NULL) {
			const char *equals = memchr(p, '=', n);
			r = row(t, p + 7, (size_t)(equals - p) - 7);
			copy(r->wanted, sizeof(r->wanted), "none", 4);
			copy(r->seen, sizeof(r->seen), equals + 1, n - (size_t)(equals + 1 - p));
		} else if (starts(p, n, "it is on another connection") || starts(p, n, "it is about another party")) {
			bool party = starts(p, n, "it is about");
			r = row(t, party ? "party" : "connection", 10);
			copy(r->wanted, sizeof(r->wanted), "the one that is named", 21);
			copy(r->seen, sizeof(r->seen), "another", 7);
		} else if (is != NULL && is < p + n) {
			r = row(t, p, (size_t)(is - p));
			copy(r->wanted, sizeof(r->wanted), "another value", 13);
			copy(r->seen, sizeof(r->seen), is + 4, n - (size_t)(is + 4 - p));
		}
	}
}

/* "0 lost (at most 0), up to 2 copies (at most 1), 0 out of order, longest gap 2.000ms (at most 1ms)" */
static void delivery(struct table *t, const char *p)
{
	static const struct {
		const char *before, *after, *name;
	} counts[] = {
	    {"", " lost", "packets lost"},
	    {"up to ", " copies", "copies of one packet"},
	    {"", " out of order", "packets out of order"},
	    {"longest gap ", "", "longest gap"},
	};

	for (size_t i = 0, n; i < sizeof(counts) / sizeof(*counts) && *p != '\0'; i++) {
		n = part(p);
		if (!starts(p, n, counts[i].before))
			return;
		const char *value = p + strlen(counts[i].before), *limit = strstr(p, "(at most ");
		bool limited = limit != NULL && limit < p + n;
		struct report_compared *r = row(t, counts[i].name, strlen(counts[i].name));
		copy(r->seen, sizeof(r->seen), value, strcspn(value, " ,"));
		if (limited)
			copy(r->wanted, sizeof(r->wanted), limit + 1, strcspn(limit + 1, ")"));
		r->fits = !limited || strtod(value, NULL) <= strtod(limit + 9, NULL);
		p += n + (p[n] != '\0' ? 2 : 0);
	}
}

/* "leaves of QoS VCs at I: E1 E2; E3 is missing" */
static void leaves(struct table *t, const char *p)
{
	const char *colon = strstr(p, ": "), *wrong = colon != NULL ? strstr(colon, "; ") : NULL;

	if (wrong == NULL)
		return;
	struct report_compared *r = row(t, p, (size_t)(colon - p));
	snprintf(r->wanted, sizeof(r->wanted), "%s %.*s", strstr(wrong, " is missing") != NULL ? "with" : "without",
		 (int)strcspn(wrong + 2, " "), wrong + 2);
	copy(r->seen, sizeof(r->seen), colon + 2, (size_t)(wrong - colon) - 2);
}

/* "2 open QoS connections at I, 1..1 expected" */
static void connections(struct table *t, const char *p)
{
	size_t n = part(p), number = strcspn(p, " ");

	if (p[n] == '\0' || number >= n)
		return;
	struct report_compared *r = row(t, p + number + 1, n - number - 1);
	copy(r->wanted, sizeof(r->wanted), p + n + 2, strcspn(p + n + 2, " "));
	copy(r->seen, sizeof(r->seen), p, number);
}

/* The place behind ": " where a whole number and 'words' stand. */
static const char *number_and(const char *reason, const char *words)
{
	for (const char *p = reason; (p = strstr(p, ": ")) != NULL;) {
		p += 2;
		size_t n = strspn(p, "0123456789");
		if (n > 0 && strncmp(p + n, words, strlen(words)) == 0)
			return p;
	}
	return NULL;
}

size_t report_compare(const char *reason, struct report_compared *rows, size_t most)
{
	struct table t = {.rows = rows, .most = most};
	const char *p;

	if (strncmp(reason, "expected: ", 10) == 0 && (p = strstr(reason, "; not seen from ")) != NULL &&
	    (p = strstr(p, "; at ")) != NULL && isdigit((unsigned char)p[5])) {
		p += 5 + strcspn(p + 5, " ");
		differing_fields(&t, *p == ' ' ? p + 1 : p);
	} else if ((p = number_and(reason, " packets sent, ")) != NULL) {
		delivery(&t, strstr(p, ", ") + 2);
	} else if ((p = number_and(reason, " open ")) != NULL && strstr(p, " expected") != NULL) {
		connections(&t, p);
	} else if ((p = strstr(reason, ": leaves of ")) != NULL) {
		leaves(&t, p + 2);
	}
	return t.n;
}
