/* SPDX-License-Identifier: Apache-2.0 */
/* The script as it runs: one step after another, waiting where a step waits. */
#include <stdio.h>
#include <string.h>

#include "run.h"

#define NOWHERE SIZE_MAX

static void go_on(struct run *r, vtime now);

static void finish(struct run *r, vtime now, const char *reason)
{
	if (r->over)
		return;
	r->over = true;
	r->waiting = false;
	engine_cancel(r->engine, r->timeout);
	r->timeout = 0;
	r->end_at = vtime_add(now, r->p.settle);
	if (reason != NULL && r->out->text[0] == '\0')
		snprintf(r->out->text, sizeof(r->out->text), "%s", reason);
	engine_stop(r->engine);
}

void run_script_stop(struct run *r, const char *reason)
{
	finish(r, engine_now(r->engine), reason);
	/* Nothing that happens afterwards counts. */
	r->end_at = engine_now(r->engine);
}

/* Result of a waiting step: 'carry' is where the next expectation begins to look. */
static bool waited(struct run *r, enum wait_state state)
{
	const struct vstep *s = &r->p.steps[r->pc];

	r->waiting = false;
	engine_cancel(r->engine, r->timeout);
	r->timeout = 0;
	r->carry = r->w.end != 0 ? r->w.end : NOWHERE;
	if (r->carry != NOWHERE)
		r->carry_time = trace_at(r->trace, r->carry - 1)->time;
	r->pc++;
	return state == WAIT_DONE || s->go_on;
}

static void wake(void *ctx, vtime now)
{
	struct run *r = ctx;

	r->waking = false;
	if (!r->waiting)
		return;
	if (waited(r, r->w.state))
		go_on(r, now);
	else
		finish(r, now, NULL);
}

static void timed_out(void *ctx, vtime now)
{
	struct run *r = ctx;

	r->timeout = 0;
	if (!r->waiting || r->waking)
		return;
	if (waited(r, WAIT_PENDING))
		go_on(r, now);
	else
		finish(r, now, NULL);
}

static void resume(void *ctx, vtime now)
{
	go_on(ctx, now);
}

/* Called for every event of the trace, from inside whatever caused it: the script itself goes on only when that is
 * done. */
void run_script_event(struct run *r)
{
	if (!r->waiting || r->waking)
		return;
	if (waiting_look(&r->v, &r->w) == WAIT_PENDING)
		return;
	r->waking = true;
	engine_at(r->engine, engine_now(r->engine), wake, r);
}

static void wait_for(struct run *r, vtime now, const struct vstep *s)
{
	const struct run_place *at = s->after_step != ANY ? &r->place[s->after_step] : &r->place[r->pc];
	vtime start = s->after_step != ANY ? at->time : now;

	waiting_begin(&r->w, s, at->from, start);
	r->waiting = true;
	vtime end = vtime_add(r->w.deadline, 1);
	r->timeout = engine_at(r->engine, end > now ? end : now, timed_out, r);
	/* It may stand in the trace already. */
	run_script_event(r);
}

static void go_on(struct run *r, vtime now)
{
	while (!r->over && r->pc < r->p.n_steps) {
		const struct vstep *s = &r->p.steps[r->pc];
		run_record_mark(r, now, r->pc);
		if (r->over)
			return;
		r->place[r->pc] = (struct run_place){r->carry != NOWHERE ? r->carry : trace_n(r->trace),
						     r->carry != NOWHERE ? r->carry_time : now};
		if (s->op >= V_AWAIT && s->op <= V_EITHER) {
			wait_for(r, now, s);
			return;
		}
		if (s->op == V_WAIT) {
			r->carry = NOWHERE;
			r->pc++;
			engine_at(r->engine, vtime_add(now, s->span), resume, r);
			return;
		}
		if (!run_step(r, now, r->pc)) {
			finish(r, now, NULL);
			return;
		}
		if (s->op < V_AWAIT)
			r->carry = NOWHERE;
		r->pc++;
	}
	if (!r->over)
		finish(r, now, NULL);
}

bool run_script_start(struct run *r)
{
	r->place = arena_alloc(&r->arena, (r->p.n_steps + 1) * sizeof(*r->place));
	r->fault_handles = arena_alloc(&r->arena, (r->p.n_steps + 1) * sizeof(*r->fault_handles));
	r->carry = NOWHERE;
	eval_init(&r->v, &r->p, r->trace);
	return r->place != NULL && r->fault_handles != NULL && engine_at(r->engine, r->p.start, resume, r) != 0;
}
