/* SPDX-License-Identifier: Apache-2.0 */
#include "names.h"

#include <assert.h>
#include <string.h>

static const char *const level_names[] = {
    [LEVEL_MUST] = "MUST",       [LEVEL_MUST_NOT] = "MUST NOT",
    [LEVEL_SHOULD] = "SHOULD",   [LEVEL_SHOULD_NOT] = "SHOULD NOT",
    [LEVEL_MAY] = "MAY",         [LEVEL_CONTRARY] = "contrary",
    [LEVEL_NO_RULE] = "no rule",
};
static const char *const basis_names[] = {
    [BASIS_KEYWORD] = "keyword",
    [BASIS_STATED] = "stated",
    [BASIS_OPEN] = "open",
    [BASIS_READING] = "reading",
};

const char *level_name(enum level l)
{
	return level_names[l];
}

const char *basis_name(enum basis b)
{
	return basis_names[b];
}

static int find(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			return (int)i;
	}
	assert(!"a name that the schema does not allow");
	return 0;
}

enum level level_by_name(const char *name)
{
	return (enum level)find(level_names, sizeof(level_names) / sizeof(*level_names), name);
}

enum basis basis_by_name(const char *name)
{
	return (enum basis)find(basis_names, sizeof(basis_names) / sizeof(*basis_names), name);
}
