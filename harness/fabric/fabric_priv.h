/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the fabric.
 *
 *   fabric.c    public functions
 *   port.c      a port: cells and frames in from its end, its signalling and timers
 *   vc.c        VC table of a port, VCI assignment
 *   switch.c    what arrives at the switch: signalling, forwarding, delivery to ends
 *   conn.c      connections: calls between two network sides (net_uni.c)
 *   p2mp.c      point to multipoint: leaves join and leave    p2mp_leaf.c  one leaf and its call
 *   cac.c       admission control          interwork.c  UNI versions against each other
 *   fault.c     scripted faults            tap.c        observation
 *   link.c      slots                      train.c      cells of a frame
 *
 * A frame's way: port.c collects its cells into a train; when the last one has arrived
 * the switch finds the VC, gives each cell a slot on the outgoing link, and an event at
 * the arrival of the last one delivers it. Every stage works on whole trains.
 */
#ifndef FABRIC_PRIV_H
#define FABRIC_PRIV_H

#include "base/rng.h"
#include "fabric/fabric.h"
#include "link.h"
#include "base/map.h"
#include "net_uni.h"
#include "train.h"
#include "wire/cell.h"

#define VCI_SIGNALLING 5
#define VCI_ILMI       16
#define UNKNOWN_VCS    256 /* VCs without connection on which a port keeps apart what comes in */

static inline uint32_t vc_key(uint8_t vpi, uint16_t vci)
{
	return (uint32_t)vpi << 16 | vci;
}

/* Where the cells of a VC go: one branch, several for point to multipoint. */
struct branch {
	struct branch *next;
	struct port *port;
	uint8_t vpi;
	uint16_t vci;
	vtime since; /* takes frames that begin to arrive from then on */
};

/* A VC as it comes in at a port. */
struct vc {
	uint8_t vpi;
	uint16_t vci;
	uint32_t conn; /* 0: none */
	bool through;  /* switched through, since 'since' */
	vtime since;
	struct branch *out;
	struct train *open; /* cells of a frame whose last has not come */
	uint32_t room;      /* cells to make room for: as many as the last frame had */
};

struct port {
	struct fabric *f;
	int number;
	struct fabric_port_config config;
	char *name;
	struct fabric_end end;
	struct link up, down;
	vtime slot_ns;
	struct map vcs; /* struct vc */
	struct vc *last_vc;
	/* Header of the last user cell that ended no frame (VCI 0: none yet): most cells have the same. */
	uint8_t last_octets[5];
	struct cell_hdr last_hdr;
	uint32_t n_unknown;
	bool unknown_told;
	uint64_t *vci_used; /* bit set from first_vci */
	uint32_t vci_words, vci_hint;
	/* signalling */
	struct net_uni *uni;
	struct map calls;        /* net_call -> connection id, for good */
	struct conn *setup_conn; /* whose SETUP is just being sent */
	engine_event timer;
	vtime timer_at;
	bool dirty;
	struct port *next_dirty;
};

/* One end of a connection. */
struct leg {
	struct port *port;
	net_call call;
	uint16_t vci; /* 0: none assigned; the VPI is 0 */
	bool alive;   /* the call at this UNI is not over */
};

struct need {
	uint64_t fwd, bwd;      /* cells/s to reserve */
	uint8_t fwd_id, bwd_id; /* identifiers of the subfields that ask for them (IE 59h) */
};

/* A leaf's UNI as the tree goes there: one call and one VC for all parties behind it. */
struct twig {
	struct twig *next; /* in order of creation */
	struct leg leg;
	bool answered;     /* the call there is active */
	bool leaving;      /* and is being cleared */
	bool reserved;     /* its link bears the rate of the call */
	uint32_t n_joined; /* leaves that the user was offered and that are not gone */
	uint32_t n_active; /* of them: those that the root knows of. The branch exists while there is one */
};

struct leaf {
	struct leaf *next; /* in the order in which they were asked for */
	uint32_t index;    /* in the record */
	struct conn *conn;
	struct twig *twig;
	uint16_t root_ref, leaf_ref; /* endpoint references at the two UNIs */
	enum {
		LEAF_WAITING, /* for the answer to another one at its UNI, or for its scripted refusal */
		LEAF_OFFERED,
		LEAF_ANSWERED, /* but the root has not been told */
		LEAF_ACTIVE,
	} state;
	engine_event event; /* scripted: refusal, or answer held back */
	uint8_t cause;
	struct q2931_msg *msg; /* ADD PARTY of a waiting one, answer of one held back */
};

struct conn {
	uint32_t id;
	struct leg calling, called;
	struct atm_addr address; /* called */
	struct need need;
	bool reserved, proceeding_sent;
	engine_event event; /* refusal or CONNECT held back */
	uint8_t cause;
	struct q2931_msg *held;
	/* point to multipoint; 'called' has then no port */
	struct q2931_msg *setup; /* of the root; NULL for point to point */
	struct twig *twigs;
	struct leaf *leaves; /* those that are not gone */
};

struct conn_record {
	struct fabric_conn_info info;
	struct fabric_party_info *parties;
	uint32_t n_parties, cap_parties;
	struct conn *live; /* NULL once both legs are over */
};

struct fault {
	struct fault *next;
	int handle;
	struct fabric_fault what;
	uint32_t seen, hits;
};

struct pending_note {
	struct fabric_note note;
	char text[64];
};

struct fabric {
	struct engine *engine;
	struct fabric_tap tap;
	struct rng rng;
	struct port **ports;
	int n_ports;
	struct train *under_way; /* trains with an event */
	struct conn_record *conns;
	uint32_t n_conns, cap_conns;
	struct fault *faults;
	int last_fault;
	uint32_t n_data_faults, n_cuts;
	struct port *dirty, **dirty_end;
	bool pumping;
	bool hold_notes; /* until the frame that caused them has been told */
	struct pending_note *notes;
	size_t n_notes, cap_notes;
	uint64_t cell_hops, calls;
};

/* port.c */
struct port *port_create(struct fabric *f, int number, const struct fabric_port_config *config,
			 const struct fabric_end *end);
void port_free(struct port *p);
bool port_cell(struct port *p, vtime start, const uint8_t cell[53]);
bool port_frame(struct port *p, vtime now, uint8_t vpi, uint16_t vci, uint8_t clp, const uint8_t *sdu, size_t len,
		uint8_t uu);
/* The network side of this port has been asked something: its outputs are due. */
void port_touch(struct port *p);
/* Work off the outputs of all ports that were touched, in the order in which they were. */
void ports_pump(struct fabric *f, vtime now);

/* vc.c */
struct vc *vc_find(struct port *p, uint8_t vpi, uint16_t vci);
/* The VC, made if there is none; NULL if memory or the room for unknown VCs runs out. */
struct vc *vc_for_cells(struct port *p, uint8_t vpi, uint16_t vci);
/* Lowest free VCI, taken for a connection; 0 if none is left. */
uint16_t vc_assign(struct port *p, uint32_t conn);
/* The VC of a connection is over; its VCI is free. */
void vc_release(struct port *p, uint16_t vci);
bool vc_add_branch(struct port *p, uint16_t vci, struct port *to, uint16_t to_vci, vtime since);
void vc_remove_branch(struct port *p, uint16_t vci, const struct port *to, uint16_t to_vci);
/* Forward from now on, or no more. */
void vc_through(struct port *p, uint16_t vci, bool through, vtime now);
void vcs_free(struct port *p);

/* switch.c */
/* Hand a train to the engine; it fires when the last cell has arrived, at the switch or
 * at the end. Takes over the train; false if memory runs out. */
bool train_to_switch(struct train *t);
bool train_to_end(struct train *t);
/* Send a frame of the network on VPI 0 / VCI 5. */
void switch_signal(struct port *p, vtime now, const uint8_t *sdu, size_t len);
void trains_free(struct fabric *f);

/* conn.c */
void conn_output(struct port *p, vtime now, const struct net_uni_out *out);
bool conn_release(struct fabric *f, uint32_t id, uint8_t cause, vtime now);
struct conn *conn_live(const struct fabric *f, uint32_t id);
/* Connection id of a call of a port, 0 if it has none. */
uint32_t port_conn_of_call(const struct port *p, net_call call);
struct conn *conn_of_call(const struct port *p, net_call call);
void conns_free(struct fabric *f);
struct fabric_conn_info *conn_info(const struct conn *c);
struct port *conn_route(const struct fabric *f, const struct ie_number *called, uint8_t *cause);
void conn_proceeding(struct conn *c, vtime now);
/* Close the connection and clear whatever legs are still alive. The cause is in the coding of
 * UNI version 'from'. */
void conn_clear(struct conn *c, enum uni_version from, const struct ie_cause *cause, vtime now);
struct ie_cause conn_cause(uint8_t cause, const uint8_t *diag, uint8_t n_diag);
void conn_release_leg(const struct leg *leg, enum uni_version from, const struct ie_cause *cause, vtime now);
/* The connection is forgotten if both ends have let go of it. */
void conn_maybe_over(struct conn *c);
#define CONN_OWN UNI_31 /* coding of the causes of the network itself */

/* p2mp.c */
/* A SETUP for point to multipoint. */
void p2mp_setup(struct conn *c, vtime now);
/* An output of a network side about a call of the tree. 'root': of the root's call. */
void p2mp_output(struct conn *c, struct port *p, bool root, const struct net_uni_out *out, vtime now);
/* The connection is being closed: all leaves are gone. */
void p2mp_clear(struct conn *c, enum uni_version from, const struct ie_cause *cause, vtime now);
void p2mp_free(struct conn *c);
bool p2mp_drop(struct fabric *f, uint32_t conn, const struct atm_addr *called, uint8_t cause, vtime now);
/* Address of the party that a message is about. */
const struct atm_addr *p2mp_address(const struct conn *c, const struct port *p, const struct q2931_msg *m);

/* p2mp_leaf.c */
struct leaf *leaf_new(struct conn *c, uint16_t root_ref, const struct q2931_msg *asked, vtime now);
struct fabric_party_info *leaf_info(const struct leaf *l);
struct leaf *leaf_by_root_ref(const struct conn *c, uint16_t ref);
struct leaf *leaf_by_ref(const struct twig *t, const struct conn *c, uint16_t ref);
/* Route, admit and offer it as 'asked'. Cause 0, or why not. */
uint8_t leaf_offer(struct leaf *l, const struct q2931_msg *asked, uint8_t diag[2], uint8_t *n_diag, vtime now);
/* Its answer goes on to the root, and the data to it. */
void leaf_answer(struct leaf *l, const struct q2931_msg *msg, vtime now);
/* It is gone; of the two ends those are told that are to be. With the last one the connection is closed. */
void leaf_end(struct leaf *l, enum uni_version from, const struct ie_cause *cause, bool tell_root, bool tell_leaf,
	      vtime now);
/* The part of it that the root does not see. */
void leaf_detach(struct leaf *l, enum uni_version from, const struct ie_cause *cause, bool tell_leaf, vtime now);
void twig_over(struct conn *c, struct twig *t);
/* Offer the leaves that waited for this UNI. */
void twig_offer_waiting(struct conn *c, struct twig *t, vtime now);

/* cac.c */
struct need cac_need(const struct ie_traffic *t);
/* Reserve on all links of the call. False, with the diagnostics of cause 37, if one of
 * them has not enough left; nothing is then reserved. */
bool cac_admit(struct conn *c, uint8_t diag[2], uint8_t *n_diag);
void cac_free(struct conn *c);
/* The same for one branch of a tree: its link, and the root's with the first one. */
bool cac_admit_branch(struct conn *c, struct twig *t, uint8_t diag[2], uint8_t *n_diag);
void cac_free_branch(struct conn *c, struct twig *t);

/* interwork.c */
/* Make a message that came in under 'from' one for a UNI of version 'to'. Cause 0, or why it cannot be. */
uint8_t interwork_msg(struct q2931_msg *m, enum uni_version from, enum uni_version to);
/* The same for the elements of an answer that becomes an ADD PARTY ACKNOWLEDGE: 'out' gets those that it may have. */
void interwork_party_answer(struct q2931_msg *out, const struct q2931_msg *answer, enum uni_version from,
			    enum uni_version to);
void interwork_cause(struct ie_cause *c, enum uni_version from, enum uni_version to);

/* fault.c */
/* The fault of one of these kinds (1 << kind) on a message seen at this port, counted as
 * applied; NULL if none. */
struct fault *fault_on_message(struct fabric *f, unsigned kinds, const struct port *p, bool to_network,
			       const struct q2931_msg *m, const struct conn *c);
struct fault *fault_on_frame(struct fabric *f, const struct fabric_frame *frame);
/* A frame is lost because the access link is cut. */
bool fault_cut(const struct port *p);
struct net_uni_verdict fault_incoming(void *port, vtime now, net_call call, const struct q2931_msg *m);
struct net_uni_verdict fault_outgoing(void *port, vtime now, net_call call, const struct q2931_msg *m);
int fault_add(struct fabric *f, const struct fabric_fault *what);
void fault_clear(struct fabric *f, int handle);
void faults_free(struct fabric *f);

/* tap.c */
void tap_describe(const struct train *t, bool to_network, struct fabric_frame *out);
void tap_frame(struct fabric *f, const struct fabric_frame *frame);
void tap_note(struct fabric *f, enum fabric_note_kind kind, vtime now, uint32_t conn, int from, int to,
	      const char *format, ...) __attribute__((format(printf, 7, 8)));
/* Keep notes back, and tell those that were kept. */
void tap_hold_notes(struct fabric *f);
void tap_tell_notes(struct fabric *f);

#endif
