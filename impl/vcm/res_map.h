/* SPDX-License-Identifier: Apache-2.0 */
/* Making, finding and ending of reservations; their entries in the classifier. */
#ifndef VCM_RES_MAP_H
#define VCM_RES_MAP_H

#include "res.h"

void res_init(struct res *r);
/* Deliver an event; the reservation may be gone afterwards. */
void res_event(struct res *r, vtime now, int event);
/* End it: its VCs are released, its packets go best effort. */
void res_destroy(struct res *r, vtime now);
/* Put its filters into the classifier, in place of those there. */
void res_map(struct res *r);
void res_unmap(struct res *r);
/* Every parameter equal. */
bool flowspec_same(const struct flowspec *a, const struct flowspec *b);
/* Octets/s that count against the node's limit. */
uint64_t res_rate(const struct flowspec *f);

#endif
