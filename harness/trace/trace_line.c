/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of at most 79 columns for one event:
 *
 *     12.345678 I    > 0/5      SETUP cr=1 to=..02000000000200 pcr=20000
 *
 * time in seconds, node, > sent or < received, VC or port, name, then the fields
 * that tell most about this kind of event, as many as there is room for.
 */
#include "trace_private.h"

#include <stdio.h>
#include <string.h>

#define ADDR_TAIL 14 /* digits of an ATM address that tell ESI and SEL */

/* Field and its short name in a line, in order of importance. */
static const struct line_field {
	const char *field, *label;
} sig_fields[] = {{"call-ref", "cr"},
		  {"endpoint-ref.value", "ep"},
		  {"cause.value", "cause"},
		  {"conn-id.vci", "vci"},
		  {"called.number", "to"},
		  {"traffic.forward-pcr01", "pcr"},
		  {"traffic.forward-scr01", "scr"},
		  {"traffic.forward-scr0", "scr"},
		  {"traffic.best-effort", "be"},
		  {"call-state", "state"},
		  {"endpoint-state", "party-state"},
		  {0}},
  saal_fields[] = {{"n-sq", "sq"}, {"n-ps", "ps"}, {"n-s", "s"}, {"n-r", "r"}, {"n-mr", "mr"}, {0}},
  rsvp_fields_[] = {{"session.address", "to"},  {"session.port", "port"},
		    {"sender.address", "from"}, {"error.code", "code"},
		    {"error.value", "value"},   {"error.flags", "flags"},
		    {"flowspec.r", "r"},        {"tspec.r", "r"},
		    {"filter.address", "from"}, {0}},
  data_fields[] = {{"data.flow", "flow"}, {"data.seq", "seq"}, {"frame.encap", ""}, {"ip.length", "len"}, {0}},
  ip_fields_[] = {{"ip.src", "from"}, {"ip.dst", "to"}, {"ip.protocol", "proto"}, {"ip.length", "len"}, {0}},
  arp_fields[] = {{"src-ip", "src"}, {"tgt-ip", "tgt"}, {"src-atm", "src"}, {"tgt-atm", "tgt"}, {0}},
  frame_fields[] = {{"frame.length", "len"}, {0}};

static const struct line_field *const fields_of[TRACE_KINDS] = {
    [TRACE_SIG] = sig_fields, [TRACE_SAAL] = saal_fields, [TRACE_RSVP] = rsvp_fields_,  [TRACE_DATA] = data_fields,
    [TRACE_IP] = ip_fields_,  [TRACE_ARP] = arp_fields,   [TRACE_FRAME] = frame_fields,
};

/* A line that grows by whole words. */
struct line {
	char text[TRACE_LINE];
	size_t n;
};

static void add(struct line *l, const char *word)
{
	size_t len = strlen(word);
	if (l->n + 1 + len >= sizeof(l->text))
		return;
	l->text[l->n++] = ' ';
	memcpy(l->text + l->n, word, len + 1);
	l->n += len;
}

/* As much of a text as there is room for. */
static void add_cut(struct line *l, const char *text)
{
	char word[TRACE_LINE];
	size_t room = l->n + 2 < sizeof(l->text) ? sizeof(l->text) - 2 - l->n : 0;
	if (room == 0)
		return;
	size_t len = strlen(text);
	bool whole = len <= room;
	if (!whole && room <= 4)
		return;
	size_t keep = whole ? len : room - 3;
	memcpy(word, text, keep);
	memcpy(word + keep, whole ? "" : "...", whole ? 1 : 4);
	add(l, word);
}

static void add_field(struct line *l, const struct trace *t, const struct trace_event *e, const struct line_field *f)
{
	char value[64], word[96];
	if (!trace_text(t, e, f->field, value, sizeof(value)))
		return;
	size_t n = strlen(value);
	const char *tail = n == 40 ? value + n - ADDR_TAIL : value; /* an ATM address */
	snprintf(word, sizeof(word), "%s%s%s%s", f->label, *f->label ? "=" : "", tail == value ? "" : "..", tail);
	add(l, word);
}

static void where_text(const struct trace_event *e, char *out, size_t len)
{
	if (e->pco == PCO_ATM)
		snprintf(out, len, "%u/%u", e->vpi, e->vci);
	else if (e->pco == PCO_IP)
		snprintf(out, len, "ip");
	else
		snprintf(out, len, "-");
}

void trace_line(const struct trace *t, const struct trace_event *e, char *buf, size_t len)
{
	struct line l;
	char where[16];
	where_text(e, where, sizeof(where));
	bool arrow = e->pco == PCO_ATM || e->pco == PCO_IP || e->pco == PCO_CONTROL;
	int n = snprintf(l.text, sizeof(l.text), "%6lld.%06lld %-4.12s %c %-7s %.24s", (long long)(e->time / VT_S(1)),
			 (long long)(e->time % VT_S(1) / 1000), trace_node_name(t, e->node),
			 !arrow                ? ' '
			 : e->dir == TRACE_OUT ? '>'
					       : '<',
			 where, e->name);
	l.n = (size_t)n;
	if (e->dropped)
		add(&l, "LOST");
	if (e->bad)
		add(&l, "BAD");
	for (const struct line_field *f = fields_of[e->kind]; f && f->field; f++)
		add_field(&l, t, e, f);
	if (e->note)
		add_cut(&l, e->note);
	snprintf(buf, len, "%s", l.text);
}
