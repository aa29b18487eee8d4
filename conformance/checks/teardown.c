/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TEARDOWN: when a VC may be released, and when it must be. An IUT may give up a QoS
 * VC for what RSVP says and for nothing else; silence is no reason. What silence
 * proves: a VC that stayed open through 20 minutes of it (the time of RFC 1755 3.4), or
 * through twice the configured time, has no inactivity timer of that length.
 */
#include "checks/check.h"
#include "checks/leaf_cause.h"
#include "checks/loss.h"
#include "checks/rsvp_cause.h"

/* A release that follows the last frame sooner than this is not taken for the end of an inactivity time. */
#define LEAST_IDLE SECONDS(5)

static double seconds(vtime t)
{
	return (double)t / 1e9;
}

/* Did the IUT end this QoS VC without an RSVP cause? */
static bool unprovoked_end(const struct model *m, const struct mcall *c)
{
	return !c->best_effort && end_why(m, c) == END_UNEXPLAINED;
}

/* Leaves of a QoS VC that goes on. */
static void leaves_only_for_rsvp(const struct model *m, struct check_run *r)
{
	for (struct leaf l = {0}; leaf_next(m, &l);) {
		enum end_why why = leaf_why(m, &l);
		if (why == END_UNEXPLAINED)
			check_fail(
			    r, EVENTS(l.party->asked, l.party->in, l.party->out),
			    "expected: a leaf stays on the QoS VC until RSVP gives it up; seen: the IUT drops it "
			    "%.3f s after it came in (cause %u) though path and reservation stand",
			    seconds(l.party->t_out - l.party->t_in), l.party->cause);
		else if (why != END_NOT)
			check_pass(r, EVENTS(l.party->asked, l.party->out), "the IUT dropped a leaf because %s",
				   end_words(why));
	}
}

static void only_for_rsvp(const struct model *m, struct check_run *r)
{
	leaves_only_for_rsvp(m, r);
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		enum end_why why = end_why(m, c);
		if (c->best_effort || c->t_open == TIME_NEVER || why == END_NO_SESSION)
			continue;
		if (why == END_UNEXPLAINED) {
			check_fail(
			    r, EVENTS(c->setup, c->connect, c->end),
			    "expected: the QoS VC stays until RSVP gives it up; seen: the IUT releases it %.3f s after "
			    "it opened (cause %u) though path and reservation stand",
			    seconds(c->t_end - c->t_open), c->cause);
		} else if (why != END_NOT && why != END_OTHERS) {
			check_pass(r, EVENTS(c->setup, c->end), "the IUT released the QoS VC because %s",
				   end_words(why));
		} else if (c->longest_silence >= RFC1755_IDLE && session_of_call(m, c) != NULL) {
			check_pass(r, EVENTS(c->setup, c->connect), "the QoS VC stayed open through %.0f s of silence",
				   seconds(c->longest_silence));
		}
	}
}

/* TEARDOWN-2 and -3: the side that opened the VC, and the side that was called. */
static void not_for_silence(const struct model *m, struct check_run *r, bool initiator)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || c->by_iut != initiator || session_of_call(m, c) == NULL)
			continue;
		if (unprovoked_end(m, c) && silence_at_end(m, c) >= LEAST_IDLE)
			check_fail(
			    r, EVENTS(c->setup, c->connect, c->end),
			    "expected: a silent QoS VC stays while RSVP refreshes its state; seen: the %s releases it "
			    "after %.3f s without a frame",
			    initiator ? "initiator" : "called side", seconds(silence_at_end(m, c)));
		else if (c->longest_silence >= RFC1755_IDLE &&
			 !(c->end != 0 && c->ended_by_iut && unprovoked_end(m, c)))
			check_pass(r, EVENTS(c->setup, c->connect), "the QoS VC outlived %.0f s of silence",
				   seconds(c->longest_silence));
	}
}

static void initiator_idle(const struct model *m, struct check_run *r)
{
	not_for_silence(m, r, true);
}

static void receiver_idle(const struct model *m, struct check_run *r)
{
	not_for_silence(m, r, false);
}

static void timer_infinite(const struct model *m, struct check_run *r)
{
	vtime set = m->params->be_idle;

	for (size_t i = 0; set > 0 && i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || !c->by_iut || session_of_call(m, c) == NULL)
			continue;
		if (unprovoked_end(m, c) && silence_at_end(m, c) >= set - m->params->tolerance)
			check_fail(r, EVENTS(c->setup, c->connect, c->end),
				   "expected: the inactivity timer of %.0f s does not hold for VCs opened for RSVP; "
				   "seen: release "
				   "after %.3f s without a frame",
				   seconds(set), seconds(silence_at_end(m, c)));
		else if (c->longest_silence >= 2 * set && !unprovoked_end(m, c))
			check_pass(r, EVENTS(c->setup, c->connect),
				   "the QoS VC outlived %.0f s of silence with an inactivity timer of %.0f s",
				   seconds(c->longest_silence), seconds(set));
	}
}

/* TEARDOWN-5. A QoS VC that is released with an RSVP cause was not released for silence. */
static void received_idle(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		enum end_why why = end_why(m, c);
		if (c->by_iut || c->t_open == TIME_NEVER)
			continue;
		bool idle = c->end != 0 && c->ended_by_iut && silence_at_end(m, c) >= LEAST_IDLE;
		if (idle && (c->best_effort || why == END_UNEXPLAINED || why == END_NO_SESSION) &&
		    !address_disowned(m, c))
			check_fail(
			    r, EVENTS(c->setup, c->connect, c->end),
			    "expected: the called side clears no %s VC for silence; seen: it releases one after %.3f s "
			    "without a frame",
			    c->best_effort ? "best-effort" : "QoS", seconds(silence_at_end(m, c)));
		else if (c->longest_silence >= RFC1755_IDLE)
			check_pass(r, EVENTS(c->setup, c->connect), "a received %s VC outlived %.0f s of silence",
				   c->best_effort ? "best-effort" : "QoS", seconds(c->longest_silence));
	}
}

/* Another best-effort VC to the same place makes this one superfluous; a loss just before makes it suspect. */
static bool other_reason(const struct model *m, const struct mcall *c)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		bool lost =
		    o->end != 0 && !o->ended_by_iut && o->t_end <= c->t_end && o->t_end >= c->t_end - m->params->H;
		if (o != c && ((o->best_effort && model_call_open(o, c->t_end)) || lost))
			return true;
	}
	return false;
}

/* TEARDOWN-7: allowed, so only its use is looked at. Whether RSVP refreshes further apart than the timer keep the
 * VC in use is left open by the documents: every silence as long as the timer will do. */
static void best_effort_idle(const struct model *m, struct check_run *r)
{
	vtime set = m->params->be_idle;

	for (size_t i = 0; set > 0 && i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!c->best_effort || !c->by_iut || c->t_open == TIME_NEVER)
			continue;
		bool released = c->end != 0 && c->ended_by_iut;
		vtime silence = silence_at_end(m, c), age = (released ? c->t_end : m->end) - c->t_open;
		if (released && silence >= set - m->params->tolerance)
			check_pass(
			    r, EVENTS(c->setup, c->end),
			    "the owner released its best-effort VC after %.3f s of silence, with the timer at %.0f s",
			    seconds(silence), seconds(set));
		else if (released && age >= set - m->params->tolerance && !other_reason(m, c) &&
			 !address_disowned(m, c))
			check_fail(r, EVENTS(c->setup, c->end),
				   "expected: a best-effort VC in use stays; seen: its owner releases it %.3f s after "
				   "its last "
				   "frame, with the inactivity timer at %.0f s",
				   seconds(silence), seconds(set));
		else if (!released && c->t_last_frame - c->t_open > set + m->params->tolerance)
			check_pass(r, EVENTS(c->setup, c->connect),
				   "a best-effort VC in use stayed for %.0f s, with the inactivity timer at %.0f s",
				   seconds(c->t_last_frame - c->t_open), seconds(set));
	}
}

/* A tear of a session's reservation (or path) at time t, with the other state in place: its QoS VCs must be closed
 * within H, unless the reservation is made again meanwhile. */
static void closed_after(const struct model *m, struct check_run *r, const struct msession *s, const struct mresv *tear,
			 const char *what)
{
	vtime limit = tear->time + m->params->H;

	for (size_t i = 0; i < s->n_resv; i++) {
		if (s->resv[i].kind != RESV_TEAR && s->resv[i].time > tear->time && s->resv[i].time <= limit)
			return;
	}
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (session_of_call(m, c) != s || !c->by_iut || !model_call_open(c, tear->time))
			continue;
		if (c->t_end <= limit && c->ended_by_iut)
			check_pass(r, EVENTS(c->setup, tear->event, c->end),
				   "the QoS VC was released %.3f s after the %s", seconds(c->t_end - tear->time), what);
		else if (c->t_end > limit && m->end >= limit)
			check_fail(r, EVENTS(c->setup, tear->event, c->end),
				   "expected: RELEASE within %.0f s of the %s; seen: the QoS VC is still open",
				   seconds(m->params->H), what);
	}
}

/* May the leaf stay without a reservation? As a member of the group, in a model that puts such on the QoS VC too
 * (RFC 2382 4.2.3.3). */
static bool may_stay(const struct model *m, const struct leaf *l, vtime t)
{
	return m->params->other_model && model_is_member(m, l->session->dst, l->party->address, t);
}

/* A tear of one next hop's reservation: it must be off the session's QoS VCs within H, unless it reserves again. */
static void leaves_after_resv_tear(const struct model *m, struct check_run *r)
{
	for (struct leaf l = {0}; leaf_next(m, &l);) {
		vtime tear = hop_torn_after(l.hop, l.party->t_in),
		      limit = tear == TIME_NEVER ? tear : tear + m->params->H;
		bool again = false;
		if (tear >= l.party->t_out || !path_lives(m, l.session, tear))
			continue;
		uint32_t event = 0;
		for (size_t i = 0; i < l.hop->n_resv && l.hop->resv[i].time <= limit; i++) {
			event = l.hop->resv[i].time == tear ? l.hop->resv[i].event : event;
			again = again || (l.hop->resv[i].kind != RESV_TEAR && l.hop->resv[i].time > tear);
		}
		if (l.party->t_out <= limit && l.party->out_by_node)
			check_pass(r, EVENTS(l.party->asked, event, l.party->out),
				   "the leaf was off the QoS VC %.3f s after the ResvTear of its next hop",
				   seconds(l.party->t_out - tear));
		else if (l.party->t_out > limit && m->end >= limit && !again && !may_stay(m, &l, limit))
			check_fail(r, EVENTS(l.party->asked, event, l.party->out),
				   "expected: a next hop is off the QoS VC within %.0f s of its ResvTear; seen: it is "
				   "still a leaf",
				   seconds(m->params->H));
	}
}

static void after_resv_tear(const struct model *m, struct check_run *r)
{
	leaves_after_resv_tear(m, r);
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		for (size_t i = 0; i < s->n_resv; i++) {
			if (s->resv[i].kind == RESV_TEAR && path_lives(m, s, s->resv[i].time))
				closed_after(m, r, s, &s->resv[i], "ResvTear");
		}
	}
}

/* Does the path of another sender that shares the session's reservation live at time t? */
static bool others_send(const struct model *m, const struct msession *s, vtime t)
{
	for (const struct msession *o = m->sessions; o < m->sessions + m->n_sessions; o++) {
		if (o != s && o->leader == s->leader && path_lives(m, o, t))
			return true;
	}
	return false;
}

static void after_path_tear(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		for (size_t i = 0; i < s->n_path; i++) {
			if (s->path[i].kind == RESV_TEAR && resv_lives(m, s, s->path[i].time) &&
			    !others_send(m, s, s->path[i].time + m->params->H))
				closed_after(m, r, s, &s->path[i], "PathTear");
		}
	}
}

/* The newest refresh in a list of messages not later than t; NULL if the state was torn, or asked for on the
 * control port, where nothing times out. */
static const struct mresv *last_refresh(const struct model *m, const struct mresv *list, size_t n, vtime t)
{
	const struct mresv *found = NULL;

	for (size_t i = 0; i < n && list[i].time <= t; i++)
		found = &list[i];
	if (found == NULL || found->kind == RESV_TEAR || trace_by_id(m->trace, found->event)->kind == TRACE_CONTROL)
		return NULL;
	return found;
}

/* What is to end when state times out: a QoS VC, or a leaf of it. */
struct holding {
	const char *what;
	uint32_t setup, end;
	vtime t_end;
	bool ended_by_iut, unprovoked;
};

static void timeout_of(const struct model *m, struct check_run *r, const struct holding *h, const struct mresv *last,
		       const char *of)
{
	vtime least = lifetime_min(m), most = m->params->lifetime_max + m->params->H;
	vtime until = h->end != 0 ? h->t_end : m->end, span = until - last->time;

	/* The longest time between two refreshes that come (RFC 2205 3.7). */
	if (span <= m->params->refresh * 3 / 2 + m->params->tolerance)
		return;
	if (span > most)
		check_fail(r, EVENTS(h->setup, last->event, h->end),
			   "expected: the %s ends at most %.0f s after the last %s; seen: it is there after %.0f s",
			   h->what, seconds(most), of, seconds(span));
	else if (h->end == 0 || !h->ended_by_iut)
		return;
	else if (span >= least - m->params->tolerance)
		check_pass(r, EVENTS(h->setup, last->event, h->end),
			   "the %s was given up %.1f s after the last %s, between %.1f and %.1f s", h->what,
			   seconds(span), of, seconds(least), seconds(most));
	else if (h->unprovoked)
		check_fail(r, EVENTS(h->setup, last->event, h->end),
			   "expected: state lives at least %.1f s without a refresh; seen: the %s is given up %.1f s "
			   "after the last %s",
			   seconds(least), h->what, seconds(span), of);
}

/* Has another sender that shares the session's reservation announced itself since t? */
static bool sent_later(const struct model *m, const struct msession *s, vtime t)
{
	for (const struct msession *o = m->sessions; o < m->sessions + m->n_sessions; o++) {
		const struct mresv *last = o->n_path > 0 ? &o->path[o->n_path - 1] : NULL;
		if (o != s && o->leader == s->leader && last != NULL && last->kind != RESV_TEAR && last->time > t)
			return true;
	}
	return false;
}

static bool path_stands(const struct msession *s)
{
	return s->n_path > 0 && s->path[s->n_path - 1].kind != RESV_TEAR;
}

/* Of a group the reservation of each next hop times out by itself. */
static void leaf_timeout(const struct model *m, struct check_run *r)
{
	for (struct leaf l = {0}; leaf_next(m, &l);) {
		const struct party *x = l.party;
		const struct holding h = {"leaf",   x->asked,       x->out,
					  x->t_out, x->out_by_node, leaf_why(m, &l) == END_UNEXPLAINED};
		const struct mresv *last = last_refresh(m, l.hop->resv, l.hop->n_resv, x->out != 0 ? x->t_out : m->end);
		if (last != NULL && path_stands(l.session) && (x->out == 0 || x->out_by_node) &&
		    !may_stay(m, &l, x->out != 0 ? x->t_out : m->end))
			timeout_of(m, r, &h, last, "Resv");
	}
}

static void state_timeout(const struct model *m, struct check_run *r)
{
	leaf_timeout(m, r);
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		const struct msession *s = session_of_call(m, c);
		if (s == NULL || !c->by_iut || c->t_open == TIME_NEVER || (c->end != 0 && !c->ended_by_iut))
			continue;
		vtime until = c->end != 0 ? c->t_end : m->end;
		const struct mresv *resv = s->multicast ? NULL : last_refresh(m, s->resv, s->n_resv, until);
		const struct mresv *path = last_refresh(m, s->path, s->n_path, until);
		const struct holding h = {"QoS VC", c->setup, c->end, c->t_end, c->ended_by_iut, unprovoked_end(m, c)};
		if (resv != NULL && path_stands(s))
			timeout_of(m, r, &h, resv, "Resv");
		if (path != NULL && model_resv_at(s, until + 1) != NULL && !sent_later(m, s, path->time))
			timeout_of(m, r, &h, path, "Path");
	}
}

/* TEARDOWN-11: the VC, or its leaf, is gone for good, for the network takes no other. While the IUT goes on trying, it
 * has not given it up. */
static void told_of_failure(const struct model *m, struct check_run *r)
{
	for (struct loss l = {0}; loss_next(m, &l);) {
		vtime limit = l.time + m->params->reestablish + m->params->H;
		if (l.restored != 0 || l.refused == 0)
			continue;
		if (l.told != 0)
			check_pass(r, EVENTS(l.event, l.last.over, l.told),
				   "ResvErr tells whoever had the lost %s, %.3f s after the loss", loss_word(&l),
				   seconds(l.t_told - l.time));
		else if (l.horizon < limit)
			continue;
		else if (l.last.t_asked > l.horizon - m->params->H)
			check_inconclusive(r, EVENTS(l.event, l.last.asked),
					   "the IUT is still trying to have the %s back", loss_word(&l));
		else
			check_fail(r, EVENTS(l.event, l.last.over),
				   "expected: ResvErr to whoever had it, since the %s is lost for good; seen: not to "
				   "all of them, and no further attempt in the %.0f s after the loss",
				   loss_word(&l), seconds(l.horizon - l.time));
	}
}

static void told_of_release(const struct model *m, struct check_run *r)
{
	for (struct loss l = {0}; loss_next(m, &l);) {
		vtime limit = l.time + m->params->H;
		if (l.attempts > 0 && l.first.t_asked <= limit)
			check_pass(r, EVENTS(l.event, l.first.asked),
				   "a new attempt shows that RSVP knows of the end of the %s (cause %u)", loss_word(&l),
				   l.cause);
		else if (l.told != 0 && l.t_told <= limit)
			check_pass(r, EVENTS(l.event, l.told),
				   "ResvErr shows that RSVP knows of the end of the %s (cause %u)", loss_word(&l),
				   l.cause);
		else if (l.horizon >= limit)
			check_fail(
			    r, EVENTS(l.call->setup, l.event),
			    "expected: a new attempt or ResvErr within %.0f s of the end of a %s (cause %u) that "
			    "RSVP did not order; seen: neither",
			    seconds(m->params->H), loss_word(&l), l.cause);
	}
}

const struct check checks_teardown[] = {
    {"TEARDOWN-1", only_for_rsvp, "ingress egress host-sender host-receiver"},
    {"TEARDOWN-2", initiator_idle, "ingress host-sender"},
    {"TEARDOWN-3", receiver_idle, "egress host-receiver"},
    {"TEARDOWN-4", timer_infinite, "ingress host-sender"},
    {"TEARDOWN-5", received_idle, "ingress egress host-sender host-receiver"},
    {"TEARDOWN-7", best_effort_idle, "ingress egress host-sender host-receiver"},
    {"TEARDOWN-8", after_resv_tear, "ingress host-sender"},
    {"TEARDOWN-9", after_path_tear, "ingress host-sender"},
    {"TEARDOWN-10", state_timeout, "ingress host-sender"},
    {"TEARDOWN-11", told_of_failure, "ingress host-sender"},
    {"TEARDOWN-12", told_of_release, "ingress host-sender"},
    {NULL, NULL, NULL},
};
