/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UNI signalling messages: Q.2931 as profiled by ATM Forum UNI 3.0, 3.1 and 4.0,
 * and Q.2971 for point to multipoint. One struct holds any message; which
 * elements stand in which message is a table (q2931_msg.c). An element is present
 * if its 'present' flag is set. See the list of IEs in q2931_ie.h.
 */
#ifndef WIRE_Q2931_H
#define WIRE_Q2931_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/atm_addr.h"
#include "wire/fields.h"
#include "wire/outcome.h"

enum uni_version { UNI_30 = 30, UNI_31 = 31, UNI_40 = 40 };

enum q2931_type {
	Q2931_ALERTING = 0x01,
	Q2931_CALL_PROCEEDING = 0x02,
	Q2931_SETUP = 0x05,
	Q2931_CONNECT = 0x07,
	Q2931_CONNECT_ACK = 0x0f,
	Q2931_RESTART = 0x46,
	Q2931_RELEASE = 0x4d,
	Q2931_RESTART_ACK = 0x4e,
	Q2931_RELEASE_COMPLETE = 0x5a,
	Q2931_NOTIFY = 0x6e,
	Q2931_STATUS_ENQUIRY = 0x75,
	Q2931_STATUS = 0x7d,
	Q2931_ADD_PARTY = 0x80,
	Q2931_ADD_PARTY_ACK = 0x81,
	Q2931_ADD_PARTY_REJECT = 0x82,
	Q2931_DROP_PARTY = 0x83,
	Q2931_DROP_PARTY_ACK = 0x84,
	Q2931_PARTY_ALERTING = 0x85,
	Q2931_LEAF_SETUP_FAILURE = 0x90,
	Q2931_LEAF_SETUP_REQUEST = 0x91,
};

#define Q2931_CR_GLOBAL 0u
#define Q2931_CR_DUMMY  0x7fffffu

struct ie_aal {
	bool present;
	uint8_t type; /* 5 */
	bool has_sdu;
	uint16_t fwd_sdu, bwd_sdu;
	bool has_mode;
	uint8_t mode; /* UNI 3.0 only */
	bool has_sscs;
	uint8_t sscs;
	uint8_t other[16]; /* types but 5: what follows the type, not interpreted */
	uint8_t n_other;
};

/* Cell rates in cells/s, MBS in cells; a value is present if its bit is set. */
enum td_field {
	TD_FWD_PCR0,
	TD_BWD_PCR0,
	TD_FWD_PCR01,
	TD_BWD_PCR01,
	TD_FWD_SCR0,
	TD_BWD_SCR0,
	TD_FWD_SCR01,
	TD_BWD_SCR01,
	TD_FWD_MCR01,
	TD_BWD_MCR01,
	TD_FWD_MBS0,
	TD_BWD_MBS0,
	TD_FWD_MBS01,
	TD_BWD_MBS01,
	TD_FIELDS
};
struct ie_traffic {
	bool present;
	uint32_t has; /* 1u << enum td_field */
	uint32_t value[TD_FIELDS];
	bool best_effort;
	bool has_options; /* BF; the four flags below */
	bool tag_fwd, tag_bwd, fd_fwd, fd_bwd;
};

struct ie_bearer {
	bool present;
	uint8_t class_; /* 1 A, 3 C, 16 X, 24 transparent VP */
	bool has_5a;
	uint8_t octet_5a;      /* 7 bits: UNI 3.x traffic type << 2 | timing; UNI 4.0 ATC */
	uint8_t clipping;      /* 0..3 */
	uint8_t configuration; /* 0 point to point, 1 point to multipoint */
};

/* One low-layer information element; up to three in order of preference. */
struct ie_blli {
	bool has_l2;
	uint8_t l2; /* 0Ch = ISO 8802/2 */
	bool has_l3;
	uint8_t l3; /* 0Bh = ISO/IEC TR 9577 */
	bool has_ipi;
	uint8_t ipi; /* CCh IP, 8Eh IPv6, 80h SNAP */
	bool has_snap;
	uint8_t snap[5]; /* OUI, PID */
	/* The whole contents, when they hold more than the fields above can tell (groups
	 * 5.., 6a.., 7a..). The encoder then sends these octets and not the fields. */
	uint8_t extra[16];
	uint8_t extra_len;
};
struct ie_bllis {
	uint8_t n; /* 0..3; repeat indicator stands before them when n > 1 */
	/* Several stand there without repeat indicator: repeated where that is not
	 * allowed, so a receiver takes b[0] alone. */
	bool bare;
	struct ie_blli b[3];
};

struct ie_qos {
	bool present;
	uint8_t coding; /* 0 ITU-T, 3 network */
	uint8_t fwd, bwd;
};

struct ie_number {
	bool present;
	uint8_t type, plan; /* 0,2 = AESA; 1,1 = E.164 */
	bool has_5a;
	uint8_t presentation, screening;
	struct atm_addr aesa; /* plan 2 */
	uint8_t digits[15];   /* plan 1, ASCII */
	uint8_t n_digits;
};

struct ie_conn_id {
	bool present;
	uint8_t vp_assoc, preferred; /* 1, 0 */
	uint16_t vpci, vci;
};

struct ie_cause {
	bool present;
	uint8_t location, value;
	uint8_t diag[28];
	uint8_t n_diag;
	uint8_t coding; /* 0 ITU-T, 3 network */
};

struct ie_endpoint_ref {
	bool present;
	bool flag; /* UNI 3.1, 4.0 */
	uint16_t value;
};

struct ie_u8 {
	bool present;
	uint8_t value;
};

struct ie_blob { /* IEs whose contents are carried, not interpreted */
	bool present;
	uint8_t coding;
	uint8_t octets[132];
	uint8_t n;
};

struct ie_transit_delay { /* 42 */
	bool present;
	bool has_cumulative, has_maximum, network_generated;
	uint16_t cumulative, maximum; /* ms */
};

struct ie_ext_qos { /* EC */
	bool present;
	uint8_t origin;
	bool has_cdv_fwd, has_cdv_bwd, has_ccdv_fwd, has_ccdv_bwd, has_clr_fwd, has_clr_bwd;
	uint32_t cdv_fwd, cdv_bwd, ccdv_fwd, ccdv_bwd; /* us; FFFFFFh any */
	uint8_t clr_fwd, clr_bwd;
};

/* An IE that the decoder did not understand or whose contents were bad, kept so
 * that validation can apply its action indicator (Q.2931 5.6.8). */
struct ie_bad {
	uint8_t id;
	bool has_action;
	uint8_t action;
	bool known; /* known identifier, bad contents */
	/* Known identifier, but the message type has no such element: treated like an
	 * unknown one (known is then false). */
	bool unexpected;
};

struct q2931_msg {
	enum uni_version version; /* decides octets on encoding; given to the decoder */
	uint32_t call_ref;        /* 23 bits */
	bool call_ref_flag;       /* false: sent by the side that chose the value */
	enum q2931_type type;
	bool has_msg_action;
	uint8_t msg_action;

	struct ie_cause cause, cause2;
	struct ie_u8 call_state, endpoint_state, restart, notification;
	struct ie_endpoint_ref endpoint_ref;
	struct ie_aal aal;
	struct ie_traffic traffic;
	struct ie_conn_id conn_id;
	struct ie_qos qos;
	struct ie_blob bhli;
	struct ie_bearer bearer;
	struct ie_bllis blli;
	bool sending_complete;
	struct ie_number called, calling, connected;
	struct ie_blob called_sub, calling_sub, transit_net;
	struct ie_transit_delay transit_delay;
	struct ie_ext_qos ext_qos;
	struct {
		bool present;
		uint32_t id;
	} lij_call_id;
	struct ie_u8 lij_params;
	struct {
		bool present;
		uint32_t value;
	} leaf_seq;
	struct ie_blob user_user;

	/* Whole IEs that this version knows but that have no struct above (ABR
	 * parameters, alternative traffic descriptor, ...), in the order received;
	 * encoded after the others. */
	uint8_t opaque[256];
	uint16_t opaque_len;

	struct ie_bad bad[8]; /* filled by the decoder, ignored by the encoder */
	uint8_t n_bad;

	/* For wrong messages on purpose: octets put at the end as they are, and a number
	 * added to the message length field. The decoder leaves both empty. */
	uint8_t raw[64];
	uint8_t n_raw;
	int length_error;
};

const char *q2931_type_name(enum q2931_type t); /* "CALL PROCEEDING"; NULL if unknown */
bool q2931_type_by_name(const char *name, enum q2931_type *t);
const char *q2931_ie_name(uint8_t id);       /* "Broadband low-layer information"; NULL if unknown */
const char *q2931_cause_name(uint8_t value); /* "user busy"; NULL if unknown */

/* Append the message. IEs stand in the order of the list in q2931_ie.h, which is
 * that of the golden octets; a repeat indicator stands before its group. Octets
 * follow the struct, also where it breaks the rules of the version; only the flag
 * of the endpoint reference depends on it (UNI 3.0 has none). */
void q2931_encode(struct wr *w, const struct q2931_msg *m);

/* Order of IEs for q2931_encode_ordered: a permutation seed; 0 = the usual order.
 * The order carries no meaning (UNI 3.1 5.4.5.1), which harmless variants use. */
void q2931_encode_ordered(struct wr *w, const struct q2931_msg *m, unsigned order);

/* Decode one message. WIRE_OK also when single IEs were bad (they are in m->bad);
 * other codes only when the frame itself cannot be read: short header, wrong
 * discriminator, bad call reference length; or a type unknown in this version
 * (WIRE_UNKNOWN, cause 97) or a message length beyond the end of the frame
 * (WIRE_BAD_LENGTH, cause 104; the IEs that are there are decoded): in these two
 * m->type, the call reference and the message action are valid. */
struct wire_outcome q2931_decode(const uint8_t *octets, size_t len, enum uni_version version, struct q2931_msg *m);

/* Presence and meaning: mandatory IEs of the message type (WIRE_MISSING, cause 96),
 * bad contents of mandatory IEs (WIRE_BAD_VALUE, 100). 'to_network' tells the
 * direction. 'missing' gets the identifiers for the diagnostics. WIRE_OK if acceptable. */
struct wire_outcome q2931_validate(const struct q2931_msg *m, bool to_network, uint8_t missing[8], size_t *n_missing);

/*
 * Fields, in this order; only those that the message has are handed over:
 *   call-ref call-ref-flag message-action
 *   cause.location cause.value cause.diagnostics (hex)      repeated for a second cause
 *   call-state endpoint-state restart.class notification
 *   endpoint-ref.value endpoint-ref.flag
 *   aal.type aal.forward-sdu aal.backward-sdu aal.mode aal.sscs
 *   traffic.forward-pcr0 traffic.backward-pcr0 traffic.forward-pcr01 traffic.backward-pcr01
 *   traffic.forward-scr0 traffic.backward-scr0 traffic.forward-scr01 traffic.backward-scr01
 *   traffic.forward-mcr01 traffic.backward-mcr01 traffic.forward-mbs0 traffic.backward-mbs0
 *   traffic.forward-mbs01 traffic.backward-mbs01
 *   traffic.best-effort traffic.tag-forward traffic.tag-backward traffic.fd-forward
 *   traffic.fd-backward                                     0 or 1, always
 *   conn-id.vp-assoc conn-id.preferred conn-id.vpci conn-id.vci
 *   qos.coding (0 ITU-T, 3 network) qos.forward qos.backward
 *   bhli (hex)
 *   bearer.class (BCOB-A BCOB-C BCOB-X VP, else the number) bearer.octet5a
 *   bearer.traffic-type (none CBR VBR) bearer.timing (none required not-required)   UNI 3.x
 *   bearer.atc (UNI 4.0) bearer.clipping bearer.configuration (p2p p2mp)
 *   blli.count blli.text (hex of the contents) blli.l2 blli.l3 blli.ipi blli.snap   for each
 *   sending-complete
 *   called.number called.subaddress calling.number calling.presentation calling.screening
 *   calling.subaddress connected.number connected.presentation connected.screening
 *   transit-network (hex)
 *   transit-delay.cumulative transit-delay.maximum
 *   ext-qos.origin ext-qos.cdv-forward ext-qos.cdv-backward ext-qos.cumulative-cdv-forward
 *   ext-qos.cumulative-cdv-backward ext-qos.clr-forward ext-qos.clr-backward
 *   lij.call-id lij.parameters leaf-sequence user-user (hex)
 *   ie (hex identifier of each IE present) ie-bad (of each in 'bad')
 */
extern const struct field_def q2931_field_defs[];
extern const size_t q2931_n_field_defs;
void q2931_fields(const struct q2931_msg *m, struct field_sink *sink);

#endif
