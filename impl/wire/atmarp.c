/* SPDX-License-Identifier: Apache-2.0 */
/* ATMARP and InATMARP packets (RFC 2225 8.7). */
#include "wire/atmarp.h"

#include <stdio.h>
#include <string.h>

#include "wire/ip.h"

#define HRD_ATM  0x0013
#define PRO_IPV4 0x0800

/* TL octet: bit 7 reserved, bit 6 the type, the rest the length (RFC 2225 8.7.3). */
#define TL_E164 0x40
#define TL_LEN  0x3f

#define AESA_LEN 20

static const struct {
	enum atmarp_op op;
	const char *name;
} op_names[] = {
    {ATMARP_REQUEST, "ATMARP_Request"}, {ATMARP_REPLY, "ATMARP_Reply"}, {INATMARP_REQUEST, "InATMARP_Request"},
    {INATMARP_REPLY, "InATMARP_Reply"}, {ATMARP_NAK, "ATMARP_NAK"},
};

const char *atmarp_op_name(enum atmarp_op op)
{
	for (size_t i = 0; i < sizeof(op_names) / sizeof(op_names[0]); i++) {
		if (op_names[i].op == op)
			return op_names[i].name;
	}
	return NULL;
}

/* Type and length octets of the number and of the subaddress. */
static void address_tl(bool has_atm, const struct atmarp_e164 *e164, uint8_t *number, uint8_t *sub)
{
	if (e164->len) {
		*number = (uint8_t)(TL_E164 | e164->len);
		*sub = has_atm ? AESA_LEN : 0;
	} else {
		*number = has_atm ? AESA_LEN : 0;
		*sub = 0;
	}
}

static void encode_address(struct wr *w, bool has_atm, const struct atm_addr *atm, const struct atmarp_e164 *e164)
{
	if (e164->len)
		wr_octets(w, e164->digits, e164->len);
	if (has_atm)
		wr_octets(w, atm->octets, AESA_LEN);
}

void atmarp_encode(struct wr *w, const struct atmarp *m)
{
	uint8_t shtl, sstl, thtl, tstl;
	address_tl(m->has_src_atm, &m->src_e164, &shtl, &sstl);
	address_tl(m->has_tgt_atm, &m->tgt_e164, &thtl, &tstl);
	wr_u16(w, HRD_ATM);
	wr_u16(w, PRO_IPV4);
	wr_u8(w, shtl);
	wr_u8(w, sstl);
	wr_u16(w, (uint16_t)m->op);
	wr_u8(w, m->has_src_ip ? 4 : 0);
	wr_u8(w, thtl);
	wr_u8(w, tstl);
	wr_u8(w, m->has_tgt_ip ? 4 : 0);
	encode_address(w, m->has_src_atm, &m->src_atm, &m->src_e164);
	if (m->has_src_ip)
		wr_u32(w, m->src_ip);
	encode_address(w, m->has_tgt_atm, &m->tgt_atm, &m->tgt_e164);
	if (m->has_tgt_ip)
		wr_u32(w, m->tgt_ip);
}

static struct wire_outcome bad(enum wire_code code, size_t offset, const char *what, const char *clause)
{
	return (struct wire_outcome){.code = code, .offset = offset, .what = what, .clause = clause};
}

/* Number and subaddress of one side. The type bit of a zero length is ignored (RFC 2225 8.7.3). */
static struct wire_outcome decode_address(struct rd *r, uint8_t number, uint8_t sub, bool *has_atm,
					  struct atm_addr *atm, struct atmarp_e164 *e164)
{
	size_t n = number & TL_LEN, ns = sub & TL_LEN;
	size_t at = rd_pos(r);
	const uint8_t *p = rd_octets(r, n);
	const uint8_t *ps = rd_octets(r, ns);
	if (r->short_read)
		return bad(WIRE_TRUNCATED, rd_pos(r), "ATM address", "RFC 2225 8.7.1");
	if (n && (number & TL_E164)) {
		if (n > ATMARP_MAX_E164)
			return bad(WIRE_BAD_LENGTH, at, "ATM number", "RFC 2225 8.7.3");
		for (size_t i = 0; i < n; i++) {
			if (p[i] < '0' || p[i] > '9')
				return bad(WIRE_BAD_VALUE, at + i, "E.164 digit", "RFC 2225 8.7.3");
		}
		e164->len = (uint8_t)n;
		memcpy(e164->digits, p, n);
	} else if (n) {
		if (n != AESA_LEN)
			return bad(WIRE_BAD_LENGTH, at, "ATM number", "RFC 2225 8.7.3");
		*has_atm = true;
		memcpy(atm->octets, p, AESA_LEN);
	}
	if (!ns)
		return (struct wire_outcome){.code = WIRE_OK};
	/* Only structure 3, an E.164 number with an AESA below it, has a subaddress. */
	if (!e164->len || (sub & TL_E164))
		return bad(WIRE_BAD_VALUE, at + n, "ATM subaddress", "RFC 2225 8.7.3");
	if (ns != AESA_LEN)
		return bad(WIRE_BAD_LENGTH, at + n, "ATM subaddress", "RFC 2225 8.7.3");
	*has_atm = true;
	memcpy(atm->octets, ps, AESA_LEN);
	return (struct wire_outcome){.code = WIRE_OK};
}

static struct wire_outcome decode_ip(struct rd *r, uint8_t n, bool *has, uint32_t *ip)
{
	if (!n)
		return (struct wire_outcome){.code = WIRE_OK};
	uint32_t v = rd_u32(r);
	if (r->short_read)
		return bad(WIRE_TRUNCATED, rd_pos(r), "protocol address", "RFC 2225 8.7.1");
	/* RFC 2225 8.7.5: 0.0.0.0 is null as well. */
	*has = v != 0;
	*ip = v;
	return (struct wire_outcome){.code = WIRE_OK};
}

struct wire_outcome atmarp_decode(const uint8_t *octets, size_t len, struct atmarp *m)
{
	struct rd r;
	rd_init(&r, octets, len);
	memset(m, 0, sizeof(*m));
	uint16_t hrd = rd_u16(&r), pro = rd_u16(&r);
	uint8_t shtl = rd_u8(&r), sstl = rd_u8(&r);
	uint16_t op = rd_u16(&r);
	uint8_t spln = rd_u8(&r), thtl = rd_u8(&r), tstl = rd_u8(&r), tpln = rd_u8(&r);
	if (r.short_read)
		return bad(WIRE_TRUNCATED, len, "fixed part", "RFC 2225 8.7.1");
	if (hrd != HRD_ATM)
		return bad(WIRE_UNKNOWN, 0, "ar$hrd", "RFC 2225 8.7.1");
	if (pro != PRO_IPV4)
		return bad(WIRE_UNKNOWN, 2, "ar$pro", "RFC 2225 8.7.1");
	m->op = (enum atmarp_op)op;
	if (!atmarp_op_name(m->op))
		return bad(WIRE_UNKNOWN, 6, "ar$op", "RFC 2225 8.7.2");
	if (spln != 0 && spln != 4)
		return bad(WIRE_BAD_LENGTH, 8, "ar$spln", "RFC 2225 8.7.1");
	if (tpln != 0 && tpln != 4)
		return bad(WIRE_BAD_LENGTH, 11, "ar$tpln", "RFC 2225 8.7.1");

	struct wire_outcome o = decode_address(&r, shtl, sstl, &m->has_src_atm, &m->src_atm, &m->src_e164);
	if (o.code == WIRE_OK)
		o = decode_ip(&r, spln, &m->has_src_ip, &m->src_ip);
	if (o.code == WIRE_OK)
		o = decode_address(&r, thtl, tstl, &m->has_tgt_atm, &m->tgt_atm, &m->tgt_e164);
	if (o.code == WIRE_OK)
		o = decode_ip(&r, tpln, &m->has_tgt_ip, &m->tgt_ip);
	if (o.code == WIRE_OK && rd_left(&r))
		o = bad(WIRE_TRAILING, rd_pos(&r), "end of packet", "RFC 2225 8.7.1");
	return o;
}

enum { F_OP, F_SRC_ATM, F_SRC_IP, F_TGT_ATM, F_TGT_IP };

const struct field_def atmarp_field_defs[] = {
    [F_OP] = {"op", FIELD_NAME, ""},         [F_SRC_ATM] = {"src-atm", FIELD_ADDR, ""},
    [F_SRC_IP] = {"src-ip", FIELD_ADDR, ""}, [F_TGT_ATM] = {"tgt-atm", FIELD_ADDR, ""},
    [F_TGT_IP] = {"tgt-ip", FIELD_ADDR, ""},
};
const size_t atmarp_n_field_defs = sizeof(atmarp_field_defs) / sizeof(atmarp_field_defs[0]);

static void put_atm(struct field_sink *sink, int field, bool has_atm, const struct atm_addr *atm,
		    const struct atmarp_e164 *e164)
{
	char text[ATM_ADDR_TEXT];
	if (e164->len) {
		snprintf(text, sizeof(text), "%.*s", (int)e164->len, e164->digits);
		sink->put(sink, &atmarp_field_defs[field], 0, text);
	}
	if (has_atm) {
		atm_addr_text(atm, text);
		sink->put(sink, &atmarp_field_defs[field], 0, text);
	}
}

static void put_ip(struct field_sink *sink, int field, bool has, uint32_t ip)
{
	char text[IP4_TEXT];
	if (!has)
		return;
	ip4_text(ip, text);
	sink->put(sink, &atmarp_field_defs[field], 0, text);
}

void atmarp_fields(const struct atmarp *m, struct field_sink *sink)
{
	const char *name = atmarp_op_name(m->op);
	sink->put(sink, &atmarp_field_defs[F_OP], 0, name ? name : "unknown");
	put_atm(sink, F_SRC_ATM, m->has_src_atm, &m->src_atm, &m->src_e164);
	put_ip(sink, F_SRC_IP, m->has_src_ip, m->src_ip);
	put_atm(sink, F_TGT_ATM, m->has_tgt_atm, &m->tgt_atm, &m->tgt_e164);
	put_ip(sink, F_TGT_IP, m->has_tgt_ip, m->tgt_ip);
}
