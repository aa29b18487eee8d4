/* SPDX-License-Identifier: Apache-2.0 */
/* Framing that all IntServ objects share (RFC 2210 Appendix 1), and their numbers. */
#ifndef WIRE_INTSERV_FRAMING_H
#define WIRE_INTSERV_FRAMING_H

#include "wire/intserv.h"

/* RFC 2205 Appendix B. */
#define RSVP_CODE_TRAFFIC_CONTROL 21
#define RSVP_CODE_SYSTEM          23

/* Parameter numbers (RFC 2215 4, RFC 2212). */
#define PARAM_HOPS         4
#define PARAM_BANDWIDTH    6
#define PARAM_LATENCY      8
#define PARAM_MTU          10
#define PARAM_TOKEN_BUCKET 127
#define PARAM_GS_RSPEC     130
#define PARAM_GS_C_TOT     133
#define PARAM_GS_D_TOT     134
#define PARAM_GS_C_SUM     135
#define PARAM_GS_D_SUM     136

#define INTSERV_BREAK_BIT 0x80

/* Octets of the bodies without options. */
#define INTSERV_TSPEC_BODY 32
#define INTSERV_CLS_BODY   32
#define INTSERV_GS_BODY    44

/* An outcome with cause 21. */
struct wire_outcome intserv_bad(enum wire_code code, size_t offset, const char *what, const char *clause);
/* Read the message header word; body_words is what its length must say. */
struct wire_outcome intserv_header(struct rd *r, size_t body_words);
/* Append a service header, a parameter header; words as they go into the length. */
void intserv_service_header(struct wr *w, uint8_t service, bool break_bit, size_t words);
void intserv_param_header(struct wr *w, uint8_t param, uint8_t flags, size_t words);

#endif
