/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An implementation under test behind one interface; the transport (in process,
 * child process, remote) is the only difference. See PROTOCOL.md.
 */
#ifndef IUT_IUT_H
#define IUT_IUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"

enum iut_port { IUT_CELL, IUT_FRAME, IUT_IP, IUT_CONTROL /* upcall */ };

struct iut_output {
	vtime time;
	enum iut_port port;
	uint8_t vpi;           /* IUT_FRAME */
	uint16_t vci;
	uint8_t clp;
	const uint8_t *octets; /* valid until the next call */
	size_t len;
};

/* How an adapter failed; the text is for the report. */
enum iut_fault {
	IUT_FINE = 0,
	IUT_CRASHED,   /* ended or closed its output; text has the exit status or signal */
	IUT_HUNG,      /* no answer within the wall-clock limit */
	IUT_FLOODED,   /* more output than the limits allow */
	IUT_PROTOCOL,  /* wrote something that PROTOCOL.md does not allow: text says what */
	IUT_SPAWN,     /* could not be started: environment */
};

struct iut_hello {
	char name[64], version[32];
	bool frames;            /* atm=frames */
	char roles[96], uni[32];
	bool control;
};

struct iut;

/* Where IUTs come from, parsed from --iut: "reference" (in process), "child:COMMAND",
 * or a built-in "mute", "refuse-all", "echo". The factory makes one IUT a case. */
struct iut_factory;
struct iut_factory *iut_factory_create(const char *spec, char *err, size_t err_len);
void iut_factory_free(struct iut_factory *f);
const char *iut_factory_spec(const struct iut_factory *f);

/* NULL on failure to start (err has the reason). */
struct iut *iut_open(struct iut_factory *f, char *err, size_t err_len);
void iut_close(struct iut *i);
const struct iut_hello *iut_hello(const struct iut *i);

/* False: refused, with the IUT's reason in err (the fault stays IUT_FINE), or the adapter failed. */
bool iut_configure(struct iut *i, const char *key, const char *value, char *err, size_t err_len);
bool iut_start(struct iut *i, uint64_t seed, char *err, size_t err_len);
void iut_cell(struct iut *i, vtime t, const uint8_t cell[53]);
void iut_frame(struct iut *i, vtime t, uint8_t vpi, uint16_t vci, uint8_t clp, const uint8_t *sdu, size_t len);
void iut_ip(struct iut *i, vtime t, const uint8_t *packet, size_t len);
bool iut_control(struct iut *i, vtime t, const char *request, char *err, size_t err_len);
/* Let time pass up to t. Outputs are then taken with iut_drain; *next is when the
 * IUT next has something to do. False if the adapter failed. */
bool iut_advance(struct iut *i, vtime t, vtime *next);
bool iut_drain(struct iut *i, struct iut_output *out);

enum iut_fault iut_fault(const struct iut *i);
const char *iut_fault_text(const struct iut *i);
/* What the child wrote to standard error so far (at most 64 KiB), NUL-terminated. */
const char *iut_stderr(const struct iut *i);

#endif
