/* SPDX-License-Identifier: Apache-2.0 */
/* What codec tests share: hex to octets, and a sink that writes fields as "name=text;". */
#ifndef WIRE_TESTS_OCTETS_H
#define WIRE_TESTS_OCTETS_H

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/fields.h"

static inline unsigned hex_digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

/* Octets of lower-case hex with blanks between; returns their number. */
static inline size_t unhex(const char *hex, uint8_t *out, size_t max)
{
	size_t n = 0;
	for (; *hex; hex++) {
		if (*hex == ' ')
			continue;
		ck_assert_uint_lt(n, max);
		out[n++] = (uint8_t)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
		hex++;
	}
	return n;
}

/* A copy in memory of exactly n octets, so that a sanitizer sees the first octet read past them. */
static inline uint8_t *exact_copy(const uint8_t *octets, size_t n)
{
	uint8_t *p = malloc(n ? n : 1);
	ck_assert_ptr_nonnull(p);
	if (n)
		memcpy(p, octets, n);
	return p;
}

struct text_sink {
	struct field_sink sink;
	char text[8192];
	size_t len;
};

static inline void text_sink_put(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text)
{
	struct text_sink *t = (struct text_sink *)sink;
	(void)value;
	ck_assert_ptr_nonnull(text);
	t->len += (size_t)snprintf(t->text + t->len, sizeof(t->text) - t->len, "%s=%s;", def->name, text);
	ck_assert_uint_lt(t->len, sizeof(t->text));
}

static inline struct field_sink *text_sink_init(struct text_sink *t)
{
	t->sink.put = text_sink_put;
	t->text[0] = '\0';
	t->len = 0;
	return &t->sink;
}

static inline void ck_octets_eq(const char *id, const uint8_t *got, size_t got_len, const uint8_t *want,
				size_t want_len)
{
	if (got_len == want_len && memcmp(got, want, got_len) == 0)
		return;
	for (size_t i = 0; i < got_len && i < want_len; i++)
		ck_assert_msg(got[i] == want[i], "%s: octet %zu is %02x, expected %02x", id, i, got[i], want[i]);
	ck_assert_msg(got_len == want_len, "%s: %zu octets, expected %zu", id, got_len, want_len);
}

static inline int run_suite(Suite *s)
{
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
