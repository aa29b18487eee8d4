/* SPDX-License-Identifier: Apache-2.0 */
/* RSVP objects (RFC 2205 Appendix A): one table of classes and their forms, walked by the message codec. */
#ifndef WIRE_RSVP_OBJECT_H
#define WIRE_RSVP_OBJECT_H

#include "wire/rsvp.h"

enum rsvp_class {
	CLASS_NULL = 0,
	CLASS_SESSION = 1,
	CLASS_HOP = 3,
	CLASS_INTEGRITY = 4,
	CLASS_TIME_VALUES = 5,
	CLASS_ERROR_SPEC = 6,
	CLASS_SCOPE = 7,
	CLASS_STYLE = 8,
	CLASS_FLOWSPEC = 9,
	CLASS_FILTER_SPEC = 10,
	CLASS_SENDER_TEMPLATE = 11,
	CLASS_SENDER_TSPEC = 12,
	CLASS_ADSPEC = 13,
	CLASS_POLICY_DATA = 14,
	CLASS_RESV_CONFIRM = 15,
};
#define N_CLASSES 16

#define OBJECT_HDR 4

/* One object of a received message, framed but not yet read. */
struct rsvp_object {
	uint8_t class_num, ctype;
	size_t at;            /* offset of its header in the message */
	const uint8_t *whole; /* header included */
	size_t len;           /* header included */
};

/* Known class: name for outcomes; NULL if there is none of that number. */
const char *rsvp_class_name(uint8_t class_num);

/*
 * Read the object into its fields of m (FILTER_SPEC into *filter, FLOWSPEC into
 * *flowspec, which are else not used). WIRE_UNKNOWN with cause 14: no such C-Type.
 * WIRE_BAD_LENGTH with cause 0: wrong length for this form. Else as the IntServ
 * decoders have it. Offsets are those of the message. POLICY_DATA and NULL have
 * nothing to read.
 */
struct wire_outcome rsvp_object_decode(const struct rsvp_object *o, struct rsvp_msg *m, struct rsvp_filter *filter,
				       struct flowspec *flowspec);

/* Append the object of this class from m, if m has it. Not for FLOWSPEC, FILTER_SPEC, POLICY_DATA. */
void rsvp_object_encode(struct wr *w, uint8_t class_num, const struct rsvp_msg *m);
void rsvp_flowspec_encode(struct wr *w, const struct flowspec *f);
void rsvp_filter_encode(struct wr *w, uint8_t class_num, const struct rsvp_filter *f);

#endif
