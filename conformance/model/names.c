/* SPDX-License-Identifier: Apache-2.0 */
/* Texts for people say who is meant by the name that the topology gives it. */
#include <string.h>

#include "model/model.h"

#define ADDRESS_DIGITS 40

/* Name of the node with this ATM address, NULL if the trace does not tell it. */
static const char *name_of(const struct model *m, const char *atm)
{
	for (size_t i = 0; i < m->n_members; i++) {
		if (m->members[i].node[0] != '\0' && party_same_address(m->members[i].atm, atm))
			return m->members[i].node;
	}
	for (size_t i = 0; i < m->n_plain; i++) {
		if (m->plain[i].node[0] != '\0' && party_same_address(m->plain[i].atm, atm))
			return m->plain[i].node;
	}
	return NULL;
}

void model_name_ends(const struct model *m, char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0';) {
		char atm[ADDRESS_DIGITS + 1] = "";
		size_t n = strspn(from, "0123456789abcdef");
		const char *name = NULL;
		if (n == ADDRESS_DIGITS) {
			memcpy(atm, from, n);
			name = name_of(m, atm);
		}
		n = n > 0 ? n : 1;
		size_t len = name != NULL ? strlen(name) : n;
		memmove(to, name != NULL ? name : from, len);
		to += len;
		from += n;
	}
	*to = '\0';
}
