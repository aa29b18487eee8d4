/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The catalogue of requirements, the profiles and the list of defects: XML under
 * conformance/, checked against the schemas beside it, loaded once and read only.
 */
#ifndef CONFORMANCE_CATALOGUE_H
#define CONFORMANCE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

enum level { LEVEL_MUST, LEVEL_MUST_NOT, LEVEL_SHOULD, LEVEL_SHOULD_NOT, LEVEL_MAY, LEVEL_CONTRARY, LEVEL_NO_RULE };
enum basis { BASIS_KEYWORD, BASIS_STATED, BASIS_OPEN, BASIS_READING };
const char *level_name(enum level l); /* "MUST NOT" */
const char *basis_name(enum basis b); /* "keyword" */

struct requirement_source {
	const char *document; /* "R2380" */
	const char *section;
	enum level level;
	enum basis basis;
};

struct requirement {
	const char *id, *topic;
	enum level level;      /* in the newest final RFC that states it, else the newest draft */
	const char *roles;     /* words: ingress egress host fabric admin */
	const char *condition; /* NULL: always */
	const char *needs;     /* item of the PICS: only of implementations that claim it; NULL: of all */
	const char *text, *holds, *violated, *provoke;
	const char *untested;   /* why no case tests it, NULL if it is tested */
	bool never_testable;    /* no black-box test can see it */
	const char *convention; /* reading of the harness where no document settles it, or NULL */
	size_t n_sources;
	struct requirement_source *sources;
	const char *file;
	int line;
};

struct catalogue;
/* Load the requirement files under dir, sorted by name. NULL and "file:line: reason" in err. */
struct catalogue *catalogue_load(const char *dir, char *err, size_t err_len);
void catalogue_free(struct catalogue *c);
size_t catalogue_n(const struct catalogue *c);
const struct requirement *catalogue_at(const struct catalogue *c, size_t i);
const struct requirement *catalogue_find(const struct catalogue *c, const char *id);
const char *catalogue_version(const struct catalogue *c); /* content digest, for reports */

/* A profile: which documents' levels hold, the first that states a requirement wins,
 * and under which configurations of a case it judges. */
struct profile_fit {
	const char *param, *value; /* the case's parameter must have this value */
};
struct profile {
	const char *id, *title;
	size_t n_documents;
	const char **documents;
	size_t n_fits;
	struct profile_fit *fits;
};
struct profiles;
struct profiles *profiles_load(const char *dir, char *err, size_t err_len);
void profiles_free(struct profiles *p);
size_t profiles_n(const struct profiles *p);
const struct profile *profiles_at(const struct profiles *p, size_t i);
const struct profile *profiles_find(const struct profiles *p, const char *id);
/* Level and basis of a requirement in a profile, and the document that gives it; false if the
 * profile does not contain it (silent, contrary, or no rule). */
bool profile_level(const struct profile *p, const struct requirement *r, enum level *level, enum basis *basis,
		   const char **document);

/* A defect or a harmless variant of the second build of the stack. */
struct defect_info {
	const char *id;   /* "dynqos/old-released-early" */
	const char *text; /* the decision taken wrongly, in words */
	bool variant;     /* harmless: must change no verdict */
	size_t n_must, n_may;
	const char **must; /* requirements that it must fail */
	const char **may;  /* requirements that it may fail, with reasons */
	const char **may_why;
	const char *file;
	int line;
};
struct defects;
struct defects *defects_load(const char *dir, char *err, size_t err_len);
void defects_free(struct defects *d);
size_t defects_n(const struct defects *d);
const struct defect_info *defects_at(const struct defects *d, size_t i);
const struct defect_info *defects_find(const struct defects *d, const char *id);

#endif
