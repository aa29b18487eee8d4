/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Streams in scenes: 'each.T.CALLS' stands for 120 packets, one a second from T on, which come on the IP side and leave
 * on each of the calls ('each.100.12': on calls 1 and 2; 'each.100.': on none).
 */
#ifndef CONFORMANCE_TESTS_SCENE_STREAM_H
#define CONFORMANCE_TESTS_SCENE_STREAM_H

#include "scene.h"

#define SCENE_STREAM 120

/* The words with their streams written out; malloc'ed. Packets are numbered from 1 on. */
static inline char *scene_stream(const char *words)
{
	size_t max = strlen(words) + 16 * 1024 * (size_t)4, n = 0;
	char *out = malloc(max);
	int seq = 0;

	out[0] = '\0';
	for (const char *w = words; *w != '\0'; w += strspn(w, " ")) {
		size_t len = strcspn(w, " ");
		if (strncmp(w, "each.", 5) != 0) {
			n += (size_t)snprintf(out + n, max - n, "%.*s ", (int)len, w);
			w += len;
			continue;
		}
		char *calls;
		long t = strtol(w + 5, &calls, 10);
		for (int i = 0; i < SCENE_STREAM; i++) {
			n += (size_t)snprintf(out + n, max - n, "%ld<ip.%d ", t + i, ++seq);
			for (const char *c = calls + 1; c < w + len; c++)
				n += (size_t)snprintf(out + n, max - n, "%ld>data.%c.%d ", t + i, *c, seq);
		}
		w += len;
	}
	ck_assert_uint_lt(n, max);
	return out;
}

/* scene_judge on a scene with streams. */
static inline void scene_judge_stream(const struct scene_case *c)
{
	struct scene_case copy = *c;
	char *words = scene_stream(c->words);

	copy.words = words;
	scene_judge(&copy);
	free(words);
}

#endif
