/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlmemory.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static const char exhausted[] = "isatm: out of memory\n";
static bool short_of_it;

/* The names that ld gives with --wrap: what our objects call, and what that is in the C library. Nothing of the program
 * names them, so that optimisation across files would leave them out. */
#define WRAP __attribute__((used))
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
char *__wrap_strndup(const char *s, size_t n);
int __wrap_asprintf(char **text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
DIR *__real_opendir(const char *name);
DIR *__wrap_opendir(const char *name);
char *__real_realpath(const char *name, char *resolved);
char *__wrap_realpath(const char *name, char *resolved);
FILE *__real_fopen(const char *name, const char *mode);
FILE *__wrap_fopen(const char *name, const char *mode);
FILE *__real_fdopen(int fd, const char *mode);
FILE *__wrap_fdopen(int fd, const char *mode);
FILE *__real_open_memstream(char **text, size_t *len);
FILE *__wrap_open_memstream(char **text, size_t *len);

static void *noticed(void *p)
{
	if (p == NULL)
		short_of_it = true;
	return p;
}

/* For what may fail for other reasons too. */
static void *opened(void *p)
{
	if (p == NULL && errno == ENOMEM)
		short_of_it = true;
	return p;
}

WRAP void *__wrap_malloc(size_t n)
{
	return noticed(__real_malloc(n));
}

WRAP void *__wrap_calloc(size_t n, size_t size)
{
	return noticed(__real_calloc(n, size));
}

WRAP void *__wrap_realloc(void *p, size_t n)
{
	return noticed(__real_realloc(p, n));
}

WRAP char *__wrap_strdup(const char *s)
{
	return noticed(__real_strdup(s));
}

WRAP char *__wrap_strndup(const char *s, size_t n)
{
	return noticed(__real_strndup(s, n));
}

WRAP int __wrap_asprintf(char **text, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vasprintf(text, fmt, ap);
	va_end(ap);
	if (n < 0)
		short_of_it = true;
	return n;
}

WRAP DIR *__wrap_opendir(const char *name)
{
	return opened(__real_opendir(name));
}

WRAP char *__wrap_realpath(const char *name, char *resolved)
{
	return opened(__real_realpath(name, resolved));
}

WRAP FILE *__wrap_fopen(const char *name, const char *mode)
{
	return opened(__real_fopen(name, mode));
}

WRAP FILE *__wrap_fdopen(int fd, const char *mode)
{
	return opened(__real_fdopen(fd, mode));
}

WRAP FILE *__wrap_open_memstream(char **text, size_t *len)
{
	return opened(__real_open_memstream(text, len));
}

/* No output is half written: what stands in a buffer is lost, and the files that were not finished go. */
static void *survived(void *p)
{
	if (p != NULL)
		return p;
	outfiles_abandon();
	if (write(STDERR_FILENO, exhausted, sizeof(exhausted) - 1) < 0)
		_exit(EXIT_HARNESS);
	_exit(EXIT_HARNESS);
}

static void *xml_malloc(size_t n)
{
	return survived(__real_malloc(n > 0 ? n : 1));
}

static void *xml_realloc(void *p, size_t n)
{
	return survived(__real_realloc(p, n > 0 ? n : 1));
}

static char *xml_strdup(const char *s)
{
	return survived(__real_strdup(s));
}

/* Files that libxml2 reads by itself (schemas, style sheets) are read as they are: by default it tries decompressors on
 * them, which take an allocation of theirs that failed for a file that cannot be read. The descriptor plus one is the
 * handle. */
static int any_file(const char *name)
{
	return name != NULL;
}

static void *file_open(const char *name)
{
	return (void *)(intptr_t)(open(name, O_RDONLY | O_CLOEXEC) + 1);
}

static int file_read(void *handle, char *octets, int n)
{
	return (int)read((int)(intptr_t)handle - 1, octets, (size_t)n);
}

static int file_close(void *handle)
{
	return close((int)(intptr_t)handle - 1);
}

void memory_guard(void)
{
	xmlMemSetup(free, xml_malloc, xml_realloc, xml_strdup);
	xmlCleanupInputCallbacks();
	xmlRegisterInputCallbacks(any_file, file_open, file_read, file_close);
}

bool memory_short(void)
{
	return short_of_it;
}

void memory_excuse(void)
{
	short_of_it = false;
}

char *memory_text(FILE *f, char **text)
{
	if (f == NULL)
		return NULL;
	bool whole = fclose(f) == 0 && *text != NULL;
	if (whole)
		return *text;
	short_of_it = true;
	free(*text);
	return NULL;
}

int memory_code(int code)
{
	if (!short_of_it)
		return code;
	fputs(exhausted, stderr);
	return EXIT_HARNESS;
}
