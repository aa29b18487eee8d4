/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors that tests write into a folder of their own. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vector/vector.h"

struct scratch {
	char dir[64], file[96];
};

static inline void scratch_open(struct scratch *s)
{
	snprintf(s->dir, sizeof(s->dir), "/tmp/isatm-vector-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(s->dir));
	snprintf(s->file, sizeof(s->file), "%s/v.xml", s->dir);
}

static inline void scratch_write(const struct scratch *s, const char *text)
{
	FILE *f = fopen(s->file, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static inline void scratch_close(const struct scratch *s)
{
	unlink(s->file);
	rmdir(s->dir);
}

/* A whole vector; the script begins in line 4. */
static inline const char *scratch_vector(char *buf, size_t len, const char *head, const char *script)
{
	snprintf(
	    buf, len,
	    "<vector xmlns=\"urn:isatm:vector:1\" id=\"test/scratch\"><purpose>p</purpose><covers>INIT-1</covers>\n"
	    "%s\n<script>\n%s</script></vector>\n",
	    head, script);
	return buf;
}

#define PLAIN_HEAD "<role>ingress</role><topology>T1</topology>"

/* The tree's schema and topologies with one of its vectors and the scratch vector: all of them take their time. */
static inline struct vector_set *scratch_load(const struct scratch *s, const char *text, char *err, size_t err_len)
{
	struct vector_set *set = vector_set_load(SOURCE_DIR "/vectors/teardown/best-effort-idle.xml", err, err_len);

	ck_assert_msg(set != NULL, "%s", err);
	scratch_write(s, text);
	err[0] = '\0';
	if (!vector_set_add(set, s->file, err, err_len)) {
		vector_set_free(set);
		return NULL;
	}
	return set;
}

#endif
