/* SPDX-License-Identifier: Apache-2.0 */
#include "vector/units.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct unit {
	const char *name;
	uint64_t scale;
};

static const struct unit times[] = {
    {"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}, {"min", 60000000000}, {"h", 3600000000000}, {NULL, 0},
};
static const struct unit rates[] = {
    {"bps", 1}, {"kbps", 1000}, {"Mbps", 1000000}, {"Gbps", 1000000000}, {NULL, 0},
};

#define MAX_TIME ((uint64_t)1000 * 3600000000000u)

/* Exact decimal with a unit: integer arithmetic only, so that 0.1 s is what it says. */
static bool parse(const char *text, const struct unit *units, uint64_t max, const char *example, uint64_t *out,
		  char *err, size_t err_len)
{
	const char *p = text;
	uint64_t whole = 0, fraction = 0, places = 1;
	size_t digits = 0;

	for (; isdigit((unsigned char)*p) && digits < 15; p++, digits++)
		whole = whole * 10 + (uint64_t)(*p - '0');
	if (digits > 0 && *p == '.') {
		for (p++; isdigit((unsigned char)*p) && places < 1000000000; p++) {
			fraction = fraction * 10 + (uint64_t)(*p - '0');
			places *= 10;
		}
	}
	if (digits == 0 || isdigit((unsigned char)*p)) {
		snprintf(err, err_len, "'%s' is not a number with a unit (like %s)", text, example);
		return false;
	}
	for (const struct unit *u = units; u->name != NULL; u++) {
		if (strcmp(p, u->name) != 0)
			continue;
		unsigned __int128 v =
		    (unsigned __int128)whole * u->scale + (unsigned __int128)fraction * u->scale / places;
		if ((unsigned __int128)fraction * u->scale % places != 0) {
			snprintf(err, err_len, "'%s' is finer than the smallest unit", text);
			return false;
		}
		if (v > max) {
			snprintf(err, err_len, "'%s' is too large", text);
			return false;
		}
		*out = (uint64_t)v;
		return true;
	}
	if (*p == '\0')
		snprintf(err, err_len, "'%s' has no unit (like %s)", text, example);
	else
		snprintf(err, err_len, "'%s' has an unknown unit '%s' (like %s)", text, p, example);
	return false;
}

bool unit_time(const char *text, vtime *t, char *err, size_t err_len)
{
	uint64_t v;

	if (!parse(text, times, MAX_TIME, "10ms, 5s, 20min, 24h", &v, err, err_len))
		return false;
	*t = (vtime)v;
	return true;
}

bool unit_rate(const char *text, uint64_t *bps, char *err, size_t err_len)
{
	return parse(text, rates, UINT64_C(1000000000000), "155.52Mbps", bps, err, err_len);
}

bool unit_number(const char *text, uint64_t max, uint64_t *n, char *err, size_t err_len)
{
	uint64_t v = 0;

	if (*text == '\0' || strlen(text) > 18 || text[strspn(text, "0123456789")] != '\0') {
		snprintf(err, err_len, "'%s' is not a whole number", text);
		return false;
	}
	for (const char *p = text; *p != '\0'; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	if (v > max) {
		snprintf(err, err_len, "'%s' is larger than %llu", text, (unsigned long long)max);
		return false;
	}
	*n = v;
	return true;
}

static bool term(const char *text, const struct unit_scope *scope, vtime *t, char *err, size_t err_len)
{
	char value[64];
	uint64_t times_ = 1;
	const char *star = strchr(text, '*');

	if (star != NULL) {
		snprintf(value, sizeof(value), "%.*s", (int)(star - text), text);
		if (!unit_number(value, 1000000, &times_, err, err_len))
			return false;
		text = star + 1;
	}
	if (*text == '$') {
		if (scope == NULL || !scope->lookup(scope->ctx, text + 1, value, sizeof(value))) {
			snprintf(err, err_len, "there is no '%s' here", text);
			return false;
		}
		text = value;
	}
	if (!unit_time(text, t, err, err_len))
		return false;
	unsigned __int128 product = (unsigned __int128)*t * times_;
	if (product > MAX_TIME) {
		snprintf(err, err_len, "more than 1000 h");
		return false;
	}
	*t = (vtime)product;
	return true;
}

/* End of a term: the + or - that starts the next one. A name may hold hyphens ("$lifetime-max"), so a minus counts
 * only after white space or where a space follows. */
static const char *term_end(const char *p)
{
	for (; *p != '\0'; p++) {
		if (*p == '+' || (*p == '-' && (p[1] == ' ' || p[1] == '\0')))
			return p;
	}
	return p;
}

bool unit_time_sum(const char *text, const struct unit_scope *scope, vtime *t, char *err, size_t err_len)
{
	vtime sum = 0;
	bool minus = false;

	for (const char *p = text;;) {
		const char *end = term_end(p);
		char one[96];
		vtime v;

		while (*p == ' ')
			p++;
		size_t n = (size_t)(end - p);
		while (n > 0 && p[n - 1] == ' ')
			n--;
		if (n >= sizeof(one) || n == 0) {
			snprintf(err, err_len, "'%.60s' is not a time (like 5s, $H + 3*$refresh)", text);
			return false;
		}
		memcpy(one, p, n);
		one[n] = '\0';
		if (!term(one, scope, &v, err, err_len))
			return false;
		sum = minus ? sum - v : sum + v;
		if (sum < 0 || (uint64_t)sum > MAX_TIME) {
			snprintf(err, err_len, "'%.60s' is %s", text, sum < 0 ? "negative" : "more than 1000 h");
			return false;
		}
		if (*end == '\0')
			break;
		minus = *end == '-';
		p = end + 1;
	}
	*t = sum;
	return true;
}
