/* SPDX-License-Identifier: Apache-2.0 */
/* Accounting for the packets of a flow: <delivery>. */
#ifndef VECTOR_JUDGE_DELIVERY_H
#define VECTOR_JUDGE_DELIVERY_H

#include "eval.h"

/* Packets handed over from 'from' on and before 'to', as they arrived at each receiver in the events before index
 * 'end'. */
void judge_delivery(struct eval *v, const struct vstep *s, vtime from, vtime to, size_t end, struct vexpectation *x);

#endif
