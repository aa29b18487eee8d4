/* SPDX-License-Identifier: Apache-2.0 */
#include "records.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "wire/aal5.h"
#include "wire/cell.h"

#define IP_MAX 65535

struct parser {
	char *p; /* what is left of the line */
	struct record *r;
	char *err;
	size_t err_len;
};

__attribute__((format(printf, 3, 4))) static bool fail(char *err, size_t err_len, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err, err_len, fmt, ap);
	va_end(ap);
	return false;
}

/* Next word; words are separated by exactly one blank. NULL at the end of the line. */
static char *next_word(char **p)
{
	char *w = *p;
	if (!*w)
		return NULL;
	size_t n = strcspn(w, " ");
	*p = w + n;
	if (w[n]) {
		w[n] = '\0';
		(*p)++;
	}
	return w;
}

/* Decimal digits without sign or leading zeros, 0..max. */
static bool number(const char *w, uint64_t max, uint64_t *value)
{
	uint64_t v = 0;
	if (!*w || (*w == '0' && w[1]))
		return false;
	for (; *w; w++) {
		unsigned digit = (unsigned)(*w - '0');
		if (digit > 9 || digit > max || v > (max - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*value = v;
	return true;
}

static bool take_number(struct parser *p, const char *what, uint64_t max, uint64_t *value)
{
	const char *w = next_word(&p->p);
	if (!w || !number(w, max, value))
		return fail(p->err, p->err_len, "%s '%.24s' is not a number from 0 to %llu", what, w ? w : "",
			    (unsigned long long)max);
	return true;
}

static bool take_octets(struct parser *p, size_t min, size_t max)
{
	char *w = next_word(&p->p);
	size_t n = w ? strlen(w) : 0;
	if (n % 2)
		return fail(p->err, p->err_len, "odd number of hex digits");
	n /= 2;
	if (n < min || n > max)
		return fail(p->err, p->err_len, "%zu octets, not %zu to %zu", n, min, max);
	uint8_t *octets = (uint8_t *)w;
	size_t good = hex_get(octets, w, n);
	if (good < n)
		return fail(p->err, p->err_len, "'%c%c' is not lower-case hex", w[2 * good], w[2 * good + 1]);
	p->r->octets = octets;
	p->r->len = n;
	return true;
}

static bool take_time(struct parser *p)
{
	uint64_t t;
	if (!take_number(p, "time", VTIME_NEVER - 1, &t))
		return false;
	p->r->time = (vtime)t;
	return true;
}

static bool parse_nothing(struct parser *p)
{
	return true;
}

static bool parse_text(struct parser *p)
{
	p->r->text = p->p;
	p->p += strlen(p->p);
	return true;
}

static bool parse_cell(struct parser *p)
{
	return take_time(p) && take_octets(p, CELL_LEN, CELL_LEN);
}

static bool parse_frame(struct parser *p)
{
	uint64_t vpi, vci, clp;
	if (!take_time(p) || !take_number(p, "VPI", UINT8_MAX, &vpi) || !take_number(p, "VCI", UINT16_MAX, &vci) ||
	    !take_number(p, "CLP", 1, &clp))
		return false;
	p->r->vpi = (uint8_t)vpi;
	p->r->vci = (uint16_t)vci;
	p->r->clp = (uint8_t)clp;
	return take_octets(p, 1, AAL5_MAX_SDU);
}

static bool parse_ip(struct parser *p)
{
	return take_time(p) && take_octets(p, 1, IP_MAX);
}

static bool parse_upcall(struct parser *p)
{
	if (!take_time(p))
		return false;
	if (!*p->p)
		return fail(p->err, p->err_len, "upcall without text");
	return parse_text(p);
}

static bool parse_done(struct parser *p)
{
	const char *w = next_word(&p->p);
	if (!w || strncmp(w, "next=", 5) != 0)
		return fail(p->err, p->err_len, "'next=' is missing");
	uint64_t t = VTIME_NEVER;
	if (strcmp(w + 5, "never") != 0 && !number(w + 5, VTIME_NEVER - 1, &t))
		return fail(p->err, p->err_len, "'%.24s' is neither a time nor 'never'", w + 5);
	p->r->time = (vtime)t;
	return true;
}

static const struct {
	const char *word;
	bool (*parse)(struct parser *p);
} kinds[] = {
    [REC_HELLO] = {"hello", parse_text},     [REC_OK] = {"ok", parse_nothing},     [REC_ERROR] = {"error", parse_text},
    [REC_CELL] = {"cell", parse_cell},       [REC_FRAME] = {"frame", parse_frame}, [REC_IP] = {"ip", parse_ip},
    [REC_UPCALL] = {"upcall", parse_upcall}, [REC_DONE] = {"done", parse_done},
};

/* Only printable ASCII may stand in a record. */
static bool all_text(const char *line, size_t n, char *err, size_t err_len)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)line[i];
		if (c == '\r')
			return fail(err, err_len, "carriage return: records end with a line feed alone");
		if (c < ' ' || c > '~')
			return fail(err, err_len, "octet %02x at column %zu is not printable ASCII", c, i + 1);
	}
	return true;
}

bool record_parse(char *line, size_t n, struct record *r, char *err, size_t err_len)
{
	if (n > RECORD_MAX)
		return fail(err, err_len, "record longer than %d octets", RECORD_MAX);
	if (!all_text(line, n, err, err_len))
		return false;
	line[n] = '\0';
	bool blank_end = n > 0 && line[n - 1] == ' ';
	struct parser p = {.p = line, .r = r, .err = err, .err_len = err_len};
	*r = (struct record){.text = ""};
	const char *w = next_word(&p.p);
	for (size_t k = 0; w && k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		if (strcmp(kinds[k].word, w) != 0)
			continue;
		r->kind = (enum record_kind)k;
		if (!kinds[k].parse(&p))
			return false;
		/* A blank that ends a record belongs to a text, or to nothing. */
		if (*p.p || (blank_end && !*r->text))
			return fail(err, err_len, "something stands after the end of the record");
		return true;
	}
	return fail(err, err_len, w ? "unknown record '%.32s'" : "empty record", w);
}

/* Is every one of the comma-separated words of a list allowed? */
static bool list_ok(const char *list, const char *const *allowed)
{
	do {
		size_t n = strcspn(list, ",");
		bool known = false;
		for (const char *const *a = allowed; *a; a++)
			known |= strlen(*a) == n && memcmp(*a, list, n) == 0;
		if (!known)
			return false;
		list += n;
	} while (*list++ == ',');
	return true;
}

static bool copy_word(const char *what, const char *value, char *out, size_t len, char *err, size_t err_len)
{
	size_t n = strlen(value);
	if (n == 0 || n >= len)
		return fail(err, err_len, "hello: %s has %zu octets, not 1 to %zu", what, n, len - 1);
	memcpy(out, value, n + 1);
	return true;
}

static bool capability(struct iut_hello *h, const char *word, bool *has_atm, char *err, size_t err_len)
{
	static const char *const roles[] = {"ingress", "egress", "host-sender", "host-receiver", NULL};
	static const char *const unis[] = {"3.0", "3.1", "4.0", NULL};
	size_t key = strcspn(word, "=");
	const char *value = word + key + 1;
	if (!word[key] || key == 0)
		return fail(err, err_len, "hello: capability '%.32s' is not key=value", word);
	if (strncmp(word, "atm=", 4) == 0) {
		*has_atm = true;
		h->frames = strcmp(value, "frames") == 0;
		if (!h->frames && strcmp(value, "cells") != 0)
			return fail(err, err_len, "hello: atm=%.24s is neither cells nor frames", value);
	} else if (strncmp(word, "roles=", 6) == 0) {
		if (!list_ok(value, roles))
			return fail(err, err_len, "hello: unknown role in '%.64s'", word);
		return copy_word("roles", value, h->roles, sizeof(h->roles), err, err_len);
	} else if (strncmp(word, "uni=", 4) == 0) {
		if (!list_ok(value, unis))
			return fail(err, err_len, "hello: unknown version in '%.64s'", word);
		return copy_word("uni", value, h->uni, sizeof(h->uni), err, err_len);
	} else if (strncmp(word, "control=", 8) == 0) {
		h->control = strcmp(value, "yes") == 0;
		if (!h->control && strcmp(value, "no") != 0)
			return fail(err, err_len, "hello: control=%.24s is neither yes nor no", value);
	}
	/* Other capabilities belong to later versions and are left alone. */
	return true;
}

bool hello_parse(const char *text, struct iut_hello *h, char *err, size_t err_len)
{
	char words[1024];
	size_t n = strlen(text);
	*h = (struct iut_hello){0};
	if (n >= sizeof(words))
		return fail(err, err_len, "hello: longer than %zu octets", sizeof(words) - 1);
	memcpy(words, text, n + 1);
	char *p = words;
	const char *name = next_word(&p), *version = next_word(&p);
	bool has_atm = false;
	if (!name || !version)
		return fail(err, err_len, "hello: name and version are missing");
	if (!copy_word("name", name, h->name, sizeof(h->name), err, err_len) ||
	    !copy_word("version", version, h->version, sizeof(h->version), err, err_len))
		return false;
	for (const char *w; (w = next_word(&p));) {
		if (!capability(h, w, &has_atm, err, err_len))
			return false;
	}
	if (!has_atm || !*h->roles || !*h->uni)
		return fail(err, err_len, "hello: capability %s= is missing",
			    !has_atm     ? "atm"
			    : !*h->roles ? "roles"
					 : "uni");
	return true;
}

void record_text(struct wr *w, const char *text)
{
	wr_octets(w, text, strlen(text));
}

void record_number(struct wr *w, uint64_t v)
{
	char buf[24], *p = buf + sizeof(buf);
	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	*--p = ' ';
	wr_octets(w, p, (size_t)(buf + sizeof(buf) - p));
}

void record_octets(struct wr *w, const uint8_t *octets, size_t n)
{
	wr_u8(w, ' ');
	uint8_t *text = wr_room(w, 2 * n);
	if (text)
		hex_put((char *)text, octets, n);
}

void record_end(struct wr *w)
{
	wr_u8(w, '\n');
}
