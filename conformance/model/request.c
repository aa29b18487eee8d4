/* SPDX-License-Identifier: Apache-2.0 */
#include "model/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
bool request_of_words(const char *line, struct request *q)
{
	char word[64], rest[40], port[40];
	size_t at = 0;
	bool session = false;

	while (line[at] != '\0') {
		size_t n = strcspn(line + at, " ");
		double v;
		snprintf(word, sizeof(word), "%.*s", (int)(n < sizeof(word) ? n : sizeof(word) - 1), line + at);
		at += n + (line[at + n] == ' ');
		if (!session && split(word, q->key.dst, sizeof(q->key.dst), rest, sizeof(rest)) &&
		    strchr(rest, '/') != NULL) {
			q->key.port = strtoul(strchr(rest, '/') + 1, NULL, 10);
			session = true;
		} else if (session && strchr(word, '=') == NULL && q->n_senders < MAX_SENDERS &&
			   split(word, q->senders[q->n_senders].src, sizeof(q->key.src), port, sizeof(port))) {
			struct key *k = &q->senders[q->n_senders++];
			memcpy(k->dst, q->key.dst, sizeof(k->dst));
			k->port = q->key.port;
			k->src_port = strtoul(port, NULL, 10);
		} else if (strcmp(word, "style=SE") == 0 || strcmp(word, "style=WF") == 0) {
			q->shared = true;
			q->wildcard = word[6] == 'W';
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

bool request_of_message(const struct trace *t, const struct trace_event *e, struct request *q)
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
