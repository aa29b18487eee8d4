/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/loss.h"

#include "checks/rsvp_cause.h"

static bool other_stands(const struct model *m, const struct mcall *c)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o != c && !o->best_effort && o->session == c->session && model_call_open(o, c->t_end))
			return true;
	}
	return false;
}

static void follow_calls(const struct model *m, struct loss *l)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		/* A call that was under way when the VC was lost is an attempt too. */
		bool later = o->t_setup >= l->time || (o->t_open > l->time && o->t_end > l->time);
		if (o == l->call || o->best_effort || !o->by_iut || o->session != l->call->session || !later ||
		    o->t_setup > l->horizon)
			continue;
		l->attempts++;
		l->first_try = l->first_try == NULL ? o : l->first_try;
		l->last_try = o;
		if (o->t_open != TIME_NEVER)
			l->restored = l->restored == NULL ? o : l->restored;
		else if (o->end != 0)
			l->refused++;
	}
}

bool loss_of(const struct model *m, const struct mcall *c, struct loss *l)
{
	const struct msession *s = session_of_call(m, c);

	if (s == NULL || c->best_effort || !c->by_iut || c->t_open == TIME_NEVER || c->end == 0 || c->ended_by_iut)
		return false;
	if (!path_lives(m, s, c->t_end) || !resv_lives(m, s, c->t_end) || other_stands(m, c))
		return false;
	*l = (struct loss){.call = c, .session = s, .time = c->t_end, .t_error = TIME_NEVER};
	vtime torn = torn_after(s, l->time);
	l->horizon = torn < m->end ? torn : m->end;
	follow_calls(m, l);
	for (size_t i = 0; i < s->n_err && l->error == 0; i++) {
		vtime t = time_of(m, s->err[i]);
		if (t >= l->time && t <= l->horizon) {
			l->error = s->err[i];
			l->t_error = t;
		}
	}
	return true;
}
