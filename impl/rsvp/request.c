/* SPDX-License-Identifier: Apache-2.0 */
/* The user's requests as PROTOCOL.md has them: sender, unsender, reserve, release. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

#define MAX_WORDS 32
#define MAX_LINE  1024

struct words {
	char text[MAX_LINE];
	char *word[MAX_WORDS];
	int n, next;
};

struct failure {
	char *text;
	size_t len;
};

static bool __attribute__((format(printf, 2, 3))) fail(struct failure *f, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	if (f->len)
		vsnprintf(f->text, f->len, format, ap);
	va_end(ap);
	return false;
}

static bool split(const char *line, struct words *w, struct failure *err)
{
	size_t len = strlen(line);
	if (len >= sizeof(w->text))
		return fail(err, "request longer than %d octets", MAX_LINE - 1);
	memcpy(w->text, line, len + 1);
	w->n = w->next = 0;
	char *save = NULL;
	for (char *p = strtok_r(w->text, " ", &save); p; p = strtok_r(NULL, " ", &save)) {
		if (w->n == MAX_WORDS)
			return fail(err, "more than %d words", MAX_WORDS);
		w->word[w->n++] = p;
	}
	return w->n ? true : fail(err, "empty request");
}

static char *take(struct words *w)
{
	return w->next < w->n ? w->word[w->next++] : NULL;
}

/* Decimal number in min..max, nothing else in the text. */
static bool number(const char *text, unsigned long long max, unsigned long long *v)
{
	if (*text < '0' || *text > '9' || strlen(text) > 10)
		return false;
	char *end;
	*v = strtoull(text, &end, 10);
	return *end == '\0' && *v <= max;
}

/* ADDRESS/PORT; the part behind the last '/' is cut off. */
static bool address_port(char *text, uint32_t *addr, uint16_t *port)
{
	unsigned long long v;
	char *slash = strrchr(text, '/');
	if (!slash || !number(slash + 1, UINT16_MAX, &v))
		return false;
	*slash = '\0';
	*port = (uint16_t)v;
	return ip4_parse(text, addr);
}

static bool take_session(struct words *w, struct re_key *key, struct failure *err)
{
	char *text = take(w);
	unsigned long long v;
	if (!text)
		return fail(err, "SESSION is missing");
	char shown[64];
	snprintf(shown, sizeof(shown), "%s", text);
	*key = (struct re_key){0};
	char *port = strrchr(text, '/');
	if (!port || !number(port + 1, UINT16_MAX, &v))
		return fail(err, "\"%s\" is no SESSION (ADDRESS/PROTOCOL/PORT)", shown);
	key->port = (uint16_t)v;
	*port = '\0';
	uint16_t protocol;
	if (!address_port(text, &key->dst, &protocol) || protocol > 255 || protocol == 0 || key->dst == 0)
		return fail(err, "\"%s\" is no SESSION (ADDRESS/PROTOCOL/PORT)", shown);
	key->protocol = (uint8_t)protocol;
	return true;
}

static bool is_sender(const char *word)
{
	return word && !strchr(word, '=');
}

static bool take_sender(struct words *w, const struct re_key *key, struct rsvp_filter *f, struct failure *err)
{
	char *text = take(w);
	uint32_t addr = 0;
	char shown[64];
	if (!is_sender(text))
		return fail(err, "SENDER is missing");
	snprintf(shown, sizeof(shown), "%s", text);
	if (!address_port(text, &addr, &f->port) || addr == 0 || re_is_multicast(addr))
		return fail(err, "\"%s\" is no SENDER (ADDRESS/PORT)", shown);
	/* RFC 2205 3.2. */
	if (key->port == 0 && f->port != 0)
		return fail(err, "a session with port 0 needs senders with port 0");
	f->src = ip_addr_v4(addr);
	return true;
}

static bool take_value(struct words *w, const char *key, const char **value, struct failure *err)
{
	size_t n = strlen(key);
	char *text = take(w);
	if (!text || strncmp(text, key, n) != 0 || text[n] != '=')
		return fail(err, "%s= is missing", key);
	*value = text + n + 1;
	return true;
}

static bool take_float(struct words *w, const char *key, float *v, struct failure *err)
{
	const char *text = "";
	if (!take_value(w, key, &text, err))
		return false;
	if (strcmp(text, "inf") == 0) {
		*v = INFINITY;
		return true;
	}
	/* Digits only at the front: neither blanks and signs nor the other spellings that strtof knows. */
	char *end = NULL;
	*v = *text >= '0' && *text <= '9' && !strpbrk(text, "xX") ? strtof(text, &end) : 0;
	if (!end || *end || !isfinite(*v))
		return fail(err, "%s=%.40s is no number", key, text);
	return true;
}

static bool take_octets(struct words *w, const char *key, uint32_t *v, struct failure *err)
{
	const char *text = "";
	unsigned long long n;
	if (!take_value(w, key, &text, err))
		return false;
	if (!number(text, UINT32_MAX, &n))
		return fail(err, "%s=%.40s is no number of octets", key, text);
	*v = (uint32_t)n;
	return true;
}

static bool take_tspec(struct words *w, struct tspec *t, struct failure *err)
{
	if (!take_float(w, "r", &t->r, err) || !take_float(w, "b", &t->b, err) || !take_float(w, "p", &t->p, err) ||
	    !take_octets(w, "m", &t->m, err) || !take_octets(w, "M", &t->M, err))
		return false;
	return tspec_valid(t) ? true : fail(err, "TSPEC out of bounds (RFC 2215 3.6)");
}

static bool at_end(struct words *w, struct failure *err)
{
	return w->next == w->n ? true : fail(err, "\"%.40s\" is not expected", w->word[w->next]);
}

static bool do_sender(struct rsvp_engine *e, struct words *w, struct failure *err)
{
	struct re_key key;
	struct rsvp_filter f;
	struct tspec t;
	if (!take_session(w, &key, err) || !take_sender(w, &key, &f, err) || !take_tspec(w, &t, err) || !at_end(w, err))
		return false;
	struct re_session *s = re_session_find(e, &key);
	uint32_t src = ip_addr_to_v4(&f.src);
	struct re_psb *p;
	if (re_port_conflict(e, &key))
		return fail(err, "sessions with and without port to one address (RFC 2205 3.2)");
	DL_FOREACH(s ? s->psbs : NULL, p)
	{
		if (p->src == src && p->port != f.port && (!p->port || !f.port))
			return fail(err, "senders with and without port of one address (RFC 2205 3.2)");
	}
	s = s ? s : re_session_get(e, &key);
	p = s ? re_psb_find(s, src, f.port) : NULL;
	if (p && !p->phop->local)
		return fail(err, "the sender is announced by another node");
	bool changed = !p || !tspec_equal(&p->tspec, &t);
	if (s && !p)
		p = re_psb_new(e, s, re_phop_get(e, s, 0, (uint8_t)e->local, true), src, f.port);
	if (!p) {
		if (s)
			re_session_drop_if_empty(e, s);
		return fail(err, "out of memory");
	}
	p->tspec = t;
	if (changed)
		re_path_announce(e, p);
	return true;
}

static bool do_unsender(struct rsvp_engine *e, struct words *w, struct failure *err)
{
	struct re_key key;
	struct rsvp_filter f;
	if (!take_session(w, &key, err) || !take_sender(w, &key, &f, err) || !at_end(w, err))
		return false;
	struct re_session *s = re_session_find(e, &key);
	struct re_psb *p = s ? re_psb_find(s, ip_addr_to_v4(&f.src), f.port) : NULL;
	if (!p || !p->phop->local)
		return fail(err, "no such sender here");
	re_path_remove(e, p, RE_PATH_TTL);
	return true;
}

static bool take_style(struct words *w, enum rsvp_style *style, struct failure *err)
{
	static const enum rsvp_style styles[] = {RSVP_FF, RSVP_SE, RSVP_WF};
	const char *text = "";
	if (!take_value(w, "style", &text, err))
		return false;
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		if (strcmp(text, rsvp_style_name(styles[i])) == 0) {
			*style = styles[i];
			return true;
		}
	}
	return fail(err, "style=%.40s is not known", text);
}

/* FF one sender, SE one or more, WF none. */
static bool take_senders(struct words *w, const struct re_key *key, enum rsvp_style style, struct rsvp_filter *f,
			 int *n, struct failure *err)
{
	*n = 0;
	while (style == RSVP_SE ? *n == 0 || (w->next < w->n && is_sender(w->word[w->next]))
				: style == RSVP_FF && *n == 0) {
		if (*n == RSVP_TC_FILTERS)
			return fail(err, "more than %d senders", RSVP_TC_FILTERS);
		if (!take_sender(w, key, &f[*n], err))
			return false;
		++*n;
	}
	return true;
}

/* Where ResvConf is to go: an address of this node that it is reached by. */
static uint32_t confirm_address(const struct rsvp_engine *e, const struct re_key *key)
{
	return re_is_own(e, key->dst) ? key->dst : re_node_address(e, e->local);
}

static bool do_reserve(struct rsvp_engine *e, struct words *w, struct failure *err)
{
	struct re_key key;
	enum rsvp_style style = RSVP_FF;
	struct rsvp_filter f[RSVP_TC_FILTERS];
	struct flowspec spec = {.service = INTSERV_CLS};
	const char *text = "";
	int n = 0;
	uint32_t confirm = 0;
	if (!take_session(w, &key, err) || !take_style(w, &style, err) || !take_senders(w, &key, style, f, &n, err) ||
	    !take_value(w, "service", &text, err))
		return false;
	if (strcmp(text, "CL") != 0)
		return fail(err, "service=%.40s is not known", text);
	if (!take_tspec(w, &spec.t, err))
		return false;
	if (w->next < w->n) {
		if (!take_value(w, "confirm", &text, err))
			return false;
		if (strcmp(text, "yes") == 0)
			confirm = confirm_address(e, &key);
		else if (strcmp(text, "no") != 0)
			return fail(err, "confirm=%.40s is neither yes nor no", text);
	}
	if (!at_end(w, err))
		return false;
	if (re_port_conflict(e, &key))
		return fail(err, "sessions with and without port to one address (RFC 2205 3.2)");
	struct re_session *s = re_session_get(e, &key);
	if (!s)
		return fail(err, "out of memory");
	if (s->rsbs && s->rsbs->style != (uint8_t)style)
		return fail(err, "the session has a reservation of style %s",
			    rsvp_style_name((enum rsvp_style)s->rsbs->style));
	re_local_reserve(e, s, style, f, n, &spec, confirm);
	re_session_drop_if_empty(e, s);
	return true;
}

static bool do_release(struct rsvp_engine *e, struct words *w, struct failure *err)
{
	struct re_key key;
	enum rsvp_style style = RSVP_FF;
	struct rsvp_filter f[RSVP_TC_FILTERS];
	int n = 0;
	if (!take_session(w, &key, err) || !take_style(w, &style, err) || !take_senders(w, &key, style, f, &n, err) ||
	    !at_end(w, err))
		return false;
	struct re_session *s = re_session_find(e, &key);
	struct re_rsb *r = NULL;
	if (s)
		r = re_rsb_find(s, 0, (uint8_t)e->local, style == RSVP_FF, n ? ip_addr_to_v4(&f[0].src) : 0,
				n ? f[0].port : (uint16_t)0);
	if (!r || r->style != (uint8_t)style)
		return fail(err, "no such reservation here");
	for (int i = 0; i < n; i++) {
		struct re_filter *have = re_rsb_filter(r, ip_addr_to_v4(&f[i].src), f[i].port);
		if (have)
			re_rsb_del_filter(r, have);
	}
	if (r->n_filters)
		re_tc_update(e, r);
	else
		re_rsb_remove(e, r);
	re_session_drop_if_empty(e, s);
	return true;
}

bool re_request(struct rsvp_engine *e, const char *line, char *err, size_t err_len)
{
	static const struct {
		const char *name;
		bool (*run)(struct rsvp_engine *e, struct words *w, struct failure *err);
	} requests[] = {
	    {"sender", do_sender}, {"unsender", do_unsender}, {"reserve", do_reserve}, {"release", do_release}};
	struct failure f = {err, err_len};
	struct words w;
	if (!split(line, &w, &f))
		return false;
	const char *name = take(&w);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		if (strcmp(name, requests[i].name) != 0)
			continue;
		if (e->local < 0)
			return fail(&f, "this node has no applications");
		return requests[i].run(e, &w, &f);
	}
	return fail(&f, "\"%.40s\" is no request of RSVP", name);
}
