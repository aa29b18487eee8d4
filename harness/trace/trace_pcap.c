/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures of a trace with libpcap: one file for each UNI and each IP side. Times
 * are virtual, in nanoseconds since 1970-01-01 = the start of the case.
 */
#include "trace_private.h"

#include <dirent.h>
#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wire/llc.h"

#define SNAPLEN    (4 + 65568) /* the longest AAL5 CPCS-PDU would fit, SDUs are shorter */
#define SUNATM_HDR 4
#define DTE_TO_DCE 0x80 /* user to network */
#define VCI_SIG    5
#define VCI_ILMI   16

enum sunatm_type { SUN_VCMUX = 0, SUN_LLC = 2, SUN_ILMI = 5, SUN_SIGNALLING = 6 };

struct capture {
	const struct trace *t;
	uint16_t node;
	enum trace_pco pco;
	char path[4096], temp[4104];
};

static bool belongs(const struct capture *c, const struct trace_event *e)
{
	if (e->node != c->node || e->pco != c->pco || e->kind >= TRACE_CONTROL)
		return false;
	if (e->kind == TRACE_FRAME && e->bad)
		return false; /* its octets are raw cell payloads */
	return !e->dropped || e->dir == TRACE_OUT;
}

static uint8_t sunatm_type(const struct trace_event *e)
{
	if (e->vpi == 0 && e->vci == VCI_SIG)
		return SUN_SIGNALLING;
	if (e->vpi == 0 && e->vci == VCI_ILMI)
		return SUN_ILMI;
	return e->encap == ENCAP_NONE || e->encap == ENCAP_VCMUX ? SUN_VCMUX : SUN_LLC;
}

static void dump(pcap_dumper_t *d, const struct trace_event *e, uint8_t *record)
{
	size_t n = 0;
	if (e->pco == PCO_ATM) {
		record[0] = (uint8_t)((e->dir == TRACE_OUT ? DTE_TO_DCE : 0) | sunatm_type(e));
		record[1] = e->vpi;
		record[2] = (uint8_t)(e->vci >> 8);
		record[3] = (uint8_t)e->vci;
		n = SUNATM_HDR;
	}
	size_t len = e->len < SNAPLEN - n ? e->len : SNAPLEN - n;
	memcpy(record + n, e->octets, len);
	struct pcap_pkthdr h = {.ts.tv_sec = (time_t)(e->time / VT_S(1)),
				.ts.tv_usec = (suseconds_t)(e->time % VT_S(1)), /* ns: the file says so */
				.caplen = (bpf_u_int32)(n + len),
				.len = (bpf_u_int32)(n + e->len)};
	pcap_dump((u_char *)d, &h, record);
}

static bool write_capture(const struct capture *c, char *err, size_t err_len)
{
	int link = c->pco == PCO_ATM ? DLT_SUNATM : DLT_RAW;
	uint8_t *record = malloc(SNAPLEN);
	pcap_t *p = pcap_open_dead_with_tstamp_precision(link, SNAPLEN, PCAP_TSTAMP_PRECISION_NANO);
	if (!record || !p) {
		snprintf(err, err_len, "%s: out of memory", c->path);
		free(record);
		if (p)
			pcap_close(p);
		return false;
	}
	bool ok = false;
	unlink(c->temp);
	FILE *f = fopen(c->temp, "wbex");
	pcap_dumper_t *d = f ? pcap_dump_fopen(p, f) : NULL;
	if (d) {
		for (size_t i = 0; i < c->t->n; i++) {
			if (belongs(c, &c->t->recs[i].e))
				dump(d, &c->t->recs[i].e, record);
		}
		ok = pcap_dump_flush(d) == 0 && !ferror(f);
	}
	if (!ok)
		snprintf(err, err_len, "%s: %s", c->path, strerror(errno));
	if (d)
		pcap_dump_close(d);
	else if (f)
		fclose(f);
	pcap_close(p);
	free(record);
	return ok;
}

static bool has_ip_side(const struct trace *t, uint16_t node)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->recs[i].e.node == node && t->recs[i].e.pco == PCO_IP)
			return true;
	}
	return false;
}

/* The captures of a case one by one. False at their end, and if a path is too long (err says it). */
static bool next_capture(const struct trace *t, const char *dir, unsigned *at, struct capture *c, char *err,
			 size_t err_len)
{
	static const enum trace_pco pcos[2] = {PCO_ATM, PCO_IP};

	for (; *at < 2u * t->n_nodes; ++*at) {
		uint16_t node = (uint16_t)(*at / 2);
		enum trace_pco pco = pcos[*at % 2];
		if (pco == PCO_ATM ? t->nodes[node].uni == 0 : !has_ip_side(t, node))
			continue;
		++*at;
		*c = (struct capture){.t = t, .node = node, .pco = pco};
		int n =
		    snprintf(c->path, sizeof(c->path), "%s/%s-%s.pcap", dir, t->nodes[node].name, trace_pco_name(pco));
		if (n > 0 && (size_t)n < sizeof(c->path)) {
			snprintf(c->temp, sizeof(c->temp), "%s.new", c->path);
			return true;
		}
		snprintf(err, err_len, "%.200s...: path too long", dir);
		return false;
	}
	return false;
}

void trace_discard_pcaps(const char *dir)
{
	DIR *d = opendir(dir);

	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		const char *end = strstr(e->d_name, ".pcap.new");
		if (end != NULL && end[strlen(".pcap.new")] == '\0')
			unlinkat(dirfd(d), e->d_name, 0);
	}
	if (d != NULL)
		closedir(d);
	rmdir(dir); /* if nothing is in it */
}

bool trace_write_pcaps(const struct trace *t, const char *dir, char *err, size_t err_len)
{
	struct capture c;
	bool ok = true;

	if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
		snprintf(err, err_len, "%s: %s", dir, strerror(errno));
		return false;
	}
	err[0] = '\0';
	for (unsigned at = 0; ok && next_capture(t, dir, &at, &c, err, err_len);)
		ok = write_capture(&c, err, err_len);
	ok = ok && err[0] == '\0';
	/* A case has all its captures or none. */
	for (unsigned at = 0; ok && next_capture(t, dir, &at, &c, err, err_len);) {
		ok = rename(c.temp, c.path) == 0;
		if (!ok)
			snprintf(err, err_len, "%s: %s", c.path, strerror(errno));
	}
	/* By their names: reading a folder takes memory, which may be what ran out. */
	char ignored[300];
	for (unsigned at = 0; !ok && next_capture(t, dir, &at, &c, ignored, sizeof(ignored));)
		unlink(c.temp);
	if (!ok)
		rmdir(dir); /* if nothing is in it */
	return ok;
}
