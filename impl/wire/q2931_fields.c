/* SPDX-License-Identifier: Apache-2.0 */
/* Names and values of the fields of signalling messages, for traces, vectors and reports. */
#include "q2931_ie.h"

#include <string.h>

#include "field_put.h"

#define FIELDS(X)                                                                                                      \
	X(CALL_REF, "call-ref", UINT, "")                                                                              \
	X(CALL_REF_FLAG, "call-ref-flag", UINT, "")                                                                    \
	X(MESSAGE_ACTION, "message-action", UINT, "")                                                                  \
	X(CAUSE_LOCATION, "cause.location", UINT, "")                                                                  \
	X(CAUSE_VALUE, "cause.value", UINT, "")                                                                        \
	X(CAUSE_DIAGNOSTICS, "cause.diagnostics", HEX, "")                                                             \
	X(CALL_STATE, "call-state", UINT, "")                                                                          \
	X(ENDPOINT_STATE, "endpoint-state", UINT, "")                                                                  \
	X(RESTART_CLASS, "restart.class", UINT, "")                                                                    \
	X(NOTIFICATION, "notification", UINT, "")                                                                      \
	X(ENDPOINT_REF, "endpoint-ref.value", UINT, "")                                                                \
	X(ENDPOINT_REF_FLAG, "endpoint-ref.flag", UINT, "")                                                            \
	X(AAL_TYPE, "aal.type", UINT, "")                                                                              \
	X(AAL_FORWARD_SDU, "aal.forward-sdu", UINT, "octets")                                                          \
	X(AAL_BACKWARD_SDU, "aal.backward-sdu", UINT, "octets")                                                        \
	X(AAL_MODE, "aal.mode", UINT, "")                                                                              \
	X(AAL_SSCS, "aal.sscs", UINT, "")                                                                              \
	X(TD, "traffic.forward-pcr0", UINT, "cells/s")                                                                 \
	X(TD_1, "traffic.backward-pcr0", UINT, "cells/s")                                                              \
	X(TD_2, "traffic.forward-pcr01", UINT, "cells/s")                                                              \
	X(TD_3, "traffic.backward-pcr01", UINT, "cells/s")                                                             \
	X(TD_4, "traffic.forward-scr0", UINT, "cells/s")                                                               \
	X(TD_5, "traffic.backward-scr0", UINT, "cells/s")                                                              \
	X(TD_6, "traffic.forward-scr01", UINT, "cells/s")                                                              \
	X(TD_7, "traffic.backward-scr01", UINT, "cells/s")                                                             \
	X(TD_8, "traffic.forward-mcr01", UINT, "cells/s")                                                              \
	X(TD_9, "traffic.backward-mcr01", UINT, "cells/s")                                                             \
	X(TD_10, "traffic.forward-mbs0", UINT, "cells")                                                                \
	X(TD_11, "traffic.backward-mbs0", UINT, "cells")                                                               \
	X(TD_12, "traffic.forward-mbs01", UINT, "cells")                                                               \
	X(TD_13, "traffic.backward-mbs01", UINT, "cells")                                                              \
	X(BEST_EFFORT, "traffic.best-effort", UINT, "")                                                                \
	X(TAG_FORWARD, "traffic.tag-forward", UINT, "")                                                                \
	X(TAG_BACKWARD, "traffic.tag-backward", UINT, "")                                                              \
	X(FD_FORWARD, "traffic.fd-forward", UINT, "")                                                                  \
	X(FD_BACKWARD, "traffic.fd-backward", UINT, "")                                                                \
	X(VP_ASSOC, "conn-id.vp-assoc", UINT, "")                                                                      \
	X(PREFERRED, "conn-id.preferred", UINT, "")                                                                    \
	X(VPCI, "conn-id.vpci", UINT, "")                                                                              \
	X(VCI, "conn-id.vci", UINT, "")                                                                                \
	X(QOS_CODING, "qos.coding", UINT, "")                                                                          \
	X(QOS_FORWARD, "qos.forward", UINT, "")                                                                        \
	X(QOS_BACKWARD, "qos.backward", UINT, "")                                                                      \
	X(BHLI, "bhli", HEX, "")                                                                                       \
	X(BEARER_CLASS, "bearer.class", NAME, "")                                                                      \
	X(OCTET_5A, "bearer.octet5a", UINT, "")                                                                        \
	X(TRAFFIC_TYPE, "bearer.traffic-type", NAME, "")                                                               \
	X(TIMING, "bearer.timing", NAME, "")                                                                           \
	X(ATC, "bearer.atc", UINT, "")                                                                                 \
	X(CLIPPING, "bearer.clipping", UINT, "")                                                                       \
	X(CONFIGURATION, "bearer.configuration", NAME, "")                                                             \
	X(BLLI_COUNT, "blli.count", UINT, "")                                                                          \
	X(BLLI_TEXT, "blli.text", HEX, "")                                                                             \
	X(BLLI_L2, "blli.l2", UINT, "")                                                                                \
	X(BLLI_L3, "blli.l3", UINT, "")                                                                                \
	X(BLLI_IPI, "blli.ipi", UINT, "")                                                                              \
	X(BLLI_SNAP, "blli.snap", HEX, "")                                                                             \
	X(SENDING_COMPLETE, "sending-complete", UINT, "")                                                              \
	X(CALLED_NUMBER, "called.number", ADDR, "")                                                                    \
	X(CALLED_SUBADDRESS, "called.subaddress", HEX, "")                                                             \
	X(CALLING_NUMBER, "calling.number", ADDR, "")                                                                  \
	X(CALLING_PRESENTATION, "calling.presentation", UINT, "")                                                      \
	X(CALLING_SCREENING, "calling.screening", UINT, "")                                                            \
	X(CALLING_SUBADDRESS, "calling.subaddress", HEX, "")                                                           \
	X(CONNECTED_NUMBER, "connected.number", ADDR, "")                                                              \
	X(CONNECTED_PRESENTATION, "connected.presentation", UINT, "")                                                  \
	X(CONNECTED_SCREENING, "connected.screening", UINT, "")                                                        \
	X(TRANSIT_NETWORK, "transit-network", HEX, "")                                                                 \
	X(DELAY_CUMULATIVE, "transit-delay.cumulative", UINT, "ms")                                                    \
	X(DELAY_MAXIMUM, "transit-delay.maximum", UINT, "ms")                                                          \
	X(EQ_ORIGIN, "ext-qos.origin", UINT, "")                                                                       \
	X(EQ_CDV_FORWARD, "ext-qos.cdv-forward", UINT, "us")                                                           \
	X(EQ_CDV_BACKWARD, "ext-qos.cdv-backward", UINT, "us")                                                         \
	X(EQ_CCDV_FORWARD, "ext-qos.cumulative-cdv-forward", UINT, "us")                                               \
	X(EQ_CCDV_BACKWARD, "ext-qos.cumulative-cdv-backward", UINT, "us")                                             \
	X(EQ_CLR_FORWARD, "ext-qos.clr-forward", UINT, "")                                                             \
	X(EQ_CLR_BACKWARD, "ext-qos.clr-backward", UINT, "")                                                           \
	X(LIJ_CALL_ID, "lij.call-id", UINT, "")                                                                        \
	X(LIJ_PARAMETERS, "lij.parameters", UINT, "")                                                                  \
	X(LEAF_SEQUENCE, "leaf-sequence", UINT, "")                                                                    \
	X(USER_USER, "user-user", HEX, "")                                                                             \
	X(IE, "ie", HEX, "")                                                                                           \
	X(IE_BAD, "ie-bad", HEX, "")

enum {
#define X(sym, name, type, unit) FD_##sym,
	FIELDS(X)
#undef X
};

const struct field_def q2931_field_defs[] = {
#define X(sym, name, type, unit) {name, FIELD_##type, unit},
    FIELDS(X)
#undef X
};
const size_t q2931_n_field_defs = sizeof(q2931_field_defs) / sizeof(q2931_field_defs[0]);

static void u(struct field_sink *s, int fd, uint64_t value)
{
	put_uint(s, &q2931_field_defs[fd], value);
}

static void u_if(struct field_sink *s, bool has, int fd, uint64_t value)
{
	if (has)
		u(s, fd, value);
}

static void hex(struct field_sink *s, int fd, const uint8_t *octets, size_t n)
{
	put_hex(s, &q2931_field_defs[fd], octets, n);
}

static void blob(struct field_sink *s, int fd, const struct ie_blob *b)
{
	if (b->present)
		hex(s, fd, b->octets, b->n);
}

static void name(struct field_sink *s, int fd, const char *const *names, unsigned n, unsigned value)
{
	put_name_or_uint(s, &q2931_field_defs[fd], value < n ? names[value] : NULL, value);
}

static void cause(struct field_sink *s, const struct ie_cause *c)
{
	if (!c->present)
		return;
	u(s, FD_CAUSE_LOCATION, c->location);
	u(s, FD_CAUSE_VALUE, c->value);
	if (c->n_diag > 0)
		hex(s, FD_CAUSE_DIAGNOSTICS, c->diag, c->n_diag);
}

static void states(struct field_sink *s, const struct q2931_msg *m)
{
	u_if(s, m->call_state.present, FD_CALL_STATE, m->call_state.value);
	u_if(s, m->endpoint_state.present, FD_ENDPOINT_STATE, m->endpoint_state.value);
	u_if(s, m->restart.present, FD_RESTART_CLASS, m->restart.value);
	u_if(s, m->notification.present, FD_NOTIFICATION, m->notification.value);
	u_if(s, m->endpoint_ref.present, FD_ENDPOINT_REF, m->endpoint_ref.value);
	u_if(s, m->endpoint_ref.present, FD_ENDPOINT_REF_FLAG, m->endpoint_ref.flag);
}

static void aal(struct field_sink *s, const struct ie_aal *a)
{
	if (!a->present)
		return;
	u(s, FD_AAL_TYPE, a->type);
	u_if(s, a->has_sdu, FD_AAL_FORWARD_SDU, a->fwd_sdu);
	u_if(s, a->has_sdu, FD_AAL_BACKWARD_SDU, a->bwd_sdu);
	u_if(s, a->has_mode, FD_AAL_MODE, a->mode);
	u_if(s, a->has_sscs, FD_AAL_SSCS, a->sscs);
}

static void traffic(struct field_sink *s, const struct ie_traffic *t)
{
	if (!t->present)
		return;
	for (int i = 0; i < TD_FIELDS; i++)
		u_if(s, t->has & 1u << i, FD_TD + i, t->value[i]);
	u(s, FD_BEST_EFFORT, t->best_effort);
	u(s, FD_TAG_FORWARD, t->tag_fwd);
	u(s, FD_TAG_BACKWARD, t->tag_bwd);
	u(s, FD_FD_FORWARD, t->fd_fwd);
	u(s, FD_FD_BACKWARD, t->fd_bwd);
}

static void bearer(struct field_sink *s, const struct ie_bearer *b, enum uni_version version)
{
	static const char *const classes[32] = {[1] = "BCOB-A", [3] = "BCOB-C", [16] = "BCOB-X", [24] = "VP"};
	static const char *const types[] = {"none", "CBR", "VBR"};
	static const char *const timings[] = {"none", "required", "not-required"};
	static const char *const configurations[] = {"p2p", "p2mp"};
	if (!b->present)
		return;
	name(s, FD_BEARER_CLASS, classes, 32, b->class_);
	u_if(s, b->has_5a, FD_OCTET_5A, b->octet_5a);
	if (b->has_5a && version < UNI_40) {
		name(s, FD_TRAFFIC_TYPE, types, 3, b->octet_5a >> 2 & 7);
		name(s, FD_TIMING, timings, 3, b->octet_5a & 3);
	}
	u_if(s, b->has_5a && version >= UNI_40, FD_ATC, b->octet_5a);
	u(s, FD_CLIPPING, b->clipping);
	name(s, FD_CONFIGURATION, configurations, 2, b->configuration);
}

static void bllis(struct field_sink *s, const struct ie_bllis *g)
{
	u_if(s, g->n > 0, FD_BLLI_COUNT, g->n);
	for (int i = 0; i < g->n; i++) {
		const struct ie_blli *b = &g->b[i];
		uint8_t octets[16];
		hex(s, FD_BLLI_TEXT, octets, q2931_blli_contents(b, octets));
		u_if(s, b->has_l2, FD_BLLI_L2, b->l2);
		u_if(s, b->has_l3, FD_BLLI_L3, b->l3);
		u_if(s, b->has_ipi, FD_BLLI_IPI, b->ipi);
		if (b->has_snap)
			hex(s, FD_BLLI_SNAP, b->snap, sizeof(b->snap));
	}
}

/* 'fd' is the number; presentation and screening stand behind it in the table. */
static void number(struct field_sink *s, int fd, const struct ie_number *n)
{
	char text[ATM_ADDR_TEXT];
	if (!n->present)
		return;
	if (n->plan == 2) {
		atm_addr_text(&n->aesa, text);
	} else {
		/* Other plans may hold any octets: what is not printable becomes '?'. */
		for (int i = 0; i < n->n_digits; i++)
			text[i] = n->digits[i] > ' ' && n->digits[i] < 0x7f ? (char)n->digits[i] : '?';
		text[n->n_digits] = '\0';
	}
	s->put(s, &q2931_field_defs[fd], 0, text);
	bool octet_5a = n->has_5a && fd != FD_CALLED_NUMBER;
	u_if(s, octet_5a, fd + 1, n->presentation);
	u_if(s, octet_5a, fd + 2, n->screening);
}

static void ext_qos(struct field_sink *s, const struct ie_ext_qos *q)
{
	if (!q->present)
		return;
	u(s, FD_EQ_ORIGIN, q->origin);
	u_if(s, q->has_cdv_fwd, FD_EQ_CDV_FORWARD, q->cdv_fwd);
	u_if(s, q->has_cdv_bwd, FD_EQ_CDV_BACKWARD, q->cdv_bwd);
	u_if(s, q->has_ccdv_fwd, FD_EQ_CCDV_FORWARD, q->ccdv_fwd);
	u_if(s, q->has_ccdv_bwd, FD_EQ_CCDV_BACKWARD, q->ccdv_bwd);
	u_if(s, q->has_clr_fwd, FD_EQ_CLR_FORWARD, q->clr_fwd);
	u_if(s, q->has_clr_bwd, FD_EQ_CLR_BACKWARD, q->clr_bwd);
}

static void elements(struct field_sink *s, const struct q2931_msg *m)
{
	for (int ie = 0; ie < IE_COUNT; ie++) {
		if (q2931_ie_present(m, ie))
			hex(s, FD_IE, &q2931_ie_defs[ie].id, 1);
	}
	for (size_t at = 0; at + 4 <= m->opaque_len; at += 4 + ((size_t)m->opaque[at + 2] << 8 | m->opaque[at + 3]))
		hex(s, FD_IE, &m->opaque[at], 1);
	for (int i = 0; i < m->n_bad; i++)
		hex(s, FD_IE_BAD, &m->bad[i].id, 1);
}

void q2931_fields(const struct q2931_msg *m, struct field_sink *s)
{
	u(s, FD_CALL_REF, m->call_ref);
	u(s, FD_CALL_REF_FLAG, m->call_ref_flag);
	u_if(s, m->has_msg_action, FD_MESSAGE_ACTION, m->msg_action);
	cause(s, &m->cause);
	cause(s, &m->cause2);
	states(s, m);
	aal(s, &m->aal);
	traffic(s, &m->traffic);
	u_if(s, m->conn_id.present, FD_VP_ASSOC, m->conn_id.vp_assoc);
	u_if(s, m->conn_id.present, FD_PREFERRED, m->conn_id.preferred);
	u_if(s, m->conn_id.present, FD_VPCI, m->conn_id.vpci);
	u_if(s, m->conn_id.present, FD_VCI, m->conn_id.vci);
	u_if(s, m->qos.present, FD_QOS_CODING, m->qos.coding);
	u_if(s, m->qos.present, FD_QOS_FORWARD, m->qos.fwd);
	u_if(s, m->qos.present, FD_QOS_BACKWARD, m->qos.bwd);
	blob(s, FD_BHLI, &m->bhli);
	bearer(s, &m->bearer, m->version);
	bllis(s, &m->blli);
	u_if(s, m->sending_complete, FD_SENDING_COMPLETE, 1);
	number(s, FD_CALLED_NUMBER, &m->called);
	blob(s, FD_CALLED_SUBADDRESS, &m->called_sub);
	number(s, FD_CALLING_NUMBER, &m->calling);
	blob(s, FD_CALLING_SUBADDRESS, &m->calling_sub);
	number(s, FD_CONNECTED_NUMBER, &m->connected);
	blob(s, FD_TRANSIT_NETWORK, &m->transit_net);
	u_if(s, m->transit_delay.has_cumulative, FD_DELAY_CUMULATIVE, m->transit_delay.cumulative);
	u_if(s, m->transit_delay.has_maximum, FD_DELAY_MAXIMUM, m->transit_delay.maximum);
	ext_qos(s, &m->ext_qos);
	u_if(s, m->lij_call_id.present, FD_LIJ_CALL_ID, m->lij_call_id.id);
	u_if(s, m->lij_params.present, FD_LIJ_PARAMETERS, m->lij_params.value);
	u_if(s, m->leaf_seq.present, FD_LEAF_SEQUENCE, m->leaf_seq.value);
	blob(s, FD_USER_USER, &m->user_user);
	elements(s, m);
}
