/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small implementation under test in C: a receiving host on UNI 3.1, written from
 * harness/iut/PROTOCOL.md and the public documents alone. It shares no line with isatm and needs
 * nothing but a C library:
 *
 *     cc -o receiver examples/iut/c/receiver.c
 *     isatm run --iut child:./receiver --pics examples/iut/c/pics.xml
 *
 * It does what the Python example does, in the smallest way: no retransmission in SSCOP (the link of a
 * conformance run loses nothing unless a vector says so), LLC/SNAP only, one flow, one sender. It is a small
 * box: it holds the call to its ATMARP server and two others, and refuses a third with cause 47.
 * The suite finds that where two VCs with QoS must stand beside the best-effort one.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND  INT64_C(1000000000)
#define NEVER   INT64_MAX
#define FRAME   9300 /* the longest AAL5 SDU that it takes: MTU, LLC/SNAP, and some */
#define OTHERS  2    /* calls beside the one to the server, which is calls[0] */
#define MESSAGE 512
#define LLC_IP  "\xaa\xaa\x03\0\0\0\x08\0"
#define LLC_ARP "\xaa\xaa\x03\0\0\0\x08\x06"

enum { BGN = 1, BGAK, END, ENDAK, SD = 8, POLL = 10, STAT };
enum { SETUP = 5, CONNECT = 7, CONNECT_ACK = 15, RELEASE = 0x4d, RELEASE_COMPLETE = 0x5a, CALL_PROCEEDING = 2 };

static FILE *out; /* what is to be sent and told, kept until the next 'advance' */
static char *text_out;
static size_t text_len;
static int64_t now, bps, slot, begin_at = NEVER, poll_at = NEVER;
static uint8_t address[20], server[20], own[4];
static bool linked;
static uint32_t sent, acknowledged, expected, polls;
static struct call {
	bool used, active;
	uint32_t reference; /* with the flag as we send it */
	uint16_t vpi, vci;
	uint8_t frame[FRAME + 56];
	size_t n;
} calls[1 + OTHERS], signalling = {.used = true, .active = true, .vci = 5};
/* The one flow: objects of its Path as they came, and what the user reserved. */
static uint8_t session[8], sender[8], hop[8], tspec[20], flowspec[20];
static bool has_path, reserved, confirm;
static struct call *hop_vc;

static void put(uint8_t *p, uint64_t value, int octets)
{
	while (octets-- > 0) {
		p[octets] = (uint8_t)value;
		value >>= 8;
	}
}

static uint32_t get(const uint8_t *p, int octets)
{
	uint32_t value = 0;
	while (octets-- > 0)
		value = value << 8 | *p++;
	return value;
}

/* ---- cells and frames ---- */

static uint8_t hec(const uint8_t *header)
{
	uint8_t crc = 0;
	for (int i = 0; i < 32; i++) {
		bool bit = (crc >> 7) ^ (header[i / 8] >> (7 - i % 8) & 1);
		crc = (uint8_t)(crc << 1 ^ (bit ? 7 : 0));
	}
	return crc ^ 0x55;
}

static uint32_t crc32(const uint8_t *p, size_t n)
{
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < n * 8; i++) {
		bool bit = crc >> 31 ^ (p[i / 8] >> (7 - i % 8) & 1);
		crc = crc << 1 ^ (bit ? 0x04c11db7 : 0);
	}
	return ~crc;
}

static void hex(const uint8_t *p, size_t n)
{
	while (n-- > 0)
		fprintf(out, "%02x", *p++);
}

/* Slots are numbered, so that their times never drift from those of the link. */
static void send_frame(const struct call *c, const uint8_t *sdu, size_t n)
{
	uint8_t pdu[FRAME + 56] = {0};
	size_t whole = (n + 8 + 47) / 48 * 48;
	memcpy(pdu, sdu, n);
	put(pdu + whole - 6, n, 2);
	put(pdu + whole - 4, crc32(pdu, whole - 4), 4);
	for (size_t at = 0; at < whole; at += 48) {
		__int128 first = ((__int128)now * bps + 424 * SECOND - 1) / (424 * SECOND);
		uint8_t header[5];
		slot = slot > first ? slot : (int64_t)first;
		put(header, (uint32_t)c->vpi << 20 | (uint32_t)c->vci << 4 | (at + 48 == whole ? 2 : 0), 4);
		header[4] = hec(header);
		fprintf(out, "cell %" PRId64 " ", (int64_t)((__int128)slot++ * 424 * SECOND / bps));
		hex(header, 5);
		hex(pdu + at, 48);
		fputc('\n', out);
	}
}

/* ---- SSCOP ---- */

static void sscop(int kind, uint32_t last, const uint8_t *data, size_t n, int words, const uint32_t *word)
{
	uint8_t pdu[MESSAGE + 32] = {0};
	size_t pad = -n & 3, at = n + pad;
	if (n > 0)
		memcpy(pdu, data, n);
	for (int i = 0; i < words; i++, at += 4)
		put(pdu + at, word[i], 4);
	put(pdu + at, (uint32_t)(pad << 6 | (unsigned)kind) << 24 | last, 4);
	send_frame(&signalling, pdu, at + 4);
}

static void poll_peer(void)
{
	uint32_t number = ++polls;
	sscop(POLL, sent, NULL, 0, 1, &number);
	poll_at = now + SECOND * 3 / 4;
}

/* ---- Q.2931 ---- */

/* A message whose information elements are written as text: identifier, then contents. */
static void signal_out(uint32_t reference, int kind, const char *const *elements)
{
	uint8_t m[MESSAGE] = {9, 3};
	size_t at = 9;
	put(m + 2, reference, 3);
	m[5] = (uint8_t)kind;
	m[6] = 0x80;
	for (; *elements; elements++) {
		const char *e = *elements;
		size_t n = strlen(e) / 2 - 1;
		unsigned octet;
		sscanf(e, "%2x", &octet);
		m[at] = (uint8_t)octet;
		m[at + 1] = 0x80;
		put(m + at + 2, n, 2);
		for (size_t i = 0; i < n; i++) {
			sscanf(e + 2 + 2 * i, "%2x", &octet);
			m[at + 4 + i] = (uint8_t)octet;
		}
		at += 4 + n;
	}
	put(m + 7, at - 9, 2);
	sscop(SD, sent++, m, at, 0, NULL);
	if (poll_at == NEVER)
		poll_at = now + SECOND * 3 / 4;
}

static char *element(char *text, const char *id, const uint8_t *p, size_t n)
{
	char *at = text + sprintf(text, "%s", id);
	for (size_t i = 0; i < n; i++)
		at += sprintf(at, "%02x", p[i]);
	return text;
}

static void call_server(void)
{
	char traffic[40], called[64], calling[64];
	unsigned rate = (unsigned)(bps / 424);
	uint8_t to[21] = {0x82}, from[21] = {0x82};
	memcpy(to + 1, server, 20);
	memcpy(from + 1, address, 20);
	sprintf(traffic, "5984%06x85%06xbe", rate, rate);
	const char *elements[] = {
	    "58058c23e48123e48400",           traffic,  "5e108080", "5fcc", element(called, "70", to, 21),
	    element(calling, "6c", from, 21), "5c0000", NULL};
	calls[0] = (struct call){.used = true, .reference = 1};
	signal_out(1, SETUP, elements);
}

static const uint8_t *find(const uint8_t *m, size_t n, int id, size_t least)
{
	for (size_t at = 9; at + 4 <= n; at += 4 + get(m + at + 2, 2)) {
		size_t len = get(m + at + 2, 2);
		if (m[at] == id && len >= least && at + 4 + len <= n)
			return m + at;
	}
	return NULL;
}

static void refuse(uint32_t reference, int cause)
{
	char text[16];
	sprintf(text, "0880%02x", 0x80 | cause);
	signal_out(reference, RELEASE_COMPLETE, (const char *const[]){text, NULL});
}

static void setup(uint32_t reference, const uint8_t *m, size_t n)
{
	const uint8_t *connection = find(m, n, 0x5a, 5), *aal = find(m, n, 0x58, 1);
	struct call *c = NULL;
	char text[64], chosen[40];
	const uint8_t *blli = NULL;
	for (size_t at = 9; at + 5 <= n; at += 4 + get(m + at + 2, 2)) {
		if (m[at] == 0x5f && m[at + 4] == 0xcc && get(m + at + 2, 2) <= 4 && at + 4 + m[at + 3] <= n && !blli)
			blli = m + at; /* alone, or with IP as the owner of the VC: RFC 1755 6.2.1 */
	}
	for (int i = 1; i <= OTHERS && !c; i++)
		c = calls[i].used ? NULL : &calls[i];
	if (!connection || !aal || get(aal + 2, 2) > 20) {
		refuse(reference, 96);
	} else if (!blli) {
		refuse(reference, 88);
	} else if (!c) {
		refuse(reference, 47);
	} else {
		*c = (struct call){.used = true,
				   .reference = reference,
				   .vpi = (uint16_t)get(connection + 5, 2),
				   .vci = (uint16_t)get(connection + 7, 2)};
		signal_out(reference, CONNECT,
			   (const char *const[]){element(text, "58", aal + 4, get(aal + 2, 2)),
						 element(chosen, "5f", blli + 4, get(blli + 2, 2)), NULL});
	}
}

/* ATMARP and InATMARP: two ATM numbers of 20 octets or none, two IP addresses (RFC 2225 8.7). */
static void arp_out(const struct call *c, int op, const uint8_t *to_atm, const uint8_t *to)
{
	uint8_t m[8 + 12 + 48] = LLC_ARP "\0\x13\x08\0\x14\0\0\0\x04\0\0\x04";
	size_t n = 8 + 12 + 24;
	m[15] = (uint8_t)op;
	memcpy(m + 20, address, 20);
	memcpy(m + 40, own, 4);
	if (to_atm) {
		m[17] = 20;
		memcpy(m + n, to_atm, 20);
		n += 20;
	}
	memcpy(m + n, to, 4);
	send_frame(c, m, n + 4);
}

static void signal_in(const uint8_t *m, size_t n)
{
	static const char *const nothing[] = {NULL};
	struct call *c = NULL;
	if (n < 9 || m[0] != 9 || m[1] != 3)
		return;
	uint32_t reference = get(m + 2, 3) ^ 0x800000;
	for (int i = 0; i <= OTHERS; i++)
		c = calls[i].used && calls[i].reference == reference ? &calls[i] : c;
	const uint8_t *connection = find(m, n, 0x5a, 5);
	if (m[5] == SETUP && !c) {
		setup(reference, m, n);
	} else if (!c) {
		if (m[5] != RELEASE_COMPLETE)
			refuse(reference, 81);
	} else if (m[5] == CALL_PROCEEDING || m[5] == CONNECT) {
		if (connection) {
			c->vpi = (uint16_t)get(connection + 5, 2);
			c->vci = (uint16_t)get(connection + 7, 2);
		}
		if (m[5] == CONNECT) {
			c->active = true;
			signal_out(reference, CONNECT_ACK, nothing);
			arp_out(c, 1, NULL, own); /* registers: RFC 2225 8.4.1 */
		}
	} else if (m[5] == CONNECT_ACK) {
		c->active = true;
	} else if (m[5] == RELEASE || m[5] == RELEASE_COMPLETE) {
		if (m[5] == RELEASE)
			signal_out(reference, RELEASE_COMPLETE, nothing);
		c->used = c->active = false;
		if (hop_vc == c)
			hop_vc = NULL;
	}
}

static void sscop_in(const uint8_t *p, size_t n)
{
	if (n < 4 || n % 4)
		return;
	int kind = p[n - 4] & 15;
	uint32_t number = get(p + n - 3, 3);
	if (kind == BGN || kind == BGAK) {
		if (kind == BGN)
			sscop(BGAK, 30, NULL, 0, 1, (const uint32_t[]){0});
		begin_at = NEVER;
		if (!linked) {
			linked = true;
			call_server();
		}
	} else if (kind == END) {
		sscop(ENDAK, 0, NULL, 0, 1, (const uint32_t[]){0});
	} else if (kind == SD && number == expected) {
		expected++;
		signal_in(p, n - 4 - (p[n - 4] >> 6));
	} else if (kind == POLL && n >= 8) {
		sscop(STAT, expected, NULL, 0, 2, (const uint32_t[]){get(p + n - 7, 3), expected + 30});
	} else if (kind == STAT) {
		acknowledged = number;
		poll_at = acknowledged == sent ? NEVER : poll_at;
	}
}

/* ---- RSVP and data ---- */

static uint16_t checksum(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;
	for (size_t i = 0; i + 1 < n; i += 2)
		sum += get(p + i, 2);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static float real(const uint8_t *p)
{
	uint32_t bits = get(p, 4);
	float f;
	memcpy(&f, &bits, 4);
	return f;
}

static const char *dotted(const uint8_t *ip)
{
	static char text[4][16];
	static int k;
	return inet_ntop(AF_INET, ip, text[k = (k + 1) % 4], 16);
}

static void print_flow(void)
{
	fprintf(out, "%s/%u/%u %s/%u", dotted(session), session[4], get(session + 6, 2), dotted(sender),
		get(sender + 6, 2));
}

static uint8_t *object(uint8_t *at, unsigned kind, const void *contents, size_t n)
{
	put(at, n + 4, 2);
	put(at + 2, kind, 2);
	memcpy(at + 4, contents, n);
	return at + 4 + n;
}

/* Resv (2) or ResvTear (6), to the hop that the Path came from. */
static void resv_out(int kind)
{
	uint8_t m[300] = LLC_IP "\x45\0\0\0\0\0\0\0\xff\x2e", spec[32] = "\0\0\0\x07\x05\0\0\x06\x7f\0\0\x05", us[8];
	uint8_t *rsvp = m + 28, *at = rsvp + 8;
	if (!hop_vc || !hop_vc->active)
		return;
	memcpy(us, own, 4);
	memcpy(us + 4, hop + 4, 4);
	memcpy(spec + 12, flowspec, 20);
	at = object(at, 0x0101, session, 8);
	at = object(at, 0x0301, us, 8);
	if (kind == 2)
		at = object(at, 0x0501, "\0\0\x75\x30", 4);
	if (kind == 2 && confirm)
		at = object(at, 0x0f01, own, 4);
	at = object(at, 0x0801, "\0\0\0\x0a", 4);
	at = object(at, 0x0902, spec, 32);
	at = object(at, 0x0a01, sender, 8);
	size_t n = (size_t)(at - rsvp);
	rsvp[0] = 0x10;
	rsvp[1] = (uint8_t)kind;
	rsvp[4] = 255;
	put(rsvp + 6, n, 2);
	put(rsvp + 2, checksum(rsvp, n), 2);
	put(m + 10, n + 20, 2);
	memcpy(m + 20, own, 4);
	memcpy(m + 24, hop, 4);
	put(m + 18, checksum(m + 8, 20), 2);
	send_frame(hop_vc, m, n + 28);
}

static void rsvp_in(struct call *c, const uint8_t *p, size_t n)
{
	const uint8_t *o[16] = {0}; /* objects by class; those that matter have one C-Type here */
	if (n < 8 || get(p + 6, 2) != n)
		return;
	for (size_t at = 8; at + 4 <= n; at += get(p + at, 2)) {
		size_t len = get(p + at, 2);
		if (len < 4 || at + len > n)
			return;
		if (p[at + 2] < 16 && len >= (p[at + 2] == 12 ? 36 : p[at + 2] == 15 ? 8 : 12))
			o[p[at + 2]] = p + at + 4;
	}
	if (!o[1])
		return;
	if (p[1] == 1 && o[3] && o[11] && o[12]) {
		bool changed = !has_path || memcmp(tspec, o[12] + 12, 20) != 0;
		memcpy(session, o[1], 8);
		memcpy(hop, o[3], 8);
		memcpy(sender, o[11], 8);
		memcpy(tspec, o[12] + 12, 20);
		hop_vc = hop_vc ? hop_vc : c;
		if (!has_path && reserved)
			resv_out(2);
		has_path = true;
		if (changed) {
			fprintf(out, "upcall %" PRId64 " path ", now);
			print_flow();
			fprintf(out, " r=%.9g b=%.9g p=%.9g m=%u M=%u\n", real(tspec), real(tspec + 4), real(tspec + 8),
				get(tspec + 12, 4), get(tspec + 16, 4));
		}
	} else if (p[1] == 7 && o[6] && o[10] && has_path) {
		fprintf(out, "upcall %" PRId64 " resv-confirm ", now);
		print_flow();
		fprintf(out, " node=%s\n", dotted(o[6]));
	}
}

static void packet_in(struct call *c, const uint8_t *p, size_t n)
{
	size_t header = n >= 20 ? (p[0] & 15) * 4u : 0, total = n >= 20 ? get(p + 2, 2) : 0;
	if (header < 20 || total < header + 8 || total > n || checksum(p, header) || memcmp(p + 16, own, 4) != 0)
		return;
	if (p[9] == 46)
		rsvp_in(c, p + header, total - header);
	if (p[9] != 17)
		return;
	fprintf(out, "upcall %" PRId64 " data %s/17/%u %s/%u ", now, dotted(own), get(p + header + 2, 2),
		dotted(p + 12), get(p + header, 2));
	hex(p + header + 8, total - header - 8);
	fputc('\n', out);
}

static void cell_in(const uint8_t *cell)
{
	struct call *c = &signalling;
	for (int i = 0; i <= OTHERS && get(cell, 4) >> 4 != 5; i++)
		c = calls[i].used && calls[i].vpi << 16 == (int)(get(cell, 4) >> 20 << 16) &&
			    calls[i].vci == (get(cell, 4) >> 4 & 0xffff)
			? &calls[i]
			: c;
	if (hec(cell) != cell[4] || (c == &signalling && get(cell, 4) >> 4 != 5) || c->n + 48 > sizeof(c->frame))
		return;
	memcpy(c->frame + c->n, cell + 5, 48);
	c->n += 48;
	if (!(cell[3] & 2))
		return;
	size_t whole = c->n, n = get(c->frame + whole - 6, 2);
	c->n = 0;
	if (n + 8 > whole || crc32(c->frame, whole - 4) != get(c->frame + whole - 4, 4))
		return;
	if (c == &signalling)
		sscop_in(c->frame, n);
	else if (n >= 28 && memcmp(c->frame, LLC_IP, 8) == 0)
		packet_in(c, c->frame + 8, n - 8);
	else if (n >= 44 && memcmp(c->frame, LLC_ARP, 8) == 0 && c->frame[15] == 8 && c->frame[12] == 20)
		arp_out(c, 9, c->frame + 20, c->frame + 40);
}

/* ---- the adapter: PROTOCOL.md ---- */

static bool octets(const char *text, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (sscanf(text + 2 * i, "%2hhx", out + i) != 1)
			return false;
	}
	return text[2 * n] == '\0';
}

static const char *configure(const char *setting)
{
	static const char *const only[] = {"role=host-receiver", "uni-version=3.1", "encapsulation=llc"};
	const char *value = strchr(setting, '=');
	for (int i = 0; i < 3; i++) {
		if (strcmp(setting, only[i]) == 0)
			return NULL;
	}
	if (value && strncmp(setting, "atm-address=", 12) == 0)
		return octets(value + 1, address, 20) ? NULL : "not an ATM address";
	if (value && strncmp(setting, "arp-server=", 11) == 0)
		return octets(value + 1, server, 20) ? NULL : "not an ATM address";
	if (strncmp(setting, "atm-ip=", 7) == 0)
		return sscanf(setting + 7, "%hhu.%hhu.%hhu.%hhu", own, own + 1, own + 2, own + 3) == 4
			   ? NULL
			   : "not an address";
	if (strncmp(setting, "link-cell-bps=", 14) == 0)
		return (bps = strtoll(setting + 14, NULL, 10)) > 0 ? NULL : "not a rate";
	return "unknown setting, or a value that this host cannot use";
}

static const char *control(char *request)
{
	char who[64], from[64], yes[8] = "";
	float r, b, rate;
	unsigned least, most;
	char p[32];
	if (sscanf(request, "reserve %63s style=FF %63s service=CL r=%f b=%f p=%31s m=%u M=%u confirm=%7s", who, from,
		   &r, &b, p, &least, &most, yes) >= 7) {
		uint32_t bits;
		rate = strtof(p[0] == 'p' ? p + 2 : p, NULL); /* "inf" is understood as well */
		for (int i = 0; i < 3; i++) {
			memcpy(&bits, i == 0 ? &r : i == 1 ? &b : &rate, 4);
			put(flowspec + 4 * i, bits, 4);
		}
		put(flowspec + 12, least, 4);
		put(flowspec + 16, most, 4);
		confirm = strcmp(yes, "yes") == 0;
		reserved = true;
		if (has_path)
			resv_out(2);
		return NULL;
	}
	if (strncmp(request, "release ", 8) == 0 && reserved) {
		resv_out(6);
		reserved = false;
		return NULL;
	}
	return "this host cannot do that";
}

static void advance(int64_t until)
{
	if (begin_at <= until) {
		now = begin_at;
		begin_at = now + SECOND;
		sscop(BGN, 30, NULL, 0, 1, (const uint32_t[]){1});
	}
	while (poll_at <= until) {
		now = poll_at;
		poll_peer();
	}
	now = until;
	fclose(out);
	fwrite(text_out, 1, text_len, stdout);
	free(text_out);
	out = open_memstream(&text_out, &text_len);
	int64_t next = begin_at < poll_at ? begin_at : poll_at;
	if (next == NEVER)
		puts("done next=never");
	else
		printf("done next=%" PRId64 "\n", next);
}

static void answer(const char *refused)
{
	if (refused)
		printf("error %s\n", refused);
	else
		puts("ok");
}

int main(void)
{
	static char line[200002];
	out = open_memstream(&text_out, &text_len);
	while (fgets(line, sizeof(line), stdin)) {
		char *word = strchr(line, ' ');
		line[strcspn(line, "\n")] = '\0';
		int64_t t = word ? strtoll(word, &word, 10) : 0;
		if (strcmp(line, "bye") == 0)
			return 0;
		if (strcmp(line, "hello isatm 1") == 0) {
			puts("hello c-receiver 1.0 atm=cells roles=host-receiver uni=3.1 control=yes");
		} else if (strncmp(line, "configure ", 10) == 0) {
			answer(configure(line + 10));
		} else if (strncmp(line, "start ", 6) == 0) {
			begin_at = 0;
			answer(bps ? NULL : "link-cell-bps is missing");
		} else if (strncmp(line, "advance ", 8) == 0) {
			advance(t);
		} else if (strncmp(line, "control ", 8) == 0) {
			now = t;
			answer(control(word + 1));
		} else if (strncmp(line, "cell ", 5) == 0) {
			uint8_t cell[53];
			now = t;
			if (octets(word + 1, cell, 53))
				cell_in(cell);
		} else {
			answer("unknown record");
		}
		fflush(stdout);
	}
	return 0;
}
