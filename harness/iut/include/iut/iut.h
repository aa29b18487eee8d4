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
#include <sys/types.h>

#include "base/vtime.h"

enum iut_port { IUT_CELL, IUT_FRAME, IUT_IP, IUT_CONTROL /* upcall */ };

struct iut_output {
	vtime time;
	enum iut_port port;
	uint8_t vpi; /* IUT_FRAME */
	uint16_t vci;
	uint8_t clp;
	const uint8_t *octets; /* valid until the next call */
	size_t len;
};

/* How an adapter failed; the text is for the report. */
enum iut_fault {
	IUT_FINE = 0,
	IUT_CRASHED,  /* ended or closed its output; text has the exit status or signal */
	IUT_HUNG,     /* no answer within the wall-clock limit */
	IUT_FLOODED,  /* more output than the limits allow */
	IUT_PROTOCOL, /* wrote something that PROTOCOL.md does not allow: text says what */
	IUT_SPAWN,    /* could not be started: environment */
};

struct iut_hello {
	char name[64], version[32];
	bool frames; /* atm=frames */
	char roles[96], uni[32];
	bool control;
};

struct iut;

/* Where IUTs come from, parsed from --iut: "reference" (in process), "child:COMMAND",
 * or a built-in "mute", "refuse-all", "echo". The factory makes one IUT a case. */
struct iut_factory;
/* NULL and one line in err if the spec names nothing (with a guess at what was meant). */
struct iut_factory *iut_factory_create(const char *spec, char *err, size_t err_len);
void iut_factory_free(struct iut_factory *f);
const char *iut_factory_spec(const struct iut_factory *f);
/* Is it a process of its own, which may do to its parent what it likes? */
bool iut_factory_is_child(const struct iut_factory *f);
/* Is it one of the built-ins that exist to fail? A probe that fails is then no reason not to go on. */
bool iut_factory_is_dummy(const struct iut_factory *f);

/* What one IUT may use; what is more costs it its case. The defaults hold unless set. */
struct iut_limits {
	unsigned answer_ms;      /* wall-clock time for each answer (10 000) */
	unsigned end_ms;         /* for ending after 'bye' (2 000) */
	uint64_t advance_octets; /* written in answer to one request (64 MiB) */
	unsigned case_ms;        /* for the whole case (600 000) */
	uint64_t case_octets;    /* written in all (256 MiB) */
	uint64_t case_records;   /* outputs written in all (1 million) */
	uint64_t idle_wakes;     /* times in a row that it asks to be woken up and then does nothing (1 million) */
	uint64_t memory_octets;  /* resident memory of it and all that it started, looked at while waiting (4 GiB) */
	uint64_t processes;      /* it and all that it started (1 000) */
	unsigned cpu_s;          /* processor time (600) */
};
struct iut_limits iut_limits_default(void);
/* Change one limit by its name: "answer=2s", "end=500ms", "case=10min", "output=1MiB", "case-output=", "records=1000",
 * "wakes=", "memory=200MiB", "processes=", "cpu=60s". False with a reason in err. */
bool iut_limits_set(struct iut_limits *l, const char *text, char *err, size_t err_len);
void iut_factory_set_limits(struct iut_factory *f, const struct iut_limits *limits);

/* Start one IUT and exchange hello. NULL on failure: err has the reason, iut_factory_fault its kind (IUT_SPAWN: could
 * not be started; else it started and then failed). From the first child on the process ignores SIGPIPE. */
struct iut *iut_open(struct iut_factory *f, char *err, size_t err_len);
enum iut_fault iut_factory_fault(const struct iut_factory *f);
/* End it: bye, wait, kill what is left of its process group. Returns IUT_CRASHED if it ended with a signal or an exit
 * status other than 0, IUT_HUNG if it did not end by itself; the fault text says more. Optional before iut_close. */
enum iut_fault iut_finish(struct iut *i);
/* After the death of processes that had IUTs open: end what was handed to us, that is all our children but these n. */
void iut_end_orphans(const pid_t *spared, size_t n);
void iut_close(struct iut *i);
const struct iut_hello *iut_hello(const struct iut *i);

/* False: refused, with the IUT's reason in err (the fault stays IUT_FINE), or the adapter failed. */
bool iut_configure(struct iut *i, const char *key, const char *value, char *err, size_t err_len);
/* The same for a whole configuration at once, which spares a child the round trips. Each setting says afterwards
 * whether it was refused and why. False if the adapter failed. */
struct iut_setting {
	const char *key, *value; /* borrowed for the call */
	bool refused;
	char reason[120];
};
bool iut_configure_all(struct iut *i, struct iut_setting *settings, size_t n);
/* End of the configuration; time is 0. False as for iut_configure. */
bool iut_start(struct iut *i, uint64_t seed, char *err, size_t err_len);
/* Inputs. Their times do not go backwards, nor before the last advance (asserted). Nothing comes back before the next
 * advance. */
void iut_cell(struct iut *i, vtime t, const uint8_t cell[53]);
void iut_frame(struct iut *i, vtime t, uint8_t vpi, uint16_t vci, uint8_t clp, const uint8_t *sdu, size_t len);
void iut_ip(struct iut *i, vtime t, const uint8_t *packet, size_t len);
/* A request of the user. False: refused with a reason in err, or the adapter failed. */
bool iut_control(struct iut *i, vtime t, const char *request, char *err, size_t err_len);
/* Let time pass up to t. Outputs are then taken with iut_drain; *next (> t, VTIME_NEVER if only an input can wake it)
 * is when the IUT next has something to do. False if the adapter failed; what the IUT wrote before
 * that can still be drained. */
bool iut_advance(struct iut *i, vtime t, vtime *next);
bool iut_drain(struct iut *i, struct iut_output *out);

enum iut_fault iut_fault(const struct iut *i);
const char *iut_fault_text(const struct iut *i);
/* What the child wrote to standard error so far (at most 64 KiB), NUL-terminated. */
const char *iut_stderr(const struct iut *i);
/* Its last line with something in it, printable ASCII ('?' for the rest), cut to fit; "" if there is none. */
void iut_last_words(const struct iut *i, char *out, size_t len);

/* Before anything is judged: does the adapter behave? Each finding by itself; text says what was seen instead. */
struct iut_probe_report {
	bool hello;          /* started and answered hello as PROTOCOL.md has it */
	bool unknown_record; /* answered an unknown record with error */
	bool unknown_key;    /* answered an unknown setting with error */
	bool configured;     /* took the settings that none may refuse, and started */
	bool baseline;       /* advanced in steps, and signalling came up on VPI 0 / VCI 5 */
	struct iut_hello said;
	enum iut_fault fault; /* of the adapter, IUT_FINE if it did not fail */
	char text[256];       /* the first thing that was wrong, "" if nothing was */
};
/* True if all of them hold. Takes a fresh IUT of its own. */
bool iut_probe(struct iut_factory *f, struct iut_probe_report *report);

#endif
