/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event trace of a case: one ordered list of typed events, the only input of
 * checks, reports, captures and diagrams. Nothing in it comes from inside a node;
 * timers and states of nodes are not in it. Frames are decoded by the harness's
 * codecs; fields are read by name (the names are those of the codec tables).
 *
 * Fields. A signalling, SAAL, RSVP or ARP event has the fields of its codec
 * (wire/q2931.h, sscop.h, rsvp.h, atmarp.h). Events that hold an IP packet have those
 * of wire/ip.h as well. Data events, and control events whose octets are a numbered
 * packet, have data.flow, data.seq and data.sent (ns). Frames have frame.vpi,
 * frame.vci, frame.conn, frame.cells, frame.clp1, frame.encap and frame.length.
 * Text events have the words of their note, see there.
 *
 * Text events (CONTROL, NET, IUT). The note is a line of words; a word key=value is a
 * field 'key', and 'text=' takes the rest of the line, blanks included. Octets that are not
 * printable ASCII are kept as '?'.
 *
 * CONTROL: name = first word of the request, answer ("ok", "error") or upcall, note = the
 * other words as PROTOCOL.md has them. Words without '=' are fields by their shape: A/P/N
 * session, A/N sender, dotted address group, hex octets. Requests are TRACE_IN, answers and
 * upcalls TRACE_OUT. After "error" the whole note is the field text.
 *
 * NET: what no UNI shows, and the marks of the script. Names and words:
 * - conn-open    from=NODE to=NODE class=qos|be: a SETUP was accepted by the fabric; event.conn names it
 * - conn-active  from= to=: the called user's CONNECT was passed on
 * - conn-closed  from= to= cause=N: its VC exists no more
 * - leaf-active  from= to= party=N: a leaf's answer was passed on, from now on it gets the data; N: see below
 * - leaf-gone    from= to= party=N cause=N: it gets no more, or never got any; with conn-closed for all that are left
 * - member       group= node= ip= atm= state=in|out: a node of the ATM network is in a group, or no longer
 * - plain-router node= ip= atm= hop=: a node knows no RSVP; the next RSVP node behind it is 'hop'
 * - fault        text=hold CONNECT 5s: a scripted fault was applied
 * - cac-refused  from= to= text=: admission control refused
 * - link         node=NODE state=up|down text=: signalling or the access link
 * - mark         step=N line=N text=: the script began this step; windows start here
 * - stimulus     node=NODE text=: a tester was told to do something
 * - end          text=: the case is over; time = its end
 * Event.node is the node the fact is about, the calling one for connections; party is the endpoint reference at the
 * root's UNI.
 * IUT: crash, hang, flood, protocol, spawn with text=; refused-key with key= text= (a setting that it does
 * not know); frames with text= (it hands over AAL5 frames, and the harness cuts them into cells); stderr with text=.
 */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Virtual nanoseconds since the start of the case; the same type as in base/vtime.h,
 * which users of the trace need not see. */
typedef int64_t vtime;

enum trace_kind {
	TRACE_SIG,     /* a signalling message on VPI 0 / VCI 5 (in an SSCOP SD); 'name' = "SETUP", ... */
	TRACE_SAAL,    /* any other SSCOP PDU; name = "BGN", "POLL", ... */
	TRACE_RSVP,    /* an RSVP message, on the UNI or on an IP side; name = "Path", "Resv", ... */
	TRACE_DATA,    /* a numbered data packet of a test flow; name = "data"; see struct trace_data */
	TRACE_IP,      /* any other IP packet; name = "IP" */
	TRACE_ARP,     /* ATMARP, InATMARP; name = "ATMARP_Request", ... */
	TRACE_FRAME,   /* an AAL5 frame of unknown contents, or one whose AAL5 trailer is wrong (bad); name = "frame",
			  on VCI 16 "ILMI" */
	TRACE_CONTROL, /* request to, answer or upcall from the IUT's control port; name = first word */
	TRACE_NET,     /* a fact of the network: connection opened/closed, fault applied; name = "conn-open", ... */
	TRACE_IUT,     /* the adapter saw the IUT crash, hang, or break the protocol; name = "crash", ... */
	TRACE_KINDS
};
enum trace_pco { PCO_ATM, PCO_IP, PCO_CONTROL, PCO_NONE };
/* From the node's point of view: OUT = the node sent it. */
enum trace_dir { TRACE_IN, TRACE_OUT };

/* Identity of a numbered data packet, found in its UDP payload. */
struct trace_data {
	uint32_t flow; /* number of the test flow (1, 2, ...) */
	uint32_t seq;  /* 1, 2, ... */
	vtime sent;    /* when the tester handed it over */
};

/* One cell of a frame, when it passed the PCO. */
struct trace_cell {
	vtime time;
	uint8_t clp;
};

struct trace_event {
	uint32_t id;   /* 1, 2, ... in order of the list */
	vtime time;    /* when its last cell or octet passed the PCO */
	vtime first;   /* when its first cell did; = time where there are no cells */
	uint16_t node; /* index into the trace's node table */
	uint8_t pco;   /* enum trace_pco */
	uint8_t dir;   /* enum trace_dir */
	uint8_t kind;  /* enum trace_kind */
	bool dropped;  /* lost by a scripted fault, or sent on a VC that does not exist */
	bool bad;      /* did not decode; note says why */
	bool garbled;  /* and no other document can explain it: cut off, or a length or checksum that cannot be right */
	uint8_t vpi;
	uint16_t vci;
	uint32_t conn; /* fabric's connection id of a frame, or of the call a signalling message is about; 0 none */
	uint32_t cells, clp1;
	/* Of a frame that a node sent, 'cells' of them, owned by the trace; NULL if they came in consecutive slots with
	 * the same CLP, so that first, time and clp1 say all. See trace_cell. */
	const struct trace_cell *single;
	uint8_t encap;    /* 0 none, 1 llc, 2 vcmux, ... (enum encap of the codecs) */
	const char *name; /* static or owned by the trace */
	const char
	    *note; /* text of NET, CONTROL and IUT events, reason of a bad one; NULL if none. Owned by the trace */
	struct trace_data data; /* TRACE_DATA, and CONTROL with a numbered packet; else flow is 0 */
	const uint8_t *octets;  /* AAL5 SDU or IP packet; owned by the trace */
	uint32_t len;
	uint32_t body; /* offset of the decoded message in octets (after SSCOP, LLC, IP headers) */
	uint32_t body_len;
};

struct trace;

struct trace *trace_create(void);
void trace_free(struct trace *t);

/* Nodes and their roles, in order of the topology; returns the index. uni_version: 30, 31, 40 or 0 for a
 * node without a UNI. Names are words of 1..TRACE_NODE_NAME - 1 letters, digits, '-', '_' and '.', each once:
 * asserted. UINT16_MAX if memory runs out. */
#define TRACE_NODE_NAME 32
#define TRACE_NODES_MAX 1024
bool trace_node_name_ok(const char *name);
uint16_t trace_add_node(struct trace *t, const char *name, bool is_iut, int uni_version);
size_t trace_n_nodes(const struct trace *t);
const char *trace_node_name(const struct trace *t, uint16_t node);
bool trace_node_is_iut(const struct trace *t, uint16_t node);
int trace_node_uni(const struct trace *t, uint16_t node);
/* Index of a name, -1 if there is none. */
int trace_node_by_name(const struct trace *t, const char *name);

/* Record what passed a PCO. The octets are copied, classified and, for signalling, RSVP and data, named at once;
 * fields are decoded when somebody asks. Both return the event (valid until the next trace_add*), NULL if memory
 * runs out. The node must exist (asserted), of all kinds of event. */
struct trace_frame_in {
	uint16_t node;
	enum trace_dir dir;
	vtime first, time;
	uint8_t vpi;
	uint16_t vci;
	uint32_t conn, cells, clp1;
	const struct trace_cell *single; /* 'cells' of them, copied, or NULL */
	bool ok, dropped;
	const char *bad;
	const uint8_t *sdu;
	size_t len;
};
const struct trace_event *trace_add_frame(struct trace *t, const struct trace_frame_in *f);
const struct trace_event *trace_add_ip(struct trace *t, uint16_t node, enum trace_dir dir, vtime time,
				       const uint8_t *packet, size_t len);
/* CONTROL, NET and IUT events; name and note as the top of this file says, both copied, at most TRACE_TEXT_MAX
 * octets of the note. */
#define TRACE_TEXT_MAX 200000
const struct trace_event *trace_add_text(struct trace *t, enum trace_kind kind, uint16_t node, enum trace_pco pco,
					 enum trace_dir dir, vtime time, const char *name, const char *note,
					 uint32_t conn);

/* A CONTROL event from its whole line, "reserve 10.2.0.2/17/5000 ...". */
const struct trace_event *trace_add_control(struct trace *t, uint16_t node, enum trace_dir dir, vtime time,
					    const char *line);
/* Name the connection of an event that was recorded before it was known (a SETUP on its way to the network). */
void trace_set_conn(struct trace *t, uint32_t id, uint32_t conn);
/* Cell i (from 0) of a frame. */
struct trace_cell trace_cell(const struct trace_event *e, uint32_t i);
/* Call reference of a signalling message without decoding the rest; false if the event is none or has no readable
 * header. */
bool trace_call_ref(const struct trace_event *e, uint32_t *call_ref, bool *flag);

size_t trace_n(const struct trace *t);
/* Events 0..trace_n-1 in order of (time of arrival in the list). Stable once recording is over. */
const struct trace_event *trace_at(const struct trace *t, size_t i);
const struct trace_event *trace_by_id(const struct trace *t, uint32_t id);

/* Fields by name. The first of that name in the message; false if the message has none, or not as a number.
 * A message is decoded once, however often its fields are asked for and however often it was repeated. */
bool trace_u64(const struct trace *t, const struct trace_event *e, const char *field, uint64_t *value);
bool trace_f64(const struct trace *t, const struct trace_event *e, const char *field, double *value);
/* Text of a field into buf, cut to fit; false if absent. */
bool trace_text(const struct trace *t, const struct trace_event *e, const char *field, char *buf, size_t len);
/* Is there a field of that name whose text is 'value'? Looks at every repetition. */
bool trace_has(const struct trace *t, const struct trace_event *e, const char *field, const char *value);
/* All fields in order. The texts are valid during the call. */
typedef void (*trace_field_fn)(void *ctx, const char *name, const char *text, const char *unit);
void trace_fields(const struct trace *t, const struct trace_event *e, trace_field_fn fn, void *ctx);
/* Number of the message that a signalling, RSVP or ATMARP event carries, 1, 2, ... as they first appear; events of one
 * number have the same kind, name and fields of the message. 0 for events that carry none. */
uint32_t trace_body(const struct trace *t, const struct trace_event *e);
size_t trace_n_bodies(const struct trace *t);
/* Is 'field' a name that messages of this kind can have? For the validation of vectors. */
bool trace_field_known(enum trace_kind kind, const char *field);
/* Is 'name' a message name of this kind ("SETUP" of TRACE_SIG)? */
bool trace_name_known(enum trace_kind kind, const char *name);
const char *trace_kind_name(enum trace_kind kind); /* "sig", "saal", "rsvp", "data", ... */
const char *trace_pco_name(enum trace_pco pco);    /* "atm", "ip", "control", "none" */
/* The known names of a kind in order, for did-you-mean; NULL after the last. Likewise its fields. */
const char *trace_name_at(enum trace_kind kind, size_t i);
const char *trace_field_at(enum trace_kind kind, size_t i);

/* One line for people: time, node, direction, VC, name, main fields; at most len - 1 octets, and never more than
 * TRACE_LINE - 1. */
#define TRACE_LINE 80
void trace_line(const struct trace *t, const struct trace_event *e, char *buf, size_t len);

/* Keep and load: a text file of one line per event (see FORMAT in trace_file.c). Errors: false and a line with
 * file and line number in err. A loaded trace gives the same answers as the one that was saved. */
#define TRACE_EVENTS_MAX 3000000 /* of a file; a case that goes beyond is stopped */
bool trace_save(const struct trace *t, FILE *f);
struct trace *trace_load(FILE *f, const char *file_name, char *err, size_t err_len);

/* Captures: DIR/<node>-atm.pcap, SUNATM, for each node with a UNI; DIR/<node>-ip.pcap, raw IP, for each node with
 * packets on an IP side; DIR is made if it is missing. The octets depend on the trace alone. A capture holds what
 * passed the wire intact: frames with a wrong AAL5 trailer are left out (the format has no place for what is wrong),
 * frames that a fault lost on their way to the node too; those that the node sent and the network then lost are in.
 * All of them appear at once, each written beside its place. False with a reason; nothing of them is then there, and
 * DIR is removed if it is empty. */
bool trace_write_pcaps(const struct trace *t, const char *dir, char *err, size_t err_len);
/* Remove what somebody left in DIR who was killed while writing, and DIR if it is then empty. */
void trace_discard_pcaps(const char *dir);

#endif
