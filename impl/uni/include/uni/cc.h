/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Call control of Q.2931, as far as it is the same on both sides of a UNI: the calls of one
 * signalling channel, their timers, the SAAL below, the checks of incoming messages
 * (Q.2931 5.6), restart, and the actions that both sides share. A side adds its table
 * [call state][event] and its own actions: impl/uni/uni_fsm.c is the user side, the
 * fabric holds the network side.
 *
 * Files: cc.c calls and their table; cc_out.c outputs; cc_timers.c timers of calls; cc_link.c SAAL,
 * loss and return of the link; cc_rx.c incoming messages; cc_restart.c the global call
 * reference; cc_send.c outgoing messages; cc_actions.c shared actions of the tables; cc_party.c the
 * parties of point-to-multipoint calls and cc_party_fsm.c their machine (Q.2971).
 *
 * A point-to-multipoint call is one whose SETUP asks for that configuration. Its side that sent
 * the SETUP adds the parties; it chooses their endpoint references as it chose the call reference.
 */
#ifndef UNI_CC_H
#define UNI_CC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uthash.h>

#include "base/buf.h"
#include "base/fsm.h"
#include "base/timers.h"
#include "base/vtime.h"
#include "saal/saal.h"
#include "wire/q2931.h"

/* Call states have the numbers of Q.2931 4.5.7: U0..U12 of the user, N0..N12 of the network.
 * 2 and 5 do not exist. What RELEASE leads to differs: see cc_side. */
#define CC_N_STATES 13
enum { CC_NULL = 0, CC_ACTIVE = 10 };

/* Calls at once on one channel; more are refused, so that a peer cannot fill the memory. */
#define CC_MAX_CALLS (1u << 17)
/* The same for the parties of all its calls. */
#define CC_MAX_PARTIES (1u << 17)

/* Events of a call: X(id, text). Messages first, then primitives of the user of the calls, then the
 * link, then timers. */
/* clang-format off */
#define CC_EVENTS(X) \
	X(SETUP, "SETUP") \
	X(CALL_PROCEEDING, "CALL PROCEEDING") \
	X(ALERTING, "ALERTING") \
	X(CONNECT, "CONNECT") \
	X(CONNECT_ACK, "CONNECT ACKNOWLEDGE") \
	X(RELEASE, "RELEASE") \
	X(RELEASE_COMPLETE, "RELEASE COMPLETE") \
	X(STATUS, "STATUS") \
	X(STATUS_ENQUIRY, "STATUS ENQUIRY") \
	X(NOTIFY, "NOTIFY") \
	X(ADD_PARTY, "ADD PARTY") \
	X(ADD_PARTY_ACK, "ADD PARTY ACKNOWLEDGE") \
	X(ADD_PARTY_REJECT, "ADD PARTY REJECT") \
	X(DROP_PARTY, "DROP PARTY") \
	X(DROP_PARTY_ACK, "DROP PARTY ACKNOWLEDGE") \
	X(PARTY_ALERTING, "PARTY ALERTING") \
	X(PARTY_LOST, "STATUS with endpoint state null") \
	X(SETUP_REQ, "Setup.request") \
	X(PROCEEDING_REQ, "Proceeding.request") \
	X(ALERTING_REQ, "Alerting.request") \
	X(SETUP_RESP, "Setup.response") \
	X(RELEASE_REQ, "Release.request") \
	X(RELEASE_RESP, "Release.response") \
	X(ADD_PARTY_REQ, "Add-party.request") \
	X(PARTY_ALERTING_REQ, "Party-alerting.request") \
	X(ADD_PARTY_RESP, "Add-party.response") \
	X(REJECT_PARTY_REQ, "Reject-party.request") \
	X(DROP_PARTY_REQ, "Drop-party.request") \
	X(CLEAR, "protocol error that clears the call") \
	X(RESTART, "restart of the call's VC") \
	X(LINK_UP, "AAL-ESTABLISH.indication or .confirm") \
	X(LINK_DOWN, "AAL-RELEASE.indication") \
	X(T301, "T301") \
	X(T303, "T303") \
	X(T308, "T308") \
	X(T309, "T309") \
	X(T310, "T310") \
	X(T313, "T313") \
	X(T322, "T322") \
	X(T397, "T397") \
	X(T398, "T398") \
	X(T399, "T399")
/* clang-format on */

enum cc_event {
#define X(id, text) CC_EV_##id,
	CC_EVENTS(X)
#undef X
	    CC_EV_COUNT
};
extern const char *const cc_event_names[CC_EV_COUNT];

/* Timers of one call. T309 and T316 belong to the channel (CT_CALL_COUNT on), T397 to T399 to parties (CT_397 on). */
enum cc_timer {
	CT_301,
	CT_303,
	CT_308,
	CT_310,
	CT_313,
	CT_322,
	CT_CALL_COUNT,
	CT_309 = CT_CALL_COUNT,
	CT_316,
	CT_397,
	CT_398,
	CT_399,
	CT_COUNT
};
#define CT_CHANNEL_COUNT (CT_397 - CT_CALL_COUNT)
#define CT_PARTY_COUNT   (CT_COUNT - CT_397)
/* Defaults of the user side of UNI 3.x and of the network side. */
extern const struct timer_def cc_timer_defs[CT_COUNT];

enum cc_out_kind {
	CC_OUT_FRAME,
	CC_OUT_LINK_UP,
	CC_OUT_LINK_DOWN,
	CC_OUT_SETUP_IND,
	CC_OUT_PROCEEDING_IND,
	CC_OUT_ALERTING_IND,
	CC_OUT_CONNECT_IND, /* user: Setup.confirm; network: CONNECT of the called user */
	CC_OUT_COMPLETE_IND,
	CC_OUT_RELEASE_IND,
	CC_OUT_RELEASE_CONF,
	CC_OUT_STATUS_IND,
	CC_OUT_ADD_PARTY_IND,
	CC_OUT_ADD_PARTY_CONF,
	CC_OUT_PARTY_ALERTING_IND,
	CC_OUT_PARTY_REJECT_IND,
	CC_OUT_DROP_PARTY_IND,
	CC_OUT_DROP_PARTY_CONF,
};

struct cc_out {
	enum cc_out_kind kind;
	uint32_t call;
	uint16_t party;
	struct ie_cause cause;
	bool by_timer,
	    clearing; /* RELEASE_IND, PARTY_REJECT_IND; clearing: RELEASE was sent, RELEASE COMPLETE is awaited */
	uint16_t vpci, vci;
	const struct q2931_msg *msg; /* message that caused it, or NULL */
	size_t off, len;             /* FRAME: octets in the queue's buffer */
};

struct cc;
struct cc_call;

/* States of a party have the numbers of the endpoint state (Q.2971 8.2.2). 12, drop party received, is passed within
 * one event. */
#define CP_N_STATES 12
enum { CP_NULL = 0, CP_ACTIVE = 10, CP_DROP_INITIATED = 11 };

/* Events of a party: those of the call that concern it, and what the call itself does to them. */
/* clang-format off */
#define CP_EVENTS(X) \
	X(ADD_PARTY, "ADD PARTY") \
	X(ADD_PARTY_ACK, "ADD PARTY ACKNOWLEDGE") \
	X(ADD_PARTY_REJECT, "ADD PARTY REJECT") \
	X(DROP_PARTY, "DROP PARTY") \
	X(DROP_PARTY_ACK, "DROP PARTY ACKNOWLEDGE") \
	X(PARTY_ALERTING, "PARTY ALERTING") \
	X(PARTY_LOST, "STATUS with endpoint state null") \
	X(ADD_PARTY_REQ, "Add-party.request") \
	X(PARTY_ALERTING_REQ, "Party-alerting.request") \
	X(ADD_PARTY_RESP, "Add-party.response") \
	X(REJECT_PARTY_REQ, "Reject-party.request") \
	X(DROP_PARTY_REQ, "Drop-party.request") \
	X(SETUP_SENT, "SETUP sent") \
	X(SETUP_RECEIVED, "SETUP received") \
	X(CALL_ALERTING, "ALERTING of the call") \
	X(CALL_CONNECTED, "CONNECT of the call") \
	X(CALL_CLEARED, "clearing of the call") \
	X(T397, "T397") \
	X(T398, "T398") \
	X(T399, "T399")
/* clang-format on */

enum cp_event {
#define X(id, text) CP_EV_##id,
	CP_EVENTS(X)
#undef X
	    CP_EV_COUNT
};
extern const char *const cp_event_names[CP_EV_COUNT];
extern const struct fsm_def cp_fsm;

struct cc_party {
	struct cc_call *call;
	uint32_t ref; /* endpoint reference value */
	int state;
	bool indicated; /* its end was told */
	int timer;      /* T397 to T399 by number from 0; -1 none runs */
	vtime deadline;
	struct cc_party *earlier, *later; /* with the same timer running, in order of deadline */
	UT_hash_handle hh;                /* in order of creation */
	struct cc_party *next_spare;
};

struct cc_call {
	struct cc *cc;
	uint32_t handle; /* never 0, never reused */
	uint32_t ref;    /* call reference value */
	bool ours;       /* this side chose the reference */
	bool gone;       /* ended; kept for cc_find_ref_ever alone */
	int state;
	int post; /* event to carry out right after the present one, -1 none */
	struct timers timers;
	uint8_t tries;      /* of the timer that runs: transmissions so far */
	uint8_t enquiries;  /* T322 */
	bool setup_pending; /* SETUP waits for the link */
	bool answered;      /* network: the first answer to SETUP was sent */
	bool indicated;     /* RELEASE_IND was given */
	bool has_conn, has_endpoint;
	bool p2mp; /* point to multipoint */
	uint16_t vpci, vci;
	uint16_t last_party;      /* endpoint reference that this side chose last */
	uint32_t n_parties;       /* active or being set up */
	struct cc_party *parties; /* all but those in state null */
	/* Parties whose timer runs; all wait the same span, so that the first to start is the first to run out. */
	struct cc_party *waiting[CT_PARTY_COUNT], *waiting_end[CT_PARTY_COUNT];
	struct ie_cause post_cause; /* of 'post' */
	bool post_by_timer;
	struct ie_endpoint_ref endpoint; /* of the SETUP */
	struct ie_cause cause;           /* sent in RELEASE, for its repetition; cause to answer RELEASE with */
	struct wr setup;                 /* SETUP as sent, for its repetition */
	size_t heap_at;                  /* place in the timer heap + 1, 0 if none */
	uint32_t key;                    /* of by_ref: reference, and 80000000h if ours */
	UT_hash_handle hh_ref, hh_handle;
	struct cc_call *next_spare;
};

/* Argument of a call's events. */
struct cc_arg {
	enum cc_event event;
	const struct q2931_msg *msg;  /* messages: as received. Requests: further IEs, or NULL */
	const struct ie_cause *cause; /* RELEASE_REQ, CLEAR, LINK_DOWN, REJECT_PARTY_REQ, DROP_PARTY_REQ */
	bool by_timer;                /* CLEAR */
	uint16_t party;               /* events of parties: endpoint reference value */
};

/* What makes a side. */
struct cc_side {
	const char *name;
	bool network;
	const struct fsm_def *fsm;        /* CC_N_STATES x CC_EV_COUNT */
	uint16_t compatible[CC_N_STATES]; /* bit n: STATUS may report state n (Q.2931 5.6.12) */
	uint8_t release_sent;             /* U11, N12 */
	uint8_t location;                 /* of causes made here */
	bool confirm_indicated;           /* RELEASE_CONF also after a RELEASE_IND with 'clearing' */
};

struct cc_config {
	enum uni_version version;
	uint32_t first_call_ref;
	unsigned ie_order;
	vtime span[CT_COUNT]; /* 0: the default */
	unsigned keep_ended;  /* ended calls that cc_find_ref_ever still knows */
};

/* Each outgoing message before SSCOP gets it, and each incoming one before call control
 * sees it ('octets' is then the message as received). False: it goes no further. */
struct cc_hooks {
	void *ctx;
	bool (*outgoing)(void *ctx, struct cc_call *call, const struct q2931_msg *m);
	bool (*incoming)(void *ctx, struct cc_call *call, const struct q2931_msg *m, const uint8_t *octets, size_t len);
};

struct cc_queue {
	struct cc_out *out;
	size_t head, n, cap;
	struct wr octets;
	struct q2931_msg **msgs; /* messages that outputs point to */
	size_t n_msgs, cap_msgs;
};

enum cc_link { CC_LINK_DOWN, CC_LINK_ESTABLISHING, CC_LINK_UP };

struct cc {
	const struct cc_side *side;
	struct cc_config config;
	struct cc_hooks hooks;
	struct saal *saal;
	vtime now;
	enum cc_link link;
	bool wanted;          /* the link is to be kept up */
	struct timers timers; /* CT_309, CT_316, numbered from 0 */
	int restart_state;    /* 0 REST 0, 1 REST 1 */
	uint8_t restart_tries;

	struct cc_call *by_ref, *by_handle; /* by_handle in order of creation */
	struct cc_call *spare;              /* memory of ended calls */
	struct cc_party *spare_party;
	uint32_t n_parties; /* in any state, of all calls */
	uint32_t *ended;    /* ring of handles of the last ended calls */
	unsigned ended_at;
	uint32_t next_handle, next_ref;
	size_t n_calls;

	struct cc_call **heap;
	size_t heap_n, heap_cap;

	struct cc_queue queue;
	const struct q2931_msg *rx; /* message being carried out */
	bool rx_kept;               /* an output points to it */
	struct q2931_msg tx;
	struct wr tx_octets;
	uint64_t ignored;         /* messages that Q.2931 5.6 lets drop */
	uint64_t unforeseen;      /* events in empty cells of the table; messages never get there */
	uint32_t *coverage;       /* tests: counts per state * CC_EV_COUNT + event, or NULL */
	uint32_t *party_coverage; /* the same of parties */
};

/* cc.c */
/* False when memory runs out; cc_deinit is due in either case. */
bool cc_init(struct cc *cc, const struct cc_side *side, const struct cc_config *config, const struct cc_hooks *hooks);
void cc_deinit(struct cc *cc);
/* New call in state null; of our own choice of reference if 'ours'. NULL when memory, references or
 * CC_MAX_CALLS run out. */
struct cc_call *cc_call_new(struct cc *cc, bool ours, uint32_t ref);
/* End a call in state null without a word. */
void cc_call_drop(struct cc_call *call);
struct cc_call *cc_find(const struct cc *cc, uint32_t handle);
struct cc_call *cc_find_ref(const struct cc *cc, bool ours, uint32_t ref);
/* Also calls that ended lately. */
struct cc_call *cc_find_ref_ever(const struct cc *cc, bool ours, uint32_t ref);
/* Carry out an event; the call is freed when it is back in state null. */
void cc_step(struct cc_call *call, const struct cc_arg *arg);
/* The same event for all calls that 'which' picks (NULL: all), in order of creation. */
void cc_step_all(struct cc *cc, const struct cc_arg *arg, bool (*which)(const struct cc_call *, const void *),
		 const void *ctx);

/* cc_out.c */
void cc_put(struct cc *cc, enum cc_out_kind kind, const struct cc_call *call);
/* Last output put, for further fields. NULL if it was lost to lack of memory. */
struct cc_out *cc_last(struct cc *cc);
/* RELEASE_IND of a call, once. */
void cc_put_release(struct cc_call *call, const struct ie_cause *cause, bool by_timer, bool clearing);
bool cc_drain(struct cc *cc, struct cc_out *out, const uint8_t **octets);
/* Before every call from outside. */
void cc_begin(struct cc *cc, vtime now);
/* Memory for the next incoming message, NULL if there is none; it stays if an output came to point to it. */
struct q2931_msg *cc_rx_slot(struct cc *cc);
void cc_rx_done(struct cc *cc);
void cc_queue_free(struct cc_queue *q);

/* cc_timers.c */
vtime cc_span(const struct cc *cc, enum cc_timer t);
void cc_start_timer(struct cc_call *call, enum cc_timer t);
void cc_stop_timers(struct cc_call *call);
/* After timers of a call have changed. */
void cc_timers_changed(struct cc_call *call);
vtime cc_timers_next(const struct cc *cc);
/* Carry out the earliest timer due at or before now; false if none is. */
bool cc_timers_run(struct cc *cc);

/* cc_party.c */
/* Party of a call; NULL if there is none. */
struct cc_party *cc_party_find(const struct cc_call *call, uint32_t ref);
/* New party in state null. NULL when memory or CC_MAX_PARTIES runs out. */
struct cc_party *cc_party_new(struct cc_call *call, uint32_t ref);
/* Endpoint reference for a party to add, and the party in state null; 0 when memory or references run out or
 * the call takes none now. */
uint16_t cc_party_add(struct cc_call *call);
/* Does an event carry anything out in the party's state? Messages for which it does not are unexpected. */
bool cc_party_expects(const struct cc_party *party, enum cc_event ev);
/* Carry out an event; the party is freed when it is back in state null. */
void cc_party_step(struct cc_party *party, enum cp_event ev, const struct cc_arg *arg);
/* An event of one party, if the call is in a state in which it may come. */
void cc_party_request(struct cc_call *call, const struct cc_arg *arg);
/* Its end would leave no party active or being set up: the call is then released instead (Q.2971 9.2.4). */
bool cc_party_is_last(const struct cc_call *call, uint16_t ref);
/* After an event of the call: the party of the SETUP goes with it, and all end with it. */
void cc_parties_follow(struct cc_call *call, int from, const struct q2931_msg *m);
void cc_parties_free(struct cc_call *call);
void cc_party_start_timer(struct cc_party *party, enum cc_timer t);
void cc_party_stop_timer(struct cc_party *party);
vtime cc_parties_next(const struct cc_call *call);
/* The party whose timer runs out first and its event; that timer is stopped. */
struct cc_party *cc_parties_due(struct cc_call *call, enum cc_event *ev);
void cc_put_party(struct cc_party *party, enum cc_out_kind kind, const struct ie_cause *cause, bool by_timer);

/* cc_link.c */
void cc_start(struct cc *cc);
void cc_need_link(struct cc *cc);
void cc_frame(struct cc *cc, const uint8_t *octets, size_t len);
void cc_time(struct cc *cc);
vtime cc_next(const struct cc *cc);
void cc_drain_saal(struct cc *cc);

/* cc_rx.c */
void cc_receive(struct cc *cc, const uint8_t *octets, size_t len, bool ask_hook);

/* cc_restart.c */
void cc_restart_receive(struct cc *cc, const struct q2931_msg *m, const struct wire_outcome *decoded);
void cc_restart_request(struct cc *cc);
void cc_restart_t316(struct cc *cc);

/* cc_send.c */
/* The scratch message: 'ies' or empty, with version, reference and type of the call. */
struct q2931_msg *cc_compose(struct cc_call *call, enum q2931_type type, const struct q2931_msg *ies);
void cc_send(struct cc_call *call, const struct q2931_msg *m);
/* Past the hook. 'call' may be NULL (unknown and global references). */
void cc_transmit(struct cc *cc, const struct q2931_msg *m);
void cc_send_setup(struct cc_call *call);
void cc_send_release(struct cc_call *call, const struct ie_cause *cause, const struct ie_cause *second);
void cc_send_release_complete(struct cc_call *call, const struct ie_cause *cause);
void cc_send_status(struct cc_call *call, const struct ie_cause *cause, const struct ie_endpoint_ref *asked);
/* Messages for references that no call has. */
void cc_send_loose(struct cc *cc, enum q2931_type type, uint32_t ref, bool flag, const struct ie_cause *cause,
		   int state);
struct ie_cause cc_cause(const struct cc *cc, uint8_t value, const uint8_t *diag, size_t n_diag);
/* Answers of the called side repeat the endpoint reference of the SETUP, unless 'm' has one. */
void cc_add_endpoint(struct cc_call *call, struct q2931_msg *m);
/* A message about a party, with 'ies' (NULL for none) and a cause (NULL for none). */
struct q2931_msg *cc_compose_party(struct cc_call *call, uint32_t ref, enum q2931_type type,
				   const struct q2931_msg *ies, const struct ie_cause *cause);
void cc_send_party(struct cc_call *call, uint32_t ref, enum q2931_type type, const struct q2931_msg *ies,
		   const struct ie_cause *cause);

/* cc_actions.c: actions of both tables. */
/* clang-format off */
#define CC_ACTIONS(X) \
	X(setup_req) \
	X(release_req) \
	X(release_ind) \
	X(release_resp) \
	X(release_collision) \
	X(release_complete) \
	X(release_confirmed) \
	X(reject_req) \
	X(clear) \
	X(clear_unanswered) \
	X(status) \
	X(status_enquiry) \
	X(restart) \
	X(restart_released) \
	X(link_up_setup) \
	X(link_up_active) \
	X(link_lost) \
	X(link_lost_released) \
	X(link_failed) \
	X(t301) \
	X(t303) \
	X(t308) \
	X(t322) \
	X(no_effect) \
	X(party)
/* clang-format on */
#define X(name) int cc_act_##name(void *self, const void *arg);
CC_ACTIONS(X)
#undef X
void cc_keep_conn(struct cc_call *call, const struct q2931_msg *m);
void cc_keep_endpoint(struct cc_call *call, const struct q2931_msg *m);
/* A timer ran out and the call is cleared with RELEASE. */
void cc_clear_by_timer(struct cc_call *call, uint8_t cause, const char *timer);
int cc_unforeseen(void *self, int state, int event, const void *arg);

/* Rows of a call in a state that knows parties: what becomes of those stands in their own table. They keep their
 * timers whatever the link does. */
#define CC_PARTY_ROW(ev, cl) [CC_EV_##ev] = {cc_act_party, FSM_SAME, cl}
#define CC_PARTY_ROWS                                                                                                  \
	CC_PARTY_ROW(ADD_PARTY, "Q.2971 9.2.3"), CC_PARTY_ROW(ADD_PARTY_ACK, "Q.2971 9.2.2"),                          \
	    CC_PARTY_ROW(ADD_PARTY_REJECT, "Q.2971 9.2.2"), CC_PARTY_ROW(DROP_PARTY, "Q.2971 9.2.4"),                  \
	    CC_PARTY_ROW(DROP_PARTY_ACK, "Q.2971 9.2.4"), CC_PARTY_ROW(PARTY_LOST, "Q.2971 9.5.12"),                   \
	    CC_PARTY_ROW(PARTY_ALERTING, "Q.2971 9.2.2"), CC_PARTY_ROW(ADD_PARTY_REQ, "Q.2971 9.2.2"),                 \
	    CC_PARTY_ROW(PARTY_ALERTING_REQ, "Q.2971 9.2.3"), CC_PARTY_ROW(ADD_PARTY_RESP, "Q.2971 9.2.3"),            \
	    CC_PARTY_ROW(REJECT_PARTY_REQ, "Q.2971 9.2.3"), CC_PARTY_ROW(DROP_PARTY_REQ, "Q.2971 9.2.4"),              \
	    CC_PARTY_ROW(T397, "Q.2971 9.2.2"), CC_PARTY_ROW(T398, "Q.2971 9.2.4"), CC_PARTY_ROW(T399, "Q.2971 9.2.2")

/* Messages about parties that were under way when RELEASE was sent. */
#define CC_LATE_PARTY_ROW(ev) [CC_EV_##ev] = {fsm_ignore, FSM_SAME, "Q.2971 9.3"}
#define CC_LATE_PARTY_ROWS                                                                                             \
	CC_LATE_PARTY_ROW(ADD_PARTY), CC_LATE_PARTY_ROW(ADD_PARTY_ACK), CC_LATE_PARTY_ROW(ADD_PARTY_REJECT),           \
	    CC_LATE_PARTY_ROW(DROP_PARTY), CC_LATE_PARTY_ROW(DROP_PARTY_ACK), CC_LATE_PARTY_ROW(PARTY_ALERTING)

/* Sets of call states, for cc_side.compatible. */
#define CC_BIT(n) (1u << (n))

#endif
