/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of one SAAL: SSCOP below, SSCF above, the signals between them and the
 * outputs. Neither machine calls the other: a signal waits in a queue until the
 * machine that gave it has finished its event (saal.c).
 */
#ifndef SAAL_PRIV_H
#define SAAL_PRIV_H

#include "base/buf.h"
#include "saal/saal.h"
#include "sscop.h"

/* SSCF at the UNI, states as Q.2130 numbers them (own state / state of SSCOP). */
enum sscf_state { CF_RELEASED, CF_AWAIT_EST, CF_AWAIT_REL, CF_ESTABLISHED, CF_AWAIT_RESYNC, CF_N_STATES };

#define SSCF_EVENTS(X)                                                                                                 \
	X(EST_REQ, "AAL-ESTABLISH.request")                                                                            \
	X(REL_REQ, "AAL-RELEASE.request")                                                                              \
	X(DATA_REQ, "AAL-DATA.request")                                                                                \
	X(UNITDATA_REQ, "AAL-UNITDATA.request")                                                                        \
	X(EST_IND, "AA-ESTABLISH.indication")                                                                          \
	X(EST_CONF, "AA-ESTABLISH.confirm")                                                                            \
	X(REL_IND, "AA-RELEASE.indication")                                                                            \
	X(REL_CONF, "AA-RELEASE.confirm")                                                                              \
	X(RESYNC_IND, "AA-RESYNC.indication")                                                                          \
	X(RESYNC_CONF, "AA-RESYNC.confirm")                                                                            \
	X(RECOVER_IND, "AA-RECOVER.indication")                                                                        \
	X(DATA_IND, "AA-DATA.indication")                                                                              \
	X(UNITDATA_IND, "AA-UNITDATA.indication")

enum sscf_event {
#define X(id, text) CE_##id,
	SSCF_EVENTS(X)
#undef X
	    CE_COUNT
};

extern const struct fsm_def sscf_fsm;

struct sscf_arg {
	enum sscf_event event;
	const uint8_t *octets; /* requests: the caller's */
	size_t off, len;       /* indications: where the data stands in the octets of the output queue */
};

struct saal_signal {
	bool to_sscop;
	int event;
	size_t off, len;
};

struct saal_entry {
	enum saal_out_kind kind;
	char code;
	uint32_t count;
	size_t off, len;
};

struct saal {
	struct sscop sscop;
	int sscf_state;
	vtime now;
	struct wr octets; /* of all outputs not yet drained */
	struct saal_entry *out;
	size_t out_head, out_n, out_cap;
	struct saal_signal *sig;
	size_t sig_head, sig_n, sig_cap;
	const struct sscf_arg *req; /* request that is under way, for its octets */
	bool refused;               /* the request under way had no effect */
	uint32_t *sscf_coverage;    /* tests: as in struct sscop */
};

/* Append an output or a signal. On lack of memory it is lost, as on a wire. */
void saal_put(struct saal *s, enum saal_out_kind kind, char code, uint32_t count, size_t off, size_t len);
void saal_signal(struct saal *s, bool to_sscop, int event, size_t off, size_t len);
/* Octets into the output buffer; returns their offset. */
size_t saal_copy(struct saal *s, const uint8_t *octets, size_t len);
void saal_put_pdu(struct saal *s, const struct sscop_pdu *pdu);

#endif
