/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing octets and running one suite, on top of golden.h. */
#ifndef WIRE_TESTS_OCTETS_H
#define WIRE_TESTS_OCTETS_H

#include "golden.h"

/* The sink, empty. */
static inline struct field_sink *text_sink_start(struct text_sink *t)
{
	text_sink_init(t);
	return &t->sink;
}

static inline void ck_octets_eq(const char *id, const uint8_t *got, size_t got_len, const uint8_t *want,
				size_t want_len)
{
	if (got_len == want_len && memcmp(got, want, got_len) == 0)
		return;
	for (size_t i = 0; i < got_len && i < want_len; i++) {
		if (got[i] != want[i])
			ck_abort_msg("%s: octet %zu is %02x, expected %02x", id, i, got[i], want[i]);
	}
	ck_abort_msg("%s: %zu octets, expected %zu", id, got_len, want_len);
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
