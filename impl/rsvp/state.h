/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State of the RSVP engine (the blocks of RFC 2209 1) and what its files offer each other.
 *
 *   engine.c   the public calls, dispatch of packets           session.c  blocks: find, make, free
 *   path.c     Path, PathTear, path refresh                    resv.c     Resv, ResvTear
 *   merge.c    what goes upstream: Resv, ResvTear, ResvConf    tc.c       traffic control requests and their answers
 *   errors.c   PathErr, ResvErr, ResvConf, blockade            refresh.c  the deadline heap and what is due
 *   request.c  the user's requests as text                     output.c   packets, upcalls, TC requests to drain
 *
 * IPv4 only. The traffic control block of RFC 2209 is part of the RSB here: what VC
 * management maps to VCs is one reservation towards one next hop, so on one interface there is
 * a TC unit for each next hop (RFC 2205 3.11.2 leaves that to the link layer), and
 * merging happens on the way upstream only.
 */
#ifndef RSVP_STATE_H
#define RSVP_STATE_H

#include "base/buf.h"
#include "base/rng.h"
#include "base/vtime.h"
#include "intserv/tspec_ops.h"
#include "rsvp/engine.h"
#include "wire/ip.h"

/* Running out of memory costs a message, not the process. */
#define HASH_NONFATAL_OOM 1
#include <uthash.h>
#include <utlist.h>

/* Error codes of RFC 2205 Appendix B. */
enum re_code {
	RE_ADMISSION = 1,
	RE_NO_PATH = 3,
	RE_NO_SENDER = 4,
	RE_STYLE_CONFLICT = 5,
	RE_DST_PORT_CONFLICT = 7,
	RE_SRC_PORT_CONFLICT = 8,
	RE_TRAFFIC_CONTROL = 21,
};
#define RE_VALUE_MTU              3 /* of code 1 */
#define RE_VALUE_SERVICE_CONFLICT 1 /* of code 21 */
#define RE_VALUE_SERVICE          2 /* of code 21 */

/* Blockade factor: Tb = Kb * R; RFC 2205 3.5 gives no default. */
#define RE_DEFAULT_KB 3

/* TTL of messages that go to a neighbour, and of Paths that start here. */
#define RE_HOP_TTL  255
#define RE_PATH_TTL 64

enum re_timer_kind {
	RE_TIMER_PATH_LIFE,    /* cleanup timeout of a PSB */
	RE_TIMER_PATH_REFRESH, /* next Path of a PSB */
	RE_TIMER_RESV_REFRESH, /* next Resv to a PHOP */
	RE_TIMER_RESV_LIFE,    /* cleanup timeout of an RSB */
	RE_TIMER_BLOCKADE,     /* Tb of a BSB */
};

struct re_timer {
	uint32_t at;  /* place in the heap + 1; 0: not running */
	uint8_t kind; /* enum re_timer_kind */
};

/* Octets kept as they came (ADSPEC body, objects to be forwarded). */
struct re_blob {
	uint16_t len;
	uint8_t octets[];
};

struct re_key {
	uint32_t dst;
	uint16_t port;
	uint8_t protocol, zero;
};

/* Sessions of one destination and protocol, for the port rules of RFC 2205 3.2. */
struct re_group {
	UT_hash_handle hh;
	struct re_key key; /* port 0 */
	uint32_t with_port, without_port;
};

struct re_session {
	UT_hash_handle hh;
	struct re_key key;
	struct re_group *group;
	/* Lists in the order of creation. */
	struct re_psb *psbs;
	struct re_phop *phops;
	struct re_rsb *rsbs;
	struct re_bsb *bsbs;
};

/* A previous hop of a session: who gets the Resv. */
struct re_phop {
	struct re_phop *prev, *next;
	struct re_session *s;
	uint32_t addr; /* 0: the application on this node */
	uint8_t iface;
	bool local;
	struct re_timer refresh;
	uint32_t n_psbs;
};

/* Path state block: one sender. */
struct re_psb {
	struct re_psb *prev, *next;
	struct re_session *s;
	struct re_phop *phop;
	uint32_t src;
	uint16_t port;
	uint8_t out_mask; /* outgoing interfaces, one bit each */
	uint8_t ttl;      /* IP TTL that it came with */
	uint32_t lih;     /* of the PHOP */
	bool non_rsvp;    /* a hop without RSVP lies before this one (RFC 2205 3.8) */
	uint8_t up_style;
	bool tell, tear; /* while a message is made: its sender is to be named in it */
	bool has_up;     /* 'up' went upstream (or to the application) and stands there */
	struct re_timer life, refresh;
	vtime expires;
	struct tspec tspec;
	struct flowspec up;
	struct re_blob *adspec, *opaque;
};

struct re_filter {
	uint32_t src;
	uint16_t port;
	vtime expires;
};

/* Reservation state block: one next hop's request; for FF one sender of it. */
struct re_rsb {
	UT_hash_handle tc_hh; /* by 'tc' */
	struct re_rsb *prev, *next;
	struct re_session *s;
	uint32_t nhop; /* 0: the application on this node */
	rsvp_tc tc;    /* 0 if local */
	uint8_t oi;
	uint8_t style;
	bool local;
	bool installed; /* 'inst' is in place */
	bool pending;   /* 'req' was asked of traffic control and is not answered yet */
	bool has_sender;
	uint8_t n_filters, n_installed; /* filters in all; the first of them are in place */
	struct re_filter *filters;      /* &one, or allocated */
	struct re_filter one;           /* its 'expires' is the whole state's for WF */
	struct re_timer life;
	uint32_t confirm; /* RESV_CONFIRM not yet forwarded or answered; 0 none */
	struct flowspec req, inst;
	struct tspec sender; /* Path_Te that traffic control knows */
	struct re_blob *opaque;
};

/*
 * Blockade state block, of two origins: RE_BLOCK_ERROR by a ResvErr from upstream
 * (RFC 2205 3.5), which keeps a request out of merging; RE_BLOCK_REFUSED by this node's own
 * traffic control. The RFC has nothing for the latter: each refresh of a refused request would
 * make a new attempt, here a new call, every R. This node waits as long as it would wait for
 * an upstream one: for Kb * R a Resv equal to the refused one only keeps alive what is in
 * place. Any other request of the same next hop ends the wait.
 */
enum re_block_kind { RE_BLOCK_ERROR, RE_BLOCK_REFUSED };
struct re_bsb {
	struct re_bsb *prev, *next;
	struct re_session *s;
	uint8_t kind, oi;
	uint16_t port; /* sender (FF, SE by error; FF refused), else 0 */
	uint32_t src;
	uint32_t hop; /* RE_BLOCK_ERROR: the PHOP for WF, else 0; RE_BLOCK_REFUSED: the next hop */
	struct re_timer tb;
	struct flowspec f; /* Qb */
};

struct re_due {
	vtime due;
	uint64_t seq; /* ties run in the order in which they were set */
	struct re_timer *t;
};

struct re_item {
	enum rsvp_out_kind kind;
	int iface;
	uint32_t next_hop;
	size_t at, len; /* octets in out_octets, or index in out_tc */
};

struct rsvp_engine {
	struct rsvp_config c;
	int local; /* index of the application's interface, -1 none */
	struct rng rng;
	vtime now;
	struct re_session *sessions;
	struct re_group *groups;
	struct re_rsb *by_tc;
	rsvp_tc last_tc;
	struct re_due *heap;
	size_t n_heap, cap_heap;
	size_t n_timers; /* of all blocks, running or not */
	uint64_t seq;
	struct re_item *items;
	size_t n_items, cap_items, next_item;
	struct wr out_octets, body;
	struct rsvp_tc_spec *out_tc;
	size_t n_tc, cap_tc;
	struct rsvp_msg in, out; /* scratch: message being handled, message being built */
};

/* session.c */
struct re_key re_key_of(const struct rsvp_session *s);
struct re_session *re_session_find(struct rsvp_engine *e, const struct re_key *key);
struct re_session *re_session_get(struct rsvp_engine *e, const struct re_key *key); /* made if new; NULL: no memory */
void re_session_drop_if_empty(struct rsvp_engine *e, struct re_session *s);
void re_session_free_all(struct rsvp_engine *e);
/* Is there a session with the same destination and protocol, whose port is 0 and this one's not, or the reverse? */
bool re_port_conflict(struct rsvp_engine *e, const struct re_key *key);
struct re_phop *re_phop_get(struct rsvp_engine *e, struct re_session *s, uint32_t addr, uint8_t iface, bool local);
void re_phop_release(struct rsvp_engine *e, struct re_phop *p);
struct re_psb *re_psb_find(struct re_session *s, uint32_t src, uint16_t port);
struct re_psb *re_psb_new(struct rsvp_engine *e, struct re_session *s, struct re_phop *p, uint32_t src, uint16_t port);
void re_psb_free(struct rsvp_engine *e, struct re_psb *p);
struct re_rsb *re_rsb_find(struct re_session *s, uint32_t nhop, uint8_t oi, bool by_filter, uint32_t src,
			   uint16_t port);
struct re_rsb *re_rsb_new(struct rsvp_engine *e, struct re_session *s, uint32_t nhop, uint8_t oi, uint8_t style);
void re_rsb_free(struct rsvp_engine *e, struct re_rsb *r);
struct re_filter *re_rsb_filter(struct re_rsb *r, uint32_t src, uint16_t port);
bool re_rsb_add_filter(struct re_rsb *r, uint32_t src, uint16_t port);
void re_rsb_del_filter(struct re_rsb *r, struct re_filter *f);
/* Does the reservation select this sender and lie on its way? */
bool re_rsb_matches(const struct re_rsb *r, const struct re_psb *p);
struct re_bsb *re_bsb_get(struct rsvp_engine *e, struct re_session *s, enum re_block_kind kind, uint32_t hop,
			  uint8_t oi, uint32_t src, uint16_t port, bool make);
void re_bsb_free(struct rsvp_engine *e, struct re_bsb *b);
bool re_blob_set(struct re_blob **b, const uint8_t *octets, size_t len); /* false: no memory, kept as it was */
bool re_blob_equal(const struct re_blob *b, const uint8_t *octets, size_t len);

/* refresh.c */
/* Room for n more timers, given back by re_timer_release; false: no memory. Setting a timer cannot fail then. */
bool re_timer_reserve(struct rsvp_engine *e, size_t n);
void re_timer_release(struct rsvp_engine *e, size_t n);
void re_timer_set(struct rsvp_engine *e, struct re_timer *t, vtime due);
void re_timer_stop(struct rsvp_engine *e, struct re_timer *t);
vtime re_timer_due(const struct rsvp_engine *e, const struct re_timer *t); /* VTIME_NEVER if it does not run */
void re_timers_run(struct rsvp_engine *e, vtime now);
vtime re_refresh_interval(struct rsvp_engine *e);
/* When state ends that was refreshed now by a node whose R is refresh_ms (RFC 2205 3.7). */
vtime re_expiry(const struct rsvp_engine *e, uint32_t refresh_ms);
vtime re_blockade_time(const struct rsvp_engine *e);
/* State was refreshed: 't' need not be moved for a later end, it looks again when it fires. */
void re_life_extend(struct rsvp_engine *e, struct re_timer *t, vtime *expires, vtime to);

/* path.c */
void re_path(struct rsvp_engine *e, int iface, const struct ip4_hdr *ip, const struct wire_outcome *o);
void re_path_tear(struct rsvp_engine *e, int iface, const struct ip4_hdr *ip);
void re_path_refresh(struct rsvp_engine *e, struct re_psb *p);
void re_path_expired(struct rsvp_engine *e, struct re_psb *p);
void re_path_announce(struct rsvp_engine *e, struct re_psb *p);            /* local sender: new or changed */
void re_path_remove(struct rsvp_engine *e, struct re_psb *p, uint8_t ttl); /* PathTear onward with this TTL */

/* resv.c */
void re_resv(struct rsvp_engine *e, const struct ip4_hdr *ip, const struct wire_outcome *o);
void re_resv_tear(struct rsvp_engine *e, const struct ip4_hdr *ip);
void re_rsb_remove(struct rsvp_engine *e, struct re_rsb *r); /* frees; TC_DEL; tells upstream */
void re_rsb_life(struct rsvp_engine *e, struct re_rsb *r);   /* cleanup timer fired */
void re_rsb_sender_gone(struct rsvp_engine *e, struct re_session *s, uint32_t src, uint16_t port, uint8_t out_mask);
void re_local_reserve(struct rsvp_engine *e, struct re_session *s, enum rsvp_style style,
		      const struct rsvp_filter *filters, int n, const struct flowspec *f, uint32_t confirm);

/* tc.c */
void re_tc_update(struct rsvp_engine *e, struct re_rsb *r); /* 'req', filters or senders have changed */
void re_tc_delete(struct rsvp_engine *e, struct re_rsb *r);
bool re_tc_sender(const struct re_rsb *r, struct tspec *sum); /* Path_Te; false: no sender */
void re_tc_senders_changed(struct rsvp_engine *e, struct re_session *s);

/* merge.c */
enum re_merge { RE_MERGE_CHANGE, RE_MERGE_TIMER, RE_MERGE_ERROR };
void re_resv_refresh(struct rsvp_engine *e, struct re_phop *p, enum re_merge why);
void re_session_upstream(struct rsvp_engine *e, struct re_session *s); /* after any change: CHANGE for each PHOP */
bool re_blockaded(const struct re_session *s, const struct re_rsb *r, const struct re_psb *p);

/* errors.c */
void re_path_error(struct rsvp_engine *e, int iface, uint8_t code, uint16_t value); /* for the Path in e->in */
void re_resv_error(struct rsvp_engine *e, const struct re_rsb *r, const struct flowspec *f, uint8_t flags, uint8_t code,
		   uint16_t value);
/* For the Resv in e->in: one descriptor of it, to its NHOP. */
void re_resv_refuse(struct rsvp_engine *e, uint8_t oi, const struct rsvp_flow_descriptor *d, uint8_t code,
		    uint16_t value);
void re_patherr(struct rsvp_engine *e);
void re_resverr(struct rsvp_engine *e, int iface);
void re_resvconf(struct rsvp_engine *e, int iface, const struct ip4_hdr *ip);
void re_confirm(struct rsvp_engine *e, struct re_rsb *r); /* answer and forget r->confirm */

/* request.c */
bool re_request(struct rsvp_engine *e, const char *line, char *err, size_t err_len);

/* output.c */
bool re_is_own(const struct rsvp_engine *e, uint32_t addr);
bool re_is_multicast(uint32_t addr);
bool re_route(const struct rsvp_engine *e, uint32_t dst, int *iface, uint32_t *next_hop);
uint32_t re_node_address(const struct rsvp_engine *e, int iface); /* also for the local one */
/* e->out, emptied, with the SESSION of s, or of e->in if s is NULL. */
struct rsvp_msg *re_msg(struct rsvp_engine *e, enum rsvp_type type, const struct re_session *s);
struct rsvp_flow_descriptor *re_msg_flow(struct rsvp_msg *m, const struct flowspec *f);
void re_flow_filter(struct rsvp_flow_descriptor *d, uint32_t src, uint16_t port);
void re_msg_hop(struct rsvp_engine *e, struct rsvp_msg *m, int iface, uint32_t lih);
/* Append to m->opaque each object that is not in it yet, as far as there is room. */
void re_msg_opaque(struct rsvp_msg *m, const struct re_blob *b);
void re_send(struct rsvp_engine *e, int iface, uint32_t next_hop, const struct ip4_hdr *ip, struct rsvp_msg *m);
void re_send_hop(struct rsvp_engine *e, int iface, uint32_t addr, struct rsvp_msg *m);
void re_send_raw(struct rsvp_engine *e, int iface, uint32_t next_hop, const uint8_t *packet, size_t len, uint8_t ttl);
void re_send_tc(struct rsvp_engine *e, enum rsvp_out_kind kind, const struct re_rsb *r);
void re_upcall(struct rsvp_engine *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define RE_SESSION_TEXT 40
#define RE_SENDER_TEXT  32
#define RE_TSPEC_TEXT   160
const char *re_session_text(const struct re_session *s, char out[RE_SESSION_TEXT]);
const char *re_sender_text(uint32_t src, uint16_t port, char out[RE_SENDER_TEXT]);
const char *re_tspec_text(const struct tspec *t, char out[RE_TSPEC_TEXT]);
const char *re_service_text(enum intserv_service s);

#endif
