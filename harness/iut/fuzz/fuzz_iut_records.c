/* SPDX-License-Identifier: Apache-2.0 */
/* Records of an IUT: every line of the input goes through the parser, and a hello through its own. */
#include <stdlib.h>
#include <string.h>

#include "records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An output as a record again, which must be read as the same. */
static void again(const struct record *r)
{
	static const char *const words[] = {[REC_CELL] = "cell", [REC_FRAME] = "frame", [REC_IP] = "ip"};
	char why[200];
	struct record back;
	struct wr w = {0};
	record_text(&w, words[r->kind]);
	record_number(&w, (uint64_t)r->time);
	if (r->kind == REC_FRAME) {
		record_number(&w, r->vpi);
		record_number(&w, r->vci);
		record_number(&w, r->clp);
	}
	record_octets(&w, r->octets, r->len);
	record_end(&w);
	if (w.failed || !record_parse((char *)w.p, w.len - 1, &back, why, sizeof(why)) || back.kind != r->kind ||
	    back.time != r->time || back.len != r->len || back.vci != r->vci ||
	    memcmp(back.octets, r->octets, r->len) != 0)
		abort();
	wr_free(&w);
}

static void one(const uint8_t *octets, size_t n)
{
	char why[200];
	struct record r;
	struct iut_hello h;
	/* Exactly the room that the parser may use, so that a sanitizer sees one octet more. */
	char *line = malloc(n + 1);
	if (!line)
		return;
	memcpy(line, octets, n);
	if (record_parse(line, n, &r, why, sizeof(why))) {
		if (r.kind == REC_HELLO)
			hello_parse(r.text, &h, why, sizeof(why));
		if (r.time < 0 ||
		    (r.octets && ((const char *)r.octets < line || r.octets + r.len > (uint8_t *)line + n)))
			abort();
		if (r.kind == REC_CELL || r.kind == REC_FRAME || r.kind == REC_IP)
			again(&r);
	} else if (!memchr(why, '\0', sizeof(why)) || !*why) {
		abort();
	}
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	while (size) {
		const uint8_t *lf = memchr(data, '\n', size);
		size_t n = lf ? (size_t)(lf - data) : size;
		one(data, n);
		data += n + (lf != NULL);
		size -= n + (lf != NULL);
	}
	return 0;
}
