/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the trace share. */
#ifndef TRACE_PRIVATE_H
#define TRACE_PRIVATE_H

#include "base/arena.h"
#include "base/vtime.h"
#include "trace/trace.h"
#include "base/map.h"
#include "wire/fields.h"

/* Decoded fields in order. In a scratch list 'texts' is one growing buffer and text_at
 * offsets into it, so that it can move. */
struct field_value {
	const struct field_def *def;
	uint64_t value;
	size_t text_at;
};
struct field_list {
	struct field_sink sink; /* first: the codecs' sink is the list */
	struct field_value *v;
	size_t n, cap;
	char *texts;
	size_t texts_len, texts_cap;
	bool failed;
};
void field_list_free(struct field_list *l);
void field_list_reset(struct field_list *l);

/* A message body as it was first seen. Repetitions (refreshes) share it and its decoding. */
struct trace_msg {
	uint32_t number;    /* 1, 2, ... */
	const uint8_t *sdu; /* the whole SDU it first came in */
	uint32_t sdu_len, body, body_len;
	uint8_t kind;
	int version;
	bool bad, garbled;
	const char *name, *note;
	struct field_list fields; /* of the body, once somebody has asked */
	bool decoded;
};

struct trace_rec {
	struct trace_event e;
	struct trace_msg *msg; /* SIG, RSVP and ARP; else NULL */
};

struct trace_node {
	char name[TRACE_NODE_NAME];
	bool is_iut;
	int uni;
};

/* Fields of the last event asked for whose decoding is not kept, by where they come from: asking for one
 * costs only its own group. */
enum field_group { GROUP_OWN, GROUP_IP, GROUP_FRAME, FIELD_GROUPS };
struct trace_scratch {
	struct {
		uint32_t id;
		struct field_list fields;
	} group[FIELD_GROUPS];
};

/* A frame passes several PCOs, soon after each other. */
#define RECENT_FRAMES 8

struct trace {
	struct arena arena;
	struct trace_node nodes[TRACE_NODES_MAX];
	size_t n_nodes;
	struct trace_rec *recs;
	size_t n, cap;
	uint32_t recent[RECENT_FRAMES]; /* ids of the last frames, 0 if there are fewer; the next goes to recent_at */
	unsigned recent_at;
	struct map msg_of; /* hash of (kind, version, body) -> index into msgs */
	struct trace_msg **msgs;
	size_t n_msgs, cap_msgs;
	struct trace_scratch *scratch; /* changes while the trace is const: it is no part of its value */
};

/* What the octets of an event are; fills kind, name, bad, garbled, note, encap, body, data. */
void classify_frame(struct trace *t, struct trace_rec *r);
void classify_packet(struct trace *t, struct trace_rec *r, size_t at);
void classify_control(struct trace_event *e);

/* The message of these kinds, decoded by its codec into 'fields'. */
void msg_fields(const struct trace_msg *m, struct field_list *fields);
/* The entry for e's body, made if this is the first of it. NULL if memory runs out. */
struct trace_msg *msg_intern(struct trace *t, const struct trace_event *e, int version, bool *is_new);

/* A name as a static string if it is a known one, else copied. */
const char *name_intern(struct trace *t, enum trace_kind kind, const char *name);

/* Words of a note. Sets *key (key_len 0: no '=') and *value to where they stand; false at the end. */
struct word {
	const char *key, *value;
	size_t key_len, value_len;
};
bool note_word(const char **p, struct word *w);
/* Field name of a word without '=' in a CONTROL note: "session", "sender", "group", "octets"; NULL if none. */
const char *control_word_field(const struct word *w);

#endif
