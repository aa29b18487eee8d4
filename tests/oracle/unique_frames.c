/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tshark oracle: collects the frames of any number of kept traces, each
 * different one once, writes them to capture files, and beside each capture a table
 * of the fields as isatm's own codecs read them, one line a frame:
 *     FRAME TAB NAME TAB field=value TAB ...
 * usage: unique_frames OUT-DIR TRACE...
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "trace/trace.h"

/* Of trace_event.encap. */
#define ENCAPSULATION_VCMUX 2

struct seen {
	uint64_t key[2];
	UT_hash_handle hh;
};

struct output {
	pcap_t *dead;
	pcap_dumper_t *pcap;
	FILE *table;
	unsigned frames;
};

static struct seen *all;

/* Two independent 64-bit digests: a collision would only leave a frame out. */
static bool is_new(int kind, int dir, const uint8_t *p, size_t n)
{
	struct seen *s;
	uint64_t key[2] = {0xcbf29ce484222325u ^ (uint64_t)(kind * 2 + dir), 0x9e3779b97f4a7c15u + n};

	for (size_t i = 0; i < n; i++) {
		key[0] = (key[0] ^ p[i]) * 0x100000001b3u;
		key[1] = (key[1] + p[i]) * 0xff51afd7ed558ccdu;
	}
	HASH_FIND(hh, all, key, sizeof(key), s);
	if (s != NULL)
		return false;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		abort();
	memcpy(s->key, key, sizeof(key));
	HASH_ADD(hh, all, key, sizeof(s->key), s);
	return true;
}

static void field(void *ctx, const char *name, const char *text, const char *unit)
{
	(void)unit;
	fprintf(ctx, "\t%s=%s", name, text);
}

static void put(struct output *o, const uint8_t *pseudo, const struct trace *t, const struct trace_event *e)
{
	uint8_t octets[70000];
	size_t head = pseudo != NULL ? 4 : 0;
	struct pcap_pkthdr h = {.caplen = e->len + (uint32_t)head, .len = e->len + (uint32_t)head};

	if (e->len + head > sizeof(octets))
		return;
	if (pseudo != NULL)
		memcpy(octets, pseudo, 4);
	memcpy(octets + head, e->octets, e->len);
	h.ts.tv_sec = o->frames++;
	pcap_dump((u_char *)o->pcap, &h, octets);
	fprintf(o->table, "%u\t%s", o->frames, e->name);
	trace_fields(t, e, field, o->table);
	fprintf(o->table, "\n");
}

static void take(struct output *atm, struct output *ip, const struct trace *t, const struct trace_event *e)
{
	if (e->octets == NULL || e->bad || e->len == 0)
		return;
	/* Nothing tells tshark what a VC-multiplexed VC holds (it guesses Frame Relay or PPP by the first octets), so
	 * those frames go where it knows: they are IP packets and nothing else. */
	if (e->pco == PCO_IP || e->encap == ENCAPSULATION_VCMUX) {
		if (is_new(1, 0, e->octets, e->len))
			put(ip, NULL, t, e);
		return;
	}
	bool signalling = e->vpi == 0 && e->vci == 5;
	uint8_t type = signalling ? 6 : 2;
	uint8_t pseudo[4] = {(uint8_t)((e->dir == TRACE_OUT ? 0x80 : 0) | type), e->vpi, (uint8_t)(e->vci >> 8),
			     (uint8_t)e->vci};
	if (is_new(10 + type, e->dir, e->octets, e->len))
		put(atm, pseudo, t, e);
}

static bool open_output(struct output *o, const char *dir, const char *name, int link)
{
	char path[4096];

	*o = (struct output){.dead = pcap_open_dead(link, 65539)};
	snprintf(path, sizeof(path), "%s/%s.pcap", dir, name);
	o->pcap = o->dead != NULL ? pcap_dump_open(o->dead, path) : NULL;
	snprintf(path, sizeof(path), "%s/%s.tsv", dir, name);
	o->table = fopen(path, "w");
	return o->pcap != NULL && o->table != NULL;
}

int main(int argc, char **argv)
{
	struct output atm, ip;
	char err[512] = "";

	if (argc < 3 || !open_output(&atm, argv[1], "atm", DLT_SUNATM) || !open_output(&ip, argv[1], "ip", DLT_RAW)) {
		fprintf(stderr, "usage: unique_frames OUT-DIR TRACE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		struct trace *t = f != NULL ? trace_load(f, argv[i], err, sizeof(err)) : NULL;
		if (t == NULL) {
			fprintf(stderr, "%s: %s\n", argv[i], err);
			return 1;
		}
		fclose(f);
		for (size_t k = 0; k < trace_n(t); k++)
			take(&atm, &ip, t, trace_at(t, k));
		trace_free(t);
	}
	pcap_dump_close(atm.pcap);
	pcap_dump_close(ip.pcap);
	pcap_close(atm.dead);
	pcap_close(ip.dead);
	fclose(atm.table);
	fclose(ip.table);
	printf("%u ATM frames, %u IP packets\n", atm.frames, ip.frames);
	return atm.frames > 0 && ip.frames > 0 ? 0 : 1;
}
