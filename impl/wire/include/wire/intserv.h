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
	float r, b, p; /* token rate, bucket depth, peak rate (may be infinite) */
	uint32_t m, M; /* minimum policed unit, maximum packet size */
};

struct flowspec {
	enum intserv_service service; /* INTSERV_CLS or INTSERV_GS */
	struct tspec t;
	float R;    /* GS: rate, octets/s */
	uint32_t S; /* GS: slack term, us */
};

/* Values that override the general ones for one service (RFC 2210 3.3.5), and the general ones themselves. */
struct adspec_params {
	bool has_hops, has_bandwidth, has_latency, has_mtu;
	uint32_t hops;    /* parameter 4 */
	float bandwidth;  /* parameter 6, octets/s */
	uint32_t latency; /* parameter 8, us */
	uint32_t mtu;     /* parameter 10, octets */
};

/* One Adspec fragment. */
struct adspec_service {
	bool present;
	bool break_bit;
	bool empty; /* GS: header without the C and D terms (RFC 2210 3.3.3); not read for CLS */
	struct adspec_params override;
};

#define ADSPEC_MAX_RAW 256
struct adspec {
	bool present;
	bool global_break;
	uint32_t hops;    /* IS hop count */
	float bandwidth;  /* path bandwidth estimate, octets/s */
	uint32_t latency; /* minimum path latency, us */
	uint32_t mtu;     /* composed path MTU, octets */
	struct adspec_service gs, cls;
	uint32_t c_tot, d_tot, c_sum, d_sum; /* GS: octets and us */
	bool break_unknown; /* encode: set the break bit of fragments of services that are not known here (RFC 2210 3.3)
			     */
	/* The object body as received. The encoder takes from it the services and parameters that have no field
	 * above; for all others the fields count. */
	uint8_t raw[ADSPEC_MAX_RAW];
	size_t raw_len;
};

/*
 * Each encode appends the object body (message header word included, RSVP object
 * header not); each decode takes that body.
 *
 * A decode gives WIRE_BAD_VALUE for a value outside the bounds of RFC 2215, 2211
 * and 2212 (a NaN rate, m above M, ...): the structure was right then, and the
 * struct is filled with the values as they came. On every other outcome than that
 * and WIRE_OK the struct is zeroed. cause is 21 (traffic control error), or 0
 * where the length of the whole object is wrong, a formatting fault that RFC 2205
 * Appendix B only has logged. WIRE_UNKNOWN of flowspec_decode at offset
 * FLOWSPEC_SERVICE_AT is a service that is not known (Error Value 2 of code 21).
 */
#define FLOWSPEC_SERVICE_AT 4
void tspec_encode(struct wr *w, const struct tspec *t);
struct wire_outcome tspec_decode(const uint8_t *octets, size_t len, struct tspec *t);
void flowspec_encode(struct wr *w, const struct flowspec *f);
struct wire_outcome flowspec_decode(const uint8_t *octets, size_t len, struct flowspec *f);
/* Fragments in ascending order of the service, in each the data of the service and then general parameters. */
void adspec_encode(struct wr *w, const struct adspec *a);
/* WIRE_NO_MEMORY (cause 23) if the body is longer than ADSPEC_MAX_RAW. */
struct wire_outcome adspec_decode(const uint8_t *octets, size_t len, struct adspec *a);

#endif
