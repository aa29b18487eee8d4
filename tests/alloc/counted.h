/* SPDX-License-Identifier: Apache-2.0 */
/* The C library's allocator replaced by one that counts and can refuse, so that calls from inside libraries count too.
 */
#ifndef ALLOC_COUNTED_H
#define ALLOC_COUNTED_H

#include <stdbool.h>

struct counted {
	bool on;                /* do requests and blocks count? */
	unsigned long requests; /* so far */
	long live;              /* blocks taken and not given back */
	bool (*refuse)(void);   /* asked at each request that counts; NULL: none is refused */
};
extern struct counted counted;

#endif
