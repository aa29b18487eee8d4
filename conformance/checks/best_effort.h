/* SPDX-License-Identifier: Apache-2.0 */
/* Rows about receivers without a reservation, as far as others have to know of them. */
#ifndef CHECKS_BEST_EFFORT_H
#define CHECKS_BEST_EFFORT_H

#include "model/model.h"

/* BESTEFF-5: best-effort VCs that cannot be set up are a general failure of IP over ATM, and what a receiver misses for
 * want of one breaks no rule. Rows of which that holds: */
bool best_effort_row(const char *requirement);
/* Did some member of a group miss a packet for want of a best-effort VC? The event by which one was refused it, or that
 * asked for it in vain; 0 if none did. */
uint32_t best_effort_unavailable(const struct model *m);

#endif
