/* SPDX-License-Identifier: Apache-2.0 */
#include "xml/xml.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A folder tree of vectors that is deeper or larger than this is a mistake. */
#define MAX_DEPTH 16
#define MAX_FILES 100000

struct list {
	char **names;
	size_t n, cap;
};

static bool add(struct list *l, const char *path)
{
	if (l->n == MAX_FILES)
		return false;
	if (l->n == l->cap) {
		size_t cap = l->cap == 0 ? 64 : 2 * l->cap;
		char **names = realloc(l->names, cap * sizeof(*names));
		if (names == NULL)
			return false;
		l->names = names;
		l->cap = cap;
	}
	l->names[l->n] = strdup(path);
	return l->names[l->n++] != NULL;
}

static bool scan(struct list *l, const char *dir, bool deep, int depth)
{
	DIR *d = opendir(dir);
	bool ok = d != NULL;
	struct dirent *entry;

	while (ok && (entry = readdir(d)) != NULL) {
		char path[4096];
		struct stat st;
		size_t n = strlen(entry->d_name);
		if (entry->d_name[0] == '.')
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name) >= (int)sizeof(path))
			ok = false;
		else if (stat(path, &st) != 0)
			continue;
		else if (S_ISDIR(st.st_mode))
			ok = !deep || depth == MAX_DEPTH || scan(l, path, deep, depth + 1);
		else if (n > 4 && strcmp(entry->d_name + n - 4, ".xml") == 0)
			ok = add(l, path);
	}
	if (d != NULL)
		closedir(d);
	return ok;
}

static int by_octets(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int xml_files(const char *dir, bool deep, char ***names)
{
	struct list l = {0};

	if (!scan(&l, dir, deep, 0)) {
		for (size_t i = 0; i < l.n; i++)
			free(l.names[i]);
		free(l.names);
		return -1;
	}
	if (l.n > 0)
		qsort(l.names, l.n, sizeof(*l.names), by_octets);
	*names = l.names;
	return (int)l.n;
}
