/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a file of the catalogue, a profile, or a list of defects (which, says the first octet). */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conformance/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum kind { CATALOGUE, PROFILES, DEFECTS, KINDS };
static const char *const folders[KINDS] = {"requirements", "profiles", "defects"};
static char root[64], files[KINDS][128];

static void remove_root(void)
{
	char at[128];

	for (int k = 0; k < KINDS; k++) {
		unlink(files[k]);
		snprintf(at, sizeof(at), "%s/%s", root, folders[k]);
		rmdir(at);
	}
	snprintf(at, sizeof(at), "%s/schema", root);
	unlink(at);
	rmdir(root);
}

/* A root with the schemas, and a folder for a file of each kind. */
static void make_root(void)
{
	static const char schemas[] = SOURCE_DIR "/conformance/schema";
	char to[128];

	assert(access(schemas, R_OK) == 0);
	snprintf(root, sizeof(root), "/tmp/fuzz-catalogue-XXXXXX");
	assert(mkdtemp(root) != NULL);
	atexit(remove_root);
	snprintf(to, sizeof(to), "%s/schema", root);
	assert(symlink(schemas, to) == 0);
	for (int k = 0; k < KINDS; k++) {
		snprintf(to, sizeof(to), "%s/%s", root, folders[k]);
		assert(mkdir(to, 0777) == 0);
		snprintf(files[k], sizeof(files[k]), "%s/%s/x.xml", root, folders[k]);
	}
}

/* What is taken can be found again under its own name, and only once. */
static void look_at_catalogue(const struct catalogue *c)
{
	const char *documents[] = {"R2380", "R2382"};
	const struct profile p = {.id = "x", .title = "x", .n_documents = 2, .documents = documents};
	enum level level;
	enum basis basis;
	const char *document;

	assert(strlen(catalogue_version(c)) == 16);
	for (size_t i = 0; i < catalogue_n(c); i++) {
		const struct requirement *r = catalogue_at(c, i);
		assert(catalogue_find(c, r->id) == r);
		assert(r->topic != NULL && r->roles != NULL && r->text != NULL && r->holds != NULL && r->n_sources > 0);
		assert(level_name(r->level) != NULL && basis_name(r->sources[0].basis) != NULL);
		if (profile_level(&p, r, &level, &basis, &document))
			assert(level != LEVEL_CONTRARY && level != LEVEL_NO_RULE && document != NULL);
	}
	assert(catalogue_find(c, "") == NULL);
}

static void look_at_profiles(const struct profiles *p)
{
	for (size_t i = 0; i < profiles_n(p); i++) {
		const struct profile *one = profiles_at(p, i);
		assert(profiles_find(p, one->id) != NULL && one->title != NULL);
		for (size_t k = 0; k < one->n_fits; k++)
			assert(one->fits[k].param != NULL && one->fits[k].value != NULL);
	}
	assert(profiles_find(p, "") == NULL);
}

static void look_at_defects(const struct defects *d)
{
	for (size_t i = 0; i < defects_n(d); i++) {
		const struct defect_info *one = defects_at(d, i);
		assert(defects_find(d, one->id) == one && one->text != NULL);
		for (size_t k = 0; k < one->n_may; k++)
			assert(one->may[k] != NULL && one->may_why[k] != NULL);
	}
	assert(defects_find(d, "") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char err[65536] = "";

	if (len == 0)
		return 0;
	if (root[0] == '\0')
		make_root();
	enum kind kind = data[0] % KINDS;
	/* Nothing: a folder without files. */
	unlink(files[kind]);
	FILE *f = len > 1 ? fopen(files[kind], "w") : NULL;
	assert(len == 1 || (f != NULL && fwrite(data + 1, 1, len - 1, f) == len - 1 && fclose(f) == 0));
	if (kind == CATALOGUE) {
		struct catalogue *c = catalogue_load(root, err, sizeof(err));
		assert((c == NULL) == (err[0] != '\0'));
		if (c != NULL) {
			look_at_catalogue(c);
			catalogue_free(c);
		}
	} else if (kind == PROFILES) {
		struct profiles *p = profiles_load(root, err, sizeof(err));
		assert((p == NULL) == (err[0] != '\0'));
		if (p != NULL) {
			look_at_profiles(p);
			profiles_free(p);
		}
	} else {
		struct defects *d = defects_load(root, err, sizeof(err));
		assert((d == NULL) == (err[0] != '\0'));
		if (d != NULL) {
			look_at_defects(d);
			defects_free(d);
		}
	}
	return 0;
}
