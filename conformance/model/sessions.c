/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/build.h"

/* Addresses and ports of one session and sender. */
struct key {
	char dst[20], src[20];
	uint64_t port, src_port;
};

/* What an RSVP message or a line on the control port says, in one form. */
struct request {
	struct key key;
	struct mspec spec;
	bool has_spec, tear, confirm;
};

static int find(const struct model *m, const struct key *k)
{
	for (size_t i = 0; i < m->n_sessions; i++) {
		const struct msession *s = &m->sessions[i];
		if (s->port == k->port && s->src_port == k->src_port && strcmp(s->dst, k->dst) == 0 &&
		    strcmp(s->src, k->src) == 0)
			return (int)i;
	}
	return NO_SESSION;
}

static struct msession *find_or_add(struct model *m, const struct key *k)
{
	int i = find(m, k);

	if (i != NO_SESSION)
		return &m->sessions[i];
	struct msession *s = model_push((void **)&m->sessions, &m->n_sessions, sizeof(*s));
	if (s != NULL) {
		memcpy(s->dst, k->dst, sizeof(s->dst));
		memcpy(s->src, k->src, sizeof(s->src));
		s->port = k->port;
		s->src_port = k->src_port;
	}
	return s;
}

static bool split(const char *text, char *address, size_t len, char *rest, size_t rest_len)
{
	size_t n = strcspn(text, "/");

	if (text[n] == '\0' || n >= len)
		return false;
	memcpy(address, text, n);
	address[n] = '\0';
	snprintf(rest, rest_len, "%s", text + n + 1);
	return true;
}

/* SESSION = ADDRESS/PROTOCOL/PORT, SENDER = ADDRESS/PORT, and r= b= p= m= M= among the words of a request or
 * upcall (PROTOCOL.md sections 4 and 5). */
static bool parse_words(const char *line, struct request *q)
{
	char word[64], rest[40], port[40];
	size_t at = 0;
	bool session = false, sender = false;

	while (line[at] != '\0') {
		size_t n = strcspn(line + at, " ");
		double v;
		snprintf(word, sizeof(word), "%.*s", (int)(n < sizeof(word) ? n : sizeof(word) - 1), line + at);
		at += n + (line[at + n] == ' ');
		if (!session && split(word, q->key.dst, sizeof(q->key.dst), rest, sizeof(rest)) &&
		    strchr(rest, '/') != NULL) {
			q->key.port = strtoul(strchr(rest, '/') + 1, NULL, 10);
			session = true;
		} else if (session && !sender && strchr(word, '=') == NULL &&
			   split(word, q->key.src, sizeof(q->key.src), port, sizeof(port))) {
			q->key.src_port = strtoul(port, NULL, 10);
			sender = true;
		} else if (sscanf(word, "r=%lf", &v) == 1) {
			q->spec.r = v;
			q->has_spec = true;
		} else if (sscanf(word, "b=%lf", &v) == 1) {
			q->spec.b = v;
		} else if (sscanf(word, "p=%lf", &v) == 1) {
			q->spec.p = v;
		} else if (sscanf(word, "m=%lf", &v) == 1) {
			q->spec.m = (uint64_t)v;
		} else if (sscanf(word, "M=%lf", &v) == 1) {
			q->spec.M = (uint64_t)v;
		} else if (strcmp(word, "confirm=yes") == 0) {
			q->confirm = true;
		}
	}
	return session && sender;
}

static bool parse_message(const struct trace *t, const struct trace_event *e, struct request *q)
{
	bool path = strncmp(e->name, "Path", 4) == 0;
	const char *const fields[2][5] = {{"flowspec.r", "flowspec.b", "flowspec.p", "flowspec.m", "flowspec.M"},
					  {"tspec.r", "tspec.b", "tspec.p", "tspec.m", "tspec.M"}};
	const char *const *f = fields[path];
	double m = 0, M = 0;
	uint64_t port;

	q->has_spec = trace_f64(t, e, f[0], &q->spec.r) && trace_f64(t, e, f[1], &q->spec.b) &&
		      trace_f64(t, e, f[2], &q->spec.p) && trace_f64(t, e, f[3], &m) && trace_f64(t, e, f[4], &M);
	q->spec.m = (uint64_t)m;
	q->spec.M = (uint64_t)M;
	char address[48];
	q->confirm = trace_text(t, e, "confirm.address", address, sizeof(address));
	if (!trace_text(t, e, "session.address", q->key.dst, sizeof(q->key.dst)) ||
	    !trace_u64(t, e, "session.port", &q->key.port))
		return false;
	if (!trace_text(t, e, path ? "sender.address" : "filter.address", q->key.src, sizeof(q->key.src)) ||
	    !trace_u64(t, e, path ? "sender.port" : "filter.port", &port))
		return false;
	q->key.src_port = port;
	return true;
}

static bool equal(const struct mspec *a, const struct mspec *b)
{
	return a->r == b->r && a->b == b->b && a->p == b->p && a->m == b->m && a->M == b->M;
}

/* Order of two specifications as RFC 2210 and RFC 2215 have it: larger in no parameter that asks
 * for resources less. */
static enum mresv_kind change(const struct mspec *old, const struct mspec *now)
{
	bool up = now->r >= old->r && now->b >= old->b && now->p >= old->p && now->M >= old->M;
	bool down = now->r <= old->r && now->b <= old->b && now->p <= old->p && now->M <= old->M;

	return up && !down ? RESV_UP : down && !up ? RESV_DOWN : RESV_OTHER_CHANGE;
}

static bool note(struct mresv **list, size_t *n, const struct trace_event *e, const struct request *q)
{
	const struct mresv *last = *n > 0 && (*list)[*n - 1].kind != RESV_TEAR ? &(*list)[*n - 1] : NULL;
	struct mspec before = last != NULL ? last->spec : (struct mspec){0};
	bool had = last != NULL;
	struct mresv *r = model_push((void **)list, n, sizeof(*r));

	if (r == NULL)
		return false;
	r->event = e->id;
	r->time = e->time;
	r->before = before;
	r->confirm = q->confirm;
	r->spec = q->has_spec ? q->spec : before;
	if (q->tear)
		r->kind = RESV_TEAR;
	else if (!had)
		r->kind = RESV_NEW;
	else
		r->kind = equal(&before, &r->spec) ? RESV_REFRESH : change(&before, &r->spec);
	return true;
}

static bool note_event(uint32_t **list, size_t *n, const struct trace_event *e)
{
	uint32_t *id = model_push((void **)list, n, sizeof(*id));

	if (id != NULL)
		*id = e->id;
	return id != NULL;
}

/* Which list an RSVP message or control line belongs to. */
enum list { L_NONE, L_RESV, L_RESV_UP, L_PATH, L_PATH_DOWN, L_ERR, L_CONF };

/* Reservations come from downstream and go upstream, paths the other way. The ATM side is downstream of the
 * sub-net sender and upstream of the sub-net receiver. */
static const struct {
	const char *name;
	bool in;         /* towards the IUT */
	bool downstream; /* on its downstream side */
	bool tear;
	enum list list;
} rsvp_rules[] = {
    {"Resv", true, true, false, L_RESV},       {"ResvTear", true, true, true, L_RESV},
    {"Resv", false, false, false, L_RESV_UP},  {"ResvTear", false, false, true, L_RESV_UP},
    {"Path", true, false, false, L_PATH},      {"PathTear", true, false, true, L_PATH},
    {"Path", false, true, false, L_PATH_DOWN}, {"PathTear", false, true, true, L_PATH_DOWN},
    {"ResvErr", false, true, false, L_ERR},    {"ResvConf", false, true, false, L_CONF},
};
static const struct {
	const char *name;
	bool in, tear;
	enum list list;
} control_rules[] = {
    {"reserve", true, false, L_RESV},    {"release", true, true, L_RESV},
    {"resv", false, false, L_RESV_UP},   {"resv-tear", false, true, L_RESV_UP},
    {"sender", true, false, L_PATH},     {"unsender", true, true, L_PATH},
    {"path", false, false, L_PATH_DOWN}, {"path-tear", false, true, L_PATH_DOWN},
    {"resv-error", false, false, L_ERR}, {"resv-confirm", false, false, L_CONF},
};
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static enum list classify(const struct model *m, const struct trace_event *e, bool *tear)
{
	bool in = e->dir == TRACE_IN;

	if (e->kind == TRACE_CONTROL) {
		for (size_t i = 0; i < COUNT(control_rules); i++) {
			*tear = control_rules[i].tear;
			if (control_rules[i].in == in && strcmp(control_rules[i].name, e->name) == 0)
				return control_rules[i].list;
		}
		return L_NONE;
	}
	bool downstream = (e->pco == PCO_ATM) == m->sender_side;
	for (size_t i = 0; e->kind == TRACE_RSVP && !e->bad && i < COUNT(rsvp_rules); i++) {
		*tear = rsvp_rules[i].tear;
		if (rsvp_rules[i].in == in && rsvp_rules[i].downstream == downstream &&
		    strcmp(rsvp_rules[i].name, e->name) == 0)
			return rsvp_rules[i].list;
	}
	return L_NONE;
}

static bool add_request(struct model *m, const struct trace_event *e, enum list list, bool tear)
{
	struct request q = {.tear = tear};

	if (e->kind == TRACE_CONTROL ? e->note == NULL || !parse_words(e->note, &q) : !parse_message(m->trace, e, &q))
		return true;
	struct msession *s = find_or_add(m, &q.key);
	if (s == NULL)
		return false;
	switch (list) {
	case L_RESV:
		return note(&s->resv, &s->n_resv, e, &q);
	case L_RESV_UP:
		return note(&s->resv_up, &s->n_resv_up, e, &q);
	case L_PATH:
		return note(&s->path, &s->n_path, e, &q);
	case L_PATH_DOWN:
		return note(&s->path_down, &s->n_path_down, e, &q);
	case L_ERR:
		return note_event(&s->err, &s->n_err, e);
	case L_CONF:
		return note_event(&s->conf, &s->n_conf, e);
	case L_NONE:
		break;
	}
	return true;
}

/* Session of a flow number, from the addresses of one of its packets; remembered in the session. */
static struct msession *session_of_flow(struct model *m, const struct trace_event *e)
{
	struct key k = {0};

	for (size_t i = 0; i < m->n_sessions; i++) {
		if (m->sessions[i].flow == e->data.flow)
			return &m->sessions[i];
	}
	if (!trace_text(m->trace, e, "ip.dst", k.dst, sizeof(k.dst)) ||
	    !trace_text(m->trace, e, "ip.src", k.src, sizeof(k.src)) ||
	    !trace_u64(m->trace, e, "udp.dst-port", &k.port) || !trace_u64(m->trace, e, "udp.src-port", &k.src_port))
		return NULL;
	int i = find(m, &k);
	if (i == NO_SESSION)
		return NULL;
	m->sessions[i].flow = e->data.flow;
	return &m->sessions[i];
}

/* Session of a numbered packet on the control port, from the words of the request or upcall. */
static struct msession *session_of_words(struct model *m, const struct trace_event *e)
{
	struct request q = {0};
	int i = e->note != NULL && parse_words(e->note, &q) ? find(m, &q.key) : NO_SESSION;

	if (i == NO_SESSION)
		return NULL;
	m->sessions[i].flow = e->data.flow;
	return &m->sessions[i];
}

static bool add_data(struct model *m, const struct trace_event *e)
{
	struct msession *s = e->kind == TRACE_CONTROL ? session_of_words(m, e) : session_of_flow(m, e);
	bool atm = e->pco == PCO_ATM;

	if (s == NULL)
		return true;
	if (e->dir == TRACE_IN && atm != m->sender_side)
		return note_event(&s->given, &s->n_given, e);
	if (e->dir == TRACE_OUT && atm == m->sender_side)
		return note_event(&s->sent, &s->n_sent, e);
	return true;
}

bool build_sessions(struct model *m)
{
	const struct trace_event *e;
	size_t i = 0;
	bool ok = true;

	while (ok && (e = model_next(m, &i)) != NULL) {
		bool tear = false;
		enum list list = classify(m, e, &tear);
		if (list != L_NONE)
			ok = add_request(m, e, list, tear);
	}
	/* Data second, when all sessions are known. */
	for (i = 0; ok && (e = model_next(m, &i)) != NULL;) {
		if (e->kind == TRACE_DATA || (e->kind == TRACE_CONTROL && e->data.flow != 0))
			ok = add_data(m, e);
	}
	return ok;
}

int model_session_of(const struct model *m, const struct trace_event *e)
{
	struct request q = {0};

	if (e->kind == TRACE_DATA) {
		for (size_t i = 0; i < m->n_sessions; i++) {
			if (m->sessions[i].flow != 0 && m->sessions[i].flow == e->data.flow)
				return (int)i;
		}
		return NO_SESSION;
	}
	if (e->kind == TRACE_CONTROL ? e->note == NULL || !parse_words(e->note, &q)
				     : e->kind != TRACE_RSVP || !parse_message(m->trace, e, &q))
		return NO_SESSION;
	return find(m, &q.key);
}
