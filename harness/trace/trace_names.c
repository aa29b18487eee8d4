/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What names and fields there can be, for the validation of vectors, and the words
 * of text events. Message and field names come from the codecs; only the names
 * of text events and of the trace's own fields stand here.
 */
#include "trace_private.h"

#include <string.h>

#include "wire/atmarp.h"
#include "wire/ip.h"
#include "wire/q2931.h"
#include "wire/rsvp.h"
#include "wire/sscop.h"

static const char *const kind_names[TRACE_KINDS] = {
    [TRACE_SIG] = "sig", [TRACE_SAAL] = "saal", [TRACE_RSVP] = "rsvp",   [TRACE_DATA] = "data",
    [TRACE_IP] = "ip",   [TRACE_ARP] = "arp",   [TRACE_FRAME] = "frame", [TRACE_CONTROL] = "control",
    [TRACE_NET] = "net", [TRACE_IUT] = "iut",
};

static const char *const pco_names[] = {
    [PCO_ATM] = "atm", [PCO_IP] = "ip", [PCO_CONTROL] = "control", [PCO_NONE] = "none"};

/* Names that no codec has. */
static const char *const data_names[] = {"data", NULL};
static const char *const ip_names[] = {"IP", NULL};
static const char *const frame_names[] = {"frame", "ILMI", NULL};
static const char *const control_names[] = {"sender",       "unsender",   "reserve", "release",   "send",
					    "join",         "leave",      "path",    "path-tear", "member-add",
					    "member-drop",  "path-error", "resv",    "resv-tear", "resv-error",
					    "resv-confirm", "data",       "ok",      "error",     NULL};
static const char *const net_names[] = {"conn-open", "conn-active", "conn-closed", "fault",  "cac-refused",
					"link",      "leaf-active", "leaf-gone",   "member", "plain-router",
					"mark",      "stimulus",    "end",         NULL};
static const char *const iut_names[] = {"crash",       "hang",   "flood",  "protocol", "spawn",
					"refused-key", "frames", "stderr", NULL};

static const char *sig_name(unsigned v)
{
	return q2931_type_name((enum q2931_type)v);
}

static const char *sig_find(const char *name)
{
	enum q2931_type t;

	return q2931_type_by_name(name, &t) ? q2931_type_name(t) : NULL;
}

static const char *saal_name(unsigned v)
{
	/* SD carries signalling messages, which are events of their own. */
	return v == SSCOP_SD ? NULL : sscop_type_name((enum sscop_type)v);
}

static const char *rsvp_name(unsigned v)
{
	return rsvp_type_name((enum rsvp_type)v);
}

static const char *rsvp_find(const char *name)
{
	enum rsvp_type t;

	return rsvp_type_by_name(name, &t) ? rsvp_type_name(t) : NULL;
}

static const char *arp_name(unsigned v)
{
	return atmarp_op_name((enum atmarp_op)v);
}

static const struct {
	unsigned types;                        /* a codec's types are below this */
	const char *(*of_type)(unsigned v);    /* and their names, or */
	const char *const *names;              /* a list */
	const char *(*find)(const char *name); /* how to find one without going through all types, or NULL */
} names_of[TRACE_KINDS] = {
    [TRACE_SIG] = {256, sig_name, NULL, sig_find},    [TRACE_SAAL] = {16, saal_name, NULL, NULL},
    [TRACE_RSVP] = {256, rsvp_name, NULL, rsvp_find}, [TRACE_DATA] = {0, NULL, data_names, NULL},
    [TRACE_IP] = {0, NULL, ip_names, NULL},           [TRACE_ARP] = {16, arp_name, NULL, NULL},
    [TRACE_FRAME] = {0, NULL, frame_names, NULL},     [TRACE_CONTROL] = {0, NULL, control_names, NULL},
    [TRACE_NET] = {0, NULL, net_names, NULL},         [TRACE_IUT] = {0, NULL, iut_names, NULL},
};

const char *trace_kind_name(enum trace_kind kind)
{
	return (unsigned)kind < TRACE_KINDS ? kind_names[kind] : "?";
}

const char *trace_pco_name(enum trace_pco pco)
{
	return (unsigned)pco <= PCO_NONE ? pco_names[pco] : "?";
}

const char *trace_name_at(enum trace_kind kind, size_t i)
{
	if ((unsigned)kind >= TRACE_KINDS)
		return NULL;
	for (unsigned v = 0; v < names_of[kind].types; v++) {
		const char *name = names_of[kind].of_type(v);
		if (name && i-- == 0)
			return name;
	}
	if (!names_of[kind].names)
		return NULL;
	for (const char *const *n = names_of[kind].names; *n; n++) {
		if (i-- == 0)
			return *n;
	}
	return NULL;
}

static const char *name_find(enum trace_kind kind, const char *name)
{
	if (names_of[kind].find)
		return names_of[kind].find(name);
	for (unsigned v = 0; v < names_of[kind].types; v++) {
		const char *known = names_of[kind].of_type(v);
		if (known && strcmp(known, name) == 0)
			return known;
	}
	for (const char *const *n = names_of[kind].names; n && *n; n++) {
		if (strcmp(*n, name) == 0)
			return *n;
	}
	return NULL;
}

bool trace_name_known(enum trace_kind kind, const char *name)
{
	return (unsigned)kind < TRACE_KINDS && name_find(kind, name);
}

const char *name_intern(struct trace *t, enum trace_kind kind, const char *name)
{
	const char *known = name_find(kind, name);
	if (known)
		return known;
	char *copy = arena_strdup(&t->arena, *name ? name : "?");
	for (char *p = copy; p && *p; p++) {
		if (*p <= ' ' || *p > '~')
			*p = '?';
	}
	return copy;
}

static const char *const frame_fields[] = {"frame.vpi",  "frame.vci",   "frame.conn",   "frame.cells",
					   "frame.clp1", "frame.encap", "frame.length", NULL};
static const char *const data_fields[] = {"data.flow", "data.seq", "data.sent", NULL};
static const char *const control_fields[] = {"session", "sender", "group", "octets", "style", "service",
					     "r",       "b",      "p",     "m",      "M",     "confirm",
					     "code",    "value",  "flags", "node",   "text",  NULL};
static const char *const net_fields[] = {"from", "to",   "class", "cause", "node", "state", "step",
					 "line", "text", "party", "group", "ip",   "atm",   NULL};
static const char *const iut_fields[] = {"text", "key", NULL};

enum { HAS_FRAME = 1, HAS_IP = 2, HAS_DATA = 4 };

/* Which tables the fields of a kind come from. The counts are variables of the codecs, hence the pointers. */
static const struct {
	const struct field_def *defs;
	const size_t *n_defs;
	const char *const *words; /* of text events */
	unsigned more;
} fields_of[TRACE_KINDS] = {
    [TRACE_SIG] = {q2931_field_defs, &q2931_n_field_defs, NULL, HAS_FRAME},
    [TRACE_SAAL] = {sscop_field_defs, &sscop_n_field_defs, NULL, HAS_FRAME},
    [TRACE_RSVP] = {rsvp_field_defs, &rsvp_n_field_defs, NULL, HAS_FRAME | HAS_IP},
    [TRACE_DATA] = {NULL, NULL, NULL, HAS_DATA | HAS_FRAME | HAS_IP},
    [TRACE_IP] = {NULL, NULL, NULL, HAS_FRAME | HAS_IP},
    [TRACE_ARP] = {atmarp_field_defs, &atmarp_n_field_defs, NULL, HAS_FRAME},
    [TRACE_FRAME] = {NULL, NULL, NULL, HAS_FRAME},
    [TRACE_CONTROL] = {NULL, NULL, control_fields, HAS_DATA},
    [TRACE_NET] = {NULL, NULL, net_fields, 0},
    [TRACE_IUT] = {NULL, NULL, iut_fields, 0},
};

static const char *list_at(const char *const *list, size_t *i)
{
	for (; *list; list++) {
		if ((*i)-- == 0)
			return *list;
	}
	return NULL;
}

const char *trace_field_at(enum trace_kind kind, size_t i)
{
	if ((unsigned)kind >= TRACE_KINDS)
		return NULL;
	size_t n = fields_of[kind].defs ? *fields_of[kind].n_defs : 0;
	if (i < n)
		return fields_of[kind].defs[i].name;
	i -= n;
	const char *name = fields_of[kind].words ? list_at(fields_of[kind].words, &i) : NULL;
	if (!name && fields_of[kind].more & HAS_DATA)
		name = list_at(data_fields, &i);
	if (!name && fields_of[kind].more & HAS_IP) {
		if (i < ip_n_field_defs)
			return ip_field_defs[i].name;
		i -= ip_n_field_defs;
	}
	if (!name && fields_of[kind].more & HAS_FRAME)
		name = list_at(frame_fields, &i);
	return name;
}

bool trace_field_known(enum trace_kind kind, const char *field)
{
	const char *name;
	for (size_t i = 0; (name = trace_field_at(kind, i)); i++) {
		if (strcmp(name, field) == 0)
			return true;
	}
	return false;
}

bool note_word(const char **p, struct word *w)
{
	const char *s = *p;
	while (*s == ' ')
		s++;
	if (!*s)
		return false;
	size_t len = strcspn(s, " ");
	const char *eq = memchr(s, '=', len);
	*w = (struct word){.key = s, .value = s, .value_len = len};
	if (eq && eq != s) {
		w->key_len = (size_t)(eq - s);
		w->value = eq + 1;
		w->value_len = len - w->key_len - 1;
		/* The value of "text" is the rest of the line. */
		if (w->key_len == 4 && memcmp(s, "text", 4) == 0)
			w->value_len = strlen(w->value);
	}
	*p = w->value + w->value_len;
	return true;
}

const char *control_word_field(const struct word *w)
{
	const char *end = w->value + w->value_len;
	const char *slash = memchr(w->value, '/', w->value_len);
	if (slash) {
		const char *second = memchr(slash + 1, '/', (size_t)(end - slash - 1));
		bool third = second && memchr(second + 1, '/', (size_t)(end - second - 1));
		return !second ? "sender" : third ? NULL : "session";
	}
	if (memchr(w->value, '.', w->value_len) || memchr(w->value, ':', w->value_len))
		return "group";
	/* A word ends at a blank or at the end of the note, and so does the search. */
	return w->value_len % 2 == 0 && strspn(w->value, "0123456789abcdef") >= w->value_len ? "octets" : NULL;
}
