/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The called side: is a SETUP an IP call that this node can take, and in which
 * encapsulation (RFC 1755 6 and Appendix D.4, RFC 2331 5.2)? Traffic contracts and QoS classes are
 * not refused: they bind the network and the caller, and the called side only receives.
 */
#include "intserv/mapping.h"

#define AAL5 5

#define L2_LLC    0x0c
#define L3_TR9577 0x0b
#define IPI_IP    0xcc
#define IPI_SNAP  0x80

#define CLASS_A 1
#define CLASS_C 3
#define CLASS_X 16

enum {
	CAUSE_CALL_REJECTED = 21,
	CAUSE_BEARER_NOT_IMPLEMENTED = 65,
	CAUSE_AAL = 78,
	CAUSE_INCOMPATIBLE = 88,
	CAUSE_AAL_UNI30 = 93,
};

#define IE_BLLI 0x5f

/* Cause 21, octet 7: extension bit, reason "information element missing", condition unknown (Q.2610). */
#define REJECTED_IE_MISSING 0x84

enum encap mapping_blli_encap(const struct ie_blli *b)
{
	if (b->has_l2) {
		/* Layer 3 beside LLC only says who manages the call: every packet still has its LLC/SNAP header
		 * (RFC 1755 6.2.1), so LLC with any layer 3 that this node may share the VC with is LLC. */
		bool ip = !b->has_ipi || b->ipi == IPI_IP || b->ipi == IPI_SNAP;
		if (b->l2 != L2_LLC || (b->has_l3 && (b->l3 != L3_TR9577 || !ip)))
			return ENCAP_NONE;
		return ENCAP_LLC;
	}
	/* Without layer 2 the protocol must be named, or nothing tells the packets apart (RFC 2684 6.1). */
	return b->has_l3 && b->l3 == L3_TR9577 && b->has_ipi && b->ipi == IPI_IP ? ENCAP_VCMUX : ENCAP_NONE;
}

uint8_t mapping_accept(const struct q2931_msg *setup, bool llc, bool vcmux, int *blli)
{
	*blli = -1;
	/* RFC 1755 7.2, Appendix C: classes A, C and X, with any traffic type and timing; those of UNI 4.0 that are
	 * only received (ATC 0, 1, 2, 4, 6, 8) name the same categories. A transparent VP is no IP call. */
	const struct ie_bearer *bearer = &setup->bearer;
	if (bearer->present && bearer->class_ != CLASS_A && bearer->class_ != CLASS_C && bearer->class_ != CLASS_X)
		return CAUSE_BEARER_NOT_IMPLEMENTED;
	/* RFC 1755 6.1: an IP call names AAL5. Sizes, mode and SSCS are taken as they come. */
	if (!setup->aal.present || setup->aal.type != AAL5)
		return setup->version == UNI_30 ? CAUSE_AAL_UNI30 : CAUSE_AAL;
	if (setup->blli.n == 0)
		return CAUSE_CALL_REJECTED;
	for (int i = 0; i < setup->blli.n; i++) {
		enum encap e = mapping_blli_encap(&setup->blli.b[i]);
		if ((e == ENCAP_LLC && llc) || (e == ENCAP_VCMUX && vcmux)) {
			*blli = i;
			return 0;
		}
	}
	return CAUSE_INCOMPATIBLE;
}

void mapping_refusal(uint8_t cause, struct ie_cause *out)
{
	*out = (struct ie_cause){.present = true, .value = cause};
	if (cause == CAUSE_CALL_REJECTED) {
		out->diag[0] = REJECTED_IE_MISSING;
		out->diag[1] = IE_BLLI;
		out->n_diag = 2;
	}
}
