/* SPDX-License-Identifier: Apache-2.0 */
#include "text_pool.h"

#include <stdlib.h>
#include <string.h>

struct pool_block {
	struct pool_block *next;
	max_align_t data[];
};

void *pool_alloc(struct pool *p, size_t n)
{
	struct pool_block *b = calloc(1, sizeof(*b) + n);

	if (b == NULL)
		return NULL;
	b->next = p->blocks;
	p->blocks = b;
	return b->data;
}

const char *pool_take(struct pool *p, char *text)
{
	if (text == NULL)
		return NULL;
	size_t n = strlen(text) + 1;
	char *copy = pool_alloc(p, n);
	if (copy != NULL)
		memcpy(copy, text, n);
	free(text);
	return copy;
}

void pool_free(struct pool *p)
{
	while (p->blocks != NULL) {
		struct pool_block *b = p->blocks;
		p->blocks = b->next;
		free(b);
	}
}

void *pool_push(struct pool *p, void **array, size_t *n, size_t size)
{
	if ((*n & (*n - 1)) == 0) {
		size_t cap = *n == 0 ? 1 : 2 * *n;
		void *grown = pool_alloc(p, cap * size);
		if (grown == NULL)
			return NULL;
		if (*n > 0)
			memcpy(grown, *array, *n * size);
		*array = grown;
	}
	return (char *)*array + (*n)++ * size;
}
