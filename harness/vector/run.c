/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One case from its beginning to its end. The engine runs up to the next moment at
 * which the IUT has something to do or was given something; then the IUT is given
 * time up to there, and what it sends goes into the network. The IUT is never
 * advanced beyond the engine's next event.
 */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

/* A script cannot wait longer than this, so whoever comes here runs in circles. */
#define LAST_MOMENT       (VT_S(1) * 3600 * 100000)
#define MAX_ENGINE_EVENTS 50000000u
#define STDERR_KEPT       300 /* octets of what the IUT said last, in the trace */

struct vector_pixit vcase_pixit(const struct vcase *c, const struct vector_pixit *pixit)
{
	struct arena a;
	struct vprogram p;
	struct xml_errors e;
	char err[256];

	arena_init(&a, "pixit");
	xml_errors_init(&e, err, sizeof(err));
	bool ok = vprogram_settings(&a, c, pixit, &p, &e);
	arena_free(&a);
	return ok ? p.pixit : *pixit;
}

static bool create(struct run *r, struct iut_factory *factory)
{
	r->trace = trace_create();
	if (r->trace == NULL || !run_record_nodes(r) || !run_world_create(r))
		return false;
	return r->iut_host == ANY || run_iut_open(r, factory);
}

static void endless(struct run *r, const char *what)
{
	r->out->harness_error = true;
	snprintf(r->out->text, sizeof(r->out->text), "%s", what);
	run_script_stop(r, what);
}

static void loop(struct run *r)
{
	while (!r->over || engine_now(r->engine) < r->end_at) {
		vtime until = r->iut != NULL && !r->out->iut_fault && r->iut_next < r->end_at ? r->iut_next : r->end_at;

		r->out->events += engine_run(r->engine, until);
		vtime now = engine_now(r->engine);
		r->rounds++;
		if (r->iut != NULL && !r->out->iut_fault && (r->iut_input || r->iut_next <= now) &&
		    !run_iut_pump(r, now))
			break;
		if (r->out->events + r->rounds > MAX_ENGINE_EVENTS || now >= LAST_MOMENT) {
			endless(r, "the case does not come to an end");
			break;
		}
		if (trace_n(r->trace) > TRACE_EVENTS_MAX) {
			endless(r, "more happens in the case than can be kept");
			break;
		}
	}
}

/* The end of the IUT; of one that failed, what it said on standard error. */
static void finish(struct run *r)
{
	struct vrun *out = r->out;
	char words[100];
	bool ended_well = iut_finish(r->iut) == IUT_FINE;

	if (!ended_well && !out->iut_fault) {
		out->iut_fault = true;
		snprintf(out->text, sizeof(out->text), "%s", iut_fault_text(r->iut));
		run_record_text(r, TRACE_IUT, out->duration, "crash", "text=%s", out->text);
	}
	iut_last_words(r->iut, words, sizeof(words));
	if (!out->iut_fault || words[0] == '\0')
		return;
	const char *said = iut_stderr(r->iut);
	size_t len = strlen(said);
	run_record_text(r, TRACE_IUT, out->duration, "stderr", "text=%s",
			len > STDERR_KEPT ? said + len - STDERR_KEPT : said);
	size_t n = strlen(out->text);
	snprintf(out->text + n, sizeof(out->text) - n, "; it said: %s", words);
}

static void run(struct run *r, struct iut_factory *factory)
{
	/* What was recorded at the start may have found no memory. */
	if (!create(r, factory) || r->out->harness_error) {
		if (!r->out->iut_fault) {
			r->out->harness_error = true;
			snprintf(r->out->text, sizeof(r->out->text), "out of memory");
		}
		return;
	}
	r->end_at = LAST_MOMENT;
	if (!run_script_start(r)) {
		r->out->harness_error = true;
		return;
	}
	if (r->iut == NULL || run_iut_start(r))
		loop(r);
	r->out->duration = engine_now(r->engine);
	if (r->iut != NULL)
		finish(r);
	if (packets_failed(r->packets)) {
		r->out->harness_error = true;
		snprintf(r->out->text, sizeof(r->out->text), "out of memory");
	}
	run_record_text(r, TRACE_NET, r->out->duration, "end", "text=%s",
			r->out->text[0] != '\0' ? r->out->text
			: r->pc == r->p.n_steps ? "script over"
						: "script stopped");
}

void vcase_run(const struct vcase *c, struct iut_factory *factory, const struct vector_pixit *pixit, uint64_t seed,
	       void (*verbose)(void *ctx, const struct trace *t, const struct trace_event *e), void *ctx,
	       struct vrun *out)
{
	struct run *r = calloc(1, sizeof(*r));
	struct xml_errors e;

	memset(out, 0, sizeof(*out));
	if (r == NULL) {
		out->harness_error = true;
		return;
	}
	*r = (struct run){.c = c, .out = out, .verbose = verbose, .verbose_ctx = ctx, .iut_port = -1};
	r->seed = rng_derive(seed, c->id);
	r->iut_next = VTIME_NEVER;
	arena_init(&r->arena, "case");
	xml_errors_init(&e, out->text, sizeof(out->text));
	if (vprogram_compile(&r->arena, c, pixit, &r->p, &e)) {
		if (factory == NULL) {
			r->p.iut = ANY;
			r->p.role = role_by_name("none");
		}
		r->iut_host = r->p.iut;
		run(r, factory);
	} else {
		out->harness_error = true;
	}
	iut_close(r->iut);
	if (r->p.topology != NULL)
		run_world_free(r);
	if (out->trace == NULL)
		out->trace = r->trace;
	eval_free(&r->v);
	free(r->active_told);
	arena_free(&r->arena);
	free(r);
}
