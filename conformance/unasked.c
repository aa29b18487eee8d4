/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As with what cannot be read, no row of a catalogue forbids it, for every document takes it for granted: who forwards
 * a Path got one, who sends a Resv has path state. A stranger that speaks of what nobody has is not doing what the case
 * is about, and what else it shows proves nothing.
 */
#include "conformance/unasked.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAMED 64 /* senders that are looked at in one message */

struct place {
	char address[20];
	char port[8];
};

/* A session, or a sender of one. */
struct pair {
	struct place session, sender; /* the session itself: sender.address is "" */
};

/* What one message, or one request, names. */
struct named {
	struct place session, senders[MAX_NAMED];
	size_t n;
};

struct knowledge {
	struct pair *pairs;
	size_t n, cap;
	bool failed; /* memory ran out */
};

static bool same(const struct place *a, const struct place *b)
{
	return strcmp(a->address, b->address) == 0 && strcmp(a->port, b->port) == 0;
}

static bool knows(const struct knowledge *k, const struct place *session, const struct place *sender)
{
	for (size_t i = 0; i < k->n; i++) {
		if (same(&k->pairs[i].session, session) && same(&k->pairs[i].sender, sender))
			return true;
	}
	return false;
}

static void learn(struct knowledge *k, const struct place *session, const struct place *sender)
{
	if (knows(k, session, sender) || k->failed)
		return;
	if (k->n == k->cap) {
		size_t cap = k->cap == 0 ? 16 : 2 * k->cap;
		struct pair *grown = realloc(k->pairs, cap * sizeof(*grown));
		k->failed = grown == NULL;
		if (k->failed)
			return;
		k->pairs = grown;
		k->cap = cap;
	}
	k->pairs[k->n++] = (struct pair){*session, *sender};
}

static void set(char *to, size_t len, const char *text, size_t n)
{
	snprintf(to, len, "%.*s", (int)n, text);
}

static struct place *next_sender(struct named *m)
{
	return m->n < MAX_NAMED ? &m->senders[m->n++] : NULL;
}

static void rsvp_field(void *ctx, const char *name, const char *text, const char *unit)
{
	struct named *m = ctx;
	struct place *last = m->n > 0 ? &m->senders[m->n - 1] : NULL;

	(void)unit;
	if (strcmp(name, "session.address") == 0) {
		set(m->session.address, sizeof(m->session.address), text, strlen(text));
	} else if (strcmp(name, "session.port") == 0) {
		set(m->session.port, sizeof(m->session.port), text, strlen(text));
	} else if (strcmp(name, "sender.address") == 0 || strcmp(name, "filter.address") == 0) {
		if ((last = next_sender(m)) != NULL)
			set(last->address, sizeof(last->address), text, strlen(text));
	} else if ((strcmp(name, "sender.port") == 0 || strcmp(name, "filter.port") == 0) && last != NULL) {
		set(last->port, sizeof(last->port), text, strlen(text));
	}
}

/* SESSION is ADDRESS/PROTOCOL/PORT, SENDER is ADDRESS/PORT (PROTOCOL.md section 4). */
static void control_field(void *ctx, const char *name, const char *text, const char *unit)
{
	struct named *m = ctx;
	size_t address = strcspn(text, "/");
	const char *port = strrchr(text, '/');
	struct place *to = strcmp(name, "session") == 0  ? &m->session
			   : strcmp(name, "sender") == 0 ? next_sender(m)
							 : NULL;

	(void)unit;
	if (to == NULL || port == NULL)
		return;
	set(to->address, sizeof(to->address), text, address);
	set(to->port, sizeof(to->port), port + 1, strlen(port + 1));
}

static void learn_all(struct knowledge *k, const struct named *m)
{
	static const struct place none = {.address = ""};

	if (m->session.address[0] == '\0')
		return;
	learn(k, &m->session, &none);
	for (size_t i = 0; i < m->n; i++)
		learn(k, &m->session, &m->senders[i]);
}

/* Why the message makes no sense; "" if it does. */
static void look(const struct knowledge *k, const struct named *m, char *why, size_t len)
{
	static const struct place none = {.address = ""};

	why[0] = '\0';
	if (m->session.address[0] == '\0')
		return;
	if (!knows(k, &m->session, &none)) {
		snprintf(why, len, "nobody has named session %s/%s", m->session.address, m->session.port);
		return;
	}
	for (size_t i = 0; i < m->n; i++) {
		if (knows(k, &m->session, &m->senders[i]))
			continue;
		snprintf(why, len, "nobody has named sender %s/%s of session %s/%s", m->senders[i].address,
			 m->senders[i].port, m->session.address, m->session.port);
		return;
	}
}

/* What is known of a message by its body: the same again has been looked at, whichever way it went. */
enum { SENT_FINE = 1, RECEIVED = 2 };

static void look_at(const struct trace *t, const struct trace_event *e, uint8_t *of_body, struct knowledge *k,
		    char *why, size_t len)
{
	struct named m = {.n = 0};
	uint32_t body = e->kind == TRACE_RSVP ? trace_body(t, e) : 0;
	uint8_t done = e->dir == TRACE_IN ? RECEIVED : SENT_FINE;

	why[0] = '\0';
	if (body != 0 && (of_body[body] & done) != 0)
		return;
	if (e->bad) {
		/* What it got from others it may hand back in an error. */
		bool bucket = e->note != NULL && strstr(e->note, "(RFC 2215 3.6)") != NULL;
		if (bucket && e->dir == TRACE_OUT && of_body[body] == 0)
			snprintf(why, len, "%s", e->note);
		else
			of_body[body] |= done;
		return;
	}
	trace_fields(t, e, e->kind == TRACE_RSVP ? rsvp_field : control_field, &m);
	if (e->dir == TRACE_IN)
		learn_all(k, &m);
	else
		look(k, &m, why, len);
	if (why[0] == '\0')
		of_body[body] |= done;
}

size_t unasked_messages(const struct trace *t, char *text, size_t len)
{
	const struct trace_event *first = NULL;
	struct knowledge k = {.n = 0};
	/* A body is new with its first event, so there are no more of them than events. */
	uint8_t *of_body = calloc(trace_n(t) + 2, 1);
	char why[160], first_why[160] = "";
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; of_body != NULL && i < trace_n(t) && !k.failed; i++) {
		const struct trace_event *e = trace_at(t, i);
		bool request = e->kind == TRACE_CONTROL && e->dir == TRACE_IN;
		if (!(request || e->kind == TRACE_RSVP) || e->garbled || !trace_node_is_iut(t, e->node))
			continue;
		look_at(t, e, of_body, &k, why, sizeof(why));
		if (why[0] == '\0')
			continue;
		if (n++ == 0) {
			first = e;
			memcpy(first_why, why, sizeof(why));
		}
	}
	if (first != NULL)
		snprintf(text, len,
			 "%zu RSVP message%s that make%s no sense, the first at %" PRId64 ".%06" PRId64
			 "s (event %" PRIu32 "): %s, %s",
			 n, n > 1 ? "s" : "", n > 1 ? "" : "s", first->time / 1000000000,
			 first->time % 1000000000 / 1000, first->id, first->name, first_why);
	bool failed = of_body == NULL || k.failed;
	free(of_body);
	free(k.pairs);
	return failed ? SIZE_MAX : n;
}
