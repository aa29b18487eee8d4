/* SPDX-License-Identifier: Apache-2.0 */
/* IntServ data objects inside SENDER_TSPEC, FLOWSPEC and ADSPEC (RFC 2210, 2215). */
#ifndef WIRE_INTSERV_H
#define WIRE_INTSERV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/fields.h"
#include "wire/outcome.h"

enum intserv_service { INTSERV_GENERAL = 1, INTSERV_GS = 2, INTSERV_CLS = 5 };

/* Token bucket TSpec (parameter 127): rates in octets/s, sizes in octets. */
struct tspec {
	float r, b, p;  /* token rate, bucket depth, peak rate (may be infinite) */
	uint32_t m, M;  /* minimum policed unit, maximum packet size */
};

struct flowspec {
	enum intserv_service service; /* INTSERV_CLS or INTSERV_GS */
	struct tspec t;
	float R;    /* GS: rate, octets/s */
	uint32_t S; /* GS: slack term, us */
};

/* One Adspec fragment. */
struct adspec_service {
	bool present;
	bool break_bit;
};
struct adspec {
	bool present;
	bool global_break;
	uint32_t hops;        /* IS hop count */
	float bandwidth;      /* path bandwidth estimate, octets/s */
	uint32_t latency;     /* minimum path latency, us */
	uint32_t mtu;         /* composed path MTU, octets */
	struct adspec_service gs, cls;
	uint32_t c_tot, d_tot, c_sum, d_sum; /* GS */
	uint8_t raw[256]; /* the object body as received, for forwarding what is not understood */
	size_t raw_len;
};

/* Each encode appends the object body (message header word included, RSVP object
 * header not); each decode takes that body. */
void tspec_encode(struct wr *w, const struct tspec *t);
struct wire_outcome tspec_decode(const uint8_t *octets, size_t len, struct tspec *t);
void flowspec_encode(struct wr *w, const struct flowspec *f);
struct wire_outcome flowspec_decode(const uint8_t *octets, size_t len, struct flowspec *f);
void adspec_encode(struct wr *w, const struct adspec *a);
struct wire_outcome adspec_decode(const uint8_t *octets, size_t len, struct adspec *a);

#endif
