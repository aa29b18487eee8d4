/* SPDX-License-Identifier: Apache-2.0 */
/* What the adapters share: the table of operations, the queue of checked outputs, faults. */
#ifndef IUT_PRIVATE_H
#define IUT_PRIVATE_H

#include "base/buf.h"
#include "iut/iut.h"

struct iut;

/* One transport. Times have been checked, faults stop all calls, err may be NULL. Whatever comes
 * out of an IUT goes through iut_emit. */
struct iut_ops {
	bool (*configure)(struct iut *i, struct iut_setting *settings, size_t n);
	bool (*start)(struct iut *i, uint64_t seed, char *err, size_t err_len);
	void (*cell)(struct iut *i, vtime t, const uint8_t cell[53]);
	void (*frame)(struct iut *i, vtime t, uint8_t vpi, uint16_t vci, uint8_t clp, const uint8_t *sdu, size_t len);
	void (*ip)(struct iut *i, vtime t, const uint8_t *packet, size_t len);
	bool (*control)(struct iut *i, vtime t, const char *request, char *err, size_t err_len);
	/* Emits all outputs up to t; *next as said by the IUT. */
	bool (*advance)(struct iut *i, vtime t, vtime *next);
	/* Send a record that no IUT can know; was it refused? False if the adapter failed. */
	bool (*unknown)(struct iut *i, bool *refused);
	void (*finish)(struct iut *i);
	void (*close)(struct iut *i);               /* frees the object */
	const char *(*errors)(const struct iut *i); /* standard error; NULL if there is none */
};

/* Outputs of one advance; their octets follow each other in one buffer. */
struct iut_queue {
	struct queued {
		struct iut_output o;
		size_t at;
	} * v;
	size_t n, cap, taken;
	struct wr octets;
};

/* Transports begin with this, zeroed and then set up by iut_init. */
struct iut {
	const struct iut_ops *ops;
	struct iut_hello hello;
	struct iut_limits limits;
	enum iut_fault fault;
	char fault_text[256];
	bool finished;
	bool heard; /* an input since the last advance */
	struct iut_queue queue;
	uint64_t n_outputs, idle; /* of the case; wake-ups in a row without input or output */
	uint64_t link_bps;        /* from the configuration; 0 until known */
	vtime named;              /* when it asked to be woken up */
	vtime now;                /* of the last advance */
	vtime input;              /* of the last input */
	vtime advancing;          /* of the running advance */
	vtime last_output;        /* time of the last output that is not a cell */
	vtime last_cell;
	/* Earliest start of the next cell, in ns times link_bps, so that slots need no rounding. */
	unsigned __int128 cell_free;
};

void iut_init(struct iut *i, const struct iut_ops *ops, const struct iut_limits *limits);
/* Note the first fault; later ones follow from it. Returns false. */
__attribute__((format(printf, 3, 4))) bool iut_fail(struct iut *i, enum iut_fault fault, const char *fmt, ...);
/* Check one output and queue it, octets copied. False (and a fault) if PROTOCOL.md does not allow it. */
bool iut_emit(struct iut *i, const struct iut_output *o);
void iut_queue_free(struct iut_queue *q);
/* Answer of an adapter without a process to a setting. */
void iut_setting_refuse(struct iut_setting *s, const char *reason);

/* Transports. 'argument' is what follows the colon of the spec. NULL and err, *fault on failure. */
typedef struct iut *(*iut_opener)(const char *argument, const struct iut_limits *limits, enum iut_fault *fault,
				  char *err, size_t err_len);
struct iut *inproc_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
			size_t err_len);
struct iut *child_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
		       size_t err_len);
struct iut *mute_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
		      size_t err_len);
struct iut *echo_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
		      size_t err_len);
struct iut *refuse_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
			size_t err_len);

#endif
