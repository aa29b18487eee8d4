/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic on TSpecs and flowspecs (RFC 2210 3, RFC 2211, RFC 2212, RFC 2215): order, LUB, GLB, sums, validity. */
#ifndef INTSERV_TSPEC_OPS_H
#define INTSERV_TSPEC_OPS_H

#include <stdbool.h>

#include "wire/intserv.h"

enum order { ORDER_LESS = -1, ORDER_EQUAL = 0, ORDER_GREATER = 1, ORDER_NONE = 2 /* not comparable */ };

/* Valid by RFC 2215 and RFC 2211/2212: no NaN, ranges, p >= r, m <= M. */
bool tspec_valid(const struct tspec *t);
enum order tspec_order(const struct tspec *a, const struct tspec *b);
enum order flowspec_order(const struct flowspec *a, const struct flowspec *b);
/* Least flowspec at least as large as both; services must be equal (else false). */
bool flowspec_lub(const struct flowspec *a, const struct flowspec *b, struct flowspec *out);
/* Greatest at most as large as both. */
bool flowspec_glb(const struct flowspec *a, const struct flowspec *b, struct flowspec *out);
void tspec_sum(const struct tspec *a, const struct tspec *b, struct tspec *out);
/* The TSpec that admission control works with: min of the flowspec's and the sender's (RFC 2205 3.11.1 / RFC 2211). */
void tspec_min(const struct tspec *a, const struct tspec *b, struct tspec *out);

#endif
