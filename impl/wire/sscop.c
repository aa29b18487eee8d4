/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSCOP PDUs (Q.2110 clause 7). User data, its 0..3 octets of padding, the words
 * of the type's table row, and a last word with pad length, type and 24-bit field.
 */
#include "wire/sscop.h"

#include <assert.h>

#include "field_put.h"

#define CLAUSE "Q.2110 7.2"

/* What the low 24 bits (8 for N(SQ)) of a word carry. */
enum word { W_NONE, W_RESERVED, W_NSQ, W_NPS, W_NMR, W_NR, W_NS, W_LIST };

enum {
	F_DATA = 1,     /* information or SSCOP-UU may stand in front */
	F_SAAL1 = 2,    /* Q.SAAL1 (UNI 3.0) sends the last word alone */
	F_ANY_LIST = 4, /* W_LIST stands for any number of elements, not for two */
};

static const struct pdu_def {
	const char *name;
	uint8_t flags;
	uint8_t words[3]; /* in front of the last word, W_NONE ends */
	uint8_t last;
} pdu_defs[16] = {
    [SSCOP_BGN] = {"BGN", F_DATA, {W_NSQ}, W_NMR},
    [SSCOP_BGAK] = {"BGAK", F_DATA, {W_RESERVED}, W_NMR},
    [SSCOP_END] = {"END", F_DATA, {W_RESERVED}, W_RESERVED},
    [SSCOP_ENDAK] = {"ENDAK", F_SAAL1, {W_RESERVED}, W_RESERVED},
    [SSCOP_RS] = {"RS", F_DATA, {W_NSQ}, W_NMR},
    [SSCOP_RSAK] = {"RSAK", F_SAAL1, {W_RESERVED}, W_NMR},
    [SSCOP_BGREJ] = {"BGREJ", F_DATA, {W_RESERVED}, W_RESERVED},
    [SSCOP_SD] = {"SD", F_DATA, {W_NONE}, W_NS},
    [SSCOP_ER] = {"ER", 0, {W_NSQ}, W_NMR},
    [SSCOP_POLL] = {"POLL", 0, {W_NPS}, W_NS},
    [SSCOP_STAT] = {"STAT", F_ANY_LIST, {W_LIST, W_NPS, W_NMR}, W_NR},
    [SSCOP_USTAT] = {"USTAT", 0, {W_LIST, W_NMR}, W_NR},
    [SSCOP_UD] = {"UD", F_DATA, {W_NONE}, W_RESERVED},
    [SSCOP_MD] = {"MD", F_DATA, {W_NONE}, W_RESERVED},
    [SSCOP_ERAK] = {"ERAK", 0, {W_RESERVED}, W_NMR},
};

const char *sscop_type_name(enum sscop_type t)
{
	return (unsigned)t < 16 ? pdu_defs[t].name : NULL;
}

static uint32_t word_value(const struct sscop_pdu *pdu, enum word w)
{
	switch (w) {
	case W_NSQ:
		return pdu->n_sq;
	case W_NPS:
		return pdu->n_ps;
	case W_NMR:
		return pdu->n_mr;
	case W_NR:
		return pdu->n_r;
	case W_NS:
		return pdu->n_s;
	default:
		return 0;
	}
}

static void word_set(struct sscop_pdu *pdu, enum word w, uint32_t v)
{
	switch (w) {
	case W_NSQ:
		pdu->n_sq = (uint8_t)v;
		break;
	case W_NPS:
		pdu->n_ps = v;
		break;
	case W_NMR:
		pdu->n_mr = v;
		break;
	case W_NR:
		pdu->n_r = v;
		break;
	case W_NS:
		pdu->n_s = v;
		break;
	default:
		break;
	}
}

void sscop_encode(struct wr *w, const struct sscop_pdu *pdu)
{
	assert((unsigned)pdu->type < 16 && pdu_defs[pdu->type].name);
	const struct pdu_def *def = &pdu_defs[pdu->type];
	size_t data_len = def->flags & F_DATA ? pdu->data_len : 0;
	unsigned pad = (unsigned)(-data_len & 3);
	wr_octets(w, pdu->data, data_len);
	wr_zeros(w, pad);
	for (int i = 0; i < 3 && def->words[i] != W_NONE; i++) {
		if (def->words[i] != W_LIST) {
			wr_u32(w, word_value(pdu, def->words[i]) & 0xffffff);
			continue;
		}
		size_t n = def->flags & F_ANY_LIST ? pdu->list_len : 2;
		assert(n <= SSCOP_MAX_LIST);
		for (size_t k = 0; k < n; k++)
			wr_u32(w, pdu->list[k] & 0xffffff);
	}
	unsigned s = pdu->type == SSCOP_END && pdu->source;
	wr_u8(w, (uint8_t)(pad << 6 | s << 4 | pdu->type));
	wr_u24(w, word_value(pdu, def->last) & 0xffffff);
}

static struct wire_outcome fail(enum wire_code code, size_t offset, const char *what)
{
	return (struct wire_outcome){.code = code, .offset = offset, .what = what, .clause = CLAUSE};
}

struct wire_outcome sscop_decode(const uint8_t *octets, size_t len, struct sscop_pdu *pdu)
{
	*pdu = (struct sscop_pdu){.data = octets};
	if (len < 4)
		return fail(WIRE_TRUNCATED, len, "PDU type");
	if (len % 4)
		return fail(WIRE_BAD_LENGTH, len, "PDU length, a multiple of 4");
	size_t last_at = len - 4;
	const uint8_t *last = octets + last_at;
	pdu->type = (enum sscop_type)(last[0] & 15);
	const struct pdu_def *def = &pdu_defs[pdu->type];
	if (!def->name)
		return fail(WIRE_UNKNOWN, last_at, "PDU type");

	/* Octets of the fixed words; a STAT's list takes what is left over. */
	size_t fixed = 0;
	for (int i = 0; i < 3 && def->words[i] != W_NONE; i++)
		fixed += def->words[i] != W_LIST ? 4 : def->flags & F_ANY_LIST ? 0 : 8;
	if (def->flags & F_SAAL1 && len == 4)
		fixed = 0;
	if (last_at < fixed)
		return fail(WIRE_BAD_LENGTH, len, def->name);
	size_t front = last_at - fixed;
	if (def->flags & F_DATA) {
		unsigned pad = last[0] >> 6;
		if (pad > front)
			return fail(WIRE_BAD_LENGTH, last_at, "pad length");
		pdu->data_len = front - pad;
		if (pdu->data_len > SSCOP_MAX_SDU)
			return fail(WIRE_BAD_LENGTH, last_at, "information longer than k or j");
	} else if (def->flags & F_ANY_LIST) {
		pdu->list_len = front / 4;
		if (pdu->list_len > SSCOP_MAX_LIST)
			return fail(WIRE_BAD_LENGTH, last_at, "list longer than MaxSTAT");
	} else if (front != 0) {
		return fail(WIRE_BAD_LENGTH, last_at, def->name);
	}

	struct rd r;
	rd_init(&r, octets, len);
	if (def->flags & F_DATA)
		rd_octets(&r, front);
	for (int i = 0; i < 3 && def->words[i] != W_NONE && fixed + front > 0; i++) {
		if (def->words[i] != W_LIST) {
			word_set(pdu, def->words[i], rd_u32(&r) & 0xffffff);
			continue;
		}
		if (!(def->flags & F_ANY_LIST))
			pdu->list_len = 2;
		for (size_t k = 0; k < pdu->list_len; k++)
			pdu->list[k] = rd_u32(&r) & 0xffffff;
	}
	pdu->source = pdu->type == SSCOP_END && last[0] & 0x10;
	rd_u8(&r);
	word_set(pdu, def->last, rd_u24(&r));
	assert(!r.short_read && rd_left(&r) == 0);
	return (struct wire_outcome){.code = WIRE_OK};
}

enum { FD_SOURCE, FD_NS, FD_NR, FD_NPS, FD_NMR, FD_NSQ, FD_LIST, FD_DATA_LENGTH };

const struct field_def sscop_field_defs[] = {
    [FD_SOURCE] = {"source", FIELD_NAME, ""}, [FD_NS] = {"n-s", FIELD_UINT, ""},
    [FD_NR] = {"n-r", FIELD_UINT, ""},        [FD_NPS] = {"n-ps", FIELD_UINT, ""},
    [FD_NMR] = {"n-mr", FIELD_UINT, ""},      [FD_NSQ] = {"n-sq", FIELD_UINT, ""},
    [FD_LIST] = {"list", FIELD_UINT, ""},     [FD_DATA_LENGTH] = {"data-length", FIELD_UINT, "octets"},
};
const size_t sscop_n_field_defs = sizeof(sscop_field_defs) / sizeof(sscop_field_defs[0]);

static void put_word(const struct sscop_pdu *pdu, enum word w, struct field_sink *sink)
{
	static const uint8_t def_of[] = {
	    [W_NSQ] = FD_NSQ, [W_NPS] = FD_NPS, [W_NMR] = FD_NMR, [W_NR] = FD_NR, [W_NS] = FD_NS};
	if (w != W_RESERVED && w != W_NONE)
		put_uint(sink, &sscop_field_defs[def_of[w]], word_value(pdu, w));
}

void sscop_fields(const struct sscop_pdu *pdu, struct field_sink *sink)
{
	if (!sscop_type_name(pdu->type))
		return;
	const struct pdu_def *def = &pdu_defs[pdu->type];
	if (def->flags & F_DATA && pdu->data_len > 0)
		put_uint(sink, &sscop_field_defs[FD_DATA_LENGTH], pdu->data_len);
	for (int i = 0; i < 3 && def->words[i] != W_NONE; i++) {
		if (def->words[i] != W_LIST) {
			put_word(pdu, def->words[i], sink);
			continue;
		}
		for (size_t k = 0; k < pdu->list_len; k++)
			put_uint(sink, &sscop_field_defs[FD_LIST], pdu->list[k]);
	}
	if (pdu->type == SSCOP_END)
		put_name(sink, &sscop_field_defs[FD_SOURCE], pdu->source ? "sscop" : "user");
	put_word(pdu, def->last, sink);
}
