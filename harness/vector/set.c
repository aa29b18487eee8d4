/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and loading vectors: files, schema, topology, head of the vector; the script is checked by compiling it
 * for every case. */
#include "set.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"
#include "structure.h"

static const struct role roles[] = {
    {"ingress", "I", false},       {"egress", "E1", false}, {"host-sender", "I", true},
    {"host-receiver", "E1", true}, {"none", NULL, false},
};
#define N_ROLES (sizeof(roles) / sizeof(*roles))

const struct role *role_by_name(const char *name)
{
	for (size_t i = 0; i < N_ROLES; i++) {
		if (strcmp(roles[i].name, name) == 0)
			return &roles[i];
	}
	return NULL;
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool has_schema(const char *dir)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%s/schema/vector.rng", dir) < (int)sizeof(path) && is_file(path);
}

/* The folder that holds schema/ and topology/: the one given or one above it, else the one that belongs to the
 * program (beside its build folder, or where it was installed). */
static bool find_root(const char *start, char *root, size_t len)
{
	static const char *const beside[] = {"../share/isatm/vectors", "vectors", "../vectors", "../../vectors",
					     "../../../vectors"};
	char path[PATH_MAX];

	if (realpath(start, path) != NULL) {
		for (int up = 0; up < 16; up++) {
			if (has_schema(path))
				return snprintf(root, len, "%s", path) < (int)len;
			char *slash = strrchr(path, '/');
			if (slash == NULL || slash == path)
				break;
			*slash = '\0';
		}
	}
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash = NULL;
	if (n > 0) {
		path[n] = '\0';
		slash = strrchr(path, '/');
	}
	for (size_t i = 0; slash != NULL && i < sizeof(beside) / sizeof(*beside); i++) {
		*slash = '\0';
		if (snprintf(root, len, "%s/%s", path, beside[i]) < (int)len && has_schema(root))
			return true;
	}
	snprintf(root, len, "vectors");
	return has_schema(root);
}

static const struct topology *topology_of(struct vector_set *s, const char *id, const char *file, int line,
					  struct xml_errors *e)
{
	char path[PATH_MAX], schema[PATH_MAX], lower[64];

	for (size_t i = 0; i < s->n_topologies; i++) {
		if (strcmp(s->topologies[i]->id, id) == 0)
			return s->topologies[i];
	}
	/* Vectors share topologies: one that is broken is complained of once. */
	if (s->broken != NULL && strcmp(s->broken, id) == 0) {
		xml_error(e, file, line, "topology '%s' is broken", id);
		return NULL;
	}
	snprintf(lower, sizeof(lower), "%s", id);
	for (char *p = lower; *p != '\0'; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
	snprintf(schema, sizeof(schema), "%s/schema/topology.rng", s->root);
	snprintf(path, sizeof(path), "%s/topology/%s.xml", s->root, lower);
	if (strchr(lower, '/') != NULL || !is_file(path)) {
		xml_error(e, file, line, "there is no topology '%s' (%s)", id, path);
		return NULL;
	}
	struct topology *t = topology_load(&s->arena, path, schema, e);
	if (t == NULL) {
		s->broken = arena_strdup(&s->arena, id);
		return NULL;
	}
	if (strcmp(t->id, id) != 0) {
		xml_error(e, path, 1, "is topology '%s', not '%s'", t->id, id);
		return NULL;
	}
	if (s->n_topologies == s->cap_topologies) {
		size_t cap = s->cap_topologies ? 2 * s->cap_topologies : 4;
		struct topology **more = realloc(s->topologies, cap * sizeof(*more));
		if (more == NULL)
			return NULL;
		s->topologies = more;
		s->cap_topologies = cap;
	}
	s->topologies[s->n_topologies++] = t;
	return t;
}

bool vector_topology_check(const struct vector_set *s, const char *file, char *err, size_t err_len)
{
	char schema[PATH_MAX];
	struct arena a;
	struct xml_errors e;

	arena_init(&a, "topology");
	xml_errors_init(&e, err, err_len);
	snprintf(schema, sizeof(schema), "%s/schema/topology.rng", s->root);
	topology_load(&a, file, schema, &e);
	arena_free(&a);
	return e.count == 0;
}

/* Values that a parameter with a meaning to the runner may take; others are free words. */
static bool value_known(const char *param, const char *value)
{
	static const struct {
		const char *param, *values;
	} known[] = {
	    {"uni", " 3.0 3.1 4.0 "},
	    {"ip", " 4 6 "},
	    {"encapsulation", " llc vcmux-qos "},
	    {"heterogeneity", " homogeneous limited modified-homogeneous full "},
	};
	char word[80];

	snprintf(word, sizeof(word), " %.70s ", value);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(known[i].param, param) == 0)
			return strstr(known[i].values, word) != NULL;
	}
	return true;
}

static bool read_matrix(struct vector_set *s, struct vector *v, const struct vnode *matrix, struct xml_errors *e)
{
	size_t cases = v->n_roles;
	int before = e->count;

	for (const struct vnode *n = matrix != NULL ? matrix->first : NULL; n != NULL; n = n->next) {
		struct param *p = &v->params[v->n_params];

		if (v->n_params++ == VECTOR_MAX_PARAMS) {
			xml_error(e, v->file, n->line, "more than %d parameters", VECTOR_MAX_PARAMS);
			return false;
		}
		p->name = vattr(n, "name") != NULL ? vattr(n, "name") : n->name;
		p->n = vwords(&s->arena, n->text, &p->values);
		cases *= p->n;
		if (cases > MAX_CASES) {
			xml_error(e, v->file, n->line, "the matrix gives more than %d cases", MAX_CASES);
			return false;
		}
		for (size_t i = 0; i < p->n; i++) {
			if (!value_known(p->name, p->values[i]))
				xml_error(e, v->file, n->line, "'%s' is no value of %s", p->values[i], p->name);
			for (size_t k = 0; k < i; k++) {
				if (strcmp(p->values[i], p->values[k]) == 0)
					xml_error(e, v->file, n->line, "'%s' stands twice", p->values[i]);
			}
			if (strlen(p->values[i]) > 40)
				xml_error(e, v->file, n->line, "a value longer than 40 characters");
		}
		for (size_t k = 0; k + 1 < v->n_params; k++) {
			if (strcmp(v->params[k].name, p->name) == 0)
				xml_error(e, v->file, n->line, "two parameters of the name '%s'", p->name);
		}
	}
	return e->count == before;
}

bool requirement_id(const char *text)
{
	const char *p = text;

	/* Letters and digits, then one or more "-PART". */
	if (*p < 'A' || *p > 'Z' || strlen(text) > 40)
		return false;
	while ((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9'))
		p++;
	return *p == '\0' ||
	       (*p == '-' && p[1] != '\0' && p[strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-abc")] == '\0');
}

static const char *text_of(const struct vnode *root, const char *child)
{
	const struct vnode *n = vchild(root, child);

	return n != NULL ? n->text : "";
}

static bool read_head(struct vector_set *s, struct vector *v, const struct vnode *root, struct xml_errors *e)
{
	const struct vnode *topology = vchild(root, "topology");
	int before = e->count;

	v->id = vattr(root, "id");
	v->purpose = text_of(root, "purpose");
	v->n_covers = vwords(&s->arena, text_of(root, "covers"), &v->covers);
	v->n_needs = vwords(&s->arena, text_of(root, "needs"), &v->needs);
	v->n_roles = vwords(&s->arena, text_of(root, "role"), &v->roles);
	v->pixit = vchild(root, "pixit");
	v->script = vchild(root, "script");
	if (v->n_roles == 0 || v->n_covers == 0)
		xml_error(e, v->file, root->line, "role and covers must not be empty");
	if (v->n_roles > N_ROLES || v->n_covers > MAX_COVERS) {
		xml_error(e, v->file, root->line, "more than %zu roles or %d requirements", N_ROLES, MAX_COVERS);
		return false;
	}
	for (size_t i = 0; i < v->n_covers; i++) {
		if (!requirement_id(v->covers[i]))
			xml_error(e, v->file, vchild(root, "covers")->line, "'%s' is no requirement id (like DYNQOS-7)",
				  v->covers[i]);
	}
	for (size_t i = 0; i < v->n_roles; i++) {
		if (role_by_name(v->roles[i]) == NULL)
			xml_error(e, v->file, vchild(root, "role")->line,
				  "'%s' is no role (ingress egress host-sender host-receiver none)", v->roles[i]);
	}
	if (*v->purpose == '\0')
		xml_error(e, v->file, vchild(root, "purpose")->line, "the purpose is empty");
	for (size_t i = 0; i < v->n_roles; i++) {
		for (size_t k = 0; k < i; k++) {
			if (strcmp(v->roles[i], v->roles[k]) == 0)
				xml_error(e, v->file, vchild(root, "role")->line, "'%s' stands twice", v->roles[i]);
		}
	}
	const struct vector *other = vector_by_id(s, v->id);
	if (other != NULL)
		xml_error(e, v->file, root->line, "the id '%s' is that of %s", v->id, other->file);
	v->topology = topology_of(s, topology->text, v->file, topology->line, e);
	return v->topology != NULL && read_matrix(s, v, vchild(root, "matrix"), e) && e->count == before;
}

/* Every case must compile: a condition or a parameter may break one and not the next. */
static bool check_script(const struct vector *v, struct xml_errors *e)
{
	size_t n = vector_expand(v, NULL, 0);
	struct vcase *cases = calloc(n, sizeof(*cases));
	struct vector_pixit pixit = vector_pixit_defaults();
	int before = e->count;

	if (cases == NULL)
		return false;
	vector_expand(v, cases, n);
	for (size_t i = 0; i < n && e->count == before; i++) {
		struct arena a;
		struct vprogram p;
		arena_init(&a, "script");
		vprogram_compile(&a, &cases[i], &pixit, &p, e);
		if (cases[i].id[strlen(cases[i].id) - 1] != ']')
			xml_error(e, v->file, v->script->line, "the name of a case is too long: %s", cases[i].id);
		if (n * p.n_steps > MAX_ALL_STEPS)
			xml_error(e, v->file, v->script->line, "%zu cases of %zu steps are too many", n, p.n_steps);
		arena_free(&a);
	}
	free(cases);
	return e->count == before;
}

static const struct xml_schema *schema_of(struct vector_set *s, struct xml_errors *e)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/schema/vector.rng", s->root);
	if (s->schema == NULL)
		s->schema = xml_schema_load(path, e);
	return s->schema;
}

/* The structure is checked in our own words, then the meaning, then the schema has the last word. */
static bool check_all(struct vector_set *s, struct vector *v, const struct vnode *root, xmlDocPtr doc,
		      struct xml_errors *e)
{
	if (!structure_check(v->file, root, e) || !read_head(s, v, root, e) || !check_script(v, e))
		return false;
	const struct xml_schema *schema = schema_of(s, e);
	return schema != NULL && xml_follows(doc, v->file, schema, e);
}

static bool add(struct vector_set *s, const char *file, xmlDocPtr doc, struct xml_errors *e)
{
	struct vnode *root = vtree_copy(&s->arena, xmlDocGetRootElement(doc));
	struct vector *v = arena_alloc(&s->arena, sizeof(*v));

	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 64;
		struct vector **more = realloc(s->v, cap * sizeof(struct vector *));
		if (more != NULL) {
			s->v = more;
			s->cap = cap;
		}
	}
	if (root == NULL || v == NULL || s->n == s->cap || (v->file = arena_strdup(&s->arena, file)) == NULL) {
		xml_error(e, file, 0, "out of memory");
		return false;
	}
	bool ok = check_all(s, v, root, doc, e);
	if (ok)
		s->v[s->n++] = v;
	return ok;
}

static bool load_one(struct vector_set *s, const char *file, struct xml_errors *e)
{
	xmlDocPtr doc = xml_load_limit(file, NULL, MAX_OCTETS, e);
	bool ok = doc != NULL && add(s, file, doc, e);

	xmlFreeDoc(doc);
	return ok;
}

static int by_id(const void *a, const void *b)
{
	return strcmp((*(struct vector *const *)a)->id, (*(struct vector *const *)b)->id);
}

/* Files of the tree that are vectors: all but those of schema/ and topology/. */
static bool load_tree(struct vector_set *s, const char *root, struct xml_errors *e)
{
	char **names = NULL, aside[2][PATH_MAX];
	int n = xml_files(root, true, &names);

	if (n < 0) {
		xml_error(e, root, 0, "cannot be read");
		return false;
	}
	snprintf(aside[0], sizeof(aside[0]), "%s/schema/", root);
	snprintf(aside[1], sizeof(aside[1]), "%s/topology/", root);
	for (int i = 0; i < n; i++) {
		if (strncmp(names[i], aside[0], strlen(aside[0])) != 0 &&
		    strncmp(names[i], aside[1], strlen(aside[1])) != 0)
			load_one(s, names[i], e);
		free(names[i]);
	}
	free(names);
	return e->count == 0;
}

struct vector_set *vector_set_load(const char *root, char *err, size_t err_len)
{
	struct vector_set *s = calloc(1, sizeof(*s));
	struct xml_errors e;
	char base[PATH_MAX], clean[PATH_MAX];

	xml_errors_init(&e, err, err_len);
	if (s == NULL) {
		xml_error(&e, root, 0, "out of memory");
		return NULL;
	}
	arena_init(&s->arena, "vectors");
	snprintf(clean, sizeof(clean), "%s", root);
	for (size_t n = strlen(clean); n > 1 && clean[n - 1] == '/'; n--)
		clean[n - 1] = '\0';
	if (!is_file(clean) && !is_dir(clean)) {
		xml_error(&e, root, 0, "there is no such file or folder");
	} else if (!find_root(clean, base, sizeof(base))) {
		xml_error(&e, root, 0, "no schema/vector.rng here or in a folder above");
	} else {
		s->root = arena_strdup(&s->arena, base);
		if (is_dir(clean))
			load_tree(s, clean, &e);
		else
			load_one(s, clean, &e);
	}
	if (e.count > 0 || s->root == NULL) {
		vector_set_free(s);
		return NULL;
	}
	if (s->n > 0)
		qsort(s->v, s->n, sizeof(*s->v), by_id);
	return s;
}

bool vector_set_add(struct vector_set *s, const char *file, char *err, size_t err_len)
{
	struct xml_errors e;

	xml_errors_init(&e, err, err_len);
	return load_one(s, file, &e);
}

void vector_set_free(struct vector_set *s)
{
	if (s == NULL)
		return;
	xml_schema_free(s->schema);
	free(s->v);
	free(s->topologies);
	arena_free(&s->arena);
	free(s);
}

size_t vector_set_n(const struct vector_set *s)
{
	return s->n;
}

const struct vector *vector_at(const struct vector_set *s, size_t i)
{
	return i < s->n ? s->v[i] : NULL;
}

const struct vector *vector_by_id(const struct vector_set *s, const char *id)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->v[i]->id, id) == 0)
			return s->v[i];
	}
	return NULL;
}
