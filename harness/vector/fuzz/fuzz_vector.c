/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as the file of a vector: it is refused with a reason, or every case of it was compiled and has a name. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vector/vector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define SET_USES 200

static char folder[64];

static void remove_folder(void)
{
	static const char *const names[] = {"schema", "topology"};
	char at[128];
	for (size_t i = 0; i < 2; i++) {
		snprintf(at, sizeof(at), "%s/%s", folder, names[i]);
		unlink(at);
	}
	rmdir(folder);
}

/* A root with the schema and the topologies and no vectors, so that a set is loaded in no time. */
static const char *root(void)
{
	static const char *const names[] = {"schema", "topology"};
	if (folder[0] != '\0')
		return folder;
	snprintf(folder, sizeof(folder), "/tmp/fuzz-vector-XXXXXX");
	assert(mkdtemp(folder) != NULL);
	atexit(remove_folder);
	for (size_t i = 0; i < 2; i++) {
		char from[4096], to[128];
		snprintf(from, sizeof(from), SOURCE_DIR "/vectors/%s", names[i]);
		assert(access(from, R_OK) == 0);
		snprintf(to, sizeof(to), "%s/%s", folder, names[i]);
		assert(symlink(from, to) == 0);
	}
	return folder;
}

/* A set is used until a vector is in it: with it goes the schema, which takes longer to compile than a vector to check.
 */
static struct vector_set *set;
static unsigned uses;

static void free_set(void)
{
	vector_set_free(set);
}

static void fresh_set(void)
{
	char err[1024] = "";

	if (set == NULL)
		atexit(free_set);
	vector_set_free(set);
	set = vector_set_load(root(), err, sizeof(err));
	assert(set != NULL);
	uses = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char path[64], err[65536] = "";
	int fd = memfd_create("vector", 0);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	/* What was refused stays in the memory of the set. */
	if (set == NULL || ++uses == SET_USES)
		fresh_set();
	if (vector_set_add(set, path, err, sizeof(err))) {
		const struct vector *v = vector_at(set, 0);
		size_t n = vector_expand(v, NULL, 0);
		struct vcase *cases = calloc(n, sizeof(*cases));
		assert(n > 0 && cases != NULL);
		vector_expand(v, cases, n);
		for (size_t i = 0; i < n; i++)
			assert(strncmp(cases[i].id, vector_id(v), strlen(vector_id(v))) == 0);
		free(cases);
		fresh_set();
	} else {
		assert(err[0] != '\0');
	}
	close(fd);
	return 0;
}
