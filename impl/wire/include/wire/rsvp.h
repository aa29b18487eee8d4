/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSVP messages (RFC 2205) with IntServ objects. One struct holds any message;
 * objects it does not hold are absent by their 'has' flag or count.
 */
#ifndef WIRE_RSVP_H
#define WIRE_RSVP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/fields.h"
#include "wire/intserv.h"
#include "wire/outcome.h"

enum rsvp_type {
	RSVP_PATH = 1, RSVP_RESV, RSVP_PATHERR, RSVP_RESVERR, RSVP_PATHTEAR, RSVP_RESVTEAR, RSVP_RESVCONF,
};

/* STYLE option vector values (RFC 2205 A.7). */
enum rsvp_style { RSVP_WF = 0x11, RSVP_FF = 0x0a, RSVP_SE = 0x12 };

/* An IP address of either version; v4 in the first four octets, network order. */
struct ip_addr {
	uint8_t family; /* 4 or 6; 0 absent */
	uint8_t octets[16];
};

struct rsvp_session {
	struct ip_addr dst;
	uint8_t protocol;
	uint8_t flags; /* 01h E_Police */
	uint16_t port;
};

struct rsvp_hop {
	struct ip_addr addr;
	uint32_t lih;
};

struct rsvp_filter { /* FILTER_SPEC and SENDER_TEMPLATE */
	struct ip_addr src;
	uint16_t port;
};

struct rsvp_error {
	struct ip_addr node;
	uint8_t flags; /* 01h InPlace, 02h NotGuilty */
	uint8_t code;
	uint16_t value;
};
#define RSVP_ERR_INPLACE 0x01
#define RSVP_ERR_NOTGUILTY 0x02

#define RSVP_MAX_FLOWS 16
struct rsvp_flow_descriptor {
	bool has_flowspec; /* false: the one before holds (FF), or absent in tears */
	struct flowspec flowspec;
	uint8_t n_filters; /* 0 WF, 1 FF, 1.. SE */
	struct rsvp_filter filters[8];
};

struct rsvp_msg {
	enum rsvp_type type;
	uint8_t flags, ttl; /* Send_TTL */
	bool has_session, has_hop, has_time, has_error, has_confirm, has_style, has_sender, has_tspec;
	struct rsvp_session session;
	struct rsvp_hop hop;
	uint32_t refresh_ms; /* TIME_VALUES */
	struct rsvp_error error;
	struct ip_addr confirm; /* RESV_CONFIRM receiver address */
	enum rsvp_style style;
	uint32_t style_raw;     /* the 24-bit option vector as received */
	struct rsvp_filter sender;
	struct tspec tspec;
	struct adspec adspec; /* present flag inside */
	uint8_t n_flows;
	struct rsvp_flow_descriptor flows[RSVP_MAX_FLOWS];
	/* Objects of classes that are forwarded without being understood (11bbbbbb),
	 * whole objects in order. */
	uint8_t opaque[256];
	size_t opaque_len;
	/* First object that could not be accepted: class and C-Type, 0 if none. */
	uint8_t bad_class, bad_ctype;
};

const char *rsvp_type_name(enum rsvp_type t);  /* "Path", "ResvErr"; NULL if unknown */
bool rsvp_type_by_name(const char *name, enum rsvp_type *t);
const char *rsvp_style_name(enum rsvp_style s);

/* Append the whole message with length and checksum. */
void rsvp_encode(struct wr *w, const struct rsvp_msg *m);
/* Checks version, checksum, lengths, object framing and the objects that the
 * message type must have. outcome.cause is the RSVP error code (13, 14, ...). */
struct wire_outcome rsvp_decode(const uint8_t *octets, size_t len, struct rsvp_msg *m);

bool ip_addr_equal(const struct ip_addr *a, const struct ip_addr *b);
bool rsvp_session_equal(const struct rsvp_session *a, const struct rsvp_session *b);
bool rsvp_filter_equal(const struct rsvp_filter *a, const struct rsvp_filter *b);
struct ip_addr ip_addr_v4(uint32_t a);
uint32_t ip_addr_to_v4(const struct ip_addr *a); /* 0 unless family is 4 */

extern const struct field_def rsvp_field_defs[];
extern const size_t rsvp_n_field_defs;
void rsvp_fields(const struct rsvp_msg *m, struct field_sink *sink);

#endif
