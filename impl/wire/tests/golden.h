/* SPDX-License-Identifier: Apache-2.0 */
/* Octets written as hex in tests, and copies that end where a sanitizer watches. */
#ifndef WIRE_TESTS_GOLDEN_H
#define WIRE_TESTS_GOLDEN_H

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/fields.h"

/* ck_assert without its bookkeeping, which writes to a pipe each time: for inner loops. */
#define require(condition)                                                                                             \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			ck_abort_msg("%s:%d: %s", __FILE__, __LINE__, #condition);                                     \
	} while (0)

/* Hex digits, anything else ignored, to octets; returns their number. */
static inline size_t unhex(const char *text, uint8_t *out, size_t cap)
{
	size_t digits = 0;
	for (; *text; text++) {
		const char *at = strchr("0123456789abcdef0123456789ABCDEF", *text);
		if (!at)
			continue;
		unsigned v = (unsigned)(at - "0123456789abcdef0123456789ABCDEF") & 15;
		ck_assert_uint_lt(digits / 2, cap);
		out[digits / 2] = (uint8_t)(digits % 2 ? out[digits / 2] | v : v << 4);
		digits++;
	}
	ck_assert_uint_eq(digits % 2, 0);
	return digits / 2;
}

/* A copy of n octets in memory of exactly that size; free() it. */
static inline uint8_t *exactly(const uint8_t *octets, size_t n)
{
	uint8_t *p = malloc(n ? n : 1);
	require(p);
	memcpy(p, octets, n);
	return p;
}

/* A sink that writes "name=value " after each other. */
struct text_sink {
	struct field_sink sink;
	char text[4096];
	size_t len;
};

static inline void text_put(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text)
{
	struct text_sink *t = (struct text_sink *)sink;
	int n = snprintf(t->text + t->len, sizeof(t->text) - t->len, "%s=%s ", def->name, text);
	t->len += (size_t)n;
	require(n > 0 && t->len < sizeof(t->text));
	require(value == (def->type == FIELD_UINT ? strtoull(text, NULL, 10) : 0));
}

static inline void text_sink_init(struct text_sink *t)
{
	t->sink.put = text_put;
	t->len = 0;
	t->text[0] = '\0';
}

#endif
