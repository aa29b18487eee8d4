/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic on TSpecs and flowspecs (RFC 2210 3, RFC 2211, RFC 2212, RFC 2215): order, LUB, GLB, sums, validity. */
#ifndef INTSERV_TSPEC_OPS_H
#define INTSERV_TSPEC_OPS_H

#include <stdbool.h>

#include "wire/intserv.h"

enum order { ORDER_LESS = -1, ORDER_EQUAL = 0, ORDER_GREATER = 1, ORDER_NONE = 2 /* not comparable */ };

/* Valid by RFC 2215 3.6: no NaN, values in range, p may be infinite, 0 < m <= M. */
bool tspec_valid(const struct tspec *t);
/* A service that is known, a valid TSpec, and for Guaranteed p >= r and R >= r (RFC 2212). */
bool flowspec_valid(const struct flowspec *f);
bool tspec_equal(const struct tspec *a, const struct tspec *b);
bool flowspec_equal(const struct flowspec *a, const struct flowspec *b);
/* RFC 2211 8: greater = may stand in for the other; m counts the other way round. Flowspecs of different services are
 * not comparable. */
enum order tspec_order(const struct tspec *a, const struct tspec *b);
enum order flowspec_order(const struct flowspec *a, const struct flowspec *b);
/* What goes upstream for both; services must be equal (else false). Least flowspec at least as large as both, but for
 * M, which is the smaller one (RFC 2211 8). */
bool flowspec_lub(const struct flowspec *a, const struct flowspec *b, struct flowspec *out);
/* Greatest at most as large as both. */
bool flowspec_glb(const struct flowspec *a, const struct flowspec *b, struct flowspec *out);
/* Path_Te of two senders (RFC 2205 2.2): sums, smaller m, larger M. */
void tspec_sum(const struct tspec *a, const struct tspec *b, struct tspec *out);
/* The TSpec that admission control works with: min of the flowspec's and the sender's (RFC 2205 3.11.1 / RFC 2211). */
void tspec_min(const struct tspec *a, const struct tspec *b, struct tspec *out);

#endif
