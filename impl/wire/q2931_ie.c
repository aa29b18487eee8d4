/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contents of the information elements (Q.2931 4.5, Q.2971 8, UNI 3.1 5.4.5, UNI 4.0
 * signalling). A decoder reads into a local struct, so bad contents leave nothing
 * behind in the message.
 */
#include "q2931_ie.h"

#include <assert.h>
#include <string.h>

#define EXT       0x80u /* bit 8: last octet of its group */
#define PLAN_E164 1
#define PLAN_AESA 2

/* --- elements of one value ---------------------------------------------------- */

static bool dec_call_state(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	m->call_state = (struct ie_u8){true, rd_u8(r) & 0x3f};
	return true;
}

static void enc_call_state(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, m->call_state.value & 0x3f);
}

static bool dec_endpoint_state(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	m->endpoint_state = (struct ie_u8){true, rd_u8(r) & 0x3f};
	return true;
}

static void enc_endpoint_state(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, m->endpoint_state.value & 0x3f);
}

static bool dec_restart(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	uint8_t class_ = rd_u8(r) & 7;
	if (class_ > 2)
		return false;
	m->restart = (struct ie_u8){true, class_};
	return true;
}

static void enc_restart(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, (uint8_t)(EXT | (m->restart.value & 7)));
}

static bool dec_notification(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	m->notification = (struct ie_u8){true, rd_u8(r)};
	return true;
}

static void enc_notification(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, m->notification.value);
}

static bool dec_sending_complete(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	rd_u8(r); /* the indication is the element itself */
	m->sending_complete = true;
	return true;
}

static void enc_sending_complete(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, 0xa1);
}

static bool dec_lij_call_id(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	if (rd_u8(r) & 0x7f) /* identifier type 0, assigned by the root, is the only one */
		return false;
	m->lij_call_id.present = true;
	m->lij_call_id.id = rd_u32(r);
	return true;
}

static void enc_lij_call_id(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, EXT);
	wr_u32(w, m->lij_call_id.id);
}

static bool dec_lij_params(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	m->lij_params = (struct ie_u8){true, rd_u8(r) & 0x7f};
	return true;
}

static void enc_lij_params(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, (uint8_t)(EXT | m->lij_params.value));
}

static bool dec_leaf_seq(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	m->leaf_seq.present = true;
	m->leaf_seq.value = rd_u32(r);
	return true;
}

static void enc_leaf_seq(struct wr *w, const struct q2931_msg *m)
{
	wr_u32(w, m->leaf_seq.value);
}

/* --- elements carried as they are --------------------------------------------- */

static bool dec_blob(struct rd *r, uint8_t coding, struct ie_blob *b)
{
	size_t n = rd_left(r);
	assert(n <= sizeof(b->octets));
	b->present = true;
	b->coding = coding;
	b->n = (uint8_t)n;
	memcpy(b->octets, rd_octets(r, n), n);
	return true;
}

#define BLOB(member)                                                                                                   \
	static bool dec_##member(struct rd *r, uint8_t coding, struct q2931_msg *m)                                    \
	{                                                                                                              \
		return dec_blob(r, coding, &m->member);                                                                \
	}                                                                                                              \
	static void enc_##member(struct wr *w, const struct q2931_msg *m)                                              \
	{                                                                                                              \
		wr_octets(w, m->member.octets, m->member.n);                                                           \
	}
BLOB(bhli)
BLOB(called_sub)
BLOB(calling_sub)
BLOB(transit_net)
BLOB(user_user)

/* --- cause -------------------------------------------------------------------- */

static bool dec_cause(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	struct ie_cause *c = m->cause.present ? &m->cause2 : &m->cause;
	uint8_t location = rd_u8(r), value = rd_u8(r);
	/* Neither octet is continued in broadband signalling (Q.2610 2). */
	if (!(location & EXT) || !(value & EXT))
		return false;
	c->present = true;
	c->coding = coding;
	c->location = location & 15;
	c->value = value & 0x7f;
	c->n_diag = (uint8_t)rd_left(r);
	memcpy(c->diag, rd_octets(r, c->n_diag), c->n_diag);
	return true;
}

static void cause_contents(struct wr *w, const struct ie_cause *c)
{
	wr_u8(w, (uint8_t)(EXT | (c->location & 15)));
	wr_u8(w, (uint8_t)(EXT | c->value));
	wr_octets(w, c->diag, c->n_diag);
}

static void enc_cause(struct wr *w, const struct q2931_msg *m)
{
	cause_contents(w, &m->cause);
}

/* --- broadband bearer capability ---------------------------------------------- */

static bool dec_bearer(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	struct ie_bearer b = {.present = true};
	uint8_t o = rd_u8(r);
	b.class_ = o & 0x1f;
	if (!(o & EXT)) {
		uint8_t a = rd_u8(r);
		if (!(a & EXT))
			return false;
		b.has_5a = true;
		b.octet_5a = a & 0x7f;
	}
	o = rd_u8(r);
	if (!(o & EXT))
		return false;
	b.clipping = o >> 5 & 3;
	b.configuration = o & 3;
	if (rd_left(r) > 0)
		return false;
	m->bearer = b;
	return true;
}

static void enc_bearer(struct wr *w, const struct q2931_msg *m)
{
	const struct ie_bearer *b = &m->bearer;
	wr_u8(w, (uint8_t)((b->has_5a ? 0 : EXT) | (b->class_ & 0x1f)));
	if (b->has_5a)
		wr_u8(w, (uint8_t)(EXT | b->octet_5a));
	wr_u8(w, (uint8_t)(EXT | (b->clipping & 3u) << 5 | (b->configuration & 3u)));
}

/* --- broadband low-layer information ------------------------------------------ */

#define L3_TR9577 0x0b
#define IPI_SNAP  0x80

/* Rest of a group whose octets are not interpreted. */
static void skip_group(struct rd *r)
{
	while (!r->short_read && !(rd_u8(r) & EXT))
		continue;
}

/* Octets 7a, 7b: the initial protocol identifier; then SNAP's OUI and PID.
 * False if bad; *exact is cleared when the struct cannot tell everything. */
static bool dec_ipi(struct rd *r, struct ie_blli *b, bool *exact)
{
	uint8_t high = rd_u8(r), low = rd_u8(r);
	if (r->short_read || high & EXT || !(low & EXT))
		return false;
	b->has_ipi = true;
	b->ipi = (uint8_t)(high << 1 | (low >> 6 & 1));
	if (low & 0x3f)
		*exact = false;
	if (b->ipi != IPI_SNAP || rd_left(r) == 0)
		return true;
	uint8_t snap_id = rd_u8(r);
	const uint8_t *snap = rd_octets(r, sizeof(b->snap));
	if (!snap || (snap_id & 0xe0) != EXT)
		return false;
	if (snap_id != EXT)
		*exact = false;
	b->has_snap = true;
	memcpy(b->snap, snap, sizeof(b->snap));
	return true;
}

static bool dec_blli(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	struct ie_blli b = {0};
	const uint8_t *whole = r->p;
	size_t n = rd_left(r);
	bool exact = true;
	unsigned layer = 0;
	while (rd_left(r) > 0) {
		uint8_t o = rd_u8(r);
		unsigned l = o >> 5 & 3;
		if (l <= layer) /* groups of layer 1, 2, 3 in this order, each once */
			return false;
		layer = l;
		if (l == 2) {
			b.has_l2 = true;
			b.l2 = o & 0x1f;
		} else if (l == 3) {
			b.has_l3 = true;
			b.l3 = o & 0x1f;
		}
		if (l == 3 && b.l3 == L3_TR9577 && !(o & EXT)) {
			if (!dec_ipi(r, &b, &exact))
				return false;
		} else if (!(o & EXT)) {
			skip_group(r);
			exact = false;
		} else if (l == 1) {
			exact = false;
		}
	}
	if (r->short_read)
		return false;
	if (!exact) {
		memcpy(b.extra, whole, n);
		b.extra_len = (uint8_t)n;
	}
	m->blli.b[m->blli.n++] = b;
	return true;
}

size_t q2931_blli_contents(const struct ie_blli *b, uint8_t out[16])
{
	if (b->extra_len > 0) {
		memcpy(out, b->extra, b->extra_len);
		return b->extra_len;
	}
	size_t n = 0;
	if (b->has_l2)
		out[n++] = (uint8_t)(EXT | 2u << 5 | (b->l2 & 0x1f));
	if (!b->has_l3)
		return n;
	bool ipi = b->has_ipi && b->l3 == L3_TR9577;
	out[n++] = (uint8_t)((ipi ? 0 : EXT) | 3u << 5 | (b->l3 & 0x1f));
	if (!ipi)
		return n;
	out[n++] = b->ipi >> 1;
	out[n++] = (uint8_t)(EXT | (b->ipi & 1u) << 6);
	if (b->has_snap && b->ipi == IPI_SNAP) {
		out[n++] = EXT;
		memcpy(out + n, b->snap, sizeof(b->snap));
		n += sizeof(b->snap);
	}
	return n;
}

static void enc_blli_contents(struct wr *w, const struct ie_blli *b)
{
	uint8_t octets[16];
	wr_octets(w, octets, q2931_blli_contents(b, octets));
}

static void enc_blli(struct wr *w, const struct q2931_msg *m)
{
	enc_blli_contents(w, &m->blli.b[0]);
}

/* --- numbers ------------------------------------------------------------------ */

/* Called, calling and connected number are one construct; only the last two may
 * have octet 5a and be empty (presentation "not available"). */
static bool dec_number(struct rd *r, bool may_5a, struct ie_number *out)
{
	struct ie_number n = {.present = true};
	uint8_t o = rd_u8(r);
	n.type = o >> 4 & 7;
	n.plan = o & 15;
	if (!(o & EXT)) {
		uint8_t a = rd_u8(r);
		if (!may_5a || !(a & EXT))
			return false;
		n.has_5a = true;
		n.presentation = a >> 5 & 3;
		n.screening = a & 3;
	}
	size_t left = rd_left(r);
	if (n.plan == PLAN_AESA && left == sizeof(n.aesa.octets)) {
		memcpy(n.aesa.octets, rd_octets(r, left), left);
	} else if (n.plan == PLAN_AESA || left > sizeof(n.digits) || (left == 0 && !may_5a)) {
		return false;
	} else {
		const uint8_t *digits = rd_octets(r, left);
		for (size_t i = 0; i < left; i++) {
			if (n.plan == PLAN_E164 && (digits[i] < '0' || digits[i] > '9'))
				return false;
			n.digits[i] = digits[i];
		}
		n.n_digits = (uint8_t)left;
	}
	*out = n;
	return true;
}

static void enc_number(struct wr *w, const struct ie_number *n)
{
	wr_u8(w, (uint8_t)((n->has_5a ? 0 : EXT) | (n->type & 7u) << 4 | (n->plan & 15u)));
	if (n->has_5a)
		wr_u8(w, (uint8_t)(EXT | (n->presentation & 3u) << 5 | (n->screening & 3u)));
	if (n->plan == PLAN_AESA)
		wr_octets(w, n->aesa.octets, sizeof(n->aesa.octets));
	else
		wr_octets(w, n->digits, n->n_digits);
}

#define NUMBER(member, may_5a)                                                                                         \
	static bool dec_##member(struct rd *r, uint8_t coding, struct q2931_msg *m)                                    \
	{                                                                                                              \
		return dec_number(r, may_5a, &m->member);                                                              \
	}                                                                                                              \
	static void enc_##member(struct wr *w, const struct q2931_msg *m)                                              \
	{                                                                                                              \
		enc_number(w, &m->member);                                                                             \
	}
NUMBER(called, false)
NUMBER(calling, true)
NUMBER(connected, true)

/* --- connection identifier, endpoint reference -------------------------------- */

static bool dec_conn_id(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	uint8_t o = rd_u8(r);
	uint16_t vpci = rd_u16(r), vci = rd_u16(r);
	if (!(o & EXT))
		return false;
	m->conn_id = (struct ie_conn_id){true, o >> 3 & 3, o & 7, vpci, vci};
	return true;
}

static void enc_conn_id(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, (uint8_t)(EXT | (m->conn_id.vp_assoc & 3u) << 3 | (m->conn_id.preferred & 7u)));
	wr_u16(w, m->conn_id.vpci);
	wr_u16(w, m->conn_id.vci);
}

static bool dec_endpoint_ref(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	uint8_t type = rd_u8(r);
	uint16_t v = rd_u16(r);
	if (type != 0) /* locally defined integer is the only type */
		return false;
	m->endpoint_ref = (struct ie_endpoint_ref){true, m->version > UNI_30 && v & 0x8000, v & 0x7fff};
	return true;
}

static void enc_endpoint_ref(struct wr *w, const struct q2931_msg *m)
{
	bool flag = m->version > UNI_30 && m->endpoint_ref.flag;
	wr_u8(w, 0);
	wr_u16(w, (uint16_t)((flag ? 0x8000u : 0) | (m->endpoint_ref.value & 0x7fffu)));
}

/* --- elements of q2931_ie_traffic.c ------------------------------------------- */

#define dec_aal           q2931_dec_aal
#define enc_aal           q2931_enc_aal
#define dec_traffic       q2931_dec_traffic
#define enc_traffic       q2931_enc_traffic
#define dec_qos           q2931_dec_qos
#define enc_qos           q2931_enc_qos
#define dec_ext_qos       q2931_dec_ext_qos
#define enc_ext_qos       q2931_enc_ext_qos
#define dec_transit_delay q2931_dec_transit_delay
#define enc_transit_delay q2931_enc_transit_delay

/* --- the table ---------------------------------------------------------------- */

const struct ie_def q2931_ie_defs[IE_COUNT] = {
#define X(sym, id, since, cs, min, max, member, name)                                                                  \
	[IE_##sym] = {id, since, cs, min, max, offsetof(struct q2931_msg, member), dec_##member, enc_##member, name},
#define O(sym, id, since, cs, min, max, name) [IE_##sym] = {id, since, cs, min, max, 0, NULL, NULL, name},
    Q2931_IES(X, O)
#undef X
#undef O
};

int q2931_ie_by_id(uint8_t id)
{
	static const uint8_t number_plus_1[256] = {
#define X(sym, id, since, cs, min, max, member, name) [id] = IE_##sym + 1,
#define O(sym, id, since, cs, min, max, name)         [id] = IE_##sym + 1,
	    Q2931_IES(X, O)
#undef X
#undef O
	};
	return number_plus_1[id] - 1;
}

const char *q2931_ie_name(uint8_t id)
{
	int ie = q2931_ie_by_id(id);
	if (ie >= 0)
		return q2931_ie_defs[ie].name;
	switch (id) {
	case IE_ID_LOCKING_SHIFT:
		return "Broadband locking shift";
	case IE_ID_NON_LOCKING_SHIFT:
		return "Broadband non-locking shift";
	case IE_ID_REPEAT:
		return "Broadband repeat indicator";
	default:
		return NULL;
	}
}

bool q2931_ie_decode(struct rd *contents, uint8_t coding, int ie, struct q2931_msg *m)
{
	const struct ie_def *def = &q2931_ie_defs[ie];
	size_t n = rd_left(contents);
	if (n < def->min || n > def->max || (coding != CS_ITU && coding != CS_NET))
		return false;
	return def->decode(contents, coding, m) && !contents->short_read && rd_left(contents) == 0;
}

static size_t open_ie(struct wr *w, uint8_t id, uint8_t coding)
{
	wr_u8(w, id);
	wr_u8(w, (uint8_t)(EXT | (coding & 3u) << 5));
	return wr_open_u16(w);
}

/* Coding standard of an IE about to be sent: its struct's own, where it has one. */
static uint8_t coding_of(const struct q2931_msg *m, int ie)
{
	switch (ie) {
	case IE_QOS:
		return m->qos.coding;
	case IE_CAUSE:
		return m->cause.coding;
	case IE_BHLI:
		return m->bhli.coding;
	case IE_CALLED_SUB:
		return m->called_sub.coding;
	case IE_CALLING_SUB:
		return m->calling_sub.coding;
	case IE_TRANSIT_NET:
		return m->transit_net.coding;
	case IE_USER_USER:
		return m->user_user.coding;
	default:
		return q2931_ie_defs[ie].coding;
	}
}

static void encode_bllis(struct wr *w, const struct ie_bllis *g)
{
	assert(g->n <= 3);
	if (g->n > 1 && !g->bare) {
		size_t mark = open_ie(w, IE_ID_REPEAT, CS_ITU);
		wr_u8(w, 0x82); /* prioritised list, descending */
		wr_close_u16(w, mark, 0);
	}
	for (int i = 0; i < g->n; i++) {
		size_t mark = open_ie(w, q2931_ie_defs[IE_BLLI].id, CS_ITU);
		enc_blli_contents(w, &g->b[i]);
		wr_close_u16(w, mark, 0);
	}
}

void q2931_ie_encode(struct wr *w, const struct q2931_msg *m, int ie)
{
	if (ie == IE_BLLI) {
		encode_bllis(w, &m->blli);
		return;
	}
	size_t mark = open_ie(w, q2931_ie_defs[ie].id, coding_of(m, ie));
	q2931_ie_defs[ie].encode(w, m);
	wr_close_u16(w, mark, 0);
	if (ie == IE_CAUSE && m->cause2.present) {
		mark = open_ie(w, q2931_ie_defs[ie].id, m->cause2.coding);
		cause_contents(w, &m->cause2);
		wr_close_u16(w, mark, 0);
	}
}
