/* SPDX-License-Identifier: Apache-2.0 */
/* The server's table of IP and ATM addresses (RFC 2225 8.4), without any I/O. */
#ifndef SERVICES_ATMARP_TABLE_H
#define SERVICES_ATMARP_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "wire/atm_addr.h"
#include "wire/atmarp.h"

struct atmarp_entry {
	uint32_t ip;
	struct atm_addr atm;
	uint32_t vc;   /* open VC on which it was registered, 0 if none */
	vtime updated; /* VTIME_NEVER: does not age */
};

/* Zero-initialise; free with atmarp_table_free. */
struct atmarp_table {
	struct atmarp_entry *entries;
	size_t n, cap;
	uint32_t duplicates;
};

void atmarp_table_free(struct atmarp_table *t);
/* NULL if there is none that is younger than 20 minutes. */
const struct atmarp_entry *atmarp_table_find(const struct atmarp_table *t, vtime now, uint32_t ip);
/* Create or replace. False if memory runs out. */
bool atmarp_table_set(struct atmarp_table *t, const struct atmarp_entry *e);
/* The VC is closed: its entries stay, without an open VC. */
void atmarp_table_vc_closed(struct atmarp_table *t, uint32_t vc);
/* What the server makes of an ATMARP_Request that came on 'vc', whose far end has
 * the address 'peer': the reply in *reply and true, or false for ATMARP_NAK. */
bool atmarp_table_request(struct atmarp_table *t, vtime now, uint32_t vc, const struct atm_addr *peer,
			  const struct atmarp *request, struct atmarp *reply);

#endif
