/* SPDX-License-Identifier: Apache-2.0 */
/* Records of PROTOCOL.md as text: strict parsing of the IUT's, writing of ours. No process, no file. */
#ifndef IUT_RECORDS_H
#define IUT_RECORDS_H

#include "base/buf.h"
#include "iut/iut.h"

#define RECORD_MAX 200000 /* octets without the line feed */

enum record_kind { REC_HELLO, REC_OK, REC_ERROR, REC_CELL, REC_FRAME, REC_IP, REC_UPCALL, REC_DONE };

struct record {
	enum record_kind kind;
	vtime time; /* of outputs; REC_DONE: next */
	uint8_t vpi, clp;
	uint16_t vci;
	const uint8_t *octets; /* decoded in place: they overwrite the line */
	size_t len;
	const char *text; /* REC_HELLO, REC_ERROR, REC_UPCALL: what follows, in the line; "" if nothing */
};

/* Parse one line of n octets (without line feed; line[n] is writable). False with a reason in err. */
bool record_parse(char *line, size_t n, struct record *r, char *err, size_t err_len);
/* The words after "hello". False with a reason in err. */
bool hello_parse(const char *text, struct iut_hello *h, char *err, size_t err_len);

/* Append to w: text, " NUMBER", " OCTETS" (lower-case hex). */
void record_text(struct wr *w, const char *text);
void record_number(struct wr *w, uint64_t v);
void record_octets(struct wr *w, const uint8_t *octets, size_t n);
void record_end(struct wr *w);

#endif
