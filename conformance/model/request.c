/* SPDX-License-Identifier: Apache-2.0 */
#include "model/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a body says. */
struct known {
	bool sound;
	struct request request;
};

struct requests {
	const struct trace *trace;
	size_t n;               /* room in 'of_body' */
	struct known **of_body; /* by number of the body; NULL if it has not been read */
};

struct requests *requests_create(const struct trace *t)
{
	struct requests *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->trace = t;
	r->n = trace_n_bodies(t) + 1;
	r->of_body = calloc(r->n, sizeof(struct known *));
	if (r->of_body == NULL) {
		free(r);
		return NULL;
	}
	return r;
}

void requests_free(struct requests *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++)
		free(r->of_body[i]);
	free(r->of_body);
	free(r);
}

/* "ADDRESS/..." into the address; what is behind the slash, NULL if it is no such word. */
static const char *split(const char *word, size_t n, char *address, size_t len)
{
	const char *slash = memchr(word, '/', n);
	size_t head = slash != NULL ? (size_t)(slash - word) : 0;

	if (slash == NULL || head >= len)
		return NULL;
	memcpy(address, word, head);
	address[head] = '\0';
	return slash + 1;
}

static bool is_word(const char *word, size_t n, const char *text)
{
	return n == strlen(text) && memcmp(word, text, n) == 0;
}

/* "r=1.5e6" and the like. */
static void spec_word(const char *word, struct request *q)
{
	char *end;
	double v = strtod(word + 2, &end);

	if (end == word + 2)
		return;
	switch (word[0]) {
	case 'r':
		q->spec.r = v;
		q->has_spec = true;
		break;
	case 'b':
		q->spec.b = v;
		break;
	case 'p':
		q->spec.p = v;
		break;
	case 'm':
		q->spec.m = (uint64_t)v;
		break;
	case 'M':
		q->spec.M = (uint64_t)v;
		break;
	default:
		break;
	}
}

/* SESSION = ADDRESS/PROTOCOL/PORT. */
static bool session_word(const char *word, size_t n, struct request *q)
{
	const char *rest = split(word, n, q->key.dst, sizeof(q->key.dst));
	const char *port = rest != NULL ? memchr(rest, '/', n - (size_t)(rest - word)) : NULL;

	if (port == NULL)
		return false;
	q->key.port = strtoul(port + 1, NULL, 10);
	return true;
}

/* SENDER = ADDRESS/PORT. */
static void sender_word(const char *word, size_t n, struct request *q)
{
	if (q->n_senders == MAX_SENDERS)
		return;
	struct key *k = &q->senders[q->n_senders];
	const char *port = split(word, n, k->src, sizeof(k->src));
	if (port == NULL)
		return;
	memcpy(k->dst, q->key.dst, sizeof(k->dst));
	k->port = q->key.port;
	k->src_port = strtoul(port, NULL, 10);
	q->n_senders++;
}

/* SESSION, SENDER, and r= b= p= m= M= among the words of a request or upcall (PROTOCOL.md sections 4 and 5). */
static bool read_words(const char *line, struct request *q)
{
	bool session = false;

	for (const char *at = line; *at != '\0';) {
		size_t n = strcspn(at, " ");
		if (!session && session_word(at, n, q))
			session = true;
		else if (session && memchr(at, '=', n) == NULL)
			sender_word(at, n, q);
		else if (is_word(at, n, "style=SE"))
			q->shared = true;
		else if (is_word(at, n, "style=WF"))
			q->shared = q->wildcard = true;
		else if (is_word(at, n, "confirm=yes"))
			q->confirm = true;
		else if (n > 2 && at[1] == '=')
			spec_word(at, q);
		at += n + (at[n] == ' ');
	}
	for (size_t i = 0; i < q->n_senders; i++) {
		q->specs[i] = q->spec;
		q->has_specs[i] = q->has_spec;
	}
	if (q->n_senders > 0)
		q->key = q->senders[0];
	return session && (q->n_senders > 0 || q->shared);
}

/* The flow descriptors of a message in their order: a flowspec holds for the filters behind it. */
struct descriptors {
	struct request *q;
	struct mspec spec;
	bool has_spec;
};

static void descriptor_field(void *ctx, const char *name, const char *text, const char *unit)
{
	struct descriptors *d = ctx;
	struct request *q = d->q;

	(void)unit;
	if (strcmp(name, "flowspec.r") == 0) {
		d->spec = (struct mspec){.r = strtod(text, NULL)};
		d->has_spec = true;
	} else if (strcmp(name, "flowspec.b") == 0) {
		d->spec.b = strtod(text, NULL);
	} else if (strcmp(name, "flowspec.p") == 0) {
		d->spec.p = strtod(text, NULL);
	} else if (strcmp(name, "flowspec.m") == 0) {
		d->spec.m = (uint64_t)strtod(text, NULL);
	} else if (strcmp(name, "flowspec.M") == 0) {
		d->spec.M = (uint64_t)strtod(text, NULL);
	} else if (strcmp(name, "filter.address") == 0 && q->n_senders < MAX_SENDERS) {
		struct key *k = &q->senders[q->n_senders];
		memcpy(k->dst, q->key.dst, sizeof(k->dst));
		k->port = q->key.port;
		snprintf(k->src, sizeof(k->src), "%s", text);
		q->specs[q->n_senders] = d->spec;
		q->has_specs[q->n_senders++] = d->has_spec;
	} else if (strcmp(name, "filter.port") == 0 && q->n_senders > 0 && q->senders[q->n_senders - 1].src_port == 0) {
		q->senders[q->n_senders - 1].src_port = strtoul(text, NULL, 10);
	}
}

static bool read_message(const struct trace *t, const struct trace_event *e, struct request *q)
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
	trace_text(t, e, "hop.address", q->hop, sizeof(q->hop));
	q->wildcard = trace_has(t, e, "style", "WF");
	q->shared = q->wildcard || trace_has(t, e, "style", "SE");
	if (!path) {
		struct descriptors d = {.q = q};
		trace_fields(t, e, descriptor_field, &d);
		if (q->n_senders > 0)
			q->key = q->senders[0];
		return q->n_senders > 0 || q->wildcard;
	}
	if (!trace_text(t, e, "sender.address", q->key.src, sizeof(q->key.src)) ||
	    !trace_u64(t, e, "sender.port", &port))
		return false;
	q->key.src_port = port;
	q->senders[0] = q->key;
	q->specs[0] = q->spec;
	q->has_specs[0] = q->has_spec;
	q->n_senders = 1;
	return true;
}

bool request_of(struct requests *r, const struct trace_event *e, struct request *q)
{
	if (e->kind == TRACE_CONTROL) {
		*q = (struct request){0};
		return e->note != NULL && read_words(e->note, q);
	}
	if (e->kind != TRACE_RSVP)
		return false;
	struct known **k = &r->of_body[trace_body(r->trace, e)];
	if (*k == NULL) {
		*k = calloc(1, sizeof(**k));
		if (*k == NULL)
			return false;
		(*k)->sound = read_message(r->trace, e, &(*k)->request);
	}
	*q = (*k)->request;
	return (*k)->sound;
}
