/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Information elements of Q.2931, Q.2971, UNI 3.0, 3.1 and 4.0 as one list, and
 * what q2931_msg.c and q2931_fields.c need of their codec. Private to impl/wire.
 */
#ifndef WIRE_Q2931_IE_H
#define WIRE_Q2931_IE_H

#include "wire/q2931.h"

/* Coding standards, octet 2 bits 7..6. */
#define CS_ITU 0
#define CS_NET 3

/*
 * X(symbol, identifier, since, usual coding standard, least and most octets of
 * contents, member of struct q2931_msg, name); O(...) the same without a member: carried,
 * not interpreted. The order is the order of sending.
 */
#define Q2931_IES(X, O)                                                                                                \
	X(CALL_STATE, 0x14, UNI_30, CS_ITU, 1, 1, call_state, "Call state")                                            \
	X(CAUSE, 0x08, UNI_30, CS_ITU, 2, 30, cause, "Cause")                                                          \
	X(AAL, 0x58, UNI_30, CS_ITU, 1, 17, aal, "AAL parameters")                                                     \
	X(TRAFFIC, 0x59, UNI_30, CS_ITU, 0, 26, traffic, "ATM traffic descriptor")                                     \
	O(TRAFFIC_80, 0x80, UNI_40, CS_NET, 0, 26, "Minimum acceptable ATM traffic descriptor")                        \
	O(TRAFFIC_81, 0x81, UNI_40, CS_ITU, 0, 26, "Alternative ATM traffic descriptor")                               \
	O(TRAFFIC_82, 0x82, UNI_40, CS_ITU, 0, 26, "Alternative ATM traffic descriptor")                               \
	X(BEARER, 0x5e, UNI_30, CS_ITU, 2, 3, bearer, "Broadband bearer capability")                                   \
	X(BHLI, 0x5d, UNI_30, CS_ITU, 1, 9, bhli, "Broadband high-layer information")                                  \
	X(BLLI, 0x5f, UNI_30, CS_ITU, 1, 13, blli, "Broadband low-layer information")                                  \
	X(EXT_QOS, 0xec, UNI_40, CS_NET, 1, 21, ext_qos, "Extended QoS parameters")                                    \
	X(QOS, 0x5c, UNI_30, CS_ITU, 2, 2, qos, "QoS parameter")                                                       \
	X(CALLED, 0x70, UNI_30, CS_ITU, 1, 21, called, "Called party number")                                          \
	X(CALLED_SUB, 0x71, UNI_30, CS_ITU, 1, 21, called_sub, "Called party subaddress")                              \
	X(CALLING, 0x6c, UNI_30, CS_ITU, 1, 22, calling, "Calling party number")                                       \
	X(CALLING_SUB, 0x6d, UNI_30, CS_ITU, 1, 21, calling_sub, "Calling party subaddress")                           \
	X(CONNECTED, 0x4c, UNI_40, CS_ITU, 1, 22, connected, "Connected number")                                       \
	O(CONNECTED_SUB, 0x4d, UNI_40, CS_ITU, 1, 21, "Connected subaddress")                                          \
	X(CONN_ID, 0x5a, UNI_30, CS_ITU, 5, 5, conn_id, "Connection identifier")                                       \
	X(SENDING_COMPLETE, 0x62, UNI_30, CS_ITU, 1, 1, sending_complete, "Broadband sending complete")                \
	X(TRANSIT_NET, 0x78, UNI_30, CS_ITU, 1, 5, transit_net, "Transit network selection")                           \
	X(TRANSIT_DELAY, 0x42, UNI_40, CS_ITU, 0, 9, transit_delay, "End-to-end transit delay")                        \
	X(RESTART, 0x79, UNI_30, CS_ITU, 1, 1, restart, "Restart indicator")                                           \
	X(NOTIFICATION, 0x27, UNI_40, CS_ITU, 1, 1, notification, "Notification indicator")                            \
	X(LIJ_CALL_ID, 0xe8, UNI_40, CS_NET, 5, 5, lij_call_id, "Leaf-initiated join call identifier")                 \
	X(LIJ_PARAMS, 0xe9, UNI_40, CS_NET, 1, 1, lij_params, "Leaf-initiated join parameters")                        \
	X(LEAF_SEQ, 0xea, UNI_40, CS_NET, 4, 4, leaf_seq, "Leaf sequence number")                                      \
	X(ENDPOINT_REF, 0x54, UNI_30, CS_ITU, 3, 3, endpoint_ref, "Endpoint reference")                                \
	X(ENDPOINT_STATE, 0x55, UNI_30, CS_ITU, 1, 1, endpoint_state, "Endpoint state")                                \
	X(USER_USER, 0x7e, UNI_40, CS_ITU, 1, 129, user_user, "User-user")                                             \
	O(OAM_TRAFFIC, 0x5b, UNI_40, CS_ITU, 2, 2, "OAM traffic descriptor")                                           \
	O(ABR_SETUP, 0x84, UNI_40, CS_NET, 0, 32, "ABR setup parameters")                                              \
	O(ABR_ADDITIONAL, 0xe4, UNI_40, CS_NET, 0, 10, "ABR additional parameters")                                    \
	O(CONN_SCOPE, 0xeb, UNI_40, CS_NET, 2, 2, "Connection scope selection")                                        \
	O(GIT, 0x7f, UNI_40, CS_NET, 1, 29, "Generic identifier transport")                                            \
	O(REPORT_TYPE, 0x89, UNI_40, CS_ITU, 1, 1, "Broadband report type")                                            \
	O(MIN_CELL_RATE, 0xf0, UNI_40, CS_NET, 1, 9, "Minimum desired cell rate")                                      \
	O(N_BEARER, 0x04, UNI_40, CS_ITU, 1, 10, "Narrowband bearer capability")                                       \
	O(PROGRESS, 0x1e, UNI_40, CS_ITU, 2, 2, "Progress indicator")                                                  \
	O(N_LLC, 0x7c, UNI_40, CS_ITU, 1, 16, "Narrowband low-layer compatibility")                                    \
	O(N_HLC, 0x7d, UNI_40, CS_ITU, 1, 4, "Narrowband high-layer compatibility")

enum q2931_ie {
#define X(sym, id, since, cs, min, max, member, name) IE_##sym,
#define O(sym, id, since, cs, min, max, name)         IE_##sym,
	Q2931_IES(X, O)
#undef X
#undef O
	    IE_COUNT
};

#define IE_BIT(sym)             (1ull << IE_##sym)
#define IE_ID_LOCKING_SHIFT     0x60
#define IE_ID_NON_LOCKING_SHIFT 0x61
#define IE_ID_REPEAT            0x63

struct ie_def {
	uint8_t id;
	uint8_t since; /* enum uni_version */
	uint8_t coding;
	uint8_t min, max; /* octets of contents */
	size_t offset;    /* of the octet in struct q2931_msg that is not 0 when present; opaque: unused */
	/* Contents to struct, all of them; false if they are bad, *m is then unchanged.
	 * NULL for opaque. */
	bool (*decode)(struct rd *r, uint8_t coding, struct q2931_msg *m);
	void (*encode)(struct wr *w, const struct q2931_msg *m);
	const char *name;
};
extern const struct ie_def q2931_ie_defs[IE_COUNT];

/* Number of the IE with this identifier, -1 if none has it. */
int q2931_ie_by_id(uint8_t id);
static inline bool q2931_ie_present(const struct q2931_msg *m, int ie)
{
	/* Every member begins with its flag or its count, one octet either way. */
	return q2931_ie_defs[ie].decode && ((const uint8_t *)m)[q2931_ie_defs[ie].offset] != 0;
}
/* Whole element(s), header included; a repeat indicator before a group. */
void q2931_ie_encode(struct wr *w, const struct q2931_msg *m, int ie);
/* Contents of one IE to its struct, with all checks; false if they are bad. */
bool q2931_ie_decode(struct rd *contents, uint8_t coding, int ie, struct q2931_msg *m);
/* Contents of a B-LLI; returns their octets. */
size_t q2931_blli_contents(const struct ie_blli *b, uint8_t out[16]);

/* Codecs of the elements that are lists of tagged values (q2931_ie_traffic.c). */
bool q2931_dec_aal(struct rd *r, uint8_t coding, struct q2931_msg *m);
void q2931_enc_aal(struct wr *w, const struct q2931_msg *m);
bool q2931_dec_traffic(struct rd *r, uint8_t coding, struct q2931_msg *m);
void q2931_enc_traffic(struct wr *w, const struct q2931_msg *m);
bool q2931_dec_qos(struct rd *r, uint8_t coding, struct q2931_msg *m);
void q2931_enc_qos(struct wr *w, const struct q2931_msg *m);
bool q2931_dec_ext_qos(struct rd *r, uint8_t coding, struct q2931_msg *m);
void q2931_enc_ext_qos(struct wr *w, const struct q2931_msg *m);
bool q2931_dec_transit_delay(struct rd *r, uint8_t coding, struct q2931_msg *m);
void q2931_enc_transit_delay(struct wr *w, const struct q2931_msg *m);

#endif
