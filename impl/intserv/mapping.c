/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The set-up parameters of a VC (RFC 2381 5 to 7; best effort: RFC 1755, RFC 2331): one table row for each service and
 * UNI version. A new category is a new row.
 */
#include "intserv/mapping.h"

#include <math.h>
#include <string.h>

#include "intserv/tspec_ops.h"

#define AAL5    5
#define MAX_SDU 65535u

/* Broadband bearer capability, octet 5: BCOB-X (Q.2931 4.5.7, UNI 3.1 5.4.5.7). */
#define CLASS_X 16
/* Octet 5a, UNI 3.x: traffic type and timing; UNI 4.0: ATM transfer capability. */
#define X_NO_INDICATION 0x00
#define X_VBR           0x08
#define X_CBR_TIMING    0x05
#define ATC_CBR         5
#define ATC_NRT_VBR     10

/* Coding standard of the QoS parameter IE: class 0 is ITU-T's (in UNI 3.0 it is not), the others are the ATM Forum's.
 */
#define CODING_ITU     0
#define CODING_NETWORK 3

#define L2_LLC    0x0c
#define L3_TR9577 0x0b
#define IPI_IP    0xcc

/* Which parameters the traffic descriptor holds besides PCR for CLP=0+1. */
enum descriptor {
	DESC_VBR3,    /* PCR 0+1 from p, SCR and MBS for CLP=0 from r and b */
	DESC_CBR,     /* PCR 0+1 from the service rate R (an edge buffer holds the burst, RFC 2381 2.5.1) */
	DESC_CBR_PCR0 /* the same for CLP=0 as well (RFC 2381 5.6 note 2) */
};

struct row {
	enum intserv_service service;
	enum uni_version from, to;
	const char *clause;
	uint8_t octet_5a;
	enum descriptor descriptor;
	bool tag, discard;
	uint8_t qos_class;
	bool loss_ratio; /* acceptable cell loss ratio in the Extended QoS Parameters IE, which UNI 4.0 has */
};

static const struct row rows[] = {
    {INTSERV_CLS, UNI_30, UNI_31, "RFC 2381 6.6", X_VBR, DESC_VBR3, true, false, 3, false},
    {INTSERV_CLS, UNI_40, UNI_40, "RFC 2381 6.1", ATC_NRT_VBR, DESC_VBR3, true, true, 3, true},
    {INTSERV_GS, UNI_30, UNI_31, "RFC 2381 5.6", X_CBR_TIMING, DESC_CBR_PCR0, true, false, 1, false},
    {INTSERV_GS, UNI_40, UNI_40, "RFC 2381 5.2", ATC_CBR, DESC_CBR, false, true, 1, false},
};

static const struct {
	enum uni_version from, to;
	const char *clause;
	uint8_t octet_5a;
	bool options; /* tagging and frame discard, both ways */
} be_rows[] = {
    {UNI_30, UNI_31, "RFC 1755 7.1", X_NO_INDICATION, false},
    {UNI_40, UNI_40, "RFC 2331 Appendix A", ATC_NRT_VBR, true},
};

static const struct row *find_row(enum intserv_service service, enum uni_version version)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].service == service && version >= rows[i].from && version <= rows[i].to)
			return &rows[i];
	}
	return NULL;
}

/* Both directions of one parameter: the identifier of the backward one follows the forward one. */
static void put(struct ie_traffic *t, enum td_field fwd, uint32_t fwd_value, uint32_t bwd_value)
{
	t->has |= 3u << fwd;
	t->value[fwd] = fwd_value;
	t->value[fwd + 1] = bwd_value;
}

/* What one direction of a VC needs, in cells/s and cells; all 0 if it carries nothing. */
struct need {
	uint32_t peak, sustained, burst;
};

static struct need need_of(const struct tspec *t, float service_rate, enum descriptor d, uint64_t line, uint32_t hdr)
{
	struct need n = {0};
	if (d == DESC_VBR3) {
		n.sustained = mapping_rate(t->r, t->m, t->M, hdr);
		n.burst = mapping_burst(t->b, t->m, t->M, hdr);
		n.peak = mapping_rate(t->p, t->m, t->M, hdr);
	} else {
		n.peak = mapping_rate(service_rate, t->m, t->M, hdr);
		n.sustained = n.peak;
	}
	if (line && n.peak > line)
		n.peak = (uint32_t)line;
	/* SCR above PCR is no contract (RFC 2381 2.5.1). A rate above the line stays visible: the network refuses it,
	 * which is the true answer, where a quiet cut would promise what the line does not hold. */
	if (n.peak < n.sustained)
		n.peak = n.sustained;
	return n;
}

static void put_aal(struct q2931_msg *s, uint32_t sdu, bool mode)
{
	sdu = sdu > MAX_SDU ? MAX_SDU : sdu;
	s->aal = (struct ie_aal){
	    .present = true,
	    .type = AAL5,
	    .has_sdu = true,
	    .fwd_sdu = (uint16_t)sdu,
	    .bwd_sdu = (uint16_t)sdu,
	    .has_mode = mode,
	    .mode = mode ? 1 : 0,
	    .has_sscs = true,
	};
}

static void put_bearer(struct q2931_msg *s, uint8_t octet_5a, bool p2mp)
{
	s->bearer = (struct ie_bearer){
	    .present = true, .class_ = CLASS_X, .has_5a = true, .octet_5a = octet_5a, .configuration = p2mp ? 1 : 0};
}

static void put_qos(struct q2931_msg *s, uint8_t qos_class)
{
	bool itu = qos_class == 0 && s->version != UNI_30;
	s->qos = (struct ie_qos){
	    .present = true, .coding = itu ? CODING_ITU : CODING_NETWORK, .fwd = qos_class, .bwd = qos_class};
}

/* Of 10^5 packets one may be lost: the cell loss ratio 10^-n that keeps the largest packets to it, as each of their
 * cells may be the one (RFC 2381 2.6). Delay parameters are not specified for nrt-VBR (UNI 4.0 Annex 9). */
#define PACKETS_PER_LOSS 100000u

static void put_loss_ratio(struct q2931_msg *s, const struct tspec *t, uint32_t hdr)
{
	uint64_t one_in = 1, cells = (uint64_t)mapping_packet_cells(t->M, hdr) * PACKETS_PER_LOSS;
	uint8_t n = 0;
	while (one_in < cells) {
		one_in *= 10;
		n++;
	}
	s->ext_qos = (struct ie_ext_qos){.present = true, .has_clr_fwd = true, .clr_fwd = n};
}

/* The encapsulations offered, in descending preference (RFC 1755 Appendix D.4). A QoS VC names IP as layer 3 in both
 * forms (RFC 2381 5 and 6, notes on B-LLI). */
static void put_qos_bllis(struct q2931_msg *s, const struct mapping_input *in)
{
	static const struct ie_blli llc = {
	    .has_l2 = true, .l2 = L2_LLC, .has_l3 = true, .l3 = L3_TR9577, .has_ipi = true, .ipi = IPI_IP};
	static const struct ie_blli vcmux = {.has_l3 = true, .l3 = L3_TR9577, .has_ipi = true, .ipi = IPI_IP};
	struct ie_bllis *l = &s->blli;
	memset(l, 0, sizeof(*l));
	if (in->offer_vcmux && in->prefer_vcmux)
		l->b[l->n++] = vcmux;
	if (in->offer_llc)
		l->b[l->n++] = llc;
	if (in->offer_vcmux && !in->prefer_vcmux)
		l->b[l->n++] = vcmux;
}

bool mapping_qos_setup(const struct mapping_input *in, struct q2931_msg *setup)
{
	const struct row *row = find_row(in->flowspec.service, in->version);
	bool backward = in->backward && !in->p2mp;
	if (!row || !flowspec_valid(&in->flowspec) || (!in->offer_llc && !in->offer_vcmux))
		return false;
	if (backward && !tspec_valid(&in->backward_tspec))
		return false;

	/* Which encapsulation holds is known only with CONNECT, so the larger header is counted if it is on offer. */
	uint32_t hdr = in->offer_llc ? LLC_SNAP_LEN : 0;
	const struct tspec *t = &in->flowspec.t;
	struct need fwd = need_of(t, in->flowspec.R, row->descriptor, in->line_cells, hdr);
	struct need bwd = {0};
	if (backward)
		bwd = need_of(&in->backward_tspec, in->backward_tspec.r, row->descriptor, in->line_cells, hdr);

	struct ie_traffic td = {.present = true, .has_options = true};
	put(&td, TD_FWD_PCR01, fwd.peak, bwd.peak);
	if (row->descriptor == DESC_VBR3) {
		put(&td, TD_FWD_SCR0, fwd.sustained, bwd.sustained);
		put(&td, TD_FWD_MBS0, fwd.burst, bwd.burst);
	} else if (row->descriptor == DESC_CBR_PCR0) {
		put(&td, TD_FWD_PCR0, fwd.peak, bwd.peak);
	}
	td.tag_fwd = td.tag_bwd = row->tag;
	td.fd_fwd = td.fd_bwd = row->discard;

	setup->version = in->version;
	setup->traffic = td;
	/* RFC 2381 wants the mode field in UNI 3.0 (RFC 1755 B.1 would leave it out; receivers ignore it). */
	uint32_t M = backward && in->backward_tspec.M > t->M ? in->backward_tspec.M : t->M;
	put_aal(setup, M > MAX_SDU ? MAX_SDU : M + hdr, in->version == UNI_30);
	put_bearer(setup, row->octet_5a, in->p2mp);
	put_qos(setup, row->qos_class);
	if (row->loss_ratio)
		put_loss_ratio(setup, t, hdr);
	put_qos_bllis(setup, in);
	return true;
}

void mapping_be_setup(enum uni_version version, bool p2mp, uint64_t line_cells, uint32_t mtu, struct q2931_msg *setup)
{
	size_t i = version >= UNI_40 ? 1 : 0;
	uint32_t line = line_cells > 0xffffff ? 0xffffff : (uint32_t)line_cells;
	struct ie_traffic td = {.present = true, .best_effort = true};
	/* A point-to-multipoint VC carries nothing backward (RFC 2381 7.1). */
	put(&td, TD_FWD_PCR01, line, p2mp ? 0 : line);
	td.has_options = be_rows[i].options;
	td.tag_fwd = td.tag_bwd = td.fd_fwd = td.fd_bwd = be_rows[i].options;

	setup->version = version;
	setup->traffic = td;
	put_aal(setup, mtu > MAX_SDU ? MAX_SDU : mtu + LLC_SNAP_LEN, false);
	put_bearer(setup, be_rows[i].octet_5a, p2mp);
	put_qos(setup, 0);
	/* Layer 2 only: any protocol may share the VC (RFC 1755 6.2, RFC 2381 7.1 note 3). */
	memset(&setup->blli, 0, sizeof(setup->blli));
	setup->blli.n = 1;
	setup->blli.b[0] = (struct ie_blli){.has_l2 = true, .l2 = L2_LLC};
}
