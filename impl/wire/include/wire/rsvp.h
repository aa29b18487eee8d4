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
	RSVP_PATH = 1,
	RSVP_RESV,
	RSVP_PATHERR,
	RSVP_RESVERR,
	RSVP_PATHTEAR,
	RSVP_RESVTEAR,
	RSVP_RESVCONF,
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
#define RSVP_ERR_INPLACE   0x01
#define RSVP_ERR_NOTGUILTY 0x02

/* What one message can hold; a longer list is refused with WIRE_NO_MEMORY. */
#define RSVP_MAX_FLOWS    16
#define RSVP_MAX_FILTERS  8
#define RSVP_MAX_SCOPE    16
#define RSVP_MAX_OPAQUE   1024 /* octets */
#define RSVP_MAX_UNPARSED 256  /* octets */

struct rsvp_flow_descriptor {
	bool has_flowspec; /* false: the one before holds (FF), or absent in tears */
	struct flowspec flowspec;
	uint8_t n_filters; /* 0 WF, 1 FF, 1.. SE */
	struct rsvp_filter filters[RSVP_MAX_FILTERS];
	/* Set when a Resv was decoded: Error Value of code 21 for its flowspec (also for the one
	 * before, if that holds), 0 if it is good. */
	uint16_t tc_error;
};

#define RSVP_INTEGRITY_BODY 32

struct rsvp_msg {
	enum rsvp_type type;
	uint8_t flags, ttl; /* Send_TTL */
	bool no_checksum;   /* the checksum field is 0: none computed (RFC 2205 3.1.1) */
	bool has_session, has_hop, has_time, has_error, has_confirm, has_style, has_sender, has_tspec;
	bool has_integrity;
	struct rsvp_session session;
	struct rsvp_hop hop;
	uint32_t refresh_ms; /* TIME_VALUES */
	struct rsvp_error error;
	struct ip_addr confirm; /* RESV_CONFIRM receiver address */
	enum rsvp_style style;  /* 0 if not known */
	uint32_t style_raw;     /* the 24-bit option vector as received; encoded if style is 0 */
	struct rsvp_filter sender;
	struct tspec tspec;
	uint8_t integrity[RSVP_INTEGRITY_BODY]; /* contents of INTEGRITY, neither made nor verified here */
	/* First object that could not be accepted: class and C-Type, 0 if none, and the Error Value
	 * that belongs to outcome.cause. */
	uint8_t bad_class, bad_ctype;
	uint16_t bad_value;
	uint8_t n_scope;
	struct ip_addr scope[RSVP_MAX_SCOPE];
	struct adspec adspec; /* present flag inside */
	uint8_t n_flows;
	struct rsvp_flow_descriptor flows[RSVP_MAX_FLOWS];
	/* Objects that are forwarded without being understood, whole objects in order: unknown
	 * classes 11bbbbbb, and POLICY_DATA where the message type may hold it. */
	size_t opaque_len;
	uint8_t opaque[RSVP_MAX_OPAQUE];
	/* Objects of known classes whose C-Type or contents could not be read, whole objects in order.
	 * An error message copies parts of the message in error: the encoder puts an object of here
	 * where one of its class belongs and the fields above do not have it. */
	size_t unparsed_len;
	uint8_t unparsed[RSVP_MAX_UNPARSED];
};

const char *rsvp_type_name(enum rsvp_type t); /* "Path", "ResvErr"; NULL if unknown */
bool rsvp_type_by_name(const char *name, enum rsvp_type *t);
const char *rsvp_style_name(enum rsvp_style s);

/* Append the whole message with length and checksum, in the object order of RFC 2205 3.1. Objects that the type
 * does not hold are left out even if present in m; unused flag bits are sent as 0. INTEGRITY is written as it is. */
void rsvp_encode(struct wr *w, const struct rsvp_msg *m);
/*
 * 'octets' is the whole IP payload. Checks version, checksum, lengths, object
 * framing, order, the objects that the type must have, and their values.
 * outcome.cause is the RSVP error code that a PathErr or ResvErr would carry (6, 13,
 * 14, 21, 23), with m->bad_value as its value; 0 for faults that are not reported
 * (RFC 2205 Appendix B), which win over the others. Only a Path or Resv has a cause.
 * If cause is not 0, m holds all that was understood, and 'unparsed' the rest, enough
 * to make the error message. With code 21 on a Resv, flows whose tc_error is 0 are
 * good (RFC 2205 3.1.8: each FF descriptor stands for itself).
 * What is not of a kind that can be wrong: objects of a known class that the type does
 * not hold are skipped, and so are TSPEC, ADSPEC and FLOWSPEC in a teardown; in a
 * PathErr, ResvErr or ResvConf they are not checked for their values.
 * Entries of flows[], scope[], opaque[] and unparsed[] beyond their counts are not set.
 */
struct wire_outcome rsvp_decode(const uint8_t *octets, size_t len, struct rsvp_msg *m);

bool ip_addr_equal(const struct ip_addr *a, const struct ip_addr *b);
/* Destination, protocol and port; the flags do not name a session (RFC 2205 1.1, A.1). */
bool rsvp_session_equal(const struct rsvp_session *a, const struct rsvp_session *b);
bool rsvp_filter_equal(const struct rsvp_filter *a, const struct rsvp_filter *b);
struct ip_addr ip_addr_v4(uint32_t a);
uint32_t ip_addr_to_v4(const struct ip_addr *a); /* 0 unless family is 4 */
#define IP_ADDR_TEXT 40
/* Dotted quad, RFC 5952 form, or "none" (family 0). */
void ip_addr_text(const struct ip_addr *a, char out[IP_ADDR_TEXT]);

extern const struct field_def rsvp_field_defs[];
extern const size_t rsvp_n_field_defs;
/*
 * Fields of the objects present, in this order (a unit in brackets):
 *   flags ttl session.address session.protocol session.port session.flags hop.address hop.lih
 *   error.node error.flags error.inplace error.code error.value time.refresh [ms] confirm.address
 *   scope.address (one for each) opaque (hex, one for each object) style (FF, SE, WF, or "unknown")
 *   style.vector flow.count, then for each flow descriptor
 *     flowspec.service (CL, GS) flowspec.r [octets/s] flowspec.b [octets] flowspec.p [octets/s]
 *     flowspec.m flowspec.M [octets] flowspec.R [octets/s] flowspec.S [us] (the last two for GS),
 *     filter.address filter.port (for each filter);
 *   sender.address sender.port tspec.r tspec.b tspec.p tspec.m tspec.M
 *   adspec.global-break adspec.hops adspec.bandwidth [octets/s] adspec.latency [us] adspec.mtu [octets]
 *   adspec.gs.break adspec.gs.c-tot adspec.gs.d-tot adspec.gs.c-sum adspec.gs.d-sum
 *   adspec.cls.break, and after each of gs, cls its overrides: adspec.gs.hops adspec.gs.bandwidth
 *   adspec.gs.latency adspec.gs.mtu, adspec.cls.hops ...
 */
void rsvp_fields(const struct rsvp_msg *m, struct field_sink *sink);

#endif
