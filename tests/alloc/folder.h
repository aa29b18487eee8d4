/* SPDX-License-Identifier: Apache-2.0 */
/* Small folders of files: what is in them, private copies of them. For tests; what goes wrong with them ends the
 * program. */
#ifndef ALLOC_FOLDER_H
#define ALLOC_FOLDER_H

#include <stddef.h>

struct folder_file {
	char name[200]; /* from the folder on */
	char *octets;   /* and a NUL */
	size_t len;
};
struct folder {
	struct folder_file files[64];
	size_t n;
};

/* Every regular file in the folder and below it, sorted by name. */
void folder_read(struct folder *f, const char *path);
void folder_free(struct folder *f);
const struct folder_file *folder_find(const struct folder *f, const char *name);
/* Make 'to', with links to all files of 'from'. */
void folder_link(const char *from, const char *to);
void folder_remove(const char *path);

#endif
