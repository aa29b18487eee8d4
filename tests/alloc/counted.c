/* SPDX-License-Identifier: Apache-2.0 */
#include "counted.h"

#include <errno.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void __libc_free(void *p);

struct counted counted;

static bool refused(void)
{
	if (!counted.on)
		return false;
	counted.requests++;
	if (counted.refuse == NULL || !counted.refuse())
		return false;
	errno = ENOMEM;
	return true;
}

static void *taken(void *p)
{
	counted.live += p && counted.on;
	return p;
}

void *malloc(size_t n)
{
	return refused() ? NULL : taken(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
	return refused() ? NULL : taken(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n)
{
	if (refused())
		return NULL;
	return p ? __libc_realloc(p, n) : taken(__libc_realloc(p, n));
}

void free(void *p)
{
	counted.live -= p && counted.on;
	__libc_free(p);
}
