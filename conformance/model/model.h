/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a trace says, put together once for all checks: the calls at the IUT's UNI
 * with their life, the RSVP sessions with their reservations, which call serves
 * which session, replacements of one QoS VC by another, and the test data. Built
 * from events alone; nothing of it comes from inside a node.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conformance/judge.h"
#include "trace/parties.h"
#include "trace/trace.h"

#define NO_SESSION (-1)
#define NO_CALL    (-1)
#define TIME_NEVER INT64_MAX

/* A traffic specification as it stands in an RSVP message; rates in octets/s, sizes in octets. */
struct mspec {
	double r, b, p;
	uint64_t m, M;
};

/* Cell rates of one direction (cells/s) and bursts (cells), for CLP 0 and for all cells; 0 if absent. */
struct mrates {
	uint64_t pcr0, pcr01, scr0, scr01, mbs0, mbs01;
};

/* Frames of one direction on a call, by the form that their first octets show, with the first of each as proof. */
enum mform { FORM_NONE, FORM_LLC, FORM_VCMUX, FORMS }; /* as struct trace_event numbers them */
struct mframes {
	size_t data[FORMS], rsvp[FORMS], other; /* other: of no form of RFC 1483, or of unknown contents */
	uint32_t first_data[FORMS], first_rsvp[FORMS], first_other;
};

/* A call at the IUT's UNI. Event members are ids of events, 0 if there was none; times
 * are TIME_NEVER where it did not happen. */
struct mcall {
	uint32_t conn;
	uint64_t call_ref;
	bool by_iut;      /* the IUT sent the SETUP */
	bool best_effort; /* best-effort indicator in the traffic descriptor */
	uint32_t setup, proceeding, connect, connect_ack, release, release_complete;
	vtime t_setup; /* first SETUP */
	vtime t_open;  /* CONNECT passed the IUT's UNI: cells may follow */
	/* The same; of a point-to-multipoint call: all parties that it was set up for are in, or were refused.
	 * TIME_NEVER if it was given up before. */
	vtime t_stands;
	vtime t_end;                            /* first clearing message, or the network's loss of the connection */
	uint32_t end;                           /* that event */
	bool ended_by_iut;                      /* the IUT sent the first clearing message */
	bool refused;                           /* ended before CONNECT */
	uint8_t cause;                          /* of the first clearing message, 0 if it has none */
	uint64_t fwd_pcr01, fwd_scr0, fwd_mbs0; /* cells/s, cells; 0 if absent */
	struct mrates bwd;
	uint64_t fwd_sdu, bwd_sdu;
	int n_blli;
	char blli[3][36];     /* offered, hex of the contents, in order */
	char blli_chosen[36]; /* in CONNECT; "" if it had none */
	char peer[44];        /* the other party's number */
	int session;          /* index of the session that it serves, NO_SESSION for best effort or unknown */
	bool p2mp;
	size_t n_parties;             /* one, unless it is point to multipoint and the IUT its root */
	const struct party **parties; /* in the order in which they were asked for; one that came back stands twice */
	size_t data_out, data_in, rsvp_out, rsvp_in; /* frames that the IUT sent and received on it */
	struct mframes out, in;                      /* the same by form */
	uint32_t first_data_out, last_data_out;      /* events */
	vtime t_first_data_out, t_last_data_out;     /* when the first cell of the first and of the last one left */
	vtime t_last_frame;    /* last frame either way while it was open; t_open if there was none */
	vtime longest_silence; /* while it was open, until its end or the end of the case; 0 if it never opened */
};

/* A set of nodes of the ATM network, by their numbers in the model; further ones are in no set. */
#define MODEL_NODES 256
struct mset {
	uint64_t w[MODEL_NODES / 64];
};

/* A copy of a packet that the IUT sent on a call, and the leaves of the call at that moment. */
struct mcopy {
	uint32_t event;
	int call;            /* NO_CALL: on a VC that does not exist */
	struct mset to;      /* its leaf set */
	struct mset leaving; /* and those whose drop was begun and is not complete: they may still get it */
};

/* A packet of a group's session, and what became of it at the IUT. */
struct mpacket {
	uint32_t seq;
	uint32_t given;  /* event by which the IUT got it, 0 if that was not seen */
	size_t first, n; /* its copies, in the session's list, in order of time */
};

/* How a Resv (or Path) stands to the ones before it for the same sender. */
enum mresv_kind { RESV_NEW, RESV_REFRESH, RESV_UP, RESV_DOWN, RESV_OTHER_CHANGE, RESV_TEAR };
struct mresv {
	uint32_t event;
	vtime time;
	enum mresv_kind kind;
	struct mspec spec, before;
	bool confirm; /* a confirmation is asked for */
	int hop;      /* next hop that it came from, index in the session; -1: from a user */
	/* Senders that it is for: any (WF), or by the number of their session, of which the first MODEL_SENDERS are
	 * kept. Not for requests that several next hops have merged. */
	bool wildcard;
	uint64_t senders;
};
#define MODEL_SENDERS 64

/* A next hop of a session and what it asked for. */
struct mhop {
	char address[20]; /* RSVP_HOP of its Resv */
	char atm[44];     /* number of the node that its Resv came from, "" if not known */
	size_t n_resv;
	struct mresv *resv; /* kinds and 'before' as they stand to its own earlier requests */
};

/* One session and sender (fixed filter): "10.2.0.2/17/5000 from 10.1.0.1/4000". Reservations of a shared style (SE, WF)
 * stand at the first session of their destination, its leader. */
struct msession {
	char dst[20], src[20];
	uint64_t port, src_port;
	bool multicast;
	bool shared; /* a reservation of a shared style was seen */
	int leader;  /* session where its reservations stand: itself unless 'shared' */
	size_t n_hops;
	struct mhop *hops;
	uint32_t flow; /* number of the test flow seen with these addresses and ports, 0 none */
	/* Reservation requests as the IUT saw them from downstream: for an ingress those that came from the ATM
	 * side, for an egress those that came from its IP side or its user. */
	size_t n_resv;
	struct mresv *resv;
	/* Resv and ResvTear that the IUT sent upstream (or gave its user). */
	size_t n_resv_up;
	struct mresv *resv_up;
	/* Path that came in (from upstream or the user) and went out. */
	size_t n_path;
	struct mresv *path;
	size_t n_path_down;
	struct mresv *path_down;
	/* ResvErr that the IUT sent downstream (or gave its user), ResvConf likewise. */
	size_t n_err;
	uint32_t *err;
	size_t n_conf;
	uint32_t *conf;
	/* Test data at the IUT: events of what it was given to send, and of what it sent on ATM / delivered on the IP
	 * side. */
	size_t n_given;
	uint32_t *given;
	size_t n_sent;
	uint32_t *sent;
	bool conforming;        /* see the function of that name */
	uint32_t *sent_numbers; /* numbers of these packets, sorted by model_by_number */
	/* The same by packet, in the order of their numbers; only of a session to a group, where the IUT sends. */
	size_t n_packets;
	struct mpacket *packets;
	size_t n_copies;
	struct mcopy *copies;
};

/* A node of the network in a group, as the case has it; from < to. */
struct mmember {
	char group[20], atm[44], ip[20]; /* ip: on the ATM side */
	char node[24];                   /* its name */
	vtime from, to;                  /* TIME_NEVER: to the end */
};

/* A node on the ATM network that knows no RSVP; hop: address of the next RSVP node behind it. */
struct mplain {
	char atm[44], ip[20], hop[20], node[24];
};

/* One QoS VC taking the place of another of the same session. */
struct mreplacement {
	int session, old_call, new_call; /* indices of calls */
};

struct model {
	const struct trace *trace;
	const struct judge_params *params;
	int iut;          /* node index of the IUT, -1 if the case has none */
	bool sender_side; /* the IUT is the sub-net sender: ingress, host-sender */
	size_t n_calls;
	struct mcall *calls; /* in order of SETUP */
	size_t n_sessions;
	struct msession *sessions;
	uint32_t (*carried)[2]; /* first and last packet that the IUT sent, by call and session; see model_sent */
	size_t n_replacements;
	struct mreplacement *replacements;
	struct parties *parties; /* of all calls at all UNIs */
	size_t n_members;
	struct mmember *members;
	size_t n_plain;
	struct mplain *plain;
	size_t n_links; /* moments at which a link went down or came up */
	vtime *links;
	size_t n_nodes;                 /* members, and whoever has a VC with the IUT */
	const char *nodes[MODEL_NODES]; /* their numbers; not owned */
	vtime end;                      /* time of the last event */
	/* Of model.c and request.c alone. */
	struct conn_index *by_conn;
	uint32_t *own; /* by index of an event: that of the first one from there on that passes a PCO of the IUT */
	struct requests *requests;
};

/* NULL if memory runs out. Free with model_free. */
struct model *model_build(const struct trace *t, const struct judge_params *params);
void model_free(struct model *m);

/* Is the call open (between CONNECT and the first clearing message) at time t? */
bool model_call_open(const struct mcall *c, vtime t);
/* Index of the call that a frame's connection belongs to, NO_CALL if none. */
int model_call_of_conn(const struct model *m, uint32_t conn);
/* First and last packet of a session that the IUT sent on a call: two ids of events, 0 if there was none. */
const uint32_t *model_sent(const struct model *m, size_t call, size_t session);
/* Order of two uint32_t, for qsort and bsearch. */
int model_by_number(const void *a, const void *b);
/* Session of an RSVP or data event, NO_SESSION if none. */
int model_session_of(const struct model *m, const struct trace_event *e);
/* First event at or after index *i that passes a PCO of the IUT; advances *i past it. NULL at the end. What a fault
 * lost on its way to the IUT did not pass. */
const struct trace_event *model_next(const struct model *m, size_t *i);
/* The reservation in force for a session just before time t: the last request that was not torn; NULL if none. */
const struct mresv *model_resv_at(const struct msession *s, vtime t);
/* The same for one next hop. */
const struct mresv *model_hop_resv_at(const struct mhop *h, vtime t);
/* Is the sender of session i one that its reservation of a shared style (SE, WF) is for, at time t? Unknown where the
 * state of a next hop may or may not have timed out, or the sender is not among those kept. */
enum cover { COVER_NO, COVER_YES, COVER_UNKNOWN };
enum cover model_cover(const struct model *m, size_t i, vtime t);
/* The next hop of a session that is the node with this number; NULL if none is known. */
const struct mhop *model_hop_of(const struct msession *s, const char *atm);
/* The router without RSVP that an RSVP node with this address stands behind; NULL if there is none. */
const struct mplain *model_plain_router(const struct model *m, const char *hop);
/* Was the node in the group at time t? */
bool model_is_member(const struct model *m, const char *group, const char *atm, vtime t);

/* The party of a call at this address that was asked for last at or before t; NULL if none. */
const struct party *model_party(const struct mcall *c, const char *atm, vtime t);
/* Is it in the leaf set at time t: CONNECT or ADD PARTY ACKNOWLEDGE has come, and it was not dropped? */
bool model_leaf(const struct mcall *c, const char *atm, vtime t);
/* The number of a node in sets, -1 if it has none. */
int model_node(const struct model *m, const char *atm);
static inline bool mset_has(const struct mset *s, int node)
{
	return node >= 0 && (s->w[node / 64] >> (node % 64) & 1) != 0;
}
/* The node as the far end of a call at time t: one of the parties that the IUT asked in, or whoever called it. NULL if
 * it is none. */
const struct party *model_far_end(const struct model *m, const struct mcall *c, int node, vtime t);

/* The leaf set at time t, at most 'max' of it in 'out'; its size. */
size_t model_leaves(const struct mcall *c, vtime t, const struct party **out, size_t max);
/* Is a party asked for that has neither come in nor been refused or dropped at time t? */
bool model_filling(const struct mcall *c, vtime t);

/* Put the names of nodes that the trace tells (members of groups, routers without RSVP) for their ATM addresses, in
 * place: a name is shorter. */
void model_name_ends(const struct model *m, char *text);

/* Number of packets given to the IUT in [from, to) that exceed this specification, with the bucket full at first;
 * SIZE_MAX if memory runs out. The senders that share the session's reservation count together. */
size_t exceeding(const struct model *m, int session, const struct mspec *spec, vtime from, vtime to);
/* Did the session's sender, or all that share its reservation together, always stay within the smallest of its
 * reservations? Then no packet of them is excess. */
bool conforming(const struct model *m, int session);

/* Cells/s and cells that carry a reservation, from the formulas of RFC 2381 for Controlled Load on VBR; hdr =
 * octets of encapsulation in front of each packet. A range, since rounding is left open. */
struct mdescriptor {
	uint64_t scr_min, scr_max, pcr_min, pcr_max, mbs_min, mbs_max;
};
void model_descriptor(const struct model *m, const struct mspec *spec, unsigned hdr, struct mdescriptor *d);

#endif
