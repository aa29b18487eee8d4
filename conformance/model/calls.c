/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/build.h"

/* The call that a signalling message is about: by the fabric's connection, or by call reference and side
 * for calls that the network never took up. */
static struct mcall *find_call(struct model *m, const struct trace_event *e, uint64_t ref, bool by_iut)
{
	for (size_t i = m->n_calls; i-- > 0;) {
		struct mcall *c = &m->calls[i];
		if (e->conn != 0 && c->conn == e->conn)
			return c;
		if (c->call_ref == ref && c->by_iut == by_iut && c->release_complete == 0 &&
		    (e->conn == 0 || c->conn == 0))
			return c;
	}
	return NULL;
}

struct blli_copy {
	struct mcall *call;
	bool chosen;
};

static void copy_blli(void *ctx, const char *name, const char *text, const char *unit)
{
	struct blli_copy *b = ctx;

	(void)unit;
	if (strcmp(name, "blli.text") != 0)
		return;
	if (b->chosen)
		snprintf(b->call->blli_chosen, sizeof(b->call->blli_chosen), "%s", text);
	else if (b->call->n_blli < 3)
		snprintf(b->call->blli[b->call->n_blli++], sizeof(b->call->blli[0]), "%s", text);
}

static bool add_setup(struct model *m, const struct trace_event *e, uint64_t ref, bool by_iut)
{
	const struct trace *t = m->trace;
	struct mcall *c = model_push((void **)&m->calls, &m->n_calls, sizeof(*c));

	if (c == NULL)
		return false;
	uint64_t be = 0;
	const struct {
		const char *field;
		uint64_t *to;
	} numbers[] = {
	    {"traffic.best-effort", &be},
	    {"traffic.forward-pcr01", &c->fwd_pcr01},
	    {"traffic.forward-scr0", &c->fwd_scr0},
	    {"traffic.forward-mbs0", &c->fwd_mbs0},
	    {"traffic.backward-pcr0", &c->bwd.pcr0},
	    {"traffic.backward-pcr01", &c->bwd.pcr01},
	    {"traffic.backward-scr0", &c->bwd.scr0},
	    {"traffic.backward-scr01", &c->bwd.scr01},
	    {"traffic.backward-mbs0", &c->bwd.mbs0},
	    {"traffic.backward-mbs01", &c->bwd.mbs01},
	    {"aal.forward-sdu", &c->fwd_sdu},
	    {"aal.backward-sdu", &c->bwd_sdu},
	};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		trace_u64(t, e, numbers[i].field, numbers[i].to);
	c->conn = e->conn;
	c->call_ref = ref;
	c->by_iut = by_iut;
	c->best_effort = be != 0;
	c->p2mp = trace_has(t, e, "bearer.configuration", "p2mp");
	c->setup = e->id;
	c->t_setup = e->time;
	c->t_open = c->t_end = c->t_first_data_out = c->t_last_data_out = TIME_NEVER;
	c->session = NO_SESSION;
	trace_text(t, e, by_iut ? "called.number" : "calling.number", c->peer, sizeof(c->peer));
	struct blli_copy copy = {c, false};
	trace_fields(t, e, copy_blli, &copy);
	return true;
}

static void end_call(const struct model *m, struct mcall *c, const struct trace_event *e)
{
	uint64_t cause = 0;

	if (c->end != 0)
		return;
	c->end = e->id;
	c->t_end = e->time;
	c->ended_by_iut = e->dir == TRACE_OUT;
	c->refused = c->t_open == TIME_NEVER;
	trace_u64(m->trace, e, "cause.value", &cause);
	c->cause = (uint8_t)cause;
}

static bool add_message(struct model *m, const struct trace_event *e)
{
	uint64_t ref = 0, flag = 0;

	if (!trace_u64(m->trace, e, "call-ref", &ref) || !trace_u64(m->trace, e, "call-ref-flag", &flag) || ref == 0)
		return true;
	/* Flag 0 comes from the side that chose the value, which is the calling side of this UNI. */
	bool by_iut = (e->dir == TRACE_OUT) == (flag == 0);
	struct mcall *c = find_call(m, e, ref, by_iut);
	if (strcmp(e->name, "SETUP") == 0)
		return c != NULL && c->end == 0 ? true : add_setup(m, e, ref, by_iut);
	if (c == NULL)
		return true;
	if (c->conn == 0)
		c->conn = e->conn;
	if (strcmp(e->name, "CALL PROCEEDING") == 0) {
		c->proceeding = e->id;
	} else if (strcmp(e->name, "CONNECT") == 0 && c->connect == 0) {
		struct blli_copy copy = {c, true};
		c->connect = e->id;
		c->t_open = c->end == 0 ? e->time : TIME_NEVER;
		trace_fields(m->trace, e, copy_blli, &copy);
	} else if (strcmp(e->name, "CONNECT ACKNOWLEDGE") == 0) {
		c->connect_ack = e->id;
	} else if (strcmp(e->name, "RELEASE") == 0) {
		c->release = c->release == 0 ? e->id : c->release;
		end_call(m, c, e);
	} else if (strcmp(e->name, "RELEASE COMPLETE") == 0) {
		c->release_complete = e->id;
		end_call(m, c, e);
	}
	return true;
}

static void count(uint32_t *first, size_t *n, const struct trace_event *e)
{
	if ((*n)++ == 0)
		*first = e->id;
}

static void count_form(struct mframes *f, const struct trace_event *e)
{
	unsigned form = e->encap == FORM_LLC || e->encap == FORM_VCMUX ? e->encap : FORM_NONE;

	if (form == FORM_NONE || e->kind == TRACE_FRAME)
		count(&f->first_other, &f->other, e);
	else if (e->kind == TRACE_DATA)
		count(&f->first_data[form], &f->data[form], e);
	else if (e->kind == TRACE_RSVP)
		count(&f->first_rsvp[form], &f->rsvp[form], e);
}

static void break_silence(struct mcall *c, vtime until)
{
	if (until - c->t_last_frame > c->longest_silence)
		c->longest_silence = until - c->t_last_frame;
	c->t_last_frame = until;
}

/* Nothing more comes on it: the last silence lasts until its end or that of the case. */
static void close_silence(const struct model *m, struct mcall *c)
{
	vtime until = c->t_end < m->end ? c->t_end : m->end, last = c->t_last_frame;

	if (c->t_open == TIME_NEVER)
		return;
	break_silence(c, until);
	c->t_last_frame = last;
}

static void add_traffic(struct model *m, const struct trace_event *e, size_t *votes)
{
	int i = model_call_of_conn(m, e->conn);

	if (i == NO_CALL || e->kind == TRACE_SIG || e->kind == TRACE_SAAL)
		return;
	struct mcall *c = &m->calls[i];
	if (model_call_open(c, e->time))
		break_silence(c, e->time);
	count_form(e->dir == TRACE_OUT ? &c->out : &c->in, e);
	if (e->kind != TRACE_DATA && e->kind != TRACE_RSVP)
		return;
	if (e->kind == TRACE_RSVP) {
		*(e->dir == TRACE_OUT ? &c->rsvp_out : &c->rsvp_in) += 1;
		return;
	}
	int session = model_session_of(m, e);
	if (session != NO_SESSION && !c->best_effort)
		votes[(size_t)i * m->n_sessions + (size_t)session]++;
	if (e->dir == TRACE_IN) {
		c->data_in++;
		return;
	}
	if (session != NO_SESSION) {
		uint32_t *sent = m->carried[(size_t)i * m->n_sessions + (size_t)session];
		sent[0] = sent[0] == 0 ? e->id : sent[0];
		sent[1] = e->id;
	}
	if (c->data_out++ == 0) {
		c->first_data_out = e->id;
		c->t_first_data_out = e->first;
	}
	c->last_data_out = e->id;
	c->t_last_data_out = e->first;
}

/* A QoS call that never carried data serves the session whose request came last before its SETUP. */
static int session_by_request(const struct model *m, const struct mcall *c)
{
	vtime newest = -1;
	int found = NO_SESSION;

	for (size_t s = 0; s < m->n_sessions; s++) {
		const struct msession *session = &m->sessions[s];
		for (size_t i = 0; i < session->n_resv && session->resv[i].time <= c->t_setup; i++) {
			enum mresv_kind kind = session->resv[i].kind;
			if (kind != RESV_REFRESH && kind != RESV_TEAR && session->resv[i].time >= newest) {
				newest = session->resv[i].time;
				found = (int)s;
			}
		}
	}
	return m->n_sessions == 1 ? 0 : found;
}

static void assign_sessions(struct model *m, const size_t *votes)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		struct mcall *c = &m->calls[i];
		size_t most = 0;
		if (c->best_effort)
			continue;
		for (size_t s = 0; s < m->n_sessions; s++) {
			/* Senders that share a reservation share its VC. */
			if (votes[i * m->n_sessions + s] > most) {
				most = votes[i * m->n_sessions + s];
				c->session = m->sessions[s].leader;
			}
		}
		if (c->session == NO_SESSION)
			c->session = session_by_request(m, c);
	}
}

bool build_calls(struct model *m)
{
	const struct trace_event *e;
	bool ok = true;

	for (size_t i = 0; ok && (e = model_next(m, &i)) != NULL;) {
		/* What the IUT sent counts even where a fault lost it; what was lost before it, it never saw. */
		if (e->kind == TRACE_SIG && !e->bad)
			ok = add_message(m, e);
	}
	ok = ok && build_conn_index(m);
	size_t *votes = ok ? calloc(m->n_calls * m->n_sessions + 1, sizeof(*votes)) : NULL;
	m->carried = votes != NULL ? calloc(m->n_calls * m->n_sessions + 1, sizeof(*m->carried)) : NULL;
	if (m->carried == NULL) {
		free(votes);
		return false;
	}
	for (size_t i = 0; i < m->n_calls; i++)
		m->calls[i].t_last_frame = m->calls[i].t_open;
	for (size_t i = 0; (e = model_next(m, &i)) != NULL;) {
		if (e->pco == PCO_ATM)
			add_traffic(m, e, votes);
	}
	for (size_t i = 0; i < m->n_calls; i++)
		close_silence(m, &m->calls[i]);
	assign_sessions(m, votes);
	free(votes);
	return true;
}

/* Is there somebody on the old VC who was asked onto the new one too? In a model that gives each next hop a VC of its
 * own one that has others alone takes no other's place. */
static bool takes_over(const struct model *m, const struct mcall *old, const struct mcall *new)
{
	if (!m->params->other_model || !m->sessions[new->session].multicast || !new->by_iut ||
	    new->t_open == TIME_NEVER)
		return true;
	for (size_t i = 0; i < new->n_parties; i++) {
		if (model_leaf(old, new->parties[i]->address, new->t_setup))
			return true;
	}
	return false;
}

bool build_replacements(struct model *m)
{
	for (size_t n = 0; n < m->n_calls; n++) {
		const struct mcall *new = &m->calls[n];
		int old = NO_CALL;
		if (new->best_effort || new->session == NO_SESSION)
			continue;
		for (size_t o = 0; o < n; o++) {
			const struct mcall *c = &m->calls[o];
			if (!c->best_effort && c->session == new->session && c->by_iut == new->by_iut &&
			    c->t_stands <= new->t_setup &&model_call_open(c, new->t_setup) && takes_over(m, c, new))
				old = (int)o;
		}
		if (old == NO_CALL)
			continue;
		struct mreplacement *r = model_push((void **)&m->replacements, &m->n_replacements, sizeof(*r));
		if (r == NULL)
			return false;
		*r = (struct mreplacement){new->session, old, (int)n};
	}
	return true;
}
