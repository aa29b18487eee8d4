/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the fabric.
 *
 *   fabric.c    public functions
 *   port.c      a port: cells and frames in from its end, its signalling and timers
 *   vc.c        VC table of a port, VCI assignment
 *   switch.c    what arrives at the switch: signalling, forwarding, delivery to ends
 *   conn.c      connections: calls between two network sides (net_uni.c)
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
#include "map.h"
#include "net_uni.h"
#include "train.h"

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

struct conn {
	uint32_t id;
	struct leg calling, called;
	struct atm_addr address; /* called */
	struct need need;
	bool reserved, proceeding_sent;
	engine_event event; /* refusal or CONNECT held back */
	uint8_t cause;
	struct q2931_msg *held;
};

struct conn_record {
	struct fabric_conn_info info;
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
bool vc_add_branch(struct port *p, uint16_t vci, struct port *to, uint16_t to_vci);
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
struct conn *conn_of_call(const struct port *p, net_call call);
void conns_free(struct fabric *f);

/* cac.c */
struct need cac_need(const struct ie_traffic *t);
/* Reserve on all links of the call. False, with the diagnostics of cause 37, if one of
 * them has not enough left; nothing is then reserved. */
bool cac_admit(struct conn *c, uint8_t diag[2], uint8_t *n_diag);
void cac_free(struct conn *c);

/* interwork.c */
/* Make a message that came in under 'from' one for a UNI of version 'to'. Cause 0, or why it cannot be. */
uint8_t interwork_msg(struct q2931_msg *m, enum uni_version from, enum uni_version to);
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
