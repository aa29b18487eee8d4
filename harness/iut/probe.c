/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The probe of an adapter, before anything is judged: an IUT that takes every
 * record and every setting would hide mistakes of the configuration, and one that
 * never brings its signalling up would fail every case for the same dull reason.
 * The baseline is a network side of the SAAL on VPI 0 / VCI 5 and steps of time.
 */
#include "iut_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "saal/saal.h"
#include "wire/aal5.h"
#include "wire/cell.h"

#define LINK_BPS       149760000
#define LINK_BPS_TEXT  "149760000"
#define VCI_SIGNALLING 5
#define MAX_SDU        (4096 + 64)
#define STEP           VT_MS(100)
#define BASELINE_TIME  VT_S(10) /* MaxCC times Timer_CC, and more */
#define LINK_DELAY     VT_US(10)

/* The network's end of the link. */
struct network {
	struct iut *iut;
	struct saal *saal;
	struct aal5_reasm reasm;
	struct wr pdu; /* one CPCS-PDU */
};

__attribute__((format(printf, 2, 3))) static void wrong(struct iut_probe_report *r, const char *fmt, ...)
{
	if (*r->text)
		return;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(r->text, sizeof(r->text), fmt, ap);
	va_end(ap);
}

/* First word of a comma-separated list. */
static void first_of(const char *list, char *out, size_t len)
{
	snprintf(out, len, "%.*s", (int)strcspn(list, ","), list);
}

static bool configure(struct iut *i, const struct iut_hello *h, struct iut_probe_report *r)
{
	char role[32], uni[8];
	first_of(h->roles, role, sizeof(role));
	first_of(h->uni, uni, sizeof(uni));
	struct iut_setting s[] = {
	    {.key = "role", .value = role},
	    {.key = "uni-version", .value = uni},
	    {.key = "atm-address", .value = "4700918100000000000001000102000000000200"},
	    {.key = "link-cell-bps", .value = LINK_BPS_TEXT},
	    {.key = "atm-ip", .value = "10.0.0.2/24"},
	    {.key = "arp-server", .value = "4700918100000000000001000102000000000100"},
	    {.key = "encapsulation", .value = "llc"},
	    {.key = "isatm-probe-unknown", .value = "1"},
	};
	const size_t n = sizeof(s) / sizeof(s[0]);
	if (!iut_configure_all(i, s, n))
		return false;
	for (size_t k = 0; k + 1 < n; k++) {
		if (s[k].refused) {
			wrong(r, "refused the setting %s=%s: %.100s", s[k].key, s[k].value, s[k].reason);
			return false;
		}
	}
	r->unknown_key = s[n - 1].refused;
	if (!r->unknown_key)
		wrong(r, "accepted the unknown setting '%s'", s[n - 1].key);
	return true;
}

static void from_iut(struct network *n, const struct iut_output *o)
{
	struct cell_hdr h;
	enum aal5_result result;
	const uint8_t *sdu;
	size_t len;
	uint8_t uu;
	if (o->port == IUT_FRAME && o->vpi == 0 && o->vci == VCI_SIGNALLING)
		saal_pdu(n->saal, o->time, o->octets, o->len);
	if (o->port != IUT_CELL || !cell_hdr_decode(o->octets, &h) || h.vpi != 0 || h.vci != VCI_SIGNALLING)
		return;
	if (aal5_reasm_cell(&n->reasm, o->octets + CELL_LEN - CELL_PAYLOAD, h.pti & PTI_LAST, &result, &sdu, &len,
			    &uu) &&
	    result == AAL5_OK)
		saal_pdu(n->saal, o->time, sdu, len);
}

/* One PDU to the IUT, its cells back to back from t on. Returns the arrival of the last. */
static vtime to_iut(struct network *n, vtime t, const uint8_t *sdu, size_t len)
{
	if (iut_hello(n->iut)->frames) {
		iut_frame(n->iut, t, 0, VCI_SIGNALLING, 0, sdu, len);
		return t;
	}
	wr_reset(&n->pdu);
	aal5_encode(&n->pdu, sdu, len, 0);
	for (size_t at = 0; !n->pdu.failed && at < n->pdu.len; at += CELL_PAYLOAD) {
		uint8_t cell[CELL_LEN];
		struct cell_hdr h = {.vci = VCI_SIGNALLING, .pti = at + CELL_PAYLOAD == n->pdu.len ? PTI_LAST : 0};
		cell_hdr_encode(&h, cell);
		memcpy(cell + CELL_LEN - CELL_PAYLOAD, n->pdu.p + at, CELL_PAYLOAD);
		t += slot_time(1, LINK_BPS) + 1;
		iut_cell(n->iut, t, cell);
	}
	return t;
}

/* Steps of time with the network's SAAL at the other end, until it is up. */
static bool baseline(struct network *n, struct iut_probe_report *r)
{
	vtime next;
	saal_establish_req(n->saal, 0);
	for (vtime t = 0; t <= BASELINE_TIME; t += STEP) {
		struct saal_out out;
		struct iut_output o;
		vtime at = t;
		saal_time(n->saal, t);
		while (saal_drain(n->saal, &out)) {
			if (out.kind == SAAL_PDU)
				at = to_iut(n, at + LINK_DELAY, out.octets, out.len);
		}
		if (!iut_advance(n->iut, at, &next))
			return false;
		while (iut_drain(n->iut, &o))
			from_iut(n, &o);
		if (saal_established(n->saal))
			return true;
	}
	wrong(r, "signalling did not come up on VPI 0 / VCI 5 within %d s", (int)(BASELINE_TIME / VT_S(1)));
	return false;
}

static bool exchange(struct iut *i, struct iut_probe_report *r)
{
	char err[120];
	if (!i->ops->unknown(i, &r->unknown_record))
		return false;
	if (!r->unknown_record)
		wrong(r, "answered an unknown record with ok");
	if (!configure(i, &r->said, r))
		return false;
	r->configured = iut_start(i, 1, err, sizeof(err));
	if (!r->configured) {
		wrong(r, "did not start: %s", err);
		return false;
	}
	struct saal_config config = {0};
	struct network n = {.iut = i, .saal = saal_create(&config), .reasm.max_sdu = MAX_SDU};
	if (!n.saal) {
		wrong(r, "out of memory");
		return false;
	}
	r->baseline = baseline(&n, r);
	saal_free(n.saal);
	aal5_reasm_free(&n.reasm);
	wr_free(&n.pdu);
	return r->baseline;
}

bool iut_probe(struct iut_factory *f, struct iut_probe_report *report)
{
	struct iut_probe_report *r = report;
	*r = (struct iut_probe_report){0};
	struct iut *i = iut_open(f, r->text, sizeof(r->text));
	r->fault = iut_factory_fault(f);
	if (!i)
		return false;
	r->text[0] = '\0';
	r->hello = true;
	r->said = *iut_hello(i);
	exchange(i, r);
	r->fault = iut_fault(i);
	if (r->fault != IUT_FINE)
		wrong(r, "%s", iut_fault_text(i));
	iut_close(i);
	return r->hello && r->unknown_record && r->unknown_key && r->configured && r->baseline;
}
