/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures of a trace with libpcap: one file for each UNI and each IP side. Times
 * are virtual, in nanoseconds since 1970-01-01 = the start of the case.
 */
#include "trace_private.h"

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
	char path[4096];
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
	FILE *f = fopen(c->path, "wbe");
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
	if (!ok && f)
		unlink(c->path);
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

bool trace_write_pcaps(const struct trace *t, const char *dir, char *err, size_t err_len)
{
	if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
		snprintf(err, err_len, "%s: %s", dir, strerror(errno));
		return false;
	}
	for (uint16_t node = 0; node < t->n_nodes; node++) {
		const enum trace_pco pcos[2] = {PCO_ATM, PCO_IP};
		for (int i = 0; i < 2; i++) {
			struct capture c = {.t = t, .node = node, .pco = pcos[i]};
			if (pcos[i] == PCO_ATM ? t->nodes[node].uni == 0 : !has_ip_side(t, node))
				continue;
			int n = snprintf(c.path, sizeof(c.path), "%s/%s-%s.pcap", dir, t->nodes[node].name,
					 trace_pco_name(pcos[i]));
			if (n < 0 || (size_t)n >= sizeof(c.path)) {
				snprintf(err, err_len, "%.200s...: path too long", dir);
				return false;
			}
			if (!write_capture(&c, err, err_len))
				return false;
		}
	}
	return true;
}
