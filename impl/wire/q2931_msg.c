/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages: framing (Q.2931 4.1..4.5.1), which elements stand in which message of
 * which version (Q.2931 3, Q.2971 8, UNI 3.1 5.3, UNI 4.0 signalling), encoding,
 * decoding, and what must be there. Left out: the overlap-sending and supplementary
 * service messages, and Q.2963 modification.
 */
#include "q2931_ie.h"

#include <assert.h>
#include <string.h>

#include "base/rng.h"

#define DISCRIMINATOR   0x09
#define CALL_REF_OCTETS 3
#define HEADER_OCTETS   9
#define EXT             0x80u
#define FLAG_ACTION     0x10u /* octet 2 of an IE, octet 7 of a message: follow the action indicator */

/* Cause values of the outcomes (Q.2610). */
#define CAUSE_MANDATORY_MISSING 96
#define CAUSE_TYPE_UNKNOWN      97
#define CAUSE_BAD_CONTENTS      100
#define CAUSE_BAD_LENGTH        104

/* Elements that UNI 4.0 allows nearly everywhere. */
#define NOTIFIED    (IE_BIT(NOTIFICATION))
#define GIT_UU      (IE_BIT(GIT) | IE_BIT(USER_USER))
#define PROGRESS_40 (IE_BIT(PROGRESS) | IE_BIT(N_LLC) | IE_BIT(N_HLC))
#define PARTIES     (IE_BIT(CALLED_SUB) | IE_BIT(CALLING) | IE_BIT(CALLING_SUB))
#define ANSWER_40   (IE_BIT(CONNECTED) | IE_BIT(CONNECTED_SUB))

static const struct msg_def {
	uint8_t type, since;
	const char *name;
	uint64_t mandatory;
	uint64_t optional;    /* since UNI 3.0 */
	uint64_t optional_40; /* UNI 4.0 besides */
} msg_defs[] = {
    {Q2931_ALERTING, UNI_40, "ALERTING", 0, IE_BIT(CONN_ID) | IE_BIT(ENDPOINT_REF),
     NOTIFIED | GIT_UU | IE_BIT(REPORT_TYPE) | PROGRESS_40},
    {Q2931_CALL_PROCEEDING, UNI_30, "CALL PROCEEDING", 0, IE_BIT(CONN_ID) | IE_BIT(ENDPOINT_REF),
     NOTIFIED | PROGRESS_40},
    {Q2931_SETUP, UNI_30, "SETUP", IE_BIT(TRAFFIC) | IE_BIT(BEARER) | IE_BIT(CALLED),
     IE_BIT(AAL) | IE_BIT(BHLI) | IE_BIT(BLLI) | PARTIES | IE_BIT(SENDING_COMPLETE) | IE_BIT(TRANSIT_NET) |
	 IE_BIT(CONN_ID) | IE_BIT(QOS) | IE_BIT(ENDPOINT_REF),
     IE_BIT(EXT_QOS) | IE_BIT(TRANSIT_DELAY) | IE_BIT(TRAFFIC_80) | IE_BIT(TRAFFIC_81) | IE_BIT(TRAFFIC_82) |
	 IE_BIT(ABR_SETUP) | IE_BIT(ABR_ADDITIONAL) | IE_BIT(CONN_SCOPE) | NOTIFIED | GIT_UU | IE_BIT(REPORT_TYPE) |
	 IE_BIT(MIN_CELL_RATE) | IE_BIT(LIJ_CALL_ID) | IE_BIT(LIJ_PARAMS) | IE_BIT(LEAF_SEQ) | IE_BIT(OAM_TRAFFIC) |
	 IE_BIT(N_BEARER) | PROGRESS_40},
    {Q2931_CONNECT, UNI_30, "CONNECT", 0, IE_BIT(CONN_ID) | IE_BIT(ENDPOINT_REF) | IE_BIT(AAL) | IE_BIT(BLLI),
     IE_BIT(TRANSIT_DELAY) | IE_BIT(TRAFFIC) | IE_BIT(EXT_QOS) | IE_BIT(ABR_SETUP) | IE_BIT(ABR_ADDITIONAL) |
	 ANSWER_40 | NOTIFIED | GIT_UU | IE_BIT(REPORT_TYPE) | IE_BIT(OAM_TRAFFIC) | PROGRESS_40},
    {Q2931_CONNECT_ACK, UNI_30, "CONNECT ACKNOWLEDGE", 0, 0, NOTIFIED},
    {Q2931_RESTART, UNI_30, "RESTART", IE_BIT(RESTART), IE_BIT(CONN_ID), 0},
    {Q2931_RELEASE, UNI_30, "RELEASE", IE_BIT(CAUSE), 0, NOTIFIED | GIT_UU | IE_BIT(PROGRESS)},
    {Q2931_RESTART_ACK, UNI_30, "RESTART ACKNOWLEDGE", IE_BIT(RESTART), IE_BIT(CONN_ID), 0},
    {Q2931_RELEASE_COMPLETE, UNI_30, "RELEASE COMPLETE", 0, IE_BIT(CAUSE), GIT_UU},
    {Q2931_NOTIFY, UNI_40, "NOTIFY", IE_BIT(NOTIFICATION), IE_BIT(ENDPOINT_REF), 0},
    {Q2931_STATUS_ENQUIRY, UNI_30, "STATUS ENQUIRY", 0, IE_BIT(ENDPOINT_REF), 0},
    {Q2931_STATUS, UNI_30, "STATUS", IE_BIT(CALL_STATE) | IE_BIT(CAUSE), IE_BIT(ENDPOINT_REF) | IE_BIT(ENDPOINT_STATE),
     0},
    {Q2931_ADD_PARTY, UNI_30, "ADD PARTY", IE_BIT(ENDPOINT_REF) | IE_BIT(CALLED),
     IE_BIT(AAL) | IE_BIT(BHLI) | IE_BIT(BLLI) | PARTIES | IE_BIT(SENDING_COMPLETE) | IE_BIT(TRANSIT_NET),
     IE_BIT(TRANSIT_DELAY) | IE_BIT(LEAF_SEQ) | NOTIFIED | GIT_UU | PROGRESS_40},
    {Q2931_ADD_PARTY_ACK, UNI_30, "ADD PARTY ACKNOWLEDGE", IE_BIT(ENDPOINT_REF), 0,
     IE_BIT(AAL) | IE_BIT(BLLI) | IE_BIT(TRANSIT_DELAY) | ANSWER_40 | NOTIFIED | GIT_UU | PROGRESS_40},
    {Q2931_ADD_PARTY_REJECT, UNI_30, "ADD PARTY REJECT", IE_BIT(ENDPOINT_REF) | IE_BIT(CAUSE), 0, GIT_UU},
    {Q2931_DROP_PARTY, UNI_30, "DROP PARTY", IE_BIT(ENDPOINT_REF) | IE_BIT(CAUSE), 0, NOTIFIED | GIT_UU},
    {Q2931_DROP_PARTY_ACK, UNI_30, "DROP PARTY ACKNOWLEDGE", IE_BIT(ENDPOINT_REF), IE_BIT(CAUSE), GIT_UU},
    {Q2931_PARTY_ALERTING, UNI_40, "PARTY ALERTING", IE_BIT(ENDPOINT_REF), 0, NOTIFIED | GIT_UU | PROGRESS_40},
    {Q2931_LEAF_SETUP_FAILURE, UNI_40, "LEAF SETUP FAILURE", IE_BIT(CAUSE) | IE_BIT(LEAF_SEQ), 0,
     IE_BIT(CALLED) | IE_BIT(CALLED_SUB) | IE_BIT(TRANSIT_NET)},
    {Q2931_LEAF_SETUP_REQUEST, UNI_40, "LEAF SETUP REQUEST",
     IE_BIT(CALLING) | IE_BIT(CALLED) | IE_BIT(LIJ_CALL_ID) | IE_BIT(LEAF_SEQ), 0,
     IE_BIT(CALLING_SUB) | IE_BIT(CALLED_SUB) | IE_BIT(TRANSIT_NET)},
};
#define N_MSGS (sizeof(msg_defs) / sizeof(msg_defs[0]))

/* Elements that are mandatory under a condition. */
enum when {
	WHEN_NO_EXT_QOS,  /* UNI 3.x always; 4.0 unless the extended QoS stands there (UNI 4.0 9.1) */
	WHEN_P2MP,        /* bearer configuration point to multipoint (Q.2971 8.1.2.1) */
	WHEN_TO_USER_3X,  /* the network chooses the VC (UNI 3.1 5.5.2.2) */
	WHEN_TO_USER,     /* first answer of the network to SETUP (UNI 3.1 5.5.1.2) */
	WHEN_VC_INDICATED /* restart class 0 or 1 (Q.2931 4.5.20) */
};
static const struct condition {
	uint8_t type, ie, when;
} conditions[] = {
    {Q2931_SETUP, IE_QOS, WHEN_NO_EXT_QOS},         {Q2931_SETUP, IE_ENDPOINT_REF, WHEN_P2MP},
    {Q2931_SETUP, IE_CONN_ID, WHEN_TO_USER_3X},     {Q2931_CALL_PROCEEDING, IE_CONN_ID, WHEN_TO_USER},
    {Q2931_RESTART, IE_CONN_ID, WHEN_VC_INDICATED}, {Q2931_RESTART_ACK, IE_CONN_ID, WHEN_VC_INDICATED},
};

static const struct msg_def *def_of(unsigned type)
{
	for (size_t i = 0; i < N_MSGS; i++) {
		if (msg_defs[i].type == type)
			return &msg_defs[i];
	}
	return NULL;
}

const char *q2931_type_name(enum q2931_type t)
{
	const struct msg_def *def = def_of(t);
	return def ? def->name : NULL;
}

bool q2931_type_by_name(const char *name, enum q2931_type *t)
{
	for (size_t i = 0; i < N_MSGS; i++) {
		if (strcmp(msg_defs[i].name, name) == 0) {
			*t = (enum q2931_type)msg_defs[i].type;
			return true;
		}
	}
	return false;
}

/* --- encoding ----------------------------------------------------------------- */

/* The carried octets count as one element of the order. */
#define OPAQUE IE_COUNT

static unsigned order_of(const struct q2931_msg *m, uint8_t order[IE_COUNT + 1])
{
	unsigned n = 0;
	for (int ie = 0; ie < IE_COUNT; ie++) {
		if (q2931_ie_present(m, ie))
			order[n++] = (uint8_t)ie;
	}
	/* LEAF SETUP REQUEST prints the calling side first. */
	for (unsigned i = 0; m->type == Q2931_LEAF_SETUP_REQUEST && i + 1 < n; i++) {
		if (order[i] == IE_CALLED && order[i + 1] == IE_CALLING) {
			order[i] = IE_CALLING;
			order[i + 1] = IE_CALLED;
		}
	}
	if (m->opaque_len > 0)
		order[n++] = OPAQUE;
	return n;
}

void q2931_encode_ordered(struct wr *w, const struct q2931_msg *m, unsigned seed)
{
	uint8_t order[IE_COUNT + 1];
	unsigned n = order_of(m, order);
	if (seed != 0) {
		struct rng rng;
		rng_seed(&rng, seed);
		for (unsigned i = n; i > 1; i--) {
			unsigned k = (unsigned)rng_below(&rng, i);
			uint8_t t = order[i - 1];
			order[i - 1] = order[k];
			order[k] = t;
		}
	}

	wr_u8(w, DISCRIMINATOR);
	wr_u8(w, CALL_REF_OCTETS);
	wr_u24(w, (m->call_ref_flag ? 0x800000u : 0) | (m->call_ref & 0x7fffffu));
	wr_u8(w, (uint8_t)m->type);
	wr_u8(w, (uint8_t)(EXT | (m->has_msg_action ? FLAG_ACTION | (m->msg_action & 3u) : 0)));
	size_t mark = wr_open_u16(w);
	for (unsigned i = 0; i < n; i++) {
		if (order[i] == OPAQUE)
			wr_octets(w, m->opaque, m->opaque_len);
		else
			q2931_ie_encode(w, m, order[i]);
	}
	wr_octets(w, m->raw, m->n_raw);
	if (!w->failed)
		wr_patch_u16(w, mark, (uint16_t)((int)(w->len - mark - 2) + m->length_error));
}

void q2931_encode(struct wr *w, const struct q2931_msg *m)
{
	q2931_encode_ordered(w, m, 0);
}

/* --- decoding ----------------------------------------------------------------- */

struct ie_header {
	uint8_t id, octet_2;
	bool has_octet_2;
};

static void note_bad(struct q2931_msg *m, const struct ie_header *h, bool known, bool unexpected)
{
	if (m->n_bad == sizeof(m->bad) / sizeof(m->bad[0]))
		return;
	struct ie_bad *b = &m->bad[m->n_bad++];
	*b = (struct ie_bad){.id = h->id, .known = known, .unexpected = unexpected};
	b->has_action = h->has_octet_2 && h->octet_2 & FLAG_ACTION;
	if (b->has_action) /* UNI 3.0 has two bits, later versions three */
		b->action = h->octet_2 & (m->version == UNI_30 ? 3 : 7);
}

/* State of the walk over the elements of one message. */
struct walk {
	uint64_t allowed, seen;
	uint8_t locked, next; /* code set in force, and that of the next element alone */
	bool repeat;          /* repeat indicator seen */
};

static void one_ie(struct q2931_msg *m, struct walk *k, const struct ie_header *h, const uint8_t *whole,
		   struct rd *contents)
{
	uint8_t codeset = k->next;
	k->next = k->locked;
	if (h->id == IE_ID_LOCKING_SHIFT || h->id == IE_ID_NON_LOCKING_SHIFT) {
		if (rd_left(contents) != 1) {
			note_bad(m, h, true, false);
			return;
		}
		k->next = rd_u8(contents) & 7;
		if (h->id == IE_ID_LOCKING_SHIFT)
			k->locked = k->next;
		return;
	}
	if (codeset != 0) { /* code sets 5, 6, 7 are not implemented (Q.2931 4.5.3) */
		note_bad(m, h, false, false);
		return;
	}
	if (h->id == IE_ID_REPEAT) {
		if (rd_left(contents) == 1)
			k->repeat = true;
		else
			note_bad(m, h, true, false);
		return;
	}
	int ie = q2931_ie_by_id(h->id);
	if (ie < 0 || m->version < q2931_ie_defs[ie].since) {
		note_bad(m, h, false, false);
		return;
	}
	if (!(k->allowed & 1ull << ie)) {
		note_bad(m, h, false, true);
		return;
	}
	/* An element repeated beyond what is allowed: the first ones count. */
	bool again = k->seen & 1ull << ie;
	k->seen |= 1ull << ie;
	if (again && ie != IE_GIT && !(ie == IE_CAUSE && !m->cause2.present) && !(ie == IE_BLLI && m->blli.n < 3))
		return;
	const struct ie_def *def = &q2931_ie_defs[ie];
	if (def->decode) {
		if (!q2931_ie_decode(contents, h->octet_2 >> 5 & 3, ie, m))
			note_bad(m, h, true, false);
		return;
	}
	size_t n = rd_left(contents), len = n + 4;
	if (n < def->min || n > def->max) {
		note_bad(m, h, true, false);
	} else if (len <= sizeof(m->opaque) - m->opaque_len) {
		memcpy(m->opaque + m->opaque_len, whole, len);
		m->opaque_len = (uint16_t)(m->opaque_len + len);
	}
}

static struct wire_outcome fail(enum wire_code code, size_t offset, const char *what, const char *clause, uint8_t cause)
{
	return (struct wire_outcome){.code = code, .offset = offset, .what = what, .clause = clause, .cause = cause};
}

struct wire_outcome q2931_decode(const uint8_t *octets, size_t len, enum uni_version version, struct q2931_msg *m)
{
	memset(m, 0, sizeof(*m));
	m->version = version;
	struct rd r;
	rd_init(&r, octets, len);
	if (len < HEADER_OCTETS)
		return fail(WIRE_TRUNCATED, len, "message header", "Q.2931 5.6.2", 0);
	if (rd_u8(&r) != DISCRIMINATOR)
		return fail(WIRE_BAD_VALUE, 0, "protocol discriminator", "Q.2931 5.6.1", 0);
	if (rd_u8(&r) != CALL_REF_OCTETS)
		return fail(WIRE_BAD_LENGTH, 1, "call reference length", "Q.2931 5.6.3.1", 0);
	uint32_t ref = rd_u24(&r);
	m->call_ref = ref & 0x7fffff;
	m->call_ref_flag = ref & 0x800000;
	m->type = (enum q2931_type)rd_u8(&r);
	uint8_t action = rd_u8(&r);
	m->has_msg_action = action & FLAG_ACTION;
	m->msg_action = m->has_msg_action ? action & 3 : 0;
	size_t body = rd_u16(&r);
	const struct msg_def *def = def_of(m->type);
	if (!def || version < def->since)
		return fail(WIRE_UNKNOWN, 5, "message type", "Q.2931 5.6.4", CAUSE_TYPE_UNKNOWN);

	bool beyond = body > rd_left(&r);
	struct rd ies = rd_sub(&r, beyond ? rd_left(&r) : body);
	struct walk k = {.allowed = def->mandatory | def->optional | (version >= UNI_40 ? def->optional_40 : 0)};
	while (rd_left(&ies) > 0) {
		const uint8_t *whole = ies.p;
		struct ie_header h = {.id = rd_u8(&ies), .has_octet_2 = rd_left(&ies) > 0};
		h.octet_2 = rd_u8(&ies);
		size_t n = rd_u16(&ies);
		if (ies.short_read || n > rd_left(&ies)) {
			/* It claims more than there is: bad contents, and nothing behind it can be found. */
			note_bad(m, &h, q2931_ie_name(h.id) != NULL, false);
			break;
		}
		struct rd contents = rd_sub(&ies, n);
		one_ie(m, &k, &h, whole, &contents);
	}
	m->blli.bare = m->blli.n > 1 && !k.repeat;
	if (beyond)
		return fail(WIRE_BAD_LENGTH, 7, "message length", "Q.2931 5.6.5", CAUSE_BAD_LENGTH);
	return (struct wire_outcome){.code = WIRE_OK};
}

/* --- validation --------------------------------------------------------------- */

static bool holds(enum when when, const struct q2931_msg *m, bool to_network)
{
	switch (when) {
	case WHEN_NO_EXT_QOS:
		return m->version < UNI_40 || !m->ext_qos.present;
	case WHEN_P2MP:
		return m->bearer.present && m->bearer.configuration == 1;
	case WHEN_TO_USER_3X:
		return !to_network && m->version < UNI_40;
	case WHEN_TO_USER:
		return !to_network;
	case WHEN_VC_INDICATED:
		return m->restart.present && m->restart.value < 2;
	}
	return false;
}

static bool traffic_meaningful(const struct q2931_msg *m)
{
	const uint32_t pcr01 = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01;
	if (m->type != Q2931_SETUP) /* an answer may repeat part of the offer (UNI 4.0 8.1.3) */
		return true;
	/* Both directions need a peak rate for CLP 0+1; best effort excludes other rates (UNI 3.1 5.4.5.6). */
	return (m->traffic.has & pcr01) == pcr01 && (!m->traffic.best_effort || m->traffic.has == pcr01);
}

static bool qos_meaningful(const struct q2931_msg *m)
{
	/* ITU-T coding knows the unspecified class alone; classes 1..4 are the ATM Forum's (UNI 3.1 5.4.5.18). */
	bool specified = m->qos.fwd != 0 || m->qos.bwd != 0;
	return m->qos.fwd <= 4 && m->qos.bwd <= 4 && (!specified || m->qos.coding == CS_NET);
}

/* Meaning of a mandatory element that could be read. */
static bool meaningful(const struct q2931_msg *m, int ie)
{
	switch (ie) {
	case IE_TRAFFIC:
		return traffic_meaningful(m);
	case IE_QOS:
		return qos_meaningful(m);
	case IE_BEARER:
		return m->bearer.configuration <= 1;
	case IE_ENDPOINT_REF:
		/* The party of the SETUP has reference 0 (Q.2971 9.2.1). */
		return m->type != Q2931_SETUP || (m->endpoint_ref.value == 0 && !m->endpoint_ref.flag);
	default:
		return true;
	}
}

static bool was_bad(const struct q2931_msg *m, uint8_t id)
{
	for (int i = 0; i < m->n_bad; i++) {
		if (m->bad[i].id == id && m->bad[i].known)
			return true;
	}
	return false;
}

struct wire_outcome q2931_validate(const struct q2931_msg *m, bool to_network, uint8_t missing[8], size_t *n_missing)
{
	*n_missing = 0;
	const struct msg_def *def = def_of(m->type);
	if (!def || m->version < def->since)
		return fail(WIRE_UNKNOWN, 5, "message type", "Q.2931 5.6.4", CAUSE_TYPE_UNKNOWN);
	uint64_t mandatory = def->mandatory;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		if (conditions[i].type == m->type && holds(conditions[i].when, m, to_network))
			mandatory |= 1ull << conditions[i].ie;
	}
	uint8_t bad[8];
	size_t n_bad = 0;
	const char *missing_name = NULL, *bad_name = NULL;
	for (int ie = 0; ie < IE_COUNT; ie++) {
		const struct ie_def *d = &q2931_ie_defs[ie];
		if (!(mandatory & 1ull << ie))
			continue;
		bool present = q2931_ie_present(m, ie);
		if (present && meaningful(m, ie))
			continue;
		if (!present && !was_bad(m, d->id)) {
			missing_name = missing_name ? missing_name : d->name;
			if (*n_missing < 8)
				missing[(*n_missing)++] = d->id;
		} else {
			bad_name = bad_name ? bad_name : d->name;
			if (n_bad < sizeof(bad))
				bad[n_bad++] = d->id;
		}
	}
	if (missing_name)
		return fail(WIRE_MISSING, 0, missing_name, "Q.2931 5.6.7.1", CAUSE_MANDATORY_MISSING);
	if (!bad_name)
		return (struct wire_outcome){.code = WIRE_OK};
	memcpy(missing, bad, n_bad);
	*n_missing = n_bad;
	return fail(WIRE_BAD_VALUE, 0, bad_name, "Q.2931 5.6.7.2", CAUSE_BAD_CONTENTS);
}
