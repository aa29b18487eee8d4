/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contents of the testers' SETUPs: best effort after RFC 1755 (UNI 3.x) and RFC 2331
 * (UNI 4.0), QoS calls after RFC 2381 6.6 (VBR), 5.6 (CBR), 6.1 and 6.3.
 */
#include <string.h>

#include "host_priv.h"

#define MTU_SDU   9188 /* the IP MTU of RFC 2225 and LLC/SNAP */
#define LLC_SNAP  8
#define L2_LLC    12 /* ISO 8802/2 */
#define L3_TR9577 11
#define IPI_IP    204

static void put(struct ie_traffic *t, enum td_field f, uint32_t value)
{
	t->has |= 1u << f;
	t->value[f] = value;
}

static void common(const struct host *h, const struct atm_addr *called, uint16_t sdu, struct q2931_msg *m)
{
	memset(m, 0, sizeof(*m));
	m->version = h->c.uni;
	m->type = Q2931_SETUP;
	m->aal = (struct ie_aal){
	    .present = true, .type = 5, .has_sdu = true, .fwd_sdu = sdu, .bwd_sdu = sdu, .has_sscs = true, .sscs = 0};
	if (h->c.uni == UNI_30) {
		m->aal.has_mode = true;
		m->aal.mode = 1;
	}
	m->called = (struct ie_number){.present = true, .type = 0, .plan = 2, .aesa = *called};
	m->traffic.present = true;
	m->bearer = (struct ie_bearer){.present = true, .class_ = 16, .has_5a = true};
	m->qos.present = true;
}

static void offer_llc(struct q2931_msg *m, bool ip_only)
{
	m->blli.b[m->blli.n++] = (struct ie_blli){
	    .has_l2 = true, .l2 = L2_LLC, .has_l3 = ip_only, .l3 = L3_TR9577, .has_ipi = ip_only, .ipi = IPI_IP};
}

static void offer_vcmux(struct q2931_msg *m)
{
	m->blli.b[m->blli.n++] = (struct ie_blli){.has_l3 = true, .l3 = L3_TR9577, .has_ipi = true, .ipi = IPI_IP};
}

enum encap setup_encap(const struct ie_blli *b)
{
	if (b->has_l2)
		return b->l2 == L2_LLC ? ENCAP_LLC : ENCAP_NONE;
	return b->has_l3 && b->l3 == L3_TR9577 && b->has_ipi && b->ipi == IPI_IP ? ENCAP_VCMUX : ENCAP_NONE;
}

void setup_be(const struct host *h, const struct atm_addr *called, struct q2931_msg *m)
{
	uint32_t line = (uint32_t)(h->c.cell_bps / 424);

	common(h, called, MTU_SDU, m);
	put(&m->traffic, TD_FWD_PCR01, line);
	put(&m->traffic, TD_BWD_PCR01, line);
	m->traffic.best_effort = true;
	if (h->c.uni == UNI_40) {
		m->traffic.has_options = true;
		m->traffic.fd_fwd = m->traffic.fd_bwd = true;
		m->bearer.octet_5a = 10;
	}
	if (h->c.uni == UNI_30)
		m->qos.coding = 3;
	offer_llc(m, false);
}

void setup_qos(const struct host *h, const struct atm_addr *called, const struct tester_spec *spec, int offer, bool cbr,
	       struct q2931_msg *m)
{
	static const struct {
		enum td_field forward, backward;
	} cbr_fields[] = {{TD_FWD_PCR0, TD_BWD_PCR0}, {TD_FWD_PCR01, TD_BWD_PCR01}},
	  vbr_fields[] = {{TD_FWD_PCR01, TD_BWD_PCR01}, {TD_FWD_SCR0, TD_BWD_SCR0}, {TD_FWD_MBS0, TD_BWD_MBS0}};
	static const struct tester_spec nothing;
	const struct tester_spec *back = h->as_ingress.backward != NULL ? h->as_ingress.backward : &nothing;
	uint32_t line = (uint32_t)(h->c.cell_bps / 424), pcr = spec->pcr < line ? spec->pcr : line;
	uint32_t back_pcr = back->pcr < line ? back->pcr : line;
	const uint32_t vbr_values[] = {pcr, spec->scr, spec->mbs};
	const uint32_t vbr_back[] = {back_pcr, back->scr, back->mbs};

	common(h, called, (uint16_t)(spec->M + LLC_SNAP), m);
	if (back->M > 0)
		m->aal.bwd_sdu = (uint16_t)(back->M + LLC_SNAP);
	for (size_t i = 0; i < (cbr ? 2 : 3); i++) {
		put(&m->traffic, cbr ? cbr_fields[i].forward : vbr_fields[i].forward, cbr ? pcr : vbr_values[i]);
		put(&m->traffic, cbr ? cbr_fields[i].backward : vbr_fields[i].backward, cbr ? back_pcr : vbr_back[i]);
	}
	m->traffic.has_options = true;
	m->traffic.tag_fwd = m->traffic.tag_bwd = true;
	if (h->c.uni == UNI_40)
		m->bearer.octet_5a = cbr ? 5 : 10; /* ATC: CBR, nrtVBR */
	else
		m->bearer.octet_5a =
		    cbr ? 1 << 2 | 1 : 2 << 2; /* traffic type, timing: CBR required, VBR no indication */
	m->qos = (struct ie_qos){.present = true, .coding = 3, .fwd = cbr ? 1 : 3, .bwd = cbr ? 1 : 3};
	if (offer == OFFER_VCMUX || offer == OFFER_VCMUX_LLC)
		offer_vcmux(m);
	if (offer != OFFER_VCMUX)
		offer_llc(m, true);
	if (offer == OFFER_LLC_VCMUX)
		offer_vcmux(m);
}

void setup_p2mp(struct q2931_msg *m)
{
	static const enum td_field backward[] = {TD_BWD_PCR0,  TD_BWD_PCR01, TD_BWD_SCR0,
						 TD_BWD_SCR01, TD_BWD_MBS0,  TD_BWD_MBS01};

	m->bearer.configuration = 1;
	m->endpoint_ref = (struct ie_endpoint_ref){.present = true};
	m->aal.bwd_sdu = 0;
	for (size_t i = 0; i < sizeof(backward) / sizeof(*backward); i++) {
		if (m->traffic.has & 1u << backward[i])
			m->traffic.value[backward[i]] = 0;
	}
	m->traffic.tag_bwd = m->traffic.fd_bwd = false;
}
