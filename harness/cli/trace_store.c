/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FORMAT of run.txt: one "key value" a line, in any order but for 'isatm-run', which is
 * first; 'pixit NAME=NUMBER' with times in ns; 'case' lines in the order of the run:
 *     case SEED DURATION EVENTS BLAME|- ID
 *     error TEXT            of the case before, if it has one
 */
#include "trace_store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define MAX_STORED 1000000

/* Names and places of the PIXIT's values as they are kept. */
static const struct {
	const char *name;
	size_t offset;
	bool is_u32;
} values[] = {
#define VALUE(member, u32)                                                                                             \
	{                                                                                                              \
#member, offsetof(struct vector_pixit, member), u32                                                    \
	}
    VALUE(H, false),
    VALUE(tau, false),
    VALUE(retry, false),
    VALUE(reestablish, false),
    VALUE(be_idle, false),
    VALUE(refresh, false),
    VALUE(lifetime_max, false),
    VALUE(tolerance, false),
    VALUE(link_cell_bps, false),
    VALUE(lifetime_k, true),
#undef VALUE
};
#define N_VALUES (sizeof(values) / sizeof(*values))

static void write_line(FILE *f, const char *key, const char *text)
{
	fprintf(f, "%s ", key);
	for (; *text != '\0'; text++)
		putc(*text == '\n' || *text == '\r' ? ' ' : *text, f);
	putc('\n', f);
}

static void write_all(FILE *f, const struct run_outcome *o)
{
	fprintf(f, "isatm-run 1\n");
	write_line(f, "iut", o->iut_spec);
	write_line(f, "name", o->hello->name);
	write_line(f, "version", o->hello->version);
	write_line(f, "roles", o->hello->roles);
	write_line(f, "uni", o->hello->uni);
	write_line(f, "control", o->hello->control ? "yes" : "no");
	write_line(f, "probe", o->probe);
	write_line(f, "profile", o->selection->profile->id);
	fprintf(f, "seed %" PRIu64 "\n", o->seed);
	for (size_t i = 0; i < N_VALUES; i++) {
		const void *from = (const char *)o->pixit + values[i].offset;
		uint64_t v = values[i].is_u32 ? *(const uint32_t *)from : *(const uint64_t *)from;
		fprintf(f, "pixit %s=%" PRIu64 "\n", values[i].name, v);
	}
	for (size_t i = 0; i < o->n; i++) {
		const struct case_result *r = &o->results[i];
		if (o->cases[i].choice != CHOSEN || r->verdict == VERDICT_NONE)
			continue;
		fprintf(f, "case %" PRIu64 " %" PRId64 " %" PRIu64 " %s %s\n", r->seed, r->duration, r->n_events,
			r->blame[0] != '\0' ? r->blame : "-", o->cases[i].vcase.id);
		if (r->error[0] != '\0')
			write_line(f, "error", r->error);
	}
}

bool trace_store_write(const char *dir, const struct run_outcome *o)
{
	char path[4096], err[512] = "";
	struct outfile out;

	snprintf(path, sizeof(path), "%s/run.txt", dir);
	if (!outfile_open(&out, path, err, sizeof(err))) {
		cli_usage_error("%s", err);
		return false;
	}
	write_all(out.f, o);
	if (!outfile_close(&out, !ferror(out.f), err, sizeof(err))) {
		cli_usage_error("%s", err);
		return false;
	}
	return true;
}

static bool copy(char *to, size_t len, const char *text)
{
	return (size_t)snprintf(to, len, "%s", text) < len;
}

static bool read_pixit(struct vector_pixit *p, const char *text)
{
	for (size_t i = 0; i < N_VALUES; i++) {
		size_t n = strlen(values[i].name);
		char *end;
		if (strncmp(text, values[i].name, n) != 0 || text[n] != '=')
			continue;
		errno = 0;
		uint64_t v = strtoull(text + n + 1, &end, 10);
		if (end == text + n + 1 || *end != '\0' || errno != 0 ||
		    v > (values[i].is_u32 ? UINT32_MAX : INT64_MAX))
			return false;
		if (values[i].is_u32)
			*(uint32_t *)((char *)p + values[i].offset) = (uint32_t)v;
		else
			*(uint64_t *)((char *)p + values[i].offset) = v;
		return true;
	}
	return false;
}

static bool read_case(struct trace_store *t, const char *text, int line)
{
	int at = 0;

	if (t->n == MAX_STORED)
		return false;
	if ((t->n & (t->n - 1)) == 0) {
		struct stored_case *grown = realloc(t->cases, (t->n == 0 ? 1 : 2 * t->n) * sizeof(*grown));
		if (grown == NULL)
			return false;
		t->cases = grown;
	}
	struct stored_case *c = &t->cases[t->n];
	*c = (struct stored_case){.line = line};
	if (sscanf(text, "%" SCNu64 " %" SCNd64 " %" SCNu64 " %11s %n", &c->seed, &c->duration, &c->n_events, c->blame,
		   &at) < 4 ||
	    at == 0 || !copy(c->id, sizeof(c->id), text + at))
		return false;
	if (strcmp(c->blame, "-") == 0)
		c->blame[0] = '\0';
	t->n++;
	return true;
}

static bool read_line(struct trace_store *t, char *line, int number)
{
	char *text = strchr(line, ' '), *end;

	if (text == NULL)
		return false;
	*text++ = '\0';
	const struct {
		const char *key;
		char *to;
		size_t len;
	} texts[] = {{"iut", t->iut, sizeof(t->iut)},
		     {"name", t->hello.name, sizeof(t->hello.name)},
		     {"version", t->hello.version, sizeof(t->hello.version)},
		     {"roles", t->hello.roles, sizeof(t->hello.roles)},
		     {"uni", t->hello.uni, sizeof(t->hello.uni)},
		     {"probe", t->probe, sizeof(t->probe)},
		     {"profile", t->profile, sizeof(t->profile)}};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (strcmp(line, texts[i].key) == 0)
			return copy(texts[i].to, texts[i].len, text);
	}
	if (strcmp(line, "seed") == 0) {
		t->seed = strtoull(text, &end, 10);
		return end != text && *end == '\0';
	}
	if (strcmp(line, "control") == 0) {
		t->hello.control = strcmp(text, "yes") == 0;
		return t->hello.control || strcmp(text, "no") == 0;
	}
	if (strcmp(line, "pixit") == 0)
		return read_pixit(&t->pixit, text);
	if (strcmp(line, "case") == 0)
		return read_case(t, text, number);
	if (strcmp(line, "error") == 0 && t->n > 0)
		return copy(t->cases[t->n - 1].error, sizeof(t->cases[0].error), text);
	return false;
}

bool trace_store_read(const char *dir, struct trace_store *t, char *err, size_t err_len)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/run.txt", dir);
	return trace_store_read_file(path, t, err, err_len);
}

bool trace_store_read_file(const char *path, struct trace_store *t, char *err, size_t err_len)
{
	char line[2048];
	bool ok = true;
	int number = 0;

	*t = (struct trace_store){.pixit = vector_pixit_defaults()};
	FILE *f = infile_open(path, err, err_len);
	if (f == NULL)
		return false;
	while (ok && fgets(line, sizeof(line), f) != NULL) {
		size_t n = strcspn(line, "\n");
		ok = line[n] == '\n';
		line[n] = '\0';
		if (++number == 1)
			ok = ok && strcmp(line, "isatm-run 1") == 0;
		else
			ok = ok && read_line(t, line, number);
	}
	char why[80];
	fclose(f);
	if (!ok || number == 0)
		snprintf(err, err_len, "%s:%d: is not a line that isatm run --trace writes", path, number);
	else if (!vector_pixit_ok(&t->pixit, why, sizeof(why)))
		snprintf(err, err_len, "%s:%d: %s", path, number, why);
	else
		return true;
	trace_store_free(t);
	return false;
}

void trace_store_free(struct trace_store *t)
{
	free(t->cases);
	*t = (struct trace_store){0};
}
