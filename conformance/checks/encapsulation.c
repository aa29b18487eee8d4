/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ENCAP: RFC 1483 encapsulation of QoS VCs, how it is agreed by B-LLI (RFC 1755 8.3
 * and appendix D.4), and whether RSVP, best-effort data and reserved data go in the
 * same form. The form of a frame is told from its first octets.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/check.h"
#include "checks/rsvp_cause.h"

static const char *form_name(unsigned form)
{
	return form == FORM_LLC ? "LLC" : form == FORM_VCMUX ? "VC multiplexing" : "none of RFC 1483's";
}

/* What a B-LLI stands for: user information layer 2 protocol 12 (ISO 8802/2) is LLC; layer 3 protocol 11 (TR 9577)
 * without it is VC multiplexing. Octets 6 and 7 of the element tell themselves apart by bits 7 and 6. */
static enum mform blli_form(const char *hex)
{
	char octet[3] = {0};

	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		memcpy(octet, hex, 2);
		unsigned long value = strtoul(octet, NULL, 16);
		if ((value & 0x7f) == (0x40 | 12))
			return FORM_LLC;
		if ((value & 0x7f) == (0x60 | 11))
			return FORM_VCMUX;
		if ((value & 0x60) == 0x60)
			return FORM_NONE;
	}
	return FORM_NONE;
}

static bool offers(const struct mcall *c, enum mform form)
{
	for (int i = 0; i < c->n_blli; i++) {
		if (blli_form(c->blli[i]) == form)
			return true;
	}
	return false;
}

/* Without an answer the first that was offered holds. */
static const char *agreed_blli(const struct mcall *c)
{
	return c->blli_chosen[0] != '\0' ? c->blli_chosen : c->n_blli > 0 ? c->blli[0] : "";
}

static enum mform agreed(const struct mcall *c)
{
	return blli_form(agreed_blli(c));
}

/* Frames of one direction on all best-effort VCs together. */
static struct mframes best_effort(const struct model *m, enum trace_dir dir)
{
	struct mframes all = {0};

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mframes *f = dir == TRACE_OUT ? &m->calls[i].out : &m->calls[i].in;
		for (enum mform form = FORM_LLC; m->calls[i].best_effort && form < FORMS; form++) {
			all.first_data[form] = all.data[form] == 0 ? f->first_data[form] : all.first_data[form];
			all.first_rsvp[form] = all.rsvp[form] == 0 ? f->first_rsvp[form] : all.first_rsvp[form];
			all.data[form] += f->data[form];
			all.rsvp[form] += f->rsvp[form];
		}
	}
	return all;
}

/* Is it a QoS call of that side? */
static bool qos_call(const struct mcall *c, bool by_iut)
{
	return !c->best_effort && c->by_iut == by_iut;
}

/* Is a party of this address asked onto a QoS VC with LLC in [from, to]? *in: it came in there. */
static bool asked_with_llc(const struct model *m, const char *address, vtime from, vtime to, uint32_t *in)
{
	bool asked = false;

	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		for (size_t i = 0; qos_call(c, true) && i < c->n_parties; i++) {
			const struct party *x = c->parties[i];
			if (x->t_asked < from || x->t_asked > to || !party_same_address(x->address, address))
				continue;
			bool llc = c->t_open == TIME_NEVER ? offers(c, FORM_LLC) : agreed(c) == FORM_LLC;
			asked = asked || llc;
			*in = llc && x->in != 0 ? x->in : *in;
		}
	}
	return asked;
}

/* A further leaf that turned down the encapsulation agreed with the first one, while its reservation stands. */
static void leaf_llc(const struct model *m, struct check_run *r, const struct mcall *c)
{
	for (size_t i = 0; c->session != NO_SESSION && agreed(c) == FORM_VCMUX && i < c->n_parties; i++) {
		const struct party *x = c->parties[i];
		const struct mhop *h = model_hop_of(&m->sessions[c->session], x->address);
		vtime due = x->t_out + m->params->H;
		uint32_t in = 0;
		if (!x->refused || x->out_by_node || x->cause != CAUSE_INCOMPATIBLE || h == NULL || due > m->end ||
		    !hop_lives(m, h, due) || hop_torn_after(h, x->t_asked) <= due)
			continue;
		if (!asked_with_llc(m, x->address, x->t_out, due, &in))
			check_fail(
			    r, EVENTS(x->asked, x->out),
			    "expected: a QoS VC with LLC for a leaf that cannot do with VC multiplexing; seen: it was "
			    "asked onto none within %.0f s",
			    (double)m->params->H / 1e9);
		else if (in != 0)
			check_pass(r, EVENTS(x->asked, x->out, in),
				   "a leaf that turned VC multiplexing down came onto a QoS VC with LLC");
	}
}

/* ENCAP-1: a call refused for want of LLC, and none with LLC after it. */
static void sender_llc(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!qos_call(c, true))
			continue;
		if (c->t_open != TIME_NEVER)
			leaf_llc(m, r, c);
		if (c->t_open != TIME_NEVER && agreed(c) == FORM_LLC) {
			const struct mframes *f = &c->out;
			if (f->data[FORM_LLC] > 0)
				check_pass(r, EVENTS(c->setup, c->connect, f->first_data[FORM_LLC]),
					   "a QoS VC with LLC was agreed, and data leaves with LLC/SNAP");
			continue;
		}
		if (!c->refused || c->ended_by_iut || offers(c, FORM_LLC) || m->end < c->t_end + m->params->H)
			continue;
		bool again = false;
		for (size_t o = i + 1; o < m->n_calls; o++)
			again = again || (qos_call(&m->calls[o], true) && offers(&m->calls[o], FORM_LLC));
		if (!again)
			check_fail(r, EVENTS(c->setup, c->end),
				   "expected: a QoS SETUP that offers LLC; seen: only others are offered, the other "
				   "side refuses "
				   "(cause %u), and no call with LLC follows",
				   c->cause);
	}
}

/* Is another QoS VC of the same caller open when this one is called for? */
static bool beside_another(const struct model *m, const struct mcall *c)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o != c && qos_call(o, c->by_iut) && strcmp(o->peer, c->peer) == 0 && model_call_open(o, c->t_setup))
			return true;
	}
	return false;
}

/* ENCAP-2. A refusal beside another VC may be about that (INIT-10). */
static void receiver_llc(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		bool alone = c->n_blli == 1 && offers(c, FORM_LLC);
		const struct msession *s = session_of_call(m, c);
		if (!qos_call(c, false) || !alone || (c->refused && beside_another(m, c)))
			continue;
		const struct mframes *f = &c->in;
		if (c->refused && c->ended_by_iut)
			check_fail(r, EVENTS(c->setup, c->end),
				   "expected: CONNECT to a QoS SETUP that offers LLC only; seen: the IUT refuses it "
				   "(cause %u)",
				   c->cause);
		else if (c->t_open != TIME_NEVER && agreed(c) != FORM_LLC)
			check_fail(r, EVENTS(c->setup, c->connect),
				   "expected: LLC, which alone was offered; seen: CONNECT answers with another B-LLI");
		else if (c->t_open != TIME_NEVER && f->data[FORM_LLC] > 0 && s != NULL && s->n_sent > 0)
			check_pass(r, EVENTS(c->setup, c->connect, f->first_data[FORM_LLC], s->sent[0]),
				   "the QoS call that offers only LLC is accepted and its LLC frames are forwarded");
	}
}

static bool was_offered(const struct mcall *c, const char *blli)
{
	for (int i = 0; i < c->n_blli; i++) {
		if (strcmp(c->blli[i], blli) == 0)
			return true;
	}
	return false;
}

/* ENCAP-3: frames follow the B-LLI that the called side returned. */
static void as_agreed(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || c->t_open == TIME_NEVER || c->n_blli == 0)
			continue;
		if (!c->by_iut && c->blli_chosen[0] != '\0' && !was_offered(c, c->blli_chosen)) {
			check_fail(r, EVENTS(c->setup, c->connect),
				   "expected: one of the %d B-LLIs offered in CONNECT; seen: %s", c->n_blli,
				   c->blli_chosen);
			continue;
		}
		enum mform form = agreed(c);
		const struct mframes *f = &c->out;
		enum mform other = form == FORM_LLC ? FORM_VCMUX : FORM_LLC;
		if (form == FORM_NONE)
			continue;
		if (f->data[other] > 0)
			check_fail(r, EVENTS(c->setup, c->connect, f->first_data[other]),
				   "expected: frames with %s, as agreed by B-LLI %s; seen: %s", form_name(form),
				   agreed_blli(c), form_name(other));
		else if (c->n_blli > 1 && c->by_iut && f->data[form] > 0)
			check_pass(r, EVENTS(c->setup, c->connect, f->first_data[form]),
				   "%d B-LLIs were offered, %s was agreed, and frames follow it", c->n_blli,
				   form_name(form));
		else if (c->n_blli > 1 && !c->by_iut && c->blli_chosen[0] != '\0' && c->data_in > 0)
			check_pass(r, EVENTS(c->setup, c->connect), "of %d B-LLIs offered the IUT returned one: %s",
				   c->n_blli, form_name(form));
	}
}

/* ENCAP-4, looked at where the IUT is set up to prefer VC multiplexing. */
static void vcmux_negotiated(const struct model *m, struct check_run *r)
{
	if (strcmp(m->params->encapsulation, "vcmux-qos") != 0)
		return;
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || c->n_blli == 0)
			continue;
		/* A call of the receiver is INIT-2's matter. */
		if (c->by_iut && !m->sender_side)
			continue;
		uint32_t turned_down = form_refused(m, c->session, 0, c->t_setup);
		if (c->by_iut && !offers(c, FORM_VCMUX) && turned_down != 0)
			check_pass(r, EVENTS(turned_down, c->setup),
				   "a party has turned VC multiplexing down, and it is not offered again");
		else if (c->by_iut && !offers(c, FORM_VCMUX))
			check_fail(r, EVENTS(c->setup),
				   "expected: VC multiplexing among the B-LLIs of a QoS SETUP; seen: LLC only");
		else if (c->by_iut && blli_form(c->blli[0]) != FORM_VCMUX)
			check_inconclusive(r, EVENTS(c->setup), "VC multiplexing is offered, but not first");
		else if (!c->by_iut && c->t_open != TIME_NEVER && blli_form(c->blli[0]) == FORM_VCMUX &&
			 agreed(c) != FORM_VCMUX)
			check_fail(r, EVENTS(c->setup, c->connect),
				   "expected: VC multiplexing, offered first, is taken; seen: CONNECT with %s",
				   form_name(agreed(c)));
		else if (c->t_open != TIME_NEVER && agreed(c) == FORM_VCMUX) {
			const struct mframes *f = c->by_iut ? &c->out : &c->in;
			if (f->data[FORM_VCMUX] > 0)
				check_pass(r, EVENTS(c->setup, c->connect, f->first_data[FORM_VCMUX]),
					   "VC multiplexing was agreed and frames begin with the IP header");
		} else if (c->t_open != TIME_NEVER && c->by_iut)
			check_pass(r, EVENTS(c->setup, c->connect),
				   "VC multiplexing was offered first; the other side chose %s", form_name(agreed(c)));
	}
}

/* The form of RSVP on any VC and of data on the QoS VCs of the same sessions. The form of what an egress receives is
 * the ingress's choice; what it says itself is its CONNECT. */
static void rsvp_like_data(const struct model *m, struct check_run *r)
{
	struct mframes be = best_effort(m, TRACE_OUT);
	size_t n_rsvp = be.rsvp[FORM_LLC] + be.rsvp[FORM_VCMUX];

	if (n_rsvp == 0)
		return;
	enum mform rsvp = be.rsvp[FORM_LLC] > 0 ? FORM_LLC : FORM_VCMUX;
	if (be.rsvp[FORM_VCMUX] > 0 && be.data[FORM_LLC] > 0)
		check_fail(r, EVENTS(be.first_rsvp[FORM_VCMUX], be.first_data[FORM_LLC]),
			   "expected: RSVP and data in one form; seen: data with LLC, RSVP without");
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || c->t_open == TIME_NEVER)
			continue;
		const struct mframes *f = &c->out;
		enum mform other = rsvp == FORM_LLC ? FORM_VCMUX : FORM_LLC;
		if (f->data[other] > 0)
			check_fail(r, EVENTS(be.first_rsvp[rsvp], f->first_data[other]),
				   "expected: RSVP and the data that it controls in one form; seen: RSVP with %s, data "
				   "with %s",
				   form_name(rsvp), form_name(other));
		else if (f->data[rsvp] > 0)
			check_pass(r, EVENTS(be.first_rsvp[rsvp], f->first_data[rsvp]),
				   "RSVP and reserved data both with %s", form_name(rsvp));
		else if (!c->by_iut && c->data_in > 0 && agreed(c) != FORM_NONE && agreed(c) != rsvp)
			check_fail(r, EVENTS(be.first_rsvp[rsvp], c->connect),
				   "expected: RSVP and the data that it controls in one form; seen: RSVP with %s, %s "
				   "agreed for "
				   "data",
				   form_name(rsvp), form_name(agreed(c)));
		else if (!c->by_iut && c->data_in > 0 && agreed(c) == rsvp)
			check_pass(r, EVENTS(be.first_rsvp[rsvp], c->connect),
				   "RSVP with %s, and the same agreed for data", form_name(rsvp));
	}
}

static void qos_like_best_effort(const struct model *m, struct check_run *r)
{
	struct mframes be = best_effort(m, TRACE_OUT);
	struct mframes in = best_effort(m, TRACE_IN);

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || c->t_open == TIME_NEVER)
			continue;
		const struct mframes *f = &c->out;
		for (enum mform form = FORM_LLC; c->by_iut && form <= FORM_VCMUX; form++) {
			enum mform other = form == FORM_LLC ? FORM_VCMUX : FORM_LLC;
			if (be.data[form] > 0 && f->data[other] > 0)
				check_fail(r, EVENTS(be.first_data[form], f->first_data[other]),
					   "expected: data in one form on all VCs; seen: %s on the best-effort VC, %s "
					   "on the QoS "
					   "VC",
					   form_name(form), form_name(other));
			else if (be.data[form] > 0 && f->data[form] > 0)
				check_pass(r, EVENTS(be.first_data[form], f->first_data[form]),
					   "data with %s on both VCs", form_name(form));
		}
		/* The called side agrees to a form: it is held to what it agreed to, beside the data it takes. */
		enum mform was = in.data[FORM_LLC] > 0 ? FORM_LLC : in.data[FORM_VCMUX] > 0 ? FORM_VCMUX : FORM_NONE;
		if (c->by_iut || was == FORM_NONE || c->data_in == 0 || agreed(c) == FORM_NONE)
			continue;
		if (agreed(c) != was)
			check_fail(r, EVENTS(in.first_data[was], c->connect),
				   "expected: data in one form on all VCs; seen: %s on the best-effort VC, %s agreed "
				   "for the QoS "
				   "VC",
				   form_name(was), form_name(agreed(c)));
		else
			check_pass(r, EVENTS(in.first_data[was], c->connect), "%s on both VCs", form_name(was));
	}
}

static void only_rfc1483(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || c->t_open == TIME_NEVER)
			continue;
		const struct mframes *f = &c->out;
		const struct msession *s = session_of_call(m, c);
		if (f->other > 0)
			check_fail(r, EVENTS(c->connect, f->first_other),
				   "expected: routed RFC 1483 frames on a QoS VC; seen: %zu frames of another form (%s "
				   "agreed)",
				   f->other, form_name(agreed(c)));
		else if (f->data[FORM_LLC] + f->data[FORM_VCMUX] > 0)
			check_pass(r, EVENTS(c->connect, f->first_data[f->data[FORM_LLC] > 0 ? FORM_LLC : FORM_VCMUX]),
				   "%zu data frames on a QoS VC, all as RFC 1483 routes them",
				   f->data[FORM_LLC] + f->data[FORM_VCMUX]);
		else if (!c->by_iut && c->data_in > 0 && s != NULL && s->n_sent > 0)
			check_pass(r, EVENTS(c->connect, s->sent[0]),
				   "RFC 1483 frames of a QoS VC are taken and forwarded");
	}
}

#define BOTH_SIDES "ingress egress host-sender host-receiver"
const struct check checks_encapsulation[] = {
    {"ENCAP-1", sender_llc, "ingress host-sender"},
    {"ENCAP-2", receiver_llc, "egress host-receiver"},
    {"ENCAP-3", as_agreed, BOTH_SIDES},
    {"ENCAP-4", vcmux_negotiated, BOTH_SIDES},
    {"ENCAP-5", rsvp_like_data, BOTH_SIDES},
    {"ENCAP-6", qos_like_best_effort, BOTH_SIDES},
    {"ENCAP-8", only_rfc1483, BOTH_SIDES},
    {NULL, NULL, NULL},
};
