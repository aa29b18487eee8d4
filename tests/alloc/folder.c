/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	_exit(99);
}

/* For each entry of a folder: its path and what it is. */
static void each(const char *path, void (*act)(void *ctx, const char *path, bool is_folder), void *ctx)
{
	DIR *d = opendir(path);

	must(d != NULL, path);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		char at[PATH_MAX];
		struct stat st;
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(at, sizeof(at), "%s/%s", path, e->d_name);
		must(lstat(at, &st) == 0, at);
		act(ctx, at, S_ISDIR(st.st_mode));
	}
	closedir(d);
}

struct reading {
	struct folder *f;
	size_t skip; /* octets of a path before the name */
};

static void read_one(void *ctx, const char *path, bool is_folder)
{
	struct reading *r = ctx;
	struct stat st;

	if (is_folder) {
		each(path, read_one, ctx);
		return;
	}
	must(r->f->n < sizeof(r->f->files) / sizeof(*r->f->files), "too many files");
	struct folder_file *file = &r->f->files[r->f->n++];
	FILE *in = fopen(path, "r");
	must(in != NULL && fstat(fileno(in), &st) == 0, path);
	snprintf(file->name, sizeof(file->name), "%s", path + r->skip);
	file->octets = calloc(1, (size_t)st.st_size + 1);
	must(file->octets != NULL, path);
	file->len = fread(file->octets, 1, (size_t)st.st_size, in);
	fclose(in);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct folder_file *)a)->name, ((const struct folder_file *)b)->name);
}

void folder_read(struct folder *f, const char *path)
{
	struct reading r = {f, strlen(path) + 1};

	f->n = 0;
	each(path, read_one, &r);
	qsort(f->files, f->n, sizeof(*f->files), by_name);
}

void folder_free(struct folder *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->files[i].octets);
	f->n = 0;
}

const struct folder_file *folder_find(const struct folder *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->files[i].name, name) == 0)
			return &f->files[i];
	}
	return NULL;
}

static void link_one(void *ctx, const char *path, bool is_folder)
{
	char to[PATH_MAX];

	snprintf(to, sizeof(to), "%s%s", (const char *)ctx, strrchr(path, '/'));
	if (is_folder)
		folder_link(path, to);
	else
		must(link(path, to) == 0, to);
}

void folder_link(const char *from, const char *to)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s", to);
	must(mkdir(to, 0777) == 0, to);
	each(from, link_one, name);
}

static void remove_one(void *ctx, const char *path, bool is_folder)
{
	(void)ctx;
	if (is_folder)
		folder_remove(path);
	else
		must(unlink(path) == 0, path);
}

void folder_remove(const char *path)
{
	each(path, remove_one, NULL);
	must(rmdir(path) == 0, path);
}
